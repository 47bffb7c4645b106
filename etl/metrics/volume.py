"""How many requests were submitted."""

from etl.metric import DAY, MONTH, Leg, Metric, Unit, categories, total
from etl.warehouse.schema import request

METRIC = Metric(
    name="volume",
    label="Permohonan",
    unit=Unit.COUNT,
    higher_is_better=None,
    definition="Jumlah permohonan layanan menurut hari diajukan, lewat loket maupun daring.",
    source="UU 25/2009 Ps. 21; PermenPANRB 15/2014",
    legs=(
        Leg(
            fact=request,
            day=request.c.submitted_day,
            buckets=categories(request.c.status, ("completed", "refused", "withdrawn", "open")),
        ),
    ),
    levels=(DAY, MONTH),
    value=total,
)
