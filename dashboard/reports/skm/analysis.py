"""Bab IV and V and what is attached: what is weak, what will be done, how it was computed. Pure."""

from collections.abc import Sequence

from dashboard import format as fmt
from dashboard import scales, text
from dashboard.answers.scores import NAMED
from dashboard.office.follow_up import Register
from dashboard.reports.model import Blank, Chart, Grid, Heading, Part, Points, Signature, Text
from dashboard.reports.skm import plan, words
from dashboard.reports.skm.chapters import NUMBER, noted, sayable
from dashboard.reports.skm.facts import Survey
from dashboard.section import Column, Kind, Row, Table
from etl.skm import SCORES

ELEMENT = Column("name", "Unsur")
CONVERTED = Column("converted", "Nilai konversi", Kind.SCORE)
LETTER = Column("mutu", "Mutu", whole=True)


def parts(found: Survey, register: Register) -> list[Part]:
    return [
        Heading("Bab IV Analisis Hasil"),
        Heading("4.1 Kelemahan dan Kelebihan Unsur Pelayanan", 2),
        *_extremes(found),
        Heading("4.2 Rencana Tindak Lanjut", 2),
        *plan.planned(found, register),
        Heading("4.3 Tren Nilai SKM", 2),
        *_trend(found),
        Heading("4.4 Cara Menjawab", 2),
        *_flagged(found),
        Heading("Bab V Penutup"),
        *_closing(found),
        *_attached(found, register),
    ]


def _extremes(found: Survey) -> list[Part]:
    if not found.n:
        return [Text(words.NOBODY)]
    told: list[Part] = [Text(found.by_element.sentence)]
    if found.n >= text.FEW and len(found.lowest) >= 2 * NAMED:
        columns = (NUMBER, ELEMENT, CONVERTED, LETTER)
        low, high = found.lowest[:NAMED], found.lowest[: -NAMED - 1 : -1]
        told.append(Grid("Tiga unsur dengan nilai terendah", Table(columns, _counted(low))))
        told.append(Grid("Tiga unsur dengan nilai tertinggi", Table(columns, _counted(high))))
    told += [Text(sentence) for sentence in sayable([found.spread.sentence])]
    if found.spread.figure:
        alt = f"Batang tiap unsur, dibagi menurut bagian jawaban 1 sampai 4. {found.spread.sentence}"
        told.append(Chart("Sebaran nilai tiap unsur", found.spread.figure, alt))
    told.append(
        Blank("Penjelasan: sebab unsur terlemah, saran yang masuk, dan hal yang perlu dipertahankan", 4)
    )
    return told


def _flagged(found: Survey) -> list[Part]:
    if not found.n:
        return [Text(words.NOBODY)]
    grid = Grid("Indeks tanpa jawaban yang bertanda", found.flagged.table)
    return [Text(found.flagged.sentence), grid, *noted(found.flagged)]


def _counted(rows: Sequence[Row]) -> list[Row]:
    return [{**row, "number": i} for i, row in enumerate(rows, 1)]


def _trend(found: Survey) -> list[Part]:
    known = [row for row in found.trend if row["value"] is not None]
    if len(found.trend) < 2 or not known:
        return [
            Text(
                "Belum ada tren: dalam data tidak ada jawaban survei dari periode sebelumnya yang sama "
                "panjang."
            )
        ]
    columns = (
        Column("label", "Periode"),
        Column("value", "IKM", Kind.SCORE),
        Column("letter", "Mutu", missing="–", whole=True),
        Column("n", "Responden", Kind.COUNT),
    )
    first = f"Data tersedia sejak {fmt.day(found.data.first_day)}; periode yang mulai sebelum itu tidak utuh."
    told: list[Part] = [
        Text(_moved(found)),
        Grid("IKM menurut periode", Table(columns, found.trend)),
        Text(f"Semua periode dihitung dengan bobot yang sama. {first}", small=True),
    ]
    if len(known) > 1:
        each = [f"{row['label']} {fmt.number(row['value'], 2)}" for row in known]
        alt = f"Garis IKM menurut periode: {fmt.joined(each)}."
        told.append(Chart("IKM menurut periode", scales.trend(found.trend, found.definition), alt))
    return told


def _moved(found: Survey) -> str:
    before, now = found.trend[-2:]
    if before["value"] is None or now["value"] is None:
        return "IKM periode ini tidak dapat dibandingkan dengan periode sebelumnya: salah satunya tidak ada."
    both = f"dari {fmt.number(before['value'], 2)} ({before['label']}) menjadi {fmt.number(now['value'], 2)}"
    if now["value"] == before["value"]:
        return f"IKM tetap {fmt.number(now['value'], 2)}, sama dengan {before['label']}."
    moved = "naik" if now["value"] > before["value"] else "turun"
    few = min(before["n"], now["n"]) < text.FEW
    doubt = f" Salah satunya dari kurang dari {text.FEW} jawaban, jadi bedanya bisa kebetulan." if few else ""
    return f"IKM {moved} {both}.{doubt}"


def _closing(found: Survey) -> list[Part]:
    told: list[Part] = [Heading("5.1 Kesimpulan", 2)]
    if found.index is not None:
        points = [found.by_index.sentence, found.by_element.sentence, found.enough.sentence]
        told.append(Points(sayable(points), numbered=True))
    else:
        told.append(Text(found.by_index.sentence or words.NOBODY))
    return [
        *told,
        Heading("5.2 Saran", 2),
        Blank("Saran", 4),
        Heading("5.3 Pengesahan", 2),
        Text(
            f"Demikian laporan SKM {found.office} periode {found.term.words} disusun "
            "untuk digunakan seperlunya."
        ),
        Signature(("Tempat, tanggal", "Jabatan"), ("Nama", "NIP")),
    ]


def _attached(found: Survey, register: Register) -> list[Part]:
    return [
        Heading("Lampiran 1 Kuesioner"),
        Text("Pertanyaan dan pilihan jawaban baku. Bila kantor memakai kuesioner lain, ganti tabel ini."),
        _questions(found),
        Heading("Lampiran 2 Hasil Pengolahan Data"),
        *_processed(found),
        Heading("Lampiran 3 Definisi dan Cara Hitung"),
        Text(f"{found.metric.label}: {found.metric.definition} Dasar: {found.metric.source}."),
        Points(words.FORMULAS),
        Text(f"Definisi yang dipakai: {found.followed}"),
        Text(f"Kelengkapan data: {found.completeness}. Versi data: {found.data.version}."),
        Heading("Lampiran 4 Dokumentasi Pelaksanaan"),
        Blank("Foto dan keterangan", 6),
        Heading("Lampiran 5 Tindak Lanjut Hasil SKM Periode Sebelumnya"),
        *plan.carried_out(found, register),
    ]


def _questions(found: Survey) -> Grid:
    columns = [Column("number", "No.", Kind.COUNT), Column("asked", "Pertanyaan")]
    columns += [Column(str(score), f"Nilai {score}") for score in SCORES]
    codes = [row["unsur"] for row in found.elements] or list(words.QUESTIONS)
    rows = []
    for i, code in enumerate(codes, 1):
        asked, *answers = words.QUESTIONS[code]
        rows.append({"number": i, "asked": asked, **dict(zip("1234", answers, strict=True))})
    return Grid("Pertanyaan kuesioner", Table(columns, rows))


def _processed(found: Survey) -> list[Part]:
    if not found.n:
        return [Text(words.NOBODY)]
    rows = []
    for i, row in enumerate(found.elements, 1):
        given = found.given[row["unsur"]]
        total = sum(score * count for score, count in given.items())
        counts = {f"given_{score}": count for score, count in given.items()}
        rows.append({**row, "number": i, **counts, "total": total})
    columns = (
        NUMBER,
        ELEMENT,
        *(Column(f"given_{score}", f"Nilai {score}", Kind.COUNT) for score in SCORES),
        Column("n", "Responden", Kind.COUNT),
        Column("total", "Jumlah nilai", Kind.COUNT),
        Column("value", "NRR", Kind.SCORE),
    )
    return [
        Grid("Banyaknya jawaban menurut nilai", Table(columns, rows)),
        Text(
            "Jumlah nilai = banyaknya jawaban × nilainya; NRR = jumlah nilai : responden. Perhitungan "
            "yang sama dengan rumus yang dapat diperiksa ada di berkas XLSX laporan ini.",
            small=True,
        ),
    ]
