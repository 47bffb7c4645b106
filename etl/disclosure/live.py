"""The one figure that is not of a period that has ended: who waits now in the whole office."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from etl.disclosure.coarse import waits
from etl.disclosure.slot import Figure, Row, Slot
from etl.metric import Counts
from etl.metrics import metrics
from etl.period import Period
from etl.thresholds import Thresholds
from etl.warehouse.schema import visit


def live(connection: Connection, at: datetime, rules: Thresholds) -> Row:
    """How many wait in the whole office at this time; how long those called in the last hour waited."""
    hour_ago, morning = at - timedelta(hours=1), at - timedelta(hours=12)
    waiting = connection.scalar(
        select(func.count())
        .select_from(visit)
        .where(visit.c.outcome == "open", visit.c.called_at.is_(None), visit.c.taken_at > morning)
    )
    metric = metrics()["waiting"]
    index = metric.legs[0].buckets.index[0]
    # By a name: values of an expression must not stand in a GROUP BY.
    recent = select(index.label("bin")).where(visit.c.called_at > hour_ago).subquery()
    called = select(recent.c.bin, func.count().label("n")).group_by(recent.c.bin)
    bins = dict.fromkeys(range(len(metric.buckets)), 0)
    bins.update({row.bin: row.n for row in connection.execute(called)})
    people = sum(bins.values())
    n = rules.rounded(people)
    day = at.date()
    slot = Slot("now", "now", Period(day, day + timedelta(days=1)))
    if n is None:
        return Figure(slot, "", None, {}, (people,), rules).row()
    found = Counts(people, 0, {name: bins[i] for i, name in enumerate(metric.buckets)})
    value = waits(found, n, metric.edges, None, rules)
    told = {name: value[name] for name in ("p50_seconds", "p90_seconds")}
    return Figure(slot, "", n, {"at": at.isoformat(), "waiting": waiting, **told}, (people,), rules).row()
