"""Indicator 6: whether the survey of satisfaction was run, with all nine elements of the regulation."""

from __future__ import annotations

from dashboard import format as fmt
from dashboard.pekppp.proposal import NOTHING, Basis, Proposal, Rule, page, since, unread
from dashboard.reader import Row
from etl.skm import UNSUR

NUMBER = 6
WORDS = (
    "Jawaban SKM tahun sebelumnya: 2 bila kesembilan unsur PermenPANRB 14/2017 terjawab, 1 bila hanya "
    "sebagian. Nilai 3 sampai 5 meminta bukti pengumuman dan tindak lanjut, yang dinilai orang."
)


def score(n: int, *, whole: bool) -> int | None:
    """None without an answer: what was not loaded may still have been asked."""
    if not n:
        return None
    return 2 if whole else 1


def propose(basis: Basis) -> Proposal:
    if basis.reader is None:
        return unread(NUMBER, WORDS)
    start, end = basis.year_before
    rows = basis.reader.values("ikm", filters=basis.filters(start, end))
    n = rows[0]["n"] if rows else 0
    found = Proposal(
        indicator=NUMBER,
        rule=WORDS,
        figure=written(rows[0]) if rows else NOTHING,
        n=n,
        score=score(n, whole=bool(rows) and all(rows[0][f"nrr_{unsur}"] is not None for unsur in UNSUR)),
        certainty=(
            "Apakah caranya seluruhnya menurut aturan (sampel, laporan) tidak terbaca dari jawaban."
            if n
            else "Tidak ada jawaban SKM di data untuk tahun itu; itu tidak berarti surveinya tidak ada."
        ),
        period=(start, end),
        link=page("kepuasan", start, end),
        counts=(("Jawaban", n),),
    )
    return since(basis, found)


def written(row: Row) -> str:
    """«92 jawaban, IKM 97,22 (A, bobot 1/9)»"""
    said = f"{fmt.number(row['n'])} jawaban"
    if row["index"] is None:
        return said
    weight = row["weight"].replace(".", ",")
    return f"{said}, IKM {fmt.number(row['index'], 2)} ({row['mutu']}, bobot {weight})"


RULE = Rule(NUMBER, propose)
