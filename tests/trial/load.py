"""500 people with ten seconds to think, for ten minutes, on two workers; one worker is killed half-way.

Four in five are of the public, the others are signed in and ask for pages with filters. No answer may be an
error but those to requests that stood at the worker when it was killed: these are counted apart.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import ceil
from pathlib import Path
from threading import Event, Thread

from dashboard import pages
from dashboard.content import find_pages
from dashboard.rights import who
from dashboard.roles import Role
from tests.browser.site import PASSWORD, Site, serving
from tests.office import days, invent
from tests.trial.crowd import PUBLIC, STAFF, Answer, Person
from tests.trial.report import Outcome, conduct, say

FIRST = date(2024, 11, 24)


@dataclass(frozen=True)
class Size:
    people: int = 500
    think: float = 10.0
    seconds: float = 600.0
    arrive: float = 30.0
    """Over so many seconds people come; these are measured too."""
    days: int = 730


def trial(root: Path, seed: int, size: Size = Size()) -> Outcome:
    office, _ = invent(root / "office", days(FIRST, size.days), seed=seed)
    office.run()
    (root / "site").mkdir()
    with serving(office.environ, root / "site", Role.CAMAT) as site:
        crowd = people(site, seed, size)
        killed = crowded(crowd, site, seed, size)
    return told([answer for person in crowd for answer in person.answers], killed, size)


def people(site: Site, seed: int, size: Size) -> list[Person]:
    months = tuple({"bulan": f"{2025 + n // 12}-{n % 12 + 1:02}"} for n in range(20))
    slugs = tuple(page.slug for page in find_pages(pages) if Role.CAMAT in who(*page.rights))
    offices = ("", *(f"63.71.04.10{n:02}" for n in (2, 3, 5, 6)))
    periods = ("bulan-ini", "30-hari", "90-hari", "12-bulan")
    searches = tuple({"periode": p, **({"kantor": o} if o else {})} for p, o in product(periods, offices))
    crowd = []
    for n in range(size.people):
        chance = random.Random(f"{seed}-{n}")
        if n % 5:
            crowd.append(Person(site.base, size.think, chance, ("",), ({}, *months)))
        else:
            crowd.append(Person(site.base, size.think, chance, slugs, searches, "camat", PASSWORD))
    return crowd


def crowded(crowd: Sequence[Person], site: Site, seed: int, size: Size) -> float:
    """Everybody at once, and when a worker was killed."""
    stop, chance = Event(), random.Random(seed)
    threads = [
        Thread(target=person.live, args=(chance.uniform(0, size.arrive), stop), daemon=True)
        for person in crowd
    ]
    for thread in threads:
        thread.start()
    time.sleep(size.seconds / 2)
    workers = children(site.pid)
    assert len(workers) == 2, workers
    killed = time.monotonic()
    os.kill(workers[0], signal.SIGKILL)
    end = killed + size.seconds / 2
    while (left := end - time.monotonic()) > 0:
        say(f"{left:.0f} s, {sum(len(person.answers) for person in crowd)} answers")
        time.sleep(min(left, 1))
    assert len(children(site.pid)) == 2, "the worker was not replaced"
    stop.set()
    for thread in threads:
        thread.join(300)
    return killed


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def told(answers: Sequence[Answer], killed: float, size: Size) -> Outcome:
    by_kind: dict[str, list[float]] = defaultdict(list)
    lost: Counter[str] = Counter()
    errors: Counter[str] = Counter()
    for answer in answers:
        if not answer.failed:
            by_kind[answer.kind].append(answer.took)
        elif answer.began <= killed <= answer.began + answer.took:
            lost[answer.failed] += 1
        else:
            errors[f"{answer.kind}: {answer.failed}"] += 1
    assert not errors, dict(errors)
    assert all(by_kind[f"{kind} callback"] for kind in (PUBLIC, STAFF)), "nobody asked"
    return {
        "people": size.people,
        "answers": len(answers),
        "errors": sum(errors.values()),
        "lost with the killed worker": dict(lost) or 0,
        **{f"{kind}, n and ms p50/p95/p99/max": spread(took) for kind, took in sorted(by_kind.items())},
    }


def spread(took: Sequence[float]) -> str:
    ordered = sorted(took)
    marks = [ordered[ceil(len(ordered) * q) - 1] * 1000 for q in (0.5, 0.95, 0.99, 1)]
    return f"{len(ordered)}: " + " / ".join(f"{mark:.0f}" for mark in marks)


if __name__ == "__main__":
    conduct("load", __doc__, trial)
