"""The scores of the nine unsur: which is weak, which is strong, and how its answers are spread."""

from collections.abc import Sequence
from fractions import Fraction

from dashboard import format as fmt
from dashboard import text
from dashboard.answers.unsur import elements
from dashboard.filters import Filters
from dashboard.parts import Part, parts
from dashboard.reader import Reader
from dashboard.scales import Dot, scale
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table

NAMED = 3
"""Of the lowest and of the highest unsur, as the report on the survey asks."""
SCORES = (
    Part("share_1", "1 Tidak baik", "tidak baik"),
    Part("share_2", "2 Kurang baik", "kurang baik"),
    Part("share_3", "3 Baik", "baik"),
    Part("share_4", "4 Sangat baik", "sangat baik"),
)
BELOW = Part("share_below", "Nilai 1 atau 2", "1 atau 2:")


def by_element(reader: Reader, filters: Filters) -> Section:
    found = reader.values("ikm", filters=filters)
    if not found:
        return EMPTY
    rows = [{**row, "letter": row["mutu"]} for row in elements(reader, filters)]
    low = [row["unsur"] for row in rows[:NAMED] if row["value"] is not None]
    dots = [
        Dot(row["name"], row["converted"], row["n"], row["letter"], strong=row["unsur"] in low)
        for row in rows
    ]
    columns = (
        Column("name", "Unsur"),
        Column("value", "NRR (1–4)", Kind.SCORE),
        Column("converted", "Nilai konversi (25–100)", Kind.SCORE),
        Column("letter", "Mutu"),
        Column("n", "n", Kind.COUNT),
    )
    return Section(
        extremes(rows),
        scale(dots, reader.definition(filters.end)) if low else None,
        Table(columns, rows),
        found[0]["n"],
        note="NRR adalah nilai rata-rata unsur; nilai konversi adalah NRR dikali 25, dan hurufnya ditentukan "
        "sesudah pembulatan. n: yang menjawab unsur itu. Titik kuning: tiga terendah.",
    )


def extremes(rows: Sequence[Row]) -> str:
    """`rows`: the lowest first, those without an answer last."""
    known = [row for row in rows if row["value"] is not None and row["n"] >= text.FEW]
    if len(known) < 2 * NAMED:
        return text.NOT_ENOUGH
    low, high = known[:NAMED], known[: -NAMED - 1 : -1]
    return f"Terendah: {_named(low)}. Tertinggi: {_named(high)}."


def _named(rows: Sequence[Row]) -> str:
    first, *rest = rows
    return "; ".join(
        [f"{first['name']} ({fmt.number(first['converted'], 2)})", *(row["name"] for row in rest)]
    )


def spread(reader: Reader, filters: Filters) -> Section:
    found = reader.values("ikm", filters=filters)
    if not found:
        return EMPTY
    given = reader.scores(filters=filters)
    rows = [
        shares(given[row["unsur"]], row["name"])
        for row in elements(reader, filters)
        if row["value"] is not None
    ]
    columns = (
        Column("name", "Unsur"),
        *(Column(part.key, part.name, Kind.SHARE) for part in (*SCORES, BELOW)),
        Column("n", "n", Kind.COUNT),
    )
    return Section(
        unhappiest(rows),
        parts(rows, SCORES, aside=BELOW) if rows else None,
        Table(columns, rows),
        found[0]["n"],
        note="Urutan dari unsur terendah. Kata di kuesioner berbeda menurut unsur, misalnya biaya: sangat "
        "mahal, cukup mahal, murah, gratis; di sini 1 sampai 4 disebut tidak baik, kurang baik, "
        "baik, sangat baik.",
    )


def shares(given: dict[int, int], name: str) -> Row:
    """`given`: score → answers, at least one."""
    n = sum(given.values())
    return {
        "name": name,
        "n": n,
        **{f"share_{score}": Fraction(count, n) for score, count in given.items()},
        "share_below": Fraction(given[1] + given[2], n),
    }


def unhappiest(rows: Sequence[Row]) -> str:
    known = [row for row in rows if row["n"] >= text.FEW]
    if not known:
        return text.NOT_ENOUGH
    most = max(known, key=lambda row: row["share_below"])
    if not most["share_below"]:
        return f"Nilai 1 atau 2 tidak ada pada unsur yang dijawab {text.FEW} orang atau lebih."
    return f"Nilai 1 atau 2 paling banyak pada {most['name']}: {fmt.percent(most['share_below'])} jawaban."
