"""Whether complaints were closed by the standard of their category."""

from etl.metric import DAY, MONTH, Leg, Metric, Unit, conditions, kept
from etl.warehouse.schema import complaint

_CLOSED, _DUE, _OPEN = complaint.c.closed_at, complaint.c.due_at, complaint.c.status == "open"

METRIC = Metric(
    name="complaints_on_time",
    label="Pengaduan selesai tepat waktu",
    unit=Unit.SHARE,
    higher_is_better=True,
    definition="Bagian pengaduan yang ditutup paling lambat pada batas waktu kategorinya, menurut hari "
    "jatuh tempo. Yang belum ditutup dan sudah lewat batas dihitung terlambat; yang belum jatuh tempo "
    "tidak dihitung.",
    source="Perpres 76/2013; PermenPANRB 62/2018",
    legs=(
        Leg(
            fact=complaint,
            where=_DUE.is_not(None) & (_OPEN | _CLOSED.is_not(None)),
            day=complaint.c.due_day,
            buckets=conditions({"open": _OPEN, "met": _CLOSED <= _DUE, "missed": _CLOSED > _DUE}),
        ),
    ),
    levels=(DAY, MONTH),
    value=kept,
    clocked="open",
)
