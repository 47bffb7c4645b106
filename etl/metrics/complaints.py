"""How many complaints came, and which are resolved."""

from etl.metric import DAY, MONTH, Leg, Metric, Unit, categories, share
from etl.warehouse.schema import complaint

_SHARE = share("resolved", key="resolved_share")

METRIC = Metric(
    name="complaints",
    label="Pengaduan",
    unit=Unit.COUNT,
    higher_is_better=None,
    definition="Jumlah pengaduan menurut hari diterima, dan berapa yang sudah diselesaikan.",
    source="UU 25/2009 Ps. 36; Perpres 76/2013; PermenPANRB 62/2018",
    legs=(
        Leg(
            fact=complaint,
            day=complaint.c.received_day,
            buckets=categories(complaint.c.status, ("resolved", "open")),
        ),
    ),
    levels=(DAY, MONTH),
    value=lambda counts, options: {"value": counts.n, **_SHARE(counts, options)},
)
