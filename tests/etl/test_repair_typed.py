"""`etl rejects`, `replay` and `backfill` as they are typed: what they say, and what they refuse."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from dashboard.pages.quality import PAGE
from etl.__main__ import app
from etl.commands.runs import CHANGES
from etl.errors import ConfigProblem
from tests.etl.test_repair import office, put, ran

Typed = Callable[..., str]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["replay", "--file", "tiada.csv"], 'tidak ada berkas "tiada.csv" di folder sumber'),
        (["replay", "--allow-retract"], "memerlukan --source dan --file"),
        (["replay", "--source", "antri"], '"antri" tidak dikenal'),
        (
            ["backfill", "--source", "antrean", "--from", "2026-02-30", "--to", "2026-03-01"],
            '--from "2026-02-30"',
        ),
        (["backfill", "--source", "antrean", "--from", "2026-02-02", "--to", "2026-02-01"], "tukar keduanya"),
        (["rejects", "--reason", "salah"], '"salah" tidak dikenal'),
        (["rejects", "--export", "daftar.pdf"], "berakhir .csv atau .xlsx"),
        (["rejects", "--source", "antri"], '"antri" tidak dikenal'),
    ],
)
def test_what_cannot_be_done_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    settings = office(tmp_path)
    monkeypatch.setenv("PANTAU_CONFIG", str(settings.config))
    monkeypatch.setenv("WAREHOUSE_URL", settings.warehouse)
    with pytest.raises(ConfigProblem, match=re.escape(said)):
        app(words, standalone_mode=False)


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """What a command says, in an office where one line of each of two files was refused."""
    settings = office(tmp_path)
    for name in ("a.csv", "b.csv"):
        put(tmp_path, name, f"1{name}", f"2{name};KTP;kemarin")
    ran(settings)
    monkeypatch.setenv("PANTAU_CONFIG", str(settings.config))
    monkeypatch.setenv("WAREHOUSE_URL", settings.warehouse)

    def said(*words: str) -> str:
        try:
            app(list(words), standalone_mode=False)
        except ConfigProblem as problem:
            return str(problem)
        except typer.Exit:
            pass
        return capsys.readouterr().out

    return said


def test_a_file_that_was_never_read_is_refused_with_those_that_were(typed: Typed) -> None:
    withdraw = ("replay", "--source", "antrean", "--withdrawn", "--file")
    never = "belum pernah dibaca"
    assert typed("rejects", "--file", "masuk/a.csv").endswith("seperti yang tercatat: a.csv")
    assert f'"ab.csv" {never}. Yang mirip: b.csv, a.csv.' in typed("rejects", "--file", "ab.csv")
    assert f'"salah" dari sumber antrean {never}. Yang terakhir dibaca:' in typed(*withdraw, "salah")
    assert "a.csv" in typed(*withdraw, "a.csv", "--file", "aa.csv"), "none is closed where one is wrong"
    assert '"antri" tidak dikenal' in typed("rejects", "--source", "antri", "--file", "a.csv")
    assert "1 baris ditutup: ditarik." in typed(*withdraw, "a.csv")
    assert "Tidak ada baris ditolak dari berkas itu" in typed(*withdraw, "a.csv")


def test_what_waits_says_how_it_is_closed(typed: Typed) -> None:
    assert "--source antrean --file a.csv --withdrawn" in typed("rejects", "--file", "a.csv")
    assert "--source SUMBER --file BERKAS --withdrawn" in typed("rejects")
    assert "Baris 2 tidak termasuk baris yang ditolak dan belum selesai" in typed("rejects", "--line", "2")
    typed("replay", "--source", "antrean", "--file", "a.csv", "--file", "b.csv", "--withdrawn")
    assert typed("rejects") == "Tidak ada baris yang ditolak dan belum selesai (yang sudah selesai: --all).\n"
    assert "--withdrawn" not in typed("rejects", "--all")
    assert '"closed_by": "withdrawn"' in typed("rejects", "--all", "--json")


def test_days_that_no_file_holds_are_named(typed: Typed) -> None:
    asked = typed("backfill", "--source", "antrean", "--from", "2025-01-01", "--to", "2025-01-02")
    assert (
        "Tidak ada berkas sumber antrean yang memuat baris dari hari 01/01/2025 sampai 02/01/2025." in asked
    )


def test_the_clock_of_the_office_is_named(typed: Typed) -> None:
    assert re.search(r"dimuat \d\d/\d\d/\d{4} \d\d:\d\d WITA", typed("status"))
    assert re.search(r"\d\d:\d\d WITA, duckdb", typed("backup"))
    assert re.search(r"\d\d:\d\d WITA, duckdb", typed("backups"))
    assert typed("backups", "--to", "tidak ada").endswith("python -m etl backup --to 'tidak ada'\n")


def test_where_the_changes_of_closed_days_are_told_is_where_they_are() -> None:
    assert CHANGES.endswith(f'halaman {PAGE.title}, bagian "{PAGE.sections["koreksi"].title}"')
