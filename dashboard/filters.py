"""What a page is narrowed to, and how that stands in the address: the address is the only state."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from dashboard import format as fmt
from etl.period import Kind, add_months, period_of


@dataclass(frozen=True)
class Filters:
    """`start` and `end` are both counted. `preset` names the period when it follows the data."""

    start: date
    end: date
    office: str | None = None
    area: str | None = None
    service: str | None = None
    channel: str | None = None
    preset: str | None = None


class Data(Protocol):
    @property
    def data_time(self) -> datetime: ...
    @property
    def first_day(self) -> date: ...


class Choices(Protocol):
    """What filters are checked against: a reader, bound to what one person may see."""

    @property
    def data(self) -> Data: ...
    def choices(self, kind: str) -> list[tuple[str, str]]: ...


@dataclass(frozen=True)
class Dimension:
    """One way to narrow: its key in rows and readers, its word in the address, its words on the page."""

    key: str
    word: str
    label: str
    everything: str


OFFICE = Dimension("office", "kantor", "Kantor", "Semua kantor")
AREA = Dimension("area", "kelurahan", "Asal pemohon", "Semua asal")
SERVICE = Dimension("service", "layanan", "Layanan", "Semua layanan")
CHANNEL = Dimension("channel", "kanal", "Kanal", "Semua kanal")
PERIOD = Dimension("period", "periode", "Periode", "")
DIMENSIONS = (OFFICE, AREA, SERVICE, CHANNEL)
ALL = (PERIOD, *DIMENSIONS)

CUSTOM = "tanggal"
EVERY = "semua"
"""What a control sends that does not narrow."""
DEFAULT = "90-hari"


def month_start(day: date) -> date:
    return period_of(day, Kind.MONTH).start


def whole_until(today: date) -> date:
    """The last day of the last month that has ended."""
    return today if fmt.ends_month(today) else month_start(today) - timedelta(days=1)


@dataclass(frozen=True)
class Preset:
    label: str
    span: Callable[[date, date], tuple[date, date]]
    """(first day of the data, day of the data time) → start, end"""


PRESETS: Mapping[str, Preset] = {
    "bulan-ini": Preset("Bulan ini", lambda first, today: (month_start(today), today)),
    "bulan-lalu": Preset(
        "Bulan lalu", lambda first, today: (add_months(today, -1), month_start(today) - timedelta(days=1))
    ),
    "30-hari": Preset("30 hari terakhir", lambda first, today: (today - timedelta(days=29), today)),
    DEFAULT: Preset("90 hari terakhir", lambda first, today: (today - timedelta(days=89), today)),
    "tahun-ini": Preset("Tahun ini", lambda first, today: (date(today.year, 1, 1), today)),
    "12-bulan": Preset(
        "12 bulan penuh", lambda first, today: (add_months(whole_until(today), -11), whole_until(today))
    ),
    "semua": Preset("Semua data", lambda first, today: (min(first, today), today)),
}


def parse(
    query: Mapping[str, str], reader: Choices, allowed: Iterable[Dimension] = ALL
) -> tuple[Filters, list[str]]:
    """What the address asks for, as far as it is known and permitted, and a sentence for each part ignored.

    What does not exist and what is not the reader's to see are answered alike.
    """
    notices: list[str] = []
    chosen: dict[str, str] = {}
    known = set(allowed)
    for dimension in DIMENSIONS:
        code = query.get(dimension.word, "")
        if code in ("", EVERY):
            continue
        if dimension in known and code in dict(reader.choices(dimension.key)):
            chosen[dimension.key] = code
        else:
            notices.append(f"Saringan {dimension.label} di alamat ini tidak dikenal, jadi diabaikan.")
    start, end, preset = _span(query, reader, notices)
    return Filters(start, end, preset=preset, **chosen), notices


def _span(query: Mapping[str, str], reader: Choices, notices: list[str]) -> tuple[date, date, str | None]:
    word = query.get("periode", "")
    if word in ("", CUSTOM) and (query.get("dari") or query.get("sampai")):
        days = _custom(query, reader)
        if days:
            return *_known(*days, reader, notices), None
        notices.append(
            "Tanggal di alamat ini tidak dapat dipakai: tulis dari dan sampai sebagai TTTT-BB-HH, "
            "yang awal lebih dulu. Dipakai 90 hari terakhir."
        )
        word = ""
    if word not in ("", CUSTOM) and word not in PRESETS:
        notices.append("Periode di alamat ini tidak dikenal. Dipakai 90 hari terakhir.")
    preset = word if word in PRESETS else DEFAULT
    return *PRESETS[preset].span(reader.data.first_day, reader.data.data_time.date()), preset


def _custom(query: Mapping[str, str], reader: Choices) -> tuple[date, date] | None:
    """One end alone reaches to the edge of the data."""
    try:
        start = date.fromisoformat(query.get("dari") or reader.data.first_day.isoformat())
        end = date.fromisoformat(query.get("sampai") or reader.data.data_time.date().isoformat())
    except ValueError:
        return None
    return (start, end) if start.year >= 1990 and start <= end and end.year <= 2100 else None


def _known(start: date, end: date, reader: Choices, notices: list[str]) -> tuple[date, date]:
    """Up to the day of the data: of days to come only what is early would count, and nothing could be late.

    What lies wholly behind the data stays: the page says that it knows nothing of it.
    """
    last = reader.data.data_time.date()
    if not start <= last < end:
        return start, end
    notices.append(f"Data baru sampai {fmt.day(last)}, jadi periode berakhir pada hari itu.")
    return start, last


def query(filters: Filters) -> dict[str, str]:
    """The words of the address; defaults are left out."""
    if filters.preset is None:
        words = {"dari": filters.start.isoformat(), "sampai": filters.end.isoformat()}
    else:
        words = {} if filters.preset == DEFAULT else {"periode": filters.preset}
    for dimension in DIMENSIONS:
        code = getattr(filters, dimension.key)
        if code is not None:
            words[dimension.word] = code
    return words


def coded(filters: Filters) -> dict[str, str]:
    """The days and the codes that narrow them, by key."""
    chosen = {dimension.key: getattr(filters, dimension.key) for dimension in DIMENSIONS}
    days = {"start": filters.start.isoformat(), "end": filters.end.isoformat()}
    return {**days, **{key: code for key, code in chosen.items() if code is not None}}


def whole_months(filters: Filters, today: date) -> Filters:
    """The whole months inside the period; where it holds none, the last whole month before its end."""
    start = filters.start if filters.start.day == 1 else add_months(filters.start, 1)
    end = whole_until(min(filters.end, today))
    if start > end:
        start = month_start(end)
    return replace(filters, start=start, end=end, preset=None)


def described(filters: Filters, name: Callable[[str, str], str]) -> list[tuple[str, str]]:
    """Label and value of every narrowing in force, the period first."""
    words = [(PERIOD.label, fmt.period(filters.start, filters.end))]
    for dimension in DIMENSIONS:
        code = getattr(filters, dimension.key)
        if code is not None:
            words.append((dimension.label, name(dimension.key, code)))
    return words


@dataclass(frozen=True)
class Month:
    """What a public page is narrowed to: one fixed calendar month."""

    start: date
    end: date
    latest: bool = True


def parse_month(asked: Mapping[str, str], months: list[tuple[date, date]]) -> tuple[Month | None, list[str]]:
    """`months` are the published ones, oldest first; without any there is nothing to choose."""
    if not months:
        return None, []
    word = asked.get("bulan", "")
    for start, end in months:
        if word == f"{start:%Y-%m}":
            return Month(start, end, latest=(start, end) == months[-1]), []
    notices = ["Bulan itu tidak tersedia. Ditampilkan bulan terakhir yang lengkap."] if word else []
    return Month(*months[-1]), notices


def month_query(month: Month) -> dict[str, str]:
    return {} if month.latest else {"bulan": f"{month.start:%Y-%m}"}
