"""One day at one office: people come, wait, are called or give up. Whole seconds since local midnight."""

from dataclasses import dataclass
from functools import cache
from heapq import heapify, heappop, heappush
from typing import NamedTuple

import numpy as np

from data.sample.reference import Hours
from data.sample.scenario import Plan

SLOT = 900
# A ticket of an elderly or disabled visitor counts as taken ten minutes earlier.
HEAD_START = 600
SERVED, NO_SHOW, LEFT, TRANSFERRED, OPEN = "served", "no_show", "left", "transferred", "open"
LAST_TICKET_BEFORE_CLOSE = 900


class Ticket(NamedTuple):
    """What the queue machine knows of one visit; None where it did not happen."""

    taken: int
    called: int | None
    started: int | None
    finished: int | None
    outcome: str
    counter: int | None
    priority: bool


@dataclass(frozen=True)
class Draws:
    """All chance of a day, drawn before anything happens; one element per visitor, by time of arrival."""

    taken: list[int]
    service_seconds: list[int]
    leaves: list[int]
    says_so: list[bool]
    absent: list[bool]
    sent_on: list[bool]
    walk: list[int]
    noticed: list[int]
    wrap_up: list[int]
    priority: list[bool]


def visitors(plan: Plan, rng: np.random.Generator) -> np.ndarray:
    """The seconds at which tickets are taken: a Poisson process whose rate follows the day."""
    edges, cumulated = _profile(plan.hours)
    n = int(rng.poisson(plan.expected_visits * rng.lognormal(-0.005, 0.1)))
    return np.sort(np.interp(rng.random(n), cumulated, edges).astype(np.int64))


@cache
def _profile(hours: Hours) -> tuple[np.ndarray, np.ndarray]:
    """Slot edges and the cumulated share of the day's arrivals up to each."""
    edges = np.arange(hours.open, hours.close - LAST_TICKET_BEFORE_CLOSE + 1, SLOT)
    middle = (edges[:-1] + edges[1:]) / 2
    morning = np.exp(-(((middle - hours.open - 5_400) / 5_000) ** 2))
    afternoon = np.exp(-(((middle - hours.break_end - 2_700) / 3_600) ** 2))
    rate = 0.28 + 1.0 * morning + 0.5 * afternoon
    rate = np.where((middle >= hours.break_start) & (middle < hours.break_end), rate * 0.35, rate)
    return edges, np.concatenate(([0.0], np.cumsum(rate) / rate.sum()))


def draw(taken: np.ndarray, mean_minutes: np.ndarray, plan: Plan, rng: np.random.Generator) -> Draws:
    n = len(taken)
    sigma = 0.5
    service = mean_minutes * 60 * plan.pace * rng.lognormal(-sigma * sigma / 2, sigma, n)
    hurried = rng.random(n) < 0.05
    patience = np.where(hurried, 900.0, 5_400.0) * rng.lognormal(0.0, 0.55, n)
    return Draws(
        taken=taken.tolist(),
        service_seconds=np.maximum(service, 45).astype(np.int64).tolist(),
        leaves=(taken + np.maximum(patience, 60).astype(np.int64)).tolist(),
        says_so=(rng.random(n) < 0.65).tolist(),
        absent=(rng.random(n) < 0.018).tolist(),
        sent_on=(rng.random(n) < 0.014).tolist(),
        walk=rng.integers(4, 35, n).tolist(),
        # An idle counter has other work at hand: it calls a little later.
        noticed=(20 + 70 * rng.lognormal(0.0, 0.8, n)).astype(np.int64).tolist(),
        wrap_up=rng.integers(15, 90, n).tolist(),
        priority=(rng.random(n) < 0.07).tolist(),
    )


def simulate(draws: Draws, plan: Plan) -> list[Ticket]:
    """First come, first served, a little ahead for priority; each counter rests, half of them at a time."""
    breaks = [_break(plan.hours, plan.counters, counter) for counter in range(plan.counters)]
    free = [(plan.hours.open + 30 * counter, counter) for counter in range(plan.counters)]
    heapify(free)
    waiting: list[tuple[int, int]] = []
    tickets: dict[int, Ticket] = {}
    came, n = 0, len(draws.taken)
    while came < n or waiting:
        now, counter = heappop(free)
        start, end = breaks[counter]
        if start <= now < end:
            heappush(free, (end, counter))
            continue
        while came < n and draws.taken[came] <= now:
            ahead = HEAD_START if draws.priority[came] else 0
            heappush(waiting, (draws.taken[came] - ahead, came))
            came += 1
        if not waiting:
            heappush(free, (max(now, draws.taken[came] + draws.noticed[came]), counter))
            continue
        visitor = heappop(waiting)[1]
        ticket, busy_until = _turn(draws, visitor, now, counter)
        tickets[visitor] = ticket
        heappush(free, (busy_until, counter))
    return [tickets[visitor] for visitor in range(n)]


def _break(hours: Hours, counters: int, counter: int) -> tuple[int, int]:
    if counters == 1:
        return hours.break_start, hours.break_end
    middle = (hours.break_start + hours.break_end) // 2
    return (hours.break_start, middle) if counter % 2 else (middle, hours.break_end)


def _turn(draws: Draws, visitor: int, now: int, counter: int) -> tuple[Ticket, int]:
    """What happens when the counter turns to this visitor, and when the counter is free again."""
    taken, leaves, priority = draws.taken[visitor], draws.leaves[visitor], draws.priority[visitor]
    gone = leaves <= now
    if gone and draws.says_so[visitor]:
        return Ticket(taken, None, None, leaves, LEFT, None, priority), now
    if gone or draws.absent[visitor]:
        return Ticket(taken, now, None, now + 60, NO_SHOW, counter + 1, priority), now + 60
    started = now + draws.walk[visitor]
    seconds = draws.service_seconds[visitor]
    if draws.sent_on[visitor]:
        finished = started + max(seconds // 3, 40)
        return Ticket(
            taken, now, started, finished, TRANSFERRED, counter + 1, priority
        ), finished + draws.wrap_up[visitor]
    finished = started + seconds
    return Ticket(taken, now, started, finished, SERVED, counter + 1, priority), finished + draws.wrap_up[
        visitor
    ]


def photographed(tickets: list[Ticket], hours: Hours) -> tuple[int, int]:
    """Minutes at which somebody looked into the waiting room, and people seen in all of them.

    Seen are those who were later called or left. It is counted from the events, not from the waits:
    only so can Little's law be tried on it.
    """
    ended = [(t.taken, t.called if t.called is not None else t.finished) for t in tickets]
    stays = [(taken, end) for taken, end in ended if end is not None]
    if not stays:
        return 0, 0
    last = max(max(end for _, end in stays), hours.close)
    minutes = np.arange(hours.open, last + 60, 60)
    came = np.searchsorted(np.sort([taken for taken, _ in stays]), minutes, side="right")
    went = np.searchsorted(np.sort([end for _, end in stays]), minutes, side="right")
    return len(minutes), int((came - went).sum())


def as_seen_at(tickets: list[Ticket], second: int) -> list[Ticket]:
    """The day as an export at `second` shows it: later tickets are unknown, unfinished ones are open."""
    seen = []
    for t in tickets:
        if t.taken > second:
            continue
        if t.finished is not None and t.finished <= second:
            seen.append(t)
        elif t.called is not None and t.called <= second:
            started = t.started if t.started is not None and t.started <= second else None
            seen.append(t._replace(started=started, finished=None, outcome=OPEN))
        else:
            seen.append(Ticket(t.taken, None, None, None, OPEN, None, t.priority))
    return seen
