"""Only counts are added: counts of merged facts = merged counts of the parts, for every metric."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.metric import Options
from etl.metrics import metrics
from etl.skm import UNSUR
from tests.build import added, counts_of
from tests.drawn import Facts, of_rows, utc

_taken = utc("08:00")
_later = st.none() | st.integers(0, 40_000).map(lambda s: _taken + timedelta(seconds=s))

visit = st.fixed_dictionaries(
    {
        "taken_at": st.integers(0, 80_000).map(lambda s: _taken - timedelta(seconds=s)),
        "called_at": _later,
        "finished_at": _later,
        "outcome": st.sampled_from(metrics()["arrivals"].buckets),
        "area": st.sampled_from(["63.71.04.1001", "tidak-diketahui"]),
    }
)
request = st.fixed_dictionaries(
    {
        "submitted_at": st.integers(0, 900_000).map(lambda s: _taken - timedelta(seconds=s)),
        "completed_at": _later,
        "status": st.sampled_from(metrics()["volume"].buckets),
        "service": st.sampled_from(["kk", "usaha", "domisili"]),
    }
)
answer = st.fixed_dictionaries({unsur: st.none() | st.integers(1, 4) for unsur in UNSUR})
complaint = st.fixed_dictionaries(
    {
        "received_at": st.integers(0, 900_000).map(lambda s: _taken - timedelta(seconds=s)),
        "responded_at": _later,
        "closed_at": _later,
        "status": st.sampled_from(metrics()["complaints"].buckets),
        "category": st.sampled_from(["lainnya", "informasi", "sarana", "biaya"]),
    }
)
kinds = {"visit": visit, "request": request, "answer": answer, "complaint": complaint}
_of = {metric.name: sorted(metric.facts) for metric in metrics().values()}


@pytest.mark.parametrize("name", metrics())
@settings(max_examples=6)
@given(data=st.data())
def test_counts_of_merged_facts_are_merged_counts(name: str, data: st.DataObject) -> None:
    def some() -> list[Facts]:
        return [of_rows(fact, data.draw(st.lists(kinds[fact], max_size=8))) for fact in _of[name]]

    one, other = some(), some()
    merged = [a + b for a, b in zip(one, other, strict=True)]
    # The second half would have the ids of the first: they are other facts.
    merged = [renamed(facts) for facts in merged]
    day = (_taken - timedelta(days=2)).date()
    parts = [counts_of(name, *facts, data_day=day, mature_day=day) for facts in (one, other)]
    whole = counts_of(name, *merged, data_day=day, mature_day=day)
    metric = metrics()[name]
    assert added(metric, whole) == added(metric, *parts)
    options = Options()
    assert metric.value(added(metric, whole), options) == metric.value(added(metric, *parts), options)


def renamed(facts: Facts) -> Facts:
    return of_rows(facts.fact, [{**row, "id": f"m{n}"} for n, row in enumerate(facts.table.to_pylist())])
