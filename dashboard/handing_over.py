"""The routes by which frozen periods and evidence packs leave the house."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, abort, redirect, request
from werkzeug.wrappers import Response

from dashboard.auth import Auth
from dashboard.content import attached
from dashboard.desk import Desk
from dashboard.errors import PackError
from dashboard.guard import Route
from dashboard.office import publications
from dashboard.office.audit import Kind
from dashboard.office_pages.publications import PAGE
from dashboard.pekppp.looked_at import look
from dashboard.publications.looked_at import read
from dashboard.publications.pack.made import make, remember
from dashboard.publications.sheets import report
from dashboard.reports.catalogue import WRITERS
from dashboard.reports.model import file_name
from dashboard.rights import Right, who

FROZEN = f"/unduh/beku/<int:number>.<any(json, {', '.join(WRITERS)}):ending>"
PACK = "/unduh/paket-bukti.zip"
_GET = frozenset({"GET", "HEAD"})
ROUTES = {
    "beku": Route(_GET, roles=who(Right.PUBLICATIONS)),
    # A pack that is made is remembered for good: it is made by who asks for it on a page of our own.
    "paket": Route(frozenset({"GET"}), roles=who(Right.FREEZE)),
}


@dataclass(frozen=True)
class HandingOver:
    desk: Desk

    @property
    def sign_in(self) -> Auth:
        return self.desk.sign_in

    def register(self, server: Flask) -> None:
        server.add_url_rule(FROZEN, "beku", self.frozen)
        server.add_url_rule(PACK, "paket", self.pack)

    def pack(self) -> Response:
        """The evidence pack of a year and a version, made now and remembered."""
        account = self.sign_in.account()
        if account is None or not account.scope.sees(Right.FREEZE):
            abort(403)
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            abort(403)
        visit = self.desk.visit(account, request.args.to_dict())
        assessment = look(visit, visit.asked)
        try:
            with visit.office.reading() as connection:
                local = visit.now.astimezone(visit.zone)
                made = make(connection, assessment, visit.pekppp.evidence, local)
        except PackError as refused:
            return redirect(PAGE.back(visit, {}, f"Paket tidak dibuat: {refused}."), 303)
        with visit.office.writing() as connection:
            remember(connection, made, account.name)
            visit.note(connection, Kind.PUBLICATION, account, **made.noted)
        return attached(made.content, "application/zip", made.name)

    def frozen(self, number: int, ending: str) -> Response:
        """One frozen period as a file; as JSON the very text that its hash is of."""
        account = self.sign_in.account()
        if account is None or not account.scope.takes(Right.PUBLICATIONS):
            abort(403)
        with self.sign_in.office.writing() as connection:
            edition = publications.find(connection, number) if number < 10**9 else None
            found = read(edition) if edition else None
            if edition is None or found is None:
                abort(404)
            signed = publications.signatures(connection, edition.id).get(edition.id, [])
            told: dict[str, str | int] = {
                "page": "publikasi",
                "section": "beku",
                "file": ending,
                "number": edition.id,
            }
            self.sign_in.note(connection, Kind.EXPORT, account, rows=len(found.figures), **told)
        if ending == "json":
            name = file_name("angka-beku", edition.period, f"edisi-{edition.edition}")
            return attached(edition.body, "application/json", f"{name}.json")
        made = report(found, edition, signed)
        mimetype, write = WRITERS[ending]
        return attached(write(made), mimetype, f"{made.file}.{ending}")
