"""Someone at the door: a stranger, or a person who signs in with the form that strangers are sent to."""

from __future__ import annotations

from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlencode, urljoin

from tests.security.prober.door import Answer, Ask, Door
from tests.security.prober.markup import forms

STRANGER = "stranger"
FORM = ("Content-Type", "application/x-www-form-urlencoded")


@dataclass
class Visitor:
    role: str
    door: Door
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, asked: Ask) -> Answer:
        """With the cookies of this visitor, whichever path they are for; what is forged changes none."""
        own = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        given = next((value for name, value in asked.headers if name.lower() == "cookie"), "")
        cookie = "; ".join(filter(None, (own, given)))
        return self.door(asked.also(("Cookie", cookie)) if cookie else asked)

    def get(self, target: str) -> Answer:
        return self.ask(Ask("GET", target))

    def sign_in(self, at: str, name: str, password: str) -> None:
        """Where a stranger who asks for `at` is sent to."""
        page = self.get(at)
        for _ in range(4):
            if page.status not in (301, 302, 303, 307, 308):
                break
            at = urljoin(at, page.header("Location"))
            self._keep(page)
            page = self.get(at)
        self._keep(page)
        form = next(found for found in forms(page.text) if "password" in found.kinds.values())
        typed = {**form.values}
        for field_name, kind in form.kinds.items():
            if kind in ("password", "text", "email"):
                typed[field_name] = password if kind == "password" else name
        answer = self.ask(Ask("POST", urljoin(at, form.action), (FORM,), urlencode(typed).encode()))
        assert answer.status in (302, 303), f"{self.role} is not let in: {answer.status} {answer.text[-400:]}"
        self._keep(answer)

    def _keep(self, answer: Answer) -> None:
        for header, value in answer.headers:
            if header.lower() == "set-cookie":
                try:
                    jar = SimpleCookie(value)
                except CookieError:
                    continue
                for name, morsel in jar.items():
                    if morsel.value and morsel["max-age"] != "0":
                        self.cookies[name] = morsel.value
                    else:
                        self.cookies.pop(name, None)
