"""Metadata of what is published, in the fields of the forms MS-Ind and MS-Var (Peraturan BPS 5/2020). Pure.

An indicator is a metric with public tables; a variable is what one fact says of it. What is decided elsewhere
(definition, basis in law, breakdowns, weight of the survey) is read there, so that it is said once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from dashboard import format as fmt
from dashboard import survey
from dashboard.opendata import Dataset, about, datasets, tabled
from dashboard.public_reader import PublicReader
from dashboard.row_json import Row

PUBLIC = "Ya"
SELF = "Dasbor Pantau"


@dataclass(frozen=True)
class Indicator:
    """What a metric does not say of itself. `variables` are keys of VARIABLES."""

    concept: str
    interpretation: str
    formula: str
    measure: str
    unit: str
    variables: tuple[str, ...]


@dataclass(frozen=True)
class Variable:
    name: str
    alias: str
    concept: str
    definition: str
    reference: str
    """From where its meaning is taken."""
    time: str
    kind: str
    classes: str
    rule: str
    question: str = "–"


INDICATORS: Mapping[str, Indicator] = {
    "volume": Indicator(
        concept="Permohonan layanan",
        interpretation="Makin besar, makin banyak layanan yang diminta; bukan ukuran mutu. Angka dibulatkan "
        "ke kelipatan lima, dan 0 sampai 9 disembunyikan.",
        formula="Jumlah permohonan yang diajukan pada periode itu.",
        measure="Jumlah",
        unit="Permohonan",
        variables=("submitted", "origin", "channel"),
    ),
    "on_time": Indicator(
        concept="Ketepatan waktu pelayanan",
        interpretation="Makin dekat ke 1, makin banyak urusan yang selesai dalam waktu standar pelayanannya. "
        "Yang belum selesai dan sudah lewat batas ikut dihitung terlambat.",
        formula="Urusan yang selesai paling lambat pada batas waktunya, dibagi semua urusan yang batas "
        "waktunya jatuh pada periode itu; dibulatkan ke bawah.",
        measure="Proporsi",
        unit="Bagian dari 1",
        variables=("due", "completed", "office", "service"),
    ),
    "waiting": Indicator(
        concept="Lama menunggu",
        interpretation="Makin kecil makin baik. Median: separuh pengunjung menunggu paling lama sekian; "
        "persentil ke-90: sembilan dari sepuluh. Bagian yang menunggu lebih lama dari batas: makin kecil "
        "makin baik.",
        formula="Median dan persentil ke-90 dari waktu panggil dikurangi waktu ambil nomor; tepi atas kotak "
        "satuannya, dalam menit penuh.",
        measure="Median dan persentil",
        unit="Detik",
        variables=("taken", "called", "office", "service"),
    ),
    "ikm": Indicator(
        concept="Kepuasan masyarakat",
        interpretation="25 sampai 100; makin besar makin puas. Mutu menurut PermenPANRB 14/2017: D di bawah "
        "65,00; C di bawah 76,61; B di bawah 88,31; A mulai 88,31, kecuali bila definisinya menyebut lain.",
        formula="Jumlah dari nilai rata-rata tiap unsur dikali bobotnya, dikali 25, dibulatkan dua angka.",
        measure="Indeks",
        unit="Poin (25 sampai 100)",
        variables=("score", "office", "service"),
    ),
}

_VISIT = "Catatan antrean"
_REQUEST = "Catatan permohonan di loket dan kanal daring"
_MOMENT = "Tanggal dan jam"
_DAILY = "Hari kejadian"
_AFTER = "Tidak mendahului kejadian sebelumnya; tidak di masa depan"

VARIABLES: Mapping[str, Variable] = {
    "submitted": Variable(
        "Waktu pengajuan", "submitted_at", "Permohonan layanan", "Saat permohonan diterima kantor, di loket "
        "atau lewat kanal daring.", _REQUEST, _DAILY, _MOMENT, "–", "Wajib; tidak di masa depan",
    ),
    "completed": Variable(
        "Waktu selesai", "completed_at", "Permohonan layanan", "Saat produk layanan diserahkan atau siap "
        "diambil.", _REQUEST, _DAILY, _MOMENT, "–", _AFTER,
    ),
    "due": Variable(
        "Batas waktu", "due_at", "Standar pelayanan", "Saat urusan itu paling lambat harus selesai menurut "
        "standar pelayanan yang berlaku pada hari diajukan.", "UU 25/2009 Ps. 21; PermenPANRB 15/2014",
        "Hari jatuh tempo", _MOMENT, "–", "Dihitung dari waktu pengajuan dan jam kerja kantor",
    ),
    "taken": Variable(
        "Waktu ambil nomor", "taken_at", "Antrean", "Saat pengunjung mengambil nomor antrean.", _VISIT,
        _DAILY, _MOMENT, "–", "Wajib; tidak di masa depan",
    ),
    "called": Variable(
        "Waktu panggil", "called_at", "Antrean", "Saat nomor itu dipanggil pertama kali.", _VISIT, _DAILY,
        _MOMENT, "–", _AFTER,
    ),
    "origin": Variable(
        "Kelurahan asal", "area", "Wilayah administrasi", "Kelurahan tempat tinggal pemohon.",
        "Kode wilayah Kemendagri", "Saat diajukan", "Kode", "{area}", "Salah satu kode di klasifikasi, atau "
        "tidak diketahui",
    ),
    "office": Variable(
        "Kantor", "office", "Unit pelayanan", "Kantor kecamatan atau kelurahan yang melayani.",
        "Kode wilayah Kemendagri", "Saat dilayani", "Kode", "{office}", "Salah satu kode di klasifikasi",
    ),
    "service": Variable(
        "Layanan", "service", "Jenis pelayanan", "Jenis layanan yang diminta.", "Daftar layanan kantor",
        "Saat dilayani", "Kode", "{service}", "Salah satu kode di klasifikasi",
    ),
    "channel": Variable(
        "Kanal", "channel", "Cara mengajukan", "Jalan masuk permohonan: loket atau kanal daring.",
        "Daftar kanal kantor", "Saat diajukan", "Kode", "{channel}", "Salah satu kode di klasifikasi",
    ),
    "score": Variable(
        "Nilai unsur", "unsur", "Kepuasan masyarakat", "Nilai yang diberikan responden untuk tiap unsur "
        "survei kepuasan: {unsur}.", "PermenPANRB 14/2017", "Hari mengisi", "Bilangan bulat",
        "1 tidak baik; 2 kurang baik; 3 baik; 4 sangat baik", "1 sampai 4; yang kosong tidak dihitung",
        "Sembilan pertanyaan baku menurut unsur, masing-masing dengan empat pilihan jawaban",
    ),
}  # fmt: skip
_KINDS = {"office": "kantor", "area": "kelurahan", "service": "layanan", "channel": "kanal"}


def indicators(reader: PublicReader) -> list[Row]:
    """One row per metric with public tables, in the fields of MS-Ind; KeyError for one nobody explained."""
    tables = list(datasets(reader).values())
    metrics = sorted({dataset.metric for dataset in tables})
    return [_indicator(reader, name, [one for one in tables if one.metric == name]) for name in metrics]


def _indicator(reader: PublicReader, name: str, tables: Sequence[Dataset]) -> Row:
    metric, told = reader.metric(name), INDICATORS[name]
    keys = sorted({_KINDS[key] for one in tables for key in one.by if key in _KINDS})
    return {
        "kode": name,
        "nama_indikator": metric.label,
        "konsep": told.concept,
        "definisi": reader.defined(name, metric.definition, reader.data.last_day),
        "interpretasi": told.interpretation,
        "metode_rumus": " ".join([told.formula, *(_before(reader) if name == "ikm" else ())]),
        "ukuran": told.measure,
        "satuan": told.unit,
        "klasifikasi_penyajian": "; ".join(f"per {key}" for key in keys) or "–",
        "indikator_komposit": "Tidak",
        "kegiatan_penghasil_variabel": SELF,
        "variabel_pembangun": "; ".join(VARIABLES[key].name for key in told.variables),
        "level_estimasi": "; ".join(["kecamatan", *keys]),
        "dasar": metric.source,
        "publikasi": "; ".join(f"/data/{one.name}.csv" for one in tables),
        "dapat_diakses_umum": PUBLIC,
    }


def _before(reader: PublicReader) -> Iterator[str]:
    """The definitions of the survey that came one after the other, where there was more than one."""
    surveys = reader.data.options.surveys
    if surveys:
        yield f"Menurut definisi pada hari terakhir periodenya; mula-mula {_followed(reader, date.min)}."
    for each in surveys:
        if each.since is not None:
            yield f"Sejak {fmt.day(each.since)}: {_followed(reader, each.since)}."


def _followed(reader: PublicReader, day: date) -> str:
    return survey.told(reader.data.options.at(day).definition, dict(reader.choices("unsur")))


def variables(reader: PublicReader) -> list[Row]:
    """Those that the public indicators are built of, in the fields of MS-Var."""
    used = {key for row in indicators(reader) for key in INDICATORS[row["kode"]].variables}
    return [_variable(reader, VARIABLES[key]) for key in VARIABLES if key in used]


def _variable(reader: PublicReader, told: Variable) -> Row:
    say = partial(_filled, reader)
    return {
        "nama_variabel": told.name,
        "alias": told.alias,
        "konsep": told.concept,
        "definisi": say(told.definition),
        "referensi_pemilihan": told.reference,
        "referensi_waktu": told.time,
        "tipe_data": told.kind,
        "klasifikasi_isian": say(told.classes),
        "aturan_validasi": told.rule,
        "kalimat_pertanyaan": told.question,
        # Its single values are of persons: only what is counted of them is public.
        "dapat_diakses_umum": "Tidak; hanya jumlah dan ukuran yang terbit",
    }


def _filled(reader: PublicReader, words: str) -> str:
    """The codes of the office itself in the place of {kind}."""
    for kind in (*_KINDS, "unsur"):
        if f"{{{kind}}}" in words:
            shown = "; ".join(
                name if kind == "unsur" else f"{code} {name}" for code, name in reader.choices(kind)
            )
            words = words.replace(f"{{{kind}}}", shown)
    return words


FORMS: Mapping[str, Callable[[PublicReader], list[Row]]] = {"ms-ind": indicators, "ms-var": variables}
"""By the name in their addresses."""


def to_json(name: str, reader: PublicReader) -> Row:
    return {"form": name.upper(), **about(reader), "rows": FORMS[name](reader)}


def to_csv(name: str, reader: PublicReader) -> str:
    rows = FORMS[name](reader)
    return tabled(list(rows[0]) if rows else [], rows)
