"""A server on the web as a test writes it: real sockets, and every byte of the answer is the test's own."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request as it came: the path, what stands behind "?", headers in small letters."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


Answer = Callable[[Asked], bytes | Iterable[bytes]]
"""All bytes of an answer, head and body; in pieces if it takes its time."""


def answer(body: Any, status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer; what is no bytes is told as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    head = {"Content-Type": "application/json", "Content-Length": str(len(content)), **given}
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"HTTP/1.1 {status}\r\n{lines}Connection: close\r\n\r\n".encode() + content


@dataclass
class Stub:
    """`url` is its address; `asked` is everything that came."""

    answer: Answer
    url: str = ""
    asked: list[Asked] = field(default_factory=list)

    def serve(self, door: socket.socket) -> None:
        while True:
            try:
                visitor, _ = door.accept()
            except OSError:
                return
            threading.Thread(target=self._one, args=(visitor,), daemon=True).start()

    def _one(self, visitor: socket.socket) -> None:
        with visitor, suppress(OSError):
            asked = _read(visitor)
            self.asked.append(asked)
            given = self.answer(asked)
            for piece in [given] if isinstance(given, bytes) else given:
                visitor.sendall(piece)
            visitor.shutdown(socket.SHUT_WR)


def _read(visitor: socket.socket) -> Asked:
    content = b""
    while b"\r\n\r\n" not in content:
        piece = visitor.recv(65_536)
        if not piece:
            raise OSError
        content += piece
    first, *lines = content.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
    target = urlsplit(first.split(" ")[1])
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Asked(target.path, dict(parse_qsl(target.query)), headers)


@contextmanager
def serving(of: Answer, host: str = "127.0.0.1") -> Iterator[Stub]:
    with socket.create_server((host, 0)) as door:
        stub = Stub(of, f"http://{host}:{door.getsockname()[1]}")
        thread = threading.Thread(target=stub.serve, args=(door,), daemon=True)
        thread.start()
        try:
            yield stub
        finally:
            # Closing alone does not wake who waits at the door.
            with suppress(OSError):
                door.shutdown(socket.SHUT_RDWR)
            thread.join(5)
