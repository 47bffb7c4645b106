"""What lies in an evidence pack, and where."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from dashboard import format as fmt
from dashboard import text
from dashboard.errors import AccountError, PackError
from dashboard.office import evidence, publications
from dashboard.office.audit import Transaction
from dashboard.office.evidence import Kind
from dashboard.office.publications import Edition, Signature
from dashboard.pekppp.assessment import Assessment
from dashboard.publications import sheets as frozen_sheets
from dashboard.publications import words
from dashboard.publications.frozen import Frozen, origin
from dashboard.publications.looked_at import read
from dashboard.publications.pack import sheets
from dashboard.publications.pack.manifest import with_lists
from dashboard.publications.pack.record import attached, record
from dashboard.reader import Reader
from dashboard.reports.drawing import drawing, marked
from dashboard.reports.pdf import to_pdf
from dashboard.reports.term import parse_term
from dashboard.section import Column, Table, to_csv
from dashboard.section import Kind as ColumnKind

RECORD, SOURCES = "penilaian.json", "sumber.csv"
FROZEN = "angka-beku/"
_FILES = (
    Column("source", "Sumber"),
    Column("sha256", "SHA-256"),
)
_FIGURES = (
    Column("metric", "Angka"),
    Column("part", "Rincian"),
    Column("name", "Nama"),
    Column("n", "n", ColumnKind.COUNT),
    Column("field", "Isi"),
    Column("value", "Nilai"),
)


@dataclass(frozen=True)
class Standing:
    """A frozen period with who stands by it."""

    edition: Edition
    frozen: Frozen
    signed: Sequence[Signature]


@dataclass(frozen=True)
class Held:
    """What a pack is made of. `attachments`: number of a piece of evidence → its content."""

    assessment: Assessment
    reader: Reader
    frozen: Sequence[Standing]
    attachments: Mapping[int, bytes]
    made_at: datetime
    """On the office's clock."""


def gather(connection: Transaction, assessment: Assessment, folder: Path, made_at: datetime) -> Held:
    """Raises PackError for what is not whole: a pack with a hole would be handed over as if it were."""
    reader = assessment.figures.reader
    if reader is None:
        raise PackError("belum ada data yang dapat dibaca, jadi tidak ada yang dapat dibuktikan")
    files = {}
    for piece in assessment.pieces:
        if piece.kind is Kind.FILE:
            try:
                files[piece.id] = evidence.open_file(folder, piece)
            except AccountError as missing:
                raise PackError(f"indikator {piece.indicator}: {missing}") from None
    return Held(assessment, reader, [*_standing(connection, assessment.of.year)], files, made_at)


def _standing(connection: Transaction, year: int) -> Iterator[Standing]:
    """The last edition of each period of the year and the one before: what the proposals look at."""
    editions = [each for each in publications.newest(connection) if _near(each.period, year)]
    signed = publications.signatures(connection, *(each.id for each in editions))
    for edition in sorted(editions, key=lambda each: each.period):
        found = read(edition)
        if found is None:
            raise PackError(
                f"angka beku {edition.period} edisi {edition.edition} tidak utuh; beri tahu admin"
            )
        yield Standing(edition, found, signed.get(edition.id, ()))


def _near(period: str, year: int) -> bool:
    term = parse_term(period)
    return term.start <= date(year, 12, 31) and term.end >= date(year - 1, 1, 1)


def build(held: Held) -> dict[str, bytes]:
    """Path → content, with the lists of all of it."""
    assessment, reader = held.assessment, held.reader
    sample = reader.data.sample
    told = sheets.report(assessment, held.made_at, _standings(held), sample=sample)
    files: dict[str, bytes] = {
        "BACA-SAYA.txt": _read_me(held).encode(),
        f"{told.file}.pdf": to_pdf(told),
        "indeks.csv": to_csv(_about(held, "Semua indikator"), sheets.index(assessment)).encode(),
        RECORD: _json({"sample": sample, **record(assessment)}),
        SOURCES: to_csv(_about(held, "Isi berkas sumber yang pernah dibaca"), _sources(reader)).encode(),
        **dict(_indicators(held)),
        **dict(_frozen(held)),
    }
    about = {
        "title": sheets.TITLE,
        "office": reader.place,
        "year": assessment.of.year,
        "version": assessment.of.version,
        "made_at": held.made_at.isoformat(timespec="seconds"),
        "day": assessment.figures.today.isoformat(),
        "sample": sample,
        "data_version": reader.data.version,
        "data_time": reader.data.data_time.isoformat(timespec="seconds"),
        "code": reader.data.made_by,
        "sources": origin(reader).files,
    }
    return with_lists(files, about)


def _standings(held: Held) -> Table:
    zone = held.made_at.tzinfo
    rows = [
        {
            "period": each.frozen.term.words,
            "edition": each.edition.edition,
            "at": fmt.moment_short(each.frozen.frozen_at.astimezone(zone)),
            "signed": "; ".join(
                f"{one.role.label}, {fmt.moment_short(one.at.astimezone(zone))}" for one in each.signed
            )
            or "belum ada",
            "sha256": each.edition.sha256[:16],
        }
        for each in held.frozen
    ]
    return Table(sheets.FROZEN, rows)


def _json(told: Mapping[str, Any]) -> bytes:
    return (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def _about(held: Held, what: str) -> list[tuple[str, str]]:
    of, data = held.assessment.of, held.reader.data
    return [
        *([(text.SAMPLE, "")] if data.sample else []),
        ("Isi", what),
        ("Evaluasi", f"{of.year}, {held.assessment.instrument.title}"),
        ("Dibuat", fmt.moment(held.made_at)),
        ("Data sampai", fmt.moment(data.data_time)),
        ("Versi data", data.version),
    ]


def _sources(reader: Reader) -> Table:
    rows = [{"source": row["source"], "sha256": row["sha256"]} for row in reader.source_files()]
    return Table(_FILES, rows)


def _indicators(held: Held) -> Iterator[tuple[str, bytes]]:
    for each in held.assessment.instrument.indicators:
        folder = f"indikator/{each.number:02}"
        found = held.assessment.proposals.get(each.number)
        if found and found.counts:
            about = [
                *_about(held, f"Indikator {each.number}: {each.label}"),
                ("Angka", found.figure),
                ("n", fmt.number(found.n)),
                ("Aturan", found.rule),
                ("Yang belum pasti", found.certainty),
            ]
            yield f"{folder}/hitungan.csv", to_csv(about, sheets.counts(found)).encode()
            drawn = sheets.drawing(found)
            if drawn:
                picture = drawing(drawn)
                sample = held.reader.data.sample
                yield (
                    f"{folder}/grafik.svg",
                    (marked(picture, text.SAMPLE) if sample else picture).encode(),
                )
        pieces = held.assessment.evidence(each.number)
        if pieces:
            about = _about(held, f"Bukti indikator {each.number}: {each.label}")
            yield f"{folder}/bukti.csv", to_csv(about, sheets.evidence(pieces)).encode()
        yield from ((attached(one), held.attachments[one.id]) for one in pieces if one.kind is Kind.FILE)


def _frozen(held: Held) -> Iterator[tuple[str, bytes]]:
    for each in held.frozen:
        told = frozen_sheets.report(each.frozen, each.edition, each.signed)
        yield f"{FROZEN}{told.file}.json", each.edition.body.encode()
        yield f"{FROZEN}{told.file}.pdf", to_pdf(told)
        about = [("Periode", each.frozen.term.words), ("Edisi", str(each.edition.edition))]
        about += [(f"Ditandatangani {one.role.label}", one.account) for one in each.signed]
        yield (
            f"{FROZEN}{told.file}.csv",
            to_csv([*_about(held, told.title), *about], _figures(each.frozen)).encode(),
        )


def _figures(frozen: Frozen) -> Table:
    """Exact: a fraction as a fraction, so that it can be counted again."""
    rows = [
        {
            "metric": words.title(key),
            "part": words.breakdown(key[1]),
            "name": words.place(key, frozen),
            "n": figure.n,
            "field": words.label(name, frozen),
            "value": _plain(value),
        }
        for key, figure in sorted(frozen.figures.items())
        for name, value in figure.fields.items()
    ]
    return Table(_FIGURES, rows)


def _plain(value: int | Fraction | str | None) -> str | None:
    return None if value is None else str(value)


def _read_me(held: Held) -> str:
    of, data = held.assessment.of, held.reader.data
    lines = [
        f"{sheets.TITLE} {of.year}, {held.reader.place}",
        *([text.SAMPLE] if data.sample else []),
        "",
        "paket-bukti_….pdf     hasil, dan per indikator angka, aturan, hitungan, keputusan, bukti",
        "indeks.csv            semua indikator dalam satu tabel",
        f"{RECORD}        hal yang sama untuk dibaca program",
        "indikator/NN/         hitungan, grafik, daftar bukti, dan berkas bukti indikator NN",
        "angka-beku/           angka yang sudah dibekukan, dengan tanda tangan",
        f"{SOURCES}            sidik SHA-256 tiap isi berkas sumber",
        "manifest.json         sidik SHA-256 tiap berkas paket ini",
        "SHA256SUMS            hal yang sama untuk: sha256sum -c SHA256SUMS",
        "",
        "Memeriksa dengan Pantau: python -m dashboard pekppp verify PAKET.zip, atau halaman Publikasi.",
        "Yang diperiksa: apakah tiap berkas masih seperti saat dibuat, dan apa yang lain di data sekarang.",
    ]
    return "\n".join(lines) + "\n"
