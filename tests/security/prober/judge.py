"""Whether an answer is a leak or a fault."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.security.prober.canary import Canaries
from tests.security.prober.door import Answer
from tests.security.prober.forge import EVIL, Forgery
from tests.security.prober.visitor import STRANGER, Visitor

TRACES = (
    "Traceback (most recent call last)", 'File "/', "site-packages", "sqlalchemy.exc", "werkzeug.debug",
    "duckdb.duckdb", "psycopg.errors", "dash.exceptions", "SELECT ",
)  # fmt: skip
_VERSION = re.compile(
    r"(?:dash|plotly|python|flask|werkzeug|gunicorn)\W{0,3}(?:version\W{0,4})?\d+\.\d+", re.I
)
_STATIC = ("application/javascript", "text/javascript", "text/css", "font/", "image/")


@dataclass(frozen=True)
class Finding:
    kind: str
    """leak, fault."""
    role: str
    trick: str
    what: str
    asked: str

    def __str__(self) -> str:
        return f"{self.kind} · {self.role} · {self.trick} · {self.what} · {self.asked[:300]}"


@dataclass
class Judge:
    hidden: Mapping[str, Canaries]
    """By role; of a role that is not here nothing is hidden."""
    closed: frozenset[str] = frozenset()
    """Paths that are never answered with 2xx to a stranger."""
    findings: list[Finding] = field(default_factory=list)
    statuses: dict[str, Counter[int]] = field(default_factory=dict)

    def look(self, visitor: Visitor, forged: Forgery, answer: Answer) -> None:
        counted = self.statuses.setdefault(visitor.role, Counter())
        counted[answer.status] += 1
        for kind, what in self._wrong(visitor, forged, answer):
            self.findings.append(Finding(kind, visitor.role, forged.trick, what, str(forged.ask)))

    def _wrong(self, visitor: Visitor, forged: Forgery, answer: Answer) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        good = 200 <= answer.status < 300
        if answer.status >= 500 and not forged.ask.target.endswith("/readyz"):
            found.append(("fault", f"status {answer.status}"))
        if not answer.kind.startswith(_STATIC):
            found += [("fault", f"says {trace}") for trace in TRACES if trace in answer.text]
            found += [("leak", f"tells versions: {said.group()}") for said in _VERSION.finditer(answer.text)]
        hidden = self.hidden.get(visitor.role)
        if hidden:
            found += [("leak", f"tells {one}") for one in hidden.in_answer(answer, forged.ask)]
        if good and visitor.role == STRANGER and _path(forged.ask.target) in self.closed:
            found.append(("leak", "answers a stranger"))
        if good and forged.foreign and forged.ask.method == "POST" and visitor.role != STRANGER:
            found.append(("leak", "does what another site asks for"))
        return found + self._headers(visitor, forged, answer)

    def _headers(self, visitor: Visitor, forged: Forgery, answer: Answer) -> list[tuple[str, str]]:
        found = []
        location = answer.header("Location")
        # A browser reads a backslash as a slash, and leaves tabs out.
        leads = urlsplit(re.sub(r"[\t\r\n]", "", location).replace("\\", "/")).hostname
        if leads and leads not in ("localhost", "127.0.0.1"):
            found.append(("leak", f"sends on to {location}"))
        if forged.host and (EVIL in answer.text or EVIL in location):
            found.append(("leak", "repeats a forged host"))
        if answer.header("Access-Control-Allow-Origin"):
            found.append(("leak", "lets other sites read"))
        if re.search(r"\d", answer.header("Server") + answer.header("X-Powered-By")):
            found.append(("leak", f"tells its version: {answer.header('Server')}"))
        strangers = self.hidden.get(STRANGER)
        kept = "no-store" in answer.header("Cache-Control")
        if strangers and not kept and strangers.in_answer(answer, forged.ask):
            found.append(("leak", "a private answer may be kept by a cache"))
        return found


def _path(target: str) -> str:
    return target.partition("?")[0].partition("#")[0]
