"""The computation of the IKM as an office does it by hand, with formulas that stand open.

The first sheet counts how often each score was given to each unsur; the second is the matrix of respondents,
a line for each. Both give the same sums to the last digit.
"""

from collections.abc import Sequence
from fractions import Fraction

from dashboard.reports.model import Cell, Sheet
from dashboard.reports.skm import matrix
from dashboard.reports.skm.facts import Survey
from dashboard.reports.skm.formulas import ROUNDED, letter
from dashboard.section import Row
from dashboard.survey import conventions
from etl.skm import SCORES, UNEQUAL, spelled

FIRST = 7
"""The row of the first unsur, as a sheet counts."""
NOTE = (
    "Lembar Matriks memuat nilai tiap responden, satu baris satu responden, dengan rumus NRR dan indeks di "
    "atasnya. Lembar Pengolahan menghitung yang sama dari banyaknya jawaban menurut unsur dan nilai. Lembar "
    "Jumlah nilai memuat sebaran jumlah kesembilan nilai, hanya dari jawaban yang lengkap. Berkas ini memuat "
    "jawaban satu per satu, tanpa nama, hari, layanan, dan ciri: untuk kantor, bukan untuk diumumkan."
)


def sheets(found: Survey) -> list[Sheet]:
    return [_computed(found), *matrix.sheet(found), _sums(found)] if found.n else []


def _text(*words: str, strong: bool = False) -> list[Cell]:
    return [Cell(word, strong=strong) for word in words]


def _computed(found: Survey) -> Sheet:
    last = FIRST + len(found.elements) - 1
    heads = ["Unsur", *(f"Nilai {score}" for score in SCORES), "Responden", "Jumlah nilai", "NRR"]
    heads += ["NRR tertimbang", "Nilai konversi", "Mutu"]
    heads += ["Bobot"] if found.definition.common is None else []
    rows = [
        _text(f"Pengolahan data SKM {found.office}", strong=True),
        _text(found.term.words),
        [],
        [Cell("Bobot tiap unsur", strong=True), _weight(found.definition.common)],
        [],
        _text(*heads, strong=True),
        *(_element(found, row, at) for at, row in enumerate(found.elements, FIRST)),
        _whole(found, last),
        [],
        _text("Bobot", "IKM", "Mutu", "Dipakai kantor ini", strong=True),
        *_others(found, last),
    ]
    return Sheet("Pengolahan", rows, (42, 10, 10, 10, 10, 12, 13, 10, 16, 15, 8, 10), frozen=FIRST - 1)


def _weight(weight: Fraction | None) -> Cell:
    if weight is None:
        return Cell(UNEQUAL, strong=True)
    return Cell(weight, spelled(weight), decimals=4, strong=True)


def _element(found: Survey, row: Row, at: int) -> list[Cell]:
    given = found.given[row["unsur"]]
    total = sum(score * count for score, count in given.items())
    nrr: Fraction | None = row["value"]
    weight = dict(found.definition.weights)[row["unsur"]]
    weighted = None if nrr is None else nrr * weight
    by = f"L{at}" if found.definition.common is None else "$B$4"
    cells = [Cell(row["name"]), *(Cell(count) for count in given.values())]
    cells.append(Cell(row["n"], f"SUM(B{at}:E{at})"))
    cells.append(Cell(total, f"B{at}*1+C{at}*2+D{at}*3+E{at}*4"))
    cells.append(Cell(nrr, f'IF(F{at}=0,"",G{at}/F{at})', 4))
    cells.append(Cell(weighted, f'IF(F{at}=0,"",H{at}*{by})', 4))
    cells.append(Cell(row["converted"], f'IF(F{at}=0,"",{ROUNDED.format(f"H{at}*25")})', 2))
    cells.append(Cell(row["mutu"], letter(found.definition, f"J{at}")))
    return [*cells, _weight(weight)] if found.definition.common is None else cells


def _whole(found: Survey, last: int) -> list[Cell]:
    """Nilai indeks and IKM; an unsur that nobody answered leaves none."""
    weight = dict(found.definition.weights)
    known = [row["value"] * weight[row["unsur"]] for row in found.elements if row["value"] is not None]
    total = sum(known, Fraction()) if found.index is not None else None
    complete = f"COUNT(H{FIRST}:H{last})<{len(found.elements)}"
    at = last + 1
    return [
        *_text("Nilai indeks, IKM, dan mutu", strong=True),
        *(Cell(None) for _ in range(7)),
        Cell(total, f'IF({complete},"",SUM(I{FIRST}:I{last}))', 4, strong=True),
        Cell(found.index, f'IF({complete},"",{ROUNDED.format(f"I{at}*25")})', 2, strong=True),
        Cell(found.letter, letter(found.definition, f"J{at}"), strong=True),
    ]


def _others(found: Survey, last: int) -> list[list[Cell]]:
    """The index by each weight in official use."""
    if found.index is None or found.definition.common is None:
        return []
    nrr = {row["unsur"]: row["value"] for row in found.elements}
    rows = []
    for at, row in enumerate(conventions(nrr, found.definition), last + 4):
        value = ROUNDED.format(f"SUM(H{FIRST}:H{last})*A{at}*25")
        own = "ya" if row["exact"] == found.definition.common else "tidak"
        mutu = Cell(row["letter"], letter(found.definition, f"B{at}"))
        rows.append([_weight(row["exact"]), Cell(row["value"], value, 2), mutu, Cell(own)])
    return rows


def _sums(found: Survey) -> Sheet:
    sums: Sequence[tuple[int, int]] = found.sums
    last = len(sums) + 1
    whole = sum(count for _, count in sums)
    total = sum(score * count for score, count in sums)
    rows = [
        _text("Jumlah sembilan nilai", "Banyaknya jawaban lengkap", "Hasil kali", strong=True),
        *(
            [Cell(score), Cell(count), Cell(score * count, f"A{at}*B{at}")]
            for at, (score, count) in enumerate(sums, 2)
        ),
    ]
    if sums:
        rows.append(
            [
                Cell("Semua", strong=True),
                Cell(whole, f"SUM(B2:B{last})", strong=True),
                Cell(total, f"SUM(C2:C{last})", strong=True),
            ]
        )
    return Sheet("Jumlah nilai", rows, (24, 28, 14), frozen=1)
