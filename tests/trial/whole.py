"""Whether what a reader sees is one whole load."""

from __future__ import annotations

from typing import NamedTuple

from etl.warehouse.engine import Published

_FACTS = (("request", "volume"), ("visit", "arrivals"))
COMPLAINTS = (("complaint", "complaints"),)
"""Facts, and a metric that counts each of them once."""


class Counts(NamedTuple):
    """Requests and visits: as the ledger of the version states, and as each level of its tallies adds up."""

    stated: tuple[int, int]
    by_day: tuple[int, int]
    by_month: tuple[int, int]


def counted(version: Published, facts: tuple[tuple[str, str], ...] = _FACTS) -> Counts:
    with version.connect() as connection:

        def number(query: str) -> int:
            return int(connection.exec_driver_sql(query).scalar_one())

        stated, by_day, by_month = (
            tuple(number(query.format(fact, metric)) for fact, metric in facts) for query in _QUERIES
        )
    return Counts(stated, by_day, by_month)  # type: ignore[arg-type]


_QUERIES = (
    "SELECT coalesce(sum(\"new\" - retracted), 0) FROM ledger_total WHERE fact = '{0}'",
    "SELECT coalesce(sum(n), 0) FROM {1}_day",
    "SELECT coalesce(sum(n), 0) FROM {1}_month",
)


def whole(counts: Counts) -> bool:
    return counts.stated == counts.by_day == counts.by_month
