from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.errors import AccountError
from dashboard.office import accounts, passwords, sessions, throttle
from dashboard.office.store import OfficeStore
from dashboard.roles import Role
from tests.dashboard.site import kept, on_both

kept_in = on_both
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
GOOD = "kuda laut minum teh"


def add(office: OfficeStore, name: str = "camat", role: Role = Role.CAMAT, code: str | None = None) -> None:
    with office.writing() as connection:
        accounts.add(connection, name, role=role, office=code, password=GOOD, now=NOW)


def test_an_account_is_found_by_its_name_in_any_case(office: OfficeStore) -> None:
    add(office)
    with office.reading() as connection:
        found = accounts.get(connection, " CAMAT ")
        assert (found.name, found.role, found.created_at) == ("camat", Role.CAMAT, NOW)


def test_the_password_is_kept_as_argon2id_only(office: OfficeStore) -> None:
    add(office)
    with office.reading() as connection:
        found = accounts.kept_hash(connection, "camat", now=NOW)
    assert found is not None
    assert found[1].startswith("$argon2id$")
    assert passwords.matches(GOOD, found[1])
    assert not passwords.matches(GOOD + " ", found[1])
    assert GOOD not in kept(office)


@pytest.mark.parametrize(
    ("name", "role", "code", "password", "said"),
    [
        ("c", Role.CAMAT, None, GOOD, "nama akun"),
        ("nama dengan spasi", Role.CAMAT, None, GOOD, "nama akun"),
        ("camat", Role.CAMAT, "63.71.04", GOOD, "kode kantor"),
        ("lurah", Role.LURAH, None, GOOD, "kode kantor"),
        ("evaluator", Role.EVALUATOR, None, GOOD, "perlu hari terakhir"),
        ("camat", Role.CAMAT, None, "pendek", "12–128"),
        ("camat", Role.CAMAT, None, "x" * 129, "12–128"),
        ("camat", Role.CAMAT, None, "aaaaaaaaaaaaaa", "mudah ditebak"),
        ("camat", Role.CAMAT, None, "Camat-banjarmasin-1", "mudah ditebak"),
    ],
)
def test_what_cannot_be_an_account_is_refused(
    office: OfficeStore, name: str, role: Role, code: str | None, password: str, said: str
) -> None:
    with pytest.raises(AccountError, match=said), office.writing() as connection:
        accounts.add(connection, name, role=role, office=code, password=password, now=NOW)
    with office.reading() as connection:
        assert accounts.everyone(connection) == []


def test_the_account_of_an_evaluator_cannot_be_made_endless(office: OfficeStore) -> None:
    day = NOW + timedelta(days=30)
    with office.writing() as connection:
        given = {"role": Role.EVALUATOR, "office": None, "password": GOOD}
        accounts.add(connection, "evaluator", **given, now=NOW, expires_at=day)
        assert accounts.set_expiry(connection, "evaluator", day + timedelta(days=9)).role is Role.EVALUATOR
        with pytest.raises(AccountError, match="perlu hari terakhir"):
            accounts.set_expiry(connection, "evaluator", None)


def test_a_name_is_given_once(office: OfficeStore) -> None:
    add(office)
    with pytest.raises(AccountError, match="sudah ada"):
        add(office, "Camat")


def test_closing_an_account_ends_its_sessions(office: OfficeStore) -> None:
    add(office)
    with office.writing() as connection:
        token = sessions.start(connection, accounts.get(connection, "camat").id, now=NOW)
        accounts.set_disabled(connection, "camat", NOW)
        assert accounts.kept_hash(connection, "camat", now=NOW) is None
        assert sessions.account_name(connection, token, now=NOW) is None
        accounts.set_disabled(connection, "camat", None)
        assert accounts.kept_hash(connection, "camat", now=NOW) is not None
        assert sessions.account_name(connection, token, now=NOW) is None


def test_a_new_password_ends_the_sessions(office: OfficeStore) -> None:
    add(office)
    with office.writing() as connection:
        token = sessions.start(connection, accounts.get(connection, "camat").id, now=NOW)
        accounts.set_password(connection, "camat", "perahu di sungai martapura")
        assert sessions.account_name(connection, token, now=NOW) is None


def test_failures_slow_the_next_try_from_2_seconds_to_15_minutes() -> None:
    seconds = [throttle.delay(failures, 5).total_seconds() for failures in range(20)]
    assert seconds[:5] == [0] * 5
    assert seconds[5:10] == [2, 4, 8, 16, 32]
    assert seconds[13:] == [512, 900, 900, 900, 900, 900, 900]


def test_the_owner_gets_in_after_the_wait_and_is_then_clean(office: OfficeStore) -> None:
    keys = throttle.keys("camat", "192.0.2.1", secret=b"k")
    with office.writing() as connection:
        assert [throttle.reserve(connection, keys, now=NOW) for _ in range(6)] == [0, 0, 0, 0, 0, 2]
        # A try that had to wait is not counted.
        assert throttle.reserve(connection, keys, now=NOW + timedelta(seconds=1)) == 1
        assert throttle.reserve(connection, keys, now=NOW + timedelta(seconds=2)) == 0
        throttle.forgive(connection, keys, now=NOW + timedelta(seconds=2))
        assert [throttle.reserve(connection, keys, now=NOW) for _ in range(5)] == [0] * 5


def test_another_address_is_not_slowed_by_this_one(office: OfficeStore) -> None:
    with office.writing() as connection:
        here = throttle.keys("camat", "192.0.2.1", secret=b"k")
        assert [throttle.reserve(connection, here, now=NOW) for _ in range(6)][-1] == 2
        assert throttle.reserve(connection, throttle.keys("camat", "192.0.2.2", secret=b"k"), now=NOW) == 0


@pytest.mark.parametrize("who", ["one", "many"])
def test_an_hour_of_guessing_from_one_address_is_compared_less_than_100_times(
    office: OfficeStore, who: str
) -> None:
    compared = 0
    with office.writing() as connection:
        for i in range(2_000):
            name = "camat" if who == "one" else f"nama{i}"
            moment = NOW + timedelta(seconds=i * 1.8)
            keys = throttle.keys(name, "192.0.2.1", secret=b"k")
            compared += throttle.reserve(connection, keys, now=moment) == 0
    assert compared < 100


def test_parallel_guesses_do_not_pass_together(office: OfficeStore) -> None:
    keys = throttle.keys("camat", "192.0.2.1", secret=b"k")
    passed: list[int] = []

    def guess() -> None:
        for _ in range(5):
            with office.writing() as connection:
                passed.append(throttle.reserve(connection, keys, now=NOW))

    threads = [threading.Thread(target=guess) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert passed.count(0) == 5
