"""Metadata of what is published: complete, said once, and the same on the page as for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from werkzeug.test import Client

from dashboard.metadata import INDICATORS, VARIABLES, indicators, variables
from dashboard.public_reader import PublicReader
from dashboard.server import create_public_server
from etl.metrics import metrics
from tests.dashboard.site import environ

# Peraturan BPS 5/2020: the fields of the two forms that a producer of data fills in.
MS_IND = {
    "nama_indikator", "konsep", "definisi", "interpretasi", "metode_rumus", "ukuran", "satuan",
    "klasifikasi_penyajian", "indikator_komposit", "kegiatan_penghasil_variabel", "variabel_pembangun",
    "level_estimasi", "dapat_diakses_umum",
}  # fmt: skip
MS_VAR = {
    "nama_variabel", "alias", "konsep", "definisi", "referensi_pemilihan", "referensi_waktu", "tipe_data",
    "klasifikasi_isian", "aturan_validasi", "kalimat_pertanyaan", "dapat_diakses_umum",
}  # fmt: skip


@pytest.fixture(scope="module")
def client(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    site = create_public_server(environ(tmp_path_factory.mktemp("defined"), WAREHOUSE_URL=address))
    yield Client(site)
    site.close()


def test_every_published_metric_fills_every_field_and_no_other_is_explained(public: PublicReader) -> None:
    rows = {row["kode"]: row for row in indicators(public)}
    assert set(rows) == {metric for metric, _ in public.tables()} == set(INDICATORS)
    for row in rows.values():
        assert set(row) >= MS_IND
        assert all(value.strip() for value in row.values()), row


def test_every_variable_is_used_and_fills_every_field(public: PublicReader) -> None:
    rows = variables(public)
    assert {row["nama_variabel"] for row in rows} == {each.name for each in VARIABLES.values()}
    for row in rows:
        assert set(row) == MS_VAR
        assert all(value.strip() and "{" not in value for value in row.values()), row


def test_a_variable_is_a_column_of_the_facts_that_its_metric_counts() -> None:
    for name, told in INDICATORS.items():
        columns = {column.name for leg in metrics()[name].legs for column in leg.fact.c}
        named = {VARIABLES[key].alias for key in told.variables} - {"unsur"}
        assert named <= columns, name


def test_what_is_decided_elsewhere_is_read_there(public: PublicReader) -> None:
    followed = {"ikm": " PermenPANRB 14/2017; 9 unsur, bobot tiap unsur 1/9."}
    for row in indicators(public):
        metric = metrics()[row["kode"]]
        assert (row["nama_indikator"], row["definisi"], row["dasar"]) == (
            metric.label,
            metric.definition + followed.get(row["kode"], ""),
            metric.source,
        )
    by_area = {metric for metric, by in public.tables() if "area" in by}
    assert {row["kode"] for row in indicators(public) if "kelurahan" in row["level_estimasi"]} == by_area


def test_codes_are_those_of_the_office(public: PublicReader) -> None:
    said = {row["alias"]: row["klasifikasi_isian"] for row in variables(public)}
    for kind in ("office", "area", "service", "channel"):
        assert all(f"{code} {name}" in said[kind] for code, name in public.choices(kind))


@pytest.mark.parametrize("name", ["ms-ind", "ms-var"])
def test_csv_and_json_tell_the_same(client: Client, public: PublicReader, name: str) -> None:
    told = client.get(f"/api/v1/{name}", base_url="http://localhost").get_json()
    table = csv.DictReader(io.StringIO(client.get(f"/data/{name}.csv", base_url="http://localhost").text))
    assert list(table) == told["rows"]
    assert told["data_version"] == public.data.version


def test_the_page_says_what_the_forms_say(client: Client, public: PublicReader) -> None:
    page = client.get("/definisi/", base_url="http://localhost")
    assert page.status_code == 200
    for row in indicators(public):
        assert row["interpretasi"] in page.text
        assert row["nama_indikator"] in page.text
    for row in variables(public):
        assert row["nama_variabel"] in page.text
