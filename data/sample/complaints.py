"""Complaints, many about waiting: a yearly list with month-first dates on a 12-hour clock."""

from datetime import date
from typing import NamedTuple

import numpy as np

from data.sample import queue
from data.sample.instants import month_first
from data.sample.records import Dialect, Record, Version
from data.sample.requests import Request
from data.sample.scenario import shares
from data.sample.visits import Visit
from data.sample.world import COMPLAINTS, World

DIALECT = Dialect(
    name="pengaduan",
    header=(
        "nomor",
        "kantor",
        "kanal",
        "kategori",
        "pelapor",
        "isi",
        "diterima",
        "ditanggapi",
        "ditutup",
        "status",
        "diubah",
    ),
    delimiter=";",
    yearly=True,
)
LONG_WAIT_SECONDS = 2_700
ABOUT = {
    "waktu": 3.0,
    "petugas": 2.0,
    "persyaratan": 2.5,
    "biaya": 0.6,
    "hasil": 1.5,
    "sarana": 2.0,
    "informasi": 1.5,
}
DEFAULT_ABOUT = 0.3
STATUS = {"resolved": "Selesai", "open": "Diproses"}


class Complaint(NamedTuple):
    """One complaint; office and category are positions in the reference tables."""

    id: str
    office: int
    channel: str
    category: int
    received: int
    responded: int | None
    closed: int | None
    spelling: int
    keep: bool = False

    @property
    def status(self) -> str:
        return "open" if self.closed is None else "resolved"


def complaints_of(
    world: World, office: int, day: date, visits: list[Visit], sent: list[Request]
) -> list[Complaint]:
    rng = world.chance(COMPLAINTS, office, day)
    causes = _causes(world, visits, sent, rng)
    found: list[Complaint] = []
    for at, channel, category in causes:
        responded = at + int(72_000 * rng.lognormal(0.0, 0.9)) + 600
        closed = responded + int(260_000 * rng.lognormal(0.0, 1.0)) + 600
        spelling = int(rng.integers(0, 10_000))
        if at >= world.end - 120:
            continue
        found.append(
            Complaint(
                id=f"P{office:02d}-{day:%Y%m%d}-{len(found) + 1:02d}",
                office=office,
                channel=channel,
                category=category,
                received=at,
                responded=responded if responded < world.end - 120 else None,
                closed=closed if closed < world.end - 120 else None,
                spelling=spelling,
                keep=spelling % 25 == 0,
            )
        )
    return found


def _causes(
    world: World, visits: list[Visit], sent: list[Request], rng: np.random.Generator
) -> list[tuple[int, str, int]]:
    codes = [category.code for category in world.reference.categories]
    usual = shares([ABOUT.get(code, DEFAULT_ABOUT) for code in codes])
    chance = rng.random(len(visits)).tolist()
    causes = []
    for n, visit in enumerate(visits):
        waited = visit.waited_seconds
        angry = visit.ticket.outcome == queue.LEFT or (waited is not None and waited > LONG_WAIT_SECONDS)
        if visit.ticket.finished is None or chance[n] >= (0.025 if angry else 0.0032):
            continue
        about = int(np.searchsorted(usual, rng.random(), side="right"))
        if angry and "waktu" in codes and rng.random() < 0.75:
            about = codes.index("waktu")
        channel = "elok" if rng.random() < 0.4 else "loket"
        at = visit.midnight + visit.ticket.finished + int(rng.integers(300, 3_000))
        causes.append((at, channel, about))
    chance = rng.random(len(sent)).tolist()
    about = codes.index("daring") if "daring" in codes else 0
    causes += [
        (request.submitted + 90_000 + int(rng.integers(0, 90_000)), "elok", about)
        for n, request in enumerate(sent)
        if chance[n] < 0.003
    ]
    return causes


def record_of(world: World, complaint: Complaint) -> Record:
    received = complaint._replace(responded=None, closed=None)
    versions = [Version(complaint.received + 30, _fields(world, received))]
    if complaint.responded is not None:
        answered = complaint._replace(closed=None)
        versions.append(Version(complaint.responded + 30, _fields(world, answered)))
    if complaint.closed is not None:
        versions.append(Version(complaint.closed + 30, _fields(world, complaint)))
    return Record(tuple(versions), complaint.keep)


def _fields(world: World, complaint: Complaint) -> tuple[str, ...]:
    reference, spelling = world.reference, complaint.spelling
    offices = reference.offices[complaint.office].spellings
    channels = reference.channels[complaint.channel]
    categories = reference.categories[complaint.category].spellings
    return (
        complaint.id,
        offices[spelling % len(offices)],
        channels[spelling % len(channels)],
        categories[spelling % len(categories)],
        f"Kenari Pelapor {spelling}",
        f"Kenari isi {spelling}; contoh",
        month_first(complaint.received),
        "" if complaint.responded is None else month_first(complaint.responded),
        "" if complaint.closed is None else month_first(complaint.closed),
        STATUS[complaint.status],
    )
