"""The staff app. Every page is drawn from a reader that is bound to what the signed-in person may see."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import dash_bootstrap_components as dbc
from dash import Input, Output, html
from dash.development.base_component import Component
from flask import Flask, Response, abort, request

from dashboard import (
    auth,
    components,
    desk,
    guard,
    handing_over,
    links,
    office_pages,
    pages,
    plain,
    report_files,
    rights,
    single_sign_on,
    web,
)
from dashboard.auth import Auth
from dashboard.content import FILES, View, attached, file, find_pages, message, page_paths, query
from dashboard.desk import Desk
from dashboard.filters import coded
from dashboard.guard import ADDRESS, OPEN, Callback, Policy, Route
from dashboard.handing_over import HandingOver
from dashboard.index import App
from dashboard.links import Links
from dashboard.office.accounts import Account
from dashboard.office.audit import AuditLog, Kind
from dashboard.office.follow_up import register
from dashboard.office.started import tell_start
from dashboard.office.store import OfficeStore
from dashboard.office_page import OfficePage
from dashboard.pekppp import instrument_file
from dashboard.provider import Provider
from dashboard.publications import deadlines
from dashboard.reader import Reader
from dashboard.reports.catalogue import WRITERS, kinds
from dashboard.rights import EVERYTHING
from dashboard.roles import Role
from dashboard.settings import Settings
from dashboard.single_sign_on import SingleSignOn
from dashboard.static import Files
from dashboard.store import Store

PREFIX = web.STAFF
Stores = tuple[Store, Store]
CONTENT = Callback("content", "children", ADDRESS, roles=frozenset(Role))
FACTOR_FIRST = "Peran Anda wajib memakai faktor kedua: nyalakan dahulu di halaman Akun saya."
NOT_YOURS = "Akun dengan peran {role} tidak berhak membuka halaman ini."


def create_staff(
    settings: Settings, stores: Stores, office: OfficeStore, *, secret: bytes, files: Files
) -> App:
    """`stores`: that of the staff and that of the public."""
    store, shown = stores
    instrument_file.load(settings.pekppp.folder, settings.pekppp.wording)
    deadlines.load(settings.pekppp.deadlines)
    found = (*find_pages(pages), *find_pages(office_pages))
    rights.check(found)
    policy = _policy(found, settings)
    server = web.flask("pantau_staff", settings)
    server.secret_key = secret
    styles = tuple(files.stylesheets(PREFIX))
    tell_start(office, AuditLog(secret), settings, datetime.now(UTC))
    door = (office, secret, settings.https, PREFIX, styles, lambda: datetime.now(UTC))
    sign_in = Auth(*door, policy.pages, settings.require_totp, settings.oidc.name if settings.oidc else None)
    guard.protect(server, policy, who=sign_in.account, login=sign_in.login_address)
    login = f"{PREFIX}masuk"
    guard.answer_errors(server, lambda status: plain.error(status, home=PREFIX, login=login, styles=styles))
    sign_in.register(server)
    Links(sign_in).register(server)
    _sign_on(server, settings, sign_in)
    staff = _Staff(found, store, Desk(found, store, shown, sign_in, settings.pekppp))
    staff.desk.register(server)
    HandingOver(staff.desk).register(server)
    web.add_health(server, ready=lambda: store.reader(EVERYTHING) is not None)
    server.add_url_rule(FILES, "unduh", staff.file)
    server.add_url_rule(report_files.ADDRESS, "laporan", staff.report)
    app = App("pantau_staff", server, prefix=PREFIX, files=files, first_paint=staff.first_paint)

    @app.callback(Output("content", "children"), Input("url", "pathname"), Input("url", "search"))
    def content(pathname: str, search: str) -> Component:
        return staff.view(pathname, search).tree

    app.warm_up()
    guard.check(app, policy)
    return app


def _policy(found: tuple[Any, ...], settings: Settings) -> Policy:
    """What may be asked for at all; whatever is not here is refused."""
    return Policy(
        routes={
            **guard.dash_routes(signed_in=True),
            **auth.ROUTES,
            **links.ROUTES,
            **desk.routes(found),
            **handing_over.ROUTES,
            **(single_sign_on.ROUTES if settings.oidc else {}),
            **dict.fromkeys(("unduh", "laporan"), Route(frozenset({"GET", "HEAD"}))),
            "healthz": OPEN,
            "readyz": OPEN,
        },
        callbacks={CONTENT.output: CONTENT},
        pages=page_paths(found),
        internal=True,
        https=settings.https,
    )


def _sign_on(server: Flask, settings: Settings, sign_in: Auth) -> None:
    """The way in by a provider's accounts, where there is one."""
    oidc = settings.oidc
    if oidc is not None:
        back = f"{settings.site}{single_sign_on.BACK}"
        SingleSignOn(sign_in, oidc, Provider(oidc, back), str(settings.site)).register(server)


class _Staff:
    def __init__(self, found: tuple[Any, ...], store: Store, desk: Desk) -> None:
        self._pages = found
        self._store = store
        self._auth = desk.sign_in
        self.desk = desk

    def first_paint(self) -> View:
        path = PREFIX + request.path.removeprefix("/")
        return self.view(path, request.query_string.decode(errors="replace"))

    def view(self, path: str, search: str) -> View:
        """The role and the scope come from the session, here as at every other door."""
        account = self._account()
        own = self._own(account)
        page = own[0] if path == PREFIX else self._at(path)
        if page is None:
            return self._said(account, "Halaman tidak ditemukan", "Alamat ini tidak ada.", status=404)
        if page not in own:
            sentence = FACTOR_FIRST if account.enrols else NOT_YOURS.format(role=account.role.label)
            return self._said(account, "Tidak berhak", sentence, status=403)
        if isinstance(page, OfficePage):
            visit = self.desk.visit(account, query(search))
            shown = visit.reader if page.figures else None
            return self._framed(account, page, shown, page.draw(visit), page.title)
        reader = self._store.reader(account.scope)
        if reader is None:
            return self._framed(account, page, None, components.nothing_yet(), page.title)
        filters, notices = page.parse(query(search), reader)
        return self._framed(account, page, reader, page.render(reader, filters, notices), page.title)

    def file(self, slug: str, section: str, ending: str) -> Response:
        account = self._account()
        page = next((page for page in self._pages if page.slug == slug), None)
        if page is None or isinstance(page, OfficePage) or section not in page.sections:
            abort(404)
        if not account.scope.takes(*page.needs(page.sections[section])):
            abort(403)
        reader = self._store.reader(account.scope)
        if reader is None:
            abort(404)
        filters, _ = page.parse(request.args.to_dict(), reader)
        about, table = page.told(section, reader, filters)
        told = {"page": slug, "section": section, "file": ending, **coded(filters)}
        with self._auth.office.writing() as connection:
            self._auth.note(connection, Kind.EXPORT, account, rows=len(table.rows), **told)
        return file(about, table, ending)

    def report(self, name: str, ending: str) -> Response:
        account = self._account()
        kind = kinds().get(name)
        if kind is None:
            abort(404)
        if not account.scope.takes(kind.right):
            abort(403)
        reader = self._store.reader(account.scope)
        asked = report_files.asked(request.args.to_dict(), reader) if reader else None
        if reader is None or asked is None:
            abort(404)
        term, office = asked
        with self._auth.office.reading() as connection:
            plans = register(connection).within(account.scope)
        made = kind.of(reader, term, office, plans)
        mimetype, write = WRITERS[ending]
        told = {"page": "laporan", "section": name, "file": ending, "start": str(term.start)}
        told |= {"end": str(term.end), **({"office": office} if office else {})}
        with self._auth.office.writing() as connection:
            self._auth.note(connection, Kind.EXPORT, account, rows=made.n, **told)
        return attached(write(made), mimetype, f"{made.file}.{ending}")

    def _at(self, path: str) -> Any:
        return next((page for page in self._pages if path == f"{PREFIX}{page.slug}"), None)

    def _own(self, account: Account) -> list[Any]:
        return [page for page in self._pages if account.scope.sees(page.right)]

    def _account(self) -> Account:
        account = self._auth.account()
        if account is None:
            abort(401)
        return account

    def _said(self, account: Account, title: str, *sentences: str, status: int = 200) -> View:
        return self._framed(account, None, None, message(title, *sentences), title, status=status)

    def _framed(
        self,
        account: Account,
        page: Any,
        reader: Reader | None,
        body: Component,
        title: str,
        *,
        status: int = 200,
    ) -> View:
        tree = components.shell(
            self._own(account),
            page,
            account.name,
            account.role.label,
            reader.data if reader else None,
            body,
            office=reader.place if reader else "",
            account=self._leave(),
        )
        return View(title, tree, status)

    def _leave(self) -> Component:
        token = dbc.Input(type="hidden", name="token", value=self._auth.sign("logout"))
        button = html.Button("Keluar", type="submit", className="leave")
        return html.Form([token, button], method="post", action=f"{PREFIX}keluar")
