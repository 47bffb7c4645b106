"""The reference tables as they are shipped."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from etl.reference import Reference, load_reference, normal

REAL = Path(__file__).parents[2] / "data" / "reference"


@pytest.fixture(scope="module")
def reference() -> Reference:
    return load_reference(REAL)


def test_the_kecamatan_and_its_ten_kelurahan(reference: Reference) -> None:
    assert [office.code for office in reference.offices] == [
        "63.71.04",
        *(f"63.71.04.{n}" for n in range(1001, 1011)),
    ]
    opened = {office.code: office.opened for office in reference.offices if office.opened}
    assert opened == {"63.71.04.1002": date(2025, 9, 1), "63.71.04.1008": date(2026, 2, 2)}


def test_areas_and_the_one_that_is_unknown(reference: Reference) -> None:
    kinds = Counter(area.kind for area in reference.areas)
    assert kinds == {"kelurahan": 10, "luar": 5, "tidak_diketahui": 1}


def test_the_tile_map_keeps_west_and_east_and_north_and_south(reference: Reference) -> None:
    """Kelurahan that lie clearly apart (0.005°, about 550 m) never stand the other way round on the map."""
    tiles = [area for area in reference.areas if area.kind == "kelurahan"]
    for a, b in combinations(tiles, 2):
        assert a.lat is not None
        assert b.lat is not None
        assert a.lon is not None
        assert b.lon is not None
        assert a.row is not None
        assert b.row is not None
        assert a.col is not None
        assert b.col is not None
        if a.row == b.row:
            assert (a.lon < b.lon) == (a.col < b.col)
        if a.lat - b.lat > 0.005:
            assert a.row <= b.row
        if a.lon - b.lon > 0.012:
            assert a.col >= b.col


def test_every_service_has_a_standard_since_2023_and_says_that_it_is_an_example(reference: Reference) -> None:
    for service in reference.services:
        mine = [standard for standard in reference.standards if standard.service == service.code]
        assert mine, service.code
        assert min(standard.sejak for standard in mine) <= date(2023, 1, 1)
        assert {standard.note for standard in mine} == {"contoh, belum dikonfirmasi kantor"}
    units = {standard.unit for standard in reference.standards}
    assert units == {"menit", "jam_kerja", "hari_kerja", "hari_kalender"}


def test_a_change_of_standard_follows_without_a_gap(reference: Reference) -> None:
    domisili = [standard for standard in reference.standards if standard.service == "domisili"]
    assert [(s.value, s.unit, s.sejak, s.sampai) for s in domisili] == [
        (30, "menit", date(2023, 1, 1), date(2025, 6, 30)),
        (15, "menit", date(2025, 7, 1), None),
    ]


def test_every_category_of_complaints_is_promised_an_answer_and_an_end(reference: Reference) -> None:
    """Perpres 76/2013, PermenPANRB 62/2018; the office has not confirmed them, and each row says so."""
    promised = {(row.category, row.promise) for row in reference.complaint_standards}
    assert promised == {
        (category.code, promise) for category in reference.categories for promise in ("tanggapan", "selesai")
    }
    ends = {row.category: row.value for row in reference.complaint_standards if row.promise == "selesai"}
    assert (ends.pop("informasi"), ends.pop("biaya"), set(ends.values())) == (5, 60, {14})
    for row in reference.complaint_standards:
        assert (row.unit, row.sejak, row.sampai) == ("hari_kerja", date(2023, 1, 1), None)
        assert row.note.startswith("contoh, belum dikonfirmasi kantor")


def test_the_two_orders_of_the_last_unsur(reference: Reference) -> None:
    """PermenPANRB 14/2017 counts pengaduan as 8 and sarana as 9; the usual form swaps the two."""
    orders = {unsur.key: (unsur.number, unsur.questionnaire) for unsur in reference.unsur}
    assert len(orders) == 9
    assert orders["pengaduan"] == (8, 9)
    assert orders["sarana"] == (9, 8)


@pytest.mark.parametrize(
    ("kind", "written", "code"),
    [
        ("areas", "Sungai Mufti", "63.71.04.1006"),
        ("areas", "SEI  MUFTI ", "63.71.04.1006"),
        ("areas", "surgi mufti", "63.71.04.1006"),
        ("areas", "Sei Jingah", "63.71.04.1004"),
        ("areas", "sei miai", "63.71.04.1005"),
        ("areas", "Sei Andai", "63.71.04.1010"),
        ("areas", "AKT", "63.71.04.1008"),
        ("areas", "63.71.04.1008", "63.71.04.1008"),
        ("areas", "Bjm Tengah", "63.71.05"),
        ("areas", "luar kota", "luar-kota"),
        ("offices", "Kel. Sungai Mufti", "63.71.04.1006"),
        ("offices", "Kecamatan Banjarmasin Utara", "63.71.04"),
        ("services", "REKAM KTP", "ktp-el"),
        ("services", "Legalisir", "legalisasi"),
        ("channels", "E-LOK", "elok"),
        ("channels", "Tatap muka", "loket"),
        ("categories", "pungli", "biaya"),
    ],
)
def test_codes_by_code_name_or_synonym(reference: Reference, kind: str, written: str, code: str) -> None:
    assert reference.codes(kind)[normal(written)] == code
