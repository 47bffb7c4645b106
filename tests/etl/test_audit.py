"""Each audit goes red on the fault it is for, planted by direct SQL, and is green otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from etl.audit import audit
from etl.finding import Finding
from etl.freshness import COLLAPSE, HISTORY
from etl.metrics import metrics
from etl.pipeline import run
from etl.settings import load_settings
from etl.touched import TOUCHED
from tests.build import Standing, Warehouse, opened, prepared, reference, standing
from tests.drawn import DAY, answers, complaints, of_rows, requests, utc, visits
from tests.office import REFERENCE

pytestmark = pytest.mark.usefixtures("engine")

NOW = utc("2025-07-01T08:00")


def fill(warehouse: Warehouse) -> None:
    """Something of every kind, corrected and rolled up."""
    drawn = visits("""
        id  taken  called  end    outcome  area
        a   08:00  08:10   08:20  served   63.71.04.1001
        b   08:00  08:40   08:50  no_show  63.71.04.1002
        c   09:00  .       09:30  left     tidak-diketahui
        d   10:00  .       .      open     63.71.04.1001
    """)
    warehouse.load(drawn, file="v")
    warehouse.load(requests("id version\nr1 1\nr2 1"), file="r")
    warehouse.load(requests("id version completed status\nr1 2 2025-06-17T09:00 completed"), file="s")
    warehouse.load(answers("444444444", "333.33333"), file="t")
    warehouse.load(complaints("id category\nc1 lainnya"), file="u")
    warehouse.roll_up()


Template = tuple[Standing, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def template(engine: str) -> Iterator[Template]:
    """The filled facts, and the days that were touched: those are a run's own and go with it."""
    with prepared() as url:
        with opened(url) as warehouse:
            fill(warehouse)
            touched = warehouse.rows("touched")
        with standing(url) as facts:
            yield facts, touched


@pytest.fixture
def filled(template: Template) -> Iterator[Warehouse]:
    facts, touched = template
    with facts.undone() as warehouse:
        warehouse.connection.execute(insert(TOUCHED), touched)
        yield warehouse


def findings(warehouse: Warehouse, *, whole: bool = False) -> list[Finding]:
    return audit(warehouse.connection, reference(), NOW, whole=whole)


def names(warehouse: Warehouse, *, whole: bool = False) -> set[str]:
    return {finding.audit for finding in findings(warehouse, whole=whole) if finding.fatal}


@pytest.mark.parametrize("whole", [False, True])
def test_nothing_is_found_where_nothing_is_wrong(filled: Warehouse, whole: bool) -> None:
    assert findings(filled, whole=whole) == []


def test_an_empty_warehouse_is_sound(warehouse: Warehouse) -> None:
    warehouse.roll_up()
    assert findings(warehouse, whole=True) == []


def one_more(table: str, other: str) -> str:
    """A copy of every row, with a column of another content."""
    copied = f"CREATE TEMPORARY TABLE copied AS SELECT * FROM {table}"
    return f"{copied}; UPDATE copied SET {other}; INSERT INTO {table} SELECT * FROM copied"


PLANTED = {
    "a fact is lost": ("buku_besar", "DELETE FROM complaint"),
    "a fact is made up": ("buku_besar", one_more("complaint", "id = 'x'")),
    "the ledger forgets a file": ("buku_besar", "DELETE FROM ledger WHERE fact = 'answer'"),
    "a refused row has no name": (
        "buku_besar",
        "UPDATE ledger SET read = read + 1, rejected = rejected + 1 WHERE fact = 'answer'",
    ),
    "a row is named that was not refused": (
        "buku_besar",
        "INSERT INTO reject VALUES ('sumber', 'r', 'r.csv', 9, 'id', 'kunci_ganda', 'A9')",
    ),
    "a fact is of another source": ("buku_besar", "UPDATE complaint SET source = 'lain'"),
    "a refusal is of a file that never came": (
        "buku_besar",
        "INSERT INTO reject VALUES ('sumber', 'hilang', 'hilang.csv', 1, 'id', 'kunci_ganda', 'A9')",
    ),
    "what was said before has gone": ("riwayat", "UPDATE request_version SET id = 'x'"),
    "a key stands twice": (
        "kunci",
        # Where there is an index, it would not let it happen.
        "DROP INDEX IF EXISTS visit_key; INSERT INTO visit SELECT * FROM visit WHERE id = 'a'",
    ),
    "an office that is not in the tables": ("kode", "UPDATE visit SET office = '99.99' WHERE id = 'a'"),
    "an area that is not in the tables": ("kode", "UPDATE request SET area = '' WHERE id = 'r1'"),
    "a service that is not in the tables": ("kode", "UPDATE answer SET service = 'x'"),
    "a channel that is not in the tables": ("kode", "UPDATE complaint SET channel = 'surat'"),
    "a category that is not in the tables": ("kode", "UPDATE complaint SET category = 'x'"),
    "a time to come": ("waktu", "UPDATE visit SET finished_at = '2025-07-01 00:05:01' WHERE id = 'a'"),
    "a time before there was an office": ("waktu", "UPDATE answer SET answered_at = '1989-12-31 23:59:59'"),
    "a tally lost a row": ("hitung_ulang", "DELETE FROM volume_day"),
    "a tally has a row too many": (
        "hitung_ulang",
        one_more("volume_day", "channel = 'elok'"),
    ),
    "a tally has a row twice": ("hitung_ulang", "INSERT INTO waiting_month SELECT * FROM waiting_month"),
    "a tally counts one too many": ("hitung_ulang", "UPDATE arrivals_month SET n = n + 1"),
    "a tally counts in the wrong bucket": (
        "hitung_ulang",
        "UPDATE arrivals_week_hour SET bucket = bucket + 1",
    ),
    "a tally is of another hour": ("hitung_ulang", "UPDATE arrivals_week_hour SET hour = hour + 1"),
    "a duration is in the wrong bin": (
        "hitung_ulang",
        "UPDATE waiting_day SET bucket = bucket + 1",
    ),
    "seconds are added up wrongly": ("hitung_ulang", "UPDATE left_after_month SET seconds = seconds + 1"),
    "a score is counted as another": (
        "hitung_ulang",
        "UPDATE ikm_day SET bucket = bucket - 1 WHERE mod(bucket, 4) > 0",
    ),
    "an answer is counted as none": ("hitung_ulang", "UPDATE ikm_day SET bucket = -2 WHERE bucket = -1"),
    "a promise is counted as kept": ("hitung_ulang", "UPDATE on_time_day SET n = n + 1 WHERE bucket = 1"),
    "a fact is of another place": ("hitung_ulang", "UPDATE visit SET area = '63.71.04.1003' WHERE id = 'a'"),
}


@pytest.mark.parametrize(("expected", "fault"), PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_is_found(filled: Warehouse, expected: str, fault: str) -> None:
    done = [filled.connection.exec_driver_sql(statement).rowcount for statement in fault.split("; ")]
    assert done[-1] != 0
    assert expected in names(filled)


WHOLE = {
    "a file that never came": (
        "UPDATE request_version SET file = 'hilang'",
        "request_version: berkas tidak ada di buku besar: hilang dari sumber (1 baris).",
    ),
    "a file of another source": (
        "UPDATE ledger SET source = 'lain' WHERE file = 'u'",
        "complaint: berkas tidak ada di buku besar: u dari sumber (1 baris).",
    ),
    "a file has more rows than it let in": (
        "UPDATE request SET file = 's'",
        "request: berkas s.csv dari sumber memasukkan 1 baris, tabel berisi 2.",
    ),
    "a version stands twice": (
        "UPDATE request_version SET version = '2'",
        "request dari sumber: 1 versi baris berdiri lebih dari sekali.",
    ),
}


@pytest.mark.parametrize(("fault", "said"), WHOLE.values(), ids=WHOLE)
def test_verify_names_the_file_of_a_planted_fault(filled: Warehouse, fault: str, said: str) -> None:
    """Each row is looked at, which a run does not do."""
    assert filled.connection.exec_driver_sql(fault).rowcount == 1 + ("request SET" in fault)
    assert said in {finding.message for finding in findings(filled, whole=True) if finding.fatal}


@pytest.mark.parametrize(
    "fault",
    [
        "UPDATE visit SET outcome = 'pulang' WHERE id = 'c'",
        "UPDATE request SET status = 'hilang' WHERE id = 'r2'",
        "UPDATE answer SET sarana = 5 WHERE id = 'r0'",
    ],
)
def test_a_fact_without_a_bucket_is_found_though_the_tallies_are_fresh(
    template: Template, fault: str
) -> None:
    """n counts the fact and no bucket does: the figures of a page would not add up."""
    with template[0].undone() as warehouse:
        warehouse.connection.exec_driver_sql(fault)
        warehouse.connection.exec_driver_sql("DELETE FROM state")
        warehouse.roll_up()
        assert names(warehouse, whole=True) == {"hitung_ulang"}


def test_counts_that_move_and_keep_two_moments_are_found(warehouse: Warehouse) -> None:
    """1 + 5 + 6 = 2 + 3 + 7, and so are their squares: a check of sums alone would be content."""
    edges = metrics()["waiting"].edges
    waits = [timedelta(seconds=edges[bucket]) for bucket in (1, 5, 6)]
    taken = utc("08:00", DAY)
    warehouse.load(of_rows("visit", [{"taken_at": taken, "called_at": taken + wait} for wait in waits]))
    warehouse.roll_up()
    assert names(warehouse) == set()
    moved = "UPDATE waiting_day SET bucket = CASE bucket WHEN 1 THEN 2 WHEN 5 THEN 3 ELSE 7 END"
    assert warehouse.connection.exec_driver_sql(moved).rowcount == 3
    (found,) = findings(warehouse)
    assert found.message == (
        f"waiting_day: 3 baris tidak sama dengan hitung ulang dari fakta, pada {DAY:%d/%m/%Y} (3)."
    )


def test_untouched_days_are_left_to_verify(filled: Warehouse) -> None:
    """A run looks at the days it touched; `verify` looks at all."""
    filled.forget_touched()
    filled.connection.exec_driver_sql("UPDATE arrivals_day SET n = n + 1")
    assert names(filled) == set()
    assert names(filled, whole=True) == {"hitung_ulang"}


def test_a_clock_may_run_five_minutes_ahead(filled: Warehouse) -> None:
    filled.connection.exec_driver_sql("UPDATE visit SET finished_at = '2025-07-01 00:05:00' WHERE id = 'a'")
    assert "waktu" not in names(filled)


def test_a_promise_may_lie_in_the_future(warehouse: Warehouse) -> None:
    warehouse.load(requests("id due\nr1 2031-01-01T08:00"))
    warehouse.roll_up()
    assert findings(warehouse) == []


def test_of_several_readings_of_a_file_the_last_counts(filled: Warehouse) -> None:
    filled.load(requests("id status\nx open\nx refused"), file="f")
    filled.load(requests("id status\nx open"), file="f", block="lain")
    filled.roll_up()
    assert findings(filled) == []


BLOCK = """
[source.{name}]
fact = "visit"
read = "csv"
path = "antrean.csv"
delimiter = ";"

[source.{name}.columns]
id       = {{ from = "nomor" }}
office   = {{ value = "63.71.04" }}
service  = {{ value = "domisili" }}
taken_at = {{ from = "{taken}", format = "%Y-%m-%d %H:%M" }}
outcome  = {{ value = "open" }}
"""


def test_two_sources_may_refuse_different_rows_of_one_file(tmp_path: Path) -> None:
    config = tmp_path / "office.toml"
    blocks = BLOCK.format(name="satu", taken="ambil") + BLOCK.format(name="dua", taken="panggil")
    config.write_text(f'[office]\ncode = "63.71.04"\n[reference]\npath = "{REFERENCE}"\n{blocks}')
    rows = "A1;2026-02-02 08:00;2026-02-02 08:10\nA2;kemarin;2026-02-02 08:20\n"
    (tmp_path / "antrean.csv").write_text(f"nomor;ambil;panggil\n{rows}")
    report = run(load_settings({"PANTAU_CONFIG": str(config), "WAREHOUSE_URL": str(tmp_path / "gudang")}))
    assert [(file.source, file.new, file.rejected) for file in report.files] == [
        ("satu", 1, 1),
        ("dua", 2, 0),
    ]


@pytest.mark.parametrize(
    ("today", "before", "warned"),
    [
        (29, [100] * HISTORY, True),
        (30, [100] * HISTORY, False),
        (29, [100] * (HISTORY // 2), True),
        (1, [100] * (HISTORY // 2 - 1), False),
        (29, [100, 90, 110, 100, 5], True),
        (500, [100] * HISTORY, False),
    ],
)
def test_a_collapse_in_volume_is_a_warning(
    warehouse: Warehouse, today: int, before: list[int], warned: bool
) -> None:
    """Less than three tenths of what the same weekday usually brings, once four weeks are known."""
    assert COLLAPSE == 0.3
    rows = []
    for week, count in enumerate((today, *before)):
        at = utc("09:00", DAY - timedelta(weeks=week))
        rows += [{"id": f"{week}-{n}", "taken_at": at} for n in range(count)]
    warehouse.load(of_rows("visit", rows), source="antrean")
    # Only this audit is asked about: the tallies are another one's.
    warehouse.roll_up()
    warehouse.forget_touched()
    found = findings(warehouse)
    assert [(finding.audit, finding.fatal) for finding in found] == [("volume_turun", False)] * warned
    if warned:
        assert found[0].message == f"antrean: {today} baris pada 16/06/2025, biasanya sekitar 100."
