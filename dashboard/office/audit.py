"""The audit log: who did what, as whom, when. Entries are only ever added, each sealed over the one before.

A seal is an HMAC over an entry and the seal before it; a head row, sealed too, keeps how many there are and
the last seal. The key is made of PANTAU_SECRET_KEY: whoever can write the file cannot make a seal. `verify`
notices an entry that was changed, removed, put in or moved, a tail that was cut, and a head that does not
fit; an entry that follows such a fault says so and stays, so that going on does not hide it.

Not noticed: what was never written; what somebody writes who has the key; and a log that whoever can write
the store has put back, entries and head, to what it was before, or has removed whole. Only `check --audit
--seen` notices that, by a head told elsewhere: each check tells one, and so does each start, in the log of
the process. After another key nothing written with the one before can be verified: commands refuse one that
does not fit.

Of persons there is the name of the account. Nothing that was typed is kept: filters as codes, no passwords,
no name that failed. Of the address there is its class: whether someone came from outside, and not from where.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from dashboard.office.accounts import Account
from dashboard.office.schema import audit_entry as entry
from dashboard.office.schema import audit_head as head

Transaction = Connection
_PURPOSE = b"pantau audit log, version 1"
_AT_ONCE = 1000


class Kind(StrEnum):
    LOGIN = "login"
    LOGIN_FAILED = "login_failed"
    LOGOUT = "logout"
    EXPORT = "export"
    ACCOUNT = "account"
    SETTINGS = "settings"
    RESTORED = "restored"
    PEKPPP = "pekppp"
    FOLLOW_UP = "follow_up"
    PUBLICATION = "publication"
    BROKEN = "broken"


class Origin(StrEnum):
    """Where it came from, no closer than that."""

    SAME_MACHINE = "same_machine"
    PRIVATE = "private"
    INTERNET = "internet"
    COMMAND = "command"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Entry:
    number: int
    at: datetime
    kind: Kind
    account: str | None
    role: str | None
    office: str | None
    """The one that the role is bound to; None: every office, or none to speak of."""
    origin: Origin
    what: Mapping[str, Any]
    seal: str = field(default="", compare=False)


@dataclass(frozen=True)
class Verdict:
    """`problem` names the first entry that does not stand; `seal` is that of the last one."""

    entries: int
    seal: str
    problem: str | None


def client(address: str | None) -> IPv4Address | IPv6Address | None:
    """Who sends a request. Where one socket hears both, IPv4 comes as ::ffff:a.b.c.d."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def origin_of(address: str | None) -> Origin:
    found = client(address)
    if found is None:
        return Origin.UNKNOWN
    if found.is_loopback:
        return Origin.SAME_MACHINE
    return Origin.PRIVATE if found.is_private else Origin.INTERNET


def change(name: str, of: Account) -> dict[str, str | int]:
    """What was done to an account."""
    office = {"office": of.office} if of.office else {}
    return {"change": name, "account": of.name, "role": of.role.value, **office}


class AuditLog:
    def __init__(self, secret: bytes) -> None:
        self._key = hmac.new(secret, _PURPOSE, "sha256").digest()

    def record(
        self,
        connection: Connection,
        kind: Kind,
        *,
        now: datetime,
        origin: Origin,
        by: Account | None = None,
        what: Mapping[str, str | int] | None = None,
    ) -> None:
        """In the transaction of what it tells of: both are kept, or neither. It must be one that writes."""
        number, before, fits = self._end(connection)
        values = {
            "at": now,
            "account": by.name if by else None,
            "role": by.role.value if by else None,
            "office": by.office if by else None,
            "origin": origin.value,
        }
        if not fits:
            number, before = self._add(
                connection, number, before, {**values, "kind": Kind.BROKEN.value, "what": "{}"}
            )
        told = json.dumps(dict(what or {}), ensure_ascii=False, sort_keys=True)
        number, last = self._add(connection, number, before, {**values, "kind": kind.value, "what": told})
        kept = {"entries": number - 1, "last": last, "seal": self._head_seal(number - 1, last)}
        if not connection.execute(update(head).values(**kept)).rowcount:
            connection.execute(insert(head).values(id=1, **kept))

    def own(self, connection: Connection) -> bool:
        """Whether its end was sealed with this key; so was a log without one."""
        kept = connection.execute(select(head)).one_or_none()
        return kept is None or _same(kept.seal, self._head_seal(kept.entries, kept.last))

    def _end(self, connection: Connection) -> tuple[int, str, bool]:
        """The next number, the seal before it, and whether head and entries fit each other."""
        kept = connection.execute(select(head)).one_or_none()
        newest = connection.execute(select(entry).order_by(entry.c.number.desc()).limit(1)).one_or_none()
        if kept is None:
            return (1, "", True) if newest is None else (newest.number + 1, newest.seal, False)
        fits = newest is not None and (newest.number, newest.seal) == (kept.entries, kept.last)
        sealed = _same(kept.seal, self._head_seal(kept.entries, kept.last))
        # Never a number that was given before: the gap stays to be seen.
        return max(kept.entries, newest.number if newest else 0) + 1, kept.last, fits and sealed

    def _add(
        self, connection: Connection, number: int, before: str, values: dict[str, Any]
    ) -> tuple[int, str]:
        seal = self._seal(number, values, before)
        connection.execute(insert(entry).values(number=number, **values, seal=seal))
        return number + 1, seal

    def fingerprint(self, name: str, value: str) -> str:
        """By which a value is known again, and not told."""
        return self._hash(["fingerprint", name, value])[:16]

    def verify(self, connection: Connection, seen: tuple[int, str] | None = None) -> Verdict:
        """Every entry in order, then the head. `seen`: a number and the seal that was told of it."""
        before, number = "", 0
        for row in _rows(connection):
            if row.number != number + 1:
                return Verdict(number, before, f"entri {number + 1} hilang")
            number, before, problem = row.number, row.seal, self._wrong(row, before)
            if problem is None and seen and number == seen[0] and not row.seal.startswith(seen[1]):
                problem = f"entri {number} bukan lagi entri yang segelnya dicatat dulu"
            if problem is not None:
                return Verdict(number, before, problem)
        return Verdict(number, before, self._cut(connection, number, before, seen))

    def _wrong(self, row: Row[Any], before: str) -> str | None:
        values = {name: getattr(row, name) for name in _SEALED}
        if not _same(row.seal, self._seal(row.number, values, before)):
            return (
                f"entri {row.number} tidak cocok dengan segelnya: isinya diubah, atau ditulis dengan "
                "PANTAU_SECRET_KEY lain"
            )
        if row.kind == Kind.BROKEN:
            return f"sebelum entri {row.number} akhir jejak diubah atau dipotong; entri itu mencatatnya"
        return None

    def _cut(
        self, connection: Connection, number: int, last: str, seen: tuple[int, str] | None
    ) -> str | None:
        kept = connection.execute(select(head)).one_or_none()
        if kept is None and number:
            return "catatan akhir jejak hilang"
        if kept is not None and kept.entries > number:
            return f"entri {number + 1} hilang: jejak dipotong di akhir, seharusnya ada {kept.entries} entri"
        if kept is not None and (
            (kept.entries, kept.last) != (number, last)
            or not _same(kept.seal, self._head_seal(kept.entries, kept.last))
        ):
            return f"catatan akhir jejak tidak cocok dengan entri terakhir ({number})"
        if seen and number < seen[0]:
            return f"entri {number + 1} hilang: dulu sudah tercatat {seen[0]} entri"
        return None

    def _seal(self, number: int, values: Mapping[str, Any], before: str) -> str:
        """A list in JSON reads in one way only: no two entries have the same bytes."""
        at = values["at"].astimezone(UTC).isoformat(timespec="microseconds")
        content = [number, at, *(values[name] for name in _SEALED if name != "at"), before]
        return self._hash(["entry", *content])

    def _head_seal(self, entries: int, last: str) -> str:
        return self._hash(["head", entries, last])

    def _hash(self, content: list[Any]) -> str:
        return hmac.new(self._key, json.dumps(content).encode(), "sha256").hexdigest()


_SEALED = ("at", "kind", "account", "role", "office", "origin", "what")


def entries(
    connection: Connection, *, kind: Kind | None = None, account: str | None = None, first: int, most: int
) -> list[Entry]:
    """The newest first, `most` of them from the place `first` on."""
    query = select(entry).where(*_chosen(kind, account)).order_by(entry.c.number.desc())
    return [_entry(row) for row in connection.execute(query.offset(first).limit(most))]


def newest(connection: Connection, kind: Kind | None = None) -> Entry | None:
    return next(iter(entries(connection, kind=kind, first=0, most=1)), None)


def count(connection: Connection, *, kind: Kind | None = None, account: str | None = None) -> int:
    found: int = connection.execute(
        select(func.count()).where(*_chosen(kind, account)).select_from(entry)
    ).scalar_one()
    return found


def names(connection: Connection) -> list[str]:
    """The accounts that something is told of."""
    query = select(entry.c.account).where(entry.c.account.is_not(None)).distinct().order_by(entry.c.account)
    return list(connection.execute(query).scalars())


def _chosen(kind: Kind | None, account: str | None) -> list[Any]:
    return [
        *([entry.c.kind == kind.value] if kind else []),
        *([entry.c.account == account] if account else []),
    ]


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        row.number,
        row.at,
        Kind(row.kind),
        row.account,
        row.role,
        row.office,
        Origin(row.origin),
        json.loads(row.what),
        row.seal,
    )


def _rows(connection: Connection) -> Iterator[Row[Any]]:
    """In pieces, however long the log has become."""
    number = 0
    while True:
        query = select(entry).where(entry.c.number > number).order_by(entry.c.number).limit(_AT_ONCE)
        found = connection.execute(query).all()
        yield from found
        if len(found) < _AT_ONCE:
            return
        number = found[-1].number


def _same(kept: str, right: str) -> bool:
    return hmac.compare_digest(kept.encode(errors="replace"), right.encode())
