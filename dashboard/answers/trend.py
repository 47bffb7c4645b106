"""Where the index of satisfaction goes, and whether its last step is more than chance."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dashboard import compare, scales, text
from dashboard import format as fmt
from dashboard.answers import in_force
from dashboard.compare import Pair
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.section import EMPTY, Column, Kind, Row, Section, Span, Table
from dashboard.timeline import Timeline, cut, drawn, values, words
from etl.period import Kind as Step
from etl.period import add_months

YEAR = 12
"""Months up to which a trend is told by month, and which it shows at least."""


def over_time(reader: Reader, filters: Filters) -> Section:
    shown, line = trend_steps(filters, reader.data.first_day, reader.data.last_day)
    rows = _steps(reader, shown, line)
    total = sum(row["n"] for row in rows)
    if not total:
        return EMPTY
    visible, note = drawn(rows, line)
    columns = (
        Column("label", line.noun.capitalize()),
        Column("value", "Indeks", Kind.SCORE),
        Column("letter", "Mutu", missing=fmt.NO_DATA),
        Column("n", "n", Kind.COUNT),
    )
    longer = (shown.start, shown.end) != (filters.start, filters.end)
    notes = [each for each in (note, in_force.apart(reader, shown)) if each]
    if longer:
        notes.append(
            f"Arah baru terlihat dalam setahun, jadi ditampilkan {fmt.period(shown.start, shown.end)}."
        )
    return Section(
        moved(reader, shown, rows),
        scales.trend(visible, reader.definition(shown.end))
        if any(row["value"] is not None for row in visible)
        else None,
        Table(columns, rows),
        total,
        note=" ".join(notes) or None,
        period=Span(shown.start, shown.end) if longer else None,
    )


def trend_steps(filters: Filters, first: date, last: date) -> tuple[Filters, Timeline]:
    """Months up to a year, else triwulan; of a shorter period the year that ends with it."""
    start, end = filters.start, min(filters.end, last)
    year = max(add_months(end, 1 - YEAR), first)
    shown = filters
    if start <= last and year < start:
        start = year
        shown = replace(filters, start=start, end=end, preset=None)
    kind = Step.MONTH if add_months(max(start, first), YEAR) > end else Step.TRIWULAN
    return shown, cut(shown, first, last, kind)


def _steps(reader: Reader, filters: Filters, line: Timeline) -> list[Row]:
    """Counts are kept by day and month, so each triwulan is asked for; months come in one answer."""
    if line.kind is Step.MONTH:
        found = values(reader, "ikm", filters, line)
    else:
        each = (
            reader.values("ikm", filters=replace(filters, start=step.start, end=step.end))
            for step in line.steps
        )
        found = [
            {"n": 0, **(rows[0] if rows else {}), **words(step)}
            for rows, step in zip(each, line.steps, strict=True)
        ]
    return [
        {**row, "end": step.end, "value": row.get("index"), "letter": row.get("mutu")}
        for row, step in zip(found, line.steps, strict=True)
    ]


def moved(reader: Reader, filters: Filters, rows: Sequence[Row]) -> str:
    """The last whole step beside the one before it: whether they differ by more than chance."""
    whole = [row for row in rows if row["whole"]]
    if len(whole) < 2:
        return text.NOT_ENOUGH
    before, after = whole[-2:]
    if min(before["n"], after["n"]) < text.FEW or before["value"] is None or after["value"] is None:
        return text.NOT_ENOUGH
    pair = Pair(*(replace(filters, start=row["start"], end=row["end"]) for row in (before, after)))
    verdict = compare.index(reader, pair).change
    now = f"{after['label']}: {fmt.number(after['value'], 2)}"
    then = f"{before['label']} ({fmt.number(before['value'], 2)})"
    if verdict.changed:
        return f"{now}, {'naik' if verdict.rose else 'turun'} nyata dari {then}."
    return f"{now}. Bedanya dari {then} masih dalam batas kebetulan."
