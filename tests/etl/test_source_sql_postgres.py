"""The sql reader over PostgreSQL: types as texts, a transaction that cannot write, questions that end."""

import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from etl.check import CheckReport, check
from etl.cursor import Mark
from etl.database.connect import reading_only
from etl.database.texts import told
from etl.deadline import Deadline
from etl.errors import SourceRefused
from etl.reader import Answer, Ask
from etl.settings import Settings
from etl.sources.sql import fetch_sql
from tests.etl.elok import BLOCK, RISING
from tests.etl.written import settings_text
from tests.postgres import name_of, server

NOW = datetime(2026, 3, 1, tzinfo=UTC)
TABLE = """
CREATE SCHEMA elok;
CREATE TABLE elok.permohonan (
    id bigint PRIMARY KEY, kelurahan text, layanan varchar(40), nik char(16), diajukan timestamptz,
    selesai timestamp, status text, diubah timestamptz, biaya numeric(12, 2), kilat boolean, lama interval,
    kode uuid, rinci jsonb, berkas bytea
);
CREATE SEQUENCE elok.nomor;
INSERT INTO elok.permohonan
SELECT
    n, 'Alalak Utara', 'ktp-el', '6371041212900001', a, NULL, 'PROSES', a, 10.50, true,
    interval '1 hour 5 seconds', '00000000-0000-0000-0000-000000000001', '{"a": 1}', '\\x00ff'
FROM generate_series(1, 20) n,
    LATERAL (SELECT timestamptz '2026-02-02 00:00:00.25+00' + n * interval '1 minute' AS a) x
"""
WHOLE = 'table = "elok.permohonan"'


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    found = server().database()
    server().run(TABLE, name_of(found))
    yield found
    server().drop(found)


@pytest.fixture
def settings(tmp_path: Path, url: str) -> Callable[[str], Settings]:
    def of(asked: str, to: str = url) -> Settings:
        text = BLOCK.format(asked=asked).replace('"%Y-%m-%d %H:%M:%S"', '"%Y-%m-%d %H:%M:%S%z"', 1)
        return settings_text(tmp_path, text, ELOK_DB_URL=to)

    return of


@pytest.fixture
def ask(settings: Callable[..., Settings]) -> Callable[..., CheckReport]:
    return lambda *asked: check(settings(*asked), None, "elok-db", now=NOW, show=True)


def refusal(ask: Callable[..., CheckReport], *asked: str) -> str:
    with pytest.raises(SourceRefused) as caught:
        ask(*asked)
    return str(caught.value)


def fetched(settings: Settings, url: str, mark: Mark | None = None) -> tuple[list[Any], Answer]:
    block = settings.sources["elok-db"]
    rows: list[Any] = []
    return rows, fetch_sql(Ask(block, mark, url, NOW, Deadline(block.limits)), rows.append)


def test_a_table_of_a_schema_is_read(ask):
    found = ask(WHOLE)
    assert (found.read, found.good, found.rejected) == (20, 20, 0)
    assert found.samples[0]["submitted_at"] == "2026-02-02 08:01:00"


def test_types_are_texts_that_formats_read(settings, url):
    names = ("diajukan", "biaya", "kilat", "lama", "kode", "rinci", "berkas", "selesai", "diubah")
    block = settings('query = "SELECT * FROM elok.permohonan ORDER BY id"').sources["elok-db"]
    with reading_only(url, Deadline(block.limits)) as connection:
        row = connection.exec_driver_sql("SELECT * FROM elok.permohonan ORDER BY id LIMIT 1").mappings().one()
    texts = [told(row[name], exact=name == "diubah") for name in names]
    assert texts[1:8] == ["10.50", "true", "3605", "00000000-0000-0000-0000-000000000001", [], [], None]
    assert datetime.fromisoformat(texts[0]) == datetime(2026, 2, 2, 0, 1, tzinfo=UTC), "cut to the second"
    assert datetime.fromisoformat(texts[8]) == datetime(2026, 2, 2, 0, 1, 0, 250_000, tzinfo=UTC), "kept"


def test_only_what_is_new_is_asked_for(settings, url):
    rising = settings(RISING.replace("FROM permohonan", "FROM elok.permohonan"))
    rows, answer = fetched(rising, url)
    assert len(rows) == 20
    assert "nik" not in rows[0]
    again, _ = fetched(rising, url, answer.mark)
    assert [row["id"] for row in again] == [str(n) for n in range(10, 21)], "ten minutes before the last"


def test_a_cursor_needs_no_type(settings, url):
    by_number = settings(WHOLE + '\ncursor = "id"\nsince = 0\noverlap = 3')
    _, answer = fetched(by_number, url)
    assert answer.mark == 20
    assert len(fetched(by_number, url, answer.mark)[0]) == 4
    by_time = settings(WHOLE + '\ncursor = "diubah"\nsince = "2026-02-02"\noverlap = "0s"')
    _, answer = fetched(by_time, url)
    assert len(fetched(by_time, url, answer.mark)[0]) == 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            'query = "WITH x AS (DELETE FROM elok.permohonan RETURNING *) SELECT * FROM x"',
            "tulis SELECT saja",
        ),
        ("query = \"SELECT nextval('elok.nomor')\"", "hendak menulis"),
        ('query = "SELECT kelurahann FROM elok.permohonan"', 'column "kelurahann" does not exist'),
        ('query = "SELECT * FROM permohonan"', 'relation "permohonan" does not exist'),
        ('query = "SELECT FROM FROM"', "syntax error at or near"),
        ('query = "SELECT nik::int FROM elok.permohonan"', "periksa CAST"),
        ('table = "elok.lain"', "tabel itu tidak ada"),
        (WHOLE + '\ncursor = "dibuat"\nsince = 1', 'tidak ada kolom cursor "dibuat"'),
        ('query = "SELECT p.*, pg_sleep(9) FROM elok.permohonan p"\nlimits = { time = "1s" }', "dalam 1s"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence_without_data(ask, asked, said):
    found = refusal(ask, asked)
    assert said in found
    assert "6371041212900001" not in found


def test_nothing_was_written(url, ask):
    assert ask(WHOLE).read == 20


def test_an_account_that_may_not_read_is_a_sentence(ask, url):
    server().run("CREATE ROLE pembaca_uji LOGIN; GRANT USAGE ON SCHEMA elok TO pembaca_uji", name_of(url))
    try:
        reader = url.replace("postgres@", "pembaca_uji@")
        said = refusal(ask, 'query = "SELECT * FROM elok.permohonan"', reader)
        assert "minta hak SELECT" in said
    finally:
        server().run("DROP OWNED BY pembaca_uji; DROP ROLE pembaca_uji", name_of(url))


def test_a_database_or_an_account_that_is_not_there_is_a_sentence(ask, url):
    assert "tidak dapat dihubungi" in refusal(ask, WHOLE, url.replace(name_of(url), "tidak_ada"))
    assert "tidak dapat dihubungi" in refusal(ask, WHOLE, url.replace("postgres@", "siapa:rahasia@"))


def test_rows_are_streamed(settings, url):
    asked = (
        "SELECT n AS id, 'Alalak Utara' AS kelurahan, 'ktp-el' AS layanan, now() AS diajukan, "
        "NULL AS selesai, 'PROSES' AS status, now() AS diubah FROM generate_series(1, 100000) n"
    )
    block = settings(f'query = "{asked}"').sources["elok-db"]
    count = [0]

    def take(row: Any) -> None:
        count[0] += 1

    tracemalloc.start()
    try:
        fetch_sql(Ask(block, None, url, NOW, Deadline(block.limits)), take)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == [100_000]
    assert peak < 4 << 20
