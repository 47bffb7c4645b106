"""Definitions of the survey: what an office may say, what it may not, and which one holds on a day.

PermenPANRB 14/2017 lets an office add unsur (the weight is then one part in so many) and weigh them unequally
as long as the weights sum to 1.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.metric import Options
from etl.skm import KEP_25_2004, PERMEN_BANDS, UNSUR, Definition, begun_within, in_force, permen, problems
from etl.skm_table import definition_of, written, wrong

DEFINED = {"14/2017": permen(), "25/2004": KEP_25_2004}
# Each letter from its first index to its last one, as the two regulations print them.
BANDS = """
    14/2017   D 25.00 64.99   C 65.00 76.60   B 76.61 88.30   A 88.31 100.00
    25/2004   D 25.00 43.75   C 43.76 62.50   B 62.51 81.25   A 81.26 100.00
"""


def edges() -> list[tuple[str, str, str]]:
    found = []
    for line in BANDS.strip().splitlines():
        law, *told = line.split()
        for letter, low, high in zip(told[::3], told[1::3], told[2::3], strict=True):
            found += [(law, low, letter), (law, high, letter)]
    return found


@pytest.mark.parametrize(("law", "shown", "letter"), edges())
def test_each_band_of_each_definition_has_both_its_edges(law: str, shown: str, letter: str) -> None:
    """Before and behind each edge a hundredth decides, and nothing has no letter: not 25, not 100."""
    definition, value = DEFINED[law], Decimal(shown)
    assert definition.mutu(value) == letter
    begins = value in (*definition.lower, 25)
    other = definition.mutu(value + Decimal("0.01") * (-1 if begins else 1))
    assert (other == letter) is (value in (25, 100))


@pytest.mark.parametrize(
    ("shown", "letter"), [("25", "D"), ("65.00", "C"), ("76.60", "C"), ("88.31", "A"), ("100", "A")]
)
def test_what_other_programs_grade_wrongly(shown: str, letter: str) -> None:
    """With a strict < these have no letter, and with > 88.31 the fourth is a B: domain.md 2.3."""
    assert permen().mutu(Decimal(shown)) == letter


def test_the_fourteen_unsur_of_2004_are_one_fourteenth_each() -> None:
    """All fours are 99,40: the rounded weight loses 0,6."""
    assert (len(KEP_25_2004.weights), KEP_25_2004.weight, problems(KEP_25_2004)) == (14, "0.071", [])
    assert KEP_25_2004.index(dict.fromkeys(KEP_25_2004.unsur, Fraction(4))) == Decimal("99.40")
    assert [each.weight for each in KEP_25_2004.others] == ["1/14"]


def test_unequal_weights_move_the_index_to_what_weighs_more() -> None:
    """Half of it is waktu: NRR 2 there and 4 in the other five of a tenth each is (1 + 2) × 25."""
    heavy = definition_of(None, {"waktu": "1/2", **dict.fromkeys(UNSUR[3:8], 0.1)})
    assert wrong(heavy) == []
    nrr: dict[str, Fraction | None] = {**dict.fromkeys(UNSUR, Fraction(4)), "waktu": Fraction(2)}
    assert heavy.index(nrr) == Decimal("75.00")
    assert permen().index(nrr) == Decimal("94.44")
    assert heavy.weight.startswith("waktu 0.5; biaya 0.1; ")
    assert (heavy.short, heavy.others) == ("tidak sama", [])
    assert heavy.single({**dict.fromkeys(UNSUR, 4), "waktu": 2}) == 75


def test_more_unsur_than_nine_weigh_one_part_in_so_many() -> None:
    """PermenPANRB 14/2017: with x unsur the weight is 1/x. A tenth one, by three digits: 0,1."""
    ten = Definition(tuple((name, Fraction(1, 10)) for name in (*UNSUR, "antikorupsi")), PERMEN_BANDS, "x")
    assert problems(ten) == []
    nrr = {**dict.fromkeys(UNSUR, Fraction(4)), "antikorupsi": Fraction(2)}
    assert ten.index(nrr) == Decimal("95.00")
    assert ten.index({**nrr, "antikorupsi": None}) is None
    assert wrong(ten) == [
        ("unsur", f'"antikorupsi" bukan unsur yang dimuat dari jawaban; yang ada: {", ".join(UNSUR)}')
    ]


EIGHT = [*UNSUR[:3], *UNSUR[4:]]


@pytest.mark.parametrize("weight", ["", "1/8", "0.125", "0.13"])
def test_fewer_unsur_weigh_one_part_in_so_many_too(weight: str) -> None:
    eight = definition_of("2026-07-01", EIGHT, weight)
    assert wrong(eight) == []
    assert eight.index(dict.fromkeys(EIGHT, Fraction(3))) == (Decimal("78.00") if weight == "0.13" else 75)


@pytest.mark.parametrize(
    ("unsur", "weight", "words"),
    [
        ({"waktu": "1/2", "biaya": "1/3"}, "", "jumlah bobot 5/6; jumlahnya harus 1"),
        ({"waktu": 0.5, "biaya": 0.51}, "", "jumlah bobot 1.01"),
        ({"waktu": 1.5, "biaya": -0.5}, "", "nol atau kurang"),
        ({}, "", "sekurangnya satu"),
        (["waktu", "waktu"], "", "dua kali"),
        (list(UNSUR), "0.12", "1/9 yang dibulatkan dua atau tiga angka"),
        (["waktu", "antrian"], "", '"antrian" bukan unsur'),
    ],
)
def test_what_is_wrong_with_weights_is_a_sentence(
    unsur: dict[str, str | float] | list[str], weight: str, words: str
) -> None:
    ((key, sentence),) = wrong(definition_of(None, unsur, weight))
    assert key == "unsur"
    assert words in sentence


@pytest.mark.parametrize(
    "bands",
    [
        ("25.00", "76.61", "88.31"),
        ("65", "65", "88"),
        ("65", "88", "76"),
        ("65", "76", "100.01"),
        ("65.005", "76", "88"),
    ],
)
def test_letters_that_do_not_rise_are_refused(bands: tuple[str, str, str]) -> None:
    found = wrong(definition_of(None, list(UNSUR), bands=dict(zip("CBA", bands, strict=True))))
    assert [key for key, _ in found] == ["bands"]
    assert "harus naik" in found[0][1]


OLD, NEW = replace(KEP_25_2004, since=date(2026, 1, 1)), replace(permen("0.11"), since=date(2026, 7, 1))


@pytest.mark.parametrize(
    ("day", "weight"),
    [
        (date(2025, 12, 31), "0.111"),
        (date(2026, 1, 1), "0.071"),
        (date(2026, 6, 30), "0.071"),
        (date(2026, 7, 1), "0.11"),
        (date(2099, 1, 1), "0.11"),
    ],
)
def test_a_value_follows_the_definition_of_its_last_day(day: date, weight: str) -> None:
    assert Options("0.111", surveys=(NEW, OLD)).at(day).definition.weight == weight


def test_what_began_on_the_first_day_of_a_period_is_no_change_within_it() -> None:
    first = date(2026, 7, 1)
    assert begun_within([NEW, OLD], first, date(2026, 9, 30)) == []
    assert begun_within([NEW, OLD], first - timedelta(days=1), first) == [NEW]
    assert begun_within([NEW, OLD], date(2025, 1, 1), date(2026, 12, 31)) == [OLD, NEW]


parts = st.lists(st.integers(1, 50), min_size=1, max_size=9)
scores = st.lists(st.integers(1, 4), min_size=9, max_size=9)


@given(parts, st.lists(scores, min_size=1, max_size=30))
def test_an_index_is_the_mean_of_the_answers_own_indices(chosen: list[int], rows: list[list[int]]) -> None:
    """Whatever the weights: so an interval around one is an interval around the other."""
    whole = sum(chosen)
    weights = {unsur: f"{part}/{whole}" for unsur, part in zip(UNSUR, chosen, strict=False)}
    definition = definition_of("2026-01-01", weights)
    assert wrong(definition) == []
    assert definition_of(**written(definition)) == definition
    people = [dict(zip(UNSUR, row, strict=True)) for row in rows]
    nrr = {unsur: Fraction(sum(one[unsur] for one in people), len(people)) for unsur in UNSUR}
    mean = sum((definition.single(one) for one in people), Fraction()) / len(people)
    found = definition.index(nrr)
    assert found is not None
    assert abs(Fraction(found) - mean) <= Fraction(1, 200)
    assert 25 <= found <= 100


def test_where_none_has_begun_the_law_holds() -> None:
    assert in_force((), date(2026, 1, 1), permen()) is permen()
