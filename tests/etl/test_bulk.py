"""Many rows in and out: the same on both engines, and nothing is held longer than it is asked for."""

from datetime import date, datetime

import pyarrow as pa
import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    MetaData,
    SmallInteger,
    String,
    Table,
    func,
    insert,
    select,
)

from etl.warehouse.bulk import fetched, filled, given
from tests.build import Warehouse

pytestmark = pytest.mark.usefixtures("engine")

TYPES = {
    "word": String(),
    "at": DateTime(),
    "day": Date(),
    "hour": SmallInteger(),
    "seconds": BigInteger(),
    "online": Boolean(),
}
WORDS = ["a", "", None, 'kutip " dan , koma', "dua\nbaris", "\r", "\\N", "\\.", "  ", "\u1b05", "NULL", "'"]
ROWS = pa.table(
    {
        "word": pa.array(WORDS, pa.string()),
        "at": pa.array([datetime(2025, 2, 3, 4, 5, 6, 120_000), None] * 6, pa.timestamp("us")),  # noqa: DTZ001
        "day": pa.array([None, date(1990, 1, 1)] * 6, pa.date32()),
        "hour": pa.array([23, None] * 6, pa.int16()),
        "seconds": pa.array([-(2**40), None, 2**40] * 4, pa.int64()),
        "online": pa.array([True, False, None] * 4, pa.bool_()),
    }
)


def test_what_goes_in_comes_out(warehouse: Warehouse) -> None:
    with given(warehouse.connection, "batch", ROWS, TYPES) as batch:
        query = select(*batch.c).order_by(*batch.c)
        out = fetched(warehouse.connection, query)
        again = [tuple(row) for row in warehouse.connection.execute(query)]
    assert out.schema.equals(ROWS.schema)
    rows = [tuple(row.values()) for row in out.to_pylist()]
    assert rows == again
    assert set(rows) == {tuple(row.values()) for row in ROWS.to_pylist()}


def test_nothing_goes_in_and_out(warehouse: Warehouse) -> None:
    with given(warehouse.connection, "batch", ROWS.slice(0, 0), TYPES) as batch:
        out = fetched(warehouse.connection, select(*batch.c))
    assert (out.num_rows, out.schema) == (0, ROWS.schema)


def test_a_name_may_be_given_again_and_says_what_it_was_given_last(warehouse: Warehouse) -> None:
    for rows in (ROWS, ROWS.slice(0, 3)):
        with given(warehouse.connection, "batch", rows, TYPES) as batch:
            assert warehouse.connection.scalar(select(func.count()).select_from(batch)) == rows.num_rows


def test_how_many_rows_were_written_is_known(warehouse: Warehouse) -> None:
    held = Table("held", MetaData(), *(Column(n, t) for n, t in TYPES.items()), prefixes=["TEMPORARY"])
    held.create(warehouse.connection)
    with given(warehouse.connection, "batch", ROWS, TYPES) as batch:
        query = insert(held).from_select(ROWS.column_names, select(*batch.c))
        assert filled(warehouse.connection, query) == len(WORDS)


def test_rows_are_given_back_before_the_transaction_ends(warehouse: Warehouse) -> None:
    """A file of millions of rows is one transaction: what it keeps of each batch, it keeps of all."""
    before = pa.total_allocated_bytes()
    for _ in range(20):
        rows = pa.table({"word": pa.array(["x" * 1000] * 1000)})
        with given(warehouse.connection, "batch", rows, TYPES) as batch:
            assert warehouse.connection.scalar(select(func.count()).select_from(batch)) == 1000
    assert pa.total_allocated_bytes() - before < 3_000_000
