"""Connections that another thread can end: no time-out of a socket counts all that a server may take."""

import contextlib
import socket
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class Sockets:
    """Those that a session has opened."""

    def __init__(self) -> None:
        self._open: list[Any] = []

    def add(self, opened: Any) -> None:
        self._open.append(opened)

    def shut(self) -> None:
        """Whoever reads from one of them finds its end."""
        for opened in self._open:
            with contextlib.suppress(OSError):
                # Not the method of a TLS socket: that one would take its state from under the reader.
                socket.socket.shutdown(opened, socket.SHUT_RDWR)


def adapter(sockets: Sockets) -> HTTPAdapter:
    """No retries of its own: these cannot see an answer that breaks off."""

    class Plain(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            sockets.add(self.sock)

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            sockets.add(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    found = HTTPAdapter(max_retries=0)
    found.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}
    return found
