from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from dash import Dash, Input, Output, html
from flask import Flask, Response
from werkzeug.test import Client

from dashboard import guard
from dashboard.errors import UnguardedError
from dashboard.guard import ADDRESS, OPEN, Argument, Callback, Policy
from dashboard.public import CONTENT
from tests.dashboard.site import CALLBACK, Browser, body

CSP = "default-src 'none'; script-src 'self' 'sha256-"
Made = tuple[Any, dict[str, str]]


@pytest.fixture
def small() -> tuple[Dash, Policy, list[Any]]:
    """A guarded app that tells what reaches it."""
    seen: list[Any] = []
    callback = Callback("out", "children", (Argument("in", "value", 10),), roles=None)
    policy = Policy(
        {**guard.dash_routes(signed_in=False)},
        {callback.output: callback},
        frozenset({"/"}),
        internal=False,
        https=False,
    )
    server = Flask("small", static_folder=None)
    guard.protect(server, policy, who=lambda: None, login=lambda: "/")
    guard.answer_errors(server, str)
    app = Dash(
        "small", server=server, pages_folder="", suppress_callback_exceptions=True, add_log_handler=False
    )
    app.layout = html.Div()

    @app.callback(Output("out", "children"), Input("in", "value"))
    def told(value: object) -> str:
        seen.append(value)
        return "ok"

    return app, policy, seen


def sent(**changes: Any) -> dict[str, Any]:
    return {
        "output": "out.children",
        "outputs": {"id": "out", "property": "children"},
        "inputs": [{"id": "in", "property": "value", "value": "x"}],
        "changedPropIds": ["in.value"],
        **changes,
    }


def test_the_declared_shape_passes_and_dash_sees_only_the_rebuilt_body(
    small: tuple[Dash, Policy, list[Any]],
) -> None:
    app, _, seen = small
    extra = {"id": "in", "property": "value", "value": "x", "more": 1}
    answer = Client(app.server).post(
        "/" + CALLBACK, json=sent(inputs=[extra], background={"x": 1}, more=["y"])
    )
    assert answer.status_code == 200
    assert seen == ["x"]


@pytest.mark.parametrize(
    "changes",
    [
        {"output": None},
        {"output": ["out.children"]},
        {"outputs": None},
        {"outputs": [{"id": "out", "property": "children"}]},
        {"outputs": {"id": "out", "property": "children", "value": 1}},
        {"outputs": {"id": "out", "property": "style"}},
        {"inputs": None},
        {"inputs": []},
        {"inputs": {}},
        {"inputs": ["x"]},
        {"inputs": [None]},
        {"inputs": [[{"id": "in", "property": "value", "value": "x"}]]},
        {"inputs": [{"id": "in", "property": "value"}]},
        {"inputs": [{"id": "in", "property": "pathname", "value": "/"}]},
        {"inputs": [{"id": {"type": "in"}, "property": "value", "value": "x"}]},
        {"inputs": [{"id": "in", "property": "value", "value": "x"}] * 2},
        {"inputs": [], "state": [{"id": "in", "property": "value", "value": "x"}]},
        {"state": [{"id": "in", "property": "value", "value": "x"}]},
        {"state": {}},
        *({"inputs": [{"id": "in", "property": "value", "value": value}]} for value in (
            None, 1, 1.5, True, [], {}, ["x"], {"x": 1}, "x" * 11, "\x00", "\n", "\ud800", "\u202e",
        )),
    ],
)  # fmt: skip
def test_any_other_shape_is_refused_before_dash_sees_it(
    small: tuple[Dash, Policy, list[Any]], changes: dict[str, Any]
) -> None:
    app, _, seen = small
    answer = Client(app.server).post("/" + CALLBACK, json=sent(**changes))
    assert (answer.status_code, answer.json) == (400, {"error": 400})
    assert seen == []


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"null", b"1", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"a":' * 9_000]
)
def test_what_is_no_json_object_is_refused(small: tuple[Dash, Policy, list[Any]], raw: bytes) -> None:
    answer = Client(small[0].server).post("/" + CALLBACK, data=raw, content_type="application/json")
    assert answer.status_code == 400


def test_refusals_have_their_own_codes(small: tuple[Dash, Policy, list[Any]]) -> None:
    client = Client(small[0].server)
    address = "/" + CALLBACK
    assert client.post(address, json=sent(output="other.children")).status_code == 404
    assert client.post(address, data=json.dumps(sent()), content_type="text/plain").status_code == 415
    assert client.post(address, data={"output": "out.children"}).status_code == 415
    assert client.post(address + "?cacheKey=1&oldJob=2", json=sent()).status_code == 400
    big = json.dumps(sent(more="x" * guard.LARGEST_BODY))
    assert client.post(address, data=big, content_type="application/json").status_code == 413
    assert client.put(address, json=sent()).status_code == 405
    assert client.get(address).status_code == 404
    assert client.options(address).status_code == 405


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "http://localhost:8051"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_foreign_origin_is_refused(browser: Browser, headers: dict[str, str]) -> None:
    browser.login("camat")
    assert browser.call("/", "/", headers=headers).status_code == 403
    assert browser.call("/staf/", "/staf/", headers=headers).status_code == 403
    assert browser.login("camat", headers=headers).status_code == 403
    assert browser.post("/staf/keluar", data={}, headers=headers).status_code == 403


def test_the_own_origin_passes(browser: Browser) -> None:
    headers = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert browser.call("/", "/", headers=headers).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.nip.io", ""])
def test_another_host_name_is_refused(made: Made, host: str) -> None:
    client = Client(made[0])
    for path in ("/", "/staf/", "/staf/masuk", "/healthz"):
        assert client.get(path, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/tidak-ada",
        "/_dash-layout",
        "/readyz",
        "/staf/masuk",
        "/staf/",
        "/staf/volume",
        "/staf/_dash-layout",
    ],
)
def test_security_headers_stand_on_every_answer(browser: Browser, path: str) -> None:
    browser.login("camat")
    answer = browser.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith(CSP)
    assert "unsafe-eval" not in policy
    assert policy.count("unsafe-inline") == 1
    for part in ("base-uri 'none'", "frame-ancestors 'none'", "object-src 'none'", "form-action 'self'"):
        assert part in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    if path.startswith("/staf/"):
        assert answer.headers["Cache-Control"] == "no-store"


def test_nothing_internal_is_kept_by_a_cache(browser: Browser) -> None:
    browser.login("camat")
    for answer in (
        browser.get("/staf/unduh/volume/per-layanan.csv"),
        browser.call("/staf/", "/staf/volume"),
        browser.get("/staf/tidak-ada"),
        browser.get("/staf/_dash-dependencies"),
    ):
        assert answer.headers["Cache-Control"] == "no-store"


def test_no_page_tells_versions(browser: Browser) -> None:
    browser.login("camat")
    for path in ("/", "/staf/"):
        page = browser.get(path).text
        config = page.split('id="_dash-config"')[1].split("</script>")[0]
        assert "version" not in config.replace("disable_version_check", "")
        assert '<html lang="id">' in page
        assert "Loading..." not in page


def test_the_page_loads_nothing_from_another_host(browser: Browser) -> None:
    browser.login("camat")
    for path in ("/", "/staf/"):
        head, scripts = browser.get(path).text.split('<div id="first-paint">')
        tail = scripts.split('<div id="app-root">')[1]
        assert 'src="//' not in head + tail
        assert 'src="http' not in head + tail
        assert 'href="http' not in head + tail


def test_an_app_with_an_undeclared_callback_does_not_start(small: tuple[Dash, Policy, list[Any]]) -> None:
    app, policy, _ = small
    guard.check(app, policy)

    @app.callback(Output("secret", "children"), Input("in", "value"))
    def forgotten(value: object) -> str:
        return "secret"

    with pytest.raises(UnguardedError, match=r"secret\.children"):
        guard.check(app, policy)


def test_an_app_with_an_undeclared_route_does_not_start(small: tuple[Dash, Policy, list[Any]]) -> None:
    app, policy, _ = small
    app.server.add_url_rule("/secret", "secret", lambda: Response("secret"))
    with pytest.raises(UnguardedError, match="secret"):
        guard.check(app, policy)
    assert Client(app.server).get("/secret").status_code == 404


def test_an_app_whose_callback_is_not_as_declared_does_not_start(
    small: tuple[Dash, Policy, list[Any]],
) -> None:
    app, policy, _ = small
    other = Callback("out", "children", (Argument("other", "value", 10),), roles=None)
    with pytest.raises(UnguardedError, match="lain bentuknya"):
        guard.check(
            app, Policy(policy.routes, {other.output: other}, policy.pages, internal=False, https=False)
        )


def test_what_goes_wrong_inside_is_not_shown(small: tuple[Dash, Policy, list[Any]], capfd: Any) -> None:
    app, policy, _ = small

    def broken() -> str:
        raise RuntimeError("nilai-rahasia")

    app.server.view_functions["/_dash-layout"] = broken
    answer = Client(app.server).get("/_dash-layout")
    assert (answer.status_code, answer.text) == (500, "500")
    out = "".join(capfd.readouterr())
    assert "RuntimeError" in out
    assert "nilai-rahasia" not in out


def test_the_public_callback_is_declared_for_everyone_and_its_arguments_are_bounded() -> None:
    assert CONTENT.roles is None
    assert all(0 < argument.longest <= 2000 for argument in ADDRESS)
    assert OPEN.methods == {"GET", "HEAD"}
    assert body("/")["output"] == CONTENT.output


def test_environment_switches_of_dash_change_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from tests.dashboard.site import browser, make

    for name in ("DASH_DEBUG", "DASH_MCP_ENABLED", "DASH_UI", "DASH_HOT_RELOAD", "DASH_SERVE_DEV_BUNDLES"):
        monkeypatch.setenv(name, "true")
    site, _ = make(tmp_path)
    client = browser(site)
    assert client.get("/_mcp").status_code == 404
    assert client.get("/_reload-hash").status_code == 404
    config = client.get("/").text
    assert '"ui":false' in config
    assert "hot_reload" not in config
