"""The restores trial, small; at full size it is `make trial NAME=restores`."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from dashboard.office.schema import account
from dashboard.office.store import open_office
from dashboard.roles import Role
from etl.backup import backup
from etl.restore import restore
from tests.trial.office_restores import pairs
from tests.trial.restores import Size, State, stands, trial
from tests.trial.tiny import founded


def test_a_backup_asked_for_during_a_load_holds_a_whole_state(tmp_path: Path) -> None:
    told = trial(tmp_path, 3, Size(on_duckdb=1, on_postgresql=1, of_office=2))
    for engine, restores in (("DuckDB", 1), ("PostgreSQL", 1), ("office store", 2)):
        found = told[engine]
        assert isinstance(found, dict)
        assert (found["restores"], found["broken"]) == (restores, 0)


def test_the_trial_finds_a_state_that_was_not_saved(tmp_path: Path) -> None:
    tiny = founded(tmp_path / "office", files=1, seed=3).at(tmp_path / "warehouse")
    tiny.run()
    kept = backup(tiny.settings, tmp_path / "kept")
    done = restore(tiny.settings, kept.folder, force=True)
    other = State(2, "0" * 64, 1)
    with pytest.raises(AssertionError, match="what was restored is none of"):
        stands(tiny, done, other, [other])
    more = State(2, tiny.hash(), 1)
    with pytest.raises(AssertionError, match="are published"):
        stands(tiny, done, more, [more])


def test_the_trial_finds_half_a_pair(tmp_path: Path) -> None:
    store = open_office(f"sqlite:///{tmp_path / 'office.db'}")
    with store.writing() as connection:
        given = {"role": Role.CAMAT.value, "created_at": datetime(2026, 3, 20, tzinfo=UTC)}
        connection.execute(insert(account).values(name="000000-kiri", password_hash="-", **given))
    with pytest.raises(AssertionError, match="half a pair"):
        pairs(store)
