"""The sql reader over an invented eLOK: what is asked, what comes of it, and what no message ever tells."""

import json
import socket
import tracemalloc
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from etl.check import check
from etl.database.texts import NOT_ONE, told
from etl.deadline import Deadline
from etl.delivery import Place, delivered
from etl.errors import ConfigProblem, SourceRefused
from etl.pipeline import run
from etl.reader import Ask
from etl.report import Report
from etl.settings import Settings, load_settings
from etl.sources import reader_of
from etl.status import refused_rows, status, with_cells
from etl.verify import verify
from etl.warehouse.engine import publishing
from tests.etl.elok import BLOCK, RISING, WHOLE, Elok, row
from tests.etl.written import settings_text

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def elok(tmp_path: Path) -> Elok:
    return Elok(tmp_path)


def settings_of(folder: Path, url: str, asked: str = RISING) -> Settings:
    return settings_text(folder, BLOCK.format(asked=asked), ELOK_DB_URL=url)


def counts(report: Report) -> list[tuple[int, ...]]:
    return [(f.read, f.new, f.corrected, f.unchanged, f.rejected) for f in report.files]


def facts(settings: Settings) -> list[tuple[Any, ...]]:
    statement = "SELECT id, status, version FROM request ORDER BY cast(id AS INTEGER)"
    with publishing(settings.warehouse) as publisher, publisher.engine.connect() as connection:
        return [tuple(found) for found in connection.exec_driver_sql(statement)]


# What is asked, and from where on.


SELECT = 'query = "SELECT id, kelurahan, layanan, diajukan, selesai, status, diubah FROM permohonan"'


@pytest.mark.parametrize("asked", [WHOLE, SELECT, RISING])
def test_a_table_or_a_select_is_a_delivery_like_a_file(tmp_path, elok, asked):
    elok.put([row(1), row(2, kelurahan="Entah"), row(3, status="SELESAI", selesai="2026-02-03 09:00:00")])
    settings = settings_of(tmp_path, elok.url, asked)
    report = run(settings, now=NOW)
    assert (report.refused, counts(report)) == ([], [(3, 2, 0, 0, 1)])
    assert report.files[0].name == "elok-db@2026-03-01T00:00:00Z"
    assert facts(settings) == [
        ("1", "open", "2026-02-02T00:01:00"),
        ("3", "completed", "2026-02-02T00:03:00"),
    ]
    assert verify(settings) == []
    again = run(settings, now=NOW)
    assert (again.files, again.skipped, again.version) == ([], 1, None)


def test_only_what_is_new_is_asked_for_and_what_changed_is_a_correction(tmp_path, elok):
    elok.put([row(n, diubah=f"2026-02-{n:02} 08:00:00") for n in range(1, 20)])
    settings = settings_of(tmp_path, elok.url)
    assert counts(run(settings, now=NOW)) == [(19, 19, 0, 0, 0)]
    elok.put([row(5, status="SELESAI", selesai="2026-02-20 09:00:00", diubah="2026-02-20 09:00:00"),
              row(30, diubah="2026-02-20 10:00:00")])  # fmt: skip
    report = run(settings, now=NOW)
    assert counts(report) == [(3, 1, 1, 1, 0)], "the last row again, for it stands within the overlap"
    assert facts(settings)[4] == ("5", "completed", "2026-02-20T01:00:00")
    assert status(settings).sources[0]["read"] == 19 + 3, "no answer takes the place of another"
    assert verify(settings) == []


def test_what_was_committed_late_is_within_the_overlap(tmp_path, elok):
    elok.put([row(1, diubah="2026-02-10 08:00:00")])
    settings = settings_of(tmp_path, elok.url)
    run(settings, now=NOW)
    elok.put([row(2, diubah="2026-02-10 07:55:00"), row(3, diubah="2026-02-10 07:40:00")])
    assert counts(run(settings, now=NOW)) == [(2, 1, 0, 1, 0)], "ten minutes, not twenty"


def test_a_row_of_the_future_hides_none_that_comes_before_it(tmp_path, elok):
    elok.put([row(1), row(2, diubah="2099-01-01 00:00:00")])
    settings = settings_of(tmp_path, elok.url)
    run(settings, now=NOW)
    elok.put([row(3, diubah="2026-02-03 08:00:00")])
    assert run(settings, now=NOW).files[0].new == 1


def test_other_definitions_ask_for_everything_again(tmp_path, elok):
    elok.put([row(1, status="PROSES"), row(2, status="MACET", diubah="2026-02-02 09:00:00")])
    settings = settings_of(tmp_path, elok.url)
    assert counts(run(settings, now=NOW)) == [(2, 1, 0, 0, 1)]
    config = tmp_path / "office.toml"
    config.write_text(config.read_text().replace('"PROSES" = "open"', '"PROSES" = "open", "MACET" = "open"'))
    settings = load_settings({"PANTAU_CONFIG": str(config), "ELOK_DB_URL": elok.url})
    assert counts(run(settings, now=NOW)) == [(2, 1, 0, 1, 0)]
    assert refused_rows(settings) == []
    assert verify(settings) == []


def test_where_to_ask_on_moves_only_with_the_rows(tmp_path, elok):
    elok.put([row(1)])
    settings = settings_of(tmp_path, elok.url)

    def stop(stage: str, detail: str) -> None:
        if stage == "rollup":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(settings, now=NOW, step=stop)
    assert counts(run(settings, now=NOW)) == [(1, 1, 0, 0, 0)]


def test_a_number_is_a_cursor_too(tmp_path, elok):
    asked = 'table = "permohonan"\ncursor = "id"\nsince = 0\noverlap = 2'
    elok.put([row(n) for n in range(1, 11)])
    settings = settings_of(tmp_path, elok.url, asked)
    assert counts(run(settings, now=NOW)) == [(10, 10, 0, 0, 0)]
    elok.put([row(11)])
    assert counts(run(settings, now=NOW)) == [(4, 1, 0, 3, 0)]


def test_an_empty_answer_publishes_nothing(tmp_path, elok):
    settings = settings_of(tmp_path, elok.url)
    first = run(settings, now=NOW)
    assert (first.files, first.refused) == ([], [])


# Values.


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("  x ", "  x "),
        (True, "true"),
        (7, "7"),
        (Decimal("10.50"), "10.50"),
        (Decimal("1E+3"), "1000"),
        (0.1, "0.1"),
        (1e20, "100000000000000000000"),
        (float("nan"), NOT_ONE),
        (Decimal("Infinity"), NOT_ONE),
        (Decimal("1E+9999"), NOT_ONE),
        (datetime(2026, 2, 2, 8, 0, 0, 123), "2026-02-02 08:00:00"),  # noqa: DTZ001
        (datetime(2026, 2, 2, 8, tzinfo=timezone(timedelta(hours=8))), "2026-02-02 08:00:00+08:00"),
        (date(2026, 2, 2), "2026-02-02"),
        (time(8, 5), "08:05:00"),
        (timedelta(days=1, seconds=30), "86430"),
        (b"\x00", NOT_ONE),
        ([1], NOT_ONE),
        ({"a": 1}, NOT_ONE),
    ],
)
def test_values_are_texts_that_formats_read(value, text):
    assert told(value) == text


def test_a_fraction_is_kept_where_it_says_which_is_newer():
    at = datetime(2026, 2, 2, 8, 0, 0, 123)  # noqa: DTZ001
    assert told(at, exact=True) == "2026-02-02 08:00:00.000123"


def test_a_row_that_cannot_be_told_is_refused_alone(tmp_path, elok):
    elok.put(
        [row(1), row(2, kelurahan=b"\xff\x00"), row(3, kelurahan="a\0b"), row(4, layanan="x" * (2 << 20))]
    )
    elok.run("UPDATE permohonan SET kelurahan = CAST(X'ff' AS TEXT) WHERE id = 2")
    settings = settings_of(tmp_path, elok.url)
    assert counts(run(settings, now=NOW)) == [(4, 1, 0, 0, 3)]
    assert [(row.line, row.reason) for row in refused_rows(settings)] == [
        (2, "bukan_satu_nilai"), (3, "baris_rusak"), (4, "baris_rusak")
    ]  # fmt: skip


# What is looked at, and what is told.


def test_check_asks_and_writes_nothing(tmp_path, elok):
    elok.put([row(1), row(2, kelurahan="Entah")])
    settings = settings_of(tmp_path, elok.url)
    before = sorted(tmp_path.rglob("*"))
    found = check(settings, None, "elok-db", now=NOW, show=True)
    assert (found.read, found.good, found.rejected) == (2, 1, 1)
    assert 'butir 2, kolom "kelurahan", nomor 2: "Entah"' in "\n".join(found.lines())
    assert sorted(tmp_path.rglob("*")) == before


def test_a_refused_row_is_told_by_delivery_and_item_and_how_to_find_it(tmp_path, elok):
    elok.put([row(1), row(2, kelurahan="Entah")])
    settings = settings_of(tmp_path, elok.url)
    run(settings, now=NOW)
    [refused] = with_cells(settings, refused_rows(settings))
    assert (refused.name, refused.line) == ("elok-db@2026-03-01T00:00:00Z", 2)
    assert "python -m etl check --source elok-db --show" in (refused.value or "")


def test_columns_that_are_not_read_never_leave_the_database(tmp_path, elok):
    elok.put([row(1)])
    settings = settings_of(
        tmp_path, elok.url, WHOLE.replace("table", "#") + '\nquery = "SELECT * FROM permohonan"'
    )
    found = check(settings, None, "elok-db", now=NOW, show=True)
    assert any("nama_pemohon" in note for note in found.notes), "the office is told that they are there"
    assert "Budi" not in json.dumps(found.as_dict(), default=str)
    source = reader_of(settings.sources["elok-db"])
    kept: list[Any] = []
    block = settings.sources["elok-db"]
    assert source.fetch is not None
    source.fetch(Ask(block, None, elok.url, NOW, Deadline(block.limits)), kept.append)
    assert "nik" not in kept[0]


# What goes wrong.


def refusal(settings: Settings) -> str:
    with pytest.raises(SourceRefused) as caught:
        check(settings, None, "elok-db", now=NOW)
    return str(caught.value)


def test_a_source_that_does_not_answer_stops_no_other_and_is_no_crash(tmp_path):
    report = run(settings_of(tmp_path, "sqlite:////tidak/ada.sqlite"), now=NOW)
    assert (report.exit_code, report.files) == (3, [])
    assert report.refused[0].startswith("elok-db: berkas SQLite itu tidak ada")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ('table = "permohonan2"', "tabel itu tidak ada"),
        ('query = "SELECT id, kelurahann FROM permohonan"', "no such column: kelurahann"),
        ('query = "SELECT id FROM permohonan"', 'tidak ada kolom "kelurahan"'),
        ('query = "SELECT * FROM tidak_ada"', "no such table: tidak_ada"),
        ('query = "SELECT FROM WHERE"', "syntax error"),
        ('query = "WITH x AS (SELECT 1) DELETE FROM permohonan"', "menulis"),
        (RISING.replace('cursor = "diubah"', 'cursor = "status"'), "diharapkan waktu ISO 8601"),
        (RISING.replace('cursor = "diubah"', 'cursor = "dibuat"'), 'tidak ada kolom cursor "dibuat"'),
        (WHOLE + "\nlimits = { rows = 1 }", "lebih dari 1 baris"),
    ],
)
def test_what_cannot_be_asked_is_a_sentence(tmp_path, elok, asked, said):
    elok.put([row(1), row(2)])
    assert said in refusal(settings_of(tmp_path, elok.url, asked))


SLOW = (
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
    "SELECT p.*, (SELECT max(x) FROM n) FROM permohonan p"
)


def test_a_question_without_end_is_ended(tmp_path, elok):
    elok.put([row(1)])
    settings = settings_of(tmp_path, elok.url, f'query = "{SLOW}"\nlimits = {{ time = "1s" }}')
    assert "belum selesai menjawab dalam 1s" in refusal(settings)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:////tidak/ada.sqlite", "berkas SQLite itu tidak ada"),
        ("elok:3306", "bukan alamat basis data"),
        ("mysql+takada://u:rahasia@h/d", "penggerak"),
        ("postgresql://u:rahasia@127.0.0.1:1/d", "tidak dapat dihubungi"),
    ],
)
def test_an_address_that_leads_nowhere_is_a_sentence_without_the_address(tmp_path, url, said):
    told_ = refusal(settings_of(tmp_path, url))
    assert said in told_
    for secret in ("rahasia", "127.0.0.1", url):
        assert secret not in told_
    settings = settings_of(tmp_path, url)
    assert "rahasia" not in repr(settings)


def test_a_server_that_never_answers_is_given_up(tmp_path):
    with closing(socket.create_server(("127.0.0.1", 0))) as deaf:
        port = deaf.getsockname()[1]
        settings = settings_of(
            tmp_path, f"postgresql://u:p@127.0.0.1:{port}/d", WHOLE + '\nlimits = { time = "2s" }'
        )
        before = datetime.now(UTC)
        assert "menjawab" in refusal(settings) or "dihubungi" in refusal(settings)
        assert datetime.now(UTC) - before < timedelta(seconds=6)


def test_a_file_that_is_no_database_is_a_sentence(tmp_path):
    (tmp_path / "x.sqlite").write_bytes(b"bukan basis data sama sekali" * 99)
    assert "bukan SQLite" in refusal(settings_of(tmp_path, f"sqlite:///{tmp_path}/x.sqlite"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("", "tulis tepat satu dari query"),
        (WHOLE + '\nquery = "SELECT 1"', "tulis tepat satu dari query"),
        ('query = "DELETE FROM permohonan"', "satu pernyataan SELECT"),
        ('query = "SELECT 1; DROP TABLE permohonan"', "satu pernyataan SELECT"),
        ('query = "SELECT 1 WHERE x >= :since"', "cursor dan :since berjalan bersama"),
        ('query = "SELECT 1 WHERE x = :x"', "menyebut :x"),
        (RISING.replace(">=", ">"), "bukan > :since"),
        (WHOLE + '\npath = "a/*.csv"', 'path: tidak berlaku untuk read = "sql"'),
        (WHOLE + '\nsheet = "A"', "hanya untuk xlsx"),
    ],
)
def test_a_block_that_cannot_work_is_refused_at_start(tmp_path, elok, asked, said):
    with pytest.raises(ConfigProblem, match=said):
        check(settings_of(tmp_path, elok.url, asked), None, "elok-db", now=NOW)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (WHOLE + '\nsince = "2026-01-01"', "hanya berlaku bersama cursor"),
        (WHOLE + '\ncursor = "diubah"', "cursor memerlukan since"),
        (WHOLE + '\ncursor = "diubah"\nsince = "kemarin"', '"kemarin": tulis waktu'),
        (RISING.replace('"10m"', '"lama"'), '"lama"'),
        (RISING.replace('"10m"', "-1"), "0 atau lebih"),
        (WHOLE + '\nlimits = { time = "x" }', "limits.time"),
        (WHOLE + "\nlimits = { rows = 0 }", "limits.rows"),
    ],
)
def test_keys_that_do_not_fit_are_told_when_the_configuration_is_read(tmp_path, elok, asked, said):
    with pytest.raises(ConfigProblem, match=said):
        settings_of(tmp_path, elok.url, asked)


def test_without_the_variable_nothing_starts(tmp_path):
    with pytest.raises(ConfigProblem, match="variabel lingkungan ELOK_DB_URL belum diisi"):
        settings_of(tmp_path, "")


def test_many_rows_need_little_memory(tmp_path, elok):
    elok.put(row(n) for n in range(60_000))
    settings = settings_of(tmp_path, elok.url, WHOLE)
    block = settings.sources["elok-db"]
    tracemalloc.start()
    try:
        with delivered(block, Place(""), secret=elok.url, now=NOW) as delivery:
            assert delivery.spool.size > 5 << 20
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 4 << 20
