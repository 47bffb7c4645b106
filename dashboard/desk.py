"""What stands between a request and the pages of the office store: who asks, and what is answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import TypeVar

from flask import Flask, abort, redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from dashboard import plain
from dashboard.auth import Auth
from dashboard.errors import StoreError
from dashboard.guard import Route
from dashboard.markup import to_html
from dashboard.office.accounts import Account
from dashboard.office_page import Action, OfficePage, Shown, Visit, do
from dashboard.public_reader import PublicReader
from dashboard.reader import Reader
from dashboard.rights import EVERYTHING, who
from dashboard.settings import PekpppFiles
from dashboard.store import Store

R = TypeVar("R", Reader, PublicReader)
_FORM = "application/x-www-form-urlencoded"


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
            if request.mimetype != _FORM:
                abort(415)
            said = do(page, action, self.visit(account, {}), list(request.form.items(multi=True)))
            if said is None:
                abort(400)
            return self._shown(page, said) if isinstance(said, Shown) else redirect(said, 303)

        return answer

    def _shown(self, page: OfficePage, said: Shown) -> Response:
        # to_html escapes what it is given.
        inner = Markup(to_html(said.body))  # nosec B704
        body = inner + plain.link(f"{page.base}/{page.slug}", f"Kembali ke {page.title}")
        return Response(plain.document(said.title, body, self.sign_in.styles), mimetype="text/html")


def _or_none(read: Callable[[], R | None]) -> R | None:
    try:
        return read()
    except StoreError:
        return None


def routes(pages: Sequence[object]) -> dict[str, Route]:
    """The declared rights of every action."""
    return {
        _endpoint(page, action): Route(frozenset({"POST"}), roles=who(*page.needs(action)))
        for page, action in _actions(pages)
    }


def _actions(pages: Sequence[object]) -> Iterator[tuple[OfficePage, Action]]:
    for page in pages:
        if isinstance(page, OfficePage):
            yield from ((page, action) for action in page.actions)


def _endpoint(page: OfficePage, action: Action) -> str:
    return f"{page.slug}/{action.name}"
