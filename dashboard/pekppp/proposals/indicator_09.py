"""Indicator 9: how soon after a report all that it planned was done; reports of the last two years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from dashboard import format as fmt
from dashboard.pekppp.proposal import NOTHING, Basis, FollowUp, Proposal, Rule
from etl.period import add_months

NUMBER = 9
WORDS = (
    "Dari hari laporan SKM sampai rencana terakhirnya selesai, laporan bertanggal dua tahun sebelumnya; "
    "yang paling lambat menentukan: sampai 1 bulan 5, 3 bulan 4, 6 bulan 3, 9 bulan 2, 12 bulan 1; 0 bila "
    "belum semua selesai atau lebih lama. Di antara dua batas dipakai yang lebih lambat."
)
PAGE = "tindak-lanjut"
LIMITS = ((1, 5), (3, 4), (6, 3), (9, 2), (12, 1))
"""Months, and the score up to the same day of the month then."""
YEARS = 2


def later(day: date, months: int) -> date:
    """The same day so many months later, or the last of a month that has none."""
    first = add_months(day, months)
    last = add_months(first, 1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)


def score(reported_on: date, done_on: date | None) -> int:
    if done_on is None:
        return 0
    return next((points for months, points in LIMITS if done_on <= later(reported_on, months)), 0)


def slowest(plan: Sequence[FollowUp], today: date) -> tuple[date, date | None] | None:
    """Day and last end of the report that earns least; None without a plan."""
    ends: dict[date, list[date | None]] = {}
    for each in plan:
        done = each.done_on if each.done_on is not None and each.done_on <= today else None
        ends.setdefault(each.reported_on, []).append(done)
    found = [
        (day, None if None in done else max(end for end in done if end is not None))
        for day, done in ends.items()
    ]
    return min(found, key=lambda each: (score(*each), each[0]), default=None)


def propose(basis: Basis) -> Proposal:
    start, end = date(basis.year - YEARS, 1, 1), basis.year_before[1]
    plan = [each for each in basis.follow_ups if start <= each.reported_on <= end]
    found = slowest(plan, basis.today)
    if found is None:
        why = f"Belum ada rencana dari laporan SKM yang bertanggal {start.year} atau {end.year}."
        return Proposal(NUMBER, WORDS, NOTHING, 0, None, why, (start, end), f"{PAGE}?periode={end.year}")
    reported_on, done_on = found
    ended = f"selesai seluruhnya {fmt.day(done_on)}" if done_on else "belum selesai seluruhnya"
    done = sum(1 for each in plan if each.done_on is not None and each.done_on <= basis.today)
    return Proposal(
        indicator=NUMBER,
        rule=WORDS,
        figure=f"laporan {fmt.day(reported_on)}, {ended}",
        n=len(plan),
        score=score(reported_on, done_on),
        certainty="Jarak di antara dua batas tidak disebut rubrik; dipakai batas yang lebih lambat.",
        period=(start, end),
        link=PAGE,
        counts=(("Direncanakan", len(plan)), ("Selesai", done)),
    )


RULE = Rule(NUMBER, propose)
