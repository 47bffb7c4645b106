"""The numbers of page one and of the trend as numbers: a text table could not be counted with. Pure."""

from collections.abc import Sequence
from fractions import Fraction

from dashboard import format as fmt
from dashboard.reports.model import Cell, Sheet
from dashboard.reports.monthly.facts import Month
from dashboard.reports.monthly.measures import MEASURES, Measure
from dashboard.section import Column, Kind, Row, displayed

UNITS = {Kind.DURATION: "menit", Kind.SHARE: "%", Kind.COUNT: "", Kind.SCORE: "indeks"}
_DECIMALS = {Kind.SHARE: 1, Kind.SCORE: 2}


def sheets(found: Month) -> list[Sheet]:
    return [_figures(found), _trend(found)]


def _text(*words: str, strong: bool = False) -> list[Cell]:
    return [Cell(word, strong=strong) for word in words]


def _cell(measure: Measure, row: Row | None) -> Cell:
    """What page one shows, as a number."""
    value = displayed(Column(measure.key, "", measure.kind), row or {})
    if isinstance(value, str):
        return Cell(value)
    exact = Fraction(value) * (100 if measure.kind is Kind.SHARE else 1)
    return Cell(exact, decimals=_DECIMALS.get(measure.kind, 0))


def _n(measure: Measure, row: Row | None) -> Cell:
    return Cell(row[measure.of] if row else 0)


def _head(found: Month, title: str) -> list[Sequence[Cell]]:
    return [_text(title, strong=True), _text(f"{found.office} · {found.term.words}"), []]


def _figures(found: Month) -> Sheet:
    heads = ["Ukuran", "Satuan", "Yang dihitung", found.period, "n"]
    for pair in found.pairs:
        then = fmt.period(pair.before.start, pair.before.end)
        heads += [then, f"n, {then}", f"Beda dari {then}"]
    rows = [*_head(found, "Angka pokok"), _text(*heads, strong=True)]
    for metric, standing in found.standings.items():
        measure = standing.measure
        row = _text(found.names[metric], UNITS[measure.kind], measure.counted)
        row += [_cell(measure, standing.now), _n(measure, standing.now)]
        for move in standing.since:
            row += [_cell(measure, move.before), _n(measure, move.before), Cell(move.words)]
        rows.append(row)
    return Sheet("Ringkasan", rows, (32, 8, 24, 13, 10, *(13, 13, 26) * len(found.pairs)), frozen=4)


def _trend(found: Month) -> Sheet:
    heads = ["Periode"]
    for metric, name in found.names.items():
        unit = UNITS[MEASURES[metric].kind]
        heads += [f"{name}, {unit}" if unit else name, "n"]
    rows = [*_head(found, "Perkembangan"), _text(*heads, strong=True)]
    for step in found.trend:
        row = [Cell(step["label"])]
        for metric in found.names:
            row += [_cell(MEASURES[metric], step[metric]), _n(MEASURES[metric], step[metric])]
        rows.append(row)
    return Sheet("Perkembangan", rows, (32, *(14, 9) * len(found.names)), frozen=4)
