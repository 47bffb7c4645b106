"""Indicator 10: of the opening hours that help people, the part that queue numbers can tell of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from dashboard import format as fmt
from dashboard.filters import whole_until
from dashboard.pekppp.proposal import NOTHING, Basis, Proposal, Rule, page, unread
from dashboard.reader import Row
from etl.period import add_months

NUMBER = 10
NOON, WEEKEND = 12, (6, 7)
WORDS = (
    "Nomor antrean dua belas bulan penuh terakhir yang diambil pukul 12 sampai 13 di hari kerja (tanpa jeda "
    "istirahat) dan pada Sabtu atau Minggu. Nilai tidak diusulkan: rubrik menghitung aturan tertulis."
)


def counted(rows: Sequence[Row]) -> tuple[int, int, int]:
    """All, those at noon of a working day, those of a weekend."""
    noon = sum(row["n"] for row in rows if row["hour"] == NOON and row["weekday"] not in WEEKEND)
    weekend = sum(row["n"] for row in rows if row["weekday"] in WEEKEND)
    return sum(row["n"] for row in rows), noon, weekend


def propose(basis: Basis) -> Proposal:
    if basis.reader is None:
        return unread(NUMBER, WORDS)
    last = whole_until(basis.reader.data.last_day)
    start = add_months(last + timedelta(days=1), -12)
    rows = basis.reader.values("arrivals", ("weekday", "hour"), filters=basis.filters(start, last))
    n, noon, weekend = counted(rows)
    figure = f"{fmt.number(noon)} pada jam istirahat, {fmt.number(weekend)} pada akhir pekan"
    return Proposal(
        indicator=NUMBER,
        rule=WORDS,
        figure=figure if n else NOTHING,
        n=n,
        score=None,
        certainty="Menunjukkan bahwa jam itu dilayani, bukan bahwa ada aturannya: lampirkan SK jam layanan.",
        period=(start, last),
        link=page("waktu-tunggu", start, last),
        counts=(
            ("Semua nomor", n),
            ("Pukul 12 sampai 13, hari kerja", noon),
            ("Sabtu dan Minggu", weekend),
        ),
    )


RULE = Rule(NUMBER, propose)
