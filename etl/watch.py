"""`etl watch`: reads sources when they are due, one run at a time, until it is asked to stop.

What is due is worked out by `etl.schedule`. A run is a process of its own, so whatever becomes of it this one
lives on, small, and can end it. Killed, either leaves what the last commit left: a run is one transaction.
"""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from etl.bell import Bell, bell
from etl.child import Ended, run_apart
from etl.errors import ConfigProblem, PantauError, RunActive
from etl.folder import Look, files_of, look
from etl.health import VARIABLE, health_file, write_health
from etl.schedule import BUSY, Outcome, Schedule, Told, due, schedule
from etl.settings import Settings, load_settings
from etl.state import get_state, ran
from etl.warehouse.engine import publishing
from etl.warehouse.migrations import upgrade

LOOK_UP = 30.0
"""Seconds after which the configuration is looked at and the health file is written again, at the latest."""


def watch(environ: Mapping[str, str], settle: str, log: Any) -> None:
    """Until SIGTERM or SIGINT; `settle` as of `etl run`.

    Raises ConfigProblem if there is nothing to do or nowhere to tell of it, RunActive if another one watches.
    """
    settings = load_settings(environ)
    health = health_file(environ, settings.warehouse)
    if health is None:
        raise ConfigProblem(f"{VARIABLE}: gudang data ini bukan folder; sebut berkas kesehatan di sini.")
    plans_of(settings)
    with _alone(health), bell() as waiting:
        Watch(settings, environ, health, settle, log, waiting).keep()


def plans_of(settings: Settings) -> dict[str, Schedule]:
    """Source → its schedule, of those that have one."""
    plans = {
        name: schedule(block.schedule, block.timezone)
        for name, block in settings.sources.items()
        if block.schedule is not None
    }
    if not plans:
        raise ConfigProblem(
            f"{settings.config.name}: tidak ada sumber yang berjadwal; tulis di bloknya, misalnya "
            'schedule = "02:00" atau schedule = "every 1m".'
        )
    return plans


@contextmanager
def _alone(health: Path) -> Iterator[None]:
    write_health(health, {})
    with health.with_name(f"{health.name}.watch").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RunActive("etl watch lain sudah berjalan; hentikan yang itu dulu.") from None
        yield


def last_runs(settings: Settings) -> dict[str, datetime]:
    """Source → when the last run began that read all it had. Raises RunActive while a run is active."""
    with publishing(settings.warehouse) as publisher:
        upgrade(publisher.engine)
        with publisher.engine.connect() as connection:
            told = {name: get_state(connection, ran(name)) for name in settings.sources}
    return {name: datetime.fromisoformat(text) for name, text in told.items() if text}


class Watch:
    """What one watch knows: schedules, what was done, and what the folders held then."""

    def __init__(
        self,
        settings: Settings,
        environ: Mapping[str, str],
        health: Path,
        settle: str,
        log: Any,
        waiting: Bell,
    ) -> None:
        self._settings = settings
        self._environ = environ
        self._health = health
        self._settle = settle
        self._log = log
        self._bell = waiting
        self._plans = plans_of(settings)
        self._told: dict[str, Told] | None = None
        """None until the warehouse was asked."""
        self._taken: dict[str, Look] = {}
        """The files of a source as they were before its last complete run."""
        self._made_of = self._definitions()

    def keep(self) -> None:
        self._log.info("watch_started", pid=os.getpid(), schedules=self._texts())
        self._tell("waiting")
        while not self._bell.asked:
            self._reload()
            if self._told is None:
                self._remember()
            if self._told is not None and (names := self._due(self._told, datetime.now(UTC))):
                self._attempt(self._told, names)
                self._log.info("watch_sleeping", next=self._next(self._told))
            if not self._bell.asked:
                self._tell("waiting")
                self._bell.wait(self._pause())
        self._tell("stopped")
        self._log.info("watch_stopped")

    def _remember(self) -> None:
        """What was done before this watch began, so that what was missed is made up for, once."""
        try:
            done = last_runs(self._settings)
        except PantauError as problem:
            self._log.warning("warehouse_busy", kind=type(problem).__name__, message=str(problem))
            return
        now = datetime.now(UTC)
        self._told = {name: Told(done.get(name)) for name in self._plans}
        for name, plan in self._plans.items():
            since = done.get(name)
            if since is not None and plan.following(since) < plan.latest(now):
                self._log.info("runs_missed", source=name, since=since, due=plan.latest(now))

    def _due(self, told: dict[str, Told], now: datetime) -> list[str]:
        """The sources to read now. One that only looks often is left where nothing moved in its folder."""
        names = [name for name, plan in self._plans.items() if due(plan, told[name], now) <= now]
        still = [name for name in names if self._plans[name].by_interval and not self._moved(name)]
        told.update({name: told[name].after(Outcome.DONE, now, now) for name in still})
        return [name for name in names if name not in still]

    def _moved(self, name: str) -> bool:
        block = self._settings.sources[name]
        return block.fetched or name not in self._taken or self._look(name) != self._taken[name]

    def _look(self, name: str) -> Look:
        block = self._settings.sources[name]
        return {} if block.fetched else look(files_of(self._settings, block))

    def _attempt(self, told: dict[str, Told], names: list[str]) -> None:
        looks, began = {name: self._look(name) for name in names}, datetime.now(UTC)
        self._log.info("run_requested", sources=names)
        self._tell("running")
        ended = run_apart(
            self._environ, names, self._settle, self._bell, tick=lambda: self._tell("running"), each=LOOK_UP
        )
        outcomes = {name: ended.outcome(name) for name in names}
        for name, outcome in outcomes.items():
            told[name] = told[name].after(outcome, began, datetime.now(UTC))
            if outcome is Outcome.DONE:
                self._taken[name] = looks[name]
            else:
                self._taken.pop(name, None)
        self._log.log(_level(ended), "run_ended", exit_code=ended.exit_code, outcomes=outcomes)

    def _reload(self) -> None:
        """A changed configuration or reference table holds from now on; a wrong one is told once."""
        made_of = self._definitions()
        if made_of == self._made_of:
            return
        self._made_of, self._taken = made_of, {}
        try:
            settings = load_settings(self._environ)
            self._plans = plans_of(settings)
        except PantauError as problem:
            self._log.error("configuration_refused", message=str(problem))
            return
        self._settings = settings
        if self._told is not None:
            # What failed is tried again at once: it may be what was mended.
            self._told = {name: Told(self._told.get(name, Told()).done) for name in self._plans}
        self._log.info("configuration_read", schedules=self._texts())

    def _definitions(self) -> Look:
        return look([self._settings.config, *self._settings.reference.glob("*.csv")])

    def _pause(self) -> float:
        """Seconds until something is due, and never longer than until the next look."""
        if self._told is None:
            return BUSY.total_seconds()
        now = datetime.now(UTC)
        pauses = [(at - now).total_seconds() for at in self._next(self._told).values()]
        return max(0.0, min([LOOK_UP, *pauses]))

    def _next(self, told: Mapping[str, Told]) -> dict[str, datetime]:
        now = datetime.now(UTC)
        return {name: due(self._plans[name], known, now) for name, known in told.items()}

    def _texts(self) -> dict[str, object]:
        return {name: self._settings.sources[name].schedule for name in self._plans}

    def _tell(self, state: str) -> None:
        told = self._told or {}
        following = self._next(told)
        sources = {
            name: {
                "done": known.done.isoformat() if known.done else None,
                "due": following[name].isoformat(),
                "failures": known.failures,
            }
            for name, known in told.items()
        }
        at = datetime.now(UTC).isoformat()
        try:
            write_health(
                self._health, {"watch": {"state": state, "pid": os.getpid(), "at": at, "sources": sources}}
            )
        except ConfigProblem as problem:
            # A full disk must not end what will go on once there is room.
            self._log.error("health_not_written", message=str(problem))


def _level(ended: Ended) -> int:
    info, warning = 20, 30
    return info if ended.exit_code in (0, RunActive.exit_code) else warning
