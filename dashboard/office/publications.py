"""The register of what was handed over: frozen periods, who stands by them, and evidence packs.

Rows are added and never changed. A frozen period whose text is no longer what its hash says is not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select
from sqlalchemy.exc import IntegrityError

from dashboard.errors import AccountError
from dashboard.office.pekppp import Evaluation, Signed
from dashboard.office.publication_tables import frozen as table
from dashboard.office.publication_tables import pack as packs_table
from dashboard.office.publication_tables import signature as signatures_table
from dashboard.roles import Role

LONGEST_REASON = 400
SHORTEST_REASON = 10
SHOWN_PACKS = 10


@dataclass(frozen=True)
class Edition:
    """A period as it was frozen the `edition`-th time; `reason` why again."""

    id: int
    period: str
    edition: int
    sample: bool
    body: str
    sha256: str
    reason: str | None
    account: str
    at: datetime


@dataclass(frozen=True)
class Signature:
    role: Role
    account: str
    at: datetime


@dataclass(frozen=True)
class Pack:
    of: Evaluation
    manifest: str
    sample: bool
    account: str
    at: datetime


def add(connection: Connection, period: str, body: str, *, sample: bool, reason: str, by: Signed) -> Edition:
    """The first edition needs no reason; each later one does. Raises AccountError."""
    reason = reason.strip()
    number = (connection.scalar(select(func.max(table.c.edition)).where(table.c.period == period)) or 0) + 1
    if number > 1 and not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise AccountError(
            f"{period} sudah dibekukan; untuk edisi {number} tulis alasan, "
            f"{SHORTEST_REASON} sampai {LONGEST_REASON} huruf"
        )
    if len(reason) > LONGEST_REASON or not reason.isprintable():
        raise AccountError(f"alasan lebih dari {LONGEST_REASON} huruf, atau memuat tanda yang tidak tampak")
    values = {"period": period, "edition": number, "sample": sample, "body": body, "sha256": _digest(body)}
    connection.execute(insert(table).values(**values, reason=reason or None, account=by.account, at=by.at))
    return editions(connection, period)[0]


def editions(connection: Connection, period: str | None = None) -> list[Edition]:
    """The newest first."""
    query = select(table).order_by(table.c.id.desc())
    if period is not None:
        query = query.where(table.c.period == period)
    return [_edition(row) for row in connection.execute(query)]


def digests(connection: Connection) -> frozenset[str]:
    """The SHA-256 of every text that was ever frozen."""
    return frozenset(connection.scalars(select(table.c.sha256)))


def newest(connection: Connection) -> list[Edition]:
    """The last edition of each period, the last frozen first."""
    found: dict[str, Edition] = {}
    for each in editions(connection):
        found.setdefault(each.period, each)
    return list(found.values())


def find(connection: Connection, number: int) -> Edition | None:
    row = connection.execute(select(table).where(table.c.id == number)).one_or_none()
    return _edition(row) if row else None


def intact(edition: Edition) -> bool:
    return _digest(edition.body) == edition.sha256


def sign(connection: Connection, edition: Edition, digest: str, role: Role, by: Signed) -> None:
    """`digest`: of what the one who signs has seen. Once per role and edition. Raises AccountError."""
    if digest != edition.sha256 or not intact(edition):
        raise AccountError(
            "angka beku itu bukan lagi yang tampil saat halaman dibuka; muat ulang, lalu periksa"
        )
    values = {"frozen": edition.id, "role": role.value, "sha256": digest}
    try:
        connection.execute(insert(signatures_table).values(**values, account=by.account, at=by.at))
    except IntegrityError:
        raise AccountError(f"{role.label} sudah menandatangani edisi ini") from None


def signatures(connection: Connection, *numbers: int) -> dict[int, list[Signature]]:
    """Edition → who stands by it, the first first."""
    query = select(signatures_table).where(signatures_table.c.frozen.in_(numbers))
    found: dict[int, list[Signature]] = {}
    for row in connection.execute(query.order_by(signatures_table.c.at, signatures_table.c.role)):
        found.setdefault(row.frozen, []).append(Signature(Role(row.role), row.account, row.at))
    return found


def add_pack(connection: Connection, of: Evaluation, manifest: str, *, sample: bool, by: Signed) -> None:
    values = {"year": of.year, "version": of.version, "manifest": manifest, "sample": sample}
    connection.execute(insert(packs_table).values(**values, account=by.account, at=by.at))


def packs(connection: Connection, of: Evaluation) -> list[Pack]:
    """The newest first."""
    query = select(packs_table).where(packs_table.c.year == of.year, packs_table.c.version == of.version)
    return [_pack(row) for row in connection.execute(query.order_by(packs_table.c.id.desc()))]


def newest_packs(connection: Connection) -> list[Pack]:
    """Of every evaluation, the last ones."""
    query = select(packs_table).order_by(packs_table.c.id.desc()).limit(SHOWN_PACKS)
    return [_pack(row) for row in connection.execute(query)]


def _edition(row: Row[Any]) -> Edition:
    return Edition(
        row.id,
        row.period,
        row.edition,
        bool(row.sample),
        row.body,
        row.sha256,
        row.reason,
        row.account,
        row.at,
    )


def _pack(row: Row[Any]) -> Pack:
    return Pack(Evaluation(row.year, row.version), row.manifest, bool(row.sample), row.account, row.at)


def _digest(body: str) -> str:
    return sha256(body.encode()).hexdigest()
