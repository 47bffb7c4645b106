"""Columns, rows and their reasons, as a clerk's export would hold them."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.facts import SHAPES
from etl.reader import Batch
from etl.validate import Reason, shape
from etl.validate.reasons import WITHOUT_END
from tests.etl.written import AT, block, check, one, reason_of, reasons, utc, validator, value, visits


def test_a_good_row_becomes_a_fact_in_utc_with_every_canonical_column():
    checked = visits(None, "A1;Alalak Utara;03/03/2025 08:00:00")
    assert checked.facts.schema.names == [
        "id", "ticket", "office", "area", "service", "channel", "counter", "priority",
        "taken_at", "called_at", "started_at", "finished_at", "outcome", "line", "version",
    ]  # fmt: skip
    assert checked.facts.schema.field("taken_at").type == pa.timestamp("s")
    assert checked.facts.schema.field("line").type == pa.int32()
    assert checked.facts.to_pylist() == [
        {
            "id": "A1", "ticket": None, "office": "63.71.04", "area": "63.71.04.1002", "service": "ktp-el",
            "channel": "loket", "counter": None, "priority": None, "taken_at": utc(2025, 3, 3),
            "called_at": None, "started_at": None, "finished_at": None, "outcome": "served",
            "line": 2, "version": "",
        }
    ]  # fmt: skip


def test_several_reasons_on_one_line_are_listed_and_the_line_counts_once():
    checked = visits(None, ";Negeri Jauh;31/02/2025 08:00:00", "A2;Alalak Utara;03/03/2025 08:00:00")
    assert reasons(checked) == [
        (2, "no", "wajib_kosong", ""),
        (2, "kelurahan", "kode_tak_dikenal", "AAAAAA AAAA"),
        (2, "ambil", "bukan_waktu", "99/99/9999 9"),
    ]
    assert (checked.read, checked.rejected, checked.facts.num_rows) == (2, 1, 1)


def test_a_line_with_another_number_of_fields_is_rejected_and_the_others_are_loaded():
    checked = visits(None, "A1;Alalak Utara", "A2;;03/03/2025 08:00:00", "A3;;03/03/2025 08:00:00;x")
    assert reasons(checked) == [(2, "", "jumlah_kolom", "2 kolom"), (4, "", "jumlah_kolom", "4 kolom")]
    assert (checked.read, checked.rejected, checked.facts["line"].to_pylist()) == (3, 2, [3])


cells = st.one_of(
    st.text(st.characters(exclude_characters='";\n\r\0', exclude_categories=["Cs"]), max_size=30),
    st.sampled_from(
        ["", " ", "-", "A1", "Alalak Utara", "KTP", "03/03/2025 08:00:00", "31/02/2025 00:00:00"]
    ),
    st.sampled_from(["SELESAI", "UJI", "12,5", "4", "1e9", "٣", "９", "²", "99999999999999999999"]),
)
EVERYTHING = block(
    {
        "id": {"from": ["no", "tambah"]},
        "ticket": {"from": "no", "number": True, "between": [1, 9]},
        "service": {"from": "layanan", "codes": "services", "map": {"x": "kk"}, "other": "ktp-el"},
        "taken_at": [
            {"from": "ambil", "empty": "-", **AT},
            {"from": ["no", "tambah"], "format": ["%Y-%m-%d", "excel"], "when": {"status": "SELESAI"}},
        ],
        "called_at": {"from": "panggil", **AT, "next_day": {"after": "taken_at", "gap": "12h"}, "skew": "5s"},
        "finished_at": {
            "start": "called_at",
            "plus": {"from": "lama", "unit": "m", "number": {"decimal": ","}},
        },
        "outcome": {"from": "status", "map": {"SELESAI": "served"}, "other": "left"},
    },
    exclude={"status": ["UJI"], "no": {"like": ["Jumlah*"]}},
    version="tambah",
)
HEADER = ["no", "tambah", "kelurahan", "layanan", "ambil", "panggil", "lama", "status"]


@given(st.lists(st.tuples(*[cells] * len(HEADER)), max_size=8), st.lists(st.just((3, 2)), max_size=2))
def test_read_is_facts_and_rejected_and_excluded_whatever_the_cells_hold(rows, broken):
    columns = {name: pa.array([row[i] for row in rows], pa.string()) for i, name in enumerate(HEADER)}
    batch = Batch(np.arange(2, 2 + len(rows)), columns, tuple(broken))
    checked = validator(EVERYTHING).check(batch, file_name="x.csv")
    assert checked.read == len(rows) + len(broken)
    assert checked.read == checked.facts.num_rows + checked.rejected + checked.excluded
    assert all(len(row["shape"]) <= 12 for row in checked.rejects.to_pylist())
    lines = set(checked.rejects["line"].to_pylist()) - {3 if broken else 0}
    assert not lines & set(checked.facts["line"].to_pylist())


def ordered(**clocks: str):
    """One visit of 3 March; a clock that is left out is empty."""
    names = ("taken_at", "called_at", "started_at", "finished_at")
    columns = {name: {"from": ["tgl", name], "format": ["%d/%m/%Y", "%H:%M"]} for name in names}
    return one(columns, {"tgl": "03/03/2025", **{name: clocks.get(name, "") for name in names}})


@pytest.mark.parametrize(
    ("clocks", "culprits"),
    [
        ({"taken_at": "08:00", "called_at": "08:00", "finished_at": "08:00"}, []),
        ({"taken_at": "08:01", "called_at": "08:00"}, ["taken_at, called_at"]),
        ({"taken_at": "08:01", "finished_at": "08:00"}, ["taken_at, finished_at"]),
        ({"taken_at": "08:00", "called_at": "08:05", "finished_at": "08:04"}, ["called_at, finished_at"]),
        ({"taken_at": "08:00", "started_at": "08:05", "finished_at": "08:04"}, ["started_at, finished_at"]),
        ({"taken_at": "08:05", "called_at": "08:05", "started_at": "08:00", "finished_at": "08:10"}, []),
        ({"taken_at": "08:00", "called_at": "08:05", "started_at": "08:03", "finished_at": "08:04"}, []),
    ],
)
def test_the_order_of_a_visit(clocks, culprits):
    checked = ordered(**clocks)
    assert [(column, reason) for _, column, reason, _ in reasons(checked)] == [
        (f"tgl, {name}", "urutan_waktu") for name in culprits
    ]


def test_skew_without_next_day_is_accepted_as_written_and_counted():
    rule = {"called_at": {"from": "panggil", **AT, "skew": "5s"}}
    late = one(rule, {"panggil": "03/03/2025 07:59:55"})
    assert (value(late, "called_at"), late.skewed) == (utc(2025, 3, 2, 23, 59, 55), 1)
    assert reason_of(one(rule, {"panggil": "03/03/2025 07:59:54"})) == "urutan_waktu"
    refused = one({**rule, "outcome": {"from": "s"}}, {"panggil": "03/03/2025 07:59:55", "s": "x"})
    assert (refused.rejected, refused.skewed) == (1, 0)


@pytest.mark.parametrize(
    ("status", "end", "reason"),
    [
        ("open", "", None),
        ("completed", "", "selesai_tanpa_waktu"),
        ("refused", "", "ditolak_tanpa_waktu"),
        ("withdrawn", "", "ditarik_tanpa_waktu"),
        ("completed", "2025-03-03", None),
        ("completed", "2025-03-02", "urutan_waktu"),
    ],
)
def test_a_request_that_ended_has_its_end(status, end, reason):
    columns = {
        "id": {"from": "no"},
        "office": {"value": "63.71.04"},
        "service": {"value": "kk"},
        "channel": {"value": "elok"},
        "submitted_at": {"value": "2025-03-03", "format": "%Y-%m-%d"},
        "completed_at": {"from": "selesai", "format": "%Y-%m-%d"},
        "status": {"from": "status"},
    }
    checked = check(block(columns, fact="request"), f"no;selesai;status\n1;{end};{status}\n")
    assert [found[1:3] for found in reasons(checked)] == ([("selesai", reason)] if reason else [])


def test_a_request_that_ended_in_a_source_that_knows_no_end():
    columns = {
        "id": {"from": "no"},
        "office": {"value": "63.71.04"},
        "service": {"value": "kk"},
        "channel": {"value": "elok"},
        "submitted_at": {"value": "2025-03-03", "format": "%Y-%m-%d"},
        "status": {"value": "refused"},
    }
    assert reasons(check(block(columns, fact="request"), "no\n1\n")) == [
        (2, "completed_at", "ditolak_tanpa_waktu", "")
    ]


def test_every_word_that_ends_a_row_is_named_where_the_end_is_missing():
    words = {word for shape in SHAPES.values() if shape.ended for word in shape.ended[1]}
    assert words == set(WITHOUT_END)
    assert Reason.DITARIK_TANPA_WAKTU.label == 'Status "Ditarik", tetapi waktu berakhirnya kosong'


def test_the_order_of_a_complaint():
    columns = {
        "id": {"from": "no"},
        "office": {"value": "63.71.04"},
        "channel": {"value": "elok"},
        "category": {"value": "waktu"},
        **{
            f"{name}_at": {"from": name, "format": "%Y-%m-%d"} for name in ("received", "responded", "closed")
        },
        "status": {"value": "resolved"},
    }
    text = "no;received;responded;closed\n1;2025-03-03;2025-03-02;2025-03-01\n2;2025-03-03;;2025-03-04\n"
    checked = check(block(columns, fact="complaint"), text)
    assert [found[1] for found in reasons(checked)] == ["received, responded", "received, closed"]
    assert checked.rejected == 1
    assert checked.facts["id"].to_pylist() == ["2"]


def test_excluded_rows_are_counted_and_not_looked_at():
    checked = visits(
        None,
        "A1;;03/03/2025 08:00:00",
        "JUMLAH : 1;;",
        " ;x;y",
        "no;kelurahan;ambil",
        "A2;uji coba;rusak",
        exclude={"no": {"like": ["jumlah*", ""]}, "kelurahan": ["UJI COBA", "kelurahan"]},
    )
    assert (checked.read, checked.excluded, checked.rejected, checked.facts.num_rows) == (5, 4, 0, 1)
    assert checked.rejects.num_rows == 0


def test_a_pattern_takes_its_signs_literally_but_for_the_two():
    rows = ["A+1;;03/03/2025 08:00:00", "AB1;;03/03/2025 08:00:00"]
    assert visits(None, *rows, exclude={"no": {"like": ["a+?"]}}).excluded == 1
    assert visits(None, *rows, exclude={"no": {"like": ["a?1"]}}).excluded == 2


@given(st.text())
def test_a_shape_never_tells_the_text(text):
    found = shape(text)
    assert len(found) <= 12
    assert set(found) <= {"A", "9", "?", " ", *"!\"#$%&'()*+,-./:;<=>@[\\]^_`{|}~"}


def test_shapes():
    assert shape("Siti, 0812-345678") == "AAAA, 9999-9"
    assert shape("ñ２\u0301\t😀") == "A9???"


def test_every_reason_has_its_words():
    assert {reason.value for reason in Reason} == {
        "selesai_tanpa_waktu", "ditolak_tanpa_waktu", "ditarik_tanpa_waktu",
        "jumlah_kolom", "wajib_kosong", "bukan_waktu", "tahun_di_luar", "kode_tak_dikenal", "bukan_angka",
        "di_luar_rentang", "urutan_waktu", "di_masa_depan", "kunci_ganda", "terlalu_panjang",
        "baris_rusak", "angka_terpotong", "bukan_satu_nilai", "nik_di_kolom_lain", "bukan_nik",
    }  # fmt: skip
    assert all(reason.label and reason.hint for reason in Reason)
    assert Reason("bukan_waktu") is Reason.BUKAN_WAKTU
