"""Our access prober on both apps: nobody gets what is not theirs. And it finds holes made for it."""

from __future__ import annotations

import ast
import base64
import json
import shutil
import struct
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from dash import html
from flask import Response, request

from dashboard import content, server, staff
from dashboard.office.store import open_office
from dashboard.rights import EVERYTHING
from dashboard.roles import Role
from tests.browser.site import PASSWORD, serving
from tests.dashboard import site as building
from tests.postgres import server as postgres
from tests.security import holes, house
from tests.security.prober.canary import Canaries
from tests.security.prober.door import Answer, Ask, over_http, over_wsgi
from tests.security.prober.probe import Plan, Report, Target, plan, probe, probe_as, probe_by_chance
from tests.security.prober.visitor import STRANGER, Visitor
from tests.sharing import built_once

PROBER = Path(__file__).parent / "prober"

JSON = (("Content-Type", "application/json"),)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With something published, and one account per role."""
    known, _ = built_once(tmp_path_factory, "kanari-penyelidik", house.publish)
    own = tmp_path_factory.mktemp("kanari") / "kantor"
    shutil.copytree(known, own)
    office = building.office_of(building.environ(own))
    building.people(office)
    house.keep(office, own)
    return own


@pytest.fixture(scope="module")
def planned(folder: Path) -> Plan:
    """What there is, as a stranger and the camat find it: the same addresses, however it is served."""
    site = server.create_server(building.environ(folder))
    visitors = house.everyone(site, Role.CAMAT)
    found = plan(Target(house.DOORS, visitors, house.HIDDEN), visitors)
    site.close()
    return found


def sound(report: Report) -> None:
    assert report.of("leak") == []
    assert report.of("fault") == []
    for role, counted in report.statuses.items():
        # Of the staff app a stranger is shown the login and nothing else, which a small sample may miss.
        let_in = counted[200] or (role == STRANGER and counted[401] + counted[303])
        assert let_in, f"{role} was let in nowhere: nothing was probed"


def test_the_prober_reads_no_application_code() -> None:
    for path in PROBER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                ours = name.startswith("tests.") and not name.startswith("tests.security.prober")
                assert not ours, (path.name, name)
                assert name.partition(".")[0] not in ("dashboard", "etl", "data", "dash", "flask"), path.name


def test_under_one_server_nothing_leaks(folder: Path, planned: Plan) -> None:
    site = server.create_server(building.environ(folder))
    visitors = house.everyone(site)
    report = probe_as(planned, visitors, tricks=2)
    by_chance = probe_by_chance(planned, visitors, 120)
    site.close()
    sound(report)
    assert by_chance.findings == []
    assert report.found.apps == set(house.DOORS)
    assert len(report.found.callbacks) == 2
    assert len(report.found.pages()) > 10
    assert len(report.found.files()) > 60
    for page in ("pekppp", "tindak-lanjut"):
        assert [each for each in report.found.files() if each.startswith(f"/staf/{page}/berkas/")]


def test_over_the_wire_nothing_leaks(folder: Path, planned: Plan, tmp_path: Path) -> None:
    """As everyone comes: through gunicorn, with request lines that no client would write."""
    with serving(building.environ(folder), tmp_path, "camat", "lurah") as running:
        at = urlsplit(running.base)
        assert at.port is not None
        door = over_http("127.0.0.1", at.port)
        visitors = [Visitor(role, door) for role in (STRANGER, "camat", "lurah")]
        for visitor in visitors[1:]:
            visitor.sign_in("/staf/", visitor.role, PASSWORD)
        report = probe_as(planned, visitors, tricks=2)
        by_chance = probe_by_chance(planned, visitors, 60)
    sound(report)
    assert by_chance.findings == []


def test_each_alone_leaks_nothing(folder: Path, planned: Plan) -> None:
    variables = building.environ(folder)
    public, own = server.create_public_server(variables), server.create_staff_server(variables)
    door = over_wsgi(public)
    sound(probe(Target(house.DOORS, [Visitor(STRANGER, door)], house.HIDDEN), tricks=8))
    report = probe_as(planned, house.everyone(own, Role.CAMAT, Role.LURAH), tricks=2)
    public.close(), own.close()
    sound(report)


def test_what_is_looked_for_can_be_seen(folder: Path) -> None:
    """Else a probe without findings would say nothing."""
    site = server.create_server(building.environ(folder))
    _, camat, lurah = house.everyone(site, Role.CAMAT, Role.LURAH)
    asked = Ask("GET", "/staf/unduh/volume/per-layanan.csv?periode=semua")
    book = Ask("GET", asked.target.replace(".csv", ".xlsx"))
    other = Canaries(numbers=frozenset({house.VISITS[house.OTHER]}))
    own = Canaries(numbers=frozenset({house.VISITS[house.OWN]}))
    page = f"/staf/waktu-tunggu?periode=semua&kantor={house.OTHER}"
    assert other.in_answer(camat.get(page), Ask("GET", page))
    assert own.in_answer(lurah.ask(asked), asked)
    assert own.in_answer(lurah.ask(book), book)
    for file in ("pekppp/berkas/1", "tindak-lanjut/berkas/2"):
        kept = Ask("GET", f"/staf/{file}")
        assert Canaries(frozenset({house.PROOF})).in_answer(camat.ask(kept), kept)
    site.close()


@pytest.fixture
def on_servers(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Warehouse and accounts in databases of PostgreSQL."""
    warehouse, office = postgres().database(), postgres().database()
    house.publish(tmp_path, warehouse)
    variables = building.environ(tmp_path, WAREHOUSE_URL=warehouse, OFFICE_URL=office)
    building.people(open_office(office))
    yield variables
    for url in (warehouse, office):
        postgres().drop(url)


def test_on_postgresql_nothing_leaks(on_servers: dict[str, str], planned: Plan) -> None:
    site = server.create_server(on_servers)
    report = probe_as(planned, house.everyone(site, Role.CAMAT, Role.LURAH), tricks=2)
    site.close()
    sound(report)


def test_a_small_app_without_a_hole_is_found_sound() -> None:
    door = over_wsgi(holes.small())
    report = probe(Target(("/",), holes.visitors(door), holes.HIDDEN), tricks=60)
    assert report.findings == []


@pytest.mark.parametrize("hole", holes.HOLES)
def test_a_hole_in_a_small_app_is_found(hole: str) -> None:
    door = over_wsgi(holes.small(hole))
    report = probe(Target(("/",), holes.visitors(door), holes.HIDDEN), tricks=60)
    assert any(STRANGER in finding and str(holes.FIGURE) in finding for finding in report.of("leak"))


def test_figures_in_our_layout_are_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create = server.create_public

    def leaking(*given: Any) -> Any:
        app = create(*given)
        app.layout = html.Div([app.layout, html.P(f"{house.TOTAL} kunjungan")])
        return app

    monkeypatch.setattr(server, "create_public", leaking)
    site = server.create_public_server(building.environ(folder))
    report = probe(Target(("/",), [Visitor(STRANGER, over_wsgi(site))], house.HIDDEN), tricks=5)
    site.close()
    assert any(f"tells {house.TOTAL}" in finding for finding in report.of("leak"))


def test_an_export_without_scope_is_found(
    folder: Path, planned: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unscoped(own: Any, slug: str, section: str, ending: str) -> Response:
        page = own._at(f"{staff.PREFIX}{slug}")
        reader = own._store.reader(EVERYTHING)
        filters, _ = page.parse(request.args.to_dict(), reader)
        return content.file(*page.told(section, reader, filters), ending)

    monkeypatch.setattr(staff._Staff, "file", unscoped)
    site = server.create_staff_server(building.environ(folder))
    addresses = replace(planned, found=replace(planned.found, callbacks={}))
    report = probe_as(addresses, house.everyone(site, Role.LURAH)[1:], tricks=25)
    site.close()
    assert any("lurah" in finding and "/unduh/" in finding for finding in report.of("leak"))


FORMS = ("3253", "3.253", "3,253", "3 253", "3\\u00a0253", "3253,0", "<td>3.253</td>", "n;3253;", "[3253]")


@pytest.mark.parametrize("written", FORMS)
def test_a_number_is_known_however_it_is_written(written: str) -> None:
    number = Canaries(numbers=frozenset({3253}))
    answer = Answer(200, (), json.loads(f'"{written}"').encode())
    assert number.in_answer(answer, Ask("GET", "/"))
    for other in ("13253", "32530", "3253,5", "3.253.000", "0.3253", "a3253", "3253%"):
        assert not number.in_answer(Answer(200, (), other.encode()), Ask("GET", "/")), other


@pytest.mark.parametrize(("dtype", "letter"), [("i2", "h"), ("u4", "I"), ("f8", "d"), ("f4", "f")])
def test_a_number_is_known_in_the_packed_array_of_a_chart(dtype: str, letter: str) -> None:
    packed = base64.b64encode(struct.pack(f"<3{letter}", 1, 3253, 2)).decode()
    figure = json.dumps({"data": [{"y": {"dtype": dtype, "bdata": packed}}]}).encode()
    number = Canaries(numbers=frozenset({3253}))
    assert number.in_answer(Answer(200, JSON, figure), Ask("GET", "/"))
    assert number.in_answer(Answer(200, (), b"<script>" + figure + b"</script>"), Ask("GET", "/"))
