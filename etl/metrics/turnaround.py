"""How long a request took from its submission to its completion, by the clock on the wall."""

from etl.metric import DAY, MONTH, Leg, Metric, Unit, durations, percentiles
from etl.warehouse.schema import request

_LONGEST = 240 << 15
"""91 days: longer ones stand in the last bin."""

_ELAPSED = durations(request.c.submitted_at, request.c.completed_at, last=_LONGEST)

METRIC = Metric(
    name="turnaround",
    label="Waktu penyelesaian",
    unit=Unit.DURATION,
    higher_is_better=False,
    definition="Lama dari permohonan diajukan sampai selesai menurut kalender, malam dan hari libur "
    "terhitung, bagi yang selesai, menurut hari selesai.",
    source="UU 25/2009 Ps. 21; PermenPANRB 15/2014 (jangka waktu)",
    legs=(
        Leg(
            fact=request,
            where=request.c.status == "completed",
            day=request.c.completed_day,
            buckets=_ELAPSED,
        ),
    ),
    levels=(DAY, MONTH),
    value=percentiles("turnaround", _ELAPSED.edges),
)
