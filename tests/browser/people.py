"""Readers with a browser of their own: by role, width, and light or dark."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.places import DESK, NARROWED, SCHEMES, TWICE, Place, View
from tests.browser.site import PASSWORD, Site

MEASURE = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")
WALK = (Path(__file__).parent / "walk.js").read_text(encoding="utf-8")
WATCH = (Path(__file__).parent / "watch.js").read_text(encoding="utf-8")
_FITTED = (Path(__file__).parent / "fitted.js").read_text(encoding="utf-8")
_HEIGHTS = {DESK: 800}
WIDE = View(DESK, "light")


@dataclass
class Heard:
    """What a browser says that no reader sees."""

    console: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)

    def listen(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))

    def _console(self, message: ConsoleMessage) -> None:
        self.console.append(f"{message.type}: {message.text} ({message.location.get('url')})")


@dataclass
class Shown:
    place: Place
    view: View
    page: Page
    html: str
    """As it came, before any script."""
    status: int
    heard: Heard
    watched: Any
    """What watch.js had seen when it was drawn; None on a page without scripts."""

    def measured(self, what: str) -> Any:
        return self.page.evaluate(f"measure.{what}()")

    def turn(self, view: View) -> None:
        """The same page in another width and light."""
        self.view = view
        turn(self.page, view)
        narrow = self.page.evaluate(_FITTED)
        assert narrow == [], f"charts that do not follow the width: {narrow}"

    @property
    def schemes(self) -> tuple[str, ...]:
        """In which it is looked at: what narrows a page brings no new colours."""
        return (self.view.scheme,) if self.place in NARROWED else SCHEMES

    @contextmanager
    def opened(self) -> Iterator[None]:
        """With everything open that opens."""
        self.measured("open")
        yield
        self.measured("close")

    @contextmanager
    def lit(self, **how: Any) -> Iterator[None]:
        """The same page in another light, or on paper."""
        self.page.emulate_media(**how)
        yield
        usual: dict[str, Any] = {"media": "screen", "color_scheme": self.view.scheme}
        self.page.emulate_media(**usual)


class People:
    def __init__(self, chromium: Browser, site: Site) -> None:
        self.site = site
        self._chromium = chromium
        self._contexts: dict[tuple[Any, ...], BrowserContext] = {}
        self._signed_in: dict[str, Any] = {}

    def context(self, role: str | None, view: View = WIDE, *, scripts: bool = True) -> BrowserContext:
        """One per kind of reader, kept."""
        key = (role, view, scripts)
        if key not in self._contexts:
            self._contexts[key] = self.fresh(self._state(role), view, scripts=scripts)
        return self._contexts[key]

    def fresh(self, state: Any = None, view: View = WIDE, *, scripts: bool = True) -> BrowserContext:
        context = self._chromium.new_context(
            base_url=self.site.base,
            locale="id-ID",
            timezone_id="Asia/Makassar",
            viewport={"width": view.width, "height": _HEIGHTS.get(view.width, 844)},
            color_scheme="dark" if view.scheme == "dark" else "light",
            java_script_enabled=scripts,
            storage_state=state,
        )
        context.set_default_timeout(20_000)
        if scripts:
            context.add_init_script(WATCH)
            context.add_init_script(MEASURE)
            context.add_init_script(WALK)
        return context

    def _state(self, role: str | None) -> Any:
        """Each role signs in once."""
        if role is None:
            return None
        if role not in self._signed_in:
            context = self.fresh()
            sign_in(context.new_page(), role)
            self._signed_in[role] = context.storage_state()
            context.close()
        return self._signed_in[role]

    @contextmanager
    def see(self, place: Place, view: View = WIDE) -> Iterator[Shown]:
        page = self.context(place.role, view).new_page()
        heard = Heard()
        heard.listen(page)
        try:
            answer = page.goto(place.path)
            assert answer is not None
            html = answer.text()
            watched = None
            if 'id="app-root"' in html:
                drawn(page)
                watched = page.evaluate("watch")
            yield Shown(place, view, page, html, answer.status, heard, watched)
        finally:
            page.close()

    def leave(self) -> None:
        for context in self._contexts.values():
            context.close()


class Stage:
    """The one page that is looked at: it stays open for its other width."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._open = ExitStack()
        self._shown: Shown | None = None

    def look(self, place: Place, view: View) -> Shown:
        if self._shown is not None and self._shown.place == place and place not in TWICE:
            self._shown.turn(view)
            return self._shown
        self.clear()
        self._shown = self._open.enter_context(self._people.see(place, view))
        return self._shown

    def clear(self) -> None:
        self._shown = None
        self._open.close()


def turn(page: Page, view: View) -> None:
    """To another width and light; the charts of scripts follow after a while."""
    page.set_viewport_size({"width": view.width, "height": _HEIGHTS.get(view.width, 844)})
    page.emulate_media(color_scheme="dark" if view.scheme == "dark" else "light")


def drawn(page: Page) -> None:
    """Dash stands where the plain content stood. A selector: the policy forbids functions made of text."""
    page.wait_for_selector("body.drawn", state="attached")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.goto("/staf/masuk")
    fill_in(page, name, password)
    page.get_by_role("button", name="Masuk").click()


def fill_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.get_by_label("Nama akun").fill(name)
    page.get_by_label("Kata sandi").fill(password)
