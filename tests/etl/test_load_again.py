"""The same file, read again by other definitions; and that the order of files does not matter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from etl.warehouse.schema import FACT_TABLES, ledger
from tests.build import Warehouse, scratch
from tests.drawn import of_rows, requests, utc
from tests.etl.settled import Content, became, content, one, states

pytestmark = pytest.mark.usefixtures("engine")


def test_read_again_without_a_change_changes_nothing(warehouse: Warehouse) -> None:
    facts = requests("id version status\nr1 2 completed\nr1 1 open\nr2 1 open")
    warehouse.load(facts, file="a")
    before = content(warehouse)
    assert became(warehouse.load(facts, file="a", block="lain")) == {"unchanged": 3}
    assert content(warehouse) == before


def test_what_the_file_now_says_otherwise_replaces_what_it_said(warehouse: Warehouse) -> None:
    """The very version that was known: it is replaced, not contradicted, and leaves no past."""
    warehouse.load(requests("id version status\nr1 1 open\nr2 1 open"), file="a")
    again = requests("id version status\nr1 1 refused\nr2 1 open")
    assert became(warehouse.load(again, file="a", block="lain")) == {"corrected": 1, "unchanged": 1}
    assert states(warehouse) == ({"r1": "1 refused", "r2": "1 open"}, [])


def test_a_superseded_version_that_the_file_now_gives_otherwise_is_replaced(warehouse: Warehouse) -> None:
    warehouse.load(one("1", "open"), file="a")
    warehouse.load(one("2", "completed"), file="b")
    assert became(warehouse.load(one("1", "refused"), file="a", block="lain")) == {"corrected": 1}
    assert states(warehouse) == ({"r1": "2 completed"}, [("r1", "1 refused")])


def test_what_the_file_no_longer_gives_is_taken_back(warehouse: Warehouse) -> None:
    warehouse.load(requests("id status\nr1 open\nr2 open"), file="a")
    settled = warehouse.load(requests("id status\nr2 open"), file="a", block="lain")
    assert became(settled) == {"unchanged": 1, "retracted": 1}
    assert states(warehouse) == ({"r2": " open"}, [])


def test_what_another_file_gave_stays(warehouse: Warehouse) -> None:
    warehouse.load(requests("id status\nr1 open"), file="a")
    warehouse.load(requests("id status\nr2 open"), file="b")
    warehouse.load(requests("id status\nr1 open"), file="c", source="lain")
    assert became(warehouse.load(requests("id status"), file="b", block="lain")) == {"retracted": 1}
    assert [(row["source"], row["id"]) for row in warehouse.rows("request")] == [
        ("lain", "r1"),
        ("sumber", "r1"),
    ]


def test_when_a_fact_is_taken_back_its_newest_older_version_stands_up(warehouse: Warehouse) -> None:
    """Nothing is counted as taken back: the request is still there, as it was before."""
    for version, status in (("1", "open"), ("2", "refused"), ("3", "completed")):
        warehouse.load(one(version, status), file=version)
    assert became(warehouse.load(requests("id status"), file="3", block="lain")) == {}
    assert states(warehouse) == ({"r1": "2 refused"}, [("r1", "1 open")])


def test_a_superseded_version_that_the_file_no_longer_gives_is_taken_back(warehouse: Warehouse) -> None:
    warehouse.load(one("1", "open"), file="a")
    warehouse.load(one("2", "completed"), file="b")
    warehouse.load(requests("id status"), file="a", block="lain")
    assert states(warehouse) == ({"r1": "2 completed"}, [])


def test_a_newest_version_that_the_file_no_longer_gives_is_taken_back(warehouse: Warehouse) -> None:
    """The file still gives the id, but only in its older version."""
    warehouse.load(requests("id version status\nr1 1 open\nr1 2 completed"), file="a")
    warehouse.load(one("1", "open"), file="a", block="lain")
    assert states(warehouse) == ({"r1": "1 open"}, [])


def test_a_file_whose_versions_are_now_read_otherwise_leaves_no_trace_of_the_old_ones(
    warehouse: Warehouse,
) -> None:
    """As if it had been read this way from the start."""
    warehouse.load(requests("id version status\nr1 b open\nr2 b open"), file="a")
    warehouse.load(requests("id version status\nr1 a open\nr2 c open"), file="a", block="lain")
    assert states(warehouse) == ({"r1": "a open", "r2": "c open"}, [])
    facts, entered = _ledger(warehouse)
    assert facts == entered


def test_rows_that_another_file_gives_too_stay_when_the_first_no_longer_gives_them(
    warehouse: Warehouse,
) -> None:
    """Whichever of the two is read again first."""
    both = requests("id status\nr1 open\nr2 open")
    warehouse.load(both, file="b")
    warehouse.load(both, file="a")
    assert became(warehouse.load(both, file="a", block="lain")) == {"unchanged": 2}
    assert became(warehouse.load(requests("id status\nr2 open"), file="b", block="lain")) == {"unchanged": 1}
    assert states(warehouse)[0] == {"r1": " open", "r2": " open"}


def test_what_a_file_says_by_new_rules_does_not_contradict_what_another_said_by_old_ones(
    warehouse: Warehouse,
) -> None:
    """Exports overlap, and the older one may be gone from the folder for ever."""
    warehouse.load(requests("id status\nr1 open"), file="gone")
    warehouse.load(requests("id status\nr1 open"), file="a")
    assert became(warehouse.load(requests("id status\nr1 refused"), file="a", block="lain")) == {
        "corrected": 1
    }
    assert states(warehouse) == ({"r1": " refused"}, [])
    assert became(warehouse.load(requests("id status\nr1 open"), file="c", block="lain")) == {"rejected": 1}


def _ledger(warehouse: Warehouse, fact: str = "request") -> tuple[int | None, int | None]:
    """How many facts there are, and how many the ledger says there are."""
    table = FACT_TABLES[fact]
    entered = select(func.coalesce(func.sum(ledger.c.new - ledger.c.retracted), 0)).where(
        ledger.c.fact == fact
    )
    return (
        warehouse.connection.scalar(select(func.count()).select_from(table)),
        warehouse.connection.scalar(entered),
    )


# Any order of files.

START = utc("2025-06-16T00:00")
STATUS = ("completed", "refused", "withdrawn", "open")


def row_of(key: tuple[int, int]) -> dict[str, Any]:
    """What an id says in a version is a function of both: a source with versions never contradicts itself."""
    n, version = key
    at_hour = START + timedelta(hours=7 * n + 31 * version)
    return {
        "id": f"r{n}",
        "version": f"{version:020d}",
        "submitted_at": at_hour,
        "status": STATUS[(n + version) % 4],
    }


keys = st.tuples(st.integers(0, 4), st.integers(0, 3))
files = st.lists(st.lists(keys, max_size=8), min_size=1, max_size=4)
Files = Sequence[Sequence[tuple[int, int]]]


@dataclass
class Sources:
    """One warehouse for many examples: sources do not share ids, so each loading is a source of its own."""

    warehouse: Warehouse
    count: int = 0

    def loaded(self, *readings: Files) -> Content:
        """Every file read by each of the readings in turn, each by other rules than the one before."""
        self.count += 1
        source = f"sumber {self.count}"
        for block, drawn in enumerate(readings):
            for n, rows in enumerate(drawn):
                facts = of_rows("request", [row_of(key) for key in rows])
                settled = self.warehouse.load(facts, file=str(n), source=source, block=str(block))
                assert not settled.conflicts
                assert sum(became(settled).values()) - settled.retracted == len(rows)
        return self._content(source)

    def _content(self, source: str) -> Content:
        found = content(self.warehouse, source=source)
        for row in (*found[0], *found[1]):
            assert row.pop("source") == source
        entered = select(func.sum(ledger.c.new - ledger.c.retracted)).where(ledger.c.source == source)
        assert self.warehouse.connection.scalar(entered) == len(found[0])
        return found


@pytest.fixture(scope="module")
def sources() -> Iterator[Sources]:
    with scratch() as warehouse:
        yield Sources(warehouse)


@settings(max_examples=15)
@given(st.data(), files)
def test_any_order_of_files_and_rows_gives_the_same_content(
    sources: Sources, data: st.DataObject, drawn: Files
) -> None:
    shuffled = [data.draw(st.permutations(rows)) for rows in data.draw(st.permutations(drawn))]
    # Some of it twice, as a night's export that overlaps the last one.
    shuffled += shuffled[: data.draw(st.integers(0, 1))]
    facts, versions = sources.loaded(shuffled)
    assert (facts, versions) == sources.loaded(drawn)
    known = {key for rows in drawn for key in rows}
    newest = {n: max(version for other, version in known if other == n) for n, _ in known}
    assert {(row["id"], int(row["version"])) for row in facts} == {(f"r{n}", v) for n, v in newest.items()}
    older = known - set(newest.items())
    assert sorted((row["id"], int(row["version"])) for row in versions) == sorted(
        (f"r{n}", v) for n, v in older
    )


@settings(max_examples=15)
@given(
    st.integers(1, 4).flatmap(
        lambda n: st.tuples(*[st.lists(st.lists(keys, max_size=6), min_size=n, max_size=n)] * 2)
    )
)
def test_read_again_by_other_rules_is_as_if_read_so_from_the_start(
    sources: Sources, readings: tuple[Files, Files]
) -> None:
    """Only the last reading of each file remains, whichever file first gave a row."""
    assert sources.loaded(*readings) == sources.loaded(readings[1])
