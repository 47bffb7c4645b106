"""What became of the requests that had time enough to be completed."""

from etl.metric import DAY, MONTH, Leg, Metric, Unit, categories, matured
from etl.warehouse.schema import request

METRIC = Metric(
    name="completion",
    label="Permohonan yang selesai",
    unit=Unit.SHARE,
    higher_is_better=True,
    definition="Bagian permohonan yang selesai, menurut hari diajukan. Hanya yang cukup lama: janji "
    "terpanjang yang berlaku sudah lewat. Yang lebih baru belum matang dan tidak dihitung.",
    source="UU 25/2009 Ps. 21; PermenPANRB 15/2014",
    legs=(
        Leg(
            fact=request,
            day=request.c.submitted_day,
            buckets=categories(request.c.status, ("completed", "refused", "withdrawn", "open")),
        ),
    ),
    levels=(DAY, MONTH),
    value=matured("completed"),
    cohort=True,
)
