"""Facts → tallies: what changed is counted anew, and nothing else is touched."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, inspect, literal, select, update
from sqlalchemy.schema import DropTable

from etl import rollup
from etl.horizon import move_horizon
from etl.metric import DAY, MONTH, WEEK_HOUR, Level, Metric, Unit
from etl.metrics import metrics
from etl.period import Period
from etl.rollup import MOST_STRETCHES, outdated, touched
from etl.state import get_state, set_state
from etl.touched import TOUCHED
from etl.warehouse.schema import FACT_TABLES, visit
from etl.warehouse.tally import WHOLE, columns, definition, tally
from tests.build import Warehouse
from tests.drawn import answers, complaints, of_rows, requests, visits

pytestmark = pytest.mark.usefixtures("engine")

VOLUME, ARRIVALS, WAITING = (metrics()[name] for name in ("volume", "arrivals", "waiting"))


def spoil(warehouse: Warehouse, metric: Metric, level: Level) -> None:
    """Mark every row, so that one sees which are counted anew."""
    warehouse.connection.execute(update(tally(metric, level)).values(n=-1))


def by_period(warehouse: Warehouse, metric: Metric, level: Level) -> dict[str, int]:
    table = tally(metric, level)
    rows = warehouse.connection.execute(select(table.c.period, table.c.n)).all()
    found = {row.period.isoformat(): row.n for row in rows}
    assert len(found) == len(rows)
    return found


def submitted(*days: str, version: str = "1") -> str:
    lines = (f"r{n} {version} {day}T08:00" for n, day in enumerate(days))
    return "\n".join(["id version submitted", *lines])


def test_the_first_time_everything_is_counted(warehouse: Warehouse) -> None:
    warehouse.load(requests(submitted("2025-06-16", "2025-06-17", "2025-06-17", "2025-07-01")))
    assert outdated(warehouse.connection)
    warehouse.roll_up()
    assert not outdated(warehouse.connection)
    # Two of one day are of one office, area, service and channel: one row.
    assert by_period(warehouse, VOLUME, DAY) == {"2025-06-16": 1, "2025-06-17": 2, "2025-07-01": 1}
    assert by_period(warehouse, VOLUME, MONTH) == {"2025-06-01": 3, "2025-07-01": 1}


def test_only_touched_days_and_their_months_are_counted_anew(warehouse: Warehouse) -> None:
    warehouse.load(requests(submitted("2025-05-01", "2025-06-16", "2025-06-17")), file="a")
    warehouse.roll_up("volume")
    warehouse.forget_touched()
    for level in (DAY, MONTH):
        spoil(warehouse, VOLUME, level)
    warehouse.load(requests("id submitted\nx 2025-06-17T09:00"), file="b")
    warehouse.roll_up("volume")
    assert by_period(warehouse, VOLUME, DAY) == {"2025-05-01": -1, "2025-06-16": -1, "2025-06-17": 2}
    assert by_period(warehouse, VOLUME, MONTH) == {"2025-05-01": -1, "2025-06-01": 3}


def test_a_corrected_row_moves_from_its_old_day_to_its_new_one(warehouse: Warehouse) -> None:
    warehouse.load(requests(submitted("2025-06-16", "2025-06-16")), file="a")
    warehouse.roll_up("volume")
    warehouse.forget_touched()
    warehouse.load(requests("id version submitted\nr0 2 2025-07-02T08:00"), file="b")
    warehouse.roll_up("volume")
    assert by_period(warehouse, VOLUME, DAY) == {"2025-06-16": 1, "2025-07-02": 1}
    assert by_period(warehouse, VOLUME, MONTH) == {"2025-06-01": 1, "2025-07-01": 1}


def test_the_last_fact_of_a_day_takes_its_row_along(warehouse: Warehouse) -> None:
    warehouse.load(requests(submitted("2025-06-16")), file="a")
    warehouse.roll_up("volume")
    warehouse.forget_touched()
    warehouse.load(requests("id"), file="a", block="lain")
    warehouse.roll_up("volume")
    assert by_period(warehouse, VOLUME, DAY) == by_period(warehouse, VOLUME, MONTH) == {}


def test_a_due_day_is_touched_although_the_day_of_submission_is_another(warehouse: Warehouse) -> None:
    """on_time counts on the day a request falls due."""
    warehouse.load(requests("id version submitted\nr1 1 2025-06-16T08:00"), file="a")
    warehouse.roll_up("on_time")
    warehouse.forget_touched()
    warehouse.load(
        requests("id version submitted completed status\nr1 2 2025-06-16T08:00 2025-06-17T08:00 completed"),
        file="b",
    )
    warehouse.roll_up("on_time")
    (row,) = warehouse.rows("on_time_day")
    assert (row["period"], row["bucket"], row["n"]) == (
        date(2025, 6, 19),
        metrics()["on_time"].buckets.index("met"),
        1,
    )


def test_no_touched_day_leaves_the_tallies_alone(warehouse: Warehouse) -> None:
    warehouse.load(requests(submitted("2025-06-16")))
    warehouse.roll_up("volume")
    warehouse.forget_touched()
    spoil(warehouse, VOLUME, DAY)
    warehouse.roll_up("volume")
    assert by_period(warehouse, VOLUME, DAY) == {"2025-06-16": -1}


def test_another_definition_counts_everything_anew(warehouse: Warehouse) -> None:
    """Tallies are never migrated: their definition's hash says when they are of another one."""
    warehouse.load(requests(submitted("2025-06-16", "2025-06-17")))
    warehouse.roll_up()
    warehouse.forget_touched()
    spoil(warehouse, VOLUME, DAY)
    set_state(warehouse.connection, "definition.volume", "the hash of an older definition")
    assert outdated(warehouse.connection)
    warehouse.roll_up("volume")
    assert by_period(warehouse, VOLUME, DAY) == {"2025-06-16": 1, "2025-06-17": 1}
    assert get_state(warehouse.connection, "definition.volume") == definition(VOLUME)


def test_a_breakdown_that_came_since_takes_nothing_from_counts_whose_facts_are_gone(
    warehouse: Warehouse,
) -> None:
    """What was purged stays counted where it was; at the new one only what stands is counted."""
    older = replace(VOLUME, levels=VOLUME.levels[:-1])
    newest = VOLUME.levels[-1]
    warehouse.load(requests(submitted("2025-06-16", "2025-07-17")))
    warehouse.roll_up("volume")
    warehouse.forget_touched()
    move_horizon(warehouse.connection, "facts", date(2025, 7, 1))
    table = FACT_TABLES["request"]
    warehouse.connection.execute(delete(table).where(table.c.submitted_day < date(2025, 7, 1)))
    set_state(warehouse.connection, "definition.volume", definition(older))
    set_state(warehouse.connection, "buckets.volume", columns(older))
    warehouse.connection.execute(DropTable(tally(VOLUME, newest)))
    warehouse.roll_up("volume")
    for level in older.levels:
        assert len(by_period(warehouse, VOLUME, level)) == 2, level.name
    assert len(by_period(warehouse, VOLUME, newest)) == 1
    set_state(warehouse.connection, "definition.volume", "the hash of an older definition")
    set_state(warehouse.connection, "buckets.volume", "the hash of other buckets")
    warehouse.roll_up("volume")
    assert len(by_period(warehouse, VOLUME, DAY)) == 1, "buckets of another shape end it"


def test_a_definition_is_all_that_decides_a_tally_and_nothing_else() -> None:
    leg = WAITING.legs[0]
    same = replace(WAITING, label="Lama menunggu", unit=Unit.COUNT, source="lain")
    assert definition(same) == definition(WAITING)
    others = [
        replace(WAITING, levels=(DAY,)),
        replace(WAITING, legs=(replace(leg, where=visit.c.outcome == "served"),)),
        replace(WAITING, legs=(replace(leg, where=visit.c.outcome == "left"),)),
        replace(WAITING, legs=(replace(leg, day=visit.c.finished_day),)),
        replace(WAITING, legs=(replace(leg, buckets=metrics()["left_after"].legs[0].buckets),)),
        replace(WAITING, legs=(leg, leg)),
    ]
    assert len({definition(metric) for metric in (WAITING, *others)}) == 1 + len(others)


def touch(warehouse: Warehouse, days: Iterable[date], column: str = "submitted_day") -> None:
    rows = [{"fact": "request", "day_column": column, "day": day} for day in days]
    warehouse.connection.execute(insert(TOUCHED), rows)


def test_days_less_than_five_apart_are_one_stretch(warehouse: Warehouse) -> None:
    """Else a year of weekdays is fifty stretches, and each row is asked about each of them."""
    june = [date(2025, 6, day) for day in (3, 1, 2, 5, 5, 30)]
    touch(warehouse, [*june, date(2025, 7, 1)])
    touch(warehouse, [date(2025, 1, 1)], "completed_day")
    assert touched(warehouse.connection, VOLUME, DAY) == [
        Period(date(2025, 6, 1), date(2025, 6, 6)),
        Period(date(2025, 6, 30), date(2025, 7, 2)),
    ]
    assert touched(warehouse.connection, VOLUME, MONTH) == [Period(date(2025, 6, 1), date(2025, 8, 1))]


@pytest.mark.parametrize("stretches", [MOST_STRETCHES, MOST_STRETCHES + 1])
def test_more_than_sixty_stretches_are_one_range(warehouse: Warehouse, stretches: int) -> None:
    first = date(2025, 1, 1)
    touch(warehouse, [first + timedelta(5 * n) for n in range(stretches)])
    found = touched(warehouse.connection, VOLUME, DAY)
    last = first + timedelta(5 * (stretches - 1))
    if stretches > MOST_STRETCHES:
        assert found == [Period(first, last + timedelta(1))]
    else:
        assert len(found) == stretches


def test_a_range_over_many_stretches_counts_the_same(warehouse: Warehouse) -> None:
    first = date(2025, 1, 1)
    days = [(first + timedelta(3 * n)).isoformat() for n in range(MOST_STRETCHES + 5)]
    warehouse.load(requests(submitted(*days)), file="a")
    warehouse.roll_up("volume")
    warehouse.forget_touched()
    spoil(warehouse, VOLUME, DAY)
    changed = "\n".join(f"r{n} 2 refused {day}T09:00" for n, day in enumerate(days))
    warehouse.load(requests(f"id version status submitted\n{changed}"), file="b")
    warehouse.roll_up("volume")
    assert by_period(warehouse, VOLUME, DAY) == dict.fromkeys(days, 1)


def test_every_level_adds_up_to_the_days(warehouse: Warehouse) -> None:
    """Buckets and seconds, by all dimensions that the level keeps, month by month."""
    taken = [
        f"2025-{month:02}-{day:02}T{hour:02}:00" for month in (5, 6) for day in (1, 2, 28) for hour in (8, 11)
    ]
    outcomes = ["served", "no_show", "left", "transferred", "open"]
    rows: list[dict[str, Any]] = [
        {
            "id": f"v{n}",
            "taken_at": at,
            "called_at": None if n % 5 > 2 else at.replace(":00", f":{n:02}"),
            "finished_at": at.replace(":00", ":59"),
            "outcome": outcomes[n % 5],
            "area": ("63.71.04.1001", "tidak-diketahui")[n % 2],
            "channel": ("loket", "elok")[n % 3 == 0],
        }
        for n, at in enumerate(taken)
    ]
    warehouse.load(of_rows("visit", rows))
    warehouse.load(answers("432143214", "1.......4", "444444444"))
    warehouse.load(
        requests(
            "id submitted completed status\nr1 2025-05-30T08:00 2025-06-02T08:00 completed\nr2 08:00 . open"
        )
    )
    warehouse.load(complaints("id category\nc1 lainnya\nc2 lainnya\nc3 sarana"))
    warehouse.roll_up()
    for metric in metrics().values():
        assert warehouse.rows(tally(metric, DAY).name), metric.name
        for level in metric.levels:
            kept = metric.dimensions_at(level)
            counted = summed(warehouse, metric, level, kept)
            if level.name == "score_sum":
                # The sum is known of those alone who answered all nine.
                assert [tallies[WHOLE, "n"] for tallies in counted.values()] == [2]
                continue
            days = summed(warehouse, metric, DAY, kept)
            if level.whole:
                wholes = [(WHOLE, name) for name in ("n", "seconds")]
                days = {key: Counter({name: found[name] for name in wholes}) for key, found in days.items()}
            assert counted == days, (metric.name, level.name)


def summed(
    warehouse: Warehouse, metric: Metric, level: Level, kept: tuple[str, ...]
) -> dict[Any, Counter[Any]]:
    """Month by month, by the dimensions that are kept; the rest is added up."""
    found: dict[Any, Counter[Any]] = {}
    for row in warehouse.rows(tally(metric, level).name):
        key = (row["period"].replace(day=1), *(row[name] for name in kept))
        numbers = {(row["bucket"], name): row[name] for name in ("n", "seconds")}
        found.setdefault(key, Counter()).update(numbers)
    return found


def test_weekday_and_hour_are_the_offices_own(warehouse: Warehouse) -> None:
    warehouse.load(
        visits("""
        id  taken             called            outcome
        a   2025-06-15T23:59  2025-06-16T00:05  served
        b   2025-06-16T08:00  2025-06-16T09:10  served
    """)
    )
    warehouse.roll_up("waiting")
    found = {
        (row["period"], row["weekday"], row["hour"]): row["n"] for row in warehouse.rows("waiting_week_hour")
    }
    assert found == {(date(2025, 6, 1), 7, 23): 1, (date(2025, 6, 1), 1, 8): 1}
    assert WEEK_HOUR in WAITING.levels


def test_sums_are_plain_integers(warehouse: Warehouse) -> None:
    """DuckDB's SUM is HUGEINT, which is eighty times slower to read."""
    warehouse.load(visits("id taken called outcome\na 08:00 08:10 served"))
    warehouse.roll_up()
    columns = inspect(warehouse.connection).get_columns("waiting_day")
    found = {str(column["type"]).split()[0] for column in columns}
    assert found == {"DATE", "VARCHAR", "SMALLINT", "INTEGER", "BIGINT"}
    query = rollup.recount(WAITING, DAY, None).subquery()
    typed = select(literal(1)).select_from(query).limit(1)
    assert warehouse.connection.scalar(typed) == 1
