"""How a number, a date and a duration are written for a reader of Indonesian. Exact: no float comes in."""

from datetime import date, datetime, timedelta
from fractions import Fraction

Exact = int | Fraction

NBSP = "\u00a0"
NO_DATA = "tidak ada data"
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
DAYS_SHORT = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
MONTHS_SHORT = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")


def half_up(value: Exact, decimals: int = 0) -> Fraction:
    """Rounded to `decimals`; a tie goes away from zero."""
    scale = 10**decimals
    exact = Fraction(value)
    units = (2 * abs(exact.numerator) * scale + exact.denominator) // (2 * exact.denominator)
    return Fraction(units if exact >= 0 else -units, scale)


def number(value: Exact, decimals: int = 0, *, thousands: str = ".") -> str:
    """1.234,5"""
    rounded = half_up(value, decimals)
    whole, part = divmod(abs(rounded.numerator) * 10**decimals // rounded.denominator, 10**decimals)
    text = f"{whole:,}".replace(",", thousands)
    if decimals:
        text += f",{part:0{decimals}d}"
    return f"-{text}" if rounded < 0 else text


def shown_share(share: Exact, *, promise: Exact | None = None) -> Fraction:
    """The share (0–1) as it is shown, in tenths of a percent.

    Half-up, but neither 0,0 % nor 100,0 % where a case says otherwise, and never up to or over a promise
    that was not kept.
    """
    exact = Fraction(share)
    rounded = half_up(exact, 3)
    if rounded >= 1 > exact or (promise is not None and exact < promise <= rounded):
        rounded = Fraction(exact.numerator * 1000 // exact.denominator, 1000)
    if rounded == 0 and exact > 0:
        return Fraction(1, 1000)
    return rounded


def percent_digits(share: Exact, *, promise: Exact | None = None) -> str:
    """93,2"""
    return number(shown_share(share, promise=promise) * 100, 1)


def percent(share: Exact, *, promise: Exact | None = None) -> str:
    """93,2 %"""
    return f"{percent_digits(share, promise=promise)}{NBSP}%"


def shown_mean(value: Exact) -> Fraction:
    """In tenths, half-up, but no 0,0 where there is something."""
    return max(half_up(value, 1), Fraction(1, 10)) if value > 0 else Fraction(0)


def mean(value: Exact) -> str:
    """55,5: a count that is an average over days; never negative."""
    return number(shown_mean(value), 1)


def minutes(seconds: Exact) -> int:
    """Whole minutes, half-up."""
    return int(half_up(Fraction(seconds) / 60))


def duration(seconds: Exact) -> str:
    """«12 menit», «1 jam 5 menit», «kurang dari 1 menit»."""
    whole = minutes(seconds)
    if whole == 0 and seconds > 0:
        return f"kurang dari 1{NBSP}menit"
    hours, rest = divmod(whole, 60)
    parts = [f"{number(hours)}{NBSP}jam"] if hours else []
    if rest or not hours:
        parts.append(f"{rest}{NBSP}menit")
    return " ".join(parts)


DAY = 24 * 60
"""Minutes."""


def elapsed_minutes(seconds: Exact) -> int:
    """What `elapsed` says, in minutes: whole hours from one day on, half-up."""
    whole = minutes(seconds)
    return whole if whole < DAY else int(half_up(Fraction(seconds) / 3600)) * 60


def elapsed(seconds: Exact) -> str:
    """A long time by the calendar: «3 hari 4 jam»; less than a day as `duration`."""
    days, rest = divmod(elapsed_minutes(seconds), DAY)
    if not days:
        return duration(seconds)
    hours = f" {rest // 60}{NBSP}jam" if rest else ""
    return f"{number(days)}{NBSP}hari{hours}"


def day(when: date) -> str:
    """24 November 2026"""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def day_short(when: date) -> str:
    """24 Nov"""
    return f"{when.day} {MONTHS_SHORT[when.month - 1]}"


def weekday(number_of_day: int) -> str:
    """1 = Senin … 7 = Minggu"""
    return DAYS[number_of_day - 1]


def full_day(when: date) -> str:
    """Selasa, 24 November 2026"""
    return f"{weekday(when.isoweekday())}, {day(when)}"


def month(when: date) -> str:
    """Juni 2025"""
    return f"{MONTHS[when.month - 1]} {when.year}"


def hour(of_day: int) -> str:
    """08.00"""
    return f"{of_day:02d}.00"


def half_hour(of_day: int) -> str:
    """08.30, for 17"""
    return f"{of_day // 2:02d}.{of_day % 2 * 30:02d}"


def clock(when: datetime) -> str:
    """10.12 WITA; the zone's own name, so the moment must know its zone."""
    if when.tzinfo is None:
        raise ValueError("a clock time without a zone cannot be shown")
    return f"{when:%H.%M} {when.tzname()}"


def moment_short(when: datetime) -> str:
    """23 Nov 2026, 16.05: for tables whose times are all on the office's clock."""
    return f"{day_short(when.date())} {when.year}, {when:%H.%M}"


def moment(when: datetime) -> str:
    """Senin, 23 November 2026, 16.05 WITA"""
    return f"{full_day(when.date())}, {clock(when)}"


def ends_month(when: date) -> bool:
    return (when + timedelta(days=1)).month != when.month


def period(start: date, end: date) -> str:
    """The shortest honest name of an inclusive range: «Juni 2025», «2025», «3–24 November 2026» …"""
    if start == end:
        return day(start)
    whole = start.day == 1 and ends_month(end)
    if whole and (start.month, end.month) == (1, 12):
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    if whole:
        return _between(start, end, month(start), month(end), MONTHS[start.month - 1])
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day}–{day(end)}"
    return _between(start, end, day(start), day(end), f"{start.day} {MONTHS[start.month - 1]}")


def _between(start: date, end: date, first: str, last: str, first_without_year: str) -> str:
    if first == last:
        return first
    return f"{first_without_year if start.year == end.year else first} – {last}"


def within(name: str) -> str:
    """A name from a reference table inside a sentence: «Loket» is «loket», a proper name (eLOK) stays."""
    return name if name[1:] != name[1:].lower() else name.lower()


def joined(words: list[str]) -> str:
    """a, b, dan c"""
    if len(words) < 3:
        return " dan ".join(words)
    return f"{', '.join(words[:-1])}, dan {words[-1]}"
