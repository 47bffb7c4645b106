"""Who adds up what is published finds nothing hidden: rounding, bands, sums, complements, surveys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from etl.disclosure.coarse import BANDS, band, down, share_range, up
from etl.disclosure.inference import ROOM, Known
from etl.disclosure.judge import judged, known
from etl.disclosure.slot import WITHHELD, Figure, Slot
from etl.disclosure.survey import surveyed
from etl.metric import Fields
from etl.period import Kind, Period, periods
from etl.thresholds import Thresholds, wrong_thresholds

RULES = Thresholds()
YEAR = Period(date(2025, 1, 1), date(2026, 1, 1))
MONTHS = tuple(periods(Kind.MONTH, YEAR))
MARCH = MONTHS[2]
Shown = dict[Slot, list[Figure]]


@given(st.integers(1, 40), st.data())
def test_a_number_is_among_those_that_are_shown_as_it_is(steps: int, data: Any) -> None:
    rules = Thresholds(step=data.draw(st.integers(5, 12)), threshold=60)
    n = data.draw(st.integers(60, 60 + 20 * steps))
    shown = rules.rounded(n)
    assert shown is not None
    low, high = rules.possible(shown)
    assert low <= n <= high
    assert [rules.rounded(m) for m in range(low, high + 1)] == [shown] * (high - low + 1)
    assert rules.rounded(high + 1) != shown


@given(st.integers(10, 3000), st.data())
def test_a_share_fits_every_number_that_is_shown_so(n: int, data: Any) -> None:
    """So it tells of the number no more than the number itself; k/n with three decimals would name it."""
    met = data.draw(st.integers(0, n))
    shown = RULES.rounded(n)
    assert shown is not None
    low, high = RULES.possible(shown)
    lower, upper = down(Fraction(met, n), shown, RULES), up(Fraction(met, n), shown, RULES)
    assert lower <= Fraction(met, n) <= upper
    fields: Sequence[Fields] = ({"value": lower}, {"share_over": upper})
    for told in fields:
        range_ = share_range(told, shown, RULES)
        assert range_ is not None
        assert Fraction(met, n) in range_
        for other in range(low, high + 1):
            assert any(Fraction(k, other) in range_ for k in range(other + 1))


@pytest.mark.parametrize(
    ("met", "n", "name"),
    [
        (0, 10, "<50"),
        (49, 100, "<50"),
        (1, 2, "50-75"),
        (74, 100, "50-75"),
        (75, 100, "75-90"),
        (89, 100, "75-90"),
        (9, 10, "90-95"),
        (19, 20, "90-95"),
        (951, 1000, ">95"),
        (1, 1, ">95"),
    ],
)
def test_every_edge_of_a_band(met: int, n: int, name: str) -> None:
    assert band(Fraction(met, n)) == name


@given(st.fractions(0, 1))
def test_every_share_is_in_one_band(share: Fraction) -> None:
    assert [name for name, range_ in BANDS.items() if share in range_] == [band(share)]


def cell(slot: Slot, key: str, n: int, met: int | None = None) -> Figure:
    """As it would be shown by itself."""
    shown = RULES.rounded(n)
    if shown is None:
        return Figure(slot, key, None, {}, (n,))
    if met is None:
        return Figure(slot, key, shown, {"value": shown}, (n,))
    share = Fraction(met, n)
    if slot.by == ("area",):
        return Figure(slot, key, shown, {"band": band(share)}, (n,))
    return Figure(slot, key, shown, {"value": down(share, shown, RULES)}, (n,))


def table(metric: str, kind: str, period: Period, numbers: dict[str, int]) -> Shown:
    """By kelurahan, with the whole."""
    whole, by = Slot(metric, kind, period), Slot(metric, kind, period, ("area",))
    parts = [cell(by, key, n) for key, n in numbers.items()]
    return {whole: [cell(whole, "", sum(numbers.values()))], by: parts}


def secrets(tables: Shown, bounds: dict[Any, tuple[int, int]]) -> list[tuple[Figure, tuple[int, int]]]:
    """What is hidden for being few, and what remains possible."""
    return [
        (figure, bounds[(",".join(figure.slot.by), figure.key), figure.slot.period, "n"])
        for figures in tables.values()
        for figure in figures
        if figure.slot.by and figure.n is None and not figure.withheld
    ]


def test_the_last_of_a_few_is_not_what_the_others_leave() -> None:
    """12 and 17 are shown as 10 and 15, 38 as 40: at least 38 less at most 12 and 17 are the hidden nine."""
    alone = table("volume", "month", MARCH, {"a": 12, "b": 17, "c": 9})
    ((_, left),) = secrets(alone, known(alone).narrowed())
    assert left == (9, 9)
    safe = judged(alone, {})
    ((_, (low, high)),) = secrets(safe, known(safe).narrowed())
    assert high - low >= ROOM - 1
    hidden = [figure.key for figures in safe.values() for figure in figures if figure.withheld]
    assert hidden
    assert all(
        figure.fields == WITHHELD for figures in safe.values() for figure in figures if figure.withheld
    )


@given(st.lists(st.integers(0, 40), min_size=1, max_size=5))
@example([12, 17, 9])
@example([13, 13, 13, 13, 0, 0])
def test_within_one_table_nothing_hidden_is_determined(numbers: list[int]) -> None:
    """By trying out every set of numbers that would be shown so: no propagation, no code of ours."""
    shown = judged(table("volume", "month", MARCH, {str(i): n for i, n in enumerate(numbers)}), {})
    (whole,), parts = (list(figures) for figures in shown.values())
    possible = [candidates(figure) for figure in parts]
    sums = candidates(whole)
    for i, figure in enumerate(parts):
        if figure.n is None and not figure.withheld:
            others = sumset(possible[:i] + possible[i + 1 :])
            left = {n for n in possible[i] if any(n + rest in sums for rest in others)}
            assert len(left) >= ROOM, (numbers, figure.key)


MANY = 400


def candidates(figure: Figure) -> set[int]:
    """All that would be shown like this one."""
    if figure.withheld:
        return set(range(RULES.threshold, MANY))
    return {n for n in range(MANY) if RULES.rounded(n) == figure.n}


def sumset(parts: list[set[int]]) -> set[int]:
    found = {0}
    for part in parts:
        found = {one + other for one, other in product(found, part)}
    return found


@given(st.lists(st.lists(st.integers(0, 18), min_size=12, max_size=12), min_size=1, max_size=3))
def test_a_year_less_its_months_leaves_no_month_bare(numbers: list[list[int]]) -> None:
    out: Shown = {}
    for i, month in enumerate(MONTHS):
        out |= judged(table("volume", "month", month, {str(k): of[i] for k, of in enumerate(numbers)}), {})
    before = known(out).narrowed()
    year = judged(table("volume", "year", YEAR, {str(k): sum(of) for k, of in enumerate(numbers)}), out)
    after = known({**out, **year}).narrowed()
    for figure, (low, high) in secrets({**out, **year}, after):
        name = ("area", figure.key), figure.slot.period, "n"
        assert high - low + 1 >= ROOM or before.get(name) == (low, high)
        assert low <= figure.people[0] <= high


def test_shares_count_too() -> None:
    """All that are late stand in the office that is hidden: so many it has at least."""
    offices, whole = Slot("on_time", "month", MARCH, ("office",)), Slot("on_time", "month", MARCH)
    parts = [cell(offices, "a", 102, 102), cell(offices, "b", 9, 0)]
    tables: Shown = {whole: [cell(whole, "", 111, 102)], offices: parts}
    shares = known(tables)
    low, _ = shares.narrowed()[("office", "b"), MARCH, "n"]
    without = Known(shares.bounds, shares.sums).narrowed()[("office", "b"), MARCH, "n"]
    assert low > without[0], "the shares tell more than the numbers"
    safe = judged(tables, {})
    least, most = known(safe).narrowed()[("office", "b"), MARCH, "n"]
    assert most - least + 1 >= ROOM


@pytest.mark.parametrize(
    ("met", "n", "shown"),
    [(9, 10, False), (16, 17, False), (17, 18, True), (24, 26, False), (10, 10, True), (8, 10, True)],
)
def test_a_band_does_not_tell_of_one_who_was_late(met: int, n: int, shown: bool) -> None:
    """Of 10 to 17 people 90 to 95 percent are all but one, of 23 to 27 all but two."""
    slot = Slot("on_time", "year", YEAR, ("area",))
    ((figure,),) = judged({slot: [cell(slot, "a", n, met)]}, {}).values()
    assert (figure.n is not None) is shown
    if shown:
        assert figure.fields == {"band": band(Fraction(met, n))}


def test_late_cases_of_an_office_are_not_hidden() -> None:
    slot = Slot("on_time", "year", YEAR, ("office",))
    ((figure,),) = judged({slot: [cell(slot, "a", 10, 9)]}, {}).values()
    assert figure.fields == {"value": Fraction(9, 10)}


def test_what_does_not_fit_together_tells_nothing() -> None:
    """People were added to the year after its months had come out."""
    one = Known({("y",): (20, 22), ("m",): (10, 12)}, [(("y",), [("m",)])])
    assert one.narrowed() == {("y",): (20, 22), ("m",): (10, 12)}


Q1, Q2 = tuple(periods(Kind.TRIWULAN, YEAR))[:2]
HALF = Period(Q1.start, Q2.end)


def answered(kind: str, period: Period, numbers: dict[str, int]) -> Shown:
    """A survey by office with its whole; everybody answers all nine."""
    whole, by = Slot("ikm", kind, period), Slot("ikm", kind, period, ("office",))

    def told(slot: Slot, key: str, n: int) -> Figure:
        return Figure(slot, key, n, {"index": Fraction(80)}, (n,) * 10)

    parts = [told(by, key, n) for key, n in numbers.items()]
    return {whole: [told(whole, "", sum(numbers.values()))], by: parts}


def offices(tables: Shown) -> dict[str, int | None]:
    return {figure.key: figure.n for slot, figures in tables.items() if slot.by for figure in figures}


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ({"a": 30, "b": 20, "c": 12}, {"a", "b", "c"}),
        ({"a": 30, "b": 20, "c": 5}, {"a"}),
        ({"a": 30, "b": 20, "c": 0}, {"a", "b"}),
        ({"a": 30, "b": 9, "c": 9}, set()),
        ({"a": 30, "b": 6, "c": 5}, {"a"}),
        ({"a": 30, "b": 3, "c": 4}, set()),
        ({"a": 9}, set()),
    ],
)
def test_the_whole_less_the_offices_leaves_nobody_or_ten(numbers: dict[str, int], shown: set[str]) -> None:
    """The whole is exact by regulation: with 30 and 20 of 55 the third would be told to have five."""
    found = surveyed(answered("triwulan", Q1, numbers), {})
    assert {key for key, n in offices(found).items() if n is not None} == shown


def test_a_year_of_an_office_less_its_quarters_leaves_nobody_or_ten() -> None:
    first = surveyed(answered("triwulan", Q1, {"a": 40, "b": 13, "c": 30}), {})
    second = surveyed(answered("triwulan", Q2, {"a": 40, "b": 8, "c": 7}), {})
    assert offices(first) == {"a": 40, "b": 13, "c": 30}
    assert offices(second) == {"a": 40, "b": None, "c": None}
    half = surveyed(answered("semester", HALF, {"a": 80, "b": 21, "c": 37}), {**first, **second})
    assert offices(half) == {"a": 80, "b": None, "c": None}


@given(st.data())
def test_no_office_s_few_respondents_follow_from_the_surveys(data: Any) -> None:
    """Linear algebra over a year, in exact numbers: every sum that is out, and nothing else."""
    count = data.draw(st.integers(1, 4))
    quarters = tuple(periods(Kind.TRIWULAN, YEAR))
    numbers = {
        str(key): [data.draw(st.sampled_from([0, 1, 5, 9, 9, 10, 12, 30])) for _ in quarters]
        for key in range(count)
    }
    out: Shown = {}
    for period, kind in [
        *((quarters[i], "triwulan") for i in (0, 1)),
        (HALF, "semester"),
        *((quarters[i], "triwulan") for i in (2, 3)),
        (Period(HALF.end, YEAR.end), "semester"),
        (YEAR, "year"),
    ]:
        inside = [i for i, q in enumerate(quarters) if period.start <= q.start and q.end <= period.end]
        of = {key: sum(counts[i] for i in inside) for key, counts in numbers.items()}
        out |= surveyed(answered(kind, period, of), out)
    assert_nothing_follows(out, numbers, quarters)


def assert_nothing_follows(out: Shown, numbers: dict[str, list[int]], quarters: Sequence[Period]) -> None:
    cells = [(key, i) for key in numbers for i in range(len(quarters))]
    rows = []
    for figures in out.values():
        for figure in figures:
            if figure.n is not None:
                keys = [figure.key] if figure.slot.by else list(numbers)
                rows.append([Fraction(k in keys and holds(figure, quarters[i])) for k, i in cells])
    space = reduced(rows)
    for figures in out.values():
        for figure in figures:
            few = figure.slot.by and figure.n is None and 0 < figure.people[0] < RULES.threshold
            if few:
                asked = [Fraction(k == figure.key and holds(figure, quarters[i])) for k, i in cells]
                assert len(reduced([*space, asked])) > len(space), (numbers, figure.key, figure.slot.kind)


def holds(figure: Figure, quarter: Period) -> bool:
    return figure.slot.period.start <= quarter.start and quarter.end <= figure.slot.period.end


def reduced(rows: list[list[Fraction]]) -> list[list[Fraction]]:
    """Gauss; as many rows as there are independent ones."""
    found: list[list[Fraction]] = []
    for row in rows:
        for other in found:
            lead = next(i for i, value in enumerate(other) if value)
            if row[lead]:
                factor = row[lead] / other[lead]
                row = [a - factor * b for a, b in zip(row, other, strict=True)]
        if any(row):
            found.append(row)
    return found


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        (Thresholds(threshold=4), "4 terlalu kecil"),
        (Thresholds(step=2), "2: kelipatan"),
        (Thresholds(threshold=12), "harus kelipatan step (5)"),
        (Thresholds(threshold=5, step=10), "10: kelipatan"),
        (Thresholds(publish_after_days=-1), "0 sampai 90"),
        (Thresholds(publish_after_days=91), "0 sampai 90"),
    ],
)
def test_thresholds_that_tell_too_much_are_refused(given_: Thresholds, said: str) -> None:
    assert said in " ".join(sentence for _, sentence in wrong_thresholds(given_))


def test_thresholds_that_are_allowed() -> None:
    allowed = (Thresholds(), Thresholds(threshold=5), Thresholds(20, 10, 0))
    assert [list(wrong_thresholds(one)) for one in allowed] == [[], [], []]
