from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import filters
from dashboard.filters import AREA, PERIOD, Filters, Month

WITA = ZoneInfo("Asia/Makassar")


@dataclass(frozen=True)
class Data:
    data_time: datetime = datetime(2026, 11, 23, 16, 5, tzinfo=WITA)
    first_day: date = date(2024, 11, 24)


@dataclass(frozen=True)
class Known:
    """What a lurah of one office may choose between."""

    data: Data = Data()

    def choices(self, kind: str) -> list[tuple[str, str]]:
        return {
            "office": [("63.71.04.1002", "Kelurahan Alalak Utara")],
            "area": [("63.71.04.1001", "Alalak Tengah"), ("tidak-diketahui", "Tidak diketahui")],
            "service": [("kk", "Kartu keluarga")],
            "channel": [("loket", "Loket"), ("elok", "eLOK")],
        }[kind]


KNOWN = Known()


@pytest.mark.parametrize(
    ("word", "start", "end"),
    [
        ("", "2026-08-26", "2026-11-23"),
        ("90-hari", "2026-08-26", "2026-11-23"),
        ("30-hari", "2026-10-25", "2026-11-23"),
        ("bulan-ini", "2026-11-01", "2026-11-23"),
        ("bulan-lalu", "2026-10-01", "2026-10-31"),
        ("tahun-ini", "2026-01-01", "2026-11-23"),
        ("12-bulan", "2025-11-01", "2026-10-31"),
        ("semua", "2024-11-24", "2026-11-23"),
    ],
)
def test_presets_count_from_the_data_and_not_from_the_clock(word: str, start: str, end: str) -> None:
    found, notices = filters.parse({"periode": word}, KNOWN)
    assert (found.start.isoformat(), found.end.isoformat()) == (start, end)
    assert not notices


def test_a_month_that_ends_with_the_data_is_whole() -> None:
    known = Known(Data(datetime(2026, 10, 31, 16, 0, tzinfo=WITA)))
    found, _ = filters.parse({"periode": "12-bulan"}, known)
    assert (found.start, found.end) == (date(2025, 11, 1), date(2026, 10, 31))


def test_two_dates_are_a_period_of_their_own() -> None:
    found, notices = filters.parse({"dari": "2026-01-05", "sampai": "2026-02-04"}, KNOWN)
    assert (found.start, found.end, found.preset) == (date(2026, 1, 5), date(2026, 2, 4), None)
    assert not notices


def test_a_form_sends_every_field_and_the_preset_decides() -> None:
    sent = {
        "periode": "30-hari",
        "dari": "2026-01-05",
        "sampai": "2026-02-04",
        "kantor": "semua",
        "kanal": "",
    }
    found, notices = filters.parse(sent, KNOWN)
    assert found.preset == "30-hari"
    assert not notices


def test_one_date_alone_reaches_to_the_edge_of_the_data() -> None:
    found, _ = filters.parse({"periode": "tanggal", "dari": "2026-11-02"}, KNOWN)
    assert (found.start, found.end) == (date(2026, 11, 2), date(2026, 11, 23))


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        ("2026-11-20", "2026-12-31", "2026-11-23"),
        ("2026-11-23", "2026-11-24", "2026-11-23"),
        ("2026-11-20", "2026-11-23", "2026-11-23"),
        ("2026-11-24", "2026-12-31", "2026-12-31"),
    ],
    ids=["beyond", "by a day", "to the last day", "wholly to come"],
)
def test_a_period_ends_with_the_data_and_says_so(start: str, end: str, shown: str) -> None:
    """Else what was done early would be judged, and nothing could yet be late."""
    found, notices = filters.parse({"dari": start, "sampai": end}, KNOWN)
    assert (found.start.isoformat(), found.end.isoformat()) == (start, shown)
    cut = ["Data baru sampai 23 November 2026, jadi periode berakhir pada hari itu."]
    assert notices == (cut if shown != end else [])


@pytest.mark.parametrize(
    "asked",
    [
        {"dari": "2026-02-30"},
        {"dari": "5/1/2026", "sampai": "2026-02-01"},
        {"dari": "2026-02-01", "sampai": "2026-01-01"},
        {"dari": "0001-01-01"},
        {"dari": "2026-01-01", "sampai": "9999-12-31"},
        {"periode": "kemarin"},
    ],
)
def test_a_period_that_is_none_is_said_and_replaced(asked: dict[str, str]) -> None:
    found, notices = filters.parse(asked, KNOWN)
    assert found.preset == filters.DEFAULT
    assert len(notices) == 1


def test_what_is_not_there_and_what_is_not_yours_are_answered_alike() -> None:
    foreign = filters.parse({"kantor": "63.71.04.1001"}, KNOWN)
    unknown = filters.parse({"kantor": "<script>"}, KNOWN)
    assert foreign == unknown
    assert foreign[0].office is None
    assert "<" not in foreign[1][0]


def test_a_page_takes_only_the_filters_that_it_declares() -> None:
    found, notices = filters.parse({"kanal": "elok", "kelurahan": "63.71.04.1001"}, KNOWN, (PERIOD, AREA))
    assert (found.channel, found.area) == (None, "63.71.04.1001")
    assert len(notices) == 1


CODES = st.sampled_from(["63.71.04.1001", "tidak-diketahui", None])
PAST, TO_COME = st.dates(date(1990, 1, 1), date(2026, 11, 23)), st.dates(date(2026, 11, 24), date(2100, 1, 1))


@given(
    st.one_of(
        st.sampled_from(sorted(filters.PRESETS)),
        st.tuples(PAST, PAST),
        st.tuples(TO_COME, TO_COME),
    ),
    CODES,
    st.sampled_from(["kk", None]),
    st.sampled_from(["loket", "elok", None]),
)
def test_the_address_holds_the_whole_state(
    span: str | tuple[date, date], area: str | None, service: str | None, channel: str | None
) -> None:
    if isinstance(span, str):
        start, end = filters.PRESETS[span].span(KNOWN.data.first_day, KNOWN.data.data_time.date())
        chosen = Filters(start, end, None, area, service, channel, preset=span)
    else:
        chosen = Filters(min(span), max(span), None, area, service, channel)
    assert filters.parse(filters.query(chosen), KNOWN) == (chosen, [])


def test_defaults_are_not_written_into_the_address() -> None:
    assert filters.query(filters.parse({}, KNOWN)[0]) == {}


@pytest.mark.parametrize(
    ("start", "end", "whole"),
    [
        ("2026-08-26", "2026-11-23", ("2026-09-01", "2026-10-31")),
        ("2026-09-01", "2026-10-31", ("2026-09-01", "2026-10-31")),
        ("2026-10-25", "2026-11-23", ("2026-10-01", "2026-10-31")),
        ("2026-11-01", "2026-11-23", ("2026-10-01", "2026-10-31")),
        ("2026-09-05", "2026-09-20", ("2026-08-01", "2026-08-31")),
        ("2026-11-01", "2026-11-30", ("2026-10-01", "2026-10-31")),
    ],
)
def test_whole_months_inside_or_the_last_before(start: str, end: str, whole: tuple[str, str]) -> None:
    asked = Filters(date.fromisoformat(start), date.fromisoformat(end))
    found = filters.whole_months(asked, date(2026, 11, 23))
    assert (found.start.isoformat(), found.end.isoformat()) == whole


def test_filters_in_force_are_told_in_words() -> None:
    chosen = Filters(date(2026, 10, 1), date(2026, 10, 31), channel="elok")
    told = filters.described(chosen, lambda kind, code: dict(KNOWN.choices(kind))[code])
    assert told == [("Periode", "Oktober 2026"), ("Kanal", "eLOK")]


MONTHS = [(date(2026, 9, 1), date(2026, 9, 30)), (date(2026, 10, 1), date(2026, 10, 31))]


def test_the_public_chooses_among_published_months() -> None:
    assert filters.parse_month({}, MONTHS) == (Month(*MONTHS[1]), [])
    chosen, notices = filters.parse_month({"bulan": "2026-09"}, MONTHS)
    assert chosen == Month(*MONTHS[0], latest=False)
    assert not notices
    assert filters.month_query(chosen) == {"bulan": "2026-09"}


def test_an_unpublished_month_is_said_and_replaced() -> None:
    chosen, notices = filters.parse_month({"bulan": "2026-11"}, MONTHS)
    assert chosen == Month(*MONTHS[1])
    assert len(notices) == 1
    assert filters.parse_month({"bulan": "2026-11"}, []) == (None, [])
