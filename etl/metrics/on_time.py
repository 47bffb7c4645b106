"""Whether the promised time of the standard in force was kept."""

from sqlalchemy import Integer, Table, cast, func

from etl.metric import DAY, MONTH, WEEK_HOUR, Leg, Metric, Unit, conditions, kept
from etl.warehouse.schema import request, visit


def _leg(fact: Table, start: str, status: str, end: str, closed: tuple[str, ...]) -> Leg:
    """A fact counts when it is open, or closed with a known end; other outcomes prove nothing.

    Weekday and hour are those at which it came: they tell when the office has too much to do.
    """
    state, ended, due = fact.c[status], fact.c[end], fact.c.due_at
    done = state.in_(closed) & ended.is_not(None)
    return Leg(
        fact=fact,
        where=due.is_not(None) & (done | (state == "open")),
        day=fact.c.due_day,
        keys={
            "weekday": cast(func.extract("isodow", fact.c[f"{start}_day"]), Integer),
            "hour": fact.c[f"{start}_hour"],
        },
        buckets=conditions({"open": state == "open", "met": ended <= due, "missed": ended > due}),
    )


METRIC = Metric(
    name="on_time",
    label="Janji ditepati",
    unit=Unit.SHARE,
    higher_is_better=True,
    definition="Bagian yang selesai paling lambat pada batas waktu standar pelayanan, menurut hari "
    "jatuh tempo. Yang belum selesai dan sudah lewat batas dihitung terlambat; yang belum jatuh tempo "
    "tidak dihitung. Yang dicabut pemohon, pergi, tidak hadir, atau dialihkan tidak dihitung.",
    source="UU 25/2009 Ps. 21; PermenPANRB 15/2014",
    legs=(
        _leg(request, "submitted", "status", "completed_at", ("completed", "refused")),
        _leg(visit, "taken", "outcome", "finished_at", ("served",)),
    ),
    levels=(DAY, MONTH, WEEK_HOUR),
    value=kept,
    clocked="open",
)
