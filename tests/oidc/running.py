"""The provider as a process beside the tests, and a person who signs in there without a browser."""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from html import unescape
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin, urlsplit
from uuid import NAMESPACE_OID, uuid5

import requests

ROOT = Path(__file__).resolve().parents[2]
SOON = 20
"""Seconds within which the provider is up."""
_TAIL = 3000
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


@dataclass(frozen=True)
class Person:
    name: str
    password: str
    email: str
    email_verified: bool = True
    groups: Sequence[str] = ()
    subject: str = ""
    """Empty: made of the name, the same in each run."""

    @property
    def sub(self) -> str:
        """By which the provider calls this person in its tokens."""
        return self.subject or str(uuid5(NAMESPACE_OID, self.name))


@dataclass(frozen=True)
class Running:
    issuer: str
    client_id: str
    client_secret: str

    @property
    def discovery(self) -> str:
        return f"{self.issuer}/.well-known/openid-configuration"


@contextmanager
def provider(*, redirect_uri: str, people: Sequence[Person], in_token: bool = True) -> Iterator[Running]:
    """Knows these people and one client, until the block ends.

    Without `in_token` the ID token says only who somebody is; the rest is for userinfo to tell.
    """
    with (
        TemporaryDirectory(prefix="pantau-oidc-") as made,
        socket.create_server(("127.0.0.1", 0)) as listening,
    ):
        port = listening.getsockname()[1]
        running = Running(f"http://127.0.0.1:{port}/o", "pantau", secrets.token_urlsafe(32))
        told = {
            **asdict(running),
            "redirect_uri": redirect_uri,
            "people": [{**asdict(person), "sub": person.sub} for person in people],
            "in_token": in_token,
        }
        (Path(made) / "told.json").write_text(json.dumps(told), encoding="utf-8")
        with _started(Path(made), listening) as log:
            _wait(running, log)
            yield running


@contextmanager
def _started(folder: Path, listening: socket.socket) -> Iterator[Path]:
    """Its log. The port is taken before it starts, so that no other process can come in between."""
    command = [sys.executable, "-m", "tests.oidc.provider", str(folder), str(listening.fileno())]
    with (
        (folder / "provider.log").open("w") as log,
        subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            pass_fds=[listening.fileno()],
            start_new_session=True,
        ) as process,
    ):
        # Held by the provider alone: when it dies, who waits for an answer hears of it.
        listening.close()
        try:
            yield folder / "provider.log"
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def _wait(running: Running, log: Path) -> None:
    """The first question waits at the port until the provider is up."""
    try:
        with _session() as session:
            session.get(running.discovery, timeout=SOON).raise_for_status()
    except requests.RequestException as error:
        tail = log.read_text(encoding="utf-8", errors="replace")[-_TAIL:]
        raise RuntimeError(f"the provider is not up: {error}\n{tail}") from error


def sign_in(running: Running, authorization_url: str, name: str, password: str) -> str:
    """The address that leads back to the client, with a code or an error; it is not asked."""
    with _session() as session:
        page = _followed(
            session, session.get(authorization_url, allow_redirects=False, timeout=SOON), running
        )
        if page.is_redirect:
            return page.headers["Location"]
        typed = {**_hidden(page.text), "username": name, "password": password}
        answer = session.post(page.url, data=typed, allow_redirects=False, timeout=SOON)
        last = _followed(session, answer, running)
        assert last.is_redirect, f"{name} is not led back: {last.status_code} {last.text[-400:]}"
        return last.headers["Location"]


def _session() -> requests.Session:
    session = requests.Session()
    # No proxy stands between two processes of one machine.
    session.trust_env = False
    return session


def _followed(session: requests.Session, answer: requests.Response, running: Running) -> requests.Response:
    """The last answer: a page of the provider, or what leads away from it."""
    for _ in range(10):
        target = urljoin(answer.url, answer.headers.get("Location", ""))
        if not answer.is_redirect or urlsplit(target).netloc != urlsplit(running.issuer).netloc:
            return answer
        answer = session.get(target, allow_redirects=False, timeout=SOON)
    raise AssertionError(f"the provider leads in circles: {answer.url}")


def _hidden(page: str) -> dict[str, str]:
    tags = (dict(_ATTRIBUTE.findall(tag)) for tag in re.findall(r"<input ([^>]*)>", page))
    return {tag["name"]: unescape(tag["value"]) for tag in tags if tag.get("type") == "hidden"}
