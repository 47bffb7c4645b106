"""The whole sample: the offices live through their days, then each source writes its files."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from data.sample import complaints, dirt, files, measures, requests, survey, truth, visits
from data.sample.dirt import Dirt
from data.sample.records import Dialect, Record
from data.sample.reference import read_reference
from data.sample.scenario import Span
from data.sample.truth import Invented
from data.sample.world import DIRT, World, build_world

# Told how much is done, from 0 to 1.
Progress = Callable[[float], None]
TRUTH = "truth.json"
LIVING = 0.6
FEWEST_RECORDS = 20


class TooShortError(Exception):
    """The sample has too few days to show every fault."""


def generate(
    out: Path, *, reference: Path, span: Span, seed: int, progress: Progress = lambda done: None
) -> dict[str, object]:
    """Writes the files of all sources and truth.json, and gives back what truth.json says."""
    world = build_world(read_reference(reference), span, seed)
    if len(world.days) < 5:
        raise TooShortError(
            f"{span.first} sampai {span.last}: kurang dari lima hari kerja; perbesar --years."
        )
    invented = _live(world, progress)
    sources: dict[str, object] = {}
    for n, (dialect, soil, records) in enumerate(_sources(world, invented)):
        if len(records) < FEWEST_RECORDS:
            raise TooShortError(f"{dialect.name}: hanya {len(records)} catatan; perbesar --years.")
        lines = files.lines_of(dialect, soil, records, _chance_of(world, n))
        files.write(out / dialect.name, dialect, lines)
        sources[dialect.name] = files.expected(lines)
        progress(LIVING + (1 - LIVING) * (n + 1) / 5)
    told: dict[str, object] = {
        "seed": seed,
        "from": span.first.isoformat(),
        "until": span.last.isoformat(),
        "sources": sources,
        "facts": truth.facts(world, invented),
        "measures": measures.measures(world, invented),
        "little": truth.little(world, invented),
        "effects": truth.effects(world, invented),
        "canaries": list(requests.CANARIES),
    }
    (out / TRUTH).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return told


def _live(world: World, progress: Progress) -> Invented:
    invented = Invented()
    days = world.span.days
    for n, day in enumerate(days):
        for office in range(len(world.reference.offices)):
            here: list[visits.Visit] = []
            if day in world.days:
                here, minutes, seen = visits.visits_of(world, office, day)
                invented.watched[office, "minutes"] += minutes
                invented.watched[office, "seen"] += seen
            sent = requests.online(world, office, day)
            invented.visits += here
            invented.requests += requests.at_counter(world, here, day) + sent
            invented.answers += survey.answers_of(world, office, day, here, sent)
            invented.complaints += complaints.complaints_of(world, office, day, here, sent)
        progress(LIVING * (n + 1) / len(days))
    return invented


def _sources(world: World, invented: Invented) -> list[tuple[Dialect, Dirt, list[Record]]]:
    known = {"loket": requests.COUNTER_DIALECT, "elok": requests.ONLINE_DIALECT}
    by_channel = {
        channel: [requests.record_of(world, r) for r in invented.requests if r.channel == channel]
        for channel in known
    }
    return [
        (visits.DIALECT, dirt.QUEUE, [visits.record_of(world, v) for v in invented.visits]),
        (known["loket"], dirt.COUNTER, by_channel["loket"]),
        (known["elok"], dirt.ONLINE, by_channel["elok"]),
        (survey.DIALECT, dirt.SURVEY, [survey.record_of(world, a) for a in invented.answers]),
        (complaints.DIALECT, dirt.COMPLAINTS, [complaints.record_of(world, c) for c in invented.complaints]),
    ]


def _chance_of(world: World, source: int) -> np.random.Generator:
    return world.chance(DIRT, source, world.span.last)
