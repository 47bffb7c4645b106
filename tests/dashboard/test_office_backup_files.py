"""What people brought goes with a backup of the office store and comes back, whole or named."""

from __future__ import annotations

import os
import stat
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dashboard.__main__ import app
from dashboard.errors import BackupError
from dashboard.office import evidence, follow_up
from dashboard.office.audit import AuditLog
from dashboard.office.backup import Made, Place, backup, restore
from dashboard.office.backup_files import beside, told
from dashboard.office.evidence import About
from dashboard.office.follow_up import Plan, Shown, Source
from dashboard.office.kept import Brought
from dashboard.office.pekppp import Evaluation, Signed, Subject
from dashboard.office.store import OfficeStore, _engine, open_office, upgrade

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
BY = Signed("susi", NOW)
LOG = AuditLog(b"n0t-4-r3al-k3y")
FILES = {"SK.pdf": b"%PDF-1.7 standar", "lama.pdf": b"%PDF-1.7 dicabut", "foto.jpg": b"\xff\xd8\xff kursi"}
NAMES = {sha256(content).hexdigest() for content in FILES.values()}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """With a piece of evidence, one that was taken back, and a proof; two rows tell of the first."""
    place = Place(f"sqlite:///{tmp_path / 'office-store' / 'office.db'}", tmp_path / "bukti")
    what, about = Subject(Evaluation(2026, "enam-aspek"), 1), About("SK", date(2026, 3, 1), "Kasi")
    of = Source("2026-S1", None)
    given = {name: Brought(name, content, place.files) for name, content in FILES.items()}
    with open_office(place.url).writing() as connection:
        for name in ("SK.pdf", "SK.pdf", "lama.pdf"):
            number = evidence.file(connection, what, given[name], about, BY)
        evidence.remove(connection, what.of, number, BY)
        follow_up.report_on(connection, of, date(2026, 7, 20), BY)
        line = follow_up.plan(connection, of, "sarana", Plan("Kursi", "Kasi", NOW.date()), BY)
        follow_up.finish(connection, line, NOW.date(), Shown(file=given["foto.jpg"]), BY)
    return place


def saved(place: Place, tmp_path: Path, name: str = "copy.db") -> Made:
    return backup(place, tmp_path / name, NOW)


def held(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


def at(place: Place, name: str) -> Path:
    """Where the file of this name lies."""
    return place.files / sha256(FILES[name]).hexdigest()


def asked(place: Place, *words: str) -> Any:
    return CliRunner().invoke(
        app, list(words), env={"OFFICE_URL": place.url, "PANTAU_EVIDENCE": str(place.files)}
    )


def test_on_a_new_machine_every_file_is_there_again(place: Place, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = saved(place, tmp_path)
        new = Place(f"sqlite:///{tmp_path / 'new' / 'office.db'}", tmp_path / "new" / "bukti")
        done = restore(new, made.copy, NOW, force=False, audit=LOG)
    finally:
        os.umask(before)
    assert (made.files, made.lost, done.lost) == (3, (), ())
    for folder in (beside(made.copy), new.files):
        assert held(folder) == NAMES
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        for path in folder.iterdir():
            assert sha256(path.read_bytes()).hexdigest() == path.name
            assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"%PDF-1.7 lain")])
def test_a_file_that_is_not_whole_is_named_and_the_rest_is_saved(
    place: Place, tmp_path: Path, spoil: Any
) -> None:
    spoil(at(place, "SK.pdf"))
    done = asked(place, "backup", "--to", str(tmp_path / "copy.db"))
    assert done.exit_code == 1
    assert "hilang atau berubah, jadi tidak ikut: SK.pdf." in done.output
    assert "2 berkas bukti" in done.output
    assert held(beside(tmp_path / "copy.db")) == NAMES - {at(place, "SK.pdf").name}
    again = asked(place, "restore", str(tmp_path / "copy.db"), "--force")
    assert again.exit_code == 1
    assert "SK.pdf" in again.output


def test_a_restore_mends_what_was_changed_and_takes_nothing_away(place: Place, tmp_path: Path) -> None:
    made = saved(place, tmp_path)
    later = place.files / ("f" * 64)
    later.write_bytes(b"brought since")
    at(place, "SK.pdf").write_bytes(b"%PDF-1.7 diubah")
    at(place, "foto.jpg").unlink()
    assert restore(place, made.copy, NOW, force=True, audit=LOG).lost == ()
    assert at(place, "SK.pdf").read_bytes() == FILES["SK.pdf"]
    assert at(place, "foto.jpg").read_bytes() == FILES["foto.jpg"]
    assert later.is_file()


def test_each_byte_counts_and_what_is_whole_in_its_place_needs_no_copy(place: Place, tmp_path: Path) -> None:
    made = saved(place, tmp_path)
    for path in beside(made.copy).iterdir():
        content = bytearray(path.read_bytes())
        content[-1] ^= 1
        path.write_bytes(content)
    assert restore(place, made.copy, NOW, force=True, audit=LOG).lost == ()
    new = Place(f"sqlite:///{tmp_path / 'new' / 'office.db'}", tmp_path / "new" / "bukti")
    assert sorted(restore(new, made.copy, NOW, force=False, audit=LOG).lost) == sorted(FILES)
    assert held(new.files) == set()


def test_what_lies_beside_is_never_written_over(place: Place, tmp_path: Path) -> None:
    beside(tmp_path / "copy.db").mkdir()
    with pytest.raises(BackupError, match="tidak ditimpa"):
        saved(place, tmp_path)
    assert not (tmp_path / "copy.db").exists()


def test_a_backup_that_fails_at_its_end_leaves_no_files(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "link", full)
    with pytest.raises(BackupError, match="tidak ada cadangan"):
        saved(place, tmp_path)
    assert held(tmp_path) == {"office-store", "bukti"}


def test_an_office_without_files_has_no_folder_beside(tmp_path: Path) -> None:
    place = Place(f"sqlite:///{tmp_path / 'office-store' / 'office.db'}", tmp_path / "bukti")
    open_office(place.url)
    assert saved(place, tmp_path) == Made(tmp_path / "copy.db", 0, ())
    assert held(tmp_path) == {"office-store", "copy.db"}


@pytest.mark.parametrize("revision", ["0001", "0004", "0005"])
def test_a_copy_of_an_earlier_revision_tells_of_none(tmp_path: Path, revision: str) -> None:
    upgrade(OfficeStore(_engine(f"sqlite:///{tmp_path / 'old.db'}")), revision)
    assert told(tmp_path / "old.db") == []
