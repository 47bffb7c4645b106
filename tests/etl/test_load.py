"""What each row of a file becomes, and which days the rollup must then look at again."""

import pytest
from sqlalchemy import select

from etl.load import Loading, Terms
from etl.touched import TOUCHED
from tests.build import Warehouse
from tests.drawn import Facts, complaints, of_rows, requests, visits
from tests.etl.settled import became, content, one, states

pytestmark = pytest.mark.usefixtures("engine")


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
    loading = Loading(warehouse.connection, "sumber", "request", "a", Terms("blok"))
    for facts in (requests("id status\nr1 open"), requests("id status\nr1 open\nr2 open")):
        loading.stage(warehouse.deriver.derive("request", facts.table))
    assert became(loading.settle()) == {"new": 2, "repeated": 1}


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
