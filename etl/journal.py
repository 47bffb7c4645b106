"""What a command did, as events for machines: one JSON object a line, names in English, to stderr.

No cell and no content of a file is among them. Names of files are: as `etl.spool.name_of` tells them, and
what a sentence quotes is looked through once more.
"""

import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog

from etl.errors import PantauError, RunActive
from etl.report import Report

VARIABLE = "PANTAU_LOG"
"""`json` in the environment: a command tells its events. `etl watch` always does."""

_NUMBER = re.compile(r"\d{9,}")
_OURS = frozenset({"run", "version", "time"})
"""Made here: their digits are nobody's number."""

Event = MutableMapping[str, Any]


def _mask(logger: object, method: str, event: Event) -> Event:
    return {name: value if name in _OURS else masked(value) for name, value in event.items()}


def masked(value: Any) -> Any:
    """Numbers as long as a person's are told by their length only, however deep they stand."""
    if isinstance(value, str):
        return _NUMBER.sub(lambda found: "9" * len(found[0]), value)
    if isinstance(value, Mapping):
        return {name: masked(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [masked(inner) for inner in value]
    return value


def logger() -> Any:
    """To the stderr of this moment."""
    return structlog.wrap_logger(
        structlog.WriteLogger(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            _mask,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
        ],
        context_class=dict,
    )


def silent() -> Any:
    return structlog.wrap_logger(structlog.WriteLogger(sys.stderr), processors=[_dropped])


def _dropped(logger: object, method: str, event: Event) -> Event:
    raise structlog.DropEvent


@dataclass
class Journal:
    """Of one run: how long its stages took, and what its report says."""

    log: Any
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _stage: str = "start"
    _since: float = field(default_factory=time.monotonic)

    def step(self, stage: str, detail: str) -> None:
        now = time.monotonic()
        self.seconds[self._stage] += now - self._since
        self._stage, self._since = stage, now

    def report(self, report: Report) -> None:
        """After the commit: before, nothing that a run tells would be true yet."""
        self.step("end", "")
        for file in report.files:
            self.log.info("file_loaded", **vars(file))
        for name in report.put_off:
            self.log.info("file_put_off", message=name)
        for sentence in report.refused:
            self.log.warning("file_refused", message=sentence)
        for finding in report.findings:
            # A fatal one ends the run otherwise.
            self.log.warning("audit_finding", audit=finding.audit, message=finding.message)
        if report.version:
            self.log.info("published", version=report.version)
        self.log.info(
            "run_finished",
            exit_code=report.exit_code,
            files=len(report.files),
            skipped=report.skipped,
            seconds=self._rounded(),
        )

    def failed(self, problem: PantauError) -> None:
        stage = self._stage
        self.step("end", "")
        self.log.error(
            "run_failed",
            exit_code=problem.exit_code,
            kind=type(problem).__name__,
            stage=stage,
            message=str(problem),
            seconds=self._rounded(),
        )

    def _rounded(self) -> dict[str, float]:
        return {stage: round(seconds, 3) for stage, seconds in self.seconds.items()}


@contextmanager
def journal(log: Any, command: str, **about: object) -> Iterator[Journal]:
    """A run with its beginning, and its end if it fails; `Journal.report` tells of an end that is none."""
    book = Journal(log.bind(command=command))
    book.log.info("run_started", **about)
    try:
        yield book
    except RunActive as busy:
        book.log.info("run_busy", message=str(busy))
        raise
    except PantauError as problem:
        book.failed(problem)
        raise
