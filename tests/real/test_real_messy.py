"""What Indonesian offices really export: each file is read cell by cell as it stands, or refused by reason.

The other reading is made without anything of ours: bytes, the standard library, the workbook's own XML.
"""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from etl.errors import SourceRefused
from etl.reader import Sheet
from etl.source import SourceBlock
from etl.sources import reader_of
from tests.etl.written import block, reasons, validator
from tests.real.test_real_validate import DATA, pytestmark  # noqa: F401 (the marks of this module as well)

MESSY = DATA / "messy-indonesia"
CODES, DENSITY, PERMITS, ACCIDENTS, INDICATORS, FORM = (
    MESSY / name
    for name in (
        "kode_wilayah_dki_2014.csv",
        "kepadatan_kelurahan_2013.csv",
        "imb_1998_2012.csv",
        "kecelakaan_transportasi_2011_2014.csv",
        "lppd_semarang_2018_2019.xlsx",
        "template_skm_dua_baris_judul.xlsx",
    )
)


def reads(*columns: str, **keys: Any) -> SourceBlock:
    """A block that asks for these columns."""
    rules = {f"c{i}": {"from": name} for i, name in enumerate(columns)}
    return block(rules, **{"fact": "request", "delimiter": ",", **keys})


def opened(path: Path, source: SourceBlock) -> Sheet:
    return reader_of(source).read(io.BytesIO(path.read_bytes()), source)


def cells(path: Path, source: SourceBlock) -> list[tuple[int, dict[str, str]]]:
    """(line, cells) of every row; a broken row would be missed here and is looked for."""
    rows: list[tuple[int, dict[str, str]]] = []
    for batch in opened(path, source).batches:
        assert (batch.broken, batch.lost) == ((), ())
        columns = {name: column.to_pylist() for name, column in batch.columns.items()}
        rows += [(line, {n: c[i] for n, c in columns.items()}) for i, line in enumerate(batch.lines.tolist())]
    return rows


def visits(columns: Mapping[str, Any]) -> SourceBlock:
    """A block that takes rows for visits, to see what its rules make of their cells."""
    return block(
        {"area": None, "taken_at": {"value": "2013-01-01", "format": "%Y-%m-%d"}, **columns}, delimiter=","
    )


# Lines that end in CR only, the last one in nothing


def test_lines_that_end_as_on_an_old_mac():
    content = CODES.read_bytes()
    assert (content.count(b"\n"), content.count(b'"'), content.endswith(b"\r")) == (0, 0, False)
    header, *lines = content.decode("ascii").split("\r")
    names = header.split(",")
    found = cells(CODES, reads(*names))
    assert names[-2:] == ["Column", "Column2"]
    assert len(found) == 267
    assert found == [
        (number, dict(zip(names, line.split(","), strict=True))) for number, line in enumerate(lines, start=2)
    ]
    assert found[0][1]["nama_kelurahan"] == "P. PANGGANG"
    assert {row["Column"] + row["Column2"] for _, row in found} == {""}


# Twelve columns without a name, numbers padded with blanks


def test_columns_without_a_name_shift_nothing():
    with DENSITY.open(encoding="ascii", newline="") as file:
        header, *lines = csv.reader(file)
    named = [name for name in header if name]
    assert header.count("") == 12
    assert len(named) == len(set(named)) == 25
    found = cells(DENSITY, reads(*named))
    assert len(found) == 267
    assert found == [
        (number, {name: line[header.index(name)] for name in named})
        for number, line in enumerate(lines, start=2)
    ]
    assert found[0][1]["LUAS WILAYAH (KM2)"] == " 0.91 ", "a cell is given as it stands"
    assert found[0][1][">75  Perempuan"] == "27"


def test_a_name_with_two_blanks_is_that_name_and_is_suggested_for_one_with_one():
    with pytest.raises(
        SourceRefused, match=r'tidak ada kolom ">75 Perempuan" \(mungkin maksudnya ">75  Perempuan"\)'
    ):
        opened(DENSITY, reads(">75 Perempuan"))


def test_a_padded_number_is_its_number():
    source = visits(
        {
            "id": {"from": ["NAMA KECAMATAN", "NAMA KELURAHAN"]},
            "ticket": {"from": "LUAS WILAYAH (KM2)", "number": {"decimal": "."}, "between": [0, 50]},
        }
    )
    [batch] = opened(DENSITY, source).batches
    found = validator(source).check(batch, file_name=DENSITY.name)
    with DENSITY.open(encoding="ascii", newline="") as file:
        expected = [row["LUAS WILAYAH (KM2)"].strip() for row in csv.DictReader(file)]
    assert (found.read, found.rejected, found.facts["ticket"].to_pylist()) == (267, 0, expected)
    assert float(expected[0]) == 0.91


# A dash for a number that is missing


def permits(**rule: Any) -> Any:
    source = visits({"id": {"from": "tahun"}, "ticket": {"from": "bangunan", "number": True, **rule}})
    [batch] = opened(PERMITS, source).batches
    return validator(source).check(batch, file_name=PERMITS.name)


def test_a_dash_is_no_number_and_is_missing_where_the_block_says_so():
    rows = [line.split(",") for line in PERMITS.read_text(encoding="ascii").split()[1:]]
    assert [row[2] for row in rows].count("-") == 1
    found = permits()
    assert (found.read, found.rejected, reasons(found)) == (15, 1, [(14, "bangunan", "bukan_angka", "-")])
    assert found.facts["id"].to_pylist() == [row[0] for row in rows if row[0] != "2010"]
    found = permits(empty="-")
    assert (found.read, found.rejected) == (15, 0)
    expected = [None if row[2] == "-" else row[2] for row in rows]
    assert found.facts["ticket"].to_pylist() == expected


# Two encodings in one file


def first_line(content: bytes, pattern: bytes) -> int:
    return next(n for n, line in enumerate(content.split(b"\r\n"), start=1) if re.search(pattern, line))


@pytest.mark.parametrize(
    ("encoding", "pattern", "line"), [("utf-8", rb"[\x92-\x96]", 5), ("cp1252", rb"\xe2\x80\xa2", 26)]
)
def test_two_encodings_in_one_file_are_refused_whichever_is_stated(encoding, pattern, line):
    assert first_line(ACCIDENTS.read_bytes(), pattern) == line
    with pytest.raises(SourceRefused) as caught:
        opened(ACCIDENTS, reads("No", encoding=encoding))
    assert str(caught.value).startswith(f"baris {line}: ")
    assert "dua pengodean" in str(caught.value)


def test_mended_it_is_read_with_the_zone_of_each_row():
    """Each line in its own encoding, as someone who looks at it would do; nothing else is changed."""
    lines = ACCIDENTS.read_bytes().split(b"\r\n")
    narrow = [re.search(rb"[\x92-\x96]", line.replace(b"\xe2\x80\xa2", b"")) for line in lines]
    texts = [line.decode("cp1252" if one else "utf-8") for line, one in zip(lines, narrow, strict=True)]
    source = reads("No", "Tanggal", "Jam", "Keterangan")
    sheet = reader_of(source).read(io.BytesIO("\r\n".join(texts).encode()), source)
    assert sheet.header[-1] == "Keterangan", "written with a blank behind it"
    [found] = sheet.batches
    # The first row ends in a comma, so it has one cell more than the header: which one, no reader can know.
    assert found.broken == ((2, 11),)
    with io.StringIO("\r\n".join(texts[2:]), newline="") as file:
        rows = list(csv.reader(file))
    assert found.lines.tolist() == list(range(3, 61))
    for place, name in ((0, "No"), (2, "Tanggal"), (3, "Jam"), (9, "Keterangan")):
        assert found.columns[name].to_pylist() == [row[place] for row in rows]
    zones = Counter(clock[8:] for clock in found.columns["Jam"].to_pylist())
    assert zones == {"+0700": 25, "+0800": 17, "+0900": 10, "": 6}


# A workbook whose numbers are texts with a decimal comma


def own_reading(path: Path) -> list[list[str]]:
    """The first sheet by its XML: every cell as text."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(path) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in sheet.iter(f"{space}row"):
        found: list[str] = []
        for cell in row.iter(f"{space}c"):
            assert cell.get("t") in ("n", "inlineStr")
            found.append(cell.findtext(f"{space}v") or cell.findtext(f"{space}is/{space}t") or "")
        rows.append(found)
    return rows


def test_texts_with_a_decimal_comma_stay_texts():
    header, *rows = own_reading(INDICATORS)
    found = cells(INDICATORS, reads(*header, read="xlsx"))
    assert len(found) == 83
    assert found == [
        (number, dict(zip(header, row, strict=True))) for number, row in enumerate(rows, start=2)
    ]
    assert found[0][1] == {
        "_id": "1", "indikator_kinerja": "Angka Harapan Hidup",
        "capaian_tahun_2018": "75,57", "capaian_tahun_2019": "75,00",
    }  # fmt: skip


def test_a_decimal_comma_is_a_number_where_the_block_says_so_and_two_words_are_none():
    year = "capaian_tahun_2018"

    def checked(decimal: str) -> Any:
        source = block(
            {
                "id": {"from": "_id"},
                "area": None,
                "taken_at": {"value": "2018-01-01", "format": "%Y-%m-%d"},
                "ticket": {"from": year, "number": {"decimal": decimal}},
            },
            read="xlsx",
            delimiter=",",
        )
        [batch] = opened(INDICATORS, source).batches
        return validator(source).check(batch, file_name=INDICATORS.name)

    _, *rows = own_reading(INDICATORS)
    words = [
        (line, row[2]) for line, row in enumerate(rows, start=2) if not re.fullmatch(r"-?\d+,\d+", row[2])
    ]
    found = checked(",")
    assert (found.read, found.rejected) == (83, len(words))
    assert [(line, shape) for line, _, _, shape in reasons(found)] == [(line, "AAA") for line, _ in words]
    assert {word for _, word in words} == {"WTP"}
    assert checked(".").facts.num_rows == 0, "a comma is never taken for a point"


# Two header rows with joined cells, and no row of data


def test_two_header_rows_give_each_column_its_own_name():
    source = reads("NO. RESPONDEN", *(f"U{n}" for n in range(1, 10)), read="xlsx", header_rows=2)
    sheet = opened(FORM, source)
    assert sheet.header == (
        "NO. RESPONDEN", "NAMA RESPONDEN", "JENIS KELAMIN", "USIA", "PENDIDIKAN", "PEKERJAAN",
        "JENIS LAYANAN",
        *(f"U{n}" for n in range(1, 10)),
    )  # fmt: skip
    assert list(sheet.batches) == []


def test_with_one_header_row_the_nine_unsur_are_missed_by_name():
    with pytest.raises(SourceRefused, match=r'tidak ada kolom "U1".*"NILAI UNSUR PELAYANAN"'):
        opened(FORM, reads("U1", read="xlsx"))
