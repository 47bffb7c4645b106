"""How many requests are still open."""

from sqlalchemy import true

from etl.metric import DAY, MONTH, Buckets, Leg, Metric, Unit, conditions, remaining
from etl.warehouse.schema import request

_MOVES = ("received", "closed")


def _move(name: str) -> Buckets:
    """The one bucket of a leg, among those of all legs."""
    return conditions({move: true() if move == name else ~true() for move in _MOVES})


METRIC = Metric(
    name="backlog",
    label="Permohonan yang belum selesai",
    unit=Unit.COUNT,
    higher_is_better=False,
    definition="Permohonan yang pada akhir periode belum selesai, belum ditolak, dan belum dicabut: yang "
    "sudah ada pada awal periode, ditambah yang masuk, dikurangi yang ditutup. Permohonan dari sebelum "
    "data dimulai tidak diketahui.",
    source="UU 25/2009 Ps. 21; PermenPANRB 15/2014",
    legs=(
        Leg(fact=request, day=request.c.submitted_day, buckets=_move("received")),
        Leg(
            fact=request,
            where=request.c.status != "open",
            day=request.c.completed_day,
            buckets=_move("closed"),
        ),
    ),
    levels=(DAY, MONTH),
    value=remaining,
    balance=_MOVES,
)
