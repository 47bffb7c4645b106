"""The access prober at full size: every form on every place as everyone, ten thousand requests by chance.

The site knows a provider of accounts, so that its way in is a place too.
"""

from __future__ import annotations

from pathlib import Path

from dashboard.server import Site
from tests.dashboard import site as building
from tests.oidc.crooked import crooked, settings
from tests.security import house
from tests.security.prober.probe import Report, Target, plan, probe_as, probe_by_chance
from tests.security.prober.visitor import STRANGER
from tests.trial.report import Outcome, conduct, hold

REQUESTS = 10_000


def trial(folder: Path, seed: int) -> Outcome:
    house.publish(folder)
    with crooked() as provider:
        return probed(building.make(folder, **settings(provider))[0], seed)


def probed(site: Site, seed: int) -> Outcome:
    target = Target(house.DOORS, house.everyone(site), house.HIDDEN)
    try:
        planned = plan(target, target.visitors)
        by_chance = probe_by_chance(planned, target.visitors, REQUESTS, seed=seed)
        hold("by chance", said(by_chance))
        found = planned.found
        hold("places", places := f"{len(found.paths)} paths, {len(found.callbacks)} callbacks")
        every = {}
        for visitor in target.visitors:
            if visitor.role != STRANGER:
                # An hour of the others' turns ends a session that only waits.
                visitor.sign_in("/staf/", visitor.role.replace("_", "-"), building.PASSWORD)
            every[visitor.role] = said(probe_as(planned, [visitor]))
            assert (visitor.get("/staf/akun-saya").status == 200) == (visitor.role != STRANGER)
            hold(visitor.role, every[visitor.role])
    finally:
        site.close()
    return {"by chance": said(by_chance), "places": places, **every}


def said(report: Report) -> str:
    for kind in ("leak", "fault"):
        assert not report.of(kind), report.of(kind)[:20]
    return f"{report.asked:,} requests, 0 leaks, 0 answers 5xx, statuses {report.answered()}"


if __name__ == "__main__":
    conduct("probe", "The access prober over both apps.", trial)
