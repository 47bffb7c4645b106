"""What a file changes on days that were no longer provisional, told as entries of `correction`."""

import random
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from etl.coverage import Covering
from etl.provisional import Closed, provisional_from
from tests.build import Warehouse, reference
from tests.drawn import TIMEZONE, Facts, answers, complaints, of_rows, requests, utc, visits

pytestmark = pytest.mark.usefixtures("engine")

UNTIL = date(2025, 6, 18)
CLOSED = Closed(date(2025, 6, 2), UNTIL, utc("00:00", UNTIL))
"""A Wednesday and what follows is still provisional."""


@pytest.fixture
def told(warehouse: Warehouse) -> Warehouse:
    """After the first loading the days before UNTIL are closed."""
    warehouse.closed = None
    return warehouse


def later(warehouse: Warehouse, facts: Facts, file: str = "b", **more: Any) -> list[dict[str, Any]]:
    """The entries that this file makes."""
    warehouse.closed = CLOSED
    before = len(warehouse.rows("correction"))
    settled = warehouse.load(facts, file=file, **more)
    entries = warehouse.rows("correction")
    assert settled.changes == len(entries) - before
    return [entry for entry in entries if entry["file"] == file]


def brief(entries: list[dict[str, Any]]) -> list[tuple[str, str, Any, Any, Any, int]]:
    return sorted(
        (e["day"].isoformat(), e["kind"], e["column"], e["old"], e["new"], e["rows"]) for e in entries
    )


def request(version: str, submitted: str, status: str = "open", completed: str = ".", id_: str = "r1") -> str:
    return f"{id_} {version} {submitted} {status} {completed}"


def drawn(*rows: str) -> Facts:
    return requests("\n".join(["id version submitted status completed", *rows]))


def test_a_first_loading_corrects_nothing(told: Warehouse) -> None:
    told.load(drawn(request("1", "2025-06-03T08:00")))
    assert told.rows("correction") == []


def test_a_changed_column_of_a_closed_day_is_told_with_old_and_new(told: Warehouse) -> None:
    told.load(requests("id version submitted service\nr1 1 2025-06-03T08:00 kk\nr2 1 2025-06-03T09:00 kk"))
    again = requests("id version submitted service\nr1 2 2025-06-03T08:00 usaha\nr2 2 2025-06-03T09:00 usaha")
    (entry,) = later(told, again)
    assert (entry["office"], entry["day"], entry["kind"]) == ("63.71.04", date(2025, 6, 3), "corrected")
    assert (entry["column"], entry["old"], entry["new"], entry["rows"]) == ("service", "kk", "usaha", 2)
    assert (entry["source"], entry["fact"], entry["file"], entry["name"]) == (
        "sumber",
        "request",
        "b",
        "b.csv",
    )
    assert entry["run"] == "uji"
    assert "r1" not in str(entry)


def test_a_late_row_of_a_closed_day_is_told_and_one_of_a_young_or_unknown_day_is_not(told: Warehouse) -> None:
    told.load(drawn(request("1", "2025-06-03T08:00")))
    late = drawn(
        request("1", "2025-06-04T08:00", id_="r2"),
        request("1", "2025-06-04T09:00", id_="r3"),
        request("1", "2025-06-18T08:00", id_="r4"),
        request("1", "2025-06-01T08:00", id_="r5"),
    )
    assert brief(later(told, late)) == [("2025-06-04", "late", None, None, None, 2)]


def test_a_retracted_row_of_a_closed_day_is_told(told: Warehouse) -> None:
    told.load(
        drawn(request("1", "2025-06-03T08:00"), request("1", "2025-06-04T08:00", id_="r2")),
        covering=Covering("all"),
    )
    gone = later(told, drawn(request("1", "2025-06-03T08:00")), covering=Covering("all"))
    assert brief(gone) == [("2025-06-04", "retracted", None, None, None, 1)]


def test_the_next_step_of_an_old_case_changes_nothing_that_was_said(told: Warehouse) -> None:
    told.load(drawn(request("1", "2025-06-03T08:00")))
    assert later(told, drawn(request("2", "2025-06-03T08:00", "completed", "2025-06-18T09:00"))) == []


def test_a_step_that_happened_on_a_closed_day_and_is_known_only_now_is_told(told: Warehouse) -> None:
    told.load(drawn(request("1", "2025-06-03T08:00")))
    done = later(told, drawn(request("2", "2025-06-03T08:00", "completed", "2025-06-05T09:00")))
    assert brief(done) == [
        ("2025-06-03", "corrected", "completed_at", None, "2025-06-05 01:00:00", 1),
        ("2025-06-03", "corrected", "status", "open", "completed", 1),
    ]


def test_an_end_that_is_moved_is_told_wherever_it_goes(told: Warehouse) -> None:
    told.load(drawn(request("1", "2025-06-03T08:00", "completed", "2025-06-05T09:00")))
    moved = later(told, drawn(request("2", "2025-06-03T08:00", "completed", "2025-06-19T09:00")))
    assert [entry["column"] for entry in moved] == ["completed_at"]


def test_a_row_that_moves_into_a_closed_day_is_told_there(told: Warehouse) -> None:
    told.load(drawn(request("1", "2025-06-19T08:00")))
    (entry,) = later(told, drawn(request("2", "2025-06-04T08:00")))
    assert (entry["day"], entry["column"]) == (date(2025, 6, 4), "submitted_at")


def test_an_older_version_that_comes_late_changes_nothing(told: Warehouse) -> None:
    told.load(drawn(request("2", "2025-06-03T08:00")))
    assert later(told, drawn(request("1", "2025-06-03T08:00", "refused", "2025-06-03T09:00"))) == []


def test_other_definitions_of_the_same_file_are_told_too(told: Warehouse) -> None:
    """The figure of the closed day is another one, whatever the reason."""
    told.load(requests("id submitted service\nr1 2025-06-03T08:00 kk"), file="a")
    again = requests("id submitted service\nr1 2025-06-03T08:00 usaha")
    assert brief(later(told, again, "a", block="lain")) == [
        ("2025-06-03", "corrected", "service", "kk", "usaha", 1)
    ]


@pytest.mark.parametrize(
    ("before", "after", "columns"),
    [
        (
            visits("id version taken outcome counter\nv1 1 08:00 served 1"),
            visits("id version taken outcome counter\nv1 2 08:00 served 2"),
            ["counter"],
        ),
        (
            complaints("id version received category\nc1 1 08:00 lainnya"),
            complaints("id version received category\nc1 2 08:00 sarana"),
            ["category"],
        ),
        (answers("444444444"), answers("444443444"), ["kompetensi"]),
    ],
)
def test_every_fact_tells_of_its_own_columns(
    told: Warehouse, before: Facts, after: Facts, columns: list[str]
) -> None:
    told.load(before, file="a")
    assert [entry["column"] for entry in later(told, after, "a", block="lain")] == columns


# Whatever happens: a closed day that changed has an entry, and one that did not has none.


def closed_days_of(warehouse: Warehouse) -> dict[tuple[str, date], Counter[str]]:
    """What closed days say: their rows without the steps that happened on young days."""
    found: dict[tuple[str, date], Counter[str]] = {}
    for row in warehouse.rows("request"):
        day = row["submitted_day"]
        if CLOSED.first <= day < CLOSED.until:
            ended = row["completed_at"]
            young = ended is not None and ended >= CLOSED.until_at
            said = (row["service"], row["submitted_at"], None if young else ended)
            told = f"{said} {'open' if young else row['status']}"
            found.setdefault((row["office"], day), Counter())[told] += 1
    return found


def some(chance: random.Random, version: int) -> Facts:
    rows = []
    for n in range(6):
        if chance.random() < 0.8:
            days = (0, 1, 7)[n % 3] if chance.random() < 0.9 else 2
            submitted = datetime(2025, 6, 12) + timedelta(days=days, hours=n)  # noqa: DTZ001 (naive UTC)
            ended = chance.choice((None, None, submitted, submitted + timedelta(days=6)))
            status = "open" if ended is None else chance.choice(("completed", "refused"))
            rows.append(
                {
                    "id": f"r{n}",
                    "version": str(version),
                    "office": ("63.71.04", "63.71.04.1001")[n % 2],
                    "service": chance.choice(("kk", "kk", "usaha")),
                    "submitted_at": submitted,
                    "completed_at": ended,
                    "status": status,
                }
            )
    return of_rows("request", rows)


@pytest.mark.parametrize("seed", range(12))
def test_a_closed_day_that_says_something_else_has_an_entry(told: Warehouse, seed: int) -> None:
    chance = random.Random(seed)
    covering = Covering("all", confirmed=True)
    told.load(some(chance, 1), file="1", covering=covering)
    for version in (2, 3, 4):
        before = closed_days_of(told)
        entries = later(told, some(chance, version), str(version), covering=covering)
        after = closed_days_of(told)
        changed = {place for place in {*before, *after} if before.get(place) != after.get(place)}
        named = {(entry["office"], entry["day"]) for entry in entries}
        # A row that moved is told where it was; where it is now is the new value of that entry.
        moved = {entry["new"][:10] for entry in entries if entry["column"] == "submitted_at"}
        unnamed = {place for place in changed - named if place[1].isoformat() not in moved}
        assert not unnamed, f"{unnamed} changed without an entry"
        assert bool(changed) == bool(entries)


@pytest.mark.parametrize(
    ("latest", "days", "first"),
    [
        ("2025-06-20T16:00", 3, date(2025, 6, 18)),
        ("2025-06-23T08:00", 3, date(2025, 6, 19)),
        ("2025-06-22T12:00", 1, date(2025, 6, 20)),
        ("2025-06-20T16:00", 0, date(2025, 6, 21)),
    ],
)
def test_closed_days_do_not_count_and_the_data_decide(latest: str, days: int, first: date) -> None:
    assert provisional_from(utc(latest), days, TIMEZONE, reference()) == first
