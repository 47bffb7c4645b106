"""Indicator 24: how fresh the public data are, by the days on which tables came out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dashboard import format as fmt
from dashboard.pekppp.proposal import NOTHING, Basis, Proposal, Rule

NUMBER = 24
LOOKED_AT = 5
"""So many publications in a row are asked for as evidence."""
LIMITS = (
    (1, 5, "harian"),
    (7, 4, "mingguan"),
    (31, 3, "bulanan"),
    (184, 2, "setengah tahunan"),
    (366, 1, "tahunan"),
)
"""The longest gap in days that still is so, its score, its word."""
WORDS = (
    "Lima hari terbit terakhir tabel publik sampai hari ini; jeda terpanjangnya menentukan: sampai 1 hari 5, "
    "7 hari 4, 31 hari 3, 184 hari (setengah tahun) 2, 366 hari (setahun) 1, lebih lama 0."
)


def longest(days: Sequence[date], today: date) -> int | None:
    """Days between two publications, or since the last; None without any."""
    last = sorted({day for day in days if day <= today})[-LOOKED_AT:]
    if not last:
        return None
    return max((after - before).days for before, after in zip(last, [*last[1:], today], strict=True))


def score(gap: int | None) -> int | None:
    if gap is None:
        return None
    return next((points for most, points, _ in LIMITS if gap <= most), 0)


def propose(basis: Basis) -> Proposal:
    if basis.shown is None:
        return Proposal(NUMBER, WORDS, NOTHING, 0, None, "Tabel publik belum ada atau tidak terbaca.")
    days = sorted({day for day in basis.shown.publications() if day <= basis.today})
    gap = longest(days, basis.today)
    if gap is None:
        return Proposal(NUMBER, WORDS, NOTHING, 0, None, "Belum ada tabel publik yang terbit.")
    looked_at = days[-LOOKED_AT:]
    word = next((name for most, _, name in LIMITS if gap <= most), "lebih lama dari setahun")
    return Proposal(
        indicator=NUMBER,
        rule=WORDS,
        figure=f"jeda terpanjang {fmt.number(gap)} hari ({word}); terbit terakhir {fmt.day(days[-1])}",
        n=len(looked_at),
        score=score(gap),
        certainty=_doubt(len(looked_at), gap),
        period=(looked_at[0], basis.today),
        counts=(
            ("Hari terbit yang dilihat", len(looked_at)),
            ("Umur terbitan terakhir, hari", (basis.today - days[-1]).days),
        ),
    )


def _doubt(count: int, gap: int) -> str:
    parts = ["Bobot indikator ini dari satu sumber saja."]
    if count < LOOKED_AT:
        parts.append(f"Baru {count} hari terbit; bukti yang diminta lima terbitan berturut-turut.")
    if score(gap) == 5:
        parts.append("Nilai 5 juga meminta isi yang rinci: itu dinilai orang.")
    return " ".join(parts)


RULE = Rule(NUMBER, propose)
