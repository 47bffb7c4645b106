"""The working time trial, small; with 10,000 pairs of two years it is `make trial NAME=working_time`."""

import random
from datetime import timedelta

from tests.conftest import Loaded
from tests.office import days
from tests.trial.working_time import differences, drawn, judge


def test_the_sample_is_what_a_slow_count_makes_of_it(loaded: Loaded) -> None:
    told = judge(loaded.office, days(loaded.office.last, 110), 300, 1)
    assert [part["rows"] for part in told.values()] == [300, 300, 300]
    assert set(told["random pairs"]) >= {"over a midnight", "over a holiday", "over a Friday", "in Ramadan"}


def test_a_second_or_a_minute_too_much_is_found(loaded: Loaded) -> None:
    rows = drawn(days(loaded.office.last, 110), 20, random.Random(2))
    late = [row | {"due_at": row["due_at"] + timedelta(minutes=1)} for row in rows]
    long = [row | {"working_seconds": row["working_seconds"] + 1} for row in rows]
    assert [len(differences("request", changed)[0]) for changed in (rows, late, long)] == [0, 20, 20]
