"""What a version says of its sources and their days, for staff; by kind of fact, for the public."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from etl import arrivals
from etl.freshness import DAY, LONGEST_CLOSED, History, Office, next_expected, source_days, whole_until
from etl.held import State
from etl.horizon import told_once
from etl.reference import Reference, normal
from etl.settings import Settings
from etl.source import SourceBlock, rules_of
from etl.warehouse.schema import request

Row = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """Rows of `source_state` and of `source_day`."""

    states: list[Row]
    days: list[Row]


def tell(connection: Connection, states: list[State], settings: Settings, reference: Reference) -> Told:
    """`states` are those of the sources that have facts; one that never told of any is told of, too."""
    found = arrivals.histories(connection, settings)
    zone = Office(settings.timezone, ())
    read = max((zone.day(state["loaded_at"]) for state in states), default=date.min)
    span = arrivals.within(found, read)
    if span is None:
        return Told([_state(history, {}, zone) for history in found], [])
    office = arrivals.office_of(settings, reference, span)
    known = {state["source"]: state for state in states}
    online, purged = _online(connection, settings, reference), told_once(connection)
    rows = [
        {
            **_state(
                history, known.get(history.habit.source, {}), office, purged.get(history.habit.source, ())
            ),
            "online": history.habit.source in online,
        }
        for history in found
    ]
    return Told(rows, [row for history in found for row in source_days(history, span, office)])


def _state(history: History, state: State, office: Office, before: Iterable[date] = ()) -> Row:
    """`before`: days that it told of, where rows were purged since."""
    habit = history.habit
    return {
        **state,
        "source": habit.source,
        "fact": habit.fact,
        "expected": habit.expected,
        "active": habit.active,
        "first_day": min(filter(None, (history.first, *before)), default=None),
        "last_day": max(filter(None, (history.last, *before)), default=None),
        "whole_until": whole_until(history, office),
        "next_expected": next_expected(history, office),
        "open_before": _open_before(history, office),
        "online": False,
    }


def _open_before(history: History, office: Office) -> date | None:
    first = history.first
    if first is None:
        return None
    days = (first - n * DAY for n in range(1, LONGEST_CLOSED))
    return next((day for day in days if not office.closed(day)), None)


def _online(connection: Connection, settings: Settings, reference: Reference) -> set[str]:
    """Sources of requests that may tell of an online channel, or have told of one."""
    query = select(request.c.source).where(request.c.online).distinct()
    told = set(connection.scalars(query))
    blocks = settings.sources.items()
    return told | {name for name, block in blocks if block.fact == "request" and _may(block, reference)}


def _may(block: SourceBlock, reference: Reference) -> bool:
    """Whether an online channel is among what the block may say; a column of the file may say any."""
    codes = reference.codes("channels")
    online = {channel.code for channel in reference.channels if channel.online}
    for rule in rules_of(block.columns.get("channel", [])):
        if rule.value is None and rule.map is None:
            return True
        said = [rule.value, rule.other, *(rule.map or {}).values()]
        if any(codes.get(normal(str(word))) in online for word in said):
            return True
    return False


def by_fact(told: Told) -> Told:
    """One row per kind of fact, and of each day whether all that was expected of it came.

    Sources that are no longer read count where they told of something.
    """
    of: dict[str, list[Row]] = defaultdict(list)
    for state in told.states:
        of[state["fact"]].append(state)
    fact = {state["source"]: state["fact"] for state in told.states}
    days: dict[tuple[str, date], list[Row]] = defaultdict(list)
    for row in told.days:
        days[fact[row["source"]], row["day"]].append(row)
    return Told(
        [_fact(name, rows) for name, rows in sorted(of.items())],
        [_fact_day(name, day, rows) for (name, day), rows in sorted(days.items())],
    )


def _fact(name: str, rows: list[Row]) -> Row:
    waited = [row for row in rows if row["active"] and row["expected"] != "none"]
    return {
        "source": name,
        "fact": name,
        "data_time": _least(row.get("data_time") for row in waited or rows),
        "late_at": _least(row.get("late_at") for row in waited),
        "expected": "working_days" if waited else "none",
        "active": any(row["active"] for row in rows),
        "first_day": _least(row["first_day"] for row in rows),
        "last_day": max((row["last_day"] for row in rows if row["last_day"]), default=None),
        "whole_until": _least(row["whole_until"] for row in waited or rows),
        "next_expected": _least(row["next_expected"] for row in waited),
        "open_before": _least(row["open_before"] for row in rows),
        "online": any(row["online"] for row in rows),
    }


def _fact_day(name: str, day: date, rows: list[Row]) -> Row:
    """Nothing of how much: only whether it is all there."""
    missing = any(row["expected"] and not row["rows"] for row in rows)
    return {
        "source": name,
        "day": day,
        "expected": any(row["expected"] for row in rows),
        "rows": 0 if missing else 1,
        "late": False,
        "sparse": False,
    }


def _least(values: Iterable[Any]) -> Any:
    return min((value for value in values if value is not None), default=None)
