"""Four processes read on and on, one more keeps a Store open, while a writer publishes for 30 s.

Every read adds up volume and arrivals by day and by month: both equal what its version's ledger states and
what the writer knows to have loaded.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from multiprocessing.synchronize import Event
from pathlib import Path
from queue import Queue

from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.rights import EVERYTHING
from dashboard.store import Store
from etl.warehouse.engine import reading
from tests.office import INCOMING, Office, bare, days, invent
from tests.trial.report import Outcome, conduct
from tests.trial.whole import counted, whole

PROCESSES = multiprocessing.get_context("forkserver")
LAST = date(2026, 3, 8)
ALWAYS = Filters(date(1990, 1, 1), date(2099, 12, 31))
READERS = 4
FEWEST = 3
"""Publications, however slow the machine."""

ROWS = 40
"""Of each source in each publication."""


@dataclass
class Seen:
    """What one process read: version → requests and visits, in the order of first sight; reads, faults."""

    who: str
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    reads: int = 0
    faults: list[str] = field(default_factory=list)

    def take(self, version: str, counts: tuple[int, int]) -> None:
        self.reads += 1
        if self.counts.setdefault(version, counts) != counts:
            self.faults.append(f"{version} changed from {self.counts[version]} to {counts}")


def read_on(url: str, stop: Event, out: Queue[Seen], who: str, pause: float) -> None:
    """Open the current version, add up, close; again and again."""
    seen = Seen(who)
    while not stop.wait(pause):
        try:
            _read(url, seen)
        except Exception as fault:  # noqa: BLE001 (whatever it is, it must be told)
            seen.faults.append(repr(fault))
    out.put(seen)


def _read(url: str, seen: Seen) -> None:
    with reading(url) as version:
        if version is None:
            return
        counts = counted(version)
        if not whole(counts):
            seen.faults.append(f"{version.name}: {counts}")
        if version.manifest["version"] != version.name:
            seen.faults.append(f"{version.name} calls itself {version.manifest['version']}")
        seen.take(version.name, counts.stated)


def keep_open(url: str, stop: Event, out: Queue[Seen], who: str, pause: float) -> None:
    """As a page server does: one Store for the whole time, which swaps by itself."""
    seen, store = Seen(who), Store(url, "staff")
    while not stop.wait(pause):
        try:
            reader = store.reader(EVERYTHING)
            if reader is not None:
                seen.take(reader.data.version, added(reader, ()))
                seen.take(reader.data.version, added(reader, ("office", "month")))
        except Exception as fault:  # noqa: BLE001 (whatever it is, it must be told)
            seen.faults.append(repr(fault))
    store.close()
    out.put(seen)


def added(reader: Reader, by: tuple[str, ...]) -> tuple[int, int]:
    requests, visits = (
        sum(row["n"] for row in reader.values(metric, by, filters=ALWAYS))
        for metric in ("volume", "arrivals")
    )
    return requests, visits


def portions(office: Office, rows: int) -> Iterator[list[tuple[str, bytes]]]:
    """The rows of each source but the rare ones in small files: one list of (source, text) a publication."""
    heaps = []
    for source in ("antrean", "loket", "elok"):
        first, *others = [path for path in office.files() if path.parent.name == source]
        head, *lines = first.read_bytes().splitlines(keepends=True)
        for path in others:
            lines += path.read_bytes().splitlines(keepends=True)[1:]
        heaps.append((source, head, lines))
    for at in range(0, min(len(lines) for _, _, lines in heaps), rows):
        yield [(source, head + b"".join(lines[at : at + rows])) for source, head, lines in heaps]


def write_on(office: Office, seconds: float, published: dict[str, tuple[int, int]], source: Office) -> None:
    """Deliver a portion, run, note what the new version must show; then publish it twice more."""
    requests, visits = 0, 0
    config = office.root / "office.toml"
    text = config.read_text(encoding="utf-8")
    assert "[limits]" not in text
    end = time.monotonic() + seconds
    for number, portion in enumerate(portions(source, ROWS)):
        if time.monotonic() > end and len(published) >= FEWEST:
            return
        for name, rows in portion:
            folder = office.root / INCOMING / name
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}-{number:04}.csv").write_bytes(rows)
        report = office.run()
        visits += sum(file.new - file.retracted for file in report.files if file.source == "antrean")
        requests += sum(file.new - file.retracted for file in report.files if file.source != "antrean")
        for limit in ("20m", "30m", None):
            assert report.version is not None
            published[report.version] = (requests, visits)
            if limit and time.monotonic() < end:
                # Another limit is another version of the same facts: sooner made, sooner swept.
                config.write_text(f'{text}\n[limits]\nwaiting = "{limit}"\n', encoding="utf-8")
                report = office.run()
    raise AssertionError("not enough rows to publish for so long")


def trial(root: Path, seed: int, *, seconds: float = 30, count: int = 90, pause: float = 0.1) -> Outcome:
    """`seconds` of publishing, from `count` days of sample; readers rest `pause` seconds after a read."""
    PROCESSES.set_forkserver_preload(["dashboard.store", "etl.pipeline"])
    source, _ = invent(root / "source", days(LAST, count), seed=seed)
    office = bare(root / "office", LAST)
    stop, out = PROCESSES.Event(), PROCESSES.Manager().Queue()
    url = str(office.warehouse)
    jobs = [(read_on, f"reader {n}") for n in range(1, READERS + 1)] + [(keep_open, "store")]
    processes = [PROCESSES.Process(target=job, args=(url, stop, out, who, pause)) for job, who in jobs]
    for process in processes:
        process.start()
    published: dict[str, tuple[int, int]] = {}
    try:
        write_on(office, seconds, published, source)
    finally:
        stop.set()
        found = [out.get(timeout=60) for _ in processes]
        for process in processes:
            process.join()
    for seen in found:
        judge(seen, published)
    assert office.faults() == []
    return {
        "seconds": seconds,
        "publications": len(published),
        "facts at the end": "{} requests, {} visits".format(*list(published.values())[-1]),
        "reads": {seen.who: seen.reads for seen in found},
        "versions seen": {seen.who: len(seen.counts) for seen in found},
        "faults": sum(len(seen.faults) for seen in found),
    }


def judge(seen: Seen, published: dict[str, tuple[int, int]]) -> None:
    assert seen.faults == [], f"{seen.who}: {seen.faults[:3]}"
    assert seen.reads > 0, f"{seen.who} read nothing"
    for version, counts in seen.counts.items():
        assert counts == published[version], f"{seen.who}: {version} shows {counts}, not {published[version]}"
    assert all(one < other for one, other in pairwise(seen.counts)), f"{seen.who} went back in time"


if __name__ == "__main__":
    conduct("readers", __doc__, trial)
