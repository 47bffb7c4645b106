"""The csv reader: strict, in batches, by exact line; what it cannot read it refuses by line."""

import gc
import io
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import ConfigProblem, SourceRefused
from etl.reader import BATCH_ROWS
from etl.source import SourceBlock, unused
from etl.sources import reader_of, readers
from tests.etl.workbook import rows
from tests.etl.written import block

BLOCK = block({"id": {"from": "no"}, "area": None, "taken_at": {"from": "ambil", "format": "%F"}})


def read(content: bytes, source: SourceBlock = BLOCK) -> list[tuple[int, str, str]]:
    """(line, no, ambil) of every row; a broken line is (line, number of fields, "")."""
    rows: list[tuple[int, str, str]] = []
    for batch in reader_of(source).read(io.BytesIO(content), source).batches:
        columns = (batch.columns["no"].to_pylist(), batch.columns["ambil"].to_pylist())
        rows += list(zip(batch.lines.tolist(), *columns, strict=True))
        rows += [(line, str(fields), "") for line, fields in batch.broken]
    return rows


def refusal(content: bytes, source: SourceBlock = BLOCK) -> str:
    with pytest.raises(SourceRefused) as caught:
        read(content, source)
    return str(caught.value)


def test_the_registry_finds_the_reader_by_its_kind():
    assert "csv" in readers()
    with pytest.raises(ConfigProblem, match=r'source.antrean.read: "xls" belum dapat dibaca; yang ada: csv'):
        reader_of(block(read="xls"))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_every_kind_of_line_end_with_and_without_the_last(end, last):
    content = end.join(["no;ambil", "1;a", "", "2;b"]) + (end if last else "")
    assert read(content.encode()) == [(2, "1", "a"), (4, "2", "b")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_quoted_cell_over_several_lines_keeps_the_lines_that_follow_exact(end):
    content = end.join(["no;ambil", '1;"a', "", 'b"', "2;c", '"3', '";d', "4"]) + end
    found = read(content.encode())
    assert [(line, no) for line, no, _ in found] == [(2, "1"), (5, "2"), (6, f"3{end}"), (8, "1")]


def test_columns_are_found_by_name_and_only_those_needed_are_kept():
    sheet = reader_of(BLOCK).read(io.BytesIO(b"nik; ambil ;no\n637;x;1\n"), BLOCK)
    assert sheet.header == ("nik", "ambil", "no")
    [batch] = sheet.batches
    assert set(batch.columns) == {"no", "ambil"}


def test_a_byte_order_mark_is_no_part_of_the_first_name():
    assert read(b"\xef\xbb\xbfno;ambil\n1;a\n") == [(2, "1", "a")]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "cp1252", "utf-8"])
def test_the_stated_encoding(encoding):
    source = block(
        {"id": {"from": "no"}, "area": None, "taken_at": {"from": "ambil", "format": "%F"}}, encoding=encoding
    )
    assert read("no;ambil\n1;é\n".encode(encoding), source) == [(2, "1", "é")]


@pytest.mark.parametrize("rows", [0, 1, BATCH_ROWS - 1, BATCH_ROWS, BATCH_ROWS + 1, 2 * BATCH_ROWS + 7])
def test_batches_lose_nothing_at_their_edges(rows):
    content = "no;ambil\n" + "".join(f"{i};x\n" for i in range(rows))
    sheet = reader_of(BLOCK).read(io.BytesIO(content.encode()), BLOCK)
    batches = list(sheet.batches)
    assert all(len(batch.lines) <= BATCH_ROWS for batch in batches)
    lines = [line for batch in batches for line in batch.lines.tolist()]
    assert lines == list(range(2, rows + 2))
    assert [no for batch in batches for no in batch.columns["no"].to_pylist()] == [
        str(i) for i in range(rows)
    ]


def test_memory_is_bounded_by_the_batch():
    content = b"no;ambil\n" + b"1;03/03/2025 08:00:00\n" * (8 * BATCH_ROWS)
    tracemalloc.start()
    try:
        for _ in reader_of(BLOCK).read(io.BytesIO(content), BLOCK).batches:
            pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8_000_000


def test_the_callers_file_and_collector_are_left_as_they_were():
    file = io.BytesIO(b"no;ambil\n1;a\n")
    for _ in reader_of(BLOCK).read(file, BLOCK).batches:
        pass
    gc.collect()
    assert not file.closed
    assert gc.isenabled()
    with pytest.raises(SourceRefused):
        read(b'no;ambil\n1;"a\n')
    assert gc.isenabled()


# What is refused.


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b";;\n"])
def test_an_empty_file(content):
    assert "berkas ini kosong" in refusal(content)


def test_what_a_block_does_not_name_can_be_noted():
    assert unused(("no", "nik", "", "ambil"), BLOCK) == ("nik",)


def test_a_row_of_blank_cells_is_none_and_the_lines_that_follow_stay_exact():
    content = b'no;ambil\n1;a\n;\n;;;;\n \n"";"\t"\n2;\n;;\n"";"\n\n"\n3;b\n;\n'
    assert read(content) == [(2, "1", "a"), (7, "2", ""), (12, "3", "b")]
    assert read(b" ; \n;;\nno;ambil\n;\n1;a\n") == [(5, "1", "a")]


def test_a_header_alone_is_no_error():
    assert read(b"no;ambil") == []


@pytest.mark.parametrize("line", [2, 3, 5_000, 5_001, 6_000])
@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ('7;"a', "dibuka tetapi tidak ditutup"),
        ('7;"a"b', "di tengah isi"),
        ('7;"' + "a" * 140_000, "dibuka tetapi tidak ditutup"),
    ],
)
def test_an_open_quote_names_the_line_where_the_row_begins(line, broken, words):
    lines = ["no;ambil", *(f"{i};x" for i in range(6_000))]
    lines[line - 1] = broken
    message = refusal("\n".join(lines).encode())
    assert message.startswith(f"baris {line}: tanda kutip")
    assert words in message


def test_an_open_quote_after_rows_of_several_lines():
    assert refusal(b'no;ambil\n1;"a\nb"\n\n2;"c\n3;d\n').startswith("baris 5:")


@pytest.mark.parametrize("line", [1, 2, 700, 2_000])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_wrong_encoding_names_the_first_line_that_does_not_fit(line, end):
    lines = ["no;ambil", *(f"{i};ééé" for i in range(2_000))]
    content = [text.encode() for text in lines]
    content[line - 1] = lines[line - 1].replace("é", "e").encode() + b"\xe9"
    message = refusal(end.encode().join(content))
    assert message.startswith(f"baris {line}: isi berkas bukan UTF-8; berkas ini memakai dua pengodean")


def test_a_file_of_one_other_encoding_is_told_which():
    assert refusal("no;ambil\n1;caf\u00e9\n".encode("cp1252")) == (
        'baris 2: isi berkas bukan UTF-8; coba encoding = "cp1252"'
    )


@pytest.mark.parametrize("line", [1, 2, 700, 2_000])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("letter", ["\u2022", "\u00e9", "\u00a0"])
def test_utf_8_in_a_file_of_another_encoding_is_no_text_of_that_encoding(line, end, letter):
    lines = ["no;ambil", *(f"{i};caf\u00e9" for i in range(2_000))]
    content = [text.encode("cp1252") for text in lines]
    content[line - 1] = lines[line - 1].replace("\u00e9", "").encode() + letter.encode()
    message = refusal(end.encode().join(content), block(encoding="cp1252"))
    assert message.startswith(f"baris {line}: ada huruf UTF-8 di antara isi cp1252; berkas ini memakai dua")


def test_letters_that_only_look_like_utf_8_are_read():
    source = block(
        {"id": {"from": "no"}, "area": None, "taken_at": {"from": "ambil", "format": "%F"}}, encoding="cp1252"
    )
    words = "CAF\u00c9\u201d na\u00efve \u2013 \u00e0\u2019"
    assert read(f"no;ambil\n1;{words}\n".encode("cp1252"), source) == [(2, "1", words)]


@pytest.mark.parametrize(
    ("stated", "true", "advice"),
    [
        ("utf-8", "cp1252", 'coba encoding = "cp1252"'),
        ("utf-8", "utf-16", 'tulis encoding = "utf-16"'),
        ("utf-8", "utf-16-le", "utf-16-le"),
        ("ascii", "utf-8", 'tulis encoding = "utf-8"'),
        ("cp1252", "utf-8", 'tulis encoding = "utf-8"'),
        ("cp1252", "utf-8-sig", 'tulis encoding = "utf-8"'),
        ("utf-16", "utf-8", 'coba encoding = "utf-8"'),
    ],
)
def test_a_wrong_encoding_suggests_another(stated, true, advice):
    source = block(encoding=stated)
    assert advice in refusal("no;kelurahan;ambil\n1;é;x\n".encode(true), source)


def test_bytes_of_no_encoding_at_all():
    assert refusal(b"no;ambil\n1;\x81\xe9\n") == "baris 2: isi berkas bukan UTF-8; ekspor ulang sebagai UTF-8"


@pytest.mark.parametrize("line", [1, 3, 5_000])
def test_a_zero_byte(line):
    lines = [b"no;ambil", *[b"1;x"] * 5_000]
    lines[line - 1] += b"\0"
    assert refusal(b"\n".join(lines)).startswith(f"baris {line}: ada bita nol")


def test_a_line_without_an_end_is_refused_before_it_fills_the_memory():
    assert "tanpa ganti baris" in refusal(b"no;ambil\n1;x\n" + b"x" * 3_000_000)


def test_a_row_of_data_in_the_place_of_the_header_is_not_told():
    """What is refused stands in the findings of the run, which a page shows."""
    for cell in ("6371041234567890", "0812-3456-7890", "2025-03-03 08:00"):
        told = refusal(f"Siti Aminah;{cell}\n1;2\n".encode())
        assert told.startswith('baris judul: tidak ada kolom "no", "ambil"; yang ada di sana tampaknya data')
        assert "Siti" not in told
        assert cell not in told


def test_a_missing_column_is_named_with_the_nearest_and_all_that_there_are():
    assert refusal(b"nomor;Ambil;lain\n1;2;3\n") == (
        'baris judul: tidak ada kolom "no", "ambil" (mungkin maksudnya "Ambil"); '
        'kolom yang ada: "nomor", "Ambil", "lain"'
    )


def test_names_below_a_title_are_found_and_said():
    for title in (b"REKAP ANTRIAN;\n\n", b"REKAP ANTRIAN\n;;\n"):
        told = refusal(title + b"no;ambil;x\n1;a;b\n")
        assert told.endswith(
            "; nama kolom ada di baris 3: hapus 2 baris di atasnya (judul laporan), lalu jalankan lagi"
        )
    assert "judul laporan" not in refusal(b"nomor;Ambil\n1;2\n")
    assert "judul laporan" not in refusal(b'nomor;Ambil\n1;"2\n')


def test_a_workbook_is_told_as_one():
    assert "ini buku kerja Excel (.xlsx) atau arsip ZIP" in refusal(rows(["no", "ambil"], ["1", "a"]))
    old = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
    assert "ini buku kerja Excel lama (.xls)" in refusal(old, block(encoding="utf-16-le"))


def test_another_delimiter_is_suggested():
    assert refusal(b"no,ambil\n1,2\n").endswith("pemisah kolomnya tampaknya koma, tulis delimiter = ','")


def test_a_doubled_name_is_refused_only_where_the_block_uses_it():
    assert 'kolom "ambil" ada lebih dari satu kali' in refusal(b"no;ambil;ambil\n")
    assert read(b"no;ambil;x;x;;\n1;a;;;;\n") == [(2, "1", "a")]


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_a_refusal(content):
    for head in (b"", b"no;ambil\n"):
        try:
            rows = read(head + content)
        except SourceRefused as refused:
            assert str(refused)  # noqa: PT017  (either outcome is right)
        else:
            assert all(line >= 2 for line, _, _ in rows)


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@given(st.lists(st.tuples(TEXT, TEXT), max_size=20), st.sampled_from(["\n", "\r\n", "\r"]))
def test_what_a_strict_writer_writes_is_read_back(rows, end):
    quoted = [
        ";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [("no", "ambil"), *rows]
    ]
    found = read((end.join(quoted) + end).encode())
    assert [(no, ambil) for _, no, ambil in found] == [row for row in rows if "".join(row).strip()]
