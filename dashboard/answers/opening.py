"""Before and after a new building: the office itself, and the other kelurahan over the same days.

The difference in differences, in plain words: a change counts for the building only where the others did not
change as much. Where that is not sure, «belum bisa dipastikan» is the answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from dashboard import change, compare, days
from dashboard import format as fmt
from dashboard.answers.offices import short
from dashboard.change import Change, Verdict
from dashboard.compare import Compared, Pair
from dashboard.days import Days
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.section import EMPTY, Column, Row, Section, Table

WINDOW = 90
"""Days before and after, where the data reach so far."""
UNSURE = "belum bisa dipastikan"
BEYOND = "lebih dari di kelurahan lain"
COUNTED = "kunjungan yang dipanggil, sebelum dan sesudah"
_COLUMNS = (
    Column("name", "Kantor"),
    Column("measure", "Ukuran"),
    Column("before", "Sebelum"),
    Column("after", "Sesudah"),
    Column("apart", "Beda", missing="–"),
    Column("here", "Di kantor ini"),
    Column("elsewhere", "Di kelurahan lain", missing="tidak terlihat"),
    Column("verdict", "Kesimpulan"),
)


@dataclass(frozen=True)
class Opening:
    """An office, the day on which its new building opened, and the equal windows around that day."""

    office: str
    name: str
    day: date
    pair: Pair

    @property
    def length(self) -> int:
        return (self.day - self.pair.before.start).days


def openings(reader: Reader) -> list[Opening]:
    """Those within the scope whose opening lies inside the data."""
    mine = {code for code, _ in reader.choices("office")}
    found = []
    for code, name, day in reader.opened():
        length = min(WINDOW, (day - reader.data.first_day).days, (reader.data.last_day - day).days + 1)
        if code in mine and length > 0:
            span = timedelta(days=length)
            before = Filters(day - span, day - timedelta(days=1), office=code)
            after = Filters(day, day + span - timedelta(days=1), office=code)
            found.append(Opening(code, name, day, Pair(before, after)))
    return found


def effects(reader: Reader, filters: Filters) -> Section:
    """Whatever the period: each opening has its own."""
    data = reader.data
    if filters.end < data.first_day or filters.start > data.last_day:
        return EMPTY
    found = openings(reader)
    if not found:
        return _none(reader, filters)
    rows = [row for opening in found for row in effect(reader, opening)]
    visits = [row["n"] for opening in found for row in reader.values("waiting", filters=opening.pair.both)]
    return Section(
        " ".join(
            told(opening, [row for row in rows if row["office"] == opening.office]) for opening in found
        ),
        None,
        Table(_COLUMNS, rows),
        sum(visits),
        note=" ".join([*(_windows(opening) for opening in found), CAUTION]),
        period="; ".join(
            f"{short(o.name)}: {fmt.period(o.pair.before.start, o.pair.after.end)}" for o in found
        ),
    )


def _none(reader: Reader, filters: Filters) -> Section:
    """Which offices there are, and when theirs opened, where that lies outside the data."""
    opened = {code: fmt.day(day) for code, _, day in reader.opened()}
    rows = [{"name": short(name), "opened": opened.get(code)} for code, name in reader.choices("office")]
    return Section(
        "Tidak ada gedung baru yang dibuka dalam masa data.",
        None,
        Table((Column("name", "Kantor"), Column("opened", "Gedung baru dibuka", missing="–")), rows),
        sum(row["n"] for row in reader.values("waiting", filters=filters)),
    )


CAUTION = (
    "Kesimpulan membandingkan perubahan di kantor ini dengan perubahan di kelurahan lain pada hari-hari yang "
    "sama; sesudah belum tentu karena."
)


def _windows(opening: Opening) -> str:
    before, after = opening.pair.before, opening.pair.after
    fewer = f" (data hanya cukup untuk {opening.length} hari)" if opening.length < WINDOW else ""
    return (
        f"{short(opening.name)} dibuka {fmt.day(opening.day)}; dibandingkan "
        f"{fmt.period(before.start, before.end)} dengan {fmt.period(after.start, after.end)}{fewer}."
    )


def effect(reader: Reader, opening: Opening) -> list[Row]:
    """One row per measure, in words, for units differ from row to row."""
    return [
        {"office": opening.office, "name": short(opening.name), **measure(reader, opening)}
        for measure in (_waiting, _promise, _volume, _index)
    ]


def _waiting(reader: Reader, opening: Opening) -> Row:
    compared = compare.waiting(reader, opening.pair)
    pooled = reader.values("waiting", filters=opening.pair.both)
    limit = pooled[0]["p90_seconds"] if pooled else 0
    offices = days.waits(reader, limit, _everywhere(opening), days.OFFICE)
    shown = Shown("waktu tunggu", lambda row: row["p90_seconds"], fmt.duration, _minutes_apart)
    return _row("Waktu tunggu, P90", compared, _elsewhere(reader, opening, offices, change.of_shares), shown)


def _promise(reader: Reader, opening: Opening) -> Row:
    compared = compare.promise(reader, opening.pair)
    offices = days.kept(reader, "on_time", _everywhere(opening), days.OFFICE)
    shown = Shown("janji yang ditepati", lambda row: row["value"], fmt.percent, compare.points_apart)
    return _row("Tepat janji", compared, _elsewhere(reader, opening, offices, change.of_shares), shown)


def _index(reader: Reader, opening: Opening) -> Row:
    compared = compare.index(reader, opening.pair)
    offices = days.scores(reader, _everywhere(opening), days.OFFICE)
    shown = Shown("kepuasan", lambda row: row["index"], _score, compare.index_apart)
    return _row("Kepuasan (IKM)", compared, _elsewhere(reader, opening, offices, change.of_means), shown)


def _volume(reader: Reader, opening: Opening) -> Row:
    """Others differ in size, so the office's part of all requests of the kelurahan is what is compared."""
    compared = compare.volume(reader, opening.pair)
    offices = _kelurahan(reader, days.online(reader, _everywhere(opening), days.OFFICE))
    rest = days.others(offices, opening.office)
    part = {
        day: change.Day(mine.n + (rest[day].n if day in rest else 0), mine.n)
        for day, mine in offices.get(opening.office, {}).items()
    }
    share = _tested(part, opening, change.of_shares) if rest else None
    shown = Shown("permohonan", lambda row: row["value"], fmt.number, compare.parts_apart)
    row = _row("Permohonan", compared, None, shown)
    here = compared.change
    if here.before is not None and here.after is not None:
        row["apart"] = _arrow(here.after - here.before, compare.parts_apart(here.before, here.after))
    if share is None:
        return row
    alike = share.rose is here.rose
    return {**row, "elsewhere": _part(share), "verdict": _concluded(here, share.verdict, alike)}


@dataclass(frozen=True)
class Shown:
    """How a measure is said in a sentence, what is shown of a row and how, and how far two lie apart."""

    said: str
    value: Callable[[Row], Any]
    words: Callable[[Any], str]
    apart: Callable[[Any, Any], str]


def _score(value: Fraction) -> str:
    return fmt.number(value, 2)


def _minutes_apart(before: Any, after: Any) -> str:
    return compare.minutes_apart(Fraction(fmt.minutes(before)), Fraction(fmt.minutes(after)))


def _arrow(difference: Any, words: str) -> str:
    if not difference:
        return "sama"
    return f"{'▲' if difference > 0 else '▼'} {words}"


def _part(share: Change) -> str:
    if share.before is None or share.after is None:
        return fmt.NO_DATA
    return f"bagian kantor ini {fmt.percent(share.before)} → {fmt.percent(share.after)} dari semua kelurahan"


def _everywhere(opening: Opening) -> Filters:
    return replace(opening.pair.both, office=None)


def _kelurahan(reader: Reader, offices: Days) -> Days:
    """The kecamatan is another kind of office, so it is no measure for them."""
    return {code: found for code, found in offices.items() if reader.level(code) == "kelurahan"}


def _elsewhere(reader: Reader, opening: Opening, offices: Days, test: days.Test) -> Change | None:
    """None where no other office may be seen."""
    others = days.others(_kelurahan(reader, offices), opening.office)
    return _tested(others, opening, test) if others else None


def _tested(found: Any, opening: Opening, test: days.Test) -> Change:
    return test(days.between(found, opening.pair.before), days.between(found, opening.pair.after))


def _row(measure: str, compared: Compared, elsewhere: Change | None, shown: Shown) -> Row:
    here = compared.change
    beyond = None if elsewhere is None else change.beyond(here, elsewhere)
    values: list[Any] = [row and shown.value(row) for row in (compared.before, compared.after)]
    words = [fmt.NO_DATA if value is None else shown.words(value) for value in values]
    known = None not in values
    return {
        "measure": measure,
        "said": shown.said,
        "before": words[0],
        "after": words[1],
        "apart": _arrow(values[1] - values[0], shown.apart(*values)) if known else None,
        "here": direction(here),
        "elsewhere": None if elsewhere is None else direction(elsewhere),
        "verdict": _concluded(here, beyond, True),
        "changed": here.changed,
        "n": sum(row["n"] for row in (compared.before, compared.after) if row),
    }


def direction(found: Change) -> str:
    if not found.changed:
        return found.verdict.value
    return "naik nyata" if found.rose else "turun nyata"


def _concluded(here: Change, beyond: Verdict | None, agree: bool) -> str:
    """`beyond`: whether it differs from what others did, None where those are not seen."""
    if here.verdict is Verdict.UNKNOWN:
        return f"{UNSURE}: belum cukup data"
    if not here.changed:
        return Verdict.SAME.value
    if beyond is None:
        return f"{UNSURE}: kelurahan lain tidak terlihat"
    if beyond is Verdict.CHANGED and agree:
        return f"{direction(here)}, {BEYOND}"
    if beyond is Verdict.UNKNOWN:
        return f"{UNSURE}: data kelurahan lain belum cukup"
    return f"{UNSURE}: kelurahan lain juga berubah atau bedanya kecil"


def told(opening: Opening, rows: Sequence[Row]) -> str:
    """What changed more than elsewhere; without such a thing what changed at all, and that it is not sure."""
    changed = [row for row in rows if row["changed"]]
    sure = [row for row in changed if row["verdict"].endswith(BEYOND)]
    if sure:
        return f"{short(opening.name)}: {_listed(sure)}, {BEYOND}."
    if changed:
        return f"{short(opening.name)}: {_listed(changed)}; {UNSURE} apakah karena gedung baru."
    if all(row["verdict"].startswith(UNSURE) for row in rows):
        return f"{short(opening.name)}: {UNSURE}, data belum cukup."
    return f"{short(opening.name)}: tidak ada yang berubah nyata."


def _listed(rows: Sequence[Row]) -> str:
    return fmt.joined([f"{row['said']} {row['here']} ({row['before']} → {row['after']})" for row in rows])
