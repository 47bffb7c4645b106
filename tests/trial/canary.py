"""10,000 citizens who do not exist come in by every reader, a NIK in every wrong place: none of them found.

Searched are the bytes of every file that Pantau wrote (uncompressed, so that a search finds what is there),
after runs that were killed, after a whole one, and after a purge; the names of these files; what each command
says and logs; and every answer of both apps. Remarks are the one thing that an office may ask for: with them
on the search must find the citizens, in the facts alone, and after the purge no more.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from dashboard.roles import Role
from etl.pipeline import run
from etl.purge import purge
from etl.settings import load_settings
from tests.dashboard import site
from tests.etl.stub import answer, serving
from tests.trial import canary_files
from tests.trial.citizens import Citizen, Search
from tests.trial.report import Outcome, conduct, say

KEY = "v1:" + bytes(range(7, 39)).hex()
PYTHON = "import etl.warehouse.duck as duck; duck._WRITER['force_compression'] = 'uncompressed'; "
COMMANDS = (
    PYTHON
    + """
import json, sys
from etl.__main__ import main
codes = []
for words in json.loads(sys.argv.pop()):
    sys.argv[1:] = words
    try:
        main()
        codes.append(0)
    except SystemExit as ended:
        codes.append(ended.code or 0)
print(json.dumps(codes), file=sys.stderr)
"""
)
"""One process says it all: most of what a command takes is its start."""

DYING = PYTHON + "import sys; from tests.trial.canary import dying; dying(sys.argv[1], int(sys.argv[2]))"
PURGING = PYTHON + "import sys; from tests.trial.canary import purging; purging(sys.argv[1])"
STAGES_OF_PURGE = ("deleted", "rewriting", "rewritten", "replaced")
DEATHS = (
    ("spool", 3),
    ("validate", 1),
    ("load", 2),
    ("load", 9),
    ("rollup", 4),
    ("audit", 2),
    ("publish", 1),
)
_FEW, _SMALLEST = 4, 80
"""Commands of a small trial, and citizens without whom no file would have its row."""

NOT_ASKED = ("/keluar", "/assets/", "_dash-component")
"""The way out, and files that are the same for everyone."""


@dataclass
class Office:
    """Its sources, and what Pantau made of them: all below `root` but the sources."""

    root: Path
    citizens: Sequence[Citizen]
    search: Search
    hits: list[str] = field(default_factory=list)
    given: int = 0
    """Commands."""

    answers: int = 0

    @property
    def environ(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {
            **kept,
            "PANTAU_CONFIG": str(self.root / "office.toml"),
            "WAREHOUSE_URL": str(self.root / "warehouse"),
            "PANTAU_HMAC_KEY": KEY,
            "PANTAU_LOG": "json",
            "CANARY_DB": f"sqlite:///{self.root / 'basis' / 'elok.sqlite'}",
            "TMPDIR": str(self.root / "tmp"),
        }

    def commands(self, *asked: Sequence[str]) -> list[int]:
        """Give them one after the other, and look through what is said. Returns their exit codes."""
        done = self._said(COMMANDS, json.dumps(asked))
        self.given += len(asked)
        codes: list[int] = json.loads(done.stderr.splitlines()[-1])
        return codes

    def dies(self, stage: str, k: int) -> bool:
        return self._said(DYING, stage, str(k)).returncode == -9

    def dies_purging(self, step: str) -> bool:
        return self._said(PURGING, step).returncode == -9

    def _said(self, program: str, *words: str) -> subprocess.CompletedProcess[bytes]:
        done = subprocess.run(
            [sys.executable, "-c", program, *words],
            env=self.environ,
            cwd=Path(__file__).parents[2],
            capture_output=True,
            check=False,
        )
        for name, said in (("stdout", done.stdout), ("stderr", done.stderr)):
            self.hits += self.search.hits(said, f"{name} of {words[0][:60]}")
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return done

    def files(self) -> list[str]:
        return self.search.below(self.root, [self.root / "masuk", self.root / "basis"])

    def look(self) -> None:
        self.hits += self.files()


@contextmanager
def office(root: Path, count: int, *, remarks: bool = False) -> Iterator[Office]:
    """A new office with so many citizens in its sources; its web server answers while the block lasts."""
    citizens = [Citizen(number) for number in range(count)]
    (root / "tmp").mkdir(parents=True)
    told = canary_files.write(root, citizens)
    with serving(lambda asked: answer(told)) as server:
        canary_files.config(root, server.url, remarks=remarks)
        yield Office(root, citizens, Search(citizens))


def dying(stage: str, k: int) -> None:
    """A run that ends itself by SIGKILL at the k-th step of a stage."""
    seen = 0

    def step(now: str, detail: str) -> None:
        nonlocal seen
        seen += now == stage
        if seen > k:
            os.kill(os.getpid(), 9)

    run(load_settings(os.environ), step=step)


def purging(last: str) -> None:
    """A purge that ends itself by SIGKILL at this step."""

    def step(stage: str, detail: str) -> None:
        if detail == last:
            os.kill(os.getpid(), 9)

    purge(load_settings(os.environ), step=step)


class Links(HTMLParser):
    """Where a page leads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "action") and value]


def crawl(office: Office, size: Size) -> None:
    """Both apps, as a stranger and as each role: pages, files, callbacks, wherever links lead."""
    made, _ = site.make(office.root)
    with closing(made):
        for role in size.roles:
            browser = site.browser(made)
            if role is not None:
                assert browser.login(role.value.replace("_", "-")).status_code == 303
            _follow(office, browser, ["/", "/staf/", "/healthz", "/readyz"], size.most)


def _follow(office: Office, browser: site.Browser, begin: Sequence[str], most: int) -> None:
    waiting, seen = list(begin), set(begin)
    while waiting and most > 0:
        path = waiting.pop(0)
        most -= 1
        office.answers += 1
        got = browser.get(path)
        assert got.status_code < 500, f"{path}: {got.status_code}"
        office.hits += office.search.hits(got.data + str(got.headers).encode(), path)
        if "html" not in got.mimetype:
            continue
        at = urlsplit(path)
        app = "/staf/" if path.startswith("/staf/") else "/"
        called = browser.call(app, at.path, f"?{at.query}" if at.query else "")
        office.hits += office.search.hits(called.data, f"the callback of {path}")
        links = Links()
        links.feed(got.text)
        for link in links.found:
            there = urlsplit(urljoin(path, link))
            address = there.path + (f"?{there.query}" if there.query else "")
            ours = there.netloc in ("", "localhost") and not any(word in address for word in NOT_ASKED)
            if ours and address not in seen:
                seen.add(address)
                waiting.append(address)


@dataclass(frozen=True)
class Size:
    """`most` addresses are asked of the apps as each of the roles; `every` command is given, or a few."""

    count: int = 10_000
    most: int = 120
    roles: Sequence[Role | None] = (None, *Role)
    deaths: Sequence[tuple[str, int]] = DEATHS
    every: bool = True


def asked(folder: Path) -> list[list[str]]:
    """Everything that an operator may ask; files that are written go into the folder."""
    year = ["--from", "2026-01-01", "--to", "2026-12-31"]
    return [
        ["run"],
        ["status"],
        ["rejects", "--json", "--all", "--limit", "100000"],
        ["people", *year],
        ["run", "--json"],
        ["status", "--json"],
        ["rejects", "--limit", "100000"],
        *(
            ["rejects", "--limit", "100000", "--export", str(folder / f"tolak.{kind}")]
            for kind in ("csv", "xlsx")
        ),
        ["replay"],
        ["backup"],
        ["backfill", "--source", "antrean", *year],
        ["verify"],
        ["health"],
        ["purge", "--dry-run"],
    ]


def unwanted(office: Office, size: Size) -> Mapping[str, object]:
    """Remarks off: nothing anywhere, at no time."""
    for stage, k in size.deaths:
        say(f"killed at {stage} {k}")
        assert office.dies(stage, k), f"no death at {stage} {k}"
        office.look()
    say("asking")
    words = asked(office.root)[: None if size.every else _FEW]
    codes = office.commands(*words)
    assert codes[0] == 3, "files that no reader takes are told"
    assert set(codes) <= {0, 3, 4}, list(zip(words, codes, strict=True))
    checks = [["check", str(path), "--source", _source(path)] for path in (office.root / "masuk").iterdir()]
    checks += [[*words, "--json"] for words in checks] if size.every else []
    assert set(office.commands(*checks)) <= {0, 3, 4}
    office.look()
    say("crawling")
    crawl(office, size)
    assert office.commands(["purge"], ["verify"]) == [0, 0]
    office.look()
    return {"killed": len(size.deaths), "commands": office.given, "answers of the apps": office.answers}


def _source(path: Path) -> str:
    return next(name for name in canary_files.SOURCES if path.name.startswith(name))


def wanted(office: Office, *, whole: bool) -> int:
    """Remarks on: they are found, in the facts alone, and after the purge nowhere. Returns how many."""
    assert office.commands(["run"]) == [3]
    assert office.hits == []
    found = office.files()
    assert found, "a search that finds nothing where everything is said proves nothing"
    assert {hit.split(":")[0] for hit in found} <= {"warehouse/facts.duckdb", "warehouse/facts.duckdb.wal"}
    if whole:
        assert all(map(office.dies_purging, STAGES_OF_PURGE))
        assert office.commands(["purge"], ["verify"]) == [0, 0]
        office.look()
    return len(found)


def trial(root: Path, seed: int, size: Size = Size()) -> Outcome:
    """The seed is of no use: every citizen is tried."""
    with office(root / "tanpa-saran", size.count) as one:
        told = unwanted(one, size)
        assert one.hits == [], "\n".join(one.hits[:20])
    with office(root / "dengan-saran", size.count if size.every else _SMALLEST, remarks=True) as other:
        held = wanted(other, whole=size.every)
        assert other.hits == [], "\n".join(other.hits[:20])
    return {
        "citizens": size.count,
        "sources": ", ".join(canary_files.SOURCES),
        "places of a mark": len(canary_files.PLACES),
        **told,
        "purges killed": len(STAGES_OF_PURGE) if size.every else 0,
        "MiB looked through": (one.search.bytes + other.search.bytes) >> 20,
        "found where remarks were wanted, before the purge": held,
        "hits": len(one.hits) + len(other.hits),
    }


if __name__ == "__main__":
    conduct("canary", __doc__, trial)
