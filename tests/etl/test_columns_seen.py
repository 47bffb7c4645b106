"""A changed header is seen, and no name is kept that the source block does not declare."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import insert, select

from etl.columns_seen import BETWEEN, note_header, told
from etl.source import SourceBlock
from etl.warehouse.schema import header
from tests.build import Warehouse
from tests.drawn import utc

BLOCK = msgspec.convert(
    {
        "fact": "request",
        "read": "csv",
        "path": "x.csv",
        "columns": {"id": {"from": "nomor"}, "submitted_at": {"from": ["tanggal", "jam"]}},
    },
    SourceBlock,
)
FIRST = ("nomor", "tanggal", "jam", "Nama Pemohon")


def test_the_declared_ones_are_named_and_the_others_counted() -> None:
    found = told(FIRST, BLOCK)
    assert found["columns"].split(BETWEEN) == ["nomor", "tanggal", "jam"]
    assert found["others"] == 1
    assert len(found["digest"]) == 8
    # Blank cells at the edge of a sheet are no columns, and no name tells where it stood.
    assert told(("", "jam", *FIRST[:2], FIRST[3], ""), BLOCK) == found


@pytest.mark.parametrize("other", ["6371041203900001", "Siti Aminah", "0812-3456-7890", "=cmd()"])
def test_no_other_name_is_kept(warehouse: Warehouse, other: str) -> None:
    seen(warehouse, (*FIRST[:3], other))
    (row,) = warehouse.rows("header")
    assert other not in str(row)


def test_a_header_is_kept_when_it_changes(warehouse: Warehouse) -> None:
    for day, names in enumerate((FIRST, FIRST, (*FIRST, "catatan"), FIRST)):
        seen(warehouse, names, day)
    seen(warehouse, FIRST, 9, source="lain")
    query = select(header.c.source, header.c.others).order_by(header.c.seen_at)
    rows = warehouse.connection.execute(query).all()
    assert [tuple(row) for row in rows] == [("loket", 1), ("loket", 2), ("loket", 1), ("lain", 1)]


def seen(warehouse: Warehouse, names: tuple[str, ...], day: int = 0, source: str = "loket") -> None:
    at = utc("2025-06-16T08:00") + timedelta(days=day)
    place: dict[str, Any] = {"source": source, "file": f"f{day}", "name": f"{day}.csv", "seen_at": at}
    note_header(warehouse.connection, {**place, **told(names, BLOCK)})


def test_the_table_takes_what_is_told(warehouse: Warehouse) -> None:
    row = {"source": "x", "file": "f", "name": "n", "seen_at": utc("2025-06-16T08:00"), **told((), BLOCK)}
    warehouse.connection.execute(insert(header).values(row))
    assert warehouse.rows("header")[0]["columns"] == ""
