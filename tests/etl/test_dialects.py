"""What is compiled for one database is not compiled again for the next of its kind."""

from sqlalchemy import Integer, Select, cast, select
from sqlalchemy.engine.interfaces import CacheStats

from etl.bins import bin_of
from etl.warehouse.engine import publishing
from etl.warehouse.schema import ledger
from tests.build import on, prepared

FIRST, AGAIN = CacheStats.CACHE_MISS, CacheStats.CACHE_HIT


def question(last: int) -> Select[tuple[int]]:
    return select(bin_of(cast(ledger.c.read, Integer), last)).where(ledger.c.source == "lain")


def asked(last: int) -> CacheStats:
    """How a warehouse that was not there before took the question."""
    with prepared() as url, publishing(url) as publisher, publisher.engine.connect() as connection:
        found: CacheStats = connection.execute(question(last)).context.cache_hit
        return found


def test_the_next_warehouse_of_an_engine_knows_the_statement(engine: str) -> None:
    last = {"duckdb": 480, "postgresql": 960}[engine]
    assert [asked(last), asked(last)] == [FIRST, AGAIN]


def test_two_engines_write_their_own_statements() -> None:
    last = 1920
    for name in ("duckdb", "postgresql"):
        with on(name):
            assert asked(last) is FIRST
