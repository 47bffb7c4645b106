"""Indicator 28: complaints that were followed up to their end, January to December of the year before."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from dashboard.pekppp.proposal import NOTHING, Basis, Proposal, Rule, page, share, since, unread

NUMBER = 28
WORDS = (
    "Pengaduan yang diterima Januari sampai Desember tahun sebelumnya dan sudah selesai. Lewat SP4N-LAPOR!: "
    "3 di bawah 50 %, 4 mulai tepat 50 %, 5 mulai tepat 90 %. Bila tidak ada yang selesai lewat LAPOR!, "
    "dihitung kanal lain: 0 tanpa yang selesai, 1 di bawah 50 %, 2 mulai tepat 50 %."
)
HALF, MOST = Fraction(1, 2), Fraction(9, 10)


@dataclass(frozen=True)
class Handled:
    received: int
    resolved: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.resolved, self.received)


def score(lapor: Handled, others: Handled) -> int | None:
    """None without a complaint: nothing was followed up because there was nothing."""
    if not lapor.received and not others.received:
        return None
    if lapor.resolved:
        return 5 if lapor.share >= MOST else 4 if lapor.share >= HALF else 3
    if not others.resolved:
        return 0
    return 2 if others.share >= HALF else 1


def used(lapor: Handled, others: Handled) -> Handled:
    """Whose share decides."""
    return lapor if lapor.resolved else others


def doubt(lapor: Handled, others: Handled) -> str:
    """What of the words of the rubric is not clear for these figures."""
    parts = ["Bobot indikator ini dari satu sumber saja."]
    if lapor.resolved and lapor.share == MOST:
        parts.append(
            "Tepat 90 %: rubrik menyebutnya di nilai 4 dan 5; diusulkan 5, evaluator dapat membaca 4."
        )
    if used(lapor, others).received and used(lapor, others).share == HALF:
        parts.append("Tepat 50 % dihitung sebagai 50 % atau lebih.")
    if lapor.received and not lapor.resolved:
        parts.append("Yang lewat LAPOR! belum ada yang selesai, jadi dipakai kanal lain.")
    if lapor.resolved and others.received:
        parts.append("Bagian yang selesai dihitung dari yang masuk lewat LAPOR! saja.")
    if not lapor.received:
        parts.append("Belum ada pengaduan dengan kanal SP4N-LAPOR! di data.")
    return " ".join(parts)


def propose(basis: Basis) -> Proposal:
    if basis.reader is None:
        return unread(NUMBER, WORDS)
    start, end = basis.year_before
    rows = basis.reader.values("complaints", ("channel",), filters=basis.filters(start, end))
    known = basis.instrument.lapor
    lapor, others = (
        Handled(
            sum(row["n"] for row in rows if (row["channel"] in known) == wanted),
            sum(row["resolved"] for row in rows if (row["channel"] in known) == wanted),
        )
        for wanted in (True, False)
    )
    what = used(lapor, others)
    found = Proposal(
        indicator=NUMBER,
        rule=WORDS,
        figure=share(what.resolved, what.received) if what.received else NOTHING,
        n=what.received,
        score=score(lapor, others),
        certainty=doubt(lapor, others) if rows else "Tidak ada pengaduan di data untuk tahun itu.",
        period=(start, end),
        link=page("pengaduan", start, end),
        counts=(
            ("Masuk lewat SP4N-LAPOR!", lapor.received),
            ("Selesai lewat SP4N-LAPOR!", lapor.resolved),
            ("Masuk lewat kanal lain", others.received),
            ("Selesai lewat kanal lain", others.resolved),
        ),
    )
    return since(basis, found)


RULE = Rule(NUMBER, propose)
