"""What changed and what to do: at most five sentences by rule, the one that harms most people first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from dashboard import change, days
from dashboard import format as fmt
from dashboard.answers import promises, standards, unsur
from dashboard.filters import Filters
from dashboard.keynumbers import Number
from dashboard.reader import Reader
from dashboard.rights import Right
from dashboard.section import Row

MOST = 5
PAGES = {
    "waktu-tunggu": "Waktu tunggu",
    "standar": "Standar pelayanan",
    "volume": "Volume",
    "kepuasan": "Kepuasan",
    "pengaduan": "Pengaduan",
    "mutu-data": "Mutu data",
}
"""Slug → title of the pages that findings lead to; pages themselves know findings, not the other way."""


@dataclass(frozen=True)
class Finding:
    """`slug` and `filters` lead to the page that shows why; without a slug there is none to see."""

    words: str
    slug: str | None = None
    filters: Filters | None = None

    @property
    def page(self) -> str:
        """Its title."""
        return "" if self.slug is None else PAGES[self.slug]


def findings(reader: Reader, filters: Filters, numbers: Sequence[Number]) -> list[Finding]:
    """Harm first: broken promises, what got worse, what lies overdue, what people find poor, late data."""
    worse = [number for number in numbers if number.worse]
    other = [number for number in numbers if number.changed and not number.worse]
    found = [
        *broken_promise(reader, filters),
        *(changed(number, filters) for number in worse),
        *overdue(reader, filters),
        *complaints(reader, filters),
        *poor_elements(reader, filters),
        *late_sources(reader, filters),
        *(changed(number, filters) for number in other),
    ]
    return found[:MOST]


def broken_promise(reader: Reader, filters: Filters) -> list[Finding]:
    """Which service, at which office, and from which hour of the week."""
    rows = [standards.kept(row) for row in reader.values("on_time", ("service",), filters=filters)]
    named = promises.breaker(rows)
    if named is None:
        return []
    service = replace(filters, service=named["service"])
    words = (
        f"{reader.name('service', named['service'])} paling banyak meleset dari janji: "
        f"{fmt.number(named['broken'])} dari {fmt.number(named['judged'])} terlambat "
        f"({fmt.percent(named['value'])} tepat janji)"
    )
    parts = [part for part in (_worst_office(reader, service), _peak_hour(reader, service)) if part]
    return [Finding(f"{'; '.join([words, *parts])}.", "standar", service)]


def _worst_office(reader: Reader, service: Filters) -> str | None:
    """Only where it keeps fewer of its promises than the others together, by more than noise."""
    rows = [standards.kept(row) for row in reader.values("on_time", ("office",), filters=service)]
    low = standards.least(rows)
    if low is None:
        return None
    offices = days.kept(reader, "on_time", service, days.OFFICE)
    others = days.between(days.others(offices, low["office"]), service)
    apart = change.of_shares(others, days.between(offices[low["office"]], service))
    if not apart.changed or apart.rose:
        return None
    return f"terburuk di {reader.name('office', low['office'])} ({fmt.percent(low['value'])})"


def _peak_hour(reader: Reader, service: Filters) -> str | None:
    months, rows = promises.hours(reader, service)
    top = promises.peak(rows) or promises.peak(promises.of_any_day(rows))
    if top is None:
        return None
    words = f"terbanyak dari yang masuk {promises.moment(top)}"
    inside = service.start <= months.start and months.end <= service.end
    if inside and (service.start, service.end) == (months.start, months.end):
        return words
    return f"{words} ({fmt.period(months.start, months.end)})"


def changed(number: Number, filters: Filters) -> Finding:
    """A key number that moved by more than noise, from what to what."""
    return Finding(_TOLD[number.slug](number), number.slug, filters)


def _verb(number: Number) -> str:
    return "naik nyata" if number.compared.change.rose else "turun nyata"


def _from_to(words: str, number: Number, show: Callable[[Row], str]) -> str:
    """A change too small for the digits shown is told by its size."""
    before, after = number.compared.before, number.compared.after
    assert before is not None
    assert after is not None
    if show(before) == show(after):
        return f"{words} {_verb(number)}: {number.chip.apart}."
    return f"{words} {_verb(number)}: dari {show(before)} menjadi {show(after)}."


_TOLD: dict[str, Callable[[Number], str]] = {
    "waktu-tunggu": lambda n: _from_to("Waktu tunggu (P90)", n, lambda row: fmt.duration(row["p90_seconds"])),
    "standar": lambda n: _from_to("Janji yang ditepati", n, lambda row: fmt.percent(row["value"])),
    "kepuasan": lambda n: _from_to("Kepuasan (IKM)", n, lambda row: fmt.number(row["index"], 2)),
    "pengaduan": lambda n: _from_to("Pengaduan tepat waktu", n, lambda row: fmt.percent(row["value"])),
    "volume": lambda n: f"Permohonan {_verb(n)}: {n.chip.apart}.",
}


def overdue(reader: Reader, filters: Filters) -> list[Finding]:
    """Requests still open after their time, whatever the period."""
    late = reader.late_counts("request", filters=filters)
    if not late:
        return []
    words = (
        f"Lewat batas waktu: {fmt.number(sum(row['n'] for row in late))} permohonan belum selesai; "
        f"{_since(late)}."
    )
    return [Finding(words, "standar", filters)]


def complaints(reader: Reader, filters: Filters) -> list[Finding]:
    late = reader.late_counts("complaint", filters=filters)
    if not late:
        return []
    counts = {row["promise"]: row["n"] for row in late}
    named = (("selesai", "belum ditutup"), ("tanggapan", "belum ditanggapi"))
    parts = [f"{fmt.number(counts[promise])} {what}" for promise, what in named if promise in counts]
    words = f"Pengaduan lewat batas waktu: {fmt.joined(parts)}; {_since(late)}."
    return [Finding(words, "pengaduan", filters)]


def _since(late: Sequence[Row]) -> str:
    return f"yang terlama jatuh tempo {fmt.day(min(row['oldest'] for row in late).date())}"


def poor_elements(reader: Reader, filters: Filters) -> list[Finding]:
    """Unsur of satisfaction whose letter is under B, if enough people answered."""
    poor = unsur.below(unsur.elements(reader, filters))
    if not poor:
        return []
    parts = [f"{row['name']} ({fmt.number(row['value'], 2)}, mutu {row['mutu']})" for row in poor[:3]]
    more = f" dan {len(poor) - 3} unsur lain" if len(poor) > 3 else ""
    noun = "Unsur kepuasan" if len(poor) == 1 else f"{len(poor)} unsur kepuasan"
    words = f"{noun} di bawah B: {', '.join(parts) if more else fmt.joined(parts)}{more}."
    return [Finding(words, "kepuasan", filters)]


def late_sources(reader: Reader, filters: Filters) -> list[Finding]:
    """Not everybody has the page about sources."""
    late = [source for source in reader.data.sources if source.late]
    if not late:
        return []
    names = fmt.joined([f"«{source.source}»" for source in late])
    until = fmt.day(min(source.data_time for source in late).date())
    words = f"Data {names} terlambat datang; angka sesudah {until} belum lengkap."
    if not reader.scope.sees(Right.DATA):
        return [Finding(words)]
    return [Finding(words, "mutu-data", filters)]
