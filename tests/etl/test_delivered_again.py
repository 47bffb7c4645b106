"""A name that says again what it said before: an office whose system delivers one name over and over."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import insert

from etl.again import Again, Deliveries
from etl.pipeline import run
from etl.report import FileReport
from etl.settings import Settings
from etl.source import SourceBlock
from etl.spool import Spool
from etl.status import refused_rows, with_cells
from etl.warehouse.schema import ledger
from tests.build import Warehouse
from tests.etl.test_repair import DATED, NOW, closed, office, put, ran, standing

pytestmark = pytest.mark.usefixtures("engine")

ALL = 'covers = "all"'


def at(url: str, folder: Path, keys: str = ALL, words: str = '"KTP" = "ktp-el"') -> Settings:
    return replace(office(folder, keys, words), warehouse=url)


def sent(settings: Settings, folder: Path, rows: str, again: Again | None = None) -> FileReport | None:
    """What the run makes of the file; None where it is left aside as known."""
    put(folder, "daftar.csv", *rows.split("|"))
    files = run(settings, now=NOW, again=again).files
    assert len(files) < 2
    return files[0] if files else None


def became(file: FileReport | None) -> dict[str, int] | None:
    return file and {word: n for word, n in file.counts().items() if n and word != "read"}


def test_what_a_name_said_before_its_last_content_is_loaded_again(url: str, tmp_path: Path) -> None:
    settings = at(url, tmp_path)
    assert became(sent(settings, tmp_path, "1|2")) == {"new": 2}
    assert sent(settings, tmp_path, "1|2") is None
    assert became(sent(settings, tmp_path, "1|3")) == {"unchanged": 1, "new": 1, "retracted": 1}
    assert became(sent(settings, tmp_path, "1|2")) == {"unchanged": 1, "new": 1, "retracted": 1}
    assert standing(settings) == ["1", "2"]
    assert ran(settings).files == []


def test_by_other_definitions_a_delivery_that_came_again_keeps_its_place(url: str, tmp_path: Path) -> None:
    settings = at(url, tmp_path)
    for rows in ("1|2", "1|3", "1|2"):
        sent(settings, tmp_path, rows)
    mended = at(url, tmp_path, words='"KTP" = "kk"')
    assert became(sent(mended, tmp_path, "1|2")) == {"corrected": 2}
    assert became(sent(mended, tmp_path, "1|2", Again(everything=True))) == {"unchanged": 2}
    assert ran(mended).files == []
    assert standing(settings) == ["1", "2"]


@pytest.mark.parametrize("covers", ["all", "day"])
def test_a_row_s_own_version_does_not_tell_which_delivery_is_the_newer(
    url: str, tmp_path: Path, covers: str
) -> None:
    settings = at(url, tmp_path, f'covers = "{covers}"\nversion = "ambil"')
    for rows in ("1|2", "1|3", "1|2"):
        assert sent(settings, tmp_path, rows) is not None
    assert standing(settings) == ["1", "2"]


def test_the_refused_cells_of_a_delivery_that_came_again_are_found(url: str, tmp_path: Path) -> None:
    settings = at(url, tmp_path)
    for rows in ("1|2;KTP;kemarin", "1|2", "1|2;KTP;kemarin"):
        sent(settings, tmp_path, rows)
    assert sorted(closed(settings), key=str) == [(3, "corrected"), (3, None)]
    (row,) = with_cells(settings, refused_rows(settings))
    assert (row.line, row.value) == (3, "kemarin")


# What a file is known by.


def block(folder: Path, keys: str) -> SourceBlock:
    return office(folder, keys).sources["antrean"]


def told(warehouse: Warehouse, source: SourceBlock, contents: str, *, name: str, twice: bool = False) -> str:
    """What these contents, one letter each, of one name are known by as they come, without the hashes."""
    known: list[str] = []
    for content in contents:
        spool = Spool(BytesIO(), name, content, 1, name)
        names = [name, name, "lain.csv"] if twice else [name, "lain.csv"]
        file = Deliveries(warehouse.connection, source, names).known(spool).file
        plain = spool.named().file if source.name_matters else content
        assert file.startswith(plain)
        if file not in (seen for seen, _ in known):
            enter(warehouse, name, file, len(known))
            known.append((file, content + file.removeprefix(plain)))
        else:
            known.append((file, "="))
    return " ".join(word for _, word in known)


def enter(warehouse: Warehouse, name: str, file: str, place: int) -> None:
    words = {column.name: 0 for column in ledger.c} | {"source": "antrean", "name": name, "file": file}
    words |= {"run": "r", "fact": "visit", "block": "b", "sample": False}
    at = NOW.replace(tzinfo=None) + timedelta(minutes=place)
    warehouse.connection.execute(insert(ledger).values(**words | {"loaded_at": at}))


def test_each_return_is_a_delivery_and_each_repetition_is_none(warehouse: Warehouse, tmp_path: Path) -> None:
    found = told(warehouse, block(tmp_path, ALL), "AABBAABAAC", name="daftar.csv")
    assert found == "A = B = A~2 = B~2 A~3 = C"


@pytest.mark.parametrize("keys", ["", DATED])
def test_where_the_order_of_loading_decides_nothing_the_same_bytes_are_known(
    warehouse: Warehouse, tmp_path: Path, keys: str
) -> None:
    assert told(warehouse, block(tmp_path, keys), "ABA", name="daftar-2026-02-03.csv") == "A B ="


def test_two_files_of_one_name_do_not_take_each_other_s_place(warehouse: Warehouse, tmp_path: Path) -> None:
    assert told(warehouse, block(tmp_path, ALL), "ABAB", name="daftar.csv", twice=True) == "A B = ="
