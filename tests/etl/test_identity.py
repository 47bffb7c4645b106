"""A person's number is told from a day, a time and a ticket."""

import pytest

from etl.identity import is_data, long_number, names_someone, nik, told

NIK = "6371044108950001"


@pytest.mark.parametrize(
    "text",
    [
        NIK,
        "6371046908950001",
        f"NIK:{NIK}",
        f"A-012|{NIK}",
        "637104 410895 0001",
        "63.71.04.410895.0001",
        "6371-0441-0895-0001",
        "6371 0441 0895 0001",
        "081234567890",
        "0812-3456-7890",
        "A-012 +62 812 3456 7890",
        "siti.aminah@contoh.id",
    ],
)
def test_a_number_of_a_person(text: str) -> None:
    assert names_someone(text)
    assert long_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A-012",
        "03/03/2025|A012",
        "2025-03-03|A-012",
        "2025030308151234",
        "20250303081512345678",
        "08122025-0012",
        "12082025-00123",
        "08-12-25 0012",
        "6371044199950001",
        "6371044108950001234",
        "63.71.04.1001-2025-03-03",
        "antrean-20250301-20250331.csv",
        "a@b",
    ],
)
def test_a_number_of_the_office(text: str) -> None:
    assert not names_someone(text)


@pytest.mark.parametrize("text", ["Loket 9", "Loket 12345678", "17-25 tahun", "SMA/sederajat", "2 @ 3"])
def test_what_a_counter_or_a_trait_may_be(text: str) -> None:
    assert not long_number(text)


@pytest.mark.parametrize("text", [NIK, "'6371044108950001", "63.71.04.410895.0001", " 637104 410895 0001"])
def test_a_nik_however_it_is_written(text: str) -> None:
    assert nik(text) == NIK


@pytest.mark.parametrize(
    "text",
    ["", "-", "637104410895000", "63710441089500011", "6371044199950001", "A371044108950001", "٦" * 16],
)
def test_no_nik(text: str) -> None:
    assert nik(text) is None


def test_a_name_that_is_a_value_is_told_by_its_shape() -> None:
    assert told("kelurahan") == "kelurahan"
    assert told(f"SITI {NIK}") == "AAAA 9999999"
    assert is_data("siti@contoh.id")
