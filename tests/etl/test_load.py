"""What each row of a file becomes, and that the order of files does not matter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from etl.load import Loading, Settled
from etl.touched import TOUCHED
from etl.warehouse.schema import FACT_TABLES, FACTS, ledger
from tests.build import Facts, Warehouse, complaints, of_rows, requests, scratch, utc, visits

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


def test_a_row_with_an_unknown_id_is_new(warehouse: Warehouse) -> None:
    assert became(warehouse.load(requests("id status\nr1 open\nr2 open"))) == {"new": 2}
    assert states(warehouse) == ({"r1": " open", "r2": " open"}, [])


def test_the_row_keeps_where_it_came_from(warehouse: Warehouse) -> None:
    warehouse.load(one("1", "open"), file="abc", source="elok")
    (row,) = warehouse.rows("request")
    assert (row["source"], row["file"], row["line"], row["version"]) == ("elok", "abc", 2, "1")
    assert len(row["digest"]) == 32


def test_a_newer_version_replaces_and_keeps_the_older_behind_it(warehouse: Warehouse) -> None:
    warehouse.load(one("1", "open"), file="a")
    assert became(warehouse.load(one("2", "completed"), file="b")) == {"corrected": 1}
    assert states(warehouse) == ({"r1": "2 completed"}, [("r1", "1 open")])


def test_an_older_version_that_arrives_late_is_stored_behind_the_newer(warehouse: Warehouse) -> None:
    warehouse.load(one("2", "completed"), file="b")
    assert became(warehouse.load(one("1", "open"), file="a")) == {"corrected": 1}
    assert states(warehouse) == ({"r1": "2 completed"}, [("r1", "1 open")])


def test_a_version_between_two_takes_its_place(warehouse: Warehouse) -> None:
    for version, status in (("1", "open"), ("3", "completed"), ("2", "refused")):
        warehouse.load(one(version, status), file=version)
    assert states(warehouse) == ({"r1": "3 completed"}, [("r1", "1 open"), ("r1", "2 refused")])


@pytest.mark.parametrize("version", ["1", "2"])
def test_a_known_version_that_says_the_same_is_unchanged(warehouse: Warehouse, version: str) -> None:
    """The current version as well as a superseded one."""
    words = {"1": "open", "2": "completed"}
    for each, status in words.items():
        warehouse.load(one(each, status), file=each)
    before = content(warehouse)
    assert became(warehouse.load(one(version, words[version]), file="again")) == {"unchanged": 1}
    assert content(warehouse) == before


def test_the_same_row_twice_in_one_file_is_repeated(warehouse: Warehouse) -> None:
    twice = requests("id status\nr1 open\nr1 open\nr1 open")
    assert became(warehouse.load(twice)) == {"new": 1, "repeated": 2}
    assert warehouse.rows("request")[0]["line"] == 2
    assert became(warehouse.load(twice, file="b")) == {"unchanged": 1, "repeated": 2}


def test_one_key_that_says_two_things_in_one_file_is_refused_on_the_later_line(warehouse: Warehouse) -> None:
    settled = warehouse.load(requests("id status\nr1 open\nr1 refused\nr2 open\nr1 open"))
    assert became(settled) == {"new": 2, "rejected": 1, "repeated": 1}
    assert settled.conflicts == ((3, "r1"),)
    assert states(warehouse)[0] == {"r1": " open", "r2": " open"}


@pytest.mark.parametrize("version", ["1", "2"])
def test_a_known_version_that_says_something_else_is_refused(warehouse: Warehouse, version: str) -> None:
    for each, status in (("1", "open"), ("2", "completed")):
        warehouse.load(one(each, status), file=each)
    before = content(warehouse)
    settled = warehouse.load(one(version, "withdrawn"), file="c")
    assert became(settled) == {"rejected": 1}
    assert settled.conflicts == ((2, "r1"),)
    assert content(warehouse) == before


def test_without_a_version_a_changed_row_is_refused(warehouse: Warehouse) -> None:
    warehouse.load(requests("id status\nr1 open"), file="a")
    assert became(warehouse.load(requests("id status\nr1 completed"), file="b")) == {"rejected": 1}
    assert states(warehouse) == ({"r1": " open"}, [])


def test_two_versions_in_one_file_are_a_fact_and_its_past(warehouse: Warehouse) -> None:
    both = requests("id version status\nr1 2 completed\nr1 1 open")
    assert became(warehouse.load(both)) == {"new": 1, "corrected": 1}
    assert states(warehouse) == ({"r1": "2 completed"}, [("r1", "1 open")])


def test_two_newer_versions_in_one_file_leave_one_fact(warehouse: Warehouse) -> None:
    warehouse.load(one("1", "open"), file="a")
    both = requests("id version status\nr1 2 refused\nr1 3 completed")
    assert became(warehouse.load(both, file="b")) == {"corrected": 2}
    assert states(warehouse) == ({"r1": "3 completed"}, [("r1", "1 open"), ("r1", "2 refused")])


def test_a_refused_newest_version_does_not_hide_an_unknown_older_one(warehouse: Warehouse) -> None:
    warehouse.load(one("2", "completed"), file="a")
    both = requests("id version status\nr1 2 refused\nr1 1 open")
    assert became(warehouse.load(both, file="b")) == {"rejected": 1, "corrected": 1}
    assert states(warehouse) == ({"r1": "2 completed"}, [("r1", "1 open")])


def test_sources_do_not_share_ids(warehouse: Warehouse) -> None:
    assert became(warehouse.load(one("1", "open"), file="a", source="loket")) == {"new": 1}
    assert became(warehouse.load(one("1", "completed"), file="b", source="elok")) == {"new": 1}
    assert became(warehouse.load(one("2", "refused"), file="c", source="elok")) == {"corrected": 1}
    assert [(row["source"], row["status"]) for row in warehouse.rows("request")] == [
        ("elok", "refused"),
        ("loket", "open"),
    ]


def test_no_blank_and_empty_text_are_told_apart(warehouse: Warehouse) -> None:
    """A counter that is missing is not a counter named ""."""
    missing, named = (
        of_rows("visit", [{"id": "a", "counter": None}]),
        of_rows("visit", [{"id": "a", "counter": ""}]),
    )
    warehouse.load(missing, file="a")
    assert became(warehouse.load(named, file="b")) == {"rejected": 1}


def test_text_cannot_slide_from_one_column_into_the_next(warehouse: Warehouse) -> None:
    one_way = of_rows("visit", [{"id": "a", "ticket": "A", "counter": "1", "priority": None}])
    other = of_rows("visit", [{"id": "a", "ticket": "A", "counter": None, "priority": "1"}])
    warehouse.load(one_way, file="a")
    assert became(warehouse.load(other, file="b")) == {"rejected": 1}


def test_an_empty_file_changes_nothing(warehouse: Warehouse) -> None:
    for facts in (requests("id status"), visits("ticket outcome"), complaints("id status")):
        assert became(warehouse.load(facts)) == {}
    assert warehouse.rows("touched") == []


def test_a_batch_after_a_batch_is_one_file(warehouse: Warehouse) -> None:
    """Lines go on counting, and a repetition in a later batch is one."""
    loading = Loading(warehouse.connection, "sumber", "request", "a", block="blok")
    for facts in (requests("id status\nr1 open"), requests("id status\nr1 open\nr2 open")):
        loading.stage(warehouse.deriver.derive("request", facts.table))
    assert became(loading.settle()) == {"new": 2, "repeated": 1}


# The same file, read again by other definitions.


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


# Which days the rollup must look at again.


def touched(warehouse: Warehouse, column: str) -> list[str]:
    query = select(TOUCHED.c.day).where(TOUCHED.c.day_column == column).distinct().order_by(TOUCHED.c.day)
    return [day.isoformat() for day in warehouse.connection.scalars(query)]


def at(version: str, submitted: str, completed: str = ".") -> Facts:
    status = "open" if completed == "." else "completed"
    return requests(f"id version submitted completed status\nr1 {version} {submitted} {completed} {status}")


def test_the_old_and_the_new_day_of_a_corrected_row_are_touched(warehouse: Warehouse) -> None:
    warehouse.load(at("1", "2025-06-16T08:00"), file="a")
    assert touched(warehouse, "submitted_day") == ["2025-06-16"]
    warehouse.forget_touched()
    warehouse.load(at("2", "2025-06-18T08:00"), file="b")
    assert touched(warehouse, "submitted_day") == ["2025-06-16", "2025-06-18"]
    assert touched(warehouse, "due_day") == ["2025-06-19", "2025-06-23"]


def test_a_late_older_version_touches_no_day(warehouse: Warehouse) -> None:
    warehouse.load(at("2", "2025-06-18T08:00"), file="b")
    warehouse.forget_touched()
    warehouse.load(at("1", "2025-06-16T08:00"), file="a")
    assert warehouse.rows("touched") == []


def test_what_changes_nothing_touches_no_day(warehouse: Warehouse) -> None:
    warehouse.load(at("1", "2025-06-16T08:00"), file="a")
    warehouse.forget_touched()
    warehouse.load(at("1", "2025-06-16T08:00"), file="b")
    warehouse.load(at("1", "2025-06-20T08:00"), file="c")
    assert warehouse.rows("touched") == []


def test_a_retraction_touches_the_days_of_what_went_and_of_what_stands_up(warehouse: Warehouse) -> None:
    warehouse.load(at("1", "2025-06-16T08:00"), file="a")
    warehouse.load(at("2", "2025-06-18T08:00"), file="b")
    warehouse.forget_touched()
    warehouse.load(requests("id status"), file="b", block="lain")
    assert touched(warehouse, "submitted_day") == ["2025-06-16", "2025-06-18"]


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


@settings(max_examples=40)
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


@settings(max_examples=40)
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
