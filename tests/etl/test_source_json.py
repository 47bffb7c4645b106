"""The json reader: lines and lists, numbers as written, nested names; what is no row is told by its place."""

import io
import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import ConfigProblem, SourceRefused
from etl.json_text import LONGEST
from etl.reader import Lost, Sheet
from etl.source import SourceBlock
from etl.sources import reader_of
from tests.etl.written import block, check, reasons

COLUMNS = {"id": {"from": "no"}, "area": None, "taken_at": {"from": "ambil", "format": "%F"}}


def json_block(columns: Any = None, **keys: Any) -> SourceBlock:
    return block(columns or COLUMNS, **{"read": "json", "delimiter": ",", **keys})


BLOCK = json_block()
LISTED = json_block(rows="data.items")


def opened(content: str | bytes, source: SourceBlock = BLOCK) -> Sheet:
    file = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return reader_of(source).read(file, source)


def read(content: str | bytes, source: SourceBlock = BLOCK) -> list[tuple[int, str, str]]:
    """(place, no, ambil) of every row; a lost row is (place, column, reason)."""
    rows: list[tuple[int, str, str]] = []
    for batch in opened(content, source).batches:
        columns = (batch.columns["no"].to_pylist(), batch.columns["ambil"].to_pylist())
        rows += list(zip(batch.lines.tolist(), *columns, strict=True))
        rows += [(lost.line, lost.column, lost.reason) for lost in batch.lost]
    return rows


def refusal(content: str | bytes, source: SourceBlock = BLOCK) -> str:
    with pytest.raises(SourceRefused) as caught:
        read(content, source)
    return str(caught.value)


def one(text: str) -> str:
    """What becomes of a value."""
    [(_, _, ambil)] = read('{"no": 1, "ambil": ' + text + "}")
    return ambil


# Lines and lists.


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_lines(end, mark):
    content = mark + end.join(['{"no":"1","ambil":"a"}', "", '  {"ambil":"b","no":"2"}  '])
    assert read(content) == [(1, "1", "a"), (3, "2", "b")]
    assert read(content + end) == [(1, "1", "a"), (3, "2", "b")]
    assert opened(content).unit == "baris"


@pytest.mark.parametrize("space", ["", " ", "\n"])
def test_a_list(space):
    content = f'{space}[{space}{{"no":1,"ambil":"a"}}{space},{space}{{"no":2,"ambil":"b"}}{space}]{space}'
    assert read(content) == [(1, "1", "a"), (2, "2", "b")]
    assert opened(content).unit == "butir"


def test_a_list_under_a_path_whatever_stands_around_it():
    content = json.dumps(
        {
            "meta": {"items": [1, {"a": [2]}], "x": "]}"},
            "data": {"total": 2, "items": [{"no": 1, "ambil": "a"}, {"no": 2, "ambil": "b"}], "items2": []},
            "links": [],
        },
        indent=2,
    )
    assert read(content, LISTED) == [(1, "1", "a"), (2, "2", "b")]


def test_what_is_longer_than_a_value_may_be_is_walked_through_where_it_is_not_wanted():
    other = [{"teks": "x" * 1_000, "dalam": [1, [2]]}] * 3_000
    content = json.dumps({"lain": other, "data": {"items": [{"no": 1, "ambil": "a"}]}, "akhir": {"b": other}})
    assert len(content) > 5 * LONGEST
    assert read(content, LISTED) == [(1, "1", "a")]


def test_memory_is_bounded_however_long_the_list():
    row = json.dumps({"no": 1, "ambil": "03/03/2025 08:00:00", "lain": "x" * 1_500})
    content = io.BytesIO(("[" + ",".join([row] * 20_000) + "]").encode())
    assert content.getbuffer().nbytes > 25_000_000
    tracemalloc.start()
    try:
        rows = sum(len(batch.lines) for batch in reader_of(BLOCK).read(content, BLOCK).batches)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert rows == 20_000
    assert peak < 24_000_000


@pytest.mark.parametrize("rows", [1, 4_999, 5_000, 5_001, 50_000, 50_001])
def test_batches_lose_nothing_at_their_edges(rows):
    content = "".join(f'{{"no":{i},"ambil":"x"}}\n' for i in range(rows))
    batches = list(opened(content).batches)
    assert [line for batch in batches for line in batch.lines.tolist()] == list(range(1, rows + 1))
    assert [no for batch in batches for no in batch.columns["no"].to_pylist()] == [
        str(i) for i in range(rows)
    ]


# Values and names.


@pytest.mark.parametrize(
    "number",
    [
        "7",
        "-0",
        "12.50",
        "6371040101900001",
        "0.1000000000000000055511151231257827",
        "1e5",
        "-2E-3",
        "9" * 5_000,
    ],
)
def test_numbers_are_as_they_are_written(number):
    assert one(number) == number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('""', ""),
        ("null", ""),
        ("true", "true"),
        ("false", "false"),
        ('" a\\tb "', " a\tb "),
        ('"\\u00e9"', "é"),
        ('"\\ud83d\\ude00"', "😀"),
        ('"NaN"', "NaN"),
    ],
)
def test_other_values(text, value):
    assert one(text) == value


def test_names_within_names_have_a_dot_between_them():
    source = json_block(
        {
            "id": {"from": "no"},
            "area": {"from": "pelapor.alamat.kelurahan"},
            "taken_at": {"from": "ambil", "format": "%F"},
        }
    )
    sheet = opened('{"no":1,"pelapor":{"alamat":{"kelurahan":"Alalak","rt":3}},"ambil":"a"}', source)
    assert sheet.header == ("no", "pelapor.alamat.kelurahan", "pelapor.alamat.rt", "ambil")
    [batch] = sheet.batches
    assert set(batch.columns) == {"no", "pelapor.alamat.kelurahan", "ambil"}
    assert batch.columns["pelapor.alamat.kelurahan"].to_pylist() == ["Alalak"]


def test_the_header_is_every_name_of_every_row_and_what_is_absent_is_empty():
    content = '{"no":1}\n{"ambil":"b"}\n{"no":3,"lain":1,"ambil":null}\n'
    assert opened(content).header == ("no", "ambil", "lain")
    assert read(content) == [(1, "1", ""), (2, "", "b"), (3, "3", "")]


def test_a_missing_name_is_told_with_the_nearest():
    assert refusal('{"no":1,"Ambil":2}') == (
        'nama kolom: tidak ada kolom "ambil" (mungkin maksudnya "Ambil"); kolom yang ada: "no", "Ambil"'
    )


# Rows that are lost, and rows around them that are not.


@pytest.mark.parametrize(
    "bad",
    [
        '{"no":1,"ambil":}',
        '{"no":1',
        "[1]",
        "1",
        '"a"',
        "null",
        "{'no':1}",
        '{"no":NaN,"ambil":1}',
        '{"no":-Infinity}',
        '{"no":1,"no":2}',
        '{"a":{"b":1,"b":2}}',
        '{"a.b":1,"a":{"b":2}}',
        '{"no":"\\ud800"}',
        '{"no":"\\u0000"}',
        '{"\\udc00":1}',
        '{"no":1}{"no":2}',
        '{"a":' * 30 + "1" + "}" * 30,
        '{"a":' * 3_000 + "1" + "}" * 3_000,
        '{"no":01}',
        '{"no":1,}',
        "{no:1}",
        "// x",
    ],
)
def test_a_bad_line_is_a_reject_and_the_others_go_on(bad):
    content = f'{{"no":1,"ambil":"a"}}\n{bad}\n{{"no":3,"ambil":"c"}}'
    assert read(content) == [(1, "1", "a"), (3, "3", "c"), (2, "", "baris_rusak")]


def test_an_item_of_a_list_that_is_no_sound_object_is_a_reject():
    content = '[{"no":1,"ambil":"a"},1,{"no":1,"no":2},{"no":NaN},null,{"no":6,"ambil":"f"}]'
    assert read(content) == [
        (1, "1", "a"), (6, "6", "f"), *((place, "", "baris_rusak") for place in (2, 3, 4, 5)),
    ]  # fmt: skip


def test_a_list_where_a_value_is_wanted_is_a_reject_of_that_row():
    content = '{"no":1,"ambil":["a"]}\n{"no":2,"ambil":{"jam":"b"}}\n{"no":3,"ambil":"c","lain":[1]}'
    [batch] = opened(content).batches
    assert batch.lines.tolist() == [3]
    assert batch.lost == (Lost(1, "ambil", "bukan_satu_nilai"), Lost(2, "ambil", "bukan_satu_nilai"))


def test_an_object_with_nothing_in_it_is_no_empty_value():
    (batch,) = opened('{"no": 1, "ambil": {}}\n{"no": 2, "ambil": "b"}\n').batches
    assert batch.lost == (Lost(1, "ambil", "bukan_satu_nilai"),)


def test_the_validator_counts_lost_rows_once():
    source = json_block(
        {**COLUMNS, "ticket": {"from": "tiket"}, "taken_at": {"from": "ambil", "format": "%Y-%m-%d"}}
    )
    found = check(
        source,
        '{"no":[1],"tiket":[2],"ambil":"2025-03-03"}\n{"no":2,"tiket":"A","ambil":"2025-03-03"}\nx\n',
    )
    assert (found.read, found.rejected, found.facts.num_rows) == (3, 2, 1)
    assert reasons(found) == [
        (1, "no", "bukan_satu_nilai", ""), (1, "tiket", "bukan_satu_nilai", ""), (3, "", "baris_rusak", ""),
    ]  # fmt: skip


# What is refused.


@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff"])
def test_an_empty_file(content):
    assert "berkas ini kosong" in refusal(content)


@pytest.mark.parametrize("content", ["no;ambil", "<html>", "1", "nul"])
def test_what_is_no_json(content):
    assert "ini bukan JSON" in refusal(content)


def test_a_list_without_an_object():
    assert refusal("[1, 2]") == "tidak ada butir yang berupa objek"


@pytest.mark.parametrize(("content", "options"), [("[]", {}), ('{"data": []}', {"rows": "data"})])
def test_a_list_without_an_item_is_a_day_on_which_nothing_happened(content, options):
    sheet = opened(content, json_block(**options))
    assert (sheet.header, list(sheet.batches)) == ((), [])


def test_one_document_is_told_how_to_name_its_list():
    rows = [{"no": 1, "ambil": "a"}]
    assert refusal(json.dumps({"status": "ok", "data": {"items": rows}}, indent=1)) == (
        'tidak ada baris yang berupa satu objek JSON; berkas ini satu dokumen, tulis rows = "data.items"'
    )
    assert refusal(json.dumps({"status": "ok", "data": rows})).endswith(
        'kolom yang ada: "status", "data"; "data" berisi daftar, mungkin maksudnya rows = "data"'
    )


@pytest.mark.parametrize("between", [",\n", f",{' ' * (1 << 20)}"])
def test_of_one_document_no_row_is_taken_for_a_line_of_its_own(between):
    """The last row of a list stands without a comma."""
    rows = between.join(json.dumps({"no": n, "ambil": "a"}) for n in range(3))
    told = refusal(f'{{"data": [{between[1:]}{rows}\n]}}')
    assert told.endswith('berkas ini satu dokumen, tulis rows = "data"')


def test_lines_of_which_the_first_is_broken_are_no_document():
    assert read('{"no": [1], "ambil": \n{"no": 2, "ambil": "b"}\n') == [(2, "2", "b"), (1, "", "baris_rusak")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"date": []}', 'tidak ada nama "data"; yang ada: "date"'),
        ("{}", 'tidak ada nama "data"; yang ada: tidak ada'),
        ('{"data": {"items": {}}}', 'rows = "data.items": di sana tidak ada daftar'),
        ('{"data": []}', 'tidak ada nama "items", sebab di sana bukan objek'),
        ("[]", 'tidak ada nama "data", sebab di sana bukan objek'),
        ('{"data": {"items": [{}]}, "data": 1}', 'nama "data" ada dua kali'),
    ],
)
def test_a_path_that_leads_nowhere(content, words):
    assert words in refusal(content, LISTED)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('[\n{"no":1},\n{"no":2}', 'baris 3: susunan JSON rusak; berkas terpotong: diharapkan ","'),
        ('[\n{"no":1},\n{"no":', "baris 3: susunan JSON rusak: satu nilai rusak"),
        ('[{"no":1}\n{"no":2}]', 'baris 2: susunan JSON rusak: diharapkan ","'),
        ('[{"no":1}]\n[]', "baris 2: susunan JSON rusak: ada isi sesudah dokumen berakhir"),
        ("[{no:1}]", "satu nilai rusak"),
        ('[{"no":1},]', "satu nilai rusak"),
        ("[" + '{"a":' * 3_000, "bersarang terlalu dalam"),
        ('[{"a":"' + "x" * (LONGEST + 10) + '"}]', f"lebih dari {LONGEST} huruf"),
    ],
)
def test_a_list_that_is_broken_is_refused_by_its_line(content, words):
    assert words in refusal(content)


def test_a_document_nested_without_end_is_refused_where_it_is_skipped():
    assert "bersarang terlalu dalam" in refusal('{"x":' + "[" * 100_000, LISTED)
    assert "bersarang terlalu dalam" in refusal('{"x":' + '{"a":' * 100_000, LISTED)


def test_a_line_without_an_end():
    content = '{"no":1,"ambil":"a"}\n{"no":"' + "x" * (LONGEST + 10)
    assert refusal(content).startswith(f"baris 2: lebih dari {LONGEST} bita")


def test_rows_that_use_data_as_names():
    content = "".join(f'{{"no":1,"ambil":2,"n{i}":3}}\n' for i in range(1_100))
    assert "lebih dari 1000 nama kolom" in refusal(content)


@pytest.mark.parametrize("start", ["", "["])
def test_a_wrong_encoding_names_its_line(start):
    content = (start + '\n{"no":1,"ambil":"é"}\n').encode() + '{"no":1,"ambil":"é"}'.encode("cp1252")
    assert refusal(content) == (
        "baris 3: isi berkas bukan UTF-8; JSON selalu UTF-8, ekspor ulang dari sistem asal"
    )
    assert "baris 1: isi berkas bukan UTF-8" in refusal((start + '{"no":1}').encode("utf-16"))


@pytest.mark.parametrize(
    ("keys", "option"), [({"sheet": "x"}, "sheet"), ({"encoding": "cp1252"}, "encoding")]
)
def test_options_of_another_kind_are_refused(keys, option):
    with pytest.raises(ConfigProblem, match=f'source.antrean.{option}: tidak berlaku untuk read = "json"'):
        reader_of(json_block(**keys))
    with pytest.raises(ConfigProblem, match='rows: tidak berlaku untuk read = "csv", hanya untuk json'):
        reader_of(block(rows="data"))


@given(st.binary(max_size=200))
def test_any_bytes_are_rows_or_a_refusal(content):
    for head, source in (
        (b"", BLOCK),
        (b'{"no":1,"ambil":2}\n', BLOCK),
        (b"[", BLOCK),
        (b'{"data":', LISTED),
    ):
        try:
            read(head + content, source)
        except SourceRefused as refused:
            assert str(refused)  # noqa: PT017  (either outcome is right)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
VALUE = st.one_of(TEXT, st.integers(), st.booleans(), st.none())


@given(st.lists(st.tuples(VALUE, VALUE), min_size=1, max_size=20), st.sampled_from(["lines", "list", "path"]))
def test_what_a_writer_writes_is_read_back(rows, form):
    objects = [{"no": no, "ambil": ambil} for no, ambil in rows]
    if form == "lines":
        content, source = "\n".join(json.dumps(row) for row in objects), BLOCK
    elif form == "list":
        content, source = json.dumps(objects, ensure_ascii=False), BLOCK
    else:
        content, source = json.dumps({"data": {"items": objects}}, indent=1), LISTED
    words = {None: "", True: "true", False: "false"}
    expected = [
        tuple(str(words[v]) if v is None or isinstance(v, bool) else str(v) for v in row) for row in rows
    ]
    assert [(no, ambil) for _, no, ambil in read(content, source)] == expected
