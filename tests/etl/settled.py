"""What stands in the facts after loading, and what became of a file's rows."""

from typing import Any

from sqlalchemy import select

from etl.load import Settled
from etl.warehouse.schema import FACT_TABLES, FACTS
from tests.build import Warehouse
from tests.drawn import Facts, requests

NOT_CONTENT = ("file", "line")
"""Which of several files brought a row depends on their order; what the row says does not."""


Content = tuple[list[dict[str, Any]], list[dict[str, Any]]]


def content(warehouse: Warehouse, fact: str = "request", source: str | None = None) -> Content:
    """Facts and their superseded versions, without what depends on the order of files."""
    found = []
    for table in (FACT_TABLES[fact], FACTS.tables[f"{fact}_version"]):
        columns = [column for column in table.c if column.name not in NOT_CONTENT]
        query = select(*columns).order_by(table.c.source, table.c.id, table.c.version)
        if source is not None:
            query = query.where(table.c.source == source)
        found.append([dict(row._mapping) for row in warehouse.connection.execute(query)])
    return found[0], found[1]


def states(warehouse: Warehouse, fact: str = "request") -> tuple[dict[str, str], list[tuple[str, str]]]:
    """id → `version status` of the facts, and the same of the superseded ones."""
    word = "outcome" if fact == "visit" else "status"
    now, before = (
        [(row["id"], f"{row['version']} {row[word]}") for row in warehouse.rows(name)]
        for name in (fact, f"{fact}_version")
    )
    assert len(dict(now)) == len(now), "an id stands twice"
    return dict(now), before


def became(settled: Settled) -> dict[str, int]:
    words = {
        word: getattr(settled, word) for word in ("new", "corrected", "unchanged", "repeated", "retracted")
    }
    words["rejected"] = len(settled.conflicts)
    return {word: n for word, n in words.items() if n}


def one(version: str, status: str) -> Facts:
    return requests(f"id version status\nr1 {version} {status}")
