"""A file that the machine does not read or write is told in Indonesian, wherever it is met."""

import errno
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.errors import BackupError
from dashboard.office.backup import Place
from dashboard.office.backup import backup as backup_accounts
from dashboard.office.store import open_office
from etl.archive import archives, drafted
from etl.errors import ConfigProblem, PantauError
from etl.health import write_health
from etl.os_errors import why
from etl.rejects_sheet import write_sheet
from etl.settings import load_settings
from etl.warehouse.engine import publishing
from tests.rights import forbidden, passable


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.ENOENT, errno.ENOTDIR])
def test_what_happens_often_has_words_and_none_of_the_machine(code: int) -> None:
    said = why(OSError(code, os.strerror(code)))
    assert os.strerror(code) not in said
    assert "kesalahan sistem" not in said


def test_what_is_rare_has_the_name_that_an_administrator_can_look_up() -> None:
    assert why(OSError(errno.EXDEV, "Invalid cross-device link")) == "kesalahan sistem EXDEV"
    assert why(OSError("no number")) == "kesalahan sistem OSError"


def below_a_file(folder: Path) -> Path:
    """Where nothing can stand, whoever asks."""
    (folder / "berkas").write_text("")
    return folder / "berkas" / "di-dalamnya" / "lagi"


NOT_A_FOLDER = r"\(yang seharusnya folder ternyata berkas\); "


def test_a_backup_says_why_it_cannot_stand_there(tmp_path: Path) -> None:
    there = below_a_file(tmp_path)
    told = f"Cadangan di {there} tidak bisa ditulis {NOT_A_FOLDER}"
    with pytest.raises(ConfigProblem, match=told), drafted(there):
        pass


def test_a_folder_of_backups_that_may_not_be_looked_at_is_said() -> None:
    with pytest.raises(ConfigProblem, match=r"tidak bisa dibaca \(namanya terlalu panjang\)"):
        archives(Path("x" * 300))


@pytest.mark.parametrize(
    "use",
    [
        lambda there: publishing(str(there)).__enter__(),
        lambda there: write_health(there, {}),
        lambda there: write_sheet([], there.with_suffix(".csv")),
        lambda there: load_settings({"PANTAU_CONFIG": str(there)}),
    ],
    ids=["warehouse", "health", "sheet", "settings"],
)
def test_other_places_say_it_with_the_same_words(tmp_path: Path, use: Callable[[Path], object]) -> None:
    with pytest.raises(PantauError, match=NOT_A_FOLDER):
        use(below_a_file(tmp_path))


def test_an_account_without_rights_is_not_sent_to_another_warehouse() -> None:
    """There it would find none of what was loaded, and say that nothing was."""
    with passable() as folder:
        with publishing(str(folder)):
            pass
        for closed in (folder, folder / "lock"):
            with forbidden(closed), pytest.raises(ConfigProblem) as told, publishing(str(folder)):
                pass
            assert "sebagai akun yang menjalankan etl" in str(told.value)
            assert "WAREHOUSE_URL" not in str(told.value)


def test_the_accounts_say_it_too(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    open_office(url)
    now, place = datetime(2026, 3, 1, tzinfo=UTC), Place(url, tmp_path / "bukti")
    with pytest.raises(BackupError, match=r"tidak bisa ditulis " + NOT_A_FOLDER):
        backup_accounts(place, below_a_file(tmp_path), now)
    (tmp_path / "office.db").write_bytes(b"tidak ada tabel di sini" * 99)
    with pytest.raises(BackupError, match=r"\(isinya bukan basis data\)"):
        backup_accounts(place, tmp_path / "salinan.db", now)
