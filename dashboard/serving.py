"""gunicorn in the foreground, in this process, that says where to look once both apps answer."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from gunicorn.app.base import BaseApplication

from dashboard import gunicorn as configuration
from dashboard.demo import demo_accounts
from dashboard.errors import SettingsError
from dashboard.office.store import open_office
from dashboard.server import Site, create_public_server, create_server, create_staff_server
from dashboard.settings import load_settings

_MAKE = {None: create_server, "public": create_public_server, "staff": create_staff_server}
_LABELS = {"/": "Halaman publik", "/staf/": "Halaman staf"}


def run(environ: Mapping[str, str], *, only: str | None, demo: bool, say: Callable[[str], object]) -> None:
    settings = load_settings(environ)
    _check_port(settings.host, settings.port)
    shown: list[tuple[str, str]] = []
    if demo and only != "public":
        shown = demo_accounts(settings, open_office(settings.office_url), now=datetime.now(UTC))
    site = _MAKE[only](environ)

    def started(worker: Any) -> None:
        worker.wsgi.warm()
        if worker.age == 1:
            for line in _greeting(site, f"http://{settings.host}:{settings.port}", shown):
                say(line)

    options = {name: getattr(configuration, name) for name in _SETTINGS}
    _Foreground(site, {**options, "post_worker_init": started, "loglevel": "warning"}).run()


def _check_port(host: str, port: int) -> None:
    """gunicorn would try for five seconds and then tell of it in English."""
    family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(address)
        except OSError:
            raise SettingsError(
                f"PORT: {host}:{port} sudah dipakai program lain atau tidak boleh dipakai; pilih PORT lain"
            ) from None


_SETTINGS = (
    "bind",
    "worker_class",
    "workers",
    "threads",
    "keepalive",
    "preload_app",
    "timeout",
    "max_requests",
    "max_requests_jitter",
    "control_socket_disable",
    "accesslog",
    "worker_exit",
)


def _greeting(site: Site, base: str, shown: list[tuple[str, str]]) -> list[str]:
    lines = [f"{_LABELS[door]}: {base}{door}" for door in site.doors]
    if shown:
        lines += ["Akun contoh (nama, kata sandi):", *(f"  {name:<20} {word}" for name, word in shown)]
    return [*lines, *site.troubles(), "Ctrl-C untuk berhenti."]


class _Foreground(BaseApplication):  # type: ignore[misc]  # gunicorn is not typed
    def __init__(self, site: Site, options: Mapping[str, Any]) -> None:
        self._site = site
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Site:
        return self._site
