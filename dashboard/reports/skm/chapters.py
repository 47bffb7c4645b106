"""Ringkasan and Bab I to III: why and how was asked, who answered, and what the result is. Pure."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from dashboard import format as fmt
from dashboard import text
from dashboard.reports.model import Blank, Chart, Grid, Heading, Part, Points, Text
from dashboard.reports.skm import words
from dashboard.reports.skm.facts import Survey
from dashboard.section import Column, Kind, Section, Table
from dashboard.survey import MEANINGS
from etl.skm import LETTERS, PERMEN_BANDS, SCALE, Definition

HUNDREDTH = Decimal("0.01")
NUMBER = Column("number", "No.", Kind.COUNT)
N = Column("n", "Jumlah", Kind.COUNT)
SHARE = Column("share", "Bagian", Kind.SHARE)


def parts(found: Survey) -> list[Part]:
    return [*_summary(found), *_introduction(found), *_collection(found), *_results(found)]


def _summary(found: Survey) -> list[Part]:
    said = [section.sentence for section in (found.by_index, found.certainty, found.by_element, found.enough)]
    told: list[Part] = [Heading("Ringkasan"), *(Text(sentence) for sentence in sayable(said))]
    if not found.n:
        told.append(
            Text(f"Pada {found.term.words} tidak ada jawaban survei yang tercatat untuk {found.office}.")
        )
    if (cut := found.term.unfinished(found.data.last_day)) is not None:
        told.append(Text(cut))
    return [
        *told,
        *_key_figures(found),
        Text(f"Definisi: {found.followed}", small=True),
        Text(f"Kelengkapan data: {found.completeness}.", small=True),
    ]


def sayable(sentences: Iterable[str]) -> list[str]:
    """Each once, and none that only says that too few answered: that stands beside the index."""
    return [each for each in dict.fromkeys(sentences) if each and each != text.NOT_ENOUGH]


def _key_figures(found: Survey) -> list[Part]:
    if not found.n:
        return []
    rows = [
        (
            "Indeks Kepuasan Masyarakat",
            fmt.number(found.index, 2) if found.index is not None else fmt.NO_DATA,
        ),
        ("Mutu pelayanan", f"{found.letter} ({MEANINGS[found.letter]})" if found.letter else fmt.NO_DATA),
        ("Responden", fmt.number(found.n)),
        ("Bobot tiap unsur", found.weight),
        ("Periode survei", fmt.period(found.term.start, found.term.end)),
    ]
    columns = (Column("name", "Ukuran"), Column("value", "Hasil", whole=True))
    return [Grid("Hasil pokok", Table(columns, [{"name": name, "value": value} for name, value in rows]))]


def _introduction(found: Survey) -> list[Part]:
    background = [
        each.format(office=found.office, period=found.term.words) if "{office}" in each else each
        for each in words.BACKGROUND
    ]
    return [
        Heading("Bab I Pendahuluan"),
        Heading("1.1 Latar Belakang", 2),
        *(Text(each) for each in background),
        Blank("Keadaan khusus kantor atau periode ini, bila ada", 3),
        Heading("1.2 Dasar Pelaksanaan", 2),
        Points(words.LAWS, numbered=True),
        Blank("Peraturan atau keputusan daerah, bila ada"),
        Heading("1.3 Maksud, Tujuan, dan Manfaat", 2),
        Text(words.PURPOSE),
        Points(words.AIMS),
        Text(words.USES),
    ]


def _collection(found: Survey) -> list[Part]:
    return [
        Heading("Bab II Pengumpulan Data"),
        Heading("2.1 Pelaksana", 2),
        Blank("Pelaksana survei dan dasar penugasannya (nomor surat keputusan)", 2),
        Heading("2.2 Metode", 2),
        Text(words.METHOD),
        Points([row["name"] for row in found.elements] or _named(), numbered=True),
        Text(words.MISSING),
        *_ways(found),
        Heading("2.3 Lokasi", 2),
        *_places(found),
        Heading("2.4 Waktu Pelaksanaan", 2),
        _timing(found),
        Heading("2.5 Penentuan Jumlah Responden", 2),
        Text(words.SAMPLE),
        *_sample(found),
    ]


def _named() -> list[str]:
    return [question for question, *_ in words.QUESTIONS.values()]


def _ways(found: Survey) -> list[Part]:
    if not found.n:
        return []
    columns = (Column("name", "Kanal"), N, SHARE)
    return [Grid("Jawaban menurut kanal", Table(columns, found.channels))]


def _places(found: Survey) -> list[Part]:
    names = [row["name"] for row in found.enough.table.rows if row["name"] != "Semua" and row["n"]]
    if not names:
        return [Text(f"Survei dilaksanakan di {found.office}.")]
    if len(names) == 1:
        return [Text(f"Survei dilaksanakan di {names[0]}.")]
    return [Text("Survei dilaksanakan di kantor berikut."), Points(names)]


def _timing(found: Survey) -> Grid:
    columns = (
        NUMBER,
        Column("name", "Kegiatan"),
        Column("when", "Waktu", missing=""),
        Column("days", "Jumlah hari kerja", missing=""),
    )
    rows = [{"number": i, "name": name} for i, name in enumerate(words.ACTIVITIES, 1)]
    rows[1]["when"] = fmt.period(found.term.start, found.term.end)
    return Grid("Waktu pelaksanaan survei", Table(columns, rows), frozenset({"when", "days"}))


def _sample(found: Survey) -> list[Part]:
    if not found.enough.table.rows:
        return [Text(words.NOBODY)]
    verdicts = {"cukup": "Sesuai", "belum cukup": "Belum sesuai"}
    rows = [
        {**row, "verdict": verdicts.get(row["verdict"], row["verdict"])} for row in found.enough.table.rows
    ]
    columns = (
        Column("name", "Kantor"),
        Column("served", "Penerima layanan", Kind.COUNT),
        Column("needed", "Minimum", Kind.COUNT),
        Column("n", "Responden", Kind.COUNT),
        Column("verdict", "Hasil", whole=True),
    )
    return [
        Grid("Kecukupan jumlah responden menurut Krejcie dan Morgan", Table(columns, rows)),
        Text(found.enough.sentence),
        *noted(found.enough),
    ]


def noted(section: Section) -> list[Part]:
    return [Text(section.note, small=True)] if section.note else []


def _results(found: Survey) -> list[Part]:
    return [
        Heading("Bab III Hasil Pengolahan Data"),
        Heading("3.1 Jumlah dan Karakteristik Responden", 2),
        *_respondents(found),
        Heading("3.2 Indeks Kepuasan Masyarakat", 2),
        *_index(found),
        *_ranked(found),
    ]


def _respondents(found: Survey) -> list[Part]:
    if not found.n:
        return [Text(words.NOBODY)]
    columns = (Column("trait", "Karakteristik"), Column("group", "Kelompok"), N, SHARE)
    services = [{"trait": "Jenis layanan", "group": row["name"], **row} for row in found.services]
    return [
        Text(f"Jumlah responden pada {found.term.words}: {fmt.number(found.n)} orang."),
        Grid("Karakteristik responden", Table(columns, [*found.traits.table.rows, *services])),
        Text(
            "Bagian dihitung dari semua responden; tiap karakteristik berjumlah semua responden.", small=True
        ),
        Text(found.alike.sentence),
    ]


def elements_table(found: Survey) -> Table:
    """The nine unsur as an office computes them, and their sum."""
    weight = dict(found.definition.weights)
    rows = [
        {
            **row,
            "number": i,
            "weighted": None if row["value"] is None else row["value"] * weight[row["unsur"]],
        }
        for i, row in enumerate(found.elements, 1)
    ]
    if found.index is not None:
        total = {"name": "IKM unit pelayanan", "converted": found.index, "mutu": found.letter, "n": found.n}
        rows.append({**total, "weighted": sum(row["weighted"] for row in rows)})
    columns = (
        Column("number", "No.", Kind.COUNT, missing=""),
        Column("name", "Unsur"),
        Column("n", "Responden", Kind.COUNT),
        Column("value", "NRR", Kind.SCORE, missing=""),
        Column("weighted", "NRR tertimbang", Kind.FINE, missing=""),
        Column("converted", "Nilai konversi", Kind.SCORE),
        Column("mutu", "Mutu", whole=True),
    )
    return Table(columns, rows)


def _index(found: Survey) -> list[Part]:
    if not found.n:
        return [Text(words.NOBODY)]
    told: list[Part] = [
        Text(found.by_index.sentence),
        Grid("Nilai unsur dan Indeks Kepuasan Masyarakat", elements_table(found)),
        Text(
            f"NRR: nilai rata-rata. NRR tertimbang = NRR × bobot {found.weight}. "
            "Indeks dihitung dari nilai yang belum dibulatkan, lalu dibulatkan; menjumlahkan kolom yang "
            "sudah dibulatkan dapat memberi angka yang sedikit berbeda.",
            small=True,
        ),
    ]
    if found.by_element.figure:
        told.append(Chart("Nilai konversi tiap unsur", found.by_element.figure, _alt(found)))
    if found.by_index.table.rows:
        told += [Grid("Indeks menurut ketiga bobot yang dipakai resmi", found.by_index.table)]
        told += noted(found.by_index)
    told += [Text(found.certainty.sentence), *noted(found.certainty)]
    return [*told, _bands(found.definition)]


def _alt(found: Survey) -> str:
    each = [f"{row['name']} {fmt.number(row['converted'], 2)} ({row['mutu']})" for row in found.lowest]
    return f"Titik tiap unsur pada skala 25 sampai 100, dari yang terendah: {fmt.joined(each)}."


def _bands(definition: Definition) -> Grid:
    keys = ("perception", "interval", "converted", "letter", "meaning")
    heads = ("Nilai persepsi", "Nilai interval", "Nilai interval konversi", "Mutu", "Kinerja")
    columns = [Column(key, head, whole=True) for key, head in zip(keys, heads, strict=True)]
    rows = [dict(zip(keys, band, strict=True)) for band in words.BANDS]
    if definition.lower == PERMEN_BANDS:
        return Grid("Arti nilai menurut Peraturan Menteri PANRB Nomor 14 Tahun 2017", Table(columns, rows))
    lower = (Decimal(SCALE), *definition.lower, Decimal("100.01"))
    rows = [
        {
            "converted": f"{fmt.number(Fraction(low), 2)} – {fmt.number(Fraction(high - HUNDREDTH), 2)}",
            "letter": letter,
            "meaning": MEANINGS[letter],
        }
        for letter, low, high in zip(LETTERS, lower, lower[1:], strict=False)
    ]
    return Grid(f"Arti nilai menurut {definition.source}", Table(columns[2:], rows))


def _ranked(found: Survey) -> list[Part]:
    told: list[Part] = []
    asked: Sequence[tuple[str, str, Section]] = (
        ("3.3 Indeks menurut Layanan", "Indeks menurut layanan", found.by_service),
        ("3.4 Indeks menurut Kantor", "Indeks menurut kantor", found.by_office),
    )
    for head, caption, section in asked:
        if section.table.rows:
            told += [Heading(head, 2), Text(section.sentence), Grid(caption, section.table), *noted(section)]
    return told
