"""A backup holds the facts of one moment, shows any changed byte, and can be restored on either engine."""

from __future__ import annotations

import os
import re
import shutil
import stat
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import msgspec
import pyarrow as pa
import pytest
from typer.testing import CliRunner

from etl.__main__ import app
from etl.archive import MANIFEST, Archive, archives, check, opened, read_part, seal
from etl.backup import backup
from etl.errors import ConfigProblem, RunActive
from etl.restore import restore
from etl.warehouse.engine import current_version, publishing
from etl.warehouse.migrations import upgrade
from etl.warehouse.schema import FACTS
from etl.warehouse.tables import pieces, put, tables
from tests.postgres import server
from tests.rights import forbidden, passable
from tests.trial.tiny import Tiny, founded

OLDER = "0005"
"""The schema before there was a table of headers."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    tiny = founded(tmp_path_factory.mktemp("tiny") / "office", files=2)
    tiny.run()
    return tiny


@pytest.fixture(scope="module")
def made(template: Tiny) -> Archive:
    return backup(template.settings)


@pytest.fixture
def tiny(template: Tiny, tmp_path: Path) -> Tiny:
    """The same office, nothing of it shared."""
    root = tmp_path / "office"
    shutil.copytree(template.root, root, ignore=shutil.ignore_patterns("backups"))
    return Tiny(root, str(root / "warehouse"))


@pytest.fixture
def archive(made: Archive, tmp_path: Path) -> Archive:
    """A copy that may be spoiled."""
    return opened(shutil.copytree(made.folder, tmp_path / "copy"))


def facts(tiny: Tiny) -> bytes:
    return Path(tiny.warehouse, "facts.duckdb").read_bytes()


def resealed(archive: Archive, **changes: Any) -> Archive:
    """The same parts under another manifest, rightly summed."""
    contents = msgspec.structs.replace(archive.contents, **changes)
    (archive.folder / MANIFEST).unlink()
    return seal(archive.folder, contents)


def asked(tiny: Tiny, *words: str) -> str:
    environ = {"PANTAU_CONFIG": str(tiny.root / "office.toml"), "WAREHOUSE_URL": tiny.warehouse}
    answer = CliRunner().invoke(app, list(words), env=environ, catch_exceptions=False)
    assert answer.exit_code == 0
    return answer.output


def test_a_filled_warehouse_is_replaced_only_by_force_and_saved_before(tiny: Tiny, made: Archive) -> None:
    with publishing(tiny.warehouse) as publisher, publisher.transaction() as connection:
        connection.exec_driver_sql("UPDATE complaint SET status = 'open'")
    assert tiny.hash() != made.contents.content
    before, version = facts(tiny), current_version(tiny.warehouse)
    with pytest.raises(ConfigProblem, match="--force"):
        restore(tiny.settings, made.folder)
    assert facts(tiny) == before

    assert "Belum ada cadangan" in asked(tiny, "backups")
    said = asked(tiny, "restore", str(made.folder), "--force")
    (saved,) = archives(tiny.root / "backups")
    assert isinstance(saved, Archive)
    assert f"Isi sebelumnya dicadangkan: {saved.folder}" in said
    assert "Semua cocok." in said
    # What a purge has taken since the backup was made is back.
    assert "python -m etl purge" in said
    assert asked(tiny, "backups").startswith(str(saved.folder))

    assert tiny.hash() == made.contents.content
    rows = pa.concat_tables(read_part(saved, "complaint", 100))
    assert set(rows["status"].to_pylist()) == {"open"}
    # A reader that holds the version before must see that there is another, though its facts are older.
    with publishing(tiny.warehouse) as publisher:
        manifest = publisher.manifest()
    assert manifest is not None
    assert manifest["generation"] > made.contents.generation
    assert current_version(tiny.warehouse) != version
    assert not tiny.run().files, "a restored ledger knows every file"


def test_a_server_gets_the_same_facts_and_backs_up_the_same(
    tiny: Tiny, made: Archive, tmp_path: Path
) -> None:
    there = tiny.at(server().database())
    assert restore(tiny.settings, made.folder, into=there.warehouse).findings == []
    assert there.hash() == made.contents.content
    returned = backup(there.settings, tmp_path / "returned")
    assert (returned.contents.engine, returned.contents.content) == ("postgresql", made.contents.content)
    server().drop(there.warehouse)


def test_a_file_that_cannot_be_read_is_kept_aside(tiny: Tiny, made: Archive) -> None:
    Path(tiny.warehouse, "facts.duckdb").write_bytes(b"no database" * 1000)
    with pytest.raises(ConfigProblem, match="--force"):
        restore(tiny.settings, made.folder)
    done = restore(tiny.settings, made.folder, force=True)
    assert done.saved is None
    assert done.aside is not None
    assert Path(tiny.warehouse, done.aside).read_bytes() == b"no database" * 1000
    # Which public tables came out since the backup nobody can tell any more.
    assert [(finding.audit, finding.fatal) for finding in done.findings] == [("terbitan", False)]
    assert tiny.hash() == made.contents.content


@pytest.mark.parametrize("part", ["complaint", "ledger", "complaints_day"])
def test_a_changed_byte_is_refused_by_the_name_of_its_part(tiny: Tiny, archive: Archive, part: str) -> None:
    path, before = archive.path(part), facts(tiny)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ConfigProblem, match=f"rusak, {re.escape(str(path))}: isinya berbeda"):
        restore(tiny.settings, archive.folder, force=True)
    path.unlink()
    with pytest.raises(ConfigProblem, match=f"rusak, {re.escape(str(path))}: berkas itu tidak ada"):
        restore(tiny.settings, archive.folder, force=True)
    assert facts(tiny) == before


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda text: text.replace('"rows": 0', '"rows": 1', 1), "jumlah pemeriksanya"),
        (lambda text: text[:-9], "isinya terpotong atau berubah"),
        (lambda text: "{}", "isinya bukan keterangan sebuah cadangan"),
        (lambda text: text.replace('"format"', '"bentuk"'), "isinya bukan keterangan sebuah cadangan"),
        (lambda text: "\udcff", "isinya terpotong atau berubah"),
    ],
)
def test_a_changed_manifest_is_refused(
    tiny: Tiny, archive: Archive, spoil: Callable[[str], str], said: str
) -> None:
    path = archive.folder / MANIFEST
    text = spoil(path.read_text(encoding="utf-8"))
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ConfigProblem, match=said):
        restore(tiny.settings, archive.folder, force=True)
    (told,) = archives(archive.folder.parent)
    assert isinstance(told, str)
    assert str(path) in told


def test_a_folder_that_is_no_backup_is_told(tiny: Tiny, tmp_path: Path) -> None:
    for folder, told in ((tmp_path, "bukan cadangan Pantau"), (tmp_path / "nowhere", "nowhere tidak ada;")):
        with pytest.raises(ConfigProblem, match=told):
            restore(tiny.settings, folder, force=True)


def test_a_backup_that_may_not_be_read_is_not_told_as_none_or_as_damaged(tiny: Tiny, made: Archive) -> None:
    with passable() as folder:
        copy = opened(shutil.copytree(made.folder, folder / "copy"))
        copy.folder.chmod(0o755)
        for closed in (copy.folder, copy.folder / MANIFEST, copy.path("visit")):
            (copy.folder / MANIFEST).chmod(0o644)
            with forbidden(closed), pytest.raises(ConfigProblem, match="akun ini tidak berhak"):
                check(opened(copy.folder))
        with forbidden(copy.folder):
            (told,) = archives(folder)
        assert "akun ini tidak berhak" in str(told)


def test_parts_that_are_whole_but_other_than_was_counted_change_nothing(tiny: Tiny, archive: Archive) -> None:
    """The hashes are right and the content is not: a backup that another program has put together."""
    before = tiny.hash()
    wrong = resealed(archive, content="0" * 64)
    with pytest.raises(ConfigProblem, match="hash isinya berbeda"):
        restore(tiny.settings, wrong.folder, force=True)
    assert tiny.hash() == before
    assert not list(Path(tiny.warehouse).glob(".restore-*"))


def test_a_newer_schema_is_refused(tiny: Tiny, archive: Archive) -> None:
    before = facts(tiny)
    newer = resealed(archive, revision="9999")
    with pytest.raises(ConfigProblem, match=r"skema 9999.*perbarui Pantau"):
        restore(tiny.settings, newer.folder, force=True)
    assert facts(tiny) == before


def test_an_older_schema_is_restored_and_upgraded(tiny: Tiny, tmp_path: Path) -> None:
    """The facts of today, as a Pantau of then would have kept them."""
    then = tiny.at(tmp_path / "then")
    with publishing(tiny.warehouse) as publisher, publisher.engine.connect() as connection:
        known = tables(connection)
        kept = {name: [*pieces(connection, known[name])] for name in FACTS.tables if name != "state"}
    with publishing(then.warehouse) as publisher:
        upgrade(publisher.engine, OLDER)
        with publisher.transaction() as connection:
            for name, table in tables(connection).items():
                for rows in kept.get(name, []):
                    put(connection, table, rows.select([column.name for column in table.c]))
    archive = backup(then.settings)
    assert (archive.contents.revision, archive.contents.content) == (OLDER, None)
    here = tiny.at(tmp_path / "here")
    assert restore(here.settings, archive.folder).findings == []
    assert here.hash() == tiny.hash()


def test_only_the_owner_may_read_a_backup(tiny: Tiny) -> None:
    before = os.umask(0)
    try:
        archive = backup(tiny.settings)
    finally:
        os.umask(before)
    for folder in (archive.folder.parent, archive.folder):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in archive.folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


class BrokenOffError(Exception):
    """Where a process would have died."""


def test_what_was_broken_off_is_no_backup(tiny: Tiny, tmp_path: Path) -> None:
    told: list[str] = []
    backup(tiny.settings, tmp_path / "whole", step=lambda stage, detail: told.append(detail))
    broken = tmp_path / "broken"
    assert told[-1] == "sealed"
    for at in (told[0], told[len(told) // 2], "content", "sealing"):

        def stop(stage: str, detail: str, at: str = at) -> None:
            if detail == at:
                # A killed process sweeps nothing: what lies there now stays.
                (draft,) = broken.glob(".draft-*")
                shutil.copytree(draft, broken / f".draft-{at}-left")
                raise BrokenOffError

        with pytest.raises(BrokenOffError):
            backup(tiny.settings, broken, step=stop)
        assert archives(broken) == []
        (left,) = broken.iterdir()
        with pytest.raises(ConfigProblem, match="bukan cadangan"):
            restore(tiny.settings, left, force=True)
        old = time.time() - 25 * 3600
        os.utime(left, (old, old))
    backup(tiny.settings, broken)
    assert [type(one) for one in archives(broken)] == [Archive]
    assert len(list(broken.iterdir())) == 1, "old drafts are swept"


def test_a_backup_waits_for_a_run_so_long_and_no_longer(tiny: Tiny) -> None:
    with publishing(tiny.warehouse):
        began = time.monotonic()
        with pytest.raises(RunActive, match="coba lagi nanti"):
            backup(tiny.settings, wait=0.3)
        assert 0.3 <= time.monotonic() - began < 3
    found: list[Archive] = []
    with publishing(tiny.warehouse):
        thread = Thread(target=lambda: found.append(backup(tiny.settings, wait=30)))
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(30)
    check(found[0])


def test_a_warehouse_without_facts_gives_no_backup(tiny: Tiny, tmp_path: Path) -> None:
    with pytest.raises(ConfigProblem, match="belum berisi apa-apa"):
        backup(tiny.at(tmp_path / "empty").settings, tmp_path / "none")
    assert archives(tmp_path / "none") == []
