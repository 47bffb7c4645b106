"""Persons' data: found by header or by content, never used, never shown."""

import numpy as np
import pytest

from etl.proposal.people import held, masked, named, private


@pytest.mark.parametrize(
    ("header", "text", "kind"),
    [
        ("f7", "6371041234567890", "NIK atau nomor KK"),
        ("kontak", "0812-3456-7890", "nomor telepon"),
        ("kontak", "+6281234567890", "nomor telepon"),
        ("x", "siti@contoh.invalid", "surel atau akun"),
        ("Nama Pemohon", "Siti", "nama orang"),
        ("nama", "Siti", "nama orang"),
        ("NIK", "", "NIK atau nomor KK"),
        ("alamat_lengkap", "Jl. A", "alamat atau tempat"),
        ("tanggal_lahir", "1990-01-01", "tempat atau tanggal lahir"),
        ("saran", "bagus", "teks bebas"),
        ("nama_layanan", "KTP", ""),
        ("NAMA KELURAHAN", "Kuin Utara", ""),
        ("nomor", "A001", ""),
        ("loket", "1", ""),
    ],
)
def test_what_is_about_a_person(header: str, text: str, kind: str) -> None:
    assert (held([text], np.ones(1, np.int64)) or named(header)) == kind


def test_a_mask_keeps_the_shape_only() -> None:
    assert masked("Siti Aminah binti Ali") == "AAAA AAAAAA …"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ditolak, NIK 6371041234567890", True),
        ("telp 0812-3456-7890", True),
        ("tulis ke siti@contoh.invalid", True),
        ("Loket 12", False),
        ("63.71.04", False),
        ("Selesai 03/03/2025", False),
    ],
)
def test_a_number_of_a_person_in_any_text(text: str, found: bool) -> None:
    assert private(text) is found
