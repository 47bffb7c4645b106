"""What the public store tells of the survey: with exact respondents, and never of fewer than ten."""

from datetime import date
from fractions import Fraction

import pytest

from etl.disclosure import editions
from etl.disclosure.figures import Disclosure
from etl.metric import Options
from etl.period import Period
from etl.skm_table import definition_of
from tests.build import Warehouse
from tests.drawn import answers
from tests.etl.test_disclosure import AREAS, OFFICES, RULES, YEAR, Row, figures


def answered(warehouse: Warehouse, *quarters: tuple[int, str]) -> dict[tuple[str, date], Row]:
    """(how many, what each answered) of the triwulan of 2025, loaded and disclosed."""
    for number, (count, scores) in enumerate(quarters):
        day = date(2025, 3 * number + 2, 3)
        warehouse.load(answers(*[scores] * count, day=day), file=str(number), source=str(number))
    warehouse.roll_up()
    return surveys(figures(warehouse))


def surveys(rows: list[Row], by: str = "", key: str = "") -> dict[tuple[str, date], Row]:
    mine = [row for row in rows if (row["metric"], row["by"], row["key"]) == ("ikm", by, key)]
    return {(row["kind"], row["start"]): row for row in mine}


JAN, APR, JUL, OCT = (date(2025, month, 1) for month in (1, 4, 7, 10))


def test_satisfaction_is_with_its_exact_number_of_respondents(warehouse: Warehouse) -> None:
    """PermenPANRB 14/2017 wants it published; under ten it is hidden all the same."""
    found = answered(warehouse, (9, "444444444"), (13, "444444443"))
    row = found["triwulan", APR]
    assert (row["n"], row["fields"]["index"], row["fields"]["mutu"]) == (13, Fraction("97.22"), "A")
    assert row["fields"]["weight"] == "1/9"
    assert found["triwulan", JAN]["hidden"]
    assert {kind for kind, _ in found} == {"triwulan", "semester", "year"}


def test_a_public_index_follows_the_definition_of_the_last_day_of_its_period(warehouse: Warehouse) -> None:
    """And its weight tells so: from April on waktu alone counts."""
    warehouse.load(answers(*["442444444"] * 12, day=JAN), file="a", source="a")
    warehouse.load(answers(*["443444444"] * 12, day=APR), file="b", source="b")
    warehouse.roll_up()
    alone = definition_of(APR, ["waktu"])
    found = surveys(figures(warehouse, surveys=(alone,)))
    told = {key: (row["fields"]["index"], row["fields"]["weight"]) for key, row in found.items() if row["n"]}
    assert told["triwulan", JAN] == (Fraction("94.44"), "1/9")
    assert told["triwulan", APR] == (75, "1")
    assert told["semester", JAN] == (Fraction("62.50"), "1")
    assert found["triwulan", APR]["fields"]["nrr_biaya"] is None


@pytest.mark.parametrize(
    ("counts", "semester", "year"),
    [
        ((12, 13), 25, 25),
        ((9, 13), None, None),
        ((9, 0), None, None),
        ((9, 8), 17, 17),
        ((13, 0), 13, 13),
        ((9, 13, 8), None, 30),
        ((9, 13, 0, 12), None, None),
        ((9, 8, 3), 17, None),
        ((9, 8, 10, 10), 17, 37),
        ((30, 3, 4, 5), None, 42),
    ],
)
def test_no_period_less_another_leaves_fewer_than_ten_respondents(
    warehouse: Warehouse, counts: tuple[int, ...], semester: int | None, year: int | None
) -> None:
    """22 in a semester and 13 in one of its triwulan would tell what the nine others said."""
    found = answered(warehouse, *((n, "444444444") for n in counts))
    assert (found["semester", JAN]["n"], found["year", JAN]["n"]) == (semester, year)


@pytest.mark.parametrize("late", [1, 9, 10])
def test_a_late_answer_does_not_hide_the_year_and_is_not_in_it(warehouse: Warehouse, late: int) -> None:
    """Of the whole office: what the law wants published. Else one answer would be all that is left of it."""
    day, quarter = date(2025, 2, 3), Period(JAN, APR)
    warehouse.load(answers(*["444444444"] * 30, day=day), file="a", source="a")
    warehouse.roll_up()
    bring_out(warehouse, quarter, date(2025, 4, 30))
    warehouse.load(answers(*["111111111"] * late, day=day), file="b", source="b")
    for number, month in enumerate((5, 8, 11)):
        given = answers(*["444444443"] * 20, day=date(2025, month, 3))
        warehouse.load(given, file=str(number), source=str(number))
    warehouse.roll_up()
    bring_out(warehouse, YEAR, date(2026, 1, 31))
    out = editions.figures(warehouse.connection, YEAR.start)
    rows = {
        (s.kind, s.period.start, one.key): one for s, of in out.items() for one in of if s.metric == "ikm"
    }
    whole = rows["year", JAN, ""]
    assert (rows["triwulan", JAN, ""].n, rows["semester", JAN, ""].n, whole.n) == (30, 50, 90)
    # 60 of 90 gave a three in one of nine: 400/9 less 2/3 of a ninth.
    assert whole.fields["index"] == Fraction("98.15")
    assert [one.n for (kind, _, key), one in rows.items() if kind == "year" and key and one.n] == [90, 90]


def bring_out(warehouse: Warehouse, covered: Period, day: date) -> None:
    """As a run does."""
    places = {"area": AREAS, "office": OFFICES}
    options = Options(weight="1/9", limits={"waiting": 1800})
    disclosure = Disclosure(warehouse.connection, options, {"ikm": covered}, day, places, RULES)
    out = editions.figures(warehouse.connection, YEAR.start)
    tables = dict(disclosure.tables([slot for slot in disclosure.due() if slot not in out], out))
    editions.keep(warehouse.connection, tables, day, RULES)


def test_an_unsur_that_few_answered_is_not_told(warehouse: Warehouse) -> None:
    """Neither by itself nor by what a longer period adds; one that nobody answered tells nothing."""
    warehouse.load(answers(*["444444444"] * 30, day=JAN), file="a", source="a")
    warehouse.load(answers(*["44444444."] * 7, *["444444444"] * 5, day=APR), file="b", source="b")
    warehouse.load(answers(*["44444444."] * 11, day=JUL), file="c", source="c")
    warehouse.roll_up()
    found = surveys(figures(warehouse))
    assert found["triwulan", JAN]["n"] == 30
    assert found["triwulan", APR]["hidden"]
    assert found["semester", JAN]["hidden"]
    assert found["triwulan", JUL]["n"] == 11
