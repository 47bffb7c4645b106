"""How many people took a queue number, and what became of them."""

from etl.metric import DAY, MONTH, WEEK_HOUR, Leg, Metric, Unit, by, categories, share
from etl.warehouse.schema import visit

_SHARE = share("no_show", key="no_show_share")

METRIC = Metric(
    name="arrivals",
    label="Kunjungan",
    unit=Unit.COUNT,
    higher_is_better=None,
    definition="Jumlah orang yang mengambil nomor antrean menurut hari mengambil nomor, dan akhirnya: "
    "dilayani, tidak hadir saat dipanggil, pergi sebelum dipanggil, dialihkan, atau belum selesai.",
    source="UU 25/2009 Ps. 21",
    legs=(
        Leg(
            fact=visit,
            day=visit.c.taken_day,
            keys={"hour": visit.c.taken_hour, "half_hour": visit.c.taken_half_hour},
            buckets=categories(visit.c.outcome, ("served", "no_show", "left", "transferred", "open")),
        ),
    ),
    levels=(DAY, MONTH, WEEK_HOUR, by("half_hour", dimensions=("office", "service"))),
    value=lambda counts, options: {"value": counts.n, **_SHARE(counts, options)},
)
