"""The register of evidence. A file lies in a folder of its own under its hash; links and notes are in rows.

Nothing is ever taken out: what was removed stays in the register, with who did it and when; so does its file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row, func, insert, select, update

from dashboard.errors import AccountError
from dashboard.office import kept
from dashboard.office.kept import Brought, Kept
from dashboard.office.pekppp import Evaluation, Signed, Subject
from dashboard.office.pekppp_tables import evidence as table

MOST = 200
"""Pieces of one indicator in one evaluation."""
LONGEST_TITLE, LONGEST_CONTENT, LONGEST_OWNER = 120, 600, 64


class Kind(StrEnum):
    FILE = "file"
    LINK = "link"
    NOTE = "note"


@dataclass(frozen=True)
class Piece:
    """`content`: the address of a link, the words of a note, the name of a file."""

    id: int
    indicator: int
    kind: Kind
    title: str
    content: str
    size: int | None
    sha256: str | None
    day: date
    owner: str
    account: str
    at: datetime


@dataclass(frozen=True)
class About:
    """What is said of a piece of evidence: of which day it is and who keeps it."""

    title: str
    day: date
    owner: str


@dataclass(frozen=True)
class _Content:
    kind: Kind
    words: str
    size: int | None = None
    digest: str | None = None


def link(connection: Connection, what: Subject, address: str, about: About, by: Signed) -> int:
    """Raises AccountError."""
    return _add(connection, what, _Content(Kind.LINK, checked_link(address)), about, by)


def checked_link(address: str) -> str:
    """An address of a site that everybody may be sent to. Raises AccountError."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        raise AccountError("tautan itu bukan alamat situs") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AccountError("tautan harus mulai dengan https:// atau http:// dan memuat nama situs")
    if parts.username or parts.password:
        raise AccountError("tautan memuat nama dan kata sandi; tulis tanpa itu")
    return address.strip()


def note(connection: Connection, what: Subject, words: str, about: About, by: Signed) -> int:
    """Raises AccountError."""
    return _add(connection, what, _Content(Kind.NOTE, words.strip()), about, by)


def file(connection: Connection, what: Subject, brought: Brought, about: About, by: Signed) -> int:
    """Put a file into its folder and a row into the register. Raises AccountError."""
    found = kept.checked(brought)
    content = _Content(Kind.FILE, found.name, found.size, found.sha256)
    number = _add(connection, what, content, about, by)
    kept.put(brought, found)
    return number


def open_file(folder: Path, piece: Piece) -> bytes:
    """Its content, if it is still what was brought. Raises AccountError."""
    return kept.opened(folder, Kept(piece.content, piece.size or 0, piece.sha256 or ""))


def remove(connection: Connection, of: Evaluation, number: int, by: Signed) -> Piece:
    """Raises AccountError if there is none of this evaluation."""
    row = connection.execute(select(table).where(table.c.id == number, *_of(of))).one_or_none()
    if row is None:
        raise AccountError("bukti itu tidak ada, atau sudah dicabut")
    connection.execute(
        update(table).where(table.c.id == number).values(removed_at=by.at, removed_by=by.account)
    )
    return _piece(row)


def pieces(connection: Connection, of: Evaluation, indicator: int | None = None) -> list[Piece]:
    """What was not removed, the oldest first."""
    query = select(table).where(*_of(of), *([table.c.indicator == indicator] if indicator else []))
    return [_piece(row) for row in connection.execute(query.order_by(table.c.id))]


def find(connection: Connection, number: int) -> Piece | None:
    """Any that was not removed."""
    row = connection.execute(
        select(table).where(table.c.id == number, table.c.removed_at.is_(None))
    ).one_or_none()
    return _piece(row) if row else None


def counts(connection: Connection, of: Evaluation) -> dict[int, int]:
    """How many pieces each indicator has."""
    query = select(table.c.indicator, func.count()).where(*_of(of)).group_by(table.c.indicator)
    return {row.indicator: row[1] for row in connection.execute(query)}


def _of(of: Evaluation) -> list[Any]:
    return [table.c.year == of.year, table.c.version == of.version, table.c.removed_at.is_(None)]


def _add(connection: Connection, what: Subject, content: _Content, about: About, by: Signed) -> int:
    title, owner = about.title.strip(), about.owner.strip()
    for words, most, name in (
        (title, LONGEST_TITLE, "judul"),
        (content.words, LONGEST_CONTENT, "isi"),
        (owner, LONGEST_OWNER, "penanggung jawab"),
    ):
        if not words or len(words) > most or not words.isprintable():
            raise AccountError(f"{name} bukti belum diisi, atau lebih dari {most} huruf")
    if about.day > by.at.date():
        raise AccountError("tanggal bukti ada di depan; isi hari bukti itu dibuat")
    if len(pieces(connection, what.of, what.indicator)) >= MOST:
        raise AccountError(f"indikator ini sudah punya {MOST} bukti; cabut yang tidak terpakai")
    values = {"kind": content.kind.value, "content": content.words, "size": content.size}
    result = connection.execute(
        insert(table).values(
            **what.values,
            **values,
            sha256=content.digest,
            title=title,
            day=about.day,
            owner=owner,
            account=by.account,
            at=by.at,
        )
    )
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


def _piece(row: Row[Any]) -> Piece:
    return Piece(
        row.id,
        row.indicator,
        Kind(row.kind),
        row.title,
        row.content,
        row.size,
        row.sha256,
        row.day,
        row.owner,
        row.account,
        row.at,
    )
