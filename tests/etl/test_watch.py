"""`etl watch` as an office runs it: a process of its own, asked to stop, killed, left with half a file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from etl.errors import ConfigProblem
from etl.health import read_health
from etl.watch import plans_of
from tests.office import ROOT, Office, bare, days, deliver, invent

LAST = date(2026, 3, 8)
PATIENCE = 120.0
WORKER = next(
    line.split()[2:]
    for line in (ROOT / "Procfile").read_text().splitlines()
    if line.startswith("worker: python ")
)


@dataclass
class Watching:
    process: subprocess.Popen[bytes]
    log: Path

    def events(self) -> list[dict[str, Any]]:
        """Whole lines only; each is JSON."""
        lines = self.log.read_bytes().split(b"\n")[:-1]
        return [json.loads(line) for line in lines]

    def count(self, event: str) -> int:
        return [told["event"] for told in self.events()].count(event)

    def until(self, event: str, times: int = 1) -> dict[str, Any]:
        return eventually(
            lambda: [told for told in self.events() if told["event"] == event][times - 1 : times], self.log
        )[0]

    def tells(self, office: Office) -> dict[str, Any]:
        """What the health file has of this very watch."""
        told: dict[str, Any] = health(office).get("watch", {})
        return told if told.get("pid") == self.process.pid else {"sources": {}}

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def eventually(look: Callable[[], Any], log: Path) -> Any:
    until = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.05)
    return found


@contextmanager
def watching(office: Office, *, settle: str = "1s") -> Iterator[Watching]:
    log = office.root / f"{time.monotonic_ns()}.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, *WORKER, "--settle", settle],
            cwd=ROOT,
            env={**os.environ, **office.environ, "PYTHONWARNINGS": "error"},
            stdout=stream,
            stderr=stream,
        )
    try:
        yield Watching(process, log)
    finally:
        process.kill()
        process.wait()


def scheduled(office: Office, **schedules: str) -> None:
    """Only these sources are left in the configuration's schedules."""
    config = office.root / "office.toml"
    lines = [
        line for line in config.read_text(encoding="utf-8").split("\n") if not line.startswith("schedule")
    ]
    for name, text in schedules.items():
        at = lines.index(f"[source.{name}]") + 1
        lines.insert(at, f"schedule = {json.dumps(text)}")
    config.write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A month of sample, of which each test takes files into an office of its own."""
    return invent(tmp_path_factory.mktemp("delivered"), days(LAST, 31))[0]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return bare(tmp_path, LAST)


def of(office: Office, source: str) -> list[Path]:
    return [path for path in office.files() if path.parent.name == source]


def health(office: Office) -> dict[str, Any]:
    return dict(read_health(office.warehouse / "health.json") or {})


def test_a_file_is_loaded_within_seconds_and_one_that_is_being_written_when_it_is_finished(
    office: Office, delivered: Office
) -> None:
    scheduled(office, antrean="every 5s")
    first, second = of(delivered, "antrean")[:2]
    deliver(office, first)
    with watching(office) as watch:
        assert watch.until("file_loaded")["name"] == first.name
        watch.until("run_ended")
        assert health(office)["watch"]["sources"]["antrean"]["failures"] == 0
        runs = watch.count("run_requested")
        content, path = second.read_bytes(), of(office, "antrean")[0].with_name(second.name)
        with path.open("wb", buffering=0) as file:
            # Slower than the watch settles: what is there at each look has grown at the next.
            for n in range(0, len(content), len(content) // 16 + 1):
                file.write(content[n : n + len(content) // 16 + 1])
                time.sleep(0.4)
        loaded = watch.until("file_loaded", 2)
        assert loaded["name"] == second.name
        watch.until("run_ended", watch.count("run_requested"))
        assert watch.count("run_requested") > runs + 1 or watch.count("file_put_off") == 0
        assert watch.count("file_refused") == watch.count("run_failed") == 0
        quiet = watch.count("run_requested")
        time.sleep(6)
        assert watch.count("run_requested") == quiet, "nothing moved, and yet it ran"
        assert watch.end() == 0
    assert health(office)["watch"]["state"] == "stopped"
    together = office.with_warehouse(office.root / "together")
    together.run()
    assert office.hash() == together.hash()
    assert office.faults() == []


def test_asked_to_stop_it_lets_the_run_end(office: Office, delivered: Office) -> None:
    scheduled(office, antrean="02:00")
    deliver(office, of(delivered, "antrean")[0])
    with watching(office) as watch:
        watch.until("run_started")
        assert watch.end() == 0
        assert watch.count("run_finished") == 1
    told = health(office)
    assert (told["watch"]["state"], told["run"]["exit_code"]) == ("stopped", 0)
    assert office.faults() == []


def test_asked_twice_it_ends_the_run_too_and_what_it_did_is_undone(office: Office, delivered: Office) -> None:
    scheduled(office, antrean="02:00")
    deliver(office, of(delivered, "antrean")[0])
    with watching(office, settle="30s") as watch:
        watch.until("run_started")
        watch.process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        began = time.monotonic()
        assert watch.end(signal.SIGINT) == 0
        assert time.monotonic() - began < 10
        assert watch.until("run_ended")["exit_code"] == -signal.SIGTERM
    report = office.run()
    assert sum(file.new for file in report.files) > 0


def test_killed_in_the_middle_of_a_run_the_next_watch_makes_up_for_it(
    office: Office, delivered: Office
) -> None:
    scheduled(office, antrean="02:00")
    for path in of(delivered, "antrean"):
        deliver(office, path)
    with watching(office) as watch:
        watch.until("run_started")
        watch.end(signal.SIGKILL)
    # The run outlives it and holds the warehouse: the next watch waits for that, and finds all done.
    with watching(office) as watch:
        eventually(lambda: watch.tells(office)["sources"].get("antrean", {}).get("done"), watch.log)
        assert watch.end() == 0
        assert watch.count("run_failed") == 0
    together = office.with_warehouse(office.root / "together")
    together.run()
    assert office.hash() == together.hash()


def test_a_run_that_was_done_today_is_not_done_again_and_a_missed_one_once(
    office: Office, delivered: Office
) -> None:
    scheduled(office, antrean="02:00")
    deliver(office, of(delivered, "antrean")[0])
    # A run of long ago, by hand; then one by the clock of now.
    office.run()
    with watching(office) as watch:
        missed = watch.until("runs_missed")
        assert (missed["source"], missed["since"][:10]) == ("antrean", "2026-03-09")
        watch.until("run_ended")
        assert watch.end() == 0
    with watching(office) as watch:
        eventually(lambda: watch.tells(office)["sources"], watch.log)
        assert watch.end() == 0
        assert watch.count("run_requested") == watch.count("runs_missed") == 0


def test_a_broken_source_waits_longer_and_is_tried_again_when_the_configuration_changes(
    office: Office, delivered: Office
) -> None:
    scheduled(office, antrean="every 5s", skm="every 5s")
    deliver(office, of(delivered, "antrean")[0])
    with watching(office) as watch:
        outcomes = watch.until("run_ended")["outcomes"]
        assert outcomes == {"antrean": "done", "skm": "failed"}
        assert watch.until("file_refused")["message"].startswith("skm: tidak ada berkas")
        time.sleep(6)
        assert watch.count("run_requested") == 1
        deliver(office, of(delivered, "skm")[0])
        config = office.root / "office.toml"
        whole = config.read_text(encoding="utf-8")
        config.write_text("[office", encoding="utf-8")
        assert "susunan TOML tidak sah" in watch.until("configuration_refused")["message"]
        config.write_text(whole, encoding="utf-8")
        watch.until("configuration_read")
        eventually(
            lambda: [told for told in watch.events() if told.get("outcomes", {}).get("skm") == "done"],
            watch.log,
        )
        assert watch.end() == 0


def test_there_is_one_watch_and_it_needs_something_to_do(office: Office, delivered: Office) -> None:
    scheduled(office)
    with pytest.raises(ConfigProblem, match="tidak ada sumber yang berjadwal"):
        plans_of(office.settings)
    scheduled(office, antrean="every 5s")
    deliver(office, of(delivered, "antrean")[0])
    with watching(office) as watch:
        watch.until("run_started")
        with watching(office) as second:
            assert second.process.wait(PATIENCE) == 5
            assert second.log.read_text() == "etl watch lain sudah berjalan; hentikan yang itu dulu.\n"
        assert watch.end() == 0
