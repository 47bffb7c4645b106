"""Both apps under one server, or each alone. Everything is made and warmed before the workers are forked."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import structlog
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from dashboard import web
from dashboard.public import create_public
from dashboard.settings import Settings, check_door, load_settings
from dashboard.static import Files
from dashboard.store import Store

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

STAFF_MOUNT = web.STAFF.rstrip("/")

log = structlog.get_logger()


class Site:
    """What a WSGI server calls."""

    def __init__(
        self, app: WSGIApplication, settings: Settings, doors: tuple[str, ...], stores: tuple[Store, ...]
    ) -> None:
        self._app = app
        self._stores = stores
        self._host = settings.trusted_hosts[0].lstrip(".")
        self._settings = settings
        self.doors = doors
        """Where the apps begin."""

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self._app(environ, start_response)

    def warm(self) -> None:
        """Ask each app once, so that the worker's stores are open before people come."""
        client = Client(self._app)
        for door in self.doors:
            for path in ("readyz", ""):
                client.get(door + path, base_url=f"http://{self._host}").close()

    def check_listening(self, hosts: Iterable[str]) -> None:
        """Whatever the settings say of it: the server may have been told otherwise."""
        if web.STAFF in self.doors:
            for host in hosts:
                check_door(self._settings, host)

    def troubles(self) -> list[str]:
        """Why there is nothing to show, if so."""
        return list(dict.fromkeys(said for store in self._stores if (said := store.trouble())))

    def close(self) -> None:
        for store in self._stores:
            store.close()


def create_server(environ: Mapping[str, str] | None = None) -> Site:
    """Public at "/", staff at "/staf/"."""
    settings = _settings(environ)
    shown, own = _stores(settings)
    public = create_public(settings, shown, Files())
    both = DispatcherMiddleware(public.server, {STAFF_MOUNT: _slash(_staff(settings, (own, shown)))})
    return Site(both, settings, ("/", web.STAFF), (shown, own))


def create_public_server(environ: Mapping[str, str] | None = None) -> Site:
    """The public app alone: this process is given no key and no office store."""
    settings = _settings(environ)
    shown, _ = _stores(settings)
    return Site(create_public(settings, shown, Files()).server, settings, ("/",), (shown,))


def create_staff_server(environ: Mapping[str, str] | None = None) -> Site:
    """The staff app alone, at the same addresses as under one server."""
    settings = _settings(environ)
    shown, own = _stores(settings)
    staff = _staff(settings, (own, shown))
    alone = DispatcherMiddleware(_elsewhere(staff), {STAFF_MOUNT: _slash(staff)})
    return Site(alone, settings, (web.STAFF,), (own, shown))


def _stores(settings: Settings) -> tuple[Store, Store]:
    """Of the public and of the staff. Nothing is opened yet."""
    return Store(settings.warehouse, "public"), Store(settings.warehouse, "staff")


def _settings(environ: Mapping[str, str] | None) -> Settings:
    web.log_to_stderr()
    return load_settings(os.environ if environ is None else environ)


def _staff(settings: Settings, stores: tuple[Store, Store]) -> WSGIApplication:
    # Not above: the process of the public page holds nothing with which accounts or staff pages are opened.
    from dashboard.office.private import secret_key
    from dashboard.office.store import open_office
    from dashboard.staff import create_staff

    check_door(settings)
    secret, made = secret_key(settings)
    if made:
        log.warning("secret_key_made", file=str(made), meaning="for this machine only; set PANTAU_SECRET_KEY")
    office = open_office(settings.office_url)
    server: WSGIApplication = create_staff(settings, stores, office, secret=secret, files=Files()).server
    return server


def _slash(app: WSGIApplication) -> WSGIApplication:
    """ "/staf" is sent on to "/staf/", from where relative addresses are right."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO"):
            return app(environ, start_response)
        start_response("308 Permanent Redirect", [("Location", web.STAFF), ("Content-Length", "0")])
        return []

    return answer


def _elsewhere(staff: WSGIApplication) -> WSGIApplication:
    """Outside "/staf/": health for whoever watches the process, the way in at "/", and nothing else."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path in ("/healthz", "/readyz"):
            return staff({**environ, "SCRIPT_NAME": STAFF_MOUNT}, start_response)
        status, location = ("303 See Other", web.STAFF) if path in ("", "/") else ("404 Not Found", "")
        headers = [("Content-Length", "0"), *([("Location", location)] if location else [])]
        start_response(status, headers)
        return []

    return answer
