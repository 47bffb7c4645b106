"""Each staff page as its callback answers it, beside the same SQL alone."""

from __future__ import annotations

import gzip
import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from dashboard import pages
from dashboard.content import find_pages
from dashboard.rights import who
from dashboard.roles import Role
from etl.warehouse.engine import Published, reading
from tests.bench.city import City
from tests.bench.queries import forget, spread
from tests.bench.stages import peak_mib
from tests.dashboard.site import Browser, browser, make

STAFF = "/staf/"
PERIODS = {"90 hari": "", "12 bulan": "?periode=12-bulan"}

Statement = tuple[str, Any]


def measure(city: City, rounds: int, periods: Mapping[str, str] = PERIODS) -> dict[str, Any]:
    """Milliseconds, statements and bytes per page and period; the memory of the process that served them.

    `callback` when nobody has asked yet, `again` when somebody has, `sql` the same statements alone.
    """
    site, variables = make(city.root)
    seen = browser(site)
    seen.login(Role.CAMAT.value.replace("_", "-"))
    slugs = [page.slug for page in find_pages(pages) if Role.CAMAT in who(page.right)]
    asked = [(slug, words, search) for slug in slugs for words, search in periods.items()]
    first = [_recorded(seen, slug, search) for slug, _, search in asked]
    peak = peak_mib()
    with reading(variables["WAREHOUSE_URL"]) as version:
        assert version is not None
        found = [
            {
                "page": slug,
                "period": words,
                **_compared(seen, version, (slug, search, statements), rounds),
                "statements": len(statements),
                "bytes": len(answer),
                "gzip_bytes": len(gzip.compress(answer, 6)),
            }
            for (slug, words, search), (answer, statements) in zip(asked, first, strict=True)
        ]
    site.close()
    return {"pages": found, "peak_mib": peak}


def _recorded(seen: Browser, slug: str, search: str) -> tuple[bytes, list[Statement]]:
    with recorded() as statements:
        return _answer(seen, slug, search), statements


def _compared(
    seen: Browser, version: Published, asked: tuple[str, str, list[Statement]], rounds: int
) -> dict[str, Any]:
    slug, search, statements = asked
    whole, again, alone = [], [], []
    for _ in range(rounds):
        forget()
        whole.append(_timed(seen, slug, search))
        again.append(_timed(seen, slug, search))
        alone.append(_alone(version, statements))
    callback, sql = spread(whole), spread(alone)
    ratio = round(callback["p50"] / sql["p50"], 2) if sql["p50"] else None
    return {"callback": callback, "again": spread(again), "sql": sql, "ratio": ratio}


def _timed(seen: Browser, slug: str, search: str) -> float:
    began = time.perf_counter()
    _answer(seen, slug, search)
    return (time.perf_counter() - began) * 1000


def _answer(seen: Browser, slug: str, search: str) -> bytes:
    response = seen.call(STAFF, f"{STAFF}{slug}", search)
    if response.status_code != 200:
        raise RuntimeError(f"{slug}{search}: {response.status}")
    return response.get_data()


def _alone(version: Published, statements: list[Statement]) -> float:
    """The same statements on a bare connection, their rows fetched."""
    with version.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        began = time.perf_counter()
        for statement, parameters in statements:
            raw.execute(statement, parameters).fetchall()
        return (time.perf_counter() - began) * 1000


@contextmanager
def recorded() -> Iterator[list[Statement]]:
    """What is asked of the published version meanwhile; the office store has a dialect of its own."""
    found: list[Statement] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if connection.dialect.name == "duckdb":
            found.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


if __name__ == "__main__":
    json.dump(measure(City(Path(sys.argv[1])), int(sys.argv[2])), sys.stdout)
