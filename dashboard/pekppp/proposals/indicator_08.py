"""Indicator 8: the part of the plan after a survey that was carried out."""

from __future__ import annotations

from fractions import Fraction

from dashboard.pekppp.proposal import NOTHING, Basis, Proposal, Rule, share

NUMBER = 8
WORDS = (
    "Rencana tindak lanjut dari laporan SKM bertanggal tahun sebelumnya yang selesai: 1 belum ada, "
    "2 di bawah 30 %, 3 mulai tepat 30 % sampai tepat 80 %, 4 di atas 80 %, 5 semuanya."
)
PAGE = "tindak-lanjut"
BY_DAY = "Tahun laporan dibaca dari tanggalnya, bukan dari periode SKM-nya; rubrik tidak menyebut yang mana."
LOW, HIGH = Fraction(3, 10), Fraction(8, 10)


def score(planned: int, done: int) -> int | None:
    """None without a plan in the register: another one may lie in a drawer. 30 and 80 % both count as 3."""
    if not planned:
        return None
    if not done:
        return 1
    part = Fraction(done, planned)
    return 2 if part < LOW else 3 if part <= HIGH else 4 if part < 1 else 5


def propose(basis: Basis) -> Proposal:
    start, end = basis.year_before
    plan = [each for each in basis.follow_ups if start <= each.reported_on <= end]
    if not plan:
        why = f"Belum ada rencana dari laporan SKM yang bertanggal {start.year}."
        return Proposal(
            NUMBER, WORDS, NOTHING, 0, None, f"{why} {BY_DAY}", (start, end), f"{PAGE}?periode={start.year}"
        )
    done = sum(1 for each in plan if each.done_on is not None and each.done_on <= basis.today)
    doubts = ["Rubrik meminta laporan pelaksanaan sebagai bukti.", BY_DAY]
    if Fraction(done, len(plan)) in (LOW, HIGH):
        doubts.append("Tepat di batas 30 atau 80 %: dihitung sebagai nilai 3.")
    gone = sum(1 for each in basis.withdrawn if start <= each.reported_on <= end)
    if gone:
        doubts.append("Rencana yang dicabut tidak dihitung; baca alasannya.")
    return Proposal(
        indicator=NUMBER,
        rule=WORDS,
        figure=share(done, len(plan)),
        n=len(plan),
        score=score(len(plan), done),
        certainty=" ".join(doubts),
        period=(start, end),
        link=PAGE,
        counts=(("Direncanakan", len(plan)), ("Selesai", done), *([("Dicabut", gone)] if gone else [])),
    )


RULE = Rule(NUMBER, propose)
