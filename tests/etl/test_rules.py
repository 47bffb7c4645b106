"""Each column rule that gives a text, a code, a word or a score."""

import pyarrow as pa
import pytest

from etl.errors import SourceRefused
from tests.etl.written import ANSWER, AT, block, check, one, reason_of, reasons, utc, value, visits


def test_several_parts_are_joined_and_an_empty_part_empties_the_value():
    rule = {"id": {"from": ["no", "tambah"]}}
    assert value(one(rule, {"tambah": " B "}), "id") == "A1|B"
    assert reasons(one(rule, {"tambah": " "})) == [(2, "tambah", "wajib_kosong", " ")]


def test_a_constant_and_a_piece_of_the_files_name_are_parts():
    rule = {"id": {"from": [{"file": r"antrean-(\d+)"}, {"value": "x"}, "no"]}}
    checked = check(
        block(rule), "no;kelurahan;ambil\nA1;;03/03/2025 08:00:00\n", file_name="d/antrean-77.csv"
    )
    assert value(checked, "id") == "77|x|A1"


def test_a_file_whose_name_does_not_fit_is_refused():
    rule = {"id": {"from": [{"file": r"antrean-(\d+)"}, "no"]}}
    with pytest.raises(SourceRefused, match="nama berkas tidak cocok"):
        visits(rule, "A1;;03/03/2025 08:00:00")


def test_empty_words_are_tested_per_part_without_regard_to_case():
    rule = {"counter": {"from": ["loket", "meja"], "empty": ["-", "n/a"]}}
    assert value(one(rule, {"loket": "1", "meja": "2"}), "counter") == "1|2"
    assert value(one(rule, {"loket": "1", "meja": "N/A"}), "counter") is None


def test_when_looks_at_another_column():
    rule = {"counter": {"from": "loket", "when": {"status": ["AGEN", "lain"]}}}
    assert value(one(rule, {"loket": "1", "status": "agen "}), "counter") == "1"
    assert value(one(rule, {"loket": "1", "status": "x"}), "counter") is None


def test_the_first_rule_that_gives_a_value_wins_and_garbage_is_not_passed_over():
    rule = {"called_at": [{"from": "a", **AT}, {"from": "b", **AT}]}
    good = "03/03/2025 09:00:00"
    assert value(one(rule, {"a": good, "b": "x"}), "called_at") == utc(2025, 3, 3, 1)
    assert value(one(rule, {"a": "", "b": good}), "called_at") == utc(2025, 3, 3, 1)
    assert value(one(rule, {"a": "", "b": ""}), "called_at") is None
    assert reasons(one(rule, {"a": "x", "b": good})) == [(2, "a", "bukan_waktu", "A")]
    assert reasons(one(rule, {"a": "", "b": "?1"})) == [(2, "b", "bukan_waktu", "?9")]


def test_texts_of_several_rules_are_chosen_row_by_row():
    rule = {"counter": [{"from": "a"}, {"value": "umum"}]}
    checked = visits(
        rule, "1;;03/03/2025 08:00:00;7", "2;;03/03/2025 08:00:00;", header="no;kelurahan;ambil;a"
    )
    assert checked.facts["counter"].to_pylist() == ["7", "umum"]


@pytest.mark.parametrize("length", [100, 101])
def test_a_text_of_more_than_a_hundred_characters_is_refused(length):
    checked = visits(None, f"{'é' * length};;03/03/2025 08:00:00")
    assert reasons(checked) == ([] if length == 100 else [(2, "no", "terlalu_panjang", "A" * 12)])


def test_a_number_of_a_text_column_is_checked_and_kept_as_written():
    rule = {"counter": {"from": "loket", "number": {"decimal": ","}, "between": [1, 9.5], "map": {"satu": 1}}}
    assert value(one(rule, {"loket": "9,5"}), "counter") == "9,5"
    assert value(one(rule, {"loket": "SATU"}), "counter") == "1"
    assert reason_of(one(rule, {"loket": "9.5"})) == "bukan_angka"
    assert reason_of(one(rule, {"loket": "10"})) == "di_luar_rentang"
    assert value(one({"counter": {**rule["counter"], "other": "lain"}}, {"loket": "x"}), "counter") == "lain"


@pytest.mark.parametrize("text", ["Alalak Utara", " alalak  UTARA ", "63.71.04.1002"])
def test_a_name_a_synonym_or_a_code_is_found_without_regard_to_case_and_blanks(text):
    assert value(one({}, {"kelurahan": text}), "area") == "63.71.04.1002"


def test_a_blank_area_is_unknown_and_counted_and_a_missing_column_too():
    assert value(one({}, {"kelurahan": " "}), "area") == "tidak-diketahui"
    assert value(one({"area": None}, {}), "area") == "tidak-diketahui"


def test_a_map_goes_first_then_the_codes_then_other():
    rule = {"service": {"from": "layanan", "codes": "services", "map": {"REKAM": "ktp-el"}, "other": "kk"}}
    found = [
        value(one(rule, {"layanan": text}), "service") for text in ("rekam", "Pindah datang", "apa saja")
    ]
    assert found == ["ktp-el", "pindah-datang", "kk"]
    assert reasons(one(rule, {"layanan": ""})) == [(2, "layanan", "wajib_kosong", "")]


def test_the_empty_key_of_a_map_speaks_for_an_empty_cell():
    rule = {"outcome": {"from": "status", "map": {"": "open", "S": "served"}, "empty": "-"}}
    found = [value(one(rule, {"status": text}), "outcome") for text in ("", "-", "s")]
    assert found == ["open", "open", "served"]


def test_without_codes_only_the_code_itself_is_known():
    rule = {"service": {"from": "layanan"}}
    assert value(one(rule, {"layanan": "KTP-EL"}), "service") == "ktp-el"
    assert reason_of(one(rule, {"layanan": "Pindah datang"})) == "kode_tak_dikenal"


def test_an_unknown_word_of_a_status_is_refused():
    rule = {"outcome": {"from": "status"}}
    assert value(one(rule, {"status": "LEFT"}), "outcome") == "left"
    assert reasons(one(rule, {"status": "pulang"})) == [(2, "status", "kode_tak_dikenal", "AAAAAA")]


def score(text: str, **rule: object):
    columns = {**ANSWER, "waktu": {"from": "n", **rule}}
    return check(block(columns, fact="answer"), f"no;n\n1;{text}\n")


@pytest.mark.parametrize(
    ("text", "rule", "expected"),
    [
        ("4", {}, 4),
        ("4.0", {}, 4),
        ("4,00", {"number": {"decimal": ","}}, 4),
        ("Sangat  SESUAI", {"map": {"Sangat sesuai": 4}}, 4),
        ("3", {"map": {"Sangat sesuai": 4}}, 3),
        ("apa", {"other": 1}, 1),
        ("", {}, None),
        ("NULL", {"empty": "null"}, None),
        ("", {"map": {"": 2}}, 2),
    ],
)
def test_scores(text, rule, expected):
    checked = score(text, **rule)
    assert value(checked, "waktu") == expected
    assert checked.facts.schema.field("waktu").type == pa.int8()


@pytest.mark.parametrize(
    ("text", "rule", "reason"),
    [
        ("0", {}, "di_luar_rentang"),
        ("5", {}, "di_luar_rentang"),
        ("3.5", {}, "di_luar_rentang"),
        ("1", {"between": [2, 4]}, "di_luar_rentang"),
        ("baik", {}, "bukan_angka"),
        ("4,0", {}, "bukan_angka"),
        ("٤", {}, "bukan_angka"),
        ("1e0", {}, "bukan_angka"),
        ("99999999999999999999", {}, "bukan_angka"),
    ],
)
def test_scores_that_are_none(text, rule, reason):
    assert reason_of(score(text, **rule)) == reason


@pytest.mark.parametrize(("order", "eighth"), [("regulation", "pengaduan"), ("questionnaire", "sarana")])
def test_numbered_unsur_are_named_by_the_order_of_the_source(order, eighth):
    columns = {**ANSWER, **{f"u{i}": {"from": f"u{i}"} for i in range(1, 10)}}
    header, row = ";".join(f"u{i}" for i in range(1, 10)), "1;1;1;1;1;1;1;4;2"
    checked = check(block(columns, fact="answer", order_8_9=order), f"no;{header}\n1;{row}\n")
    assert value(checked, eighth) == 4
    assert value(checked, "persyaratan") == 1
    assert value(checked, "channel") == "loket"
