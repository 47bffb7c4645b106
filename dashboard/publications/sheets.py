"""A frozen period as a report: what was frozen, who stands by it, every figure, and where it came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, tzinfo
from fractions import Fraction

from dashboard import format as fmt
from dashboard.office.publications import Edition, Signature
from dashboard.publications import words
from dashboard.publications.frozen import Figure, Frozen, Key
from dashboard.reports.model import Cell, Grid, Heading, Part, Report, Sheet, Text, file_name
from dashboard.section import Column, Kind, Table
from etl.metrics import metrics

TITLE = "Angka beku"
_FIGURES = (
    Column("part", "Rincian"),
    Column("name", "Nama"),
    Column("n", "n", Kind.COUNT),
    Column("value", "Nilai"),
)
_ORDER = tuple(words.BREAKDOWNS)


def report(frozen: Frozen, edition: Edition, signed: Sequence[Signature]) -> Report:
    return Report(
        title=TITLE,
        office=frozen.office,
        period=frozen.term.words,
        stamp=f"Edisi {edition.edition} · {fmt.moment(frozen.frozen_at)} · sidik {edition.sha256[:16]}",
        until=frozen.origin.data_time,
        file=file_name("angka-beku", frozen.term.code, f"edisi-{edition.edition}"),
        parts=[*_about(frozen, edition, signed), *_figures(frozen), *_origin(frozen)],
        sheets=[_sheet(frozen)],
        notes=(("SHA-256", edition.sha256), ("Versi data", frozen.origin.data_version)),
        sample=frozen.sample,
        n=len(frozen.figures),
    )


def _about(frozen: Frozen, edition: Edition, signed: Sequence[Signature]) -> Iterator[Part]:
    yield Heading("Apa yang dibekukan")
    yield Text(
        f"Semua angka {frozen.term.words} seperti adanya pada {fmt.moment(frozen.frozen_at)}. Angka ini "
        "tidak berubah lagi; bila data dikoreksi kemudian, perubahannya tampil sebagai ralat di halaman "
        "Publikasi."
    )
    if frozen.provisional_from:
        yield Text(young(frozen.provisional_from))
    yield Text(f"Sidik SHA-256 berkas JSON periode ini: {edition.sha256}")
    if edition.reason:
        yield Text(f"Edisi {edition.edition}, dibekukan lagi karena: {edition.reason}")
    yield Grid("Siapa yang menandatangani", _signatures(signed, frozen.frozen_at.tzinfo))


def young(day: date) -> str:
    return f"Saat dibekukan, baris mulai {fmt.day(day)} masih dapat berubah: ada sumber yang belum tuntas."


def _signatures(signed: Sequence[Signature], zone: tzinfo | None) -> Table:
    columns = (Column("role", "Peran"), Column("account", "Akun"), Column("at", "Waktu", whole=True))
    rows = [
        {"role": each.role.label, "account": each.account, "at": fmt.moment(each.at.astimezone(zone))}
        for each in signed
    ]
    return Table(columns, rows or [{"role": "Belum ada", "account": "–", "at": "–"}])


def _figures(frozen: Frozen) -> Iterator[Part]:
    yield Heading("Angka")
    for name in sorted({key[0] for key in frozen.figures}, key=lambda name: words.title((name, "", ""))):
        yield Heading(words.title((name, "", "")), 2)
        if name in frozen.completeness:
            yield Text(frozen.completeness[name], small=True)
        rows = [
            {
                "part": words.breakdown(key[1]),
                "name": words.place(key, frozen) if key[1] else "",
                "n": figure.n,
                "value": words.main(metrics()[name], figure, frozen) if name in metrics() else "",
            }
            for key, figure in _ordered(frozen, name)
        ]
        yield Grid(words.title((name, "", "")), Table(_FIGURES, rows))


def _ordered(frozen: Frozen, name: str) -> list[tuple[Key, Figure]]:
    found = [(key, figure) for key, figure in frozen.figures.items() if key[0] == name]
    return sorted(found, key=lambda each: (_place(each[0][1]), words.place(each[0], frozen)))


def _place(by: str) -> int:
    return _ORDER.index(by) if by in _ORDER else len(_ORDER)


def _origin(frozen: Frozen) -> Iterator[Part]:
    yield Heading("Dari mana angkanya")
    origin = frozen.origin
    yield Text(
        f"Versi data {origin.data_version}, data sampai {fmt.moment(origin.data_time)}. "
        f"Sidik kode, definisi, dan tabel acuan: {origin.code}."
    )
    columns = (Column("source", "Sumber"), Column("files", "Isi berkas yang pernah dibaca", Kind.COUNT))
    rows = [{"source": source, "files": len(hashes)} for source, hashes in sorted(origin.files.items())]
    yield Grid("Berkas sumber", Table(columns, rows))
    yield Text("Sidik SHA-256 tiap isi berkas ada di berkas JSON periode ini.", small=True)


def _sheet(frozen: Frozen) -> Sheet:
    heads = ("Metrik", "Rincian", "Kode", "Nama", "n", "Isi", "Angka")
    rows: list[list[Cell]] = [[Cell(head, strong=True) for head in heads]]
    for key, figure in sorted(frozen.figures.items()):
        name, by, code = key
        about = [
            Cell(words.title(key)),
            Cell(words.breakdown(by)),
            Cell(code),
            Cell(words.place(key, frozen)),
        ]
        for field, value in figure.fields.items():
            decimals = 6 if isinstance(value, Fraction) and value.denominator > 1 else 0
            rows.append(
                [*about, Cell(figure.n), Cell(words.label(field, frozen)), Cell(value, decimals=decimals)]
            )
    return Sheet("Angka", rows, (34, 16, 16, 36, 10, 28, 16), frozen=1)
