"""How long being served took."""

from sqlalchemy import func

from etl.metric import DAY, MONTH, Leg, Metric, Unit, durations, percentiles
from etl.warehouse.schema import visit

_BEGUN = func.coalesce(visit.c.started_at, visit.c.called_at)
_SERVICE = durations(_BEGUN, visit.c.finished_at, last=8 * 3600)

METRIC = Metric(
    name="serving",
    label="Waktu layanan",
    unit=Unit.DURATION,
    higher_is_better=False,
    definition="Lama dari mulai dilayani (bila tidak tercatat: dari dipanggil) sampai selesai, "
    "bagi yang dilayani, menurut hari selesai.",
    source="UU 25/2009 Ps. 21; PermenPANRB 15/2014 (jangka waktu)",
    legs=(
        Leg(
            fact=visit,
            where=(visit.c.outcome == "served") & visit.c.finished_at.is_not(None) & _BEGUN.is_not(None),
            day=visit.c.finished_day,
            buckets=_SERVICE,
        ),
    ),
    levels=(DAY, MONTH),
    value=percentiles("serving", _SERVICE.edges),
)
