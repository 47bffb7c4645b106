"""What a command is asked for and cannot be is refused, and what can be is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dashboard.__main__ import app
from dashboard.errors import UsageError

PASSWORD = "kuda laut minum teh"
LURAH = ("user", "add", "lurah-baru", "--role", "lurah", "--password-stdin", "--office")


def asked(variables: dict[str, str], *words: str) -> Any:
    return CliRunner().invoke(app, list(words), env=variables, input=f"{PASSWORD}\n")


def test_days_that_run_backwards_are_refused(made: tuple[Any, dict[str, str]]) -> None:
    for words in (["--from", "2026-09-30", "--to", "2026-09-01"], ["--from", "2027-01-01"]):
        refused = asked(made[1], "figures", "waiting", *words).exception
        assert isinstance(refused, UsageError)
        assert "harus sebelum atau sama dengan --to" in str(refused)
    one = asked(made[1], "figures", "waiting", "--from", "2026-09-01", "--to", "2026-09-01")
    assert one.exit_code == 0


def test_an_office_that_is_not_known_is_refused_and_the_known_are_named(
    made: tuple[Any, dict[str, str]],
) -> None:
    refused = asked(made[1], *LURAH, "99").exception
    assert isinstance(refused, UsageError)
    assert '"99" tidak ada' in str(refused)
    assert "63.71.04.1002" in str(refused)
    assert asked(made[1], *LURAH, "63.71.04.1002").exit_code == 0


@pytest.mark.parametrize("away", [True, False])
def test_before_anything_is_published_an_office_is_taken_and_said_to_be_unchecked(
    tmp_path: Path, away: bool
) -> None:
    server = "postgresql+psycopg://a:rahasia@127.0.0.1:1/x"
    variables = {
        "OFFICE_URL": f"sqlite:///{tmp_path / 'office.db'}",
        "WAREHOUSE_URL": server if away else str(tmp_path / "gudang"),
    }
    done = asked(variables, *LURAH, "99")
    assert done.exit_code == 0
    assert "Kode kantor 99 belum diperiksa: " in done.output
    assert "rahasia" not in done.output
