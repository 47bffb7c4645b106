"""What a stranger, or the wrong member of staff, can get from either app: nothing that is not declared."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from python_calamine import CalamineWorkbook

from dashboard import office_pages, pages, public, staff
from dashboard.content import find_pages
from dashboard.office.store import open_office
from dashboard.rights import who
from dashboard.roles import Role
from dashboard.settings import load_settings
from dashboard.static import Files
from dashboard.store import Store
from tests.dashboard.site import CALLBACK, KEY, LURAH_OFFICE, Browser, body, environ
from tests.dashboard.warehouse import ELSEWHERE, HERE, VISITS
from tests.security.prober.markup import walk

STAFF_PAGES = find_pages(pages)
OFFICE_PAGES = find_pages(office_pages)
OPEN_TO_ALL = {"healthz", "readyz", "masuk", "masuk/kode", "tautan", "_dash_assets.static"}
CANARIES = (*(f"/staf/{page.slug}" for page in STAFF_PAGES), "per-layanan", "Keluar")
FILLED = {
    "path": "volume",
    "package_name": "dash",
    "fingerprinted_path": "x.js",
    "filename": "x.css",
    "number": 1,
}
ENDINGS = ("csv", "xlsx")

TRICKS = (
    "/staf/{}", "//staf/{}", "/STAF/{}", "/staf//{}", "/staf/{}/", "/staf/./{}", "/x/../staf/{}", "staf/{}",
    "/{}", "//{}", "/{}?x", "/staf%2f{}", "/staf/{}%00", "\\staf\\{}", "/staf/{};x", "http://localhost/staf/{}",
)  # fmt: skip
SEARCHES = ("", "?kantor=x", "?" + "a=1&" * 99)
JUNK: tuple[Any, ...] = (
    None, True, 0, -1, 1e308, "", "x", "/", "/staf/volume", "\ud800", "\x00", "a" * 3000, [], {}, [[]],
    {"id": "url"}, "content.children", "..content.children...x.y..", "content.children@abc", {"$type": "x"},
)  # fmt: skip
KINDS = (
    *["application/json"] * 8,
    "text/plain",
    "application/json; charset=utf-16",
    "",
    "multipart/form-data",
)
WORDS = ("periode", "dari", "sampai", "kantor", "kelurahan", "layanan", "kanal", "bulan", "x")
VALUES = (
    "", "x", "9" * 400, "-1", "2026-02-30", "0001-01-01", "9999-12-31", "%00", "%ff", "' OR 1=1 --",
    "<script>alert(1)</script>", "semua",
)  # fmt: skip


@pytest.fixture(scope="module")
def apps(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    settings = load_settings(environ(tmp_path_factory.mktemp("apps")))
    office = open_office(settings.office_url)
    store, shown = (Store(settings.warehouse, audience) for audience in ("staff", "public"))
    return {
        "/": public.create_public(settings, shown, Files()),
        "/staf/": staff.create_staff(settings, (store, shown), office, secret=KEY.encode(), files=Files()),
    }


def addresses(app: Any) -> Iterator[tuple[str, str, str]]:
    """Endpoint, method and an address of each rule, and of each kind of file."""
    for rule in app.server.url_map.iter_rules():
        values = {name: 1 if name == "number" else FILLED.get(name, "volume") for name in rule.arguments}
        for ending in sorted(rule._converters["ending"].items) if "ending" in values else ("",):
            filled = {**values, "ending": ending} if ending else values
            path = app.server.url_map.bind("localhost").build(rule.endpoint, filled, method=None)
            for method in rule.methods | {"POST", "PUT", "DELETE", "PATCH", "TRACE"}:
                yield rule.endpoint, method, path.removeprefix("/")


def test_the_routes_of_both_apps_are_these_and_no_others(apps: dict[str, Any]) -> None:
    dash = {
        "/", "/<path:path>", "/_dash-layout", "/_dash-dependencies", "/_dash-update-component",
        "/_reload-hash", "/_favicon.ico",
        "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
        "/assets/<path:filename>",
    }  # fmt: skip
    ours = {"/healthz", "/readyz", "/unduh/<slug>/<section>.<any(csv, xlsx):ending>"}
    found = {prefix: {rule.rule for rule in app.server.url_map.iter_rules()} for prefix, app in apps.items()}
    data = {
        "/data", "/data/datapackage.json", "/data/<name>.csv",
        "/api/v1/", "/api/v1/now", "/api/v1/<name>",
        "/data/ms-ind.csv", "/data/ms-var.csv", "/api/v1/ms-ind", "/api/v1/ms-var",
    }  # fmt: skip
    assert found["/"] == dash | ours | data
    actions = {f"/{page.slug}/{action.name}" for page in OFFICE_PAGES for action in page.actions}
    reports = {
        "/unduh/laporan/<name>.<any(pdf, docx, xlsx):ending>",
        "/unduh/paket-bukti.zip",
        "/unduh/beku/<int:number>.<any(json, pdf, docx, xlsx):ending>",
    }
    kept = {f"/{name}/berkas/<int(max=2147483647):number>" for name in ("pekppp", "tindak-lanjut")}
    assert (
        found["/staf/"]
        == dash | ours | reports | kept | {"/masuk", "/masuk/kode", "/keluar", "/tautan/<token>"} | actions
    )


def test_a_stranger_gets_nothing_from_any_staff_route(browser: Browser, apps: dict[str, Any]) -> None:
    asked = 0
    for endpoint, method, path in addresses(apps["/staf/"]):
        answer = browser.client.open("/staf/" + path, method=method, base_url="http://localhost", json={})
        asked += 1
        if endpoint in OPEN_TO_ALL and method in ("GET", "HEAD", "POST"):
            assert answer.status_code in (200, 400, 404, 405)
        else:
            assert answer.status_code in (303, 401, 404, 405), (endpoint, method)
        assert not any(canary in answer.text for canary in CANARIES), (endpoint, method)
    assert asked > 80


def test_a_stranger_gets_nothing_from_any_staff_callback(browser: Browser, apps: dict[str, Any]) -> None:
    for output, declared in apps["/staf/"].callback_map.items():
        for pathname in ("/staf/", "/staf/volume", "/", "", "/staf/masuk"):
            sent = {**body(pathname), "output": output}
            sent["inputs"] = [{**item, "value": pathname} for item in declared["inputs"]]
            assert browser.post("/staf/" + CALLBACK, json=sent).status_code == 401
            answer = browser.post("/" + CALLBACK, json=sent)
            assert answer.status_code in (200, 400)
            assert not any(canary in answer.text for canary in CANARIES)


def test_the_public_app_knows_no_staff_page(browser: Browser) -> None:
    for path in ("/", "/_dash-layout", "/_dash-dependencies"):
        text = browser.get(path).text
        assert not any(f"/staf/{page.slug}" in text for page in STAFF_PAGES)
    for page in STAFF_PAGES:
        assert browser.get(f"/{page.slug}").status_code == 404
        for section in page.sections:
            for ending in ENDINGS:
                assert browser.get(f"/unduh/{page.slug}/{section}.{ending}").status_code == 404


def forged_paths() -> list[str]:
    return [trick.format(page.slug) for trick in TRICKS for page in STAFF_PAGES]


def test_a_forged_path_opens_no_page_of_the_staff(browser: Browser) -> None:
    for path in forged_paths():
        assert browser.call("/staf/", path).status_code == 401
        answer = browser.call("/", path)
        assert answer.status_code == 200
        assert "Alamat ini tidak ada" in answer.text
        relabelled = body("/")
        relabelled["inputs"][0] = {"id": "url", "property": "pathname", "value": "/"}
        relabelled["inputs"][1] = {"id": "url", "property": "pathname", "value": path}
        assert browser.post("/" + CALLBACK, json=relabelled).status_code == 400
        moved = {**body("/"), "state": [{"id": "url", "property": "pathname", "value": path}]}
        assert browser.post("/" + CALLBACK, json=moved).status_code == 400


def test_a_forged_path_opens_no_page_that_the_role_does_not_have(browser: Browser) -> None:
    browser.login("admin")
    for path in forged_paths():
        answer = browser.call("/staf/", path)
        assert answer.status_code == 200
        assert "tidak berhak" in answer.text or "Alamat ini tidak ada" in answer.text


@pytest.mark.parametrize("role", Role)
def test_each_role_does_exactly_what_is_its_own_on_office_pages(browser: Browser, role: Role) -> None:
    browser.login(role.value.replace("_", "-"))
    for page in OFFICE_PAGES:
        allowed = role in who(page.right)
        assert browser.get(f"/staf/{page.slug}").status_code == (200 if allowed else 403)
        assert browser.get(f"/staf/unduh/{page.slug}/x.csv").status_code == 404
        for action in page.actions:
            # Without the token of its form nobody gets further than this.
            expected = 400 if role in who(*page.needs(action)) else 403
            assert browser.post(f"/staf/{page.slug}/{action.name}", data={"x": "y"}).status_code == expected


def test_a_lurah_gets_no_figure_of_another_office(browser: Browser) -> None:
    browser.login("lurah")
    address = "/staf/unduh/waktu-tunggu/sebaran.csv?periode=semua&kantor="
    own = counted(browser.get(address + HERE).text)
    assert own == VISITS[HERE]
    for forged in (ELSEWHERE, "63.71.04", "", "*", "63.71.04.1001,63.71.04.1002", "63.71.04.1001' OR 1=1 --"):
        assert counted(browser.get(address + quote(forged)).text) == own
        shown = answers(browser.call("/staf/", "/staf/waktu-tunggu", f"?periode=semua&kantor={forged}"))
        assert f"n = {VISITS[HERE]} " in shown
        assert not any(f"n = {n} " in shown for n in (VISITS[ELSEWHERE], sum(VISITS.values())))
    twice = f"?periode=semua&kantor={LURAH_OFFICE}&kantor={ELSEWHERE}"
    assert counted(browser.get("/staf/unduh/waktu-tunggu/sebaran.csv" + twice).text) == own
    page = browser.get("/staf/waktu-tunggu").text
    assert "Kelurahan Alalak Tengah" not in page


def test_a_lurah_gets_no_workbook_of_another_office(browser: Browser) -> None:
    browser.login("lurah")
    address = "/staf/unduh/waktu-tunggu/sebaran.xlsx?periode=semua&kantor="
    for asked in (HERE, ELSEWHERE, "63.71.04", "", "*"):
        assert counted_in_a_workbook(browser.get(address + quote(asked)).data) == VISITS[HERE]
    browser.login("camat")
    assert counted_in_a_workbook(browser.get(address + ELSEWHERE).data) == VISITS[ELSEWHERE]


def test_a_camat_gets_the_figures_of_each_office(browser: Browser) -> None:
    """So that the test above can see a difference."""
    browser.login("camat")
    for office, visits in (*VISITS.items(), ("", sum(VISITS.values()))):
        text = browser.get(f"/staf/unduh/waktu-tunggu/sebaran.csv?periode=semua&kantor={office}").text
        assert counted(text) == visits


def counted(csv: str) -> int:
    line = next(line for line in csv.splitlines() if line.startswith("n;"))
    return int(line.split(";")[1].split()[0].replace(".", ""))


def counted_in_a_workbook(made: bytes) -> int:
    lines = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_name("Keterangan").to_python()
    return int(dict(lines)["n"].split()[0].replace(".", ""))


def answers(response: Any) -> str:
    """The text of every sentence and note on the page."""
    found: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            children = node.get("props", {}).get("children") if "props" in node else None
            if isinstance(children, str) and not node["props"].get("value"):
                found.append(children)
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(response.json)
    return " | ".join(found)


def mutated(seed: int) -> tuple[bytes, str]:
    """A body near the real one: parts replaced, dropped, nested, renamed, or bytes broken."""
    chance = random.Random(seed)
    sent: Any = body(chance.choice(["/", "/staf/", "/staf/volume"]), chance.choice(SEARCHES))
    for _ in range(chance.randint(1, 4)):
        target = chance.choice([sent, sent.get("outputs"), *(sent.get("inputs") or [])])
        if isinstance(target, dict) and target:
            key = chance.choice(list(target))
            match chance.randint(0, 3):
                case 0:
                    target[key] = chance.choice(JUNK)
                case 1:
                    del target[key]
                case 2:
                    target[chance.choice(["id", "property", "value", "output", "state", "inputs", "x"])] = (
                        target[key]
                    )
                case _:
                    target[key] = [target[key]]
        if not isinstance(sent.get("inputs"), list):
            sent["inputs"] = chance.choice([[], None, [chance.choice(JUNK)]])
    raw = bytearray(json.dumps(sent).encode())
    if chance.random() < 0.3:
        for _ in range(chance.randint(1, 8)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
    return bytes(raw), chance.choice(KINDS)


def test_two_thousand_mutated_bodies_never_break_anything(browser: Browser) -> None:
    browser.login("camat")
    statuses: dict[int, int] = {}
    for seed in range(1000):
        raw, kind = mutated(seed)
        for prefix in ("/", "/staf/"):
            answer = browser.post(prefix + CALLBACK, data=raw, content_type=kind)
            statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
            assert answer.status_code < 500, (seed, prefix)
            if answer.status_code >= 400:
                assert answer.json == {"error": answer.status_code}
    assert sum(statuses.values()) == 2000
    assert set(statuses) == {200, 400, 404, 415}


def test_no_chart_offers_to_send_itself_to_another_host(browser: Browser) -> None:
    """Plotly's own default is a button that does."""
    browser.login("camat")
    charts = 0
    for app, path in (("/", "/"), *(("/staf/", f"/staf/{page.slug}") for page in STAFF_PAGES)):
        for node in walk(browser.call(app, path).json):
            if node.get("type") == "Graph":
                charts += 1
                assert node["props"]["config"]["showSendToCloud"] is False, path
                assert "plotlyServerURL" not in node["props"]["config"]
    assert charts > 10


def test_strange_addresses_never_break_a_page(browser: Browser) -> None:
    browser.login("camat")
    alone = [f"{word}=x" for word in WORDS]
    together = ["&".join(f"{word}={value}" for word in WORDS) for value in VALUES]
    for page in ("/", *(f"/staf/{page.slug}" for page in STAFF_PAGES)):
        for asked in (*alone, *together):
            answer = browser.get(f"{page}?{asked}")
            assert answer.status_code == 200, (page, asked)
            assert "<script>alert" not in answer.text
