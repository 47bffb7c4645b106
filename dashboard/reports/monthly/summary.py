"""Page one: the key figures, what changed by more than noise, and what waits for a decision. Pure."""

from collections.abc import Iterable

from dashboard import format as fmt
from dashboard import text
from dashboard.change import Verdict
from dashboard.keynumbers import Tone
from dashboard.reports.model import Blank, Grid, Heading, Part, Points, Text
from dashboard.reports.monthly import words
from dashboard.reports.monthly.facts import Month
from dashboard.reports.monthly.measures import Move, Standing
from dashboard.section import Column, Row, Table

_GOOD = {Tone.GOOD: ", membaik", Tone.BAD: ", memburuk", Tone.FLAT: ""}


def parts(found: Month) -> list[Part]:
    return [
        Heading("Ringkasan"),
        *(Text(limit) for limit in _limits(found)),
        Grid("Angka pokok", _figures(found), sheet=None),
        Text(words.TESTED, small=True),
        *_sure(found),
        Heading("Yang berubah", 2),
        *_changes(found),
        Heading("Yang perlu diputuskan", 2),
        *_decisions(found),
        Blank("Keputusan", 2),
    ]


def _limits(found: Month) -> list[str]:
    """What keeps the figures from saying all: the period goes on, there is nothing, or little."""
    limits = [found.term.unfinished(found.data.last_day)]
    if not found.n:
        limits.append(words.NOTHING)
    elif all(standing.n < text.FEW for standing in found.standings.values()):
        limits.append(words.FEW)
    return [limit for limit in limits if limit]


def _figures(found: Month) -> Table:
    """A row per measure; two columns for each period that it is compared with."""
    thens = [fmt.period(pair.before.start, pair.before.end) for pair in found.pairs]
    columns = [
        Column("name", "Ukuran", whole=True),
        Column("now", found.period, whole=True),
        Column("n", "n", whole=True),
    ]
    for i, then in enumerate(thens):
        columns += [Column(f"before{i}", then, whole=True), Column(f"moved{i}", "Beda")]
    rows = [_figure(found.names[metric], standing) for metric, standing in found.standings.items()]
    return Table(columns, rows)


def _figure(name: str, standing: Standing) -> Row:
    row: Row = {"name": name, "now": standing.measure.show(standing.now), "n": fmt.number(standing.n)}
    for i, move in enumerate(standing.since):
        row |= {f"before{i}": standing.measure.show(move.before), f"moved{i}": move.words}
    return row


def _sure(found: Month) -> list[Part]:
    """A letter near an edge may be the next one by chance."""
    sentence = found.sections["certainty"].sentence
    return [] if sentence in ("", text.NOT_ENOUGH) else [Text(f"IKM: {words.inside(sentence)}")]


def _changes(found: Month) -> list[Part]:
    if not found.pairs:
        return [Text(words.ALONE)]
    changed = [changes(found.names[metric], standing) for metric, standing in found.standings.items()]
    points = [words for words in changed if words]
    told: list[Part] = [Points(points)] if points else []
    return [*told, *(Text(rest) for rest in _rest(found, any_changed=bool(points)))]


def changes(name: str, standing: Standing) -> str | None:
    """«Janji ditepati 90,1 %: turun 3,1 poin dari September 2026 (93,2 %), memburuk.»"""
    moves = [_since(standing, move) for move in standing.those(Verdict.CHANGED)]
    return f"{name} {standing.measure.show(standing.now)}: {'; '.join(moves)}." if moves else None


def _since(standing: Standing, move: Move) -> str:
    return f"{move.words} dari {move.then} ({standing.measure.show(move.before)}){_GOOD[move.tone]}"


def _rest(found: Month, *, any_changed: bool) -> list[str]:
    """What moved as it always does, and what cannot be told: by name."""
    steady: list[str] = []
    unknown: list[str] = []
    for metric, standing in found.standings.items():
        if standing.those(Verdict.CHANGED):
            continue
        (steady if standing.those(Verdict.SAME) else unknown).append(found.names[metric])
    said = []
    if steady and not any_changed and not unknown:
        said.append("Tidak ada yang berubah nyata: semua ukuran naik-turun seperti biasa.")
    elif steady:
        said.append(f"Hanya naik-turun biasa: {_listed(steady)}.")
    if unknown:
        said.append(f"Belum cukup data untuk menilai perubahannya: {_listed(unknown)}.")
    return said


def _listed(names: Iterable[str]) -> str:
    return fmt.joined([words.inside(name) for name in names])


def _decisions(found: Month) -> list[Part]:
    points = list(found.decisions)
    poor = any("di bawah B" in point for point in points)
    if not poor and found.lowest != text.NOT_ENOUGH:
        points.append(f"Unsur kepuasan. {found.lowest}")
    if not points:
        return [Text(words.CALM)]
    as_of = words.AS_OF.format(day=fmt.moment(found.data.data_time))
    return [Points(points), Text(as_of, small=True)]
