"""What is past its time goes everywhere, and what may stay still adds up."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from etl.backup import backup
from etl.errors import ConfigProblem
from etl.purge import Gone, PurgeReport, purge
from etl.verify import verify
from etl.warehouse import duck
from etl.warehouse.engine import publishing, reading
from etl.warehouse.schema import FACTS, purge_log
from tests.build import on, prepared
from tests.postgres import name_of, server
from tests.privacy import NOW, Keeper

OLD = {"ambil": "2019-03-04 08:00:00", "selesai": "2019-03-04 09:00:00"}
LAST_YEAR = {"ambil": "2025-03-04 08:00:00", "selesai": "2025-03-04 09:00:00"}
YOUNG = {"ambil": "2026-11-02 08:00:00", "selesai": "2026-11-02 09:00:00"}
NIKS = [f"63710441089500{n:02}" for n in range(1, 99)]


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    return Keeper(tmp_path, str(tmp_path / "gudang"))


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Keeper:
    """A filled office, to be copied: years of public tables take longer than what is asked of them."""
    root = tmp_path_factory.mktemp("terisi")
    return fill(Keeper(root, str(root / "gudang")))


@pytest.fixture(scope="module")
def legible(tmp_path_factory: pytest.TempPathFactory) -> Keeper:
    """The same, uncompressed, so that a search of bytes can find what stands in it."""
    root = tmp_path_factory.mktemp("terbaca")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(duck._WRITER, "force_compression", "uncompressed")
        return fill(Keeper(root, str(root / "gudang")))


@pytest.fixture
def filled(known: Keeper, tmp_path: Path) -> Keeper:
    return copied(known, tmp_path)


def copied(known: Keeper, root: Path) -> Keeper:
    shutil.copytree(known.root, root, dirs_exist_ok=True)
    return Keeper(root, str(root / "gudang"))


@pytest.fixture(scope="module")
def on_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeper]:
    with on("postgresql"), prepared() as url:
        yield fill(Keeper(tmp_path_factory.mktemp("server"), url))


@pytest.fixture
def anywhere(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Keeper]:
    """A filled office on each engine."""
    if engine == "duckdb":
        yield request.getfixturevalue("filled")
        return
    original: Keeper = request.getfixturevalue("on_server")
    shutil.copytree(original.root, tmp_path, dirs_exist_ok=True)
    url = server().database(name_of(original.warehouse))
    yield Keeper(tmp_path, url)
    server().drop(url)


def fill(keeper: Keeper) -> Keeper:
    """Visits of three ages, and requests that are old, done late, and never done."""
    keeper.visits(
        "1",
        [
            {"nomor": f"{name}{n}", "nik": nik, "saran": f"kata {name}{n}", **times}
            for name, times in (("TUA", OLD), ("SETAHUN", LAST_YEAR), ("MUDA", YOUNG))
            for n, nik in enumerate(NIKS[:5])
        ],
    )
    old = {"masuk": "2019-03-04 08:00:00"}
    keeper.requests(
        "1",
        [
            {"nomor": "TUNTAS", **old},
            {
                "nomor": "TUNTAS",
                **old,
                "selesai": "2019-03-05 08:00:00",
                "status": "completed",
                "diubah": "2",
            },
            {"nomor": "LAMA", **old},
            {"nomor": "TERBUKA", **old},
            {"nomor": "MUDA", "masuk": "2026-11-02 08:00:00"},
        ],
    )
    keeper.requests(
        "2",
        [{"nomor": "LAMA", **old, "selesai": "2026-03-02 08:00:00", "status": "completed", "diubah": "2"}],
    )
    assert keeper.run().exit_code == 0
    return keeper


def ids(keeper: Keeper, table: str) -> set[str]:
    held = FACTS.tables[table]
    with publishing(keeper.warehouse) as publisher, publisher.engine.connect() as connection:
        return {text.rstrip("0123456789") for text in connection.scalars(select(held.c.id))}


def volumes(keeper: Keeper) -> dict[str, int]:
    """What each metric's monthly tally adds up to, in the published version."""
    with reading(keeper.warehouse) as version:
        assert version is not None
        with version.connect() as connection:
            tables = ("arrivals_month", "volume_month", "backlog_month")
            counted = {name: connection.exec_driver_sql(f"SELECT sum(n) FROM {name}") for name in tables}
            return {name: int(found.scalar_one()) for name, found in counted.items()}


def faults(keeper: Keeper) -> list[str]:
    return [finding.message for finding in verify(keeper.settings()) if finding.fatal]


def test_each_class_goes_by_its_own_time(anywhere: Keeper) -> None:
    report = anywhere.purge()
    assert (ids(anywhere, "remark"), ids(anywhere, "person")) == ({"MUDA"}, {"MUDA"})
    assert ids(anywhere, "visit") == {"SETAHUN", "MUDA"}
    assert ids(anywhere, "request") == {"LAMA", "TERBUKA", "MUDA"}, "what is open stays, and what ended late"
    assert ids(anywhere, "request_version") == set()
    assert report.gone == [
        Gone("remarks", "remark", 10, date(2026, 8, 26)),
        Gone("persons", "person", 10, date(2025, 11, 24)),
        Gone("facts", "request_version", 2, date(2021, 11, 1)),
        Gone("facts", "request", 1, date(2021, 11, 1)),
        Gone("facts", "visit", 5, date(2021, 11, 1)),
    ]
    with publishing(anywhere.warehouse) as publisher, publisher.engine.connect() as connection:
        kinds = connection.execute(select(purge_log.c.kind, func.sum(purge_log.c.rows)).group_by("kind"))
        assert dict(kinds.all()) == {"remarks": 10, "persons": 10, "facts": 8, "versions": 1}


def test_counts_stay_and_everything_still_adds_up(anywhere: Keeper) -> None:
    before = volumes(anywhere)
    report = anywhere.purge()
    assert report.version is not None
    assert volumes(anywhere) == before
    assert faults(anywhere) == []
    anywhere.visits("2", [{"nomor": "BARU1", **YOUNG}])
    anywhere.requests(
        "3",
        [
            {
                "nomor": "TERBUKA",
                "masuk": "2019-03-04 08:00:00",
                "selesai": "2026-11-03 08:00:00",
                "status": "completed",
                "diubah": "2",
            }
        ],
    )
    assert anywhere.run().exit_code == 0
    assert volumes(anywhere) == {
        "arrivals_month": before["arrivals_month"] + 1,
        "volume_month": before["volume_month"],
        "backlog_month": before["backlog_month"] + 1,
    }
    assert faults(anywhere) == []


def test_what_went_does_not_come_back_when_files_are_read_again(filled: Keeper) -> None:
    """Other definitions read every file again; the old rows still stand in them."""
    filled.purge()
    before = volumes(filled)
    filled.configure(person="", more='\n[source.loket.exclude]\nnomor = ["x"]\n')
    report = filled.run()
    assert report.exit_code == 0
    assert ids(filled, "visit") == {"SETAHUN", "MUDA"}
    assert ids(filled, "request") == {"LAMA", "TERBUKA", "MUDA"}
    assert sum(file.excluded for file in report.files) == 7
    why = [note for note in report.notes if "baris dikecualikan karena seluruhnya sebelum" in note]
    assert sum(int(note.split(": ")[1].split(" ")[0]) for note in why) == 7
    assert ids(filled, "remark") == {"MUDA"}
    assert volumes(filled) == before
    assert faults(filled) == []


def test_again_there_is_nothing_to_do(filled: Keeper) -> None:
    filled.purge()
    assert filled.purge() == PurgeReport(dry_run=False)


def test_a_dry_run_tells_the_same_and_takes_nothing(filled: Keeper) -> None:
    told = filled.purge(dry_run=True)
    assert ids(filled, "visit") == {"TUA", "SETAHUN", "MUDA"}
    assert filled.purge().gone == told.gone


def test_old_versions_go_with_the_facts(filled: Keeper) -> None:
    filled.visits("2", [{"nomor": "BARU1", **YOUNG}])
    filled.run()
    report = filled.purge()
    assert (report.versions, report.still_read) == (2, 0)
    with reading(filled.warehouse) as version:
        assert version is not None
        assert version.name == report.version


def test_what_was_retracted_goes_with_its_tombstone(tmp_path: Path) -> None:
    """Of an id that is gone from a complete delivery only old versions stand: they go together."""
    keeper = Keeper(tmp_path, str(tmp_path / "gudang"))
    keeper.configure(covers='covers = "day"')
    keeper.requests("1", [{"nomor": "L1"}])
    keeper.visits("1", [{"nomor": f"TUA{n}", **OLD} for n in range(4)] + [{"nomor": "MUDA1", **YOUNG}])
    keeper.run()
    keeper.visits("2", [{"nomor": f"TUA{n}", **OLD, "diubah": "2"} for n in range(3)])
    assert sum(file.retracted for file in keeper.run().files) == 1
    assert ids(keeper, "retraction") == {"TUA"}
    keeper.purge()
    assert ids(keeper, "retraction") == ids(keeper, "visit_version") == set()
    assert ids(keeper, "visit") == {"MUDA"}
    assert faults(keeper) == []


def test_old_backups_go_but_for_the_newest(filled: Keeper) -> None:
    settings = filled.settings()
    made = [backup(settings).folder for _ in range(2)]
    later = NOW + timedelta(days=400)
    report = purge(settings, now=later)
    assert [(gone.kind, gone.rows) for gone in report.gone if gone.kind == "backups"] == [("backups", 1)]
    assert [folder.exists() for folder in made] == [False, True]


def test_rejects_go_and_the_ledger_does_not_miss_them(keeper: Keeper) -> None:
    keeper.requests("1", [{"nomor": "L1"}, {"nomor": "L2", "status": "entah"}])
    keeper.visits("1", [{"nomor": "A1"}])
    keeper.run()
    # They go by the time of their reading, which was just now.
    keeper.configure(more='\n[retention]\nrejects = "90d"\n')
    assert not [gone for gone in keeper.purge().gone if gone.kind == "rejects"]
    with publishing(keeper.warehouse) as publisher, publisher.transaction() as connection:
        connection.exec_driver_sql("UPDATE ledger SET loaded_at = TIMESTAMP '2026-01-02 03:00:00'")
        # What is published tells when a file was read: another version is made of it.
        connection.exec_driver_sql("UPDATE state SET value = '99' WHERE key = 'generation'")
    assert [gone.name for gone in keeper.purge().gone if gone.kind == "rejects"][0] == "reject"
    keeper.run()
    assert faults(keeper) == []


def test_before_the_first_run_there_is_nothing_to_purge(keeper: Keeper) -> None:
    with pytest.raises(ConfigProblem, match=r"jalankan etl run, lalu etl purge"):
        keeper.purge()


def test_nothing_of_it_is_left_in_any_byte(
    legible: Keeper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB leaves deleted rows in its file; uncompressed, so that a search of bytes can find them."""
    monkeypatch.setitem(duck._WRITER, "force_compression", "uncompressed")
    keeper = copied(legible, tmp_path)
    words = [b"TUA3", b"kata TUA3", b"TUNTAS", b"kata SETAHUN2"]
    assert all(found(tmp_path / "gudang", word) for word in words), "the search can find"
    keeper.purge()
    assert [word for word in words if found(tmp_path / "gudang", word)] == []
    assert found(tmp_path / "gudang", b"MUDA3")


def found(root: Path, word: bytes) -> list[str]:
    return [path.name for path in root.rglob("*") if path.is_file() and word in path.read_bytes()]


class Cut(Exception):  # noqa: N818 (it is no fault)
    """The process ends here."""


@pytest.mark.parametrize("at", ["deleted", "versions", "rewriting", "rewritten", "replaced"])
def test_a_purge_that_is_cut_off_is_ended_by_the_next(
    legible: Keeper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    monkeypatch.setitem(duck._WRITER, "force_compression", "uncompressed")
    keeper = copied(legible, tmp_path)

    def step(stage: str, detail: str) -> None:
        if detail == at:
            raise Cut

    with pytest.raises(Cut):
        purge(keeper.settings(), now=NOW, step=step)
    keeper.purge()
    assert found(tmp_path / "gudang", b"TUA3") == []
    assert ids(keeper, "visit") == {"SETAHUN", "MUDA"}
    assert faults(keeper) == []
    assert not list((tmp_path / "gudang").glob(".rewrite-*"))
