"""Who answered, and with which sum of scores: PermenPANRB 14/2017, the table of respondents."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import func, select

from etl.expiry import expiries
from etl.metric import Counts, Options
from etl.metrics import metrics
from etl.metrics.ikm import TRAITS
from etl.skm import half_up
from etl.warehouse.counts import NotKept
from etl.warehouse.schema import answer
from etl.warehouse.tally import WHOLE
from tests.build import Warehouse
from tests.drawn import respondents

SURVEY = """
    sex  age_band  education  occupation  area           scores
    L    17–25     SMA        PNS         63.71.04.1001  444444444
    L    26–35     SMA        SWASTA      63.71.04.1002  333333333
    P    26–35     S1         SWASTA      63.71.04.1001  443344334
    P    .         S1         .           63.71.04.1001  44444.444
    .    .         .          .           63.71.04.1001  .........
"""


@pytest.fixture
def filled(warehouse: Warehouse) -> Warehouse:
    warehouse.load(respondents(SURVEY))
    warehouse.roll_up("ikm")
    return warehouse


def numbers(warehouse: Warehouse, *by: str) -> dict[tuple[object, ...], int]:
    return {keys: tallied.n for keys, tallied in warehouse.counts("ikm", by=by).items()}


def test_the_table_of_respondents(filled: Warehouse) -> None:
    """PermenPANRB 14/2017, lampiran: sex, age, education and occupation of who answered. Empty: not said."""
    assert numbers(filled, "sex") == {("",): 1, ("L",): 2, ("P",): 2}
    assert numbers(filled, "age_band") == {("",): 2, ("17–25",): 1, ("26–35",): 2}
    assert numbers(filled, "education") == {("",): 1, ("S1",): 2, ("SMA",): 2}
    assert numbers(filled, "occupation") == {("",): 2, ("PNS",): 1, ("SWASTA",): 2}


@pytest.mark.parametrize("trait", TRAITS)
def test_each_of_its_parts_adds_up_to_all(filled: Warehouse, trait: str) -> None:
    """Who said nothing is counted, too, so that nobody is lost."""
    (everyone,) = filled.counts("ikm").values()
    parts = filled.counts("ikm", by=(trait,)).values()
    assert sum(part.n for part in parts) == everyone.n == 5
    for bucket in metrics()["ikm"].buckets:
        assert sum(part.buckets[bucket] for part in parts) == everyone.buckets[bucket]


def test_each_trait_stands_by_itself(filled: Warehouse) -> None:
    """A cell of several would soon be one person: not by two traits, nor by where they live."""
    for by, where in (
        (("sex", "age_band"), {}),
        (("sex", "area"), {}),
        (("sex",), {"area": ["63.71.04.1001"]}),
        (("education",), {"service": ["domisili"]}),
    ):
        with pytest.raises(NotKept):
            filled.counts("ikm", by=by, where=where)
    assert filled.counts("ikm", by=("sex",), where={"office": ["63.71.04"]})


def test_the_sum_of_scores_is_known_of_who_answered_all_nine(filled: Warehouse) -> None:
    """From 9 to 36: the spread of the index over people. A form with a gap has no sum."""
    assert numbers(filled, "score_sum") == {(27,): 1, (32,): 1, (36,): 1}
    assert filled.counts("ikm", by=("score_sum",), where={"area": ["63.71.04.1002"]}).keys() == {(27,)}


def test_their_mean_is_the_index_where_all_answered_all(warehouse: Warehouse) -> None:
    """Σ of nine means = mean of the sums: so an interval around one is an interval around the other."""
    warehouse.load(
        respondents("""
        scores
        444444444
        333333333
        443344334
        123412341
        111111112
        344434443
        222233334
    """)
    )
    warehouse.roll_up("ikm")
    (everyone,) = warehouse.counts("ikm").values()
    sums = warehouse.counts("ikm", by=("score_sum",))
    assert sum(tallied.n for tallied in sums.values()) == everyone.n == 7
    mean = Fraction(sum(total * tallied.n for (total,), tallied in sums.items()), everyone.n)
    for weight in ("1/9", "0.111"):
        shown = metrics()["ikm"].value(everyone, Options(weight=weight))["index"]
        assert shown == Fraction(half_up(mean * Fraction(weight) * 25))


def test_the_scores_themselves_are_kept_by_office_and_day_alone(filled: Warehouse) -> None:
    """The matrix of respondents: no trait, service or area beside them, and no buckets."""
    assert numbers(filled, "pattern") == {
        ("---------",): 1,
        ("333333333",): 1,
        ("443344334",): 1,
        ("44444-444",): 1,
        ("444444444",): 1,
    }
    for by in (("pattern", "service"), ("pattern", "sex"), ("pattern", "flat")):
        with pytest.raises(NotKept):
            filled.counts("ikm", by=by)
    with pytest.raises(NotKept):
        filled.counts("ikm", by=("pattern",), where={"area": ["63.71.04.1001"]})
    assert all(row["bucket"] == WHOLE for row in filled.rows("ikm_pattern"))


def test_flags_stand_beside_each_other(warehouse: Warehouse) -> None:
    """All nine given; all nine alike; and said before, that day, at that office, by one with the same traits.

    A form that is empty, one with a gap and one of another service is no copy of what it only resembles.
    """
    warehouse.load(
        respondents("""
        sex  service   scores
        L    kk        444444444
        L    kk        444444444
        L    kk        444444444
        P    kk        444444444
        L    domisili  444444444
        L    kk        444444443
        L    kk        44444444.
        L    kk        44444444.
        L    kk        .........
    """)
    )
    warehouse.load(respondents("sex service scores\nL kk 444444444", day=date(2025, 6, 3)), source="b")
    warehouse.roll_up("ikm")
    assert numbers(warehouse, "complete", "flat", "copy") == {
        (0, 0, 0): 2,
        (0, 0, 1): 1,
        (1, 0, 0): 1,
        (1, 1, 0): 4,
        (1, 1, 1): 2,
    }


def test_what_is_kept_answer_by_answer_goes_with_the_answers(filled: Warehouse) -> None:
    """Counts may stay when facts are past their time; these are no counts."""
    [single] = [each for each in expiries() if each.table.name == "ikm_pattern"]
    [row] = filled.connection.execute(select(func.min(answer.c.answered_day))).scalars()
    assert single.kind == "facts"
    assert single.gone(filled.connection, row).rows == 0
    assert single.gone(filled.connection, row + timedelta(days=1)).rows == 5


def test_all_answers_of_one_sum_have_it(filled: Warehouse) -> None:
    """The counts behind a sum are those of the forms with that sum, score by score."""

    def total(tallied: Counts) -> int:
        return sum(int(name[-1]) * count for name, count in tallied.buckets.items())

    for (score_sum,), tallied in filled.counts("ikm", by=("score_sum",)).items():
        assert total(tallied) == score_sum * tallied.n
