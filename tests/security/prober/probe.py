"""Every visitor tries every trick on all that anybody has found."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from tests.security.prober.callback import Callback
from tests.security.prober.canary import Canaries
from tests.security.prober.door import Ask
from tests.security.prober.forge import JSON, Forgery, of_address, of_callback, of_query
from tests.security.prober.found import Found, explore
from tests.security.prober.judge import Finding, Judge
from tests.security.prober.mutate import mutated
from tests.security.prober.spellings import KNOWN
from tests.security.prober.visitor import STRANGER, Visitor

STATIC = ("/assets/", "/_dash-component-suites/")


@dataclass(frozen=True)
class Report:
    findings: Sequence[Finding]
    statuses: Mapping[str, Counter[int]]
    found: Found

    @property
    def asked(self) -> int:
        return sum(sum(counted.values()) for counted in self.statuses.values())

    def answered(self) -> dict[int, int]:
        """How often each status was given."""
        return dict(sorted(sum(self.statuses.values(), Counter()).items()))

    def of(self, kind: str) -> list[str]:
        return [str(finding) for finding in self.findings if finding.kind == kind]


@dataclass(frozen=True)
class Target:
    """What is probed: its doors, who comes, and what each must not see."""

    doors: tuple[str, ...]
    visitors: Sequence[Visitor]
    """The stranger first, then who sees most."""
    hidden: Mapping[str, Canaries]


@dataclass(frozen=True)
class Plan:
    """What is there, and how an answer is judged."""

    found: Found
    decoys: list[str]
    hidden: Mapping[str, Canaries]
    closed: frozenset[str]

    def judge(self) -> Judge:
        return Judge(self.hidden, self.closed)

    def kinds(self) -> list[list[Forgery]]:
        return list(forgeries(self.found, self.decoys))


def plan(target: Target, who: Sequence[Visitor]) -> Plan:
    """Found by these visitors, the stranger first."""
    seen = {visitor.role: explore(visitor, target.doors) for visitor in who}
    everything = Found()
    for found in seen.values():
        everything = everything.also(found)
    stranger = seen[STRANGER]
    return Plan(everything, stranger.pages()[:2] or ["/"], *_secrets(target, stranger, everything))


def probe(target: Target, *, tricks: int | None = None, seed: int = 1) -> Report:
    """All forms on all places, as everyone; or so many of each kind, and as the stranger more."""
    planned = plan(target, target.visitors if tricks is None else target.visitors[:2])
    return probe_as(planned, target.visitors, tricks=tricks, seed=seed)


def probe_as(
    planned: Plan, visitors: Sequence[Visitor], *, tricks: int | None = None, seed: int = 1
) -> Report:
    """The same, where it is known already what there is."""
    judge, kinds = planned.judge(), planned.kinds()
    for visitor in visitors:
        chance = random.Random(f"{seed} {visitor.role}")
        for kind in kinds:
            most = tricks and min(len(kind), tricks * 5 if visitor.role == STRANGER else tricks)
            for forged in kind if most is None else chance.sample(kind, most):
                judge.look(visitor, forged, visitor.ask(forged.ask))
    return Report(judge.findings, judge.statuses, planned.found)


def probe_by_chance(planned: Plan, visitors: Sequence[Visitor], requests: int, *, seed: int = 1) -> Report:
    """So many mutated requests, each visitor in turn."""
    judge, chance = planned.judge(), random.Random(seed)
    known = [forged.ask for kind in planned.kinds() for forged in kind]
    for i in range(requests):
        visitor = visitors[i % len(visitors)]
        forged = Forgery(f"by chance, number {i}", mutated(chance, known))
        judge.look(visitor, forged, visitor.ask(forged.ask))
    return Report(judge.findings, judge.statuses, planned.found)


def _secrets(
    target: Target, stranger: Found, everything: Found
) -> tuple[dict[str, Canaries], frozenset[str]]:
    """What only people who have signed in are led to is no business of strangers."""
    private = {path for path in everything.paths - stranger.paths if not _static(path)}
    hidden = dict(target.hidden)
    hidden[STRANGER] = hidden.get(STRANGER, Canaries()) | Canaries(words=frozenset(private))
    inside = {callback.url for key, callback in everything.callbacks.items() if key not in stranger.callbacks}
    return hidden, frozenset(private | inside)


def _static(path: str) -> bool:
    return any(part in path for part in STATIC)


def forgeries(found: Found, decoys: list[str]) -> Iterator[list[Forgery]]:
    """Kind by kind: as found, addresses, queries, bodies of callbacks, and what pages offer as choices."""
    known = {app + name for app in {"/", *found.apps} for name in KNOWN} | set(filter(_static, found.paths))
    plain = [Forgery("known", Ask("GET", path)) for path in sorted(known)]
    yield plain + [Forgery("as found", Ask("GET", address)) for address in sorted(found.addresses)]
    callbacks = list(found.callbacks.values())
    own = {path for path in found.paths if not _static(path)} | {callback.url for callback in callbacks}
    yield [forged for path in sorted(own) for forged in of_address(path)]
    pages = found.pages()
    yield [forged for at in (*pages, *found.files()) for forged in of_query(at, found.offered)]
    searches = [f"?{urlsplit(address).query}" for address in sorted(found.addresses) if "?" in address][:8]
    for callback in callbacks:
        for path in (*pages, "/tidak-ada"):
            yield list(of_callback(callback, path, searches, decoys=decoys))
        yield list(_chosen(callback, pages, found.offered))


def _chosen(callback: Callback, pages: list[str], offered: Mapping[str, set[str]]) -> Iterator[Forgery]:
    for path in pages:
        for key, values in sorted(offered.items()):
            for value in sorted(values):
                search = f"?{urlencode({key: value})}"
                yield Forgery(
                    f"chosen {key}", Ask("POST", callback.url, (JSON,), callback.sent(path, search))
                )
