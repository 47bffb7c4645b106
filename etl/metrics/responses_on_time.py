"""Whether complaints were first answered by the standard of their category."""

from sqlalchemy import func

from etl.metric import DAY, MONTH, Leg, Metric, Unit, conditions, kept
from etl.warehouse.schema import complaint

_DUE = complaint.c.response_due_at
_ANSWERED = func.coalesce(complaint.c.responded_at, complaint.c.closed_at)
_OPEN = _ANSWERED.is_(None)

METRIC = Metric(
    name="responses_on_time",
    label="Pengaduan ditanggapi tepat waktu",
    unit=Unit.SHARE,
    higher_is_better=True,
    definition="Bagian pengaduan yang ditanggapi pertama kali paling lambat pada batas waktu kategorinya, "
    "menurut hari jatuh tempo. Yang ditutup tanpa catatan tanggapan dihitung ditanggapi saat ditutup. Yang "
    "belum ditanggapi dan sudah lewat batas dihitung terlambat; yang belum jatuh tempo tidak dihitung.",
    source="Perpres 76/2013; PermenPANRB 62/2018",
    legs=(
        Leg(
            fact=complaint,
            where=_DUE.is_not(None) & (~_OPEN | (complaint.c.status == "open")),
            day=complaint.c.response_due_day,
            buckets=conditions({"open": _OPEN, "met": _ANSWERED <= _DUE, "missed": _ANSWERED > _DUE}),
        ),
    ),
    levels=(DAY, MONTH),
    value=kept,
    clocked="open",
)
