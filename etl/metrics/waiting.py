"""How long people waited until they were called."""

from sqlalchemy import func

from etl.metric import DAY, MONTH, WEEK_HOUR, Leg, Metric, Unit, by, durations, percentiles
from etl.warehouse.schema import visit

_WAIT = durations(visit.c.taken_at, visit.c.called_at, last=8 * 3600)

METRIC = Metric(
    name="waiting",
    label="Waktu tunggu",
    unit=Unit.DURATION,
    higher_is_better=False,
    definition="Lama dari mengambil nomor antrean sampai dipanggil, bagi yang dipanggil. "
    "Yang pergi sebelum dipanggil dihitung tersendiri.",
    source="UU 25/2009 Ps. 21; PermenPANRB 15/2014 (jangka waktu)",
    legs=(
        Leg(
            fact=visit,
            where=visit.c.called_at.is_not(None),
            day=visit.c.taken_day,
            keys={"hour": visit.c.taken_hour, "counter": func.coalesce(visit.c.counter, "")},
            buckets=_WAIT,
        ),
    ),
    levels=(DAY, MONTH, WEEK_HOUR, by("counter", dimensions=("office", "service"))),
    value=percentiles("waiting", _WAIT.edges),
)
