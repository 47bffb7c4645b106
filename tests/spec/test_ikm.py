"""IKM by PermenPANRB 14/2017: to the letter, to the cent, to the person."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.metric import Counts, Options
from etl.metrics import metrics
from etl.skm import UNSUR, WEIGHTS, half_up, permen
from tests.build import Value, value_of
from tests.drawn import Facts, answers


def drawn(scores: Mapping[str, str]) -> Facts:
    """Answers from how often each score was given: `18x4 11x3` per unsur, by regulation order."""
    columns = [_spread(scores[unsur]) for unsur in UNSUR]
    return answers(*("".join(map(str, row)) for row in zip(*columns, strict=True)))


def _spread(counts: str) -> list[int]:
    pairs = (part.split("x") for part in counts.split())
    return [int(score) for times, score in pairs for _ in range(int(times))]


def ikm(facts: Facts, weight: str) -> Value:
    value = value_of("ikm", facts, options=Options(weight=weight))
    assert value is not None
    return value


BANJARMASIN_UTARA_2021 = {
    "persyaratan": "15x4",
    "prosedur": "15x4",
    "waktu": "15x4",
    "biaya": "12x4 3x3",
    "produk": "15x4",
    "kompetensi": "12x4 3x3",
    "perilaku": "10x4 5x3",
    "pengaduan": "12x4 3x3",
    "sarana": "15x4",
}


@pytest.mark.parametrize(("weight", "expected"), [("0.111", "97.31"), ("1/9", "97.41"), ("0.11", "96.43")])
def test_the_offices_own_index_of_2021(weight: str, expected: str) -> None:
    """PermenPANRB 14/2017; published by Kecamatan Banjarmasin Utara in January 2022: 97,31, A.

    NRR 4, 4, 4, 3.8, 4, 3.8, 3.6667, 3.8, 4. Summing the nine rounded values would give 97,33.
    """
    value = ikm(drawn(BANJARMASIN_UTARA_2021), weight)
    assert (value.n, value.index, value.mutu, value.weight) == (15, Fraction(expected), "A", weight)
    assert value.nrr_biaya == Fraction(19, 5)
    assert value.nrr_perilaku == Fraction(11, 3)


GASPUL_TW_III = {
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


@pytest.mark.parametrize(("weight", "expected"), [("0.11", "90.56"), ("1/9", "91.48"), ("0.111", "91.38")])
def test_twenty_nine_respondents_of_sulawesi_barat(weight: str, expected: str) -> None:
    """PermenPANRB 14/2017; Kanwil Kemenag Sulawesi Barat, TW III: 90,56 with the weight 0,11.

    All scores together are 955.
    """
    value = ikm(drawn(GASPUL_TW_III), weight)
    assert (value.n, value.index, value.mutu) == (29, Fraction(expected), "A")
    assert value.nrr_prosedur == Fraction(101, 29)
    assert sum(value.fields[f"nrr_{unsur}"] for unsur in UNSUR) == Fraction(955, 29)


@pytest.mark.parametrize(("weight", "expected"), [("1/9", "100"), ("0.111", "99.9"), ("0.11", "99")])
def test_one_respondent_who_is_wholly_content(weight: str, expected: str) -> None:
    """PermenPANRB 14/2017; Kabupaten Tubaba's example: all four, 100, A."""
    value = ikm(answers("444444444"), weight)
    assert (value.n, value.index, value.mutu) == (1, Fraction(expected), "A")


def test_one_respondent_who_is_wholly_discontent() -> None:
    """PermenPANRB 14/2017: the scale of the index begins at 25."""
    value = ikm(answers("111111111"), "1/9")
    assert (value.index, value.mutu) == (25, "D")


def test_between_the_bands_the_index_is_rounded_first() -> None:
    """19 respondents with 524 points: 76,608 lies in the hole between 76,60 (C) and 76,61 (B): 76,61, B."""
    respondents = ["3" * 9] * 19
    # 524 = 19 × 9 × 3 + 11: eleven threes become fours.
    respondents[0], respondents[1] = "4" * 9, "44" + "3" * 7
    facts = answers(*respondents)
    assert sum(sum(map(int, row)) for row in respondents) == 524
    value = ikm(facts, "1/9")
    assert (value.index, value.mutu) == (Fraction("76.61"), "B")


@pytest.mark.parametrize(
    ("shown", "letter"),
    [
        ("24.75", "D"),
        ("24.99", "D"),
        ("25.00", "D"),
        ("25.01", "D"),
        ("64.98", "D"),
        ("64.99", "D"),
        ("65.00", "C"),
        ("65.01", "C"),
        ("76.59", "C"),
        ("76.60", "C"),
        ("76.61", "B"),
        ("76.62", "B"),
        ("88.29", "B"),
        ("88.30", "B"),
        ("88.31", "A"),
        ("88.32", "A"),
        ("99.99", "A"),
        ("100.00", "A"),
    ],
)
def test_each_band_has_both_its_edges(shown: str, letter: str) -> None:
    """PermenPANRB 14/2017: D 25,00–64,99, C 65,00–76,60, B 76,61–88,30, A 88,31–100,00.

    The weight 0,11 puts the lowest index at 24,75: the table ends above it, the letter does not.
    """
    assert permen().mutu(Decimal(shown)) == letter


@pytest.mark.parametrize(
    ("exact", "shown", "letter"),
    [
        ("64.99499", "64.99", "D"),
        ("64.995", "65.00", "C"),
        ("64.99501", "65.00", "C"),
        ("65.004", "65.00", "C"),
        ("76.6", "76.60", "C"),
        ("76.60499", "76.60", "C"),
        ("76.605", "76.61", "B"),
        ("76.60501", "76.61", "B"),
        ("76.61", "76.61", "B"),
        ("88.3", "88.30", "B"),
        ("88.30499", "88.30", "B"),
        ("88.305", "88.31", "A"),
        ("88.30501", "88.31", "A"),
        ("88.31", "88.31", "A"),
        ("99.99499", "99.99", "A"),
        ("99.995", "100.00", "A"),
    ],
)
def test_half_a_hundredth_goes_up_and_then_the_letter_is_read(exact: str, shown: str, letter: str) -> None:
    """The table of the regulation has holes; rounding closes them, before the letter is read."""
    rounded = permen().index(dict.fromkeys(UNSUR, Fraction(exact) / 25))
    assert rounded is not None
    assert (rounded, permen().mutu(rounded)) == (Decimal(shown), letter)


def test_nobody_asked_is_no_index() -> None:
    """No data is no data, never 0."""
    assert value_of("ikm", answers()) is None


def test_an_unsur_is_averaged_over_those_who_answered_it() -> None:
    """A blank is no score: neither 0 nor the mean of the others."""
    value = ikm(answers("444444444", "2........", "4444444.4"), "1/9")
    assert value.n == 3
    assert value.nrr_persyaratan == Fraction(10, 3)
    assert value.nrr_pengaduan == 4
    assert value.index == Fraction("98.15")  # (10/3 + 8 × 4) / 9 × 25


def test_an_unsur_that_nobody_answered_leaves_no_index() -> None:
    """Eight of nine unsur are no index by this regulation; the eight are shown."""
    value = ikm(answers("4444444.4", "3333333.3"), "1/9")
    assert (value.index, value.mutu, value.nrr_pengaduan) == (None, None, None)
    assert value.nrr_waktu == Fraction(7, 2)
    assert value.n == 2


def test_a_respondent_who_answered_nothing_is_still_a_respondent() -> None:
    value = ikm(answers("444444444", "........."), "1/9")
    assert (value.n, value.index) == (2, 100)


respondents = st.lists(st.lists(st.integers(1, 4), min_size=9, max_size=9), min_size=1, max_size=40)


def counted(rows: Sequence[Sequence[int]]) -> Counts:
    buckets = dict.fromkeys(metrics()["ikm"].buckets, 0)
    for row in rows:
        for unsur, score in zip(UNSUR, row, strict=True):
            buckets[f"{unsur}_{score}"] += 1
    return Counts(len(rows), 0, buckets)


def of_points(points: int, people: int) -> Counts:
    """Counts of so many respondents whose scores add up to so many points, given as evenly as can be."""
    low, high = divmod(points, 9 * people)
    scores = [low + (n < high) for n in range(9 * people)]
    return counted([scores[n : n + 9] for n in range(0, len(scores), 9)])


@pytest.mark.parametrize(
    ("tie", "above", "letters"),
    [("64.995", "65.00", "DC"), ("76.605", "76.61", "CB"), ("88.305", "88.31", "BA")],
)
def test_a_tie_that_people_can_really_give(tie: str, above: str, letters: str) -> None:
    """185 people under the weight 0,111 can hit half a hundredth: it goes up, and a point less does not.

    Nine weighted averages added in floating point can give 88.30499… here, which would be a B.
    """
    points = Fraction(tie) / 25 / WEIGHTS["0.111"] * 185
    assert points.denominator == 1
    shown = [metrics()["ikm"].value(of_points(int(points) - less, 185), Options("0.111")) for less in (1, 0)]
    assert shown[1]["index"] == Fraction(above)
    assert "".join(str(value["mutu"]) for value in shown) == letters


# As offices of the kecamatan published them for 2021 (utara.banjarmasinkota.go.id).
NEIGHBOURS = [
    ("Alalak Tengah", "97.31", "A"),
    ("Alalak Utara", "96.94", "A"),
    ("Alalak Selatan", "81.40", "B"),
    ("Sungai Jingah", "97.13", "A"),
    ("Sungai Miai", "89.36", "A"),
]


@pytest.mark.parametrize(("office", "shown", "letter"), NEIGHBOURS)
def test_the_published_letters_of_the_kelurahan(office: str, shown: str, letter: str) -> None:
    assert permen().mutu(Decimal(shown)) == letter, office


@given(respondents)
def test_the_index_lies_between_25_and_100_and_weights_only_scale_it(rows: list[list[int]]) -> None:
    exact = Fraction(sum(map(sum, rows)) * 25, 9 * len(rows))
    for weight, factor in WEIGHTS.items():
        value = metrics()["ikm"].value(counted(rows), Options(weight=weight))
        shown = value["index"]
        assert isinstance(shown, Fraction)
        assert abs(shown - exact * factor * 9) <= Fraction(1, 200)
        if weight == "1/9":
            assert 25 <= shown <= 100


@given(st.fractions(min_value=0, max_value=101))
def test_half_up_is_the_nearest_hundredth_and_a_tie_goes_up(value: Fraction) -> None:
    shown = Fraction(half_up(value))
    assert shown * 100 == int(shown * 100)
    assert -Fraction(1, 200) < shown - value <= Fraction(1, 200)
    assert half_up(value).as_tuple().exponent == -2
