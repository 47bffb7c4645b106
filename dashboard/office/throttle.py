"""Failed logins slow the next ones down: 2, 4, 8 … seconds up to 15 minutes, and never for good.

The counts stand in the store, because a count per process would multiply by the workers.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import Connection, delete, insert, select, update

from dashboard.office.schema import login_failure

LONGEST = timedelta(minutes=15)
_FORGOTTEN = timedelta(hours=24)
# Failures that are free, by what they are counted for. Five of a person who mistypes; more where many
# people share an address, and for the account alone, so that a stranger cannot slow its owner down soon.
# Behind a provider there is nothing to guess: a whole office may come at once, each counted until it is in.
_FREE = {"pair": 5, "address": 20, "account": 50, "link": 20, "provider": 100}


def keys(name: str, address: str, *, secret: bytes) -> tuple[tuple[str, str], ...]:
    """What is counted, keyed: someone may have typed the password as the name."""
    parts = {"pair": f"{name}\n{address}", "address": address, "account": name}
    return tuple((kind, _keyed(f"{kind}\n{text}", secret)) for kind, text in parts.items())


def link_keys(address: str, *, secret: bytes) -> tuple[tuple[str, str], ...]:
    """What a link that is none is counted for."""
    return (("link", _keyed(f"link\n{address}", secret)),)


def provider_keys(address: str, *, secret: bytes) -> tuple[tuple[str, str], ...]:
    """What an answer is counted for that a provider does not stand by."""
    return (("provider", _keyed(f"provider\n{address}", secret)),)


def reserve(connection: Connection, counted: Iterable[tuple[str, str]], *, now: datetime) -> int:
    """Seconds to wait; 0 lets one try go ahead, counted as failed until `forgive`.

    Counting before the password is compared keeps parallel guesses from passing together.
    A try that must wait is not counted: else an attacker could keep the owner out for ever.
    """
    counted = tuple(counted)
    connection.execute(delete(login_failure).where(login_failure.c.failed_at < now - _FORGOTTEN))
    wait = max(_wait(connection, kind, key, now=now) for kind, key in counted)
    if wait > timedelta():
        return ceil(wait.total_seconds())
    for _, key in counted:
        _add(connection, key, now=now)
    return 0


def forgive(connection: Connection, counted: Iterable[tuple[str, str]], *, now: datetime) -> None:
    """The try was right: the pair is clean again, and the others lose the one that `reserve` counted."""
    counted = tuple(counted)
    uncount(connection, counted, now=now)
    pairs = [key for kind, key in counted if kind == "pair"]
    connection.execute(delete(login_failure).where(login_failure.c.key_hash.in_(pairs)))


def uncount(connection: Connection, counted: Iterable[tuple[str, str]], *, now: datetime) -> None:
    """The try was right and not the last one that it takes: only what `reserve` counted is taken back.

    The pause was over, and still is: else the step that follows would have to wait once more.
    """
    less = {"failures": login_failure.c.failures - 1, "failed_at": now - LONGEST}
    for _, key in counted:
        connection.execute(update(login_failure).where(login_failure.c.key_hash == key).values(**less))


def delay(failures: int, free: int) -> timedelta:
    """The pause after so many failures, counted from the last one."""
    if failures < free:
        return timedelta()
    return min(timedelta(seconds=2 ** min(failures - free + 1, 30)), LONGEST)


def _wait(connection: Connection, kind: str, key: str, *, now: datetime) -> timedelta:
    row = connection.execute(select(login_failure).where(login_failure.c.key_hash == key)).first()
    if row is None:
        return timedelta()
    pause = delay(row.failures, _FREE[kind])
    return max(row.failed_at + pause - now, timedelta()) if pause else pause


def _add(connection: Connection, key: str, *, now: datetime) -> None:
    row = login_failure.c.key_hash == key
    values = {"failures": login_failure.c.failures + 1, "failed_at": now}
    if not connection.execute(update(login_failure).where(row).values(**values)).rowcount:
        connection.execute(insert(login_failure).values(key_hash=key, failures=1, failed_at=now))


def _keyed(text: str, secret: bytes) -> str:
    return hmac.new(secret, text.encode(), "sha256").hexdigest()
