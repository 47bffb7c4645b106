"""A person's number goes no further than the validator, but as a keyed hash; a remark only if wanted."""

import pytest

from etl.errors import ConfigProblem
from etl.source import source_columns
from tests.etl.written import KEY, block, check, one, reasons, validator

NIK = "6371044108950001"
PERSON = {"person": {"from": "nik", "hmac": True, "empty": "-"}}


@pytest.mark.parametrize("column", ["ticket", "counter", "priority", "id"])
@pytest.mark.parametrize(
    "text", [NIK, f"A-1 {NIK}", "63.71.04.410895.0001", "081234567890", "siti@contoh.id"]
)
def test_a_number_in_the_wrong_column_refuses_the_row(column: str, text: str) -> None:
    checked = one({column: {"from": "x"}}, {"x": text})
    assert [(name, reason) for _, name, reason, _ in reasons(checked)] == [("x", "nik_di_kolom_lain")]
    assert checked.facts.num_rows == 0
    assert text not in str(checked.rejects.to_pylist())


@pytest.mark.parametrize("text", [NIK, "63.71.04.410895.0001", "081234567890"])
@pytest.mark.parametrize("column", ["office", "service", "channel", "outcome"])
def test_a_number_among_codes_is_told_as_a_person_s_and_no_code(column: str, text: str) -> None:
    checked = one({column: {"from": "x"}}, {"x": text})
    assert [(name, reason) for _, name, reason, _ in reasons(checked)] == [("x", "nik_di_kolom_lain")]
    assert text not in str(checked.rejects.to_pylist())


def test_the_system_s_own_number_among_codes_is_an_unknown_code() -> None:
    checked = one({"service": {"from": "x"}}, {"x": NIK}, own_numbers=["x"])
    assert [(name, reason) for _, name, reason, _ in reasons(checked)] == [("x", "kode_tak_dikenal")]


def test_a_number_in_the_version_refuses_the_row() -> None:
    checked = one({}, {"versi": NIK}, version="versi")
    assert [(name, reason) for _, name, reason, _ in reasons(checked)] == [("versi", "nik_di_kolom_lain")]


def test_a_number_in_the_name_of_the_file_does_not_become_an_id() -> None:
    source = block({"id": {"from": [{"file": r"(\w+)\.csv"}, "no"]}})
    checked = check(source, "no;kelurahan;ambil\nA1;;03/03/2025 08:00:00\n", file_name=f"{NIK}.csv")
    assert [reason for _, _, reason, _ in reasons(checked)] == ["nik_di_kolom_lain"]


@pytest.mark.parametrize(
    ("column", "text"),
    [("id", "2025030308151234"), ("id", "08122025-0012"), ("ticket", "A-012"), ("counter", "Loket 12")],
)
def test_numbers_of_the_office_pass(column: str, text: str) -> None:
    assert one({column: {"from": "x"}}, {"x": text}).facts[column].to_pylist() == [text]


def test_a_system_whose_own_numbers_look_like_it_may_say_so() -> None:
    """637104 and 250301: an office and a day, or a person born in 2001; nothing but the office can tell."""
    number = "6371042503010001"
    assert one({"id": {"from": "x"}}, {"x": number}).rejected == 1
    assert one({"id": {"from": "x"}}, {"x": number}, own_numbers=["x"]).facts["id"].to_pylist() == [number]
    with pytest.raises(ConfigProblem, match=r'own_numbers: "y" bukan kolom'):
        validator(block(own_numbers=["y"]))


def test_who_came_is_kept_as_a_keyed_hash_beside_the_fact() -> None:
    checked = one(PERSON, {"nik": "637104 410895 0001"})
    assert checked.asides.to_pylist() == [{"id": "A1", "version": "", "line": 2, "person": KEY.person(NIK)}]
    assert "person" not in checked.facts.column_names
    assert NIK not in str(checked.facts.to_pylist())


@pytest.mark.parametrize("text", ["", "-", " "])
def test_who_is_not_told_is_nobody(text: str) -> None:
    checked = one(PERSON, {"nik": text})
    assert (checked.facts.num_rows, checked.asides.num_rows, checked.rejected) == (1, 0, 0)


@pytest.mark.parametrize("text", ["637104410895000", "63710441089500012", "6371044199950001", "SITI"])
def test_what_is_no_nik_refuses_the_row_and_is_told_by_its_shape(text: str) -> None:
    checked = one(PERSON, {"nik": text})
    ((line, column, reason, shape),) = reasons(checked)
    assert (line, column, reason) == (2, "nik", "bukan_nik")
    assert set(shape) <= {"9", "A"}
    assert checked.asides.num_rows == 0


def test_a_refused_row_has_nothing_set_aside() -> None:
    checked = one({**PERSON, "remark": {"from": "saran"}}, {"nik": NIK, "saran": "x", "ambil": "kemarin"})
    assert (checked.rejected, checked.asides.num_rows) == (1, 0)


def test_a_remark_is_read_only_if_it_is_wanted() -> None:
    columns = {"remark": {"from": "saran"}}
    assert "saran" not in source_columns(block(columns))
    checked = one(columns, {"saran": "Antre lama"})
    assert checked.asides.column_names == ["id", "version", "line"]
    wanted = one(columns, {"saran": " Antre lama "}, remarks=True)
    assert wanted.asides["remark"].to_pylist() == ["Antre lama"]
    assert one(columns, {"saran": "a" * 2_000}, remarks=True).asides["remark"].to_pylist() == ["a" * 1_000]
