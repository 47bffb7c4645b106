"""How long a request took from its submission to its completion, in opening time of the office."""

from etl.metric import DAY, MONTH, Leg, Metric, Unit, lengths, percentiles
from etl.warehouse.schema import request

_LONGEST = 240 << 12
"""273 hours of opening time, about 39 working days: longer ones stand in the last bin."""

_WORKED = lengths(request.c.working_seconds, last=_LONGEST)

METRIC = Metric(
    name="turnaround_working",
    label="Waktu penyelesaian dalam jam kerja",
    unit=Unit.DURATION,
    higher_is_better=False,
    definition="Lama dari permohonan diajukan sampai selesai dalam jam buka kantor: malam, istirahat, "
    "akhir pekan, dan hari libur tidak terhitung; bagi yang selesai, menurut hari selesai.",
    source="UU 25/2009 Ps. 21; PermenPANRB 15/2014 (jangka waktu)",
    legs=(
        Leg(
            fact=request,
            where=(request.c.status == "completed") & request.c.working_seconds.is_not(None),
            day=request.c.completed_day,
            buckets=_WORKED,
        ),
    ),
    levels=(DAY, MONTH),
    value=percentiles("turnaround_working", _WORKED.edges),
)
