"""Columns about persons: never used, never printed."""

import re
from collections.abc import Sequence

from etl.identity import shape
from etl.proposal.roles import spelled
from etl.validate.layout import Ints

# By what the header says.
_NAMED = (
    ("NIK atau nomor KK", r"\b(nik|no kk|nomor kk|kk no|no ktp|nomor ktp|"
     r"nomor induk kependudukan|ssn|passport|paspor)\b"),
    ("nomor telepon", r"\b(telp|telepon|tlp|hp|no ?hp|handphone|phone|wa|whatsapp|mobile)\b"),
    ("surel atau akun", r"\b(e ?mail|surel|akun|account|user|username|login|ip)\b"),
    ("tempat atau tanggal lahir", r"\b(lahir|ttl|birth|dob)\b"),
    ("alamat atau tempat", r"\b(alamat|address|jalan|jln|street|location|lokasi|rt|rw|zip ?code|zipcode|"
     r"kode pos|lat|latitude|lon|lng|longitude|lintang|bujur|koordinat|geocoded|gps|property id)\b"),
    ("foto", r"\b(foto|photo|gambar|image|submittedphoto|closedphoto)\b|photo"),
    ("nama orang", r"\b(pemohon|pelapor|pengadu|petugas|operator|officer|pegawai nama|ayah|ibu|penduduk|"
     r"warga|customer|pelanggan|nasabah)\b"),
)  # fmt: skip
_FREE = (
    r"\b(saran|kritik|masukan|komentar|comment|comments|remark|remarks|catatan|isi|uraian|keterangan|pesan|"
    r"deskripsi|description|note|notes|reason|alasan|title|judul|korban|kerugian)\b"
)
_NAME = r"\b(nama|name)\b"
# A name of these is no person's.
_THINGS = (
    r"\b(layanan|pelayanan|izin|surat|unit|kantor|kelurahan|kecamatan|desa|kabupaten|kota|provinsi|jenis|loket|"
    r"service|office|dinas|instansi|bidang|indikator|wilayah|unsur|kanal|kategori|opd|produk|singkat|area|branch|"
    r"counter|queue|channel|category|program|kegiatan)\b"
)
# By what the cells hold.
_HELD = (
    ("NIK atau nomor KK", re.compile(r"\d{16}")),
    ("nomor telepon", re.compile(r"(?:\+?62|0)[ -]?8\d{1,2}[ -]?\d{3,4}[ -]?\d{3,5}")),
    ("surel atau akun", re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")),
)
FREE = "teks bebas"


def held(texts: Sequence[str], counts: Ints) -> str:
    """What kind of personal data the cells are, "" for none. Some are enough: one NIK is too many."""
    total = int(counts.sum())
    for kind, pattern in _HELD:
        rows = sum(int(n) for text, n in zip(texts, counts, strict=True) if pattern.fullmatch(text.strip()))
        if rows * 20 >= total > 0:
            return kind
    return ""


def named(column: str) -> str:
    """What kind of personal data the header speaks of, "" for none."""
    header = spelled(column)
    found = next((kind for kind, words in _NAMED if re.search(words, header)), "")
    if found:
        return found
    if re.search(_NAME, header) and not re.search(_THINGS, header):
        return "nama orang"
    return FREE if re.search(_FREE, header) else ""


def private(text: str) -> bool:
    """Whether a text of any column seems to hold a number of a person, or where to write to one."""
    return bool(re.search(r"\d(?:[ .-]?\d){8}|\S@\S", text))


def masked(text: str) -> str:
    """The shape of a text in place of the text."""
    return shape(text) + ("…" if len(text) > 12 else "")
