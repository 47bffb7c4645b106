"""What stands between a request and the pages of the office store: who asks, and what is answered."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import TypeVar
from urllib.parse import quote

from flask import Flask, abort, redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from dashboard import plain
from dashboard.auth import Auth
from dashboard.errors import AccountError, StoreError
from dashboard.guard import LARGEST_BODY, Route
from dashboard.markup import to_html
from dashboard.office.accounts import Account
from dashboard.office.audit import Kind
from dashboard.office.kept import Brought
from dashboard.office_page import Action, OfficePage, Shown, Visit, do
from dashboard.public_reader import PublicReader
from dashboard.reader import Reader
from dashboard.rights import EVERYTHING, who
from dashboard.settings import PekpppFiles
from dashboard.store import Store

R = TypeVar("R", Reader, PublicReader)
_FORM, _WITH_FILES = "application/x-www-form-urlencoded", "multipart/form-data"
_ROUND = 64 * 1024
"""Bytes around a file: the other fields, and what parts them."""
_MOST = 2**31 - 1
"""What a number in the office store may be."""
_KINDS = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Desk:
    pages: Sequence[object]
    """Those of the app, of which the office pages are served here."""
    store: Store
    shown: Store
    """What the public reads."""
    sign_in: Auth
    pekppp: PekpppFiles

    def register(self, server: Flask) -> None:
        for page, action in _actions(self.pages):
            endpoint = _endpoint(page, action)
            server.add_url_rule(f"/{endpoint}", endpoint, self._answer(page, action), methods=["POST"])
        for page in _handing(self.pages):
            server.add_url_rule(
                f"/{page.slug}/berkas/<int(max={_MOST}):number>", f"{page.slug}/berkas", self._hand(page)
            )

    def visit(self, account: Account, asked: Mapping[str, str]) -> Visit:
        offices, zone = self._published()
        return Visit(
            account=account,
            office=self.sign_in.office,
            now=self.sign_in.clock(),
            zone=zone,
            offices=offices,
            asked=asked,
            secret=self.sign_in.secret,
            session=self.sign_in.session,
            sign=self.sign_in.sign,
            site=f"{'https' if self.sign_in.https else request.scheme}://{request.host}{self.sign_in.prefix}",
            guesses=self.sign_in.guesses(account.name),
            note=self.sign_in.note,
            factor_required=account.role in self.sign_in.require_totp,
            provider=self.sign_in.provider,
            reader=_or_none(lambda: self.store.reader(account.scope)),
            shown=_or_none(self.shown.public_reader),
            pekppp=self.pekppp,
        )

    def _published(self) -> tuple[Sequence[tuple[str, str]], tzinfo]:
        """Accounts are kept, too, while nothing can be read of the warehouse."""
        reader = _or_none(lambda: self.store.reader(EVERYTHING))
        if reader is None:
            return (), UTC
        return reader.choices("office"), reader.data.data_time.tzinfo or UTC

    def _answer(self, page: OfficePage, action: Action) -> Callable[[], Response]:
        def answer() -> Response:
            account = self.sign_in.account()
            if account is None or not account.scope.sees(*page.needs(action)):
                abort(403)
            if request.mimetype not in ((_FORM, _WITH_FILES) if action.files else (_FORM,)):
                abort(415)
            sent = list(request.form.items(multi=True))
            said = do(page, action, self.visit(account, {}), sent, self._brought())
            if said is None:
                abort(400)
            return self._shown(page, said) if isinstance(said, Shown) else redirect(said, 303)

        return answer

    def _brought(self) -> Sequence[tuple[str, Brought]]:
        return [
            (name, Brought(each.filename or "", each.stream.read(), self.pekppp.evidence))
            for name, each in request.files.items(multi=True)
        ]

    def _hand(self, page: OfficePage) -> Callable[[int], Response]:
        """As it was brought, to be kept and not shown: a browser must not read it as a page of this site."""

        def hand(number: int) -> Response:
            account = self.sign_in.account()
            if account is None or not account.scope.sees(page.right):
                abort(403)
            visit = self.visit(account, {})
            try:
                found = page.hand(visit, number) if page.hand else None
            except AccountError as problem:
                return redirect(page.back(visit, {}, f"Tidak jadi: {problem}."), 303)
            if found is None:
                abort(404)
            ending = found.name.rsplit(".", 1)[-1].lower()
            told: dict[str, str | int] = {
                "page": page.slug,
                "section": "berkas",
                "file": ending,
                "number": number,
            }
            with self.sign_in.office.writing() as connection:
                self.sign_in.note(connection, Kind.EXPORT, account, **told)
            response = Response(found.content, mimetype=_KINDS.get(ending, "application/octet-stream"))
            response.headers["Content-Disposition"] = _taken_as(found.name)
            return response

        return hand

    def _shown(self, page: OfficePage, said: Shown) -> Response:
        # to_html escapes what it is given.
        inner = Markup(to_html(said.body))  # nosec B704
        body = inner + plain.link(f"{page.base}/{page.slug}", f"Kembali ke {page.title}")
        return Response(plain.document(said.title, body, self.sign_in.styles), mimetype="text/html")


def _taken_as(name: str) -> str:
    """RFC 6266: a header has letters of ASCII only; the name itself follows spelled out."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join(letter if letter not in '"\\' and letter.isprintable() else "_" for letter in plain)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _or_none(read: Callable[[], R | None]) -> R | None:
    try:
        return read()
    except StoreError:
        return None


def routes(pages: Sequence[object]) -> dict[str, Route]:
    """The declared rights of every action, and of every page that hands out files."""
    actions = {_endpoint(page, action): _route(page, action) for page, action in _actions(pages)}
    files = {
        f"{page.slug}/berkas": Route(frozenset({"GET", "HEAD"}), roles=who(page.right))
        for page in _handing(pages)
    }
    return {**actions, **files}


def _route(page: OfficePage, action: Action) -> Route:
    files = sum(each.largest for each in action.files)
    largest = files + _ROUND if files else LARGEST_BODY
    return Route(frozenset({"POST"}), roles=who(*page.needs(action)), largest=largest)


def _handing(pages: Sequence[object]) -> Iterator[OfficePage]:
    yield from (page for page in pages if isinstance(page, OfficePage) and page.hand is not None)


def _actions(pages: Sequence[object]) -> Iterator[tuple[OfficePage, Action]]:
    for page in pages:
        if isinstance(page, OfficePage):
            yield from ((page, action) for action in page.actions)


def _endpoint(page: OfficePage, action: Action) -> str:
    return f"{page.slug}/{action.name}"
