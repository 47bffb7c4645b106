"""The bench itself, small and without a clock: what it times is what it says, and every row arrives."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard import pages
from dashboard.content import find_pages
from dashboard.filters import Filters
from dashboard.rights import EVERYTHING, who
from dashboard.roles import Role
from dashboard.store import Store
from tests.bench import answers, queries
from tests.bench.bench import Size, compared, facts
from tests.bench.city import FIRST, LAST, City, found, other_books, queue_log
from tests.bench.ingest import ingest
from tests.bench.peers import scan
from tests.bench.stages import ORDER
from tests.bench.table import drawn

ROWS = 2_000


def test_a_small_bench_counts_every_row_once_and_draws_its_table(tmp_path: Path) -> None:
    city = found(tmp_path / "city")
    truth = queue_log(city, ROWS)
    other_books(city, ROWS)
    scanned, loaded = scan(city.visits), ingest(city)
    assert scanned["rows"] == truth.visits == ROWS
    assert loaded["rows"] == {"antrean": ROWS, "buku": ROWS // 2, "skm": ROWS // 10, "pengaduan": ROWS // 100}
    _counted(city, truth.visits, truth.called, truth.waited)
    assert tuple(loaded["stages"]) == ORDER
    known = sum(loaded["stages"][stage]["wall"] for stage in ORDER if stage != "other")
    assert 0.5 * loaded["wall"] < known <= loaded["wall"], "a stage has moved to where it is not looked for"
    asked = queries.measure((city, city), 1)
    assert all(row["rows"] for row in asked), [row["what"] for row in asked if not row["rows"]]
    answered = answers.measure(city, 1, {"90 hari": ""})
    slugs = {page.slug for page in find_pages(pages) if Role.CAMAT in who(page.right)}
    assert {row["page"] for row in answered["pages"]} == slugs
    assert all(row["bytes"] for row in answered["pages"])
    results = {
        **facts(Size(ROWS, ROWS, rounds=1)),
        "ingest": compared({"scan": [scanned], "pantau": [loaded], "dlt": []}, ROWS),
        "queries": asked,
        "answers": answered,
    }
    table = drawn(results)
    assert "2.000 kunjungan" in table
    assert "tidak dapat dipasang" in table
    for row in (*asked, *answered["pages"]):
        assert row.get("what", row.get("page")) in table


def _counted(city: City, visits: int, called: int, waited: int) -> None:
    store = Store(str(city.warehouse), "staff")
    reader = store.reader(EVERYTHING)
    assert reader is not None
    year = Filters(FIRST, LAST)
    assert reader.values("arrivals", filters=year)[0]["n"] == visits
    waiting = reader.values("waiting", filters=year)[0]
    assert (waiting["n"], waiting["mean_seconds"] * called) == (called, waited)
    store.close()


def test_a_row_that_is_missing_is_no_figure() -> None:
    lost = {"wall": 1.0, "cpu": 1.0, "rows": 9}
    with pytest.raises(RuntimeError, match="9 rows of 10"):
        compared({"scan": [lost], "pantau": [lost], "dlt": []}, 10)
