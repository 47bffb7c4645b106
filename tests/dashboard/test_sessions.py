from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from dashboard.office import accounts, sessions
from dashboard.office.schema import account
from dashboard.office.store import OfficeStore
from dashboard.roles import Role
from tests.dashboard.site import kept, on_both

kept_in = on_both
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _camat(office: OfficeStore) -> None:
    with office.writing() as connection:
        accounts.add(
            connection, "camat", role=Role.CAMAT, office=None, password="kuda laut minum teh", now=NOW
        )


def started(office: OfficeStore) -> str:
    with office.writing() as connection:
        return sessions.start(connection, accounts.get(connection, "camat").id, now=NOW)


def alive(office: OfficeStore, token: str, after: timedelta) -> bool:
    with office.reading() as connection:
        return sessions.account_name(connection, token, now=NOW + after) is not None


def test_a_token_has_256_bits_and_is_not_in_the_store(office: OfficeStore) -> None:
    tokens = {started(office) for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) >= 43 for token in tokens)
    assert not any(token in kept(office) for token in tokens)


def test_thirty_idle_minutes_end_it(office: OfficeStore) -> None:
    token = started(office)
    assert alive(office, token, timedelta(minutes=30))
    assert not alive(office, token, timedelta(minutes=30, seconds=1))


def test_use_keeps_it_alive_but_not_beyond_twelve_hours(office: OfficeStore) -> None:
    token = started(office)
    for minutes in range(20, 12 * 60 + 1, 20):
        with office.writing() as connection:
            sessions.touch(connection, token, now=NOW + timedelta(minutes=minutes))
    assert alive(office, token, timedelta(hours=12))
    assert not alive(office, token, timedelta(hours=12, seconds=1))


def test_it_is_written_again_after_a_minute_only(office: OfficeStore) -> None:
    token = started(office)
    with office.reading() as connection:
        assert sessions.account_name(connection, token, now=NOW + timedelta(seconds=59)) == ("camat", False)
        assert sessions.account_name(connection, token, now=NOW + timedelta(seconds=60)) == ("camat", True)


def test_an_ended_token_is_nobody(office: OfficeStore) -> None:
    token, other = started(office), started(office)
    with office.writing() as connection:
        sessions.end(connection, token)
    assert not alive(office, token, timedelta())
    assert alive(office, other, timedelta())


def test_a_session_of_a_closed_account_is_nobody_even_if_it_was_left_in_the_store(
    office: OfficeStore,
) -> None:
    token = started(office)
    with office.writing() as connection:
        connection.execute(update(account).values(disabled_at=NOW))
    assert not alive(office, token, timedelta())


def test_old_sessions_are_swept_when_one_starts(office: OfficeStore) -> None:
    old = started(office)
    with office.writing() as connection:
        sessions.start(connection, accounts.get(connection, "camat").id, now=NOW + timedelta(hours=1))
    assert not alive(office, old, timedelta())
