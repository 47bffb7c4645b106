"""Which part of the requests came through an online channel."""

from etl.metric import DAY, MONTH, Leg, Metric, Unit, conditions, share
from etl.warehouse.schema import request

METRIC = Metric(
    name="digital_share",
    label="Bagian daring",
    unit=Unit.SHARE,
    higher_is_better=True,
    definition="Bagian permohonan yang diajukan lewat kanal daring, menurut hari diajukan. "
    "Kanal mana yang daring ditetapkan di tabel acuan.",
    source="Perpres 95/2018 (SPBE); PermenPANRB 29/2022",
    legs=(
        Leg(
            fact=request,
            day=request.c.submitted_day,
            buckets=conditions({"online": request.c.online, "counter": ~request.c.online}),
        ),
    ),
    levels=(DAY, MONTH),
    value=share("online"),
)
