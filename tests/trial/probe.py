"""The access prober at full size: every form on every place as everyone, ten thousand requests by chance."""

from __future__ import annotations

from pathlib import Path

from tests.dashboard import site as building
from tests.security import house
from tests.security.prober.probe import Report, Target, probe, probe_by_chance
from tests.trial.report import Outcome, conduct, hold

REQUESTS = 10_000


def trial(folder: Path, seed: int) -> Outcome:
    house.publish(folder)
    site, _ = building.make(folder)
    target = Target(house.DOORS, house.everyone(site), house.HIDDEN)
    try:
        by_chance = probe_by_chance(target, REQUESTS, seed=seed)
        hold("by chance", said(by_chance))
        everything = probe(target, seed=seed)
    finally:
        site.close()
    return {
        "every form": said(everything),
        "by chance": said(by_chance),
        "places": f"{len(everything.found.paths)} paths, {len(everything.found.callbacks)} callbacks",
        "who": ", ".join(everything.statuses),
    }


def said(report: Report) -> str:
    for kind in ("leak", "fault"):
        assert not report.of(kind), report.of(kind)[:20]
    return f"{report.asked:,} requests, 0 leaks, 0 answers 5xx, statuses {report.answered()}"


if __name__ == "__main__":
    conduct("probe", "The access prober over both apps.", trial)
