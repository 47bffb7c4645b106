"""Indicator 29: how old the innovation is, here the online channel."""

from __future__ import annotations

from datetime import date

from dashboard import format as fmt
from dashboard.completeness import first_online
from dashboard.pekppp.proposal import NOTHING, Basis, Proposal, Rule, page, unread

NUMBER = 29
WORDS = (
    "Umur kanal daring, dari hari pertamanya di data sampai hari ini: 2 sampai tepat 12 bulan, 3 sesudahnya. "
    "Nilai 4 (ikut lomba) dan 5 (berprestasi) meminta bukti, yang dinilai orang."
)
DOUBT = (
    "Hari pertama di data; kanalnya sendiri dapat lebih tua. Bahwa kanal ini inovasi, dan apakah pernah ikut "
    "lomba, dinilai orang. Bobot indikator ini dari satu sumber saja."
)


def months(first: date, today: date) -> int:
    """Whole months that have passed."""
    passed = (today.year - first.year) * 12 + today.month - first.month
    return passed - (today.day < first.day)


def score(first: date, today: date) -> int:
    """Exactly a year is not more than one: 2."""
    return 3 if (today.year - 1, today.month, today.day) > (first.year, first.month, first.day) else 2


def propose(basis: Basis) -> Proposal:
    if basis.reader is None:
        return unread(NUMBER, WORDS)
    first = first_online(basis.reader.kept)
    if first is None or first > basis.today:
        return Proposal(NUMBER, WORDS, NOTHING, 0, None, "Belum ada sumber data kanal daring.")
    end = max(first, basis.reader.data.last_day)
    rows = basis.reader.values("digital_share", filters=basis.filters(first, end))
    online = sum(row["online"] for row in rows)
    return Proposal(
        indicator=NUMBER,
        rule=WORDS,
        figure=f"{fmt.number(months(first, basis.today))} bulan, sejak {fmt.day(first)}",
        n=online,
        score=score(first, basis.today),
        certainty=DOUBT,
        period=(first, end),
        link=page("elok", first, end),
        counts=(("Permohonan daring", online),),
    )


RULE = Rule(NUMBER, propose)
