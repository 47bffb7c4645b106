"""Before and after a new building: the office itself, and the other kelurahan over the same days.

The difference in differences, in plain words: a change counts for the building only where the others did not
change as much. Where that is not sure, «belum bisa dipastikan» is the answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from typing import Any

from dashboard import change, compare, days, text
from dashboard import format as fmt
from dashboard.answers.offices import short
from dashboard.change import Change, Verdict
from dashboard.compare import Compared, Pair
from dashboard.days import Days
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.section import EMPTY, Column, Row, Section, Span, Table

WINDOW = 90
"""Days before and after, where the data reach so far."""
UNSURE = "belum bisa dipastikan"
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


class Conclusion(Enum):
    """Whether a change is the building's, as far as it can be told."""

    BEYOND = "lebih dari di kelurahan lain"
    SHARED = "kelurahan lain juga berubah atau bedanya kecil"
    UNSEEN = "kelurahan lain tidak terlihat"
    FEW_ELSEWHERE = "data kelurahan lain belum cukup"
    FEW = text.UNKNOWN
    SAME = "tidak berubah nyata"


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
        period=_spans(found),
    )


def _spans(found: Sequence[Opening]) -> Span:
    """From the first day of all to the last, each opening with its own."""
    own = [Span(opening.pair.before.start, opening.pair.after.end) for opening in found]
    said = "; ".join(f"{short(opening.name)}: {span.words}" for opening, span in zip(found, own, strict=True))
    return Span(min(span.start for span in own), max(span.end for span in own), said)


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
    elsewhere = _elsewhere(reader, opening, offices, change.of_shares)
    return _row("Waktu tunggu, P90", compared, shown, *_beside(compared, elsewhere))


def _promise(reader: Reader, opening: Opening) -> Row:
    compared = compare.promise(reader, opening.pair)
    offices = days.kept(reader, "on_time", _everywhere(opening), days.OFFICE)
    shown = Shown("janji yang ditepati", lambda row: row["value"], fmt.percent, compare.points_apart)
    elsewhere = _elsewhere(reader, opening, offices, change.of_shares)
    return _row("Tepat janji", compared, shown, *_beside(compared, elsewhere))


def _index(reader: Reader, opening: Opening) -> Row:
    compared = compare.index(reader, opening.pair)
    offices = days.scores(reader, _everywhere(opening), days.OFFICE)
    shown = Shown("kepuasan", lambda row: row["index"], _score, compare.index_apart)
    elsewhere = _elsewhere(reader, opening, offices, change.of_means)
    return _row("Kepuasan (IKM)", compared, shown, *_beside(compared, elsewhere))


def _volume(reader: Reader, opening: Opening) -> Row:
    """Per open day, as it is tested: of two windows with unlike many open days the sums may say otherwise.

    Others differ in size, so the office's part of all requests of the kelurahan is what is compared.
    """
    compared = _per_open_day(compare.volume(reader, opening.pair))
    offices = _kelurahan(reader, days.online(reader, _everywhere(opening), days.OFFICE))
    rest = days.others(offices, opening.office)
    part = {
        day: change.Day(mine.n + (rest[day].n if day in rest else 0), mine.n)
        for day, mine in offices.get(opening.office, {}).items()
    }
    share = _tested(part, opening, change.of_shares) if rest else None
    shown = Shown("permohonan per hari buka", lambda row: row["per_day"], _decimal, compare.parts_apart)
    return _row("Permohonan per hari buka", compared, shown, *_in_part(compared.change, share))


def _per_open_day(compared: Compared) -> Compared:
    """`per_day`: what was tested."""
    before, after, found = compared.before, compared.after, compared.change
    return Compared(
        before and {**before, "per_day": found.before}, after and {**after, "per_day": found.after}, found
    )


def _in_part(here: Change, share: Change | None) -> tuple[str | None, Verdict | None]:
    """The office's part of all, and whether it moved the way that its own requests did."""
    if share is None:
        return None, None
    return _part(share), share.verdict if share.rose is here.rose else Verdict.SAME


def _beside(compared: Compared, elsewhere: Change | None) -> tuple[str | None, Verdict | None]:
    """What others did, and whether it is less than here."""
    if elsewhere is None:
        return None, None
    return direction(elsewhere), change.beyond(compared.change, elsewhere)


@dataclass(frozen=True)
class Shown:
    """How a measure is said in a sentence, what is shown of a row and how, and how far two lie apart."""

    said: str
    value: Callable[[Row], Any]
    words: Callable[[Any], str]
    apart: Callable[[Any, Any], str]


def _score(value: Fraction) -> str:
    return fmt.number(value, 2)


def _decimal(value: Fraction) -> str:
    return fmt.number(value, 1)


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


def _row(
    measure: str, compared: Compared, shown: Shown, elsewhere: str | None, beyond: Verdict | None
) -> Row:
    """`elsewhere`: what others did, in words; `beyond`: whether here it was more. None: nobody is seen."""
    here = compared.change
    values: list[Any] = [row and shown.value(row) for row in (compared.before, compared.after)]
    words = [fmt.NO_DATA if value is None else shown.words(value) for value in values]
    known = None not in values
    conclusion = concluded(here, beyond)
    return {
        "measure": measure,
        "said": shown.said,
        "before": words[0],
        "after": words[1],
        "apart": _arrow(values[1] - values[0], shown.apart(*values)) if known else None,
        "here": direction(here),
        "elsewhere": elsewhere,
        "conclusion": conclusion,
        "verdict": _in_words(conclusion, here),
        "changed": here.changed,
        "n": sum(row["n"] for row in (compared.before, compared.after) if row),
    }


def direction(found: Change) -> str:
    if not found.changed:
        return found.verdict.value
    return "naik nyata" if found.rose else "turun nyata"


def concluded(here: Change, beyond: Verdict | None) -> Conclusion:
    if here.verdict is Verdict.UNKNOWN:
        return Conclusion.FEW
    if not here.changed:
        return Conclusion.SAME
    if beyond is None:
        return Conclusion.UNSEEN
    return {
        Verdict.CHANGED: Conclusion.BEYOND,
        Verdict.SAME: Conclusion.SHARED,
        Verdict.UNKNOWN: Conclusion.FEW_ELSEWHERE,
    }[beyond]


def _in_words(conclusion: Conclusion, here: Change) -> str:
    if conclusion is Conclusion.SAME:
        return Conclusion.SAME.value
    if conclusion is Conclusion.BEYOND:
        return f"{direction(here)}, {conclusion.value}"
    return f"{UNSURE}: {conclusion.value}"


def told(opening: Opening, rows: Sequence[Row]) -> str:
    """What changed more than elsewhere; without such a thing what changed at all, and that it is not sure."""
    changed = [row for row in rows if row["changed"]]
    sure = [row for row in changed if row["conclusion"] is Conclusion.BEYOND]
    if sure:
        return f"{short(opening.name)}: {_listed(sure)}, {Conclusion.BEYOND.value}."
    if changed:
        return f"{short(opening.name)}: {_listed(changed)}; {UNSURE} apakah karena gedung baru."
    if all(row["conclusion"] is Conclusion.FEW for row in rows):
        return f"{short(opening.name)}: {UNSURE}, data belum cukup."
    return f"{short(opening.name)}: tidak ada yang berubah nyata."


def _listed(rows: Sequence[Row]) -> str:
    return fmt.joined([f"{row['said']} {row['here']} ({_from_to(row)})" for row in rows])


def _from_to(row: Row) -> str:
    """A change too small for the digits shown is told by its size."""
    same = row["before"] == row["after"]
    return str(row["apart"]) if same else f"{row['before']} → {row['after']}"
