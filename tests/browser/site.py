"""The real server process over a small office, its accounts made as an office makes them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from dashboard.__main__ import app as commands

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "kuda laut minum teh"
OWN_OFFICE = "63.71.04.1002"
_KEY = "n0t-4-r3al-k3y/Qw8zXv5TjLpYbRmUdEaHsGfC"


@dataclass(frozen=True)
class Site:
    """Where a browser goes. Accounts are named like their roles."""

    base: str
    variables: Mapping[str, str]
    pid: int

    def url(self, path: str) -> str:
        return self.base + path


@contextmanager
def serving(variables: Mapping[str, str], folder: Path, *roles: str) -> Iterator[Site]:
    """`python -m dashboard serve` with its own office store in `folder`, until it is no longer needed."""
    port = int(variables.get("PORT") or free_port())
    own = {
        **variables,
        "OFFICE_URL": f"sqlite:///{folder / 'office.db'}",
        "PANTAU_SECRET_KEY": _KEY,
        "PANTAU_EVIDENCE": str(folder / "bukti"),
        "PORT": str(port),
    }
    for role in roles:
        _add(role, own)
    command = [sys.executable, "-m", "dashboard", "serve"]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **own}, stdout=log, stderr=log)
        try:
            base = f"http://127.0.0.1:{port}"
            _wait(f"{base}/readyz", process, folder / "server.log")
            yield Site(base, own, process.pid)
        finally:
            process.terminate()
            process.wait(60)


def _add(role: str, variables: Mapping[str, str]) -> None:
    words = ["user", "add", role.replace("_", "-"), "--role", role, "--password-stdin"]
    if role == "lurah":
        words += ["--office", OWN_OFFICE]
    told = CliRunner().invoke(commands, words, env=dict(variables), input=f"{PASSWORD}\n")
    assert told.exit_code == 0, told.output


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"the server does not answer: {log.read_text(encoding='utf-8')}")
