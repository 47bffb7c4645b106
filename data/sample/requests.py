"""Requests for a service: noted by a clerk at the counter, or sent through eLOK at any hour."""

import csv
from collections import Counter
from datetime import date
from typing import NamedTuple

import numpy as np

from data.sample import queue, scenario
from data.sample.instants import DAY, date_of, day_number, spelled, with_offset
from data.sample.records import Dialect, Record, Version, same_month
from data.sample.visits import Visit, area_text, people
from data.sample.world import ELOK, LOKET, World

COUNTER_DIALECT = Dialect(
    name="loket",
    header=(
        "nomor",
        "kantor",
        "layanan",
        "kelurahan",
        "nama_pemohon",
        "nik",
        "telepon",
        "diajukan",
        "selesai",
        "status",
        "petugas",
        "diubah",
    ),
    delimiter=",",
)
ONLINE_DIALECT = Dialect(
    name="elok",
    header=(
        "id_permohonan",
        "unit",
        "jenis_layanan",
        "domisili",
        "akun",
        "waktu_pengajuan",
        "waktu_selesai",
        "status",
        "diubah",
    ),
    delimiter=",",
    quoting=csv.QUOTE_ALL,
)
STATUS = {"completed": "Selesai", "refused": "Ditolak", "withdrawn": "Dibatalkan", "open": "Diproses"}
WORKDAY_SECONDS = 7 * 3600
# Median of the working time against the promise, so that about one in ten comes late.
AGAINST_PROMISE = {"menit": 0.5, "jam_kerja": 0.45, "hari_kerja": 0.55, "hari_kalender": 0.5}
UNIT_SECONDS = {
    "menit": 60,
    "jam_kerja": 3600,
    "hari_kerja": WORKDAY_SECONDS,
    "hari_kalender": WORKDAY_SECONDS * 5 // 7,
}
SLOWER = {"1003": 1.35, "1007": 0.75, "1009": 1.15, "1010": 1.2}
# No person of this world exists; whoever finds these words in a warehouse has found a leak.
CANARIES = ("Kenari", "99990099", "089900990099", "kenari.contoh")


class Request(NamedTuple):
    """One request; office, service and area are positions in the reference tables."""

    channel: str
    id: str
    office: int
    service: int
    area: int
    submitted: int
    ended: int | None
    status: str
    spelling: int
    mistaken: int | None = None
    corrected_at: int | None = None
    keep: bool = False


def at_counter(world: World, visits: list[Visit], day: date) -> list[Request]:
    """The requests that the served visits of one office and day have left."""
    if not visits:
        return []
    office = visits[0].office
    rng = world.chance(LOKET, office, day)
    makes = rng.random(len(visits)) < scenario.REQUESTS_PER_SERVED
    asked = [v for n, v in enumerate(visits) if makes[n] and v.ticket.outcome == queue.SERVED]
    submitted = [visit.midnight + (visit.ticket.started or 0) for visit in asked]
    at_once = [world.reference.services[visit.service].proven_by_visit for visit in asked]
    later = _ends(world, office, [visit.service for visit in asked], submitted, rng)
    done = [visit.midnight + (visit.ticket.finished or 0) for visit in asked]
    ends = [done[n] if at_once[n] else later[n] for n in range(len(asked))]
    requests = [
        Request(
            channel="loket",
            id=f"L{office:02d}-{day:%Y%m%d}-{n + 1:03d}",
            office=office,
            service=visit.service,
            area=visit.area,
            submitted=submitted[n],
            ended=ends[n],
            status="completed",
            spelling=visit.spelling,
        )
        for n, visit in enumerate(asked)
    ]
    return _as_known(world, requests, rng)


def online(world: World, office: int, day: date) -> list[Request]:
    """The eLOK requests of one office and calendar day, at all hours."""
    rng = world.chance(ELOK, office, day)
    place = world.reference.offices[office]
    n = int(rng.poisson(scenario.expected_elok(place, world.span, day)))
    evening = rng.random(n) < 0.35
    second = np.where(evening, 72_000, 37_800) + rng.normal(0.0, 1.0, n) * np.where(evening, 4_500, 9_000)
    submitted = (np.sort(second.clip(0, DAY - 1)).astype(np.int64) + day_number(day) * DAY).tolist()
    services, areas = people(world, place, rng, n=n, only_online=True)
    spelling = rng.integers(0, 10_000, n).tolist()
    ends = _ends(world, office, services, submitted, rng)
    requests = [
        Request(
            channel="elok",
            id=f"E{office:02d}-{day:%Y%m%d}-{k + 1:03d}",
            office=office,
            service=services[k],
            area=areas[k],
            submitted=submitted[k],
            ended=ends[k],
            status="completed",
            spelling=spelling[k],
        )
        for k in range(n)
    ]
    return _as_known(world, requests, rng)


def _ends(
    world: World, office: int, services: list[int], submitted: list[int], rng: np.random.Generator
) -> list[int]:
    """When the work was done, in office hours."""
    slower = SLOWER.get(world.reference.offices[office].code[-4:], 1.0)
    noise = rng.lognormal(0.0, 0.7, len(services))
    typical = np.array(
        [_typical_seconds(world, service, at) for service, at in zip(services, submitted, strict=True)],
        dtype=np.float64,
    )
    seconds = np.maximum(typical * noise * slower, 240).astype(np.int64)
    ended: list[int] = world.working.after(np.array(submitted, dtype=np.int64), seconds).tolist()
    return ended


def _typical_seconds(world: World, service: int, submitted: int) -> float:
    known = world.reference.services[service]
    standard = world.standard(known.code, date_of(submitted))
    if standard is None or standard.unit == "menit":
        return 5_400.0
    return standard.value * UNIT_SECONDS[standard.unit] * AGAINST_PROMISE[standard.unit]


def _as_known(world: World, requests: list[Request], rng: np.random.Generator) -> list[Request]:
    """How each ended as far as the export knows: some refused, withdrawn or forgotten, some noted wrongly."""
    n = len(requests)
    fate = rng.random(n).tolist()
    wrong = (rng.random(n) < 0.004).tolist()
    days_later = rng.integers(0, 35, n).tolist()
    other = rng.integers(0, len(world.reference.areas), n).tolist()
    known = []
    for k, request in enumerate(requests):
        ended = request.ended
        if ended is None or ended >= world.end - 60 or fate[k] < 0.002:
            known.append(request._replace(ended=None, status="open"))
            continue
        status = "refused" if fate[k] < 0.03 else "withdrawn" if fate[k] < 0.045 else "completed"
        corrected_at = ended + days_later[k] * DAY + 5_400
        if wrong[k] and other[k] != request.area and corrected_at < world.end:
            request = request._replace(mistaken=other[k], corrected_at=corrected_at, keep=k % 2 == 0)
        known.append(request._replace(status=status))
    return known


def record_of(world: World, request: Request) -> Record:
    first = request.area if request.mistaken is None else request.mistaken
    ended = request.ended
    versions = []
    if ended is None or request.keep or not same_month(request.submitted, ended + 20):
        opened = request._replace(ended=None, status="open")
        versions.append(Version(request.submitted + 5, _fields(world, opened, first)))
    if ended is not None:
        versions.append(Version(ended + 20, _fields(world, request, first)))
    if request.corrected_at is not None:
        versions.append(Version(request.corrected_at, _fields(world, request, request.area)))
    return Record(tuple(versions), request.keep)


def _fields(world: World, request: Request, area: int) -> tuple[str, ...]:
    reference, spelling = world.reference, request.spelling
    service, place = reference.services[request.service], reference.areas[area]
    if request.channel == "elok":
        hours = 7 if spelling % 23 == 0 else 8
        return (
            request.id,
            reference.offices[request.office].code,
            service.name,
            area_text(place, 0),
            f"kenari.contoh{spelling}@contoh.invalid",
            with_offset(request.submitted, hours=hours),
            "" if request.ended is None else with_offset(request.ended, hours=hours),
            STATUS[request.status].upper(),
        )
    offices = reference.offices[request.office].spellings
    return (
        request.id,
        offices[spelling % len(offices)],
        service.spellings[spelling // 7 % len(service.spellings)],
        area_text(place, spelling // 5),
        f"Kenari, Contoh {spelling}" if spelling % 11 == 0 else f"Kenari Contoh {spelling}",
        f"99990099{spelling:08d}",
        f"089900990099{spelling:04d}",
        spelled(request.submitted),
        "" if request.ended is None else spelled(request.ended),
        STATUS[request.status],
        f"Kenari Petugas {request.office + 1}",
    )


def by_channel_and_status(requests: list[Request]) -> dict[str, dict[str, int]]:
    counted = Counter((request.channel, request.status) for request in requests)
    return {channel: {status: counted[channel, status] for status in STATUS} for channel in ("loket", "elok")}
