"""The page behind a one-time link, where somebody sets a password. Whoever has the link may open it.

Looking does not use it up, and a link that is none, was used, or is too old gets one and the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from flask import Flask, request
from werkzeug.wrappers import Response

from dashboard import plain
from dashboard.doorway import SLOWED, STALE, Doorway
from dashboard.errors import AccountError
from dashboard.guard import Route
from dashboard.office import passwords, throttle, tickets
from dashboard.office.audit import Kind, change

ROUTES = {"tautan": Route(frozenset({"GET", "HEAD", "POST"}), signed_in=False, secret=True)}
_DIFFERENT = "Kedua kata sandi tidak sama."

log = structlog.get_logger()


@dataclass(frozen=True)
class Links:
    door: Doorway

    def register(self, server: Flask) -> None:
        server.add_url_rule(f"/{tickets.PATH}<token>", "tautan", self._answer, methods=["GET", "POST"])

    def _answer(self, token: str) -> Response:
        counted = throttle.link_keys(self.door.network, secret=self.door.secret)
        if seconds := self.door.slowed(counted):
            log.warning("link_slowed", seconds=seconds)
            page = plain.told("Terlalu banyak percobaan", SLOWED.format(seconds=seconds), self.door.styles)
            return self.door.page(page, self.door.form, status=429, wait=seconds)
        with self.door.office.writing() as connection:
            found = tickets.holder(connection, token, now=self.door.clock())
            if found is not None:
                throttle.uncount(connection, counted, now=self.door.clock())
        if found is None:
            return self._no_link()
        if request.method == "POST":
            return self._set(token, found.name)
        return self._form_page(token, found.name)

    def _set(self, token: str, name: str) -> Response:
        if not self.door.sent_by(self.door.form, f"link {token}"):
            return self._form_page(token, name, message=STALE, status=400)
        new, again = request.form.get("password", ""), request.form.get("again", "")
        if new != again:
            return self._form_page(token, name, message=_DIFFERENT, status=400)
        try:
            with self.door.office.writing() as connection:
                found = tickets.redeem(connection, token, new[: passwords.LONGEST + 1], now=self.door.clock())
                if found is not None:
                    told = change("password_by_link", found)
                    self.door.note(connection, Kind.ACCOUNT, found, **told)
        except AccountError as problem:
            message = f"{str(problem)[0].upper()}{str(problem)[1:]}."
            return self._form_page(token, name, message=message, status=400)
        if found is None:
            return self._no_link()
        log.info("password_set_by_link", account=found.id)
        page = plain.told(
            "Kata sandi tersimpan",
            f"Masuklah sebagai {found.name} dengan kata sandi yang baru.",
            self.door.styles,
            way=(f"{self.door.prefix}masuk", "Masuk"),
        )
        return Response(page, mimetype="text/html")

    def _form_page(self, token: str, name: str, *, message: str = "", status: int = 200) -> Response:
        form = self.door.form
        page = plain.password(
            action=tickets.address(self.door.prefix, token),
            token=self.door.signed(f"link {token}", form),
            name=name,
            lengths=(passwords.SHORTEST, passwords.LONGEST),
            message=message,
            styles=self.door.styles,
        )
        return self.door.page(page, form, status=status)

    def _no_link(self) -> Response:
        page = plain.told(
            "Tautan tidak berlaku",
            "Tautan ini sudah dipakai, sudah lewat waktunya, diganti yang lebih baru, atau tersalin tidak "
            "utuh. Minta tautan baru kepada admin akun kantor Anda.",
            self.door.styles,
        )
        return self.door.page(page, self.door.form, status=404)
