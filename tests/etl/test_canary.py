"""The canary trial, small; and it finds what a hole would let out."""

import base64
import gzip
import hashlib
import io
import random
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from dashboard.roles import Role
from etl import rejects
from etl.pipeline import run
from etl.settings import load_settings
from etl.validate import validator
from etl.warehouse import duck
from etl.warehouse.engine import publishing
from tests.build import on, prepared
from tests.trial import canary
from tests.trial.citizens import Citizen, Search

WHO = Citizen(4711)


def test_none_of_the_citizens_is_found(tmp_path: Path) -> None:
    few = canary.Size(count=80, most=16, roles=(Role.CAMAT,), deaths=[("load", 4)], every=False)
    found = canary.trial(tmp_path, 1, few)
    assert found["hits"] == 0


def test_the_trial_finds_cells_that_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hole: a reject keeps the text instead of its shape."""
    monkeypatch.setitem(duck._WRITER, "force_compression", "uncompressed")
    for module in (validator, rejects):
        monkeypatch.setattr(module, "shape", lambda text: text)
    with canary.office(tmp_path, 120) as office:
        run(load_settings(office.environ))
        assert any(hit.startswith("warehouse/facts.duckdb") for hit in office.files())


def test_on_a_server_no_text_of_any_table_holds_them(tmp_path: Path) -> None:
    with on("postgresql"), prepared() as url, canary.office(tmp_path, 120) as office:
        run(load_settings({**office.environ, "WAREHOUSE_URL": url}))
        with publishing(url) as publisher, publisher.engine.connect() as connection:
            tables = connection.exec_driver_sql(
                "SELECT table_schema, table_name FROM information_schema.tables "
                "WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
            ).all()
            assert ("pantau", "visit") in [tuple(table) for table in tables]
            for schema, name in tables:
                rows = connection.exec_driver_sql(f'SELECT t::text FROM "{schema}"."{name}" t').scalars()
                assert list(office.search.hits("\n".join(rows).encode(), name)) == []


def _zipped(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        parts.writestr("xl/sharedStrings.xml", content)
    return file.getvalue()


def _parquet(text: str) -> bytes:
    file = io.BytesIO()
    parquet.write_table(pa.table({"id": [text]}), file, compression="zstd")
    return file.getvalue()


def test_the_search_looks_into_a_backup() -> None:
    assert list(Search([WHO]).hits(_parquet(WHO.nik), "visit.parquet"))
    assert not list(Search([WHO]).hits(_parquet("A-012"), "visit.parquet"))


@pytest.mark.parametrize("text", [WHO.nik, WHO.grouped, WHO.name.upper(), WHO.phone, WHO.mail, WHO.address])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_the_search_finds_each_mark_however_it_is_written(text: str, encoding: str) -> None:
    search = Search([WHO])
    content = b"\x01\xff" * 50 + f"x{text}x".encode(encoding) + b"\0\x07" * 50
    assert list(search.hits(content, "berkas"))
    assert list(search.hits(_zipped(content), "berkas"))


@pytest.mark.parametrize("before", range(3))
def test_the_search_finds_a_mark_in_disguise(before: int) -> None:
    search = Search([WHO])
    text = b"y" * before + WHO.everything.encode()
    for coded in (base64.b64encode(text), text.hex().encode()):
        assert list(search.hits(coded, "berkas"))
    assert list(search.hits(canary_hash(WHO.nik), "berkas"))


def canary_hash(nik: str) -> bytes:
    return b"v1:" + hashlib.sha256(f"nik|{nik}".encode()).hexdigest()[:32].encode()


def test_the_search_cries_no_wolf() -> None:
    """Other persons' numbers, times, random bytes: a leak is told by the planted marks alone."""
    search = Search([WHO])
    noise = random.Random(7).randbytes(2_000_000)
    texts = b"6371044108950001 2026-11-24T08:00:00 081234567890 637199 " + gzip.compress(noise[:1000])
    assert list(search.hits(noise + texts, "berkas")) == []
