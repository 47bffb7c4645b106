"""A first run of years of daily files is one transaction: what it holds must not grow with their number."""

from sqlalchemy import text

from tests.build import Warehouse
from tests.drawn import requests

MEGABYTE = 1_000_000


def held(warehouse: Warehouse) -> int:
    return int(warehouse.connection.scalar(text("SELECT sum(memory_usage_bytes) FROM duckdb_memory()")))


def test_small_files_hold_no_megabyte_each_until_the_commit(warehouse: Warehouse) -> None:
    for n in range(20):
        warehouse.load(requests(f"id status\nr{n} open"), file=str(n))
    before = held(warehouse)
    for n in range(20, 80):
        warehouse.load(requests(f"id status\nr{n} open"), file=str(n))
    assert held(warehouse) - before < 20 * MEGABYTE
