"""A store that cannot be read ends every command with one sentence and its exit code."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from dashboard.__main__ import main
from dashboard.errors import SettingsError
from dashboard.office.private import kept
from dashboard.office.store import open_office
from dashboard.store import Store
from tests.postgres import server
from tests.rights import forbidden, passable

AWAY = "postgresql+psycopg://pantau:rahasia@127.0.0.1:1/pantau"
KEY = "Zs7aa8Uq2nXk5bR1vT9wYe3mPq0LdHgJcFiKoN4r"


class Desk:
    """The program, as it ends."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self.folder, self._patch, self._capture = folder, patch, capture
        self.set(OFFICE_URL=f"sqlite:///{folder / 'office.db'}", WAREHOUSE_URL=str(folder / "gudang"))

    def set(self, **variables: str) -> None:
        for name, value in variables.items():
            self._patch.setenv(name, value)

    def asked(self, *words: str) -> str:
        self._patch.setattr("sys.argv", ["dashboard", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 2
        told = self._capture.readouterr().err
        assert "Traceback" not in told
        assert "rahasia" not in told
        return told


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Desk]:
    with passable() as folder:
        yield Desk(folder, monkeypatch, capsys)


@pytest.mark.parametrize("command", ["user list", "backup", "restore office.db"])
def test_an_account_without_rights_is_sent_to_the_one_that_has_them(desk: Desk, command: str) -> None:
    store = desk.folder / "akun"
    open_office(f"sqlite:///{store / 'office.db'}")
    desk.set(OFFICE_URL=f"sqlite:///{store / 'office.db'}")
    words = [word.replace("office.db", str(store / "office.db")) for word in command.split()]
    with forbidden(store):
        told = desk.asked(*words)
    assert "(akun ini tidak berhak)" in told
    assert "sebagai akun yang menjalankan dasbor" in told


def test_a_file_of_the_accounts_that_may_not_be_read_is_not_told_as_one_that_may_not_be_written(
    desk: Desk,
) -> None:
    open_office(f"sqlite:///{desk.folder / 'office.db'}")
    with forbidden(desk.folder / "office.db"):
        assert "office.db tidak bisa dibaca (akun ini tidak berhak)" in desk.asked("backup")


def test_a_secret_that_may_not_be_read_is_told(desk: Desk) -> None:
    (desk.folder / "akun").mkdir()
    with forbidden(desk.folder / "akun"), pytest.raises(SettingsError, match="akun ini tidak berhak"):
        kept(desk.folder / "akun" / "secret-key", lambda: "x")


@pytest.mark.parametrize("command", ["user list", "user disable ani", "serve"])
@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("sqlite:////proc/tiada/office.db", "(berkas atau foldernya tidak ada)"),
        ("sqlite:///{folder}/catatan", "(isinya bukan basis data)"),
        (AWAY, "(servernya tidak menjawab). Periksa apakah PostgreSQL hidup"),
    ],
    ids=["absent", "no_database", "away"],
)
def test_accounts_that_cannot_be_reached_are_told(desk: Desk, command: str, url: str, why: str) -> None:
    (desk.folder / "catatan").write_text("tidak ada tabel di sini " * 99)
    desk.set(OFFICE_URL=url.format(folder=desk.folder), PANTAU_SECRET_KEY=KEY, PORT="8399")
    assert why in desk.asked(*command.split())


def test_accounts_of_a_newer_pantau_are_told(desk: Desk) -> None:
    with open_office(f"sqlite:///{desk.folder / 'office.db'}").writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert "perbarui Pantau" in desk.asked("user", "list")


def test_accounts_on_a_server_that_refuses_are_told(desk: Desk) -> None:
    url = make_url(server().database())
    server().run("CREATE ROLE lemah LOGIN")
    for wrong, why in (
        (url.set(username="tiada"), "(basis data atau perannya belum ada)"),
        (url.set(database="tiada"), "(basis data atau perannya belum ada)"),
        (url.set(username="lemah"), "(perannya tidak berhak)"),
    ):
        desk.set(OFFICE_URL=wrong.render_as_string(hide_password=False))
        assert why in desk.asked("user", "list")


@pytest.mark.parametrize("more", [[], ["--public"]])
def test_figures_of_a_warehouse_that_is_away_are_told(desk: Desk, more: list[str]) -> None:
    desk.set(WAREHOUSE_URL=AWAY)
    assert "server tidak menjawab" in desk.asked("figures", "waiting", *more)


def test_figures_of_a_warehouse_that_may_not_be_read_are_told(desk: Desk) -> None:
    folder = desk.folder / "gudang"
    folder.mkdir()
    (folder / "current").write_text("20260101T000000")
    with forbidden(folder):
        told = desk.asked("figures", "waiting")
    assert f"Gudang data {folder} tidak bisa dibaca (akun ini tidak berhak)" in told
    assert "Hapus folder" in desk.asked("figures", "waiting")


def test_who_serves_is_told_why_there_is_nothing_to_show() -> None:
    assert "server tidak menjawab" in str(Store(AWAY, "staff").trouble())


def test_a_fault_of_the_program_is_told_without_what_it_held(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("OFFICE_URL", f"sqlite:///{tmp_path / 'rahasia.db'}")
    with open_office(f"sqlite:///{tmp_path / 'rahasia.db'}").writing() as connection:
        connection.exec_driver_sql("ALTER TABLE account RENAME TO rahasia")
    monkeypatch.setattr("sys.argv", ["dashboard", "user", "list"])
    with pytest.raises(SystemExit) as ended:
        main()
    told = capsys.readouterr().err
    assert ended.value.code == 70
    assert told.startswith("Kesalahan program (")
    assert "dashboard/" in told
    assert "rahasia" not in told
