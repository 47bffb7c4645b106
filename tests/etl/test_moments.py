"""Formats, zones, midnight and durations: text → instants."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.etl.written import (
    AT,
    NOW,
    block,
    check,
    one,
    reason_of,
    reasons,
    utc,
    value,
)


def taken(format: object, **cells: str):
    """One visit whose taken_at is read from these columns with these formats."""
    rule = {"from": list(cells), "format": format}
    return one({"taken_at": rule}, cells)


@pytest.mark.parametrize(
    ("formats", "cells", "expected"),
    [
        ("%d/%m/%Y %H:%M", ["29/02/2024 7:05"], utc(2024, 2, 28, 23, 5)),
        (["%d/%m/%Y", "%H:%M:%S"], ["1/3/2025", "9:59:54"], utc(2025, 3, 1, 1, 59, 54)),
        (["%Y", "%m", "%d", "%H:%M"], ["2025", "3", "1", "08:00"], utc(2025, 3, 1)),
        (["%Y-%m-%d", "%I:%M", "%p"], ["2025-03-01", "12:30", "am"], utc(2025, 2, 28, 16, 30)),
        ("%m/%d/%Y %I:%M:%S %p", ["01/02/2015 12:25:23 PM"], utc(2015, 1, 2, 4, 25, 23)),
        ("%d %B %Y %H:%M", ["17 Agustus 2025 08:00"], utc(2025, 8, 17)),
        ("%A, %d %b %y %H.%M", ["Minggu, 17 Agt 25 08.00"], utc(2025, 8, 17)),
        ("%d-%b-%Y", ["3-Mei-2025"], utc(2025, 5, 2, 16)),
        ("%Y%m%d%H%M%S", ["20250301080000"], utc(2025, 3, 1)),
        ("%FT%T%z", ["2025-03-01T08:00:00+0700"], utc(2025, 3, 1, 1)),
        (["%Y-%m-%d", "%H:%M:%S%z"], ["2025-03-01", "08:00:00Z"], utc(2025, 3, 1, 8)),
        ("%Y-%m-%d %H:%M %Z", ["2025-03-01 08:00 WIB"], utc(2025, 3, 1, 1)),
        ("%Y-%m-%d %H:%M:%S.%f", ["2025-03-01 08:00:59.999"], utc(2025, 3, 1, 0, 0, 59)),
        ("%j/%Y", ["366/2024"], utc(2024, 12, 30, 16)),
        ("excel", ["45717.333333333"], utc(2025, 3, 1)),
        ("excel", ["45717,5"], utc(2025, 3, 1, 4)),
        (["excel", "%H:%M"], ["45717", "08:00"], utc(2025, 3, 1)),
        (["excel", "excel"], ["45717", "0.5"], utc(2025, 3, 1, 4)),
        (["%Y-%m-%d", "excel"], ["2025-03-01", "0,5"], utc(2025, 3, 1, 4)),
        ("%d%%%m%%%Y", ["01%03%2025"], utc(2025, 2, 28, 16)),
    ],
)
def test_formats(formats, cells, expected):
    assert value(taken(formats, **{f"c{i}": cell for i, cell in enumerate(cells)})) == expected


@pytest.mark.parametrize(
    ("formats", "text"),
    [
        ("%d/%m/%Y", "31/02/2025"),
        ("%d/%m/%Y", "29/02/2023"),
        ("%d/%m/%Y", "00/01/2025"),
        ("%d/%m/%Y", "01/13/2025"),
        ("%d/%m/%Y", " 01/03/2025"),
        ("%d/%m/%Y", "01/03/2025 "),
        ("%d/%m/%Y", "01/ 3/2025"),
        ("%d/%m/%Y", "01/03/25"),
        ("%d/%m/%Y", "٠١/٠٣/٢٠٢٥"),
        ("%d/%m/%Y", "01/03/20255"),
        ("%d/%m/%Y %H:%M", "01/03/2025 24:00"),
        ("%d/%m/%Y %H:%M", "01/03/2025  08:00"),
        ("%d/%m/%Y %H:%M", "01/03/2025 08:60"),
        ("%d/%m/%Y %H:%M", "01/03/2025 08:5"),
        ("%d/%m/%Y %H:%M:%S", "01/03/2025 08:00:60"),
        ("%d/%m/%Y %I:%M %p", "01/03/2025 00:00 AM"),
        ("%d/%m/%Y %I:%M %p", "01/03/2025 13:00 PM"),
        ("%d %B %Y", "3 Mey 2025"),
        ("%j/%Y", "366/2025"),
        ("%Y-%m-%d %H:%M%z", "2025-03-01 08:00+1500"),
        ("%Y-%m-%d %H:%M%z", "2025-03-01 08:00+0860"),
        ("%Y%m%d", "2025301"),
        ("excel", "-45717"),
        ("excel", "45717x"),
    ],
)
def test_no_such_time(formats, text):
    assert reason_of(taken(formats, c=text)) == "bukan_waktu"


def test_a_serial_beside_a_date_is_a_time_of_day():
    assert reasons(taken(["%Y-%m-%d", "excel"], a="2025-03-01", b="1.5")) == [(2, "b", "bukan_waktu", "9.9")]


def test_the_part_at_fault_is_named_and_only_its_shape_is_kept():
    found = reasons(taken(["%d/%m/%Y", "%H:%M"], tanggal="01/03/2025", jam="25:61"))
    assert found == [(2, "jam", "bukan_waktu", "99:99")]


def test_blanks_alone_are_an_empty_cell():
    assert reasons(taken("%d/%m/%Y", c="   ")) == [(2, "c", "wajib_kosong", "   ")]


@pytest.mark.parametrize(
    ("year", "reason"),
    [(1989, "tahun_di_luar"), (1990, None), (2029, None), (2100, "di_masa_depan"), (2101, "tahun_di_luar")],
)
def test_years_from_1990_to_2100(year, reason):
    checked = taken("%d/%m/%Y", c=f"31/12/{year}")
    assert [found for *_, found, _ in reasons(checked)] == ([reason] if reason else [])


def test_a_due_time_may_lie_ahead_and_ends_with_2100():
    columns = {
        "id": {"from": "no"},
        "office": {"value": "63.71.04"},
        "service": {"value": "kk"},
        "channel": {"value": "elok"},
        "submitted_at": {"from": "masuk", "format": "%Y-%m-%d"},
        "due_at": {"from": "batas", "format": "%Y-%m-%d"},
        "status": {"value": "open"},
    }
    text = "no;masuk;batas\n1;2025-03-03;2100-12-31\n2;2025-03-03;2101-01-01\n"
    checked = check(block(columns, fact="request"), text)
    assert checked.facts["id"].to_pylist() == ["1"]
    assert reasons(checked) == [(3, "batas", "tahun_di_luar", "9999-99-99")]


@pytest.mark.parametrize(("seconds", "good"), [(300, True), (301, False)])
def test_an_instant_may_be_five_minutes_ahead_of_our_clock(seconds, good):
    local = (NOW + timedelta(seconds=seconds)).astimezone(ZoneInfo("Asia/Makassar"))
    checked = one({}, {"ambil": f"{local:%d/%m/%Y %H:%M:%S}"})
    assert checked.facts.num_rows == good
    assert [reason for _, _, reason, _ in reasons(checked)] == ([] if good else ["di_masa_depan"])


@pytest.mark.parametrize(
    ("zone", "gap", "twice", "first"),
    [
        ("America/New_York", "09/03/2025 02:30:00", "02/11/2025 01:30:00", utc(2025, 11, 2, 5, 30)),
        ("Asia/Jerusalem", "28/03/2025 02:30:00", "26/10/2025 01:30:00", utc(2025, 10, 25, 22, 30)),
    ],
)
def test_where_clocks_change_a_lost_hour_is_no_time_and_a_double_one_only_if_the_block_says_which(
    zone, gap, twice, first
):
    assert reason_of(one({}, {"ambil": gap}, timezone=zone)) == "bukan_waktu"
    assert reason_of(one({}, {"ambil": gap}, timezone=zone, ambiguous="earliest")) == "bukan_waktu"
    assert reason_of(one({}, {"ambil": twice}, timezone=zone)) == "bukan_waktu"
    assert value(one({}, {"ambil": twice}, timezone=zone, ambiguous="earliest")) == first


def test_a_year_far_outside_does_not_disturb_the_zone():
    assert (
        reason_of(one({}, {"ambil": "01/01/0001 00:00:00"}, timezone="America/New_York")) == "tahun_di_luar"
    )
    assert (
        reason_of(one({}, {"ambil": "31/12/9999 23:59:59"}, timezone="America/New_York")) == "tahun_di_luar"
    )


days = st.dates(date(1990, 1, 1), date(2029, 12, 31))
FORMATS = ["%d/%m/%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%Y%m%d%H%M%S", "%j %Y %H.%M.%S"]


@given(days, st.times(), st.sampled_from(FORMATS))
def test_a_written_instant_is_read_back(day, time, format):
    local = datetime.combine(day, time.replace(microsecond=0), ZoneInfo("Asia/Makassar"))
    found = value(one({"taken_at": {"from": "t", "format": format}}, {"t": local.strftime(format)}))
    assert found.replace(tzinfo=UTC) == local


@given(days, st.times(), st.sampled_from(["America/New_York", "Asia/Jerusalem", "Australia/Lord_Howe"]))
def test_local_clocks_agree_with_the_zone_database(day, time, zone):
    naive = datetime.combine(day, time.replace(microsecond=0))
    first, second = (naive.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1))
    there = first.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == naive
    checked = one({}, {"ambil": f"{naive:%d/%m/%Y %H:%M:%S}"}, timezone=zone, ambiguous="earliest")
    assert checked.facts["taken_at"].to_pylist() == ([first.replace(tzinfo=None)] if there else [])
    strict = one({}, {"ambil": f"{naive:%d/%m/%Y %H:%M:%S}"}, timezone=zone)
    assert strict.facts.num_rows == (there and first == second)


def called(clock: str, taken_clock: str, **rule: object):
    """A visit taken on 3 March and called at a clock of the same date column."""
    parts = {"format": ["%d/%m/%Y", "%H:%M:%S"]}
    columns = {
        "taken_at": {"from": ["tgl", "jam"], **parts},
        "called_at": {"from": ["tgl", "panggil"], **parts, **rule},
    }
    return one(columns, {"tgl": "03/03/2025", "jam": taken_clock, "panggil": clock})


GAP = {"next_day": {"after": "taken_at", "gap": "12h"}, "skew": "5s"}


@pytest.mark.parametrize(
    ("clock", "expected", "skewed"),
    [
        ("23:30:00", utc(2025, 3, 3, 15, 30), 0),
        ("23:00:00", utc(2025, 3, 3, 15), 0),
        ("22:59:55", utc(2025, 3, 3, 14, 59, 55), 1),
        ("22:59:54", None, 0),
        ("11:00:00", None, 0),
        ("10:59:59", utc(2025, 3, 4, 2, 59, 59), 0),
        ("00:00:00", utc(2025, 3, 3, 16), 0),
    ],
)
def test_a_clock_before_its_reference_is_skew_or_next_day_or_refused(clock, expected, skewed):
    checked = called(clock, "23:00:00", **GAP)
    assert checked.skewed == skewed
    if expected is None:
        assert reason_of(checked) == "urutan_waktu"
    else:
        assert value(checked, "called_at") == expected


def test_a_clock_after_a_reference_that_is_itself_past_midnight():
    parts = {"format": ["%d/%m/%Y", "%H:%M:%S"]}
    turn = {"gap": "12h"}
    columns = {
        "taken_at": {"from": ["tgl", "a"], **parts},
        "called_at": {"from": ["tgl", "b"], **parts, "next_day": {"after": "taken_at", **turn}},
        "finished_at": {
            "from": ["tgl", "c"],
            **parts,
            "next_day": {"after": "called_at", **turn},
            "skew": "1m",
        },
    }
    day = {"tgl": "03/03/2025", "a": "23:50:00", "b": "00:10:00"}
    assert value(one(columns, {**day, "c": "00:20:00"}), "finished_at") == utc(2025, 3, 3, 16, 20)
    assert one(columns, {**day, "c": "00:09:30"}).skewed == 1
    assert reason_of(one(columns, {**day, "c": "00:05:00"})) == "urutan_waktu"


def test_the_reference_of_next_day_may_be_a_rule_and_an_empty_one_leaves_the_day():
    after = {"from": ["tgl", "masuk"], "format": ["%d/%m/%Y", "%H:%M:%S"], "empty": "-"}
    columns = {
        "taken_at": {
            "from": ["tgl", "jam"],
            "format": ["%d/%m/%Y", "%H:%M:%S"],
            "next_day": {"after": after, "gap": "12h"},
        }
    }
    cells = {"tgl": "03/03/2025", "jam": "00:05:00"}
    assert value(one(columns, {**cells, "masuk": "23:59:00"})) == utc(2025, 3, 3, 16, 5)
    assert value(one(columns, {**cells, "masuk": "-"})) == utc(2025, 3, 2, 16, 5)


def test_the_next_day_is_the_calendars_even_when_clocks_change():
    """2025-03-08 23:00 EST, called at 02:30 by the date of the day before: that hour is lost on 9 March."""
    parts = {"format": ["%d/%m/%Y", "%H:%M:%S"]}
    columns = {
        "taken_at": {"from": ["tgl", "a"], **parts},
        "called_at": {"from": ["tgl", "b"], **parts, "next_day": {"after": "taken_at", "gap": "12h"}},
    }
    row = {"tgl": "08/03/2025", "a": "23:00:00"}
    assert reason_of(one(columns, {**row, "b": "02:30:00"}, timezone="America/New_York")) == "bukan_waktu"
    found = one(columns, {**row, "b": "03:30:00"}, timezone="America/New_York")
    assert value(found, "called_at") == utc(2025, 3, 9, 7, 30)
    lost = {"tgl": "09/03/2025", "a": "23:00:00", "b": "02:30:00"}
    assert value(one(columns, lost, timezone="America/New_York"), "called_at") == utc(2025, 3, 10, 6, 30)


def test_next_day_with_an_offset_in_the_text():
    columns = {
        "taken_at": {"from": ["tgl", "a"], "format": ["%d/%m/%Y", "%H:%M%z"]},
        "called_at": {
            "from": ["tgl", "b"],
            "format": ["%d/%m/%Y", "%H:%M%z"],
            "next_day": {"after": "taken_at", "gap": "12h"},
        },
    }
    found = one(columns, {"tgl": "03/03/2025", "a": "23:50+0700", "b": "00:10+0700"})
    assert value(found, "called_at") == utc(2025, 3, 3, 17, 10)


@pytest.mark.parametrize(
    ("lama", "plus", "expected"),
    [
        ("90", {"unit": "s"}, utc(2025, 3, 3, 0, 1, 30)),
        ("1,5", {"unit": "m", "number": {"decimal": ","}}, utc(2025, 3, 3, 0, 1, 30)),
        ("2", {"unit": "h"}, utc(2025, 3, 3, 2)),
        ("0:01:30", {"format": "%H:%M:%S"}, utc(2025, 3, 3, 0, 1, 30)),
        ("-", {"unit": "s", "empty": "-"}, None),
        ("", {"unit": "s"}, None),
    ],
)
def test_a_duration_is_added_to_its_start(lama, plus, expected):
    rule = {"finished_at": {"start": "taken_at", "plus": {"from": "lama", **plus}}}
    assert value(one(rule, {"lama": lama}), "finished_at") == expected


@pytest.mark.parametrize(
    ("lama", "reason"),
    [
        ("x", "bukan_angka"),
        ("-1", "urutan_waktu"),
        ("999999999", "di_luar_rentang"),
        ("1.000,5", "bukan_angka"),
    ],
)
def test_a_duration_that_cannot_be(lama, reason):
    rule = {
        "finished_at": {
            "start": "taken_at",
            "plus": {"from": "lama", "unit": "m", "number": {"decimal": ","}},
        }
    }
    assert reasons(one(rule, {"lama": lama}))[0][1:3] == ("lama", reason)


def test_a_duration_without_a_start_is_empty():
    rule = {
        "called_at": {"from": "panggil", **AT},
        "finished_at": {"start": "called_at", "plus": {"from": "lama", "unit": "s"}},
    }
    assert value(one(rule, {"panggil": "", "lama": "90"}), "finished_at") is None
