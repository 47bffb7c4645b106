"""What came out stays as it came out: whatever comes later, killed anywhere, restored, on both engines."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from etl.backup import backup
from etl.errors import ConfigProblem
from etl.pipeline import run
from etl.purge import purge
from etl.restate import restate
from etl.restore import restore
from etl.verify import verify
from etl.warehouse.engine import publishing, reading
from etl.warehouse.published import SLOT, figure
from etl.warehouse.published import edition as published_edition
from etl.warehouse.schema import edition, edition_figure
from tests.etl.bureau import FEBRUARY, REASON, Bureau, opened, values
from tests.postgres import name_of
from tests.privacy import Keeper


@pytest.fixture
def bureau(engine: str, tmp_path: Path) -> Iterator[Bureau]:
    with opened(tmp_path / "kantor", engine) as made:
        yield made


@pytest.fixture(scope="module")
def first_day(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """Run once, to be copied: half of the tests begin there."""
    with opened(tmp_path_factory.mktemp("pertama") / "kantor", engine) as made:
        made.run()
        yield made


@pytest.fixture
def begun(first_day: Bureau, engine: str, tmp_path: Path) -> Iterator[Bureau]:
    root = tmp_path / "kantor"
    shutil.copytree(first_day.root, root)
    template = "template0" if engine == "duckdb" else name_of(first_day.warehouse)
    with opened(root, engine, template) as made:
        yield made


def test_a_table_comes_out_on_its_day_and_stays(begun: Bureau) -> None:
    """The data reach to 6 March: February is not out before the seventh; then it is, once and for all."""
    assert begun.months() == {date(2026, 1, 1)}
    begun.deliver("3", ("Sungai Miai", "2026-03-09", 1))
    begun.run()
    assert begun.months() == {date(2026, 1, 1), FEBRUARY}
    out = begun.public()
    assert not begun.faults()
    begun.deliver("4", ("Kuin Utara", "2026-02-05", 1))
    assert begun.run().version is not None, "the facts and the staff's figures have changed"
    assert begun.public() == out, "one more would have turned 0 to 9 into 10, and told that they were nine"
    assert not begun.faults()
    # Nor does another rule change what is out.
    begun.configure(days=0)
    begun.run()
    assert begun.public() == out


def test_order_of_files_makes_no_difference_on_one_day(begun: Bureau, tmp_path: Path) -> None:
    other = Bureau(tmp_path / "lain", str(tmp_path / "lain" / "warehouse"))
    other.root.mkdir()
    other.configure(days=7)
    other.deliver("9", ("Pangeran", "2026-01-02", 12), ("Kuin Utara", "2026-02-04", 9))
    other.deliver("8", ("Pangeran", "2026-02-10", 26), ("Sungai Miai", "2026-03-06", 14))
    other.run()
    assert other.public() == begun.public()


class Killed(BaseException):
    pass


@pytest.mark.parametrize("where", [("audit", "public"), ("publish", "draft public")])
def test_what_was_killed_is_whole_or_not_at_all_and_ended_by_the_next_run(
    bureau: Bureau, where: tuple[str, str]
) -> None:
    def kill(stage: str, detail: str) -> None:
        if (stage, detail) == where:
            raise Killed

    with pytest.raises(Killed):
        bureau.run(kill)
    with publishing(bureau.warehouse) as publisher, publisher.engine.connect() as connection:
        heads, rows = (connection.execute(select(table)).all() for table in (edition, edition_figure))
    # Before the commit nothing is out; after it everything, although no version shows it yet.
    assert bool(heads) == bool(rows) == (where[0] == "publish")
    bureau.run()
    assert bureau.months() == {date(2026, 1, 1)}
    assert not bureau.faults()


def test_what_came_out_is_shown_although_the_settings_were_put_back(begun: Bureau) -> None:
    """The version that stands was made of the same facts by the same settings, and lacks a table."""

    def kill(stage: str, detail: str) -> None:
        if stage == "publish":
            raise Killed

    begun.configure(days=0)
    with pytest.raises(Killed):
        begun.run(kill)
    begun.configure(days=7)
    assert begun.run().version is not None
    assert begun.months() == {date(2026, 1, 1), FEBRUARY}
    assert not begun.faults()
    assert begun.run().version is None


def test_nothing_is_published_past_what_the_next_run_must_bring_out(begun: Bureau) -> None:
    begun.configure(days=0)
    with pytest.raises(ConfigProblem, match="jalankan etl run, lalu etl purge"):
        purge(begun.settings, now=datetime(2040, 1, 1, tzinfo=UTC))
    with pytest.raises(ConfigProblem, match="jalankan etl run, lalu etl restate"):
        restate(begun.settings, "volume", "month", date(2026, 1, 1), REASON)
    begun.run()
    assert begun.months() == {date(2026, 1, 1), FEBRUARY}
    assert not begun.faults()


def test_hours_of_a_week_that_lost_months_are_no_fault(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path, str(tmp_path / "gudang"))
    for n, month in enumerate(("2026-06", "2026-07", "2026-08", "2026-09", "2026-11")):
        times = {"ambil": f"{month}-02 08:00:00", "selesai": f"{month}-02 09:00:00"}
        keeper.visits(str(n), [{"nomor": f"M{n}-{i}", **times} for i in range(12)])
    keeper.run()
    with publishing(keeper.warehouse) as publisher, publisher.transaction() as connection:
        connection.execute(delete(edition).where(edition.c.kind == "typical"))
        connection.execute(delete(edition_figure).where(edition_figure.c.kind == "typical"))
    told = [finding.message for finding in verify(keeper.settings()) if finding.fatal]
    assert not [message for message in told if "belum terbit" in message]


def test_a_table_waits_for_a_file_that_could_not_be_read(bureau: Bureau) -> None:
    """But not for ever: of January the data are told 60 days after its end."""
    (bureau.root / "loket" / "0.csv").write_text("salah;judul\n1;2\n", encoding="utf-8")
    assert bureau.run().refused
    assert not bureau.months()
    assert not bureau.faults()
    bureau.deliver("3", ("Sungai Miai", "2026-03-09", 1))
    bureau.run()
    assert not bureau.months()
    bureau.deliver("0", ("Pangeran", "2026-01-05", 100))
    assert not bureau.run().refused
    assert bureau.months() == {date(2026, 1, 1), FEBRUARY}
    assert values(bureau)["", ""] == 110
    assert not bureau.faults()


def test_a_file_that_is_taken_away_lets_the_tables_out(bureau: Bureau) -> None:
    (bureau.root / "loket" / "0.csv").write_text("salah;judul\n1;2\n", encoding="utf-8")
    bureau.run()
    (bureau.root / "loket" / "0.csv").unlink()
    bureau.run()
    assert bureau.months() == {date(2026, 1, 1)}
    assert not bureau.faults()


def test_a_table_waits_no_longer_than_two_months(bureau: Bureau) -> None:
    (bureau.root / "loket" / "0.csv").write_text("salah;judul\n1;2\n", encoding="utf-8")
    bureau.deliver("3", ("Sungai Miai", "2026-04-02", 1))
    run(bureau.settings, now=datetime(2026, 4, 3, 1, tzinfo=UTC))
    assert bureau.months() == {date(2026, 1, 1)}


def test_verify_names_what_is_no_longer_as_it_came_out(begun: Bureau) -> None:
    with publishing(begun.warehouse) as publisher, publisher.transaction() as connection:
        shown = update(edition_figure).where(edition_figure.c.metric == "volume", edition_figure.c.n == 10)
        connection.execute(shown.values(n=15))
    (changed, *_) = begun.faults()
    assert "tidak lagi seperti saat terbit: volume 01/01/2026" in changed
    assert "pulihkan dari cadangan" in changed


def test_verify_names_what_should_be_out(begun: Bureau) -> None:
    with publishing(begun.warehouse) as publisher, publisher.transaction() as connection:
        for table in (edition, edition_figure):
            connection.execute(delete(table).where(table.c.metric == "volume", table.c.by == "area"))
    told = " ".join(begun.faults())
    assert "1 tabel publik yang sudah waktunya belum terbit: volume per area 01/01/2026" in told


def test_what_is_out_goes_into_a_backup_and_is_no_part_of_the_content(begun: Bureau, tmp_path: Path) -> None:
    before, out = begun.hash(), begun.public()
    archive = backup(begun.settings, tmp_path / "cadangan")
    with publishing(begun.warehouse) as publisher, publisher.transaction() as connection:
        connection.execute(delete(edition))
    assert begun.hash() == before
    restored = restore(begun.settings, archive.folder, into=str(tmp_path / "pulih"))
    assert not [finding for finding in restored.findings if finding.fatal]
    assert Bureau(begun.root, str(tmp_path / "pulih")).public() == out


def test_what_came_out_after_the_backup_stays_out(begun: Bureau, tmp_path: Path) -> None:
    """Made again of nine and one late, 0 to 9 would turn into 10 and tell that they were nine."""
    archive = backup(begun.settings, tmp_path / "cadangan")
    begun.deliver("3", ("Sungai Miai", "2026-03-09", 1))
    begun.run()
    out = begun.public()
    restored = restore(begun.settings, archive.folder, force=True)
    assert begun.months() == {date(2026, 1, 1), FEBRUARY}
    assert not restored.findings
    begun.deliver("4", ("Kuin Utara", "2026-02-05", 1))
    begun.run()
    assert begun.public() == out
    assert not begun.faults()


def test_a_restore_says_where_it_cannot_know_what_is_out(tmp_path: Path) -> None:
    made = Bureau(tmp_path / "kantor", str(tmp_path / "kantor" / "warehouse"))
    made.root.mkdir()
    made.configure(days=7)
    made.deliver("1", ("Pangeran", "2026-01-02", 12), ("Sungai Miai", "2026-03-06", 14))
    made.run()
    archive = backup(made.settings, tmp_path / "cadangan")
    (facts,) = Path(made.warehouse).glob("*.duckdb")
    facts.write_bytes(b"bukan basis data")
    restored = restore(made.settings, archive.folder, force=True)
    (told,) = restored.findings
    assert "akan terbit sekali lagi" in told.message
    assert not told.fatal


def test_what_is_out_stands_after_a_purge(begun: Bureau) -> None:
    out = begun.public()
    purge(begun.settings, now=datetime(2040, 1, 1, tzinfo=UTC))
    begun.run()
    assert begun.public() == out


def test_the_public_store_tells_when_and_by_which_rule(begun: Bureau) -> None:
    with reading(begun.warehouse, "public") as version:
        assert version is not None
        with version.connect() as connection:
            rows = connection.execute(select(published_edition)).all()
            names = {tuple(getattr(row, name) for name in SLOT) for row in rows}
            shown = {tuple(row) for row in connection.execute(select(*(figure.c[n] for n in SLOT)))}
    assert {(row.number, row.published_on, row.threshold, row.step, row.reason) for row in rows} == {
        (1, date(2026, 3, 6), 10, 5, None)
    }
    assert {name for name in shown if name[1] != "now"} <= names
