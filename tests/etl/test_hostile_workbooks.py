"""Workbooks that were made to hurt: each is a sentence, soon, in little memory, and the caller goes on.

They are read in a process of its own, so that its memory and that of its children can be measured.
"""

import io
import json
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from etl.errors import SourceRefused
from etl.sources import reader_of
from tests.etl.workbook import MAIN, by_hand, parts, relation, rows, sheet, xlsx_block, zipped

ROOT = Path(__file__).parents[2]
BLOCK = xlsx_block()
MEMORY_MIB, SECONDS = 512, 10
_STARTS = 2
"""Seconds for what is not reading: copies, and the end of a process."""


def rows_bomb() -> bytes:
    """1,000,000 × 10 cells."""
    row = "<c><v>1</v></c>" * 10 + "</row>"
    return by_hand(*(f'<row r="{n}">{row}' for n in range(3, 1_000_001)))


def sparse(place: str = "XFD1048576", number: str = ' r="1048576"') -> bytes:
    return by_hand(f'<row{number}><c r="{place}"><v>1</v></c></row>')


def padded() -> bytes:
    """600 MB of blanks in one text, and none of the directory's numbers is a lie."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts(sheet()).items():
            made.writestr(name, content)
        with made.open("xl/sharedStrings.xml", "w", force_zip64=True) as part:
            part.write(f"<sst {MAIN}><si><t>".encode())
            for _ in range(600):
                part.write(b" " * 1_000_000)
            part.write(b"</t></si></sst>")
    return file.getvalue()


def lying(name: str, says: int) -> bytes:
    """A part that is 60 MB, of which both directories say that it is small."""
    content = zipped(parts(sheet(), **{name: b"<sst><si><t>" + b" " * 60_000_000 + b"</t></si></sst>"}))
    true = struct.pack("<I", 60_000_000 + len(b"<sst><si><t></t></si></sst>"))
    assert content.count(true) == 2
    return content.replace(true, struct.pack("<I", says))


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {"bcdefghij"[i]} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
)


def laughing(where: str) -> bytes:
    made = parts(sheet())
    body = str(made[where]).partition("?>")[2]
    made[where] = LAUGHS + (body.replace("<t>no</t>", "<t>&j;</t>") if "sheet1" in where else body)
    return zipped(made)


def nested() -> bytes:
    """A zip in a zip in a zip, each of zeros; and a workbook that carries it."""
    inner = b"\0" * 50_000_000
    for _ in range(3):
        inner = zipped({"a.zip": inner})
    return zipped({**parts(sheet()), "xl/embeddings/a.zip": inner})


def many_texts() -> bytes:
    """One text of 30,000 letters, shown in 150,000 cells: 4.5 GB as text."""
    strings = f"<sst {MAIN}><si><t>{'x' * 30_000}</t></si></sst>"
    content = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(3, 150_003))
    return by_hand(content, xl__sharedStrings_xml=strings)


def unnumbered() -> bytes:
    """No cell says where it stands: a wide first row and a long column make a large rectangle."""
    wide, long = "<row>" + "<c><v>1</v></c>" * 16_000 + "</row>", "<row><c><v>1</v></c></row>" * 400_000
    return zipped(parts(sheet(wide, long)), zipfile.ZIP_STORED)


def deep() -> bytes:
    return zipped(parts(sheet("<a>" * 1_000_000)), zipfile.ZIP_STORED)


def encrypted() -> bytes:
    content = bytearray(zipped(parts(sheet())))
    for sign, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        place = content.find(sign)
        while place >= 0:
            content[place + at] |= 1
            place = content.find(sign, place + 4)
    return bytes(content)


def two_of_a_name() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in parts(sheet()).items():
            made.writestr(name, content)
        made.writestr("XL/worksheets/SHEET1.xml", sheet())
    return file.getvalue()


def related(target: str, more: str = "") -> bytes:
    relations = f"<Relationships>{relation(1, 'worksheet', target, more)}</Relationships>"
    return zipped({**parts(sheet()), "xl/_rels/workbook.xml.rels": relations})


def spelled(old: str, new: str) -> bytes:
    return zipped(parts(sheet('<row r="3"><c r="XFD1048576"><v>1</v></c></row>').replace(old, new)))


UTF_16 = sheet().replace("UTF-8", "UTF-16")
LEGACY = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
FAR = "terlalu luas"
GROWN = "mengembang"
DAMAGED = "rusak atau terpotong"
MEMORY = "tidak dapat dibuka dengan memori 512 MiB dalam 10 detik"
DEFINED = "definisi XML sendiri"
COUNTED = "tidak sama dengan ukuran"

HOSTILE: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "rows": (rows_bomb, "MiB setelah dibuka"),
    "sparse": (sparse, "ada sel 1048576; paling jauh baris 200.000 dan kolom CV"),
    "sparse, row only": (lambda: sparse("A1048576"), FAR),
    "sparse, column only": (lambda: sparse("CW3", ' r="3"'), "ada sel CW3"),
    "sparse, no row number": (lambda: sparse("A200001", ""), FAR),
    "sparse, row number only": (lambda: sparse("A3", ' r="200001"'), FAR),
    "sparse, other quotes": (lambda: spelled('r="XFD1048576"', "r = 'XFD1048576'"), FAR),
    "sparse, small letters": (lambda: spelled("XFD1048576", "xfd1048576"), FAR),
    "sparse, as an entity": (lambda: spelled("XFD1", "&#88;FD1"), DAMAGED),
    "dimension": (lambda: by_hand(before='<dimension ref="A1:XFD1048576"/>'), FAR),
    "unnumbered": (unnumbered, MEMORY),
    "padded": (padded, "MiB setelah dibuka"),
    "lying small": (lambda: lying("xl__sharedStrings_xml", 1_000), COUNTED),
    "lying smaller than a block": (lambda: lying("xl__sharedStrings_xml", 1), COUNTED),
    "lying large": (lambda: lying("xl__sharedStrings_xml", 70_000_000), GROWN),
    "entities in the sheet": (lambda: laughing("xl/worksheets/sheet1.xml"), DEFINED),
    "entities in the workbook": (lambda: laughing("xl/workbook.xml"), DEFINED),
    "entities in the relations": (lambda: laughing("_rels/.rels"), DEFINED),
    "utf-16": (lambda: zipped(parts(UTF_16.encode("utf-16"))), "bukan XML dalam UTF-8"),
    "says utf-16": (lambda: zipped(parts(UTF_16)), "bukan XML dalam UTF-8"),
    "many texts": (many_texts, MEMORY),
    "deep": (deep, DAMAGED),
    "a row that does not end": (lambda: by_hand('<row r="3"><c r="A3"><v>2</v></c>'), DAMAGED),
    "an element of another name": (lambda: by_hand('<row r="3"><c r="A3"><v>2</w></c></row>'), DAMAGED),
    "many parts": (
        lambda: zipped({**parts(sheet()), **{f"x/{n}": b"" for n in range(2_000)}}),
        "2004 bagian",
    ),
    "two of a name": (two_of_a_name, "dua bagian bernama"),
    "password": (encrypted, "kata sandi"),
    "password, as Office does it": (lambda: LEGACY + "EncryptedPackage".encode("utf-16-le"), "kata sandi"),
    "xls": (lambda: LEGACY, ".xls"),
    "ods": (lambda: zipped({"mimetype": b"application/vnd.oasis", "content.xml": b"<x/>"}), ".ods"),
    "xlsb": (lambda: zipped({"xl/workbook.bin": b"x"}), ".xlsb"),
    "a zip": (lambda: zipped({"a.csv": b"x"}), "arsip zip"),
    "an empty zip": (lambda: zipped({}), "kosong"),
    "nothing": (lambda: b"", "kosong"),
    "html": (lambda: b"\n <table><tr><td>no</td></tr></table>", "halaman HTML"),
    "csv": (lambda: b"no;ambil\n1;a\n", 'coba read = "csv"'),
    "noise": (lambda: b"\x93\x00\xff" * 300, "bukan buku kerja Excel"),
    "cut in the middle": (lambda: (made := rows(["no", "ambil"], [1, "a"]))[: len(made) // 2], DAMAGED),
    "cut at the end": (lambda: rows(["no", "ambil"], [1, "a"])[:-30], DAMAGED),
    "cut XML": (lambda: zipped(parts(sheet()[:-60])), DAMAGED),
    "no sheet": (lambda: zipped({k: v for k, v in parts("").items() if "sheet1" not in k}), DAMAGED),
    "a sheet outside": (
        lambda: related("file:///etc/passwd", ' TargetMode="External"'),
        "tidak berisi lembar",
    ),
    "a sheet that climbs out": (lambda: related("../../../etc/passwd"), DAMAGED),
    "bzip2": (lambda: zipped(parts(sheet()), zipfile.ZIP_BZIP2), "tidak biasa"),
}  # fmt: skip

HARMLESS: Mapping[str, Callable[[], bytes]] = {
    "names that climb out": lambda: zipped({**parts(sheet()), "../../../../x.xml": b"x", "/x.xml": b"x"}),
    "links to other files": lambda: by_hand(
        xl__externalLinks__externalLink1_xml="<externalLink/>",
        xl__worksheets___rels__sheet1_xml=relation(1, "x", "file:///etc/passwd", ' TargetMode="External"'),
    ),
    "a zip within": lambda: zipped({**parts(sheet()), "xl/embeddings/a.zip": zipped({"b": b"x" * 1_000})}),
    "the same letters in a text": lambda: zipped(
        parts(sheet().replace("2025-03-03 08:00:00", 'a r="XFD1048576" &lt;!DOCTYPE t="e"'))
    ),
    "an unread part larger than it says": lambda: lying("docProps__app_xml", 1_000),
}

READ = """
import json, re, resource, sys, time
from pathlib import Path
from typing import Any
from etl.errors import SourceRefused
from tests.etl.test_source_xlsx import read
told = {}
for path in Path(sys.argv[1]).iterdir():
    before = time.monotonic()
    try:
        said = f"{len(read(path.read_bytes()))} rows"
    except SourceRefused as refused:
        said = str(refused)
    told[path.name] = [said, time.monotonic() - before]
# Not what getrusage says of itself: there counts who started it.
peak = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"told": told, "peak": peak // 1024, "children": children // 1024}))
"""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """All of them, read one after the other by one process that is still there at the end."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, (make, _) in HOSTILE.items():
        (folder / name).write_bytes(make())
    ended = subprocess.run(
        [sys.executable, "-c", READ, str(folder)], cwd=ROOT, capture_output=True, check=True, timeout=300
    )
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_workbook_is_a_sentence_in_time(measured, name):
    said, seconds = measured["told"][name]
    assert HOSTILE[name][1] in said
    assert seconds <= SECONDS + _STARTS


def test_no_hostile_workbook_takes_more_memory_than_is_allowed(measured):
    assert measured["children"] <= MEMORY_MIB
    assert measured["peak"] <= MEMORY_MIB


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_strange_and_harmless_is_read(name):
    [batch] = reader_of(BLOCK).read(io.BytesIO(HARMLESS[name]()), BLOCK).batches
    assert batch.columns["no"].to_pylist() == ["1"]
    assert batch.lines.tolist() == [2]


def test_a_child_that_hangs_is_ended(monkeypatch):
    monkeypatch.setattr("etl.sources.xlsx._PROGRAM", "import time; time.sleep(60)")
    monkeypatch.setattr("etl.sources.xlsx.SECONDS", 0.5)
    before = time.monotonic()
    with pytest.raises(SourceRefused, match="memori 512 MiB"):
        reader_of(BLOCK).read(io.BytesIO(rows(["no", "ambil"])), BLOCK)
    assert time.monotonic() - before < SECONDS


@pytest.mark.parametrize("end", ["os.abort()", "os._exit(3)", "os.kill(os.getpid(), 9)", "[0] * 10**12"])
def test_a_child_that_dies_is_a_sentence(monkeypatch, end):
    monkeypatch.setattr("etl.sources.xlsx._PROGRAM", f"import os; {end}")
    with pytest.raises(SourceRefused, match="memori 512 MiB"):
        reader_of(BLOCK).read(io.BytesIO(rows(["no", "ambil"])), BLOCK)


def test_the_child_sees_no_secret(monkeypatch):
    monkeypatch.setenv("PANTAU_HMAC_KEY", "rahasia")
    program = 'import os, sys; sys.exit(1 if "rahasia" in str(os.environ) else 0)'
    monkeypatch.setattr("etl.sources.xlsx._PROGRAM", program)
    with pytest.raises(SourceRefused, match='tidak ada kolom "no"'):
        reader_of(BLOCK).read(io.BytesIO(rows(["no", "ambil"])), BLOCK)
