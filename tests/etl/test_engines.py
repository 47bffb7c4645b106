"""One office, two engines: the same content, and the same answer to everything that can be asked."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import Table, select

from etl.metric import Metric
from etl.metrics import metrics
from etl.period import Period
from etl.warehouse.counts import CALENDAR, NotKept, counts
from etl.warehouse.engine import Published, reading
from etl.warehouse.published import PUBLIC, REFERENCE, STAFF
from tests.conftest import Loaded
from tests.office import Office
from tests.postgres import server


@pytest.fixture(scope="module")
def on_a_server(loaded: Loaded) -> Iterator[Office]:
    """The files of `loaded`, in a database of their own."""
    url = server().database()
    office = loaded.office.with_warehouse(url)
    report = office.run()
    assert [vars(file) for file in report.files] == [vars(file) for file in loaded.report.files]
    yield office
    server().drop(url)


OF = {"staff": STAFF, "public": PUBLIC}
OF_THE_CLOCK = ("first_read", "loaded_at", "started_at", "finished_at", "first_at", "last_at")
"""When a file was read is another time on each."""


def rows(version: Published, table: Table) -> list[tuple[object, ...]]:
    clocked = OF_THE_CLOCK if table.name != "late_case" else ()
    columns = [column for column in table.c if column.name not in clocked]
    with version.connect() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(*columns))]


def breakdowns(metric: Metric) -> list[tuple[str, ...]]:
    """Nothing, each key alone, and with the office and the month."""
    keys = {*metric.dimensions, *CALENDAR, *(key for level in metric.levels for key in level.extra)}
    return [(), *((key,) for key in sorted(keys)), *(("month", "office", key) for key in sorted(keys))]


def answers(version: Published, metric: Metric, period: Period) -> dict[tuple[str, ...], object]:
    found: dict[tuple[str, ...], object] = {}
    with version.connect() as connection:
        for by in breakdowns(metric):
            unique = tuple(dict.fromkeys(by))
            try:
                found[by] = counts(
                    connection,
                    metric,
                    period,
                    by=unique,
                    where={},
                    data_day=period.end - timedelta(days=9),
                    mature_day=period.end - timedelta(days=20),
                )
            except NotKept as lacked:
                found[by] = lacked.keys
    return found


def test_the_content_is_the_same(loaded: Loaded, on_a_server: Office) -> None:
    assert on_a_server.hash() == loaded.office.hash()
    assert on_a_server.faults() == []


@pytest.mark.parametrize("name", metrics())
def test_every_answer_is_the_same(loaded: Loaded, on_a_server: Office, name: str) -> None:
    metric = metrics()[name]
    period = Period(date(2026, 1, 1), date(2026, 4, 1))
    with reading(str(loaded.office.warehouse)) as here, reading(str(on_a_server.warehouse)) as there:
        assert here is not None
        assert there is not None
        known = answers(here, metric, period)
        assert answers(there, metric, period) == known
    assert known[()]


@pytest.mark.parametrize("audience", ["staff", "public"])
def test_every_other_table_is_the_same(loaded: Loaded, on_a_server: Office, audience: str) -> None:
    """Reference, ledger, freshness, late cases, and each figure of the public."""
    with (
        reading(str(loaded.office.warehouse), audience) as here,
        reading(str(on_a_server.warehouse), audience) as there,
    ):
        assert here is not None
        assert there is not None
        for table in (*REFERENCE.sorted_tables, *OF[audience].sorted_tables):
            assert rows(there, table) == rows(here, table), table.name
