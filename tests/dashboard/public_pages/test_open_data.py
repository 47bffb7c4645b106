"""Open data: the same figures as the public pages, whole, for programs, and nothing beside them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from dashboard import opendata
from dashboard.public_reader import PublicReader
from dashboard.row_json import written
from dashboard.server import create_public_server
from tests.conftest import Loaded
from tests.dashboard.site import environ


@pytest.fixture(scope="module")
def client(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    site = create_public_server(environ(tmp_path_factory.mktemp("open"), WAREHOUSE_URL=address))
    yield Client(site)
    site.close()


def get(client: Client, path: str, **more: Any) -> TestResponse:
    return client.get(path, base_url="http://localhost", **more)


def names(client: Client) -> list[str]:
    return [table["name"] for table in get(client, "/api/v1/").get_json()["tables"]]


def test_every_published_table_is_in_the_catalogue(client: Client, public: PublicReader) -> None:
    assert names(client) == sorted("-".join((metric, *by)) for metric, by in public.tables())
    assert {"volume", "volume-area", "on_time-service", "waiting-weekday-hour", "ikm"} <= set(names(client))


def test_json_tells_what_the_pages_read(client: Client, public: PublicReader) -> None:
    asked = 0
    for name, dataset in opendata.datasets(public).items():
        rows = get(client, f"/api/v1/{name}").get_json()["rows"]
        for kind, start, end in public.periods(dataset.metric, dataset.by):
            said = [
                row
                for row in rows
                if (row["kind"], row["start"], row["end"]) == (kind, *map(str, (start, end)))
            ]
            for row, shown in zip(said, public.values(dataset.metric, dataset.by, start, end), strict=True):
                assert {key: row[key] for key in written(shown)} == written(shown)
                asked += 1
    assert asked > 50


def test_csv_tells_what_json_does(client: Client) -> None:
    for name in names(client):
        table = list(csv.DictReader(io.StringIO(get(client, f"/data/{name}.csv").text)))
        rows = get(client, f"/api/v1/{name}").get_json()["rows"]
        assert len(table) == len(rows) > 0
        for cells, row in zip(table, rows, strict=True):
            nrr = {f"nrr_{unsur}": value for unsur, value in row.pop("nrr", {}).items()}
            told = {key: value for key, value in cells.items() if value}
            assert told == {key: cell(value) for key, value in {**row, **nrr}.items() if value is not None}


def cell(value: object) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def test_what_is_hidden_says_nothing(client: Client) -> None:
    rows = [row for name in names(client) for row in get(client, f"/api/v1/{name}").get_json()["rows"]]
    hidden = [row for row in rows if row["hidden"]]
    assert hidden
    for row in hidden:
        told = set(row) - {"kind", "start", "end", "hidden", "completeness", "withheld"}
        assert all(key in KEYS for key in told if row[key] is not None), row


KEYS = {key + part for key in ("area", "channel", "service", "office") for part in ("", "_name")}


def test_the_package_explains_every_column_of_every_file(client: Client) -> None:
    package = get(client, "/data/datapackage.json").get_json()
    assert [resource["path"] for resource in package["resources"]] == [f"{n}.csv" for n in names(client)]
    for resource in package["resources"]:
        header = next(csv.reader(io.StringIO(get(client, f"/data/{resource['path']}").text)))
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == header
        assert all(len(field["description"]) > 3 for field in fields)


def test_a_name_is_told_beside_its_code(client: Client) -> None:
    rows = get(client, "/api/v1/volume-area").get_json()["rows"]
    named = {row["area"]: row["area_name"] for row in rows}
    assert named["63.71.04.1002"] == "Alalak Utara"


def test_a_sample_says_so_everywhere(loaded: Loaded, tmp_path: Path) -> None:
    site = create_public_server(environ(tmp_path, WAREHOUSE_URL=str(loaded.office.warehouse)))
    client = Client(site)
    for path in ("/api/v1/", "/api/v1/volume", "/api/v1/now"):
        assert get(client, path).get_json()["note"] == "Data contoh · bukan data kantor"
    assert get(client, "/data/datapackage.json").get_json()["description"]
    site.close()


def test_who_has_the_version_gets_it_once(client: Client) -> None:
    first = get(client, "/data/volume.csv")
    assert first.status_code == 200
    assert first.mimetype == "text/csv"
    again = get(client, "/data/volume.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert not again.data


@pytest.mark.parametrize(
    "path", ["/api/v1/none", "/api/v1/now-x", "/api/v2/", "/api/v1/volume?by=area", "/api/"]
)
def test_a_program_is_refused_in_json(client: Client, path: str) -> None:
    answer = get(client, path)
    assert answer.status_code in (400, 404)
    assert json.loads(answer.text) == {"error": answer.status_code}


@pytest.mark.parametrize(
    "path", ["/data/none.csv", "/data/volume.xlsx", "/data/../volume.csv", "/data/volume.csv?x"]
)
def test_another_file_does_not_exist(client: Client, path: str) -> None:
    assert get(client, path).status_code in (400, 404)


def test_the_page_names_every_table(client: Client) -> None:
    assert get(client, "/data").headers["Location"].endswith("/data/")
    page = get(client, "/data/").text
    for name in names(client):
        assert f'href="/data/{name}.csv"' in page
        assert f'href="/api/v1/{name}"' in page


def test_nothing_is_told_before_something_is_published(tmp_path: Path) -> None:
    site = create_public_server(environ(tmp_path))
    for path in ("/api/v1/", "/api/v1/now", "/data/volume.csv", "/data/datapackage.json"):
        assert get(Client(site), path).status_code == 404
    assert get(Client(site), "/data/").status_code == 200
    site.close()
