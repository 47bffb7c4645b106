"""Published satisfaction indices from the file to the figure: a CSV, the pipeline, the reader of the pages.

PermenPANRB 14/2017. Each oracle is a number that an office published, by the weight it used and by the two
others that are in official use; its file is any whose answers have the published averages. Each oracle stands
at an office of its own, so that one run by weight reads all of them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from dashboard.filters import Filters
from dashboard.rights import EVERYTHING
from dashboard.store import Store
from etl.pipeline import run
from etl.settings import load_settings
from etl.skm import UNSUR, half_up, permen
from tests.office import REFERENCE

NOW = datetime(2022, 2, 1, 3, tzinfo=UTC)
YEAR = Filters(date(2021, 1, 1), date(2021, 12, 31))

_OFFICE = """
[office]
code = "63.71.04"
timezone = "Asia/Makassar"

[reference]
path = "{reference}"

[skm]
weight = "{weight}"
"""
_SOURCE = """
[source.{name}]
fact = "answer"
read = "csv"
path = "{name}.csv"
delimiter = ";"
timezone = "Asia/Makassar"
order_8_9 = "{order}"

[source.{name}.columns]
id          = {{ from = "no" }}
office      = {{ value = "{office}" }}
service     = {{ value = "kk" }}
channel     = {{ value = "loket" }}
answered_at = {{ from = "tanggal", format = "%Y-%m-%d %H:%M" }}
{unsur}
"""
_UNSUR = "\n".join(f'u{n} = {{ from = "U{n}", between = [1, 4] }}' for n in range(1, 10))


@dataclass(frozen=True)
class Oracle:
    """`rows`: nine scores each, in the `order` of the source; `published`: weight → index."""

    office: str
    order: str
    rows: tuple[str, ...]
    published: dict[str, str]


# Kecamatan Banjarmasin Utara, survey of 2021 (utara.banjarmasinkota.go.id, January 2022): 97,31, A. By the
# order of the regulation (8 pengaduan) the averages are 4, 4, 4, 3.8, 4, 3.8, 3.6667, 3.8 and 4.
OWN_2021_ROWS = """
    444444444 444344344 444444444 444443434 444444444
    444344344 444443344 444444434 444444444 444344344
    444444444 444443434 444444344 444444444 444444444
"""

# Kanwil Kemenag Sulawesi Barat, third quarter, 29 respondents: 90,56, A. Known is how often each score was
# given, not by whom; the source has the order of the questionnaire (8 sarana).
GASPUL_COUNTS = {
    "persyaratan": "18x4 11x3",
    "prosedur": "14x4 15x3",
    "waktu": "15x4 12x3 2x2",
    "biaya": "29x4",
    "produk": "15x4 14x3",
    "kompetensi": "18x4 11x3",
    "perilaku": "19x4 10x3",
    "sarana": "18x4 11x3",
    "pengaduan": "28x4 1x3",
}
GASPUL_CONVERTED = {
    "persyaratan": ("90.52", "A"),
    "prosedur": ("87.07", "B"),
    "waktu": ("86.21", "B"),
    "biaya": ("100.00", "A"),
    "produk": ("87.93", "B"),
    "kompetensi": ("90.52", "A"),
    "perilaku": ("91.38", "A"),
    "sarana": ("90.52", "A"),
    "pengaduan": ("99.14", "A"),
}


def someones(counts: dict[str, str], seed: int) -> tuple[str, ...]:
    """Answers with these counts, given to respondents by chance."""
    columns = []
    for drawn in counts.values():
        column = "".join(score * int(times) for times, score in (pair.split("x") for pair in drawn.split()))
        columns.append(random.Random(f"{seed} {len(columns)}").sample(column, len(column)))
    return tuple("".join(row) for row in zip(*columns, strict=True))


# Disdukcapil Tulang Bawang Barat, first half of 2023, one respondent with all fours: 100, A.
TUBABA_ROWS = ("444444444",)

GASPUL_INDEX = {"0.11": "90.56", "0.111": "91.38", "1/9": "91.48"}
ORACLES = {
    "own": Oracle(
        "63.71.04",
        "regulation",
        tuple(OWN_2021_ROWS.split()),
        {"0.111": "97.31", "1/9": "97.41", "0.11": "96.43"},
    ),
    "gaspul": Oracle("63.71.04.1001", "questionnaire", someones(GASPUL_COUNTS, 1), GASPUL_INDEX),
    "gaspul-by-others": Oracle("63.71.04.1002", "questionnaire", someones(GASPUL_COUNTS, 2), GASPUL_INDEX),
    "gaspul-swapped": Oracle("63.71.04.1003", "regulation", someones(GASPUL_COUNTS, 1), GASPUL_INDEX),
    "tubaba": Oracle(
        "63.71.04.1004",
        "questionnaire",
        TUBABA_ROWS,
        {"1/9": "100.00", "0.111": "99.90", "0.11": "99.00"},
    ),
}
CASES = [(name, weight) for name, oracle in ORACLES.items() for weight in oracle.published]
Reading = Callable[[str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reading]:
    """The one row that pages get of an oracle's answers under a weight."""
    stores = {
        weight: Store(publish(tmp_path_factory.mktemp("skm"), weight), "staff") for weight in GASPUL_INDEX
    }

    def reading(name: str, weight: str) -> dict[str, Any]:
        reader = stores[weight].reader(EVERYTHING)
        assert reader is not None
        filters = replace(YEAR, office=ORACLES[name].office)
        [whole] = reader.values("ikm", filters=filters)
        for key in ("office", "service", "month"):
            [part] = reader.values("ikm", (key,), filters=filters)
            assert {field: part[field] for field in whole} == whole
        return whole

    yield reading
    for store in stores.values():
        store.close()


def publish(folder: Path, weight: str) -> str:
    blocks = [_OFFICE.format(reference=REFERENCE, weight=weight)]
    head = ";".join(["no", "tanggal", *(f"U{n}" for n in range(1, 10))])
    for name, oracle in ORACLES.items():
        blocks.append(_SOURCE.format(name=name, order=oracle.order, office=oracle.office, unsur=_UNSUR))
        lines = [f"{n};2021-11-0{n % 9 + 1} 09:00;{';'.join(row)}" for n, row in enumerate(oracle.rows)]
        (folder / f"{name}.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    (folder / "office.toml").write_text("".join(blocks), encoding="utf-8")
    url = str(folder / "warehouse")
    settings = load_settings({"PANTAU_CONFIG": str(folder / "office.toml"), "WAREHOUSE_URL": url})
    report = run(settings, now=NOW)
    loaded = {file.source: (file.new, file.rejected) for file in report.files}
    assert report.exit_code == 0
    assert loaded == {name: (len(oracle.rows), 0) for name, oracle in ORACLES.items()}
    return url


@pytest.mark.parametrize(("name", "weight"), CASES)
def test_the_published_index_to_the_cent(read: Reading, name: str, weight: str) -> None:
    oracle, row = ORACLES[name], read(name, weight)
    expected = (len(oracle.rows), Fraction(oracle.published[weight]), "A", weight)
    assert (row["n"], row["index"], row["mutu"], row["weight"]) == expected


def test_the_averages_of_the_own_office(read: Reading) -> None:
    """As published, times 0,111 and rounded to three digits: .444 .444 .444 .422 .444 .422 .407 .422 .444."""
    row = read("own", "0.111")
    nrr = [row[f"nrr_{unsur}"] for unsur in UNSUR]
    assert nrr == [Fraction(points, 15) for points in (60, 60, 60, 57, 60, 57, 55, 57, 60)]
    weighted = [f"{float(value) * 0.111:.3f}" for value in nrr]
    assert " ".join(weighted) == "0.444 0.444 0.444 0.422 0.444 0.422 0.407 0.422 0.444"
    # Summed after rounding it would be 97,33: a hundredth of an index is not to be lost on the way.
    assert half_up(sum(map(Fraction, weighted)) * 25) == Decimal("97.33")


def test_each_unsur_of_gaspul_has_its_own_letter(read: Reading) -> None:
    """The unit is A, three of its unsur are B; 955 points in all."""
    row = read("gaspul", "0.11")
    nrr = {unsur: row[f"nrr_{unsur}"] for unsur in UNSUR}
    assert sum(nrr.values()) * 29 == 955
    converted = {unsur: half_up(value * 25) for unsur, value in nrr.items()}
    assert {
        unsur: (str(value), permen().mutu(value)) for unsur, value in converted.items()
    } == GASPUL_CONVERTED


def test_the_order_of_the_file_decides_which_unsur_is_which(read: Reading) -> None:
    """Read by the other order the index is the same, and two unsur have each other's value."""
    right, swapped = read("gaspul", "0.11"), read("gaspul-swapped", "0.11")
    assert (right["nrr_pengaduan"], right["nrr_sarana"]) == (Fraction(115, 29), Fraction(105, 29))
    assert (swapped["nrr_pengaduan"], swapped["nrr_sarana"]) == (Fraction(105, 29), Fraction(115, 29))
    assert right["index"] == swapped["index"]


def test_who_gave_which_answer_does_not_matter(read: Reading) -> None:
    assert ORACLES["gaspul"].rows != ORACLES["gaspul-by-others"].rows
    assert read("gaspul", "0.11") == read("gaspul-by-others", "0.11")
