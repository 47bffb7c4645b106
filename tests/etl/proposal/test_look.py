"""How a file is written: by evidence, with a question where that is not enough, or refused."""

import codecs

import pytest

from etl.errors import SourceRefused
from etl.proposal.look import kind_of, look_at_text

ROWS = "nomor;nama;jam\n1;Tempé;08.00\n2;Kafé;08.05\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (ROWS.encode(), "utf-8"),
        (codecs.BOM_UTF8 + ROWS.encode(), "utf-8"),
        (ROWS.encode("utf-16"), "utf-16"),
        (ROWS.encode("utf-16-be"), None),
        (ROWS.encode("cp1252"), None),
    ],
)
def test_an_encoding_is_proved_or_asked(content: bytes, encoding: str | None) -> None:
    found = look_at_text(content)
    assert found.keys["delimiter"] == ";"
    if encoding is None:
        assert found.asks["encoding"]
    else:
        assert (found.keys["encoding"], found.asks) == (encoding, {})


def test_two_encodings_in_one_file_are_refused_with_the_line_of_each() -> None:
    content = "a,b\n1,é\n2,ok\n".encode() + "3,\x95\n".encode("latin-1")
    with pytest.raises(SourceRefused, match=r"UTF-8 \(1 huruf, pertama di baris 2\).*pertama di baris 4"):
        look_at_text(content)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"a;b\n1;\x81\n", "baris 2: bukan UTF-8 dan bukan Windows-1252"),
        (b"a;b\n1;x\0y\n" + b"2;c\n" * 9, "baris 2: ada bita nol"),
        (codecs.BOM_UTF16_LE + b"a\0b", "isinya rusak"),
        (b"LAPORAN ANTREAN\nno;jam;loket\n1;08:00;A\n2;08:05;B\n", "hapus 1 baris di atasnya"),
        (b"1;08:00;3\n2;08:05;4\n", "baris pertama berisi data"),
    ],
)
def test_what_shows_no_table_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(SourceRefused, match=why):
        look_at_text(content)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("end", "said"), [("\n", "LF"), ("\r\n", "CRLF (Windows)"), ("\r", "CR saja (Mac lama)")]
)
def test_delimiter_and_line_ends(delimiter: str, end: str, said: str) -> None:
    lines = [["nomor", "jam", "ket"], ["1", "08:00", "a b"], ["2", "08:05", '"x, y; z|"']]
    found = look_at_text(end.join(delimiter.join(line) for line in lines).encode())
    assert found.keys["delimiter"] == delimiter
    assert f"ganti baris: {said}" in found.notes


def test_two_delimiters_that_divide_alike_are_asked() -> None:
    assert "delimiter" in look_at_text(b"a,b;c\nx,y;z\n").asks


def test_the_kind_is_told_by_what_stands_in_the_file() -> None:
    assert kind_of(b"PK\x03\x04...") == "xlsx"
    assert kind_of(b'\xef\xbb\xbf  [{"a": 1}]') == "json"
    assert kind_of(b"a;b\n") == "csv"
    for content in (b"", b"\r\n ", b"%PDF-1.7", b"\xd0\xcf\x11\xe0"):
        with pytest.raises(SourceRefused):
            kind_of(content)
