"""The pack to be read: the result, and per indicator its figure, rule, counts, decision and evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from fractions import Fraction

from dashboard import format as fmt
from dashboard.canvas import COUNT
from dashboard.figures import Bar, bars
from dashboard.office.evidence import Kind, Piece
from dashboard.pekppp.assessment import Assessment
from dashboard.pekppp.instrument import Aspect, Indicator
from dashboard.pekppp.proposal import Proposal
from dashboard.pekppp.score import aspect
from dashboard.pekppp.views.one import STATES
from dashboard.pekppp.views.parts import judged, total, value
from dashboard.publications.pack.record import attached
from dashboard.reports.model import Chart, Grid, Heading, Part, Report, Text, file_name
from dashboard.section import Column, Figure, Table
from dashboard.section import Kind as ColumnKind

TITLE = "Paket bukti PEKPPP"
_KINDS = {Kind.FILE: "berkas", Kind.LINK: "tautan", Kind.NOTE: "catatan"}
COUNTS = (Column("name", "Hitungan"), Column("count", "Jumlah", ColumnKind.COUNT))
EVIDENCE = (
    Column("title", "Bukti"),
    Column("kind", "Jenis"),
    Column("content", "Isi"),
    Column("day", "Tanggal"),
    Column("owner", "Penanggung jawab"),
)
INDEX = (
    Column("number", "No", ColumnKind.COUNT),
    Column("label", "Indikator"),
    Column("score", "Nilai"),
    Column("offered", "Usulan"),
    Column("figure", "Angka"),
    Column("evidence", "Bukti", ColumnKind.COUNT),
)
FROZEN = (
    Column("period", "Periode"),
    Column("edition", "Edisi", ColumnKind.COUNT),
    Column("at", "Dibekukan"),
    Column("signed", "Tanda tangan"),
    Column("sha256", "Sidik SHA-256"),
)
_FACTS = (Column("name", "Hal"), Column("value", "Isi"))


def report(assessment: Assessment, made_at: datetime, frozen: Table, *, sample: bool) -> Report:
    """`frozen`: the rows of FROZEN, a row per frozen period of the pack."""
    of = assessment.of
    return Report(
        title=TITLE,
        office=_office(assessment),
        period=f"Tahun {of.year}",
        stamp=f"Dibuat {fmt.moment(made_at)} · instrumen {assessment.instrument.title}",
        until=made_at,
        file=file_name("paket-bukti", str(of.year), of.version),
        parts=[
            *_result(assessment),
            *_frozen(frozen),
            *(part for each in assessment.instrument.aspects for part in _aspect(assessment, each)),
        ],
        sample=sample,
        n=len(assessment.instrument.indicators),
    )


def _office(assessment: Assessment) -> str:
    reader = assessment.figures.reader
    return reader.place if reader else ""


def _facts(caption: str, rows: Sequence[tuple[str, str]]) -> Grid:
    return Grid(caption, Table(_FACTS, [{"name": name, "value": words} for name, words in rows]))


def _result(assessment: Assessment) -> Iterator[Part]:
    yield Heading("Hasil")
    rule, stated = assessment.instrument.f03, assessment.instrument.stated
    rows = [
        ("F-02 (penilaian)", total(assessment.whole)),
        ("F-03 (pengguna)", value(assessment.users.value(rule.mean) if rule else None)),
        ("Responden F-03", fmt.number(assessment.users.respondents)),
        ("IPP", judged(assessment.ipp)),
        (
            "Kepastian instrumen",
            f"{stated.certainty.words}: {stated.source}",
        ),
    ]
    yield _facts("Nilai", rows)
    if assessment.instrument.note:
        yield Text(assessment.instrument.note)
    yield Text(
        "Nilai yang dihitung hanya yang sudah diputuskan orang. Usulan data yang belum diterima tidak ikut."
    )
    yield Heading("Semua indikator", 2)
    yield Grid("Indikator, nilai, dan buktinya", index(assessment))


def _frozen(frozen: Table) -> Iterator[Part]:
    yield Heading("Angka beku", 2)
    if not frozen.rows:
        yield Text("Belum ada periode tahun ini atau tahun sebelumnya yang dibekukan.")
        return
    yield Grid("Periode yang dibekukan, dan siapa yang menandatangani", frozen)
    yield Text("Angkanya, dengan sidik yang lengkap, ada di folder angka-beku.", small=True)


def index(assessment: Assessment) -> Table:
    rows = []
    for each in assessment.instrument.indicators:
        decision, found = assessment.decisions.get(each.number), assessment.proposals.get(each.number)
        rows.append(
            {
                "number": each.number,
                "label": each.label,
                "score": "–" if decision is None else str(decision.score),
                "offered": "–" if found is None or found.score is None else str(found.score),
                "figure": found.figure if found else "–",
                "evidence": len(assessment.evidence(each.number)),
            }
        )
    return Table(INDEX, rows)


def _aspect(assessment: Assessment, of: Aspect) -> Iterator[Part]:
    yield Heading(f"{of.number}. {of.name}")
    yield Text(
        f"Bobot {fmt.number(of.weight or Fraction(0))} %; nilai aspek "
        f"{total(aspect(assessment.instrument, of.number, assessment.scores))}."
    )
    for each in assessment.instrument.of(of.number):
        yield from _indicator(assessment, each)


def _indicator(assessment: Assessment, each: Indicator) -> Iterator[Part]:
    yield Heading(f"{each.number}. {each.label}", 2)
    found = assessment.proposals.get(each.number)
    yield _facts(f"Indikator {each.number}", [*_decided(assessment, each), *_offered(found)])
    if found and found.counts:
        yield Grid(f"Hitungan indikator {each.number}", counts(found))
    drawn = drawing(found)
    if found and drawn:
        told = "; ".join(f"{name} {fmt.number(count)}" for name, count in found.counts)
        yield Chart(f"Hitungan indikator {each.number}", drawn, told)
    held = assessment.evidence(each.number)
    if held:
        yield Grid(f"Bukti indikator {each.number}", evidence(held))


def _decided(assessment: Assessment, each: Indicator) -> list[tuple[str, str]]:
    decision, answer = assessment.decisions.get(each.number), assessment.answers.get(each.number)
    zone = assessment.figures.reader.data.data_time.tzinfo if assessment.figures.reader else None
    rows = [("Nilai", "belum dinilai" if decision is None else f"{decision.score} dari 5")]
    if decision is not None:
        at = decision.at.astimezone(zone)
        rows.append(("Diputuskan", f"{STATES[decision.state]}, {decision.account}, {fmt.moment(at)}"))
        if decision.score is not None:
            rows.append(("Arti nilai itu", each.rubric[decision.score]))
        if decision.reason:
            rows.append(("Alasan", decision.reason))
    if answer:
        rows.append(("Jawaban F-01", answer.answer))
    weight = assessment.instrument.weight(each)
    rows.append(
        (
            "Satu nilai menambah F-02",
            fmt.number(weight, 4) if weight else "tidak: indikator ini tidak dinilai",
        )
    )
    rows.append(("Kepastian bobot", each.certainty.words))
    return rows


def _offered(found: Proposal | None) -> list[tuple[str, str]]:
    if found is None:
        return [("Usulan data", "tidak ada: nilainya dari bukti")]
    rows = [
        ("Usulan data", "tidak ada" if found.score is None else f"nilai {found.score}"),
        ("Angka", found.figure),
        ("n", fmt.number(found.n)),
        ("Aturan", found.rule),
    ]
    if found.period:
        rows.append(("Masa", fmt.period(*found.period)))
    return [*rows, ("Yang belum pasti", found.certainty or "–")]


def counts(found: Proposal) -> Table:
    return Table(COUNTS, [{"name": name, "count": count} for name, count in found.counts])


def drawing(found: Proposal | None) -> Figure | None:
    """Counts of one kind beside each other; one alone is no comparison."""
    if found is None or len(found.counts) < 2 or not any(count for _, count in found.counts):
        return None
    return bars([Bar(name, count, None) for name, count in found.counts], COUNT)


def evidence(held: Sequence[Piece]) -> Table:
    rows = [
        {
            "title": each.title,
            "kind": _KINDS[each.kind],
            "content": attached(each) if each.kind is Kind.FILE else each.content,
            "day": fmt.day(each.day),
            "owner": each.owner,
        }
        for each in held
    ]
    return Table(EVIDENCE, rows)
