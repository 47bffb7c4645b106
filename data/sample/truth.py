"""The numbers that a loaded warehouse must show: counted on what was invented, not on what was read."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from data.sample import queue, requests, survey
from data.sample.complaints import Complaint
from data.sample.instants import DAY, day_number
from data.sample.requests import Request
from data.sample.survey import Answer
from data.sample.visits import Visit
from data.sample.world import World

AROUND_OPENING_DAYS = 180
FEWEST_DAYS_AROUND = 28


@dataclass
class Invented:
    """Everything that happened; `watched` holds minutes and people seen waiting per office."""

    visits: list[Visit] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    watched: Counter[tuple[int, str]] = field(default_factory=Counter)


def facts(world: World, invented: Invented) -> dict[str, object]:
    """Rows and their states once all files are loaded, whatever the order."""
    outcomes = Counter(visit.ticket.outcome for visit in invented.visits)
    states = Counter(complaint.status for complaint in invented.complaints)
    offices, areas = world.reference.offices, world.reference.areas
    categories = world.reference.categories
    return {
        "visit": {
            "rows": len(invented.visits),
            "outcome": {name: outcomes[name] for name in visit_outcomes()},
            "called": sum(visit.ticket.called is not None for visit in invented.visits),
            "called_before_taken": sum((visit.waited_seconds or 0) < 0 for visit in invented.visits),
            "office": _by(offices[visit.office].code for visit in invented.visits),
            "area": _by(areas[visit.area].code for visit in invented.visits),
        },
        "request": {
            "rows": len(invented.requests),
            "channel_status": requests.by_channel_and_status(invented.requests),
            "office": _by(offices[request.office].code for request in invented.requests),
            "area": _by(areas[request.area].code for request in invented.requests),
            "service": _by(world.reference.services[request.service].code for request in invented.requests),
        },
        "answer": {
            "rows": len(invented.answers),
            "unsur": survey.totals(invented.answers),
            "channel": _by(answer.channel for answer in invented.answers),
        },
        "complaint": {
            "rows": len(invented.complaints),
            "status": {name: states[name] for name in ("resolved", "open")},
            "category": _by(categories[complaint.category].code for complaint in invented.complaints),
        },
    }


def visit_outcomes() -> tuple[str, ...]:
    return (queue.SERVED, queue.NO_SHOW, queue.LEFT, queue.TRANSFERRED, queue.OPEN)


def _by(codes: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(codes).items()))


def little(world: World, invented: Invented) -> dict[str, dict[str, float | int]]:
    """Little's law, L = λ·W, among those who were called or left.

    L is the mean number of people in the waiting room, looked at once a minute while the office works;
    λ and W come from the log.
    """
    waits: dict[int, list[int]] = {}
    for visit in invented.visits:
        ticket = visit.ticket
        end = ticket.called if ticket.called is not None else ticket.finished
        if end is not None:
            waits.setdefault(visit.office, []).append(end - ticket.taken)
    found: dict[str, dict[str, float | int]] = {}
    everyone: list[int] = []
    for office in sorted(waits):
        watched = invented.watched[office, "minutes"], invented.watched[office, "seen"]
        found[world.reference.offices[office].code] = _law(*watched, waits[office])
        everyone += waits[office]
    minutes = sum(n for (_, what), n in invented.watched.items() if what == "minutes")
    seen = sum(n for (_, what), n in invented.watched.items() if what == "seen")
    found["all"] = _law(minutes, seen, everyone)
    return found


def _law(minutes: int, seen: int, waits: list[int]) -> dict[str, float | int]:
    mean_waiting = seen / minutes
    per_minute = len(waits) / minutes
    mean_minutes = sum(waits) / 60 / len(waits)
    return {
        "minutes": minutes,
        "people_seen": seen,
        "visits": len(waits),
        "waited_seconds": sum(waits),
        "L": round(mean_waiting, 6),
        "lambda_W": round(per_minute * mean_minutes, 6),
        "ratio": round(mean_waiting / (per_minute * mean_minutes), 6) if sum(waits) else 1.0,
    }


def effects(world: World, invented: Invented) -> dict[str, object]:
    return {
        "new_buildings": _openings(world, invented.visits),
        "elok_share": _elok(world, invented.requests),
        "wait_and_waktu": _wait_and_waktu(invented.answers),
    }


def _openings(world: World, visits: Sequence[Visit]) -> dict[str, object]:
    """Waits before and after; an opening too near the ends of the sample proves nothing and is left out."""
    found: dict[str, object] = {}
    for n, office in enumerate(world.reference.offices):
        opened = office.opened
        if opened is None or not _well_inside(world, opened):
            continue
        spans = {
            "before": (opened - timedelta(days=AROUND_OPENING_DAYS), opened - timedelta(days=1)),
            "after": (opened, opened + timedelta(days=AROUND_OPENING_DAYS - 1)),
        }
        own = [visit for visit in visits if visit.office == n]
        measured = {name: _waits(world, own, first, last) for name, (first, last) in spans.items()}
        found[office.code] = {"opened": opened.isoformat(), **measured}
    return found


def _well_inside(world: World, opened: date) -> bool:
    margin = timedelta(days=FEWEST_DAYS_AROUND)
    return world.span.first + margin <= opened <= world.span.last - margin


def _waits(world: World, visits: Sequence[Visit], first: date, last: date) -> dict[str, object]:
    first, last = max(first, world.span.first), min(last, world.span.last)
    low, high = day_number(first) * DAY, day_number(last) * DAY
    within = [visit for visit in visits if low <= visit.midnight <= high]
    waits = sorted(visit.waited_seconds for visit in within if visit.waited_seconds is not None)
    return {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "visits": len(within),
        "n": len(waits),
        "p50_seconds": nearest_rank(waits, 50),
        "p90_seconds": nearest_rank(waits, 90),
    }


def nearest_rank(ordered: Sequence[int], percent: int) -> int | None:
    """The ⌈q·n⌉-th value of an ordered list."""
    return ordered[-(-percent * len(ordered) // 100) - 1] if ordered else None


def _elok(world: World, known: Sequence[Request]) -> dict[str, object]:
    """Share of eLOK in the first and the last eighth of the sample: quarters, if it has two years."""
    days = max((world.span.last - world.span.first).days // 8, 1)
    spans = {
        "first_quarter": (world.span.first, world.span.first + timedelta(days=days - 1)),
        "last_quarter": (world.span.last - timedelta(days=days - 1), world.span.last),
    }
    found: dict[str, object] = {}
    for name, (first, last) in spans.items():
        low, high = day_number(first) * DAY, (day_number(last) + 1) * DAY
        channels = Counter(request.channel for request in known if low <= request.submitted < high)
        share = channels["elok"] / max(channels.total(), 1)
        found[name] = {
            "from": first.isoformat(),
            "to": last.isoformat(),
            "elok": channels["elok"],
            "requests": channels.total(),
            "share": round(share, 6),
        }
    return found


def _wait_and_waktu(answers: Sequence[Answer]) -> dict[str, object]:
    pairs = [
        (answer.waited_minutes, answer.scores[survey.WAKTU])
        for answer in answers
        if answer.waited_minutes is not None and answer.scores[survey.WAKTU] is not None
    ]
    if len(pairs) < 3:
        return {"n": len(pairs), "correlation": None}
    table = np.array(pairs, dtype=np.float64)
    # Rounded: the last digits of a float may differ between machines, the file may not.
    return {"n": len(pairs), "correlation": round(_correlation(table[:, 0], table[:, 1]), 4)}


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    return float(((one - one.mean()) * (other - other.mean())).mean() / (one.std() * other.std()))
