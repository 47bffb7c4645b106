"""How long people waited who then left without being called."""

from etl.metric import DAY, MONTH, Leg, Metric, Unit, durations, percentiles
from etl.warehouse.schema import visit

_PATIENCE = durations(visit.c.taken_at, visit.c.finished_at, last=8 * 3600)

METRIC = Metric(
    name="left_after",
    label="Pergi sebelum dipanggil",
    unit=Unit.DURATION,
    higher_is_better=None,
    definition="Lama dari mengambil nomor antrean sampai pergi, bagi yang pergi sebelum dipanggil.",
    source="UU 25/2009 Ps. 21",
    legs=(
        Leg(
            fact=visit,
            where=(visit.c.outcome == "left") & visit.c.finished_at.is_not(None),
            day=visit.c.taken_day,
            keys={"hour": visit.c.taken_hour},
            buckets=_PATIENCE,
        ),
    ),
    levels=(DAY, MONTH),
    value=percentiles("left_after", _PATIENCE.edges),
)
