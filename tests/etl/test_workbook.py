"""The child's own work, looked at without its process: what it says, wherever a block of bytes may end."""

import io
from collections.abc import Iterator

import pytest

from etl.errors import SourceRefused
from etl.workbook.archive import DAMAGED
from etl.workbook.child import Options, frames
from etl.workbook.scan import checked, scanned
from tests.etl.test_hostile_workbooks import HOSTILE
from tests.etl.workbook import by_hand, rows, sheet, text

OPTIONS = Options(None, 1, 0, ["no", "ambil"])
DANGEROUS = {"rows", "padded", "unnumbered", "many texts"}
"""Slow to make, or not to be opened in this process."""

NO_ZIP = {"password, as Office does it", "xls", "an empty zip", "nothing", "html", "csv", "noise"}
"""Told by their first bytes, before any child."""


def test_frames_of_a_sound_workbook():
    head, body = frames(io.BytesIO(rows(["no", "ambil", "x"], [1, "a", 2], [10**15, "b", 3])), OPTIONS)
    assert (head.header, head.since_1904) == (["no", "ambil", "x"], False)
    assert (body.lines, body.columns, body.lost) == ([2], [["1"], ["a"]], [(3, "no", "1000000000000000")])


def test_of_a_header_without_the_columns_only_the_header_is_told():
    [head] = frames(io.BytesIO(rows(["no", "Ambil"], [1, "a"])), OPTIONS)
    assert head.header == ["no", "Ambil"]


@pytest.mark.parametrize("name", sorted(HOSTILE.keys() - DANGEROUS - NO_ZIP))
def test_what_is_hostile_goes_no_further_here_either(name):
    make, words = HOSTILE[name]
    try:
        list(frames(io.BytesIO(make()), OPTIONS))
    except SourceRefused as refused:
        said = str(refused)
    except Exception:  # noqa: BLE001 (the child says the same of all)
        said = DAMAGED
    assert words in said


def pieces(content: bytes, size: int) -> Iterator[bytes]:
    yield from (content[at : at + size] for at in range(0, len(content), size))


def passed(content: str, size: int, *, stale: bool = False) -> bytes:
    return b"".join(scanned(checked(pieces(content.encode(), size)), "Data", stale=stale))


SIZES = [64, 65, 71, 100, 127, 1_000, 100_000]
"""The encoding stands in the first piece; a child's has 256 KiB."""


@pytest.mark.parametrize("size", SIZES)
def test_a_sound_sheet_passes_unchanged_and_its_errors_as_texts(size):
    sound = sheet(*(f'<row r="{n}"><c r="A{n}" t="n"><v>{n}</v></c></row>' for n in range(3, 60)))
    assert passed(sound, size) == sound.encode()
    wrong = sheet(*(f'<row r="{n}"><c r="A{n}" s="1" t="e"><v>#REF!</v></c></row>' for n in range(3, 60)))
    found = passed(wrong, size)
    assert found.count(b't="str"') == 57
    assert found.replace(b't="str"', b't="e"') == wrong.encode()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("pad", range(0, 60, 7))
@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ('<c r="A200001"><v>1</v></c>', "A200001"),
        ('<c r="A0200001"><v>1</v></c>', "A0200001"),
        ('<c s="1" r="CW4"><v>1</v></c>', "CW4"),
        ('<c r="AAA4"><v>1</v></c>', "AAA4"),
        ('<c r="A4"><f>1+1</f></c>', "rumus"),
        ('<c r="A4"><f>1+1</f>   </c>', "rumus"),
    ],
)
def test_what_is_refused_is_refused_wherever_a_piece_ends(size, pad, cell, words):
    content = sheet(f'<row r="3">{text("A3", "x" * pad)}</row><row>{cell}</row>')
    with pytest.raises(SourceRefused, match=words):
        passed(content, size)


def test_the_last_row_and_column_that_are_allowed():
    inside = '<row r="200000"><c r="CV200000"><v>1</v></c></row>'
    assert passed(sheet(inside), 1_000) == sheet(inside).encode()


@pytest.mark.parametrize("size", SIZES)
def test_a_formula_of_a_writer_that_computes_nothing(size):
    content = sheet('<row r="3"><c r="A3"><f>1+1</f><v>0</v></c></row>')
    assert passed(content, size) == content.encode()
    with pytest.raises(SourceRefused, match="rumus"):
        passed(content, size, stale=True)


def test_errors_beyond_the_first_block_are_texts_too():
    count = 20_000
    content = by_hand(*(f'<row r="{n}"><c r="A{n}" t="e"><v>#N/A</v></c></row>' for n in range(3, count)))
    _, *bodies = frames(io.BytesIO(content), OPTIONS)
    texts = [cell for body in bodies for cell in body.columns[0]]
    assert texts == ["1", *["#N/A"] * (count - 3)]
