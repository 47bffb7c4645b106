"""What a command that loads tells besides its words: events on stderr, and the health file."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TextIO

import typer

from etl.commands.console import progress
from etl.errors import ConfigProblem, PantauError, RunActive
from etl.health import health_file, write_health
from etl.journal import VARIABLE, Journal, journal, logger, masked, silent
from etl.report import Report, Step
from etl.settings import Settings
from etl.visible import visible


def journaled() -> bool:
    return os.environ.get(VARIABLE) == "json"


def words_of_trouble() -> TextIO:
    """Where sentences about what went wrong go: stderr, unless that is for machines."""
    return sys.stdout if journaled() else sys.stderr


class Watched:
    """A run that is being told of: each step, and its report in the end."""

    def __init__(self, book: Journal, show: Step) -> None:
        self._book = book
        self._show = show
        self.report: Report | None = None

    def step(self, stage: str, detail: str) -> None:
        self._book.step(stage, detail)
        self._show(stage, detail)

    def done(self, report: Report) -> None:
        self._book.report(report)
        self.report = report


@contextmanager
def told(command: str, settings: Settings, *, quiet: bool, **about: object) -> Iterator[Watched]:
    """Around a run: `step` goes into it and `done` takes its report. `quiet`: stdout is for JSON only."""
    began, log = datetime.now(UTC), logger() if journaled() else silent()
    try:
        with progress(quiet or journaled()) as show, journal(log, command, **about) as book:
            watched = Watched(book, show)
            yield watched
    except PantauError as problem:
        if not isinstance(problem, RunActive):
            # What stopped the run may stop this too, and is what must be told.
            with suppress(ConfigProblem):
                _note(settings, began, {"exit_code": problem.exit_code, "message": masked(str(problem))})
        if not journaled():
            raise
        if not quiet:
            print(visible(str(problem)))
        raise typer.Exit(problem.exit_code) from None
    if watched.report is not None:
        _note(settings, began, _outcome(watched.report), watched.report)


def _outcome(report: Report) -> dict[str, object]:
    return {
        "run": report.run,
        "exit_code": report.exit_code,
        "files": len(report.files),
        "put_off": len(report.put_off),
        "refused": [masked(sentence) for sentence in report.refused],
        "version": report.version,
    }


def _note(
    settings: Settings, began: datetime, outcome: dict[str, object], report: Report | None = None
) -> None:
    path = health_file(os.environ, settings.warehouse)
    if path is None:
        return
    ended = datetime.now(UTC).isoformat()
    told: dict[str, object] = {"run": {"began": began.isoformat(), "ended": ended, **outcome}}
    if outcome["exit_code"] == 0:
        told["success"] = ended
    if report is not None and report.version:
        told["publication"] = {"version": report.version, "at": ended}
    write_health(path, told)
