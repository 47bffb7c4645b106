"""The unsur of satisfaction that count by the definition in force: nine by PermenPANRB 14/2017."""

from collections.abc import Sequence
from fractions import Fraction

from dashboard import figures, text
from dashboard import format as fmt
from dashboard.canvas import SCORE
from dashboard.figures import Bar
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table
from etl.skm import Definition, half_up

RESPONDENTS = "responden"
BELOW = ("C", "D")
"""Letters that are not good."""


def by_element(reader: Reader, filters: Filters) -> Section:
    found = reader.values("ikm", filters=filters)
    if not found:
        return EMPTY
    rows = elements(reader, filters)
    poor = below(rows)
    columns = (
        Column("name", "Unsur"),
        Column("value", "Nilai rata-rata (1–4)", Kind.SCORE),
        Column("converted", "Nilai konversi (25–100)", Kind.SCORE),
        Column("mutu", "Mutu"),
        Column("n", "n", Kind.COUNT),
    )
    bars = [Bar(row["name"], row["value"], row["n"], strong=row in poor) for row in rows]
    return Section(
        lowest(rows),
        figures.bars(bars, SCORE, top=4),
        Table(columns, rows),
        found[0]["n"],
        note="Nilai konversi adalah nilai rata-rata dikali 25; hurufnya ditentukan sesudah pembulatan. "
        "n: yang menjawab unsur itu.",
    )


def elements(reader: Reader, filters: Filters) -> list[Row]:
    """Each unsur with its NRR, that times 25, its letter, and n: who answered it.

    The lowest first, unanswered ones last; nothing where nobody answered anything.
    """
    found = reader.values("ikm", filters=filters)
    given, definition = reader.scores(filters=filters), reader.definition(filters.end)
    rows = [
        {**_element(row[f"nrr_{code}"], code, name, definition), "n": sum(given[code].values())}
        for row in found
        for code, name in reader.choices("unsur")
        if code in definition.unsur
    ]
    return sorted(rows, key=lambda each: (each["value"] is None, each["value"]))


def _element(value: Fraction | None, code: str, name: str, definition: Definition) -> Row:
    converted = None if value is None else half_up(value * 25)
    return {
        "unsur": code,
        "name": name,
        "value": value,
        "converted": None if converted is None else Fraction(converted),
        "mutu": None if converted is None else definition.mutu(converted),
    }


def _known(rows: Sequence[Row]) -> list[Row]:
    """Those that enough people answered."""
    return [row for row in rows if row["value"] is not None and row["n"] >= text.FEW]


def below(rows: Sequence[Row]) -> list[Row]:
    """Those whose letter is not good, of those that enough people answered."""
    return [row for row in _known(rows) if row["mutu"] in BELOW]


def lowest(rows: Sequence[Row]) -> str:
    """`rows`: the lowest first."""
    known = _known(rows)
    if not known:
        return text.NOT_ENOUGH
    first = known[0]
    every = "Semua unsur"
    if len(known) < len(rows):
        every = f"Semua unsur yang dijawab {text.FEW} orang atau lebih"
    words = f"Terendah: {first['name']}, {fmt.number(first['value'], 2)} (mutu {first['mutu']})."
    if first is not rows[0]:
        words += f" Yang lebih rendah kurang dari {text.FEW} jawaban."
    if len({row["mutu"] for row in known}) == 1 and first["mutu"] not in BELOW:
        return f"{words} {every} bermutu {first['mutu']}."
    poor = below(rows)
    if not poor:
        return f"{words} {every} bermutu B atau A."
    if len(poor) == 1:
        return f"{words} Hanya unsur ini yang di bawah B."
    if len(poor) > 3:
        return f"{words} Lebih dari tiga unsur di bawah B."
    return f"{words} Di bawah B: {fmt.joined([row['name'] for row in poor])}."
