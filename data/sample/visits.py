"""The queue machine's log of each office: one row per ticket."""

from datetime import date
from functools import cache
from typing import NamedTuple

import numpy as np

from data.sample import queue, scenario
from data.sample.instants import DAY, clock, date_of, day_number, slashed_day
from data.sample.queue import Ticket
from data.sample.records import Dialect, Record, Version
from data.sample.reference import Named
from data.sample.world import EXPORTED_BEFORE_CLOSE, VISITS, World

DIALECT = Dialect(
    name="antrean",
    header=(
        "kantor",
        "tanggal",
        "nomor",
        "layanan",
        "kelurahan",
        "jam_ambil",
        "jam_panggil",
        "jam_mulai",
        "jam_selesai",
        "loket",
        "prioritas",
        "status",
        "diubah",
    ),
    delimiter=";",
)
STATUS = {
    queue.SERVED: "SELESAI",
    queue.NO_SHOW: "TIDAK HADIR",
    queue.LEFT: "PERGI",
    queue.TRANSFERRED: "DIALIHKAN",
    queue.OPEN: "MENUNGGU",
}


class Visit(NamedTuple):
    """One visit; office, service and area are positions in the reference tables.

    `mistaken` is the area that the machine noted first, `corrected_at` when a clerk put it right.
    """

    office: int
    midnight: int
    number: int
    service: int
    area: int
    ticket: Ticket
    last_change: int
    spelling: int
    mistaken: int | None = None
    corrected_at: int | None = None
    keep: bool = False

    @property
    def waited_seconds(self) -> int | None:
        return None if self.ticket.called is None else self.ticket.called - self.ticket.taken


class OfficeDay(NamedTuple):
    visits: list[Visit]
    minutes_watched: int
    people_seen: int


def visits_of(world: World, office: int, day: date) -> OfficeDay:
    """A whole day at one office. On the last day the export came before its end."""
    rng = world.chance(VISITS, office, day)
    place = world.reference.offices[office]
    plan = scenario.plan(place, world.span, day, world.days)
    taken = queue.visitors(plan, rng)
    services, areas = people(world, place, rng, n=len(taken))
    tickets = queue.simulate(queue.draw(taken, _minutes(world, services), plan, rng), plan)
    seen_at = DAY
    if day == world.last_open_day:
        seen_at = plan.hours.close - EXPORTED_BEFORE_CLOSE
        tickets = queue.as_seen_at(tickets, seen_at)
    minutes, seen = queue.photographed(tickets, plan.hours)
    early = rng.random(len(taken)) < 0.02
    seconds = rng.integers(1, 5, len(taken)).tolist()
    spelling = rng.integers(0, 10_000, len(taken)).tolist()
    tickets = [_early(t, seconds[n]) if early[n] else t for n, t in enumerate(tickets)]
    midnight = day_number(day) * DAY
    visits = [
        Visit(office, midnight, n + 1, services[n], areas[n], t, _changed(midnight, t, seen_at), spelling[n])
        for n, t in enumerate(tickets)
    ]
    return OfficeDay(_with_mistakes(world, visits, rng), minutes, seen)


def people(
    world: World, place: Named, rng: np.random.Generator, *, n: int, only_online: bool = False
) -> tuple[list[int], list[int]]:
    """What each of n people comes for, and from where."""
    positions, shares = scenario.offered(place, world.reference.services, only_online=only_online)
    services = np.array(positions)[np.searchsorted(shares, rng.random(n), side="right")]
    areas = np.searchsorted(scenario.origins(place, world.reference.areas), rng.random(n), side="right")
    return services.tolist(), areas.tolist()


def _minutes(world: World, services: list[int]) -> np.ndarray:
    codes = (world.reference.services[service].code for service in services)
    return np.array([scenario.MINUTES.get(code, scenario.DEFAULT_MINUTES)[0] for code in codes])


def _early(ticket: Ticket, seconds: int) -> Ticket:
    """The caller's clock is a little behind the ticket machine's: a call seconds before its ticket."""
    if ticket.called is None or ticket.called - ticket.taken > 20:
        return ticket
    return ticket._replace(called=ticket.taken - seconds)


def _changed(midnight: int, ticket: Ticket, seen_at: int) -> int:
    if ticket.outcome == queue.OPEN or ticket.finished is None:
        return midnight + seen_at
    return midnight + ticket.finished + 2


def _with_mistakes(world: World, visits: list[Visit], rng: np.random.Generator) -> list[Visit]:
    wrong = rng.random(len(visits)) < 0.004
    days_later = rng.integers(0, 32, len(visits)).tolist()
    other = rng.integers(0, len(world.reference.areas), len(visits)).tolist()
    corrected = []
    for n, visit in enumerate(visits):
        at = visit.last_change + days_later[n] * DAY + 3_600
        fits = wrong[n] and at < world.end and other[n] != visit.area and visit.ticket.outcome != queue.OPEN
        if fits:
            visit = visit._replace(mistaken=other[n], corrected_at=at, keep=n % 2 == 0)
        corrected.append(visit)
    return corrected


def record_of(world: World, visit: Visit) -> Record:
    first = visit.area if visit.mistaken is None else visit.mistaken
    versions = [Version(visit.last_change, _fields(world, visit, first))]
    if visit.corrected_at is not None:
        versions.append(Version(visit.corrected_at, _fields(world, visit, visit.area)))
    return Record(tuple(versions), visit.keep)


def _fields(world: World, visit: Visit, area: int) -> tuple[str, ...]:
    t = visit.ticket
    reference = world.reference
    services = reference.services[visit.service].spellings
    return (
        reference.offices[visit.office].name,
        slashed_day(visit.midnight // DAY),
        f"A{visit.number:03d}",
        services[visit.spelling % len(services)],
        area_text(reference.areas[area], visit.spelling),
        clock(t.taken),
        _clock(t.called),
        _clock(t.started),
        _clock(t.finished),
        "-" if t.counter is None else f"Loket {t.counter}",
        "Prioritas" if t.priority else "Umum",
        STATUS[t.outcome],
    )


@cache
def _clock(second: int | None) -> str:
    return "-" if second is None else clock(second)


def area_text(area: Named, spelling: int) -> str:
    """Nobody writes that the area is unknown: the cell stays empty."""
    return "" if area.kind == "tidak_diketahui" else area.spellings[spelling % len(area.spellings)]


def opened_before(world: World, visit: Visit) -> bool:
    """Was this visit in the new building?"""
    opened = world.reference.offices[visit.office].opened
    return opened is not None and date_of(visit.midnight) >= opened
