from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import format as fmt

WITA = ZoneInfo("Asia/Makassar")
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


def read_number(text: str) -> Fraction:
    """The way back, as a reader of Indonesian would go it."""
    return Fraction(text.replace(".", "").replace(",", "."))


def read_day(text: str) -> date:
    day, month, year = text.split()
    return date(int(year), fmt.MONTHS.index(month) + 1, int(day))


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"),
        (999, 0, "999"),
        (1000, 0, "1.000"),
        (15463, 0, "15.463"),
        (1234567, 0, "1.234.567"),
        (Fraction(12345, 10), 1, "1.234,5"),
        (Fraction(1, 2), 0, "1"),
        (Fraction(3, 2), 0, "2"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(-5, 2), 0, "-3"),
        (Fraction(-1, 4), 0, "0"),
        (Fraction(1, 3), 2, "0,33"),
        (Fraction(88305, 1000), 2, "88,31"),
        (Fraction(199999, 2000), 1, "100,0"),
        (Fraction(5, 100), 2, "0,05"),
    ],
)
def test_a_number_is_rounded_half_up_and_grouped_with_dots(value: Fraction, decimals: int, text: str) -> None:
    assert fmt.number(value, decimals) == text


def test_a_sheet_wants_no_thousands_mark() -> None:
    assert fmt.number(1234567, thousands="") == "1234567"


@given(st.integers(-(10**12), 10**12), st.integers(0, 4))
def test_a_written_number_reads_back(units: int, decimals: int) -> None:
    value = Fraction(units, 10**decimals)
    assert read_number(fmt.number(value, decimals)) == value


@given(st.fractions(-1000, 1000), st.integers(0, 3))
def test_rounding_is_never_off_by_more_than_half(value: Fraction, decimals: int) -> None:
    assert abs(fmt.half_up(value, decimals) - value) <= Fraction(1, 2 * 10**decimals)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(932, 1000), "93,2 %"),
        (Fraction(9325, 10000), "93,3 %"),
        (0, "0,0 %"),
        (1, "100,0 %"),
        (Fraction(9999, 10000), "99,9 %"),
        (Fraction(99999, 100000), "99,9 %"),
        (Fraction(1, 10000), "0,1 %"),
        (Fraction(1, 3), "33,3 %"),
    ],
)
def test_a_share_hides_neither_the_one_that_missed_nor_the_one_that_is(share: Fraction, text: str) -> None:
    assert fmt.percent(share) == text.replace(" ", fmt.NBSP)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(94951, 100000), "94,9"),
        (Fraction(95, 100), "95,0"),
        (Fraction(95051, 100000), "95,1"),
        (Fraction(949, 1000), "94,9"),
    ],
)
def test_a_share_is_not_rounded_up_to_its_promise(share: Fraction, text: str) -> None:
    assert fmt.percent_digits(share, promise=Fraction(95, 100)) == text


@given(st.fractions(0, 1), st.fractions(0, 1))
def test_no_shown_share_crosses_a_promise(share: Fraction, promise: Fraction) -> None:
    shown = fmt.shown_share(share, promise=promise)
    assert not (share < promise <= shown) or shown == Fraction(1, 1000)
    assert (shown == 1) == (share == 1)
    assert (shown == 0) == (share == 0)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Fraction(0), "0,0"),
        (Fraction(1, 100), "0,1"),
        (Fraction(1, 4), "0,3"),
        (Fraction(5554, 100), "55,5"),
        (Fraction(1234), "1.234,0"),
    ],
)
def test_an_average_has_one_decimal_and_is_not_nothing_where_somebody_came(
    value: Fraction, words: str
) -> None:
    assert fmt.mean(value) == words


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 menit"),
        (1, "kurang dari 1 menit"),
        (29, "kurang dari 1 menit"),
        (30, "1 menit"),
        (89, "1 menit"),
        (90, "2 menit"),
        (720, "12 menit"),
        (3569, "59 menit"),
        (3570, "1 jam"),
        (3900, "1 jam 5 menit"),
        (Fraction(7229, 2), "1 jam"),
        (90000, "25 jam"),
    ],
)
def test_a_duration_is_told_in_whole_minutes(seconds: Fraction, text: str) -> None:
    assert fmt.duration(seconds).replace(fmt.NBSP, " ") == text


@pytest.mark.parametrize(
    ("seconds", "text", "minutes"),
    [
        (0, "0 menit", 0),
        (20, "kurang dari 1 menit", 0),
        (3900, "1 jam 5 menit", 65),
        (86369, "23 jam 59 menit", 1439),
        (86370, "1 hari", 1440),
        (88199, "1 hari", 1440),
        (88200, "1 hari 1 jam", 1500),
        (3 * 86400 + 4 * 3600 + 1799, "3 hari 4 jam", 4560),
        (Fraction(3 * 86400 - 1800), "3 hari", 4320),
        (1234 * 86400, "1.234 hari", 1234 * 1440),
    ],
)
def test_a_long_time_is_told_in_days_and_hours(seconds: Fraction, text: str, minutes: int) -> None:
    assert fmt.elapsed(seconds).replace(fmt.NBSP, " ") == text
    assert fmt.elapsed_minutes(seconds) == minutes


@given(st.fractions(0, 10**8))
def test_a_long_time_is_off_by_half_an_hour_at_most(seconds: Fraction) -> None:
    assert abs(fmt.elapsed_minutes(seconds) * 60 - seconds) <= 1800


@given(DAYS)
def test_a_written_day_reads_back(day: date) -> None:
    assert read_day(fmt.day(day)) == day


def test_days_and_months_are_indonesian() -> None:
    day = date(2026, 11, 24)
    assert fmt.day(day) == "24 November 2026"
    assert fmt.full_day(day) == "Selasa, 24 November 2026"
    assert fmt.day_short(date(2026, 8, 17)) == "17 Agu"
    assert fmt.month(date(2025, 6, 1)) == "Juni 2025"
    assert [fmt.weekday(n) for n in range(1, 8)] == list(fmt.DAYS)
    assert fmt.hour(8) == "08.00"


def test_a_clock_time_names_its_zone() -> None:
    moment = datetime(2026, 11, 23, 8, 5, tzinfo=UTC).astimezone(WITA)
    assert fmt.moment(moment) == "Senin, 23 November 2026, 16.05 WITA"
    with pytest.raises(ValueError, match="without a zone"):
        fmt.clock(moment.replace(tzinfo=None))
    assert fmt.moment_short(moment) == "23 Nov 2026, 16.05"


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ((2026, 11, 24), (2026, 11, 24), "24 November 2026"),
        ((2025, 6, 1), (2025, 6, 30), "Juni 2025"),
        ((2024, 2, 1), (2024, 2, 29), "Februari 2024"),
        ((2025, 2, 1), (2025, 2, 27), "1–27 Februari 2025"),
        ((2025, 1, 1), (2025, 12, 31), "2025"),
        ((2024, 1, 1), (2025, 12, 31), "2024–2025"),
        ((2026, 9, 1), (2026, 10, 31), "September – Oktober 2026"),
        ((2025, 11, 1), (2026, 10, 31), "November 2025 – Oktober 2026"),
        ((2026, 8, 27), (2026, 11, 24), "27 Agustus – 24 November 2026"),
        ((2025, 12, 29), (2026, 1, 4), "29 Desember 2025 – 4 Januari 2026"),
    ],
)
def test_a_period_has_the_shortest_honest_name(
    start: tuple[int, int, int], end: tuple[int, int, int], text: str
) -> None:
    assert fmt.period(date(*start), date(*end)) == text


@given(DAYS, st.integers(0, 800))
def test_two_periods_never_share_a_name(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    assert fmt.period(start, end) != fmt.period(start, end + timedelta(days=1))


def test_words_are_joined_as_one_speaks() -> None:
    assert fmt.joined(["a"]) == "a"
    assert fmt.joined(["a", "b"]) == "a dan b"
    assert fmt.joined(["a", "b", "c"]) == "a, b, dan c"


@pytest.mark.parametrize(
    ("name", "words"),
    [("Loket", "loket"), ("eLOK", "eLOK"), ("SIPADU", "SIPADU"), ("Kotak Saran", "Kotak Saran"), ("", "")],
)
def test_inside_a_sentence_only_a_proper_name_keeps_its_capitals(name: str, words: str) -> None:
    assert fmt.within(name) == words
