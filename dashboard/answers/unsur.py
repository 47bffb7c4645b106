"""The nine unsur of satisfaction by PermenPANRB 14/2017."""

from collections.abc import Sequence
from fractions import Fraction

from dashboard import figures, text
from dashboard import format as fmt
from dashboard.canvas import SCORE
from dashboard.figures import Bar
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table
from etl.metrics.ikm import half_up, mutu

RESPONDENTS = "responden"
BELOW = ("C", "D")
"""Letters that are not good."""


def by_element(reader: Reader, filters: Filters) -> Section:
    found = reader.values("ikm", filters=filters)
    if not found:
        return EMPTY
    rows = elements(found[0], reader.choices("unsur"))
    columns = (
        Column("name", "Unsur"),
        Column("value", "Nilai rata-rata (1–4)", Kind.SCORE),
        Column("converted", "Nilai konversi (25–100)", Kind.SCORE),
        Column("mutu", "Mutu"),
    )
    bars = [Bar(row["name"], row["value"], found[0]["n"], strong=row["mutu"] in BELOW) for row in rows]
    return Section(
        lowest(rows, found[0]["n"]),
        figures.bars(bars, SCORE, top=4),
        Table(columns, [{**row, "n": found[0]["n"]} for row in rows]),
        found[0]["n"],
        note="Nilai konversi adalah nilai rata-rata dikali 25; hurufnya ditentukan sesudah pembulatan.",
    )


def elements(row: Row, names: Sequence[tuple[str, str]]) -> list[Row]:
    """Each unsur with its NRR, that times 25, and its letter; the lowest first, unanswered ones last."""
    rows = [_element(row[f"nrr_{code}"], code, name) for code, name in names]
    return sorted(rows, key=lambda each: (each["value"] is None, each["value"]))


def _element(value: Fraction | None, code: str, name: str) -> Row:
    converted = None if value is None else half_up(value * 25)
    return {
        "unsur": code,
        "name": name,
        "value": value,
        "converted": None if converted is None else Fraction(converted),
        "mutu": None if converted is None else mutu(converted),
    }


def below(rows: Sequence[Row]) -> list[Row]:
    """Those whose letter is not good."""
    return [row for row in rows if row["mutu"] in BELOW]


def lowest(rows: Sequence[Row], n: int) -> str:
    if n < text.FEW:
        return text.NOT_ENOUGH
    known = [row for row in rows if row["value"] is not None]
    if not known:
        return fmt.NO_DATA
    first = known[0]
    words = f"Terendah: {first['name']}, {fmt.number(first['value'], 2)} (mutu {first['mutu']})."
    if len({row["mutu"] for row in known}) == 1 and first["mutu"] not in BELOW:
        return f"{words} Semua unsur bermutu {first['mutu']}."
    poor = below(known)
    if not poor:
        return f"{words} Semua unsur bermutu B atau A."
    if len(poor) == 1:
        return f"{words} Hanya unsur ini yang di bawah B."
    if len(poor) > 3:
        return f"{words} Lebih dari tiga unsur di bawah B."
    return f"{words} Di bawah B: {fmt.joined([row['name'] for row in poor])}."
