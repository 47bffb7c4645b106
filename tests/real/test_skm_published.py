"""Result tables that offices have published, typed by hand: their averages through our formula.

What an office's own table does not give by its own rule is asserted as such, with the reason.
"""

import json
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from etl.skm import KEP_25_2004, UNSUR, WEIGHTS, half_up, permen
from tests.real.test_real_validate import DATA, pytestmark  # noqa: F401 (marks this module too)

BOGOR_YEARS = ("2011", "2012", "2013", "2014")


@cache
def published() -> dict[str, Any]:
    """The tables, every number as it was written."""
    text = (DATA / "skm-published" / "published.json").read_text(encoding="utf-8")
    tables: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return tables


def averages(table: str) -> dict[str, Fraction]:
    """Of nine unsur; which of them is which does not move an index of equal weights."""
    nrr = published()[table]["NRR"]
    told = nrr.values() if isinstance(nrr, dict) else nrr
    return {unsur: Fraction(value) for unsur, value in zip(UNSUR, told, strict=True)}


def bogor(year: str) -> tuple[dict[str, Fraction], Decimal]:
    """Averages and index of a year; the table has a row per unsur and a column per year."""
    table = published()["bogor_bpt_2011_2014"]
    column = table["years"].index(year)
    told = (Fraction(row[column]) for row in table["NRR"].values())
    return dict(zip(KEP_25_2004.unsur, told, strict=True)), table["IKM"][column]


# Bantul, Dinas Pertanahan dan Tata Ruang, 2023: the regulation's order, the weight 1/9


def test_bantul_is_the_exact_ninth() -> None:
    assert permen("1/9").index(averages("bantul_dptr_2023")) == published()["bantul_dptr_2023"]["IKM"]


@pytest.mark.parametrize(("weight", "ours", "excluded"), [("0.111", "87.19", False), ("0.11", "86.41", True)])
def test_bantul_is_not_reproduced_by_a_rounded_weight(weight: str, ours: str, excluded: bool) -> None:
    """Averages of two decimals leave 0.125 of doubt: only 0,11 is out of the question."""
    value = permen(weight).index(averages("bantul_dptr_2023"))
    assert value == Decimal(ours)
    assert (published()["bantul_dptr_2023"]["IKM"] - value > Decimal("0.125")) == excluded


def test_bantul_has_the_regulations_order() -> None:
    names = list(published()["bantul_dptr_2023"]["NRR"])
    assert (names[7], names[8]) == ("U8 Penanganan Pengaduan, Saran dan masukan", "U9 Sarana dan prasarana")


def test_bantul_reads_the_same_letters_as_we_do() -> None:
    services = published()["bantul_dptr_2023"]["by_service"]
    assert [permen().mutu(value) for _, value, _ in services] == [letter[0] for *_, letter in services]
    assert [permen().mutu(value) for _, value, _ in services] == ["C", "B", "A"]


# Bogor, Badan Perizinan Terpadu: the fourteen unsur of the regulation before this one, as an older definition


@pytest.mark.parametrize("year", BOGOR_YEARS)
def test_bogors_years_follow_from_the_definition_of_their_time(year: str) -> None:
    """Index and word to the cent: KEP/25/M.PAN/2/2004, weight 0,071, 62,51 to 81,25 is good (B)."""
    nrr, told = bogor(year)
    assert len(nrr) == 14
    assert KEP_25_2004.index(nrr) == told
    table = published()["bogor_bpt_2011_2014"]
    assert table["kriteria"][table["years"].index(year)] == "BAIK"
    assert KEP_25_2004.mutu(told) == "B"


@pytest.mark.parametrize("year", BOGOR_YEARS)
def test_bogor_is_not_reproduced_by_the_exact_fourteenth(year: str) -> None:
    """0.071 is 0.6 % below 1/14: the exact weight gives 0.45 more, as 1/9 does against 0,111."""
    nrr, told = bogor(year)
    exact, *none = [each.index(nrr) for each in KEP_25_2004.others]
    assert exact is not None
    assert not none
    assert Decimal("0.44") < exact - told < Decimal("0.47")


@pytest.mark.parametrize("year", BOGOR_YEARS)
def test_bogors_index_would_be_a_c_by_the_letters_of_today(year: str) -> None:
    """An index without its definition says nothing: PermenPANRB 14/2017 begins the B at 76,61."""
    _, told = bogor(year)
    assert permen().mutu(told) == "C"


# Tulang Bawang Barat, Disdukcapil, 2023: one respondent, all fours, and a rule that the table does not follow


def test_tubaba_is_the_exact_ninth() -> None:
    table = published()["tubaba_disdukcapil_2023_s1"]
    value = permen("1/9").index(averages("tubaba_disdukcapil_2023_s1"))
    assert (value, permen().mutu(value)) == (table["IKM"], "A")


def test_tubaba_is_not_reproduced_by_its_own_rule() -> None:
    """It states the weight 0,111, by which nobody can reach more than 99,90; it prints 100."""
    table = published()["tubaba_disdukcapil_2023_s1"]
    assert "0,111" in table["stated_rule"]
    assert permen("0.111").index(averages("tubaba_disdukcapil_2023_s1")) == Decimal("99.90")
    assert table["IKM"] == 100


def test_tubabas_weighted_averages_do_not_add_up_to_its_sum() -> None:
    """Nine times 0,44 is 3,96 and not the 4 beside it: shown values are rounded, and are not to be summed."""
    table = published()["tubaba_disdukcapil_2023_s1"]
    shown = [Fraction(value) for value in table["NRR_tertimbang_shown"]]
    assert (half_up(sum(shown, Fraction())), table["sum_shown"]) == (Decimal("3.96"), 4)
    assert half_up(sum(shown, Fraction()) * 25) == Decimal("99.00")


def test_tubabas_bands_are_ours() -> None:
    bands = published()["tubaba_disdukcapil_2023_s1"]["stated_bands"]
    for letter, (low, high) in bands.items():
        assert (permen().mutu(Decimal(low)), permen().mutu(Decimal(high))) == (letter, letter)


# Penajam Paser Utara: a definition without numbers


def test_penajams_weight_is_one_of_the_three() -> None:
    assert "dikalikan 0.111" in published()["penajam_definition"]["text"]
    assert WEIGHTS["0.111"] == Fraction("0.111")
