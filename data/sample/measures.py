"""What each metric must say of the sample, counted on what was invented: no file, no warehouse, no metric.

A clerk's note and a complaint are written to the minute, so their seconds are gone before anybody reads them.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import numpy as np

from data.sample import queue, survey
from data.sample.calendar import openings
from data.sample.complaints import Complaint
from data.sample.instants import DAY, date_of, day_number
from data.sample.reference import ComplaintStandard
from data.sample.requests import STATUS, Request
from data.sample.survey import Answer
from data.sample.truth import Invented
from data.sample.visits import Visit
from data.sample.world import World

FURTHEST_PROMISE = timedelta(days=200)
Told = dict[str, Any]


def measures(world: World, invented: Invented) -> Told:
    """By metric, then by what it is broken down by; months are written 2026-03."""
    return {
        "arrivals": {"half_hour": _numbered(visit.ticket.taken // 1_800 for visit in invented.visits)},
        "waiting": {"counter": _named(_counter(visit) for visit in invented.visits if _called(visit))},
        "serving": _sum(_served_seconds(invented.visits)),
        "left_after": _sum(_patience_seconds(invented.visits)),
        "turnaround": _sum(_turnaround_seconds(invented.requests)),
        "digital_share": _online(invented.requests),
        "completion": _ends(invented.requests),
        "backlog": _stock(invented.requests),
        "complaints": {"channel": _named(complaint.channel for complaint in invented.complaints)},
        **_promises(world, invented),
        "ikm": _respondents(invented.answers),
    }


def _named(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))


def _numbered(numbers: Iterable[int]) -> dict[str, int]:
    return {str(number): count for number, count in sorted(Counter(numbers).items())}


def _sum(seconds: Iterable[int]) -> dict[str, int]:
    known = list(seconds)
    return {"n": len(known), "seconds": sum(known)}


def _month(instant: int) -> str:
    return f"{date_of(instant):%Y-%m}"


def _called(visit: Visit) -> bool:
    return visit.ticket.called is not None


def _counter(visit: Visit) -> str:
    """As the queue machine writes it; nothing where it knows none."""
    return "" if visit.ticket.counter is None else f"Loket {visit.ticket.counter}"


def _served_seconds(visits: Iterable[Visit]) -> Iterable[int]:
    for visit in visits:
        ticket = visit.ticket
        begun = ticket.called if ticket.started is None else ticket.started
        if ticket.outcome == queue.SERVED and begun is not None and ticket.finished is not None:
            yield max(ticket.finished - begun, 0)


def _patience_seconds(visits: Iterable[Visit]) -> Iterable[int]:
    for visit in visits:
        if visit.ticket.outcome == queue.LEFT and visit.ticket.finished is not None:
            yield visit.ticket.finished - visit.ticket.taken


def _turnaround_seconds(requests: Iterable[Request]) -> Iterable[int]:
    for request in requests:
        if request.status == "completed" and request.ended is not None:
            unit = 60 if request.channel == "loket" else 1
            yield (request.ended // unit - request.submitted // unit) * unit


def _online(requests: list[Request]) -> Told:
    everyone = Counter(_month(request.submitted) for request in requests)
    online = Counter(_month(request.submitted) for request in requests if request.channel == "elok")
    return {month: {"online": online[month], "n": n} for month, n in sorted(everyone.items())}


def _ends(requests: list[Request]) -> Told:
    """What became of the requests of each day: which of them are old enough, the office's promises say."""
    counted = Counter((request.submitted // DAY, request.status) for request in requests)
    days = sorted({day for day, _ in counted})
    return {f"{date_of(day * DAY)}": {status: counted[day, status] for status in STATUS} for day in days}


def _stock(requests: list[Request]) -> Told:
    """By month: how many came, how many ended, and how many are open when it is over."""
    came = Counter(_month(request.submitted) for request in requests)
    went = Counter(_month(request.ended) for request in requests if request.ended is not None)
    told, left = {}, 0
    for month in sorted({*came, *went}):
        left += came[month] - went[month]
        told[month] = {"received": came[month], "closed": went[month], "value": left}
    return told


def _respondents(answers: list[Answer]) -> Told:
    words = ("LP", survey.AGES, survey.SCHOOLS, survey.JOBS)
    traits = ("sex", "age_band", "education", "occupation")
    told: Told = {
        trait: _named(words[k][answer.profile[k]] for answer in answers) for k, trait in enumerate(traits)
    }
    whole = [answer.scores for answer in answers if None not in answer.scores]
    told["score_sum"] = _numbered(sum(score for score in scores if score is not None) for scores in whole)
    return told


def _promises(world: World, invented: Invented) -> Told:
    """Of those with a promise: kept, broken, and not ended yet, whether that is too late or not."""
    clock = _Clock(world)
    return {
        "on_time": _kept(
            [*_promised_requests(world, clock, invented), *_promised_visits(world, clock, invented)]
        ),
        "complaints_on_time": _kept(_promised_complaints(world, clock, invented, "selesai")),
        "responses_on_time": _kept(_promised_complaints(world, clock, invented, "tanggapan")),
    }


def _kept(cases: Iterable[tuple[int | None, int]]) -> dict[str, int]:
    """Of when each ended, if it did, and the last second in which its promise was kept."""
    counted = Counter("open" if end is None else "met" if end <= due else "missed" for end, due in cases)
    return {word: counted[word] for word in ("met", "missed", "open")}


def _promised_requests(world: World, clock: "_Clock", invented: Invented) -> Iterator[tuple[int | None, int]]:
    for request in invented.requests:
        service = world.reference.services[request.service]
        standard = world.standard(service.code, date_of(request.submitted))
        if standard is None or service.proven_by_visit or request.status == "withdrawn":
            continue
        unit = 60 if request.channel == "loket" else 1
        due = clock.due(request.submitted // unit * unit, standard.value, standard.unit)
        yield None if request.ended is None else request.ended // unit * unit, due


def _promised_visits(world: World, clock: "_Clock", invented: Invented) -> Iterator[tuple[int | None, int]]:
    for visit in invented.visits:
        service, ticket = world.reference.services[visit.service], visit.ticket
        standard = world.standard(service.code, date_of(visit.midnight))
        ended = ticket.outcome == queue.SERVED and ticket.finished is not None
        if standard is None or not service.proven_by_visit or not (ended or ticket.outcome == queue.OPEN):
            continue
        due = clock.due(visit.midnight + ticket.taken, standard.value, standard.unit)
        yield visit.midnight + ticket.finished if ended and ticket.finished is not None else None, due


def _promised_complaints(
    world: World, clock: "_Clock", invented: Invented, promise: str
) -> Iterator[tuple[int | None, int]]:
    for complaint in invented.complaints:
        standard = _standard(world, complaint, promise)
        end = complaint.closed if promise == "selesai" else complaint.responded or complaint.closed
        if standard is not None:
            due = clock.due(complaint.received // 60 * 60, standard.value, standard.unit)
            yield None if end is None else end // 60 * 60, due


def _standard(world: World, complaint: Complaint, promise: str) -> ComplaintStandard | None:
    """In force about its category on the day it was received."""
    category, day = world.reference.categories[complaint.category].code, date_of(complaint.received)
    for row in world.reference.complaint_standards:
        about = (row.category, row.promise) == (category, promise)
        if about and row.since <= day and (row.until is None or day <= row.until):
            return row
    return None


class _Clock:
    """When a promise runs out, by the days on which the offices work."""

    def __init__(self, world: World) -> None:
        self._working = world.working
        self._hours = openings(world.reference, world.span.first, world.span.last + FURTHEST_PROMISE)
        self._days = list(self._hours)

    def due(self, start: int, value: int, unit: str) -> int:
        """The last second in which it is still kept."""
        if unit == "menit":
            return start + 60 * value
        if unit == "jam_kerja":
            worked = np.array([value * 3600], dtype=np.int64)
            return int(self._working.after(np.array([start], dtype=np.int64), worked)[0])
        if unit == "hari_kalender":
            return (start // DAY + value + 1) * DAY - 1
        last = self._days[bisect_right(self._days, date_of(start)) + value - 1]
        return day_number(last) * DAY + self._hours[last].close
