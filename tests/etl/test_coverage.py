"""What a complete file takes away, what it spares, and what comes back; the model is in etl.coverage."""

import pytest
from sqlalchemy import func, select

from etl.coverage import Covering
from etl.errors import SourceRefused
from etl.load import Settled
from etl.retract import unexplained
from etl.warehouse.schema import coverage, ledger, retraction
from tests.build import Warehouse
from tests.drawn import Facts, requests
from tests.etl.settled import became, states
from tests.etl.test_load import touched

pytestmark = pytest.mark.usefixtures("engine")


def ids(names: str, *, status: str = "open", version: str = ".") -> Facts:
    rows = [f"{name} {version} {status}" for name in names.split()]
    return requests("\n".join(["id version status", *rows]).replace(" . ", " 0 "))


def dated(*rows: str) -> Facts:
    """`id day [office]` on days of June 2025."""
    drawn = ["id version submitted office"]
    for row in rows:
        name, day, *office = row.split()
        drawn.append(f"{name} 0 2025-06-{day}T08:00 {office[0] if office else '63.71.04'}")
    return requests("\n".join(drawn))


def stand(warehouse: Warehouse) -> list[str]:
    assert unexplained(warehouse.connection) == []
    entered = warehouse.connection.scalar(select(func.sum(ledger.c.new - ledger.c.retracted)))
    assert entered == len(warehouse.rows("request"))
    return sorted(states(warehouse)[0])


def gone(warehouse: Warehouse) -> list[tuple[str, str]]:
    """Ids that are retracted now, with the file that took them."""
    query = select(retraction.c.id, retraction.c.file).where(retraction.c.returned_at.is_(None))
    return sorted((row.id, row.file) for row in warehouse.connection.execute(query))


ALL, DAY = Covering("all"), Covering("day")


def sent(warehouse: Warehouse, file: str, facts: Facts, covering: Covering = ALL, **more: object) -> Settled:
    return warehouse.load(facts, file=file, covering=covering, **more)  # type: ignore[arg-type]


def named(version: str, kind: str = "all", *, confirmed: bool = False) -> Covering:
    return Covering(kind, version, confirmed)  # type: ignore[arg-type]


def test_an_id_that_is_gone_leaves_the_facts_and_keeps_its_trail(warehouse: Warehouse) -> None:
    sent(warehouse, "a", ids("r1 r2 r3"))
    warehouse.forget_touched()
    settled = sent(warehouse, "b", ids("r1 r2"))
    assert became(settled) == {"unchanged": 2, "retracted": 1}
    assert stand(warehouse) == ["r1", "r2"]
    assert states(warehouse)[1] == [("r3", "0 open")]
    assert gone(warehouse) == [("r3", "b")]
    assert touched(warehouse, "submitted_day") == ["2025-06-16"]


def test_a_retracted_row_that_comes_back_is_new_again_and_its_entry_stays(warehouse: Warehouse) -> None:
    for file, names in (("a", "r1 r2"), ("b", "r1")):
        sent(warehouse, file, ids(names))
    assert became(sent(warehouse, "c", ids("r1 r2"))) == {"unchanged": 1, "new": 1}
    assert (stand(warehouse), gone(warehouse)) == (["r1", "r2"], [])
    assert states(warehouse)[1] == []
    (entry,) = warehouse.rows("retraction")
    assert (entry["id"], entry["file"], entry["returned_at"] is None) == ("r2", "b", False)


def test_a_file_of_days_says_nothing_of_other_days_and_offices(warehouse: Warehouse) -> None:
    sent(warehouse, "a", dated("r1 16", "r2 16", "r3 17", "r4 16 63.71.04.1001"), DAY)
    assert became(sent(warehouse, "b", dated("r1 16"), DAY)) == {"unchanged": 1, "retracted": 1}
    assert stand(warehouse) == ["r1", "r3", "r4"]


def test_a_row_that_moved_to_another_day_is_corrected_not_gone(warehouse: Warehouse) -> None:
    sent(warehouse, "a", requests("id version submitted\nr1 1 2025-06-16T08:00\nr2 1 2025-06-16T08:00"), DAY)
    moved = requests("id version submitted\nr1 1 2025-06-16T08:00\nr2 2 2025-06-18T08:00")
    assert became(sent(warehouse, "b", moved, DAY)) == {"unchanged": 1, "corrected": 1}
    assert stand(warehouse) == ["r1", "r2"]


def test_a_known_id_in_a_refused_row_is_not_gone(warehouse: Warehouse) -> None:
    sent(warehouse, "a", ids("r1 r2 r3"))
    assert became(sent(warehouse, "b", ids("r1"), refused=["r2"])) == {"unchanged": 1, "retracted": 1}
    assert stand(warehouse) == ["r1", "r2"]


def test_a_refused_row_whose_id_is_unreadable_saves_all(warehouse: Warehouse) -> None:
    sent(warehouse, "a", ids("r1 r2 r3"))
    settled = sent(warehouse, "b", ids("r1"), refused=["r2", None])
    assert became(settled) == {"unchanged": 1}
    assert settled.note is not None
    assert settled.note.startswith("1 baris ditolak dengan nomor")
    assert stand(warehouse) == ["r1", "r2", "r3"]


def test_no_id_of_a_refused_row_is_kept_that_was_not_known(warehouse: Warehouse) -> None:
    """It could be a NIK in the wrong column."""
    sent(warehouse, "a", ids("r1 r2"))
    sent(warehouse, "b", ids("r1"), refused=["r2", "6371041212900001"])
    assert [row["id"] for row in warehouse.rows("spared")] == ["r2"]


@pytest.mark.parametrize("kind", ["all", "day"])
def test_a_delivery_that_is_too_small_is_refused_before_anything_is_written(
    warehouse: Warehouse, kind: str
) -> None:
    covering = Covering(kind)  # type: ignore[arg-type]
    sent(warehouse, "a", ids("r1 r2 r3 r4"), covering)
    with pytest.raises(SourceRefused, match="hanya 1 baris.* 4 sudah tercatat.* 3 baris akan ditarik"):
        sent(warehouse, "b", ids("r1"), covering)
    assert stand(warehouse) == ["r1", "r2", "r3", "r4"]
    assert {row["file"] for row in warehouse.rows("coverage")} == {"a"}
    confirmed = Covering(kind, confirmed=True)  # type: ignore[arg-type]
    assert became(sent(warehouse, "b", ids("r1"), confirmed)) == {"unchanged": 1, "retracted": 3}


def test_an_empty_file_takes_nothing_away_unless_somebody_says_so(warehouse: Warehouse) -> None:
    sent(warehouse, "a", ids("r1"))
    with pytest.raises(SourceRefused, match="hanya 0 baris"):
        sent(warehouse, "b", ids(""))
    assert became(sent(warehouse, "b", ids(""), Covering("all", confirmed=True))) == {"retracted": 1}
    assert stand(warehouse) == []


# The version stands in the file's name: the order of loading does not matter.


def test_an_older_file_that_comes_late_does_not_raise_the_dead(warehouse: Warehouse) -> None:
    sent(warehouse, "b", ids("r1", version="2"), named("2"))
    settled = sent(warehouse, "a", ids("r1 r2", version="1"), named("1"))
    assert became(settled) == {"corrected": 1, "new": 1, "retracted": 1}
    assert (stand(warehouse), gone(warehouse)) == (["r1"], [("r2", "b")])


def test_a_file_between_two_takes_and_gives_only_what_lies_between(warehouse: Warehouse) -> None:
    sent(warehouse, "a", ids("r1 r2", version="1"), named("1"))
    sent(warehouse, "c", ids("r2 r3", version="3"), named("3", confirmed=True))
    sent(warehouse, "b", ids("r1 r4", version="2"), named("2", confirmed=True))
    assert (stand(warehouse), gone(warehouse)) == (["r2", "r3"], [("r1", "c"), ("r4", "c")])


def test_two_files_of_one_version_are_one_delivery(warehouse: Warehouse) -> None:
    for file, names in (("a", "r1"), ("b", "r2")):
        sent(warehouse, file, ids(names, version="1"), named("1"))
    assert stand(warehouse) == ["r1", "r2"]


def test_where_a_refused_row_may_have_been_of_any_id_an_older_file_stands_until_it_is_mended(
    warehouse: Warehouse,
) -> None:
    """r3 is not known when the newer file is read: nothing says whether it was the refused row."""
    sent(warehouse, "b", ids("r1", version="2"), named("2"), refused=["r2"])
    sent(warehouse, "a", ids("r1 r2 r3", version="1"), named("1"))
    assert stand(warehouse) == ["r1", "r2", "r3"]
    settled = sent(warehouse, "b", ids("r1 r2", version="2"), named("2"), block="lain")
    assert became(settled) == {"unchanged": 1, "corrected": 1, "retracted": 1}
    assert (stand(warehouse), gone(warehouse)) == (["r1", "r2"], [("r3", "b")])


# Rows have versions of their own, or none: the order of loading decides.


def test_an_older_row_does_not_bring_a_retracted_one_back(warehouse: Warehouse) -> None:
    for file, facts in (
        ("a", requests("id version\nr1 1\nr2 5")),
        ("b", requests("id version\nr1 1")),
        ("c", requests("id version\nr1 1\nr2 4")),
    ):
        sent(warehouse, file, facts)
    assert stand(warehouse) == ["r1"]
    sent(warehouse, "d", requests("id version\nr1 1\nr2 5"))
    assert states(warehouse) == ({"r1": "1 open", "r2": "5 open"}, [("r2", "4 open")])


def test_without_a_version_a_retracted_row_that_says_something_else_is_refused(warehouse: Warehouse) -> None:
    for file, names in (("a", "r1 r2"), ("b", "r1")):
        sent(warehouse, file, ids(names))
    both = requests("id version status\nr1 0 open\nr2 0 refused")
    assert became(sent(warehouse, "c", both)) == {"unchanged": 1, "rejected": 1}
    assert stand(warehouse) == ["r1"]


def test_reading_an_old_file_again_changes_nothing(warehouse: Warehouse) -> None:
    """It keeps its place in the order of loading."""
    for file, names in (("a", "r1 r2 r3"), ("b", "r1 r2"), ("c", "r1 r2 r4")):
        sent(warehouse, file, ids(names))
    for file, names in (("a", "r1 r2 r3"), ("b", "r1 r2")):
        assert became(sent(warehouse, file, ids(names))) == {"unchanged": len(names.split())}
        assert stand(warehouse) == ["r1", "r2", "r4"]


def test_a_row_that_was_refused_and_is_mended_comes_back_from_the_last_file(warehouse: Warehouse) -> None:
    sent(warehouse, "a", ids("r1 r2 r3"))
    sent(warehouse, "b", ids("r1 r2"))
    assert gone(warehouse) == [("r3", "b")]
    settled = sent(warehouse, "b", ids("r1 r2 r3"), block="lain")
    assert became(settled) == {"unchanged": 2, "new": 1}
    assert (stand(warehouse), gone(warehouse)) == (["r1", "r2", "r3"], [])


def test_a_row_of_an_old_file_that_is_read_only_now_is_gone_if_the_last_file_lacks_it(
    warehouse: Warehouse,
) -> None:
    sent(warehouse, "a", ids("r1"), refused=["r9"])
    sent(warehouse, "b", ids("r1"))
    settled = sent(warehouse, "a", ids("r1 r9"))
    assert became(settled) == {"unchanged": 1, "new": 1, "retracted": 1}
    assert (stand(warehouse), gone(warehouse)) == (["r1"], [("r9", "b")])


# Definitions change.


def test_what_was_retracted_stands_again_when_files_are_complete_for_nothing(warehouse: Warehouse) -> None:
    for file, names in (("a", "r1 r2"), ("b", "r1")):
        sent(warehouse, file, ids(names))
    for file, names in (("a", "r1 r2"), ("b", "r1")):
        warehouse.load(ids(names), file=file, block="lain")
    assert (stand(warehouse), gone(warehouse)) == (["r1", "r2"], [])
    assert warehouse.connection.scalar(select(func.count()).select_from(coverage)) == 0


def test_files_become_complete_as_they_are_read_again_in_the_order_of_their_coming(
    warehouse: Warehouse,
) -> None:
    for file, names in (("a", "r1 r2 r3"), ("b", "r1 r2"), ("c", "r1 r2 r4")):
        warehouse.load(ids(names), file=file)
    for file, names in (("a", "r1 r2 r3"), ("b", "r1 r2"), ("c", "r1 r2 r4")):
        sent(warehouse, file, ids(names), block="lain")
    assert (stand(warehouse), gone(warehouse)) == (["r1", "r2", "r4"], [("r3", "b")])


def test_from_the_order_of_loading_to_versions_in_names_nothing_of_the_old_order_is_left(
    warehouse: Warehouse,
) -> None:
    sent(warehouse, "a", ids("r1 r2"))
    sent(warehouse, "b", ids("r1"))
    for file, names, version in (("a", "r1 r2", "2"), ("b", "r1", "1")):
        sent(warehouse, file, ids(names, version=version), named(version), block="lain")
    assert (stand(warehouse), gone(warehouse)) == (["r1", "r2"], [])
    assert {row["rank"] for row in warehouse.rows("coverage")} == {"v:1", "v:2"}


def test_a_row_whose_last_version_is_taken_back_is_judged_by_the_one_before(warehouse: Warehouse) -> None:
    sent(warehouse, "a", ids("r1 r2", version="1"), named("1"))
    sent(warehouse, "b", ids("r1 r2", version="2"), named("2"))
    sent(warehouse, "c", ids("r1 r2", version="3"), named("3"))
    settled = sent(warehouse, "c", ids("r1", version="3"), named("3"), block="lain")
    assert became(settled) == {"unchanged": 1, "retracted": 1}
    assert states(warehouse)[1] == [("r1", "1 open"), ("r1", "2 open"), ("r2", "1 open"), ("r2", "2 open")]
    assert stand(warehouse) == ["r1"]
