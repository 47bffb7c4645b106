"""From our page to the provider's and back, as somebody in an office does it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect
from typer.testing import CliRunner

from dashboard.__main__ import app as commands
from dashboard.single_sign_on import LATE
from tests.browser.places import STAFF
from tests.browser.site import Site, free_port, serving
from tests.oidc.running import Person, Running, provider

SITI = Person("siti", "perahu kecil di sungai", "siti@contoh.go.id")


@pytest.fixture(scope="module")
def connected(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Another server over the same office, at which somebody comes with a provider's account alone."""
    port = str(free_port())
    back = f"http://127.0.0.1:{port}/staf/masuk/sso/kembali"
    with provider(redirect_uri=back, people=[SITI]) as running:
        told = {**site.variables, **_settings(running), "PORT": port}
        with serving(told, tmp_path_factory.mktemp("penyedia")) as found:
            for words in (["add", "siti", "--role", "camat", "--invite"], ["sso", "siti", SITI.email]):
                said = CliRunner().invoke(commands, ["user", *words], env=dict(found.variables))
                assert said.exit_code == 0, said.output
            yield found


def _settings(running: Running) -> dict[str, str]:
    return {
        "PANTAU_OIDC_ISSUER": running.issuer,
        "PANTAU_OIDC_CLIENT_ID": running.client_id,
        "PANTAU_OIDC_CLIENT_SECRET": running.client_secret,
        "PANTAU_OIDC_NAME": "akun Pemko",
    }


@pytest.fixture
def page(chromium: Browser, connected: Site) -> Iterator[Page]:
    context = chromium.new_context(base_url=connected.base, locale="id-ID")
    found = context.new_page()
    said: list[str] = []
    found.on("console", lambda message: said.append(message.text))
    found.on("pageerror", lambda error: said.append(str(error)))
    yield found
    # That our own refusal is one, Chromium says by itself.
    assert not [line for line in said if "status of 400" not in line]
    context.close()


def _at_the_provider(page: Page, password: str) -> None:
    page.get_by_label("Nama").fill(SITI.name)
    page.get_by_label("Kata sandi").fill(password)
    page.get_by_role("button", name="Masuk").click()


def test_there_and_back_to_the_page_that_was_asked_for(page: Page) -> None:
    page.goto(STAFF[1].path)
    page.get_by_role("link", name="Masuk dengan akun Pemko").click()
    _at_the_provider(page, SITI.password)
    expect(page.locator("#content h1").first).to_be_visible()
    assert page.url.endswith(STAFF[1].path)
    page.reload()
    expect(page.locator("#content h1").first).to_be_visible()


def test_who_comes_back_without_having_signed_in_there_is_not_in(page: Page) -> None:
    page.goto("/staf/")
    page.get_by_role("link", name="Masuk dengan akun Pemko").click()
    page.go_back()
    expect(page.locator("h1")).to_have_text("Masuk ke Pantau")
    page.goto("/staf/masuk/sso/kembali?code=x&state=y")
    expect(page.get_by_role("alert")).to_have_text(LATE)


def test_with_a_second_factor_the_code_is_asked_for_on_the_way_back(page: Page) -> None:
    page.goto("/staf/akun-saya")
    page.get_by_role("link", name="Masuk dengan akun Pemko").click()
    _at_the_provider(page, SITI.password)
    # Just proved at the provider: nothing more is asked before the factor may be switched on.
    shared = page.locator(".key code").inner_text().replace(" ", "")
    page.get_by_label("Kode dari aplikasi").fill(_code(shared, -30))
    page.get_by_role("button", name="Nyalakan faktor kedua").click()
    # For a moment the first paint and the page that takes its place both say it.
    expect(page.locator("#content").get_by_text("Faktor kedua menyala.")).to_be_visible()
    page.get_by_role("button", name="Keluar").click()
    page.get_by_role("link", name="Masuk dengan akun Pemko").click()
    expect(page.locator("h1")).to_have_text("Kode masuk")
    page.get_by_label("Kode dari aplikasi autentikator").fill(_code(shared, 0))
    page.get_by_role("button", name="Masuk").click()
    expect(page.locator("#content h1").first).to_be_visible()


def _code(shared: str, seconds: int) -> str:
    return pyotp.TOTP(shared).at(datetime.now(UTC) + timedelta(seconds=seconds))
