"""When a source is due, as drawn tables: what was done, the time, and what follows."""

from datetime import UTC, datetime, timedelta

import pytest

from etl.schedule import FIRST, MOST, Outcome, Schedule, Told, due, patience, schedule

WITA = "Asia/Makassar"


def at(text: str) -> datetime:
    """`02-03 18:00` of 2026, or with a year; UTC."""
    whole = text if text.count("-") == 2 else f"2026-{text}"
    return datetime.fromisoformat(whole).replace(tzinfo=UTC)


def table(drawn: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in drawn.strip().splitlines()]


# 2 March 2026 is a Monday. 02:00 WITA is 18:00 UTC of the day before.
@pytest.mark.parametrize(
    ("text", "now", "latest", "following"),
    table("""
    02:00             | 03-02 17:59:59 | 03-01 18:00    | 03-02 18:00
    02:00             | 03-02 18:00    | 03-02 18:00    | 03-03 18:00
    02:00             | 03-02 18:00:01 | 03-02 18:00    | 03-03 18:00
    07:00,13:00       | 03-02 04:00    | 03-01 23:00    | 03-02 05:00
    07:00,13:00       | 03-02 05:00    | 03-02 05:00    | 03-02 23:00
    02:00 mon-fri     | 03-06 12:00    | 03-05 18:00    | 03-08 18:00
    02:00 sat         | 03-06 18:00    | 03-06 18:00    | 03-13 18:00
    02:00 fri-mon     | 03-03 12:00    | 03-01 18:00    | 03-05 18:00
    every 1m          | 03-02 10:00:59 | 03-02 10:00    | 03-02 10:01
    every 1m          | 03-02 10:01    | 03-02 10:01    | 03-02 10:02
    every 15m         | 03-02 10:29    | 03-02 10:15    | 03-02 10:30
    every 1d          | 03-02 10:29    | 03-02 00:00    | 03-03 00:00
    every 1h mon-fri  | 03-06 15:30    | 03-06 15:00    | 03-08 16:00
    every 1h mon-fri  | 03-07 20:00    | 03-06 15:00    | 03-08 16:00
    every 7h tue,thu  | 03-04 12:00    | 03-03 13:00    | 03-04 17:00
    """),
)
def test_the_instants_of_a_schedule_in_wita(text: str, now: str, latest: str, following: str) -> None:
    texts = text.split(",") if text[0] != "e" else text
    plan = schedule(texts, WITA)
    assert (plan.latest(at(now)), plan.following(at(now))) == (at(latest), at(following))


# In Berlin 2026-03-29 has no 02:30 (clocks go from 02:00 to 03:00 at 01:00 UTC), 2026-10-25 has it twice.
@pytest.mark.parametrize(
    ("now", "following"),
    table("""
    03-28 00:00    | 03-28 01:30
    03-28 12:00    | 03-29 01:30
    03-29 01:30    | 03-30 00:30
    10-24 12:00    | 10-25 00:30
    10-25 00:30    | 10-26 01:30
    10-25 01:29    | 10-26 01:30
    """),
)
def test_once_a_day_where_the_clock_changes(now: str, following: str) -> None:
    assert schedule("02:30", "Europe/Berlin").following(at(now)) == at(following)


def test_a_night_of_changed_clocks_has_one_instant_and_never_two() -> None:
    plan = schedule("02:30", "America/New_York")
    instants, now = [], at("2026-01-01 00:00")
    while now < at("2027-01-01 00:00"):
        now = plan.following(now)
        assert plan.latest(now) == now
        instants.append(now)
    assert len(instants) == 366
    gaps = {after - before for before, after in zip(instants, instants[1:], strict=False)}
    assert gaps == {timedelta(hours=23), timedelta(hours=24), timedelta(hours=25)}


DAILY = schedule("02:00", WITA)
MINUTE = schedule("every 1m", WITA)


@pytest.mark.parametrize(
    ("plan", "done", "failures", "again", "now", "expected"),
    table("""
    daily  | -           | 0 | -              | 03-02 04:00    | 03-01 18:00
    daily  | 03-01 18:00 | 0 | -              | 03-02 04:00    | 03-02 18:00
    daily  | 03-02 03:00 | 0 | -              | 03-02 04:00    | 03-02 18:00
    daily  | 03-01 17:59 | 0 | -              | 03-02 04:00    | 03-01 18:00
    daily  | 02-20 18:00 | 0 | -              | 03-02 04:00    | 03-01 18:00
    daily  | 02-28 18:00 | 1 | 03-01 18:01    | 03-01 18:00:30 | 03-01 18:01
    daily  | 02-28 18:00 | 1 | 03-01 18:01    | 03-02 04:00    | 03-01 18:01
    daily  | 02-28 18:00 | 9 | 03-03 04:00    | 03-02 04:00    | 03-01 18:00
    daily  | 03-09 18:00 | 0 | -              | 03-02 04:00    | 03-01 18:00
    minute | 03-02 03:59 | 0 | -              | 03-02 04:00:20 | 03-02 04:00
    minute | 03-02 04:00 | 0 | -              | 03-02 04:00:20 | 03-02 04:01
    minute | 03-02 03:00 | 3 | 03-02 04:04    | 03-02 04:01    | 03-02 04:04
    """),
)
def test_when_it_is_due(plan: str, done: str, failures: str, again: str, now: str, expected: str) -> None:
    told = Told(None if done == "-" else at(done), int(failures), None if again == "-" else at(again))
    assert due({"daily": DAILY, "minute": MINUTE}[plan], told, at(now)) == at(expected)


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome.DONE, Told(at("03-02 04:00"))),
        (Outcome.FAILED, Told(at("03-01 18:00"), 3, at("03-02 04:05:30"))),
        (Outcome.BUSY, Told(at("03-01 18:00"), 2, at("03-02 04:01:40"))),
        (Outcome.UNFINISHED, Told(at("03-01 18:00"), 2, at("03-02 04:01:45"))),
    ],
)
def test_what_an_attempt_leaves(outcome: Outcome, expected: Told) -> None:
    before = Told(at("03-01 18:00"), 2, at("03-02 03:59"))
    assert before.after(outcome, at("03-02 04:00"), at("03-02 04:01:30")) == expected


def test_patience_doubles_up_to_an_hour() -> None:
    assert [patience(n) // FIRST for n in (1, 2, 3, 4, 6)] == [1, 2, 4, 8, 32]
    assert patience(7) == patience(1000) == MOST


def test_a_broken_source_is_tried_again_less_and_less_and_then_by_its_schedule() -> None:
    """A day of a daily source that fails until the afternoon."""
    told, now, tried = Told(at("03-01 18:00")), at("03-02 18:00"), []
    while now < at("03-03 06:00"):
        now = max(now, due(DAILY, told, now))
        tried.append(now)
        outcome = Outcome.FAILED if now < at("03-03 01:00") else Outcome.DONE
        told = told.after(outcome, now, now)
        if outcome is Outcome.DONE:
            break
    assert [int((b - a) / FIRST) for a, b in zip(tried, tried[1:], strict=False)] == [
        1,
        2,
        4,
        8,
        16,
        32,
        *[60] * 6,
    ]
    assert due(DAILY, told, now) == at("03-03 18:00")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2:00", "tulis jam"),
        ("24:00", "tulis jam"),
        ("02:00 WITA besok", "tulis jam"),
        ("", "tulis jam"),
        ([], "tulis jam"),
        ("every", "tulis jam"),
        ("every 1x", "tulis bilangan bulat dan satuan"),
        ("every 1s", "paling pendek 5s"),
        ("every 2d", "paling panjang 1d"),
        ("02:00 senin", 'hari "senin" tidak dikenal'),
        ("02:00 mon-jum", 'hari "mon-jum" tidak dikenal'),
        (["02:00", "3"], "tulis jam"),
    ],
)
def test_what_is_no_schedule_is_told_with_what_would_be(text: str | list[str], expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        schedule(text, WITA)


def test_a_schedule_looks_often_or_by_the_clock() -> None:
    def by_interval(*texts: str) -> bool:
        plan: Schedule = schedule(texts, WITA)
        return plan.by_interval

    assert by_interval("every 1m")
    assert not by_interval("every 1h", "02:00")
