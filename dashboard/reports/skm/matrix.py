"""The matrix of respondents as an office keeps it: a line for each, and the index computed from the lines.

A line is a running number and the scores, in the order of the scores: not of the days, and without service or
traits, so that no line can be put to a person. It goes into a file of who may have files, and nowhere else.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from dashboard import format as fmt
from dashboard.reports.model import Cell, Sheet
from dashboard.reports.skm.facts import Survey
from dashboard.reports.skm.formulas import ROUNDED, letter
from etl.skm import GAP, UNSUR, spelled

NAME = "Matriks"
MOST = 20_000
"""Lines; more make a file that nobody opens."""
HEAD, FIRST = 5, 12
"""Rows, as a sheet counts: of the names, and of the first respondent."""


def lacking(found: Survey) -> str:
    """Why there is no matrix of a period that has answers; empty where there is one."""
    if found.n > MOST:
        return (
            f"Lembar {NAME} tidak dibuat karena respondennya lebih dari {fmt.number(MOST)}; pilih periode "
            "yang lebih pendek atau satu kantor."
        )
    if found.n != sum(count for _, count in found.patterns):
        return (
            f"Lembar {NAME} tidak dibuat: sebagian jawabannya sudah dihapus menurut masa simpan, dan hanya "
            "hitungannya yang tinggal."
        )
    return ""


def sheet(found: Survey) -> list[Sheet]:
    """Nothing where nobody answered, or it is lacking."""
    if not found.n or lacking(found):
        return []
    codes = found.definition.unsur
    last = FIRST + found.n - 1
    rows = [
        [Cell(f"Matriks responden SKM {found.office}", strong=True)],
        [Cell(found.term.words)],
        [Cell("Satu baris satu responden: nomor urut dan nilainya, diurutkan menurut nilai, bukan hari.")],
        [],
        [Cell("No.", strong=True), *(Cell(found.names.get(code, code), strong=True) for code in codes)],
        *_sums(found, last),
        *_lines(found.patterns, [UNSUR.index(code) for code in codes]),
    ]
    return [Sheet(NAME, rows, (26, *(14 for _ in codes)), frozen=HEAD)]


def _sums(found: Survey, last: int) -> list[list[Cell]]:
    """Per unsur its sum, who answered it, NRR, weight and weighted NRR; and the index of all."""
    weights = dict(found.definition.weights)
    rows = [
        [Cell(name, strong=True)]
        for name in ("Jumlah nilai", "Responden", "NRR", "Bobot", "NRR tertimbang", "IKM dan mutu")
    ]
    by_code = {row["unsur"]: row for row in found.elements}
    for at, code in enumerate(found.definition.unsur, 1):
        given, nrr, weight = found.given[code], by_code[code]["value"], weights[code]
        column, n = _column(at), by_code[code]["n"]
        answers = f"{column}{FIRST}:{column}{last}"
        rows[0].append(Cell(sum(score * count for score, count in given.items()), f"SUM({answers})"))
        rows[1].append(Cell(n, f"COUNT({answers})"))
        rows[2].append(Cell(nrr, f'IF({column}7=0,"",{column}6/{column}7)', 4))
        rows[3].append(Cell(weight, spelled(weight), 4))
        weighted = None if nrr is None else nrr * weight
        rows[4].append(Cell(weighted, f'IF({column}7=0,"",{column}8*{column}9)', 4))
    rows[5] += _index(found, f"B10:{_column(len(weights))}10", len(weights))
    return rows


def _index(found: Survey, weighted: str, count: int) -> list[Cell]:
    whole = f'IF(COUNT({weighted})<{count},"",{ROUNDED.format(f"SUM({weighted})*25")})'
    return [
        Cell(found.index, whole, 2, strong=True),
        Cell(found.letter, letter(found.definition, "B11"), strong=True),
    ]


def _column(at: int) -> str:
    return chr(ord("A") + at)


def _lines(patterns: Sequence[tuple[str, int]], places: Sequence[int]) -> Iterator[list[Cell]]:
    number = 0
    for pattern, count in sorted(patterns):
        scores: list[Cell] = [Cell(_score(pattern[place])) for place in places]
        for _ in range(count):
            number += 1
            yield [Cell(number), *scores]


def _score(told: str) -> int | Fraction | None:
    return None if told == GAP else int(told)
