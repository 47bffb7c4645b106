"""What there is most of: counts and their parts of the whole, the largest first."""

from collections.abc import Sequence
from fractions import Fraction

from dashboard import figures, text
from dashboard import format as fmt
from dashboard.canvas import COUNT
from dashboard.figures import Bar
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.section import EMPTY, Column, Row, Section, Table

TOP = 12
"""Bars in a figure; the table holds them all."""


def ranking(
    reader: Reader, filters: Filters, *, metric: str, by: str, columns: Sequence[Column], noun: str
) -> Section:
    """`columns` show `name`, `share` and what the metric counts."""
    found = reader.values(metric, by=(by,), filters=filters)
    if not found:
        return EMPTY
    total = sum(row["n"] for row in found)
    rows = shares([{**row, "name": reader.name(by, row[by])} for row in found], total)
    only = text.only_top(len(rows), TOP, "yang terbanyak")
    return Section(
        first_of(rows, total, noun),
        figures.bars([Bar(row["name"], row["value"], row["n"]) for row in rows[:TOP]], COUNT),
        Table(columns, rows),
        total,
        note=f"Batang menunjukkan banyaknya{only}." if only else None,
    )


def shares(rows: Sequence[Row], total: int) -> list[Row]:
    """Each row with its part of the whole, the largest first."""
    found = [{**row, "share": Fraction(row["n"], total)} for row in rows]
    return sorted(found, key=lambda row: (-row["n"], row["name"]))


def first_of(rows: Sequence[Row], total: int, noun: str) -> str:
    """`rows`: the largest first; few cases name no one, and of equals none is named alone."""
    top = rows[0]
    if len(rows) == 1:
        every = "Semua " if total > 1 else ""
        return f"{every}{fmt.number(total)} {noun}: {top['name']}."
    if total < text.FEW or rows[1]["n"] == top["n"]:
        return f"{fmt.number(total)} {noun}; belum ada satu yang menonjol."
    return (
        f"{top['name']} terbanyak: {fmt.number(top['n'])} dari {fmt.number(total)} {noun} "
        f"({fmt.percent(top['share'])})."
    )
