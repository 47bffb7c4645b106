"""The matrix: which role has which right. Pages and sections name their right, never their roles. Pure.

A later page declares its right here. What nobody has been granted does not start: see `check`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Protocol

from dashboard.errors import NotYoursError, UnguardedError
from dashboard.roles import Role


class Right(Enum):
    """What may be seen; its words on the page of rights."""

    FIGURES = "Angka pelayanan menurut kantor, layanan, dan kanal"
    AREAS = "Rincian dan saringan menurut kelurahan asal"
    CASES = "Daftar nomor urusan yang lewat batas waktu"
    COUNTERS = "Angka per loket"
    DATA = "Mutu data: sumber, berkas, dan baris yang ditolak"
    PEKPPP = "PEKPPP: nilai, usulan, dan bukti"
    PEKPPP_WRITE = "PEKPPP: mengisi dan memutuskan"
    FOLLOW_UP = "Tindak lanjut SKM: rencana, bukti, dan hasilnya"
    FOLLOW_UP_WRITE = "Tindak lanjut SKM: mengisi"
    PUBLICATIONS = "Publikasi: angka beku, ralat, dan paket bukti"
    FREEZE = "Publikasi: membekukan periode, membuat paket bukti"
    SIGN = "Publikasi: menandatangani angka beku"
    SELF = "Akun sendiri"
    ACCOUNTS = "Akun: membuat, mengubah, menutup"
    MATRIX = "Hak akses: tabel ini"
    AUDIT = "Jejak audit"

    @property
    def label(self) -> str:
        return self.value


class Access(Enum):
    """Export is a right of its own: a file leaves the house and outlives the account. It includes seeing."""

    SEE = "lihat"
    FILE = "unduh"


_SEE, _FILE = Access.SEE, Access.FILE

MATRIX: Mapping[Right, Mapping[Role, Access]] = {
    # An evaluator comes from outside for a while: exact figures of whole offices and services to look at.
    # Per kelurahan there are the public tables; what is taken along is what the office has frozen and handed
    # over, not a file of the evaluator's own making that nobody could later hold against a frozen figure.
    Right.FIGURES: {
        Role.CAMAT: _FILE,
        Role.WALI_KOTA: _FILE,
        Role.LURAH: _FILE,
        Role.PENYUSUN: _FILE,
        Role.EVALUATOR: _SEE,
    },
    Right.AREAS: {Role.CAMAT: _FILE, Role.WALI_KOTA: _FILE, Role.LURAH: _FILE, Role.PENYUSUN: _FILE},
    Right.CASES: {Role.CAMAT: _FILE, Role.WALI_KOTA: _FILE, Role.LURAH: _FILE, Role.PENYUSUN: _FILE},
    # Figures per counter are figures about officers: for their superiors and nobody else.
    Right.COUNTERS: {Role.CAMAT: _FILE, Role.LURAH: _FILE},
    # Names of files and reasons of refusals are of the whole office, so there is no part for one lurah.
    Right.DATA: {Role.CAMAT: _FILE, Role.WALI_KOTA: _FILE, Role.PENYUSUN: _FILE, Role.OPERATOR: _FILE},
    Right.PEKPPP: {Role.CAMAT: _SEE, Role.WALI_KOTA: _SEE, Role.PENYUSUN: _SEE, Role.EVALUATOR: _SEE},
    # One who prepares the submission decides, and answers for it by name in the audit log.
    Right.PEKPPP_WRITE: {Role.PENYUSUN: _SEE},
    # The plans are the office's own answer to what people said of it: whoever reads the figures reads them.
    Right.FOLLOW_UP: {
        Role.CAMAT: _SEE,
        Role.WALI_KOTA: _SEE,
        Role.LURAH: _SEE,
        Role.PENYUSUN: _SEE,
        Role.EVALUATOR: _SEE,
    },
    Right.FOLLOW_UP_WRITE: {Role.PENYUSUN: _SEE},
    # What is handed over is for taking along, by an evaluator above all.
    Right.PUBLICATIONS: {
        Role.CAMAT: _FILE,
        Role.WALI_KOTA: _FILE,
        Role.PENYUSUN: _FILE,
        Role.EVALUATOR: _FILE,
    },
    Right.FREEZE: {Role.PENYUSUN: _SEE},
    # One prepares and stands by it, the other answers for it.
    Right.SIGN: {Role.CAMAT: _SEE, Role.PENYUSUN: _SEE},
    Right.SELF: dict.fromkeys(Role, _SEE),
    Right.ACCOUNTS: {Role.ADMIN: _SEE},
    Right.MATRIX: {Role.CAMAT: _SEE, Role.ADMIN: _SEE},
    Right.AUDIT: {Role.ADMIN: _SEE},
}

OWN_OFFICE = frozenset({Role.LURAH})
"""These read the one office that stands in their account; all others every office."""

FOR_A_WHILE = frozenset({Role.EVALUATOR})
"""Accounts of these have a last day."""

KEYS: Mapping[str, Right] = {"area": Right.AREAS, "counter": Right.COUNTERS}
"""What a breakdown or a filter by these keys needs beside FIGURES."""


FILED = frozenset({"pattern"})
"""By these keys a figure is one person's answer: for who may have files, wherever it would be shown."""


@dataclass(frozen=True)
class Scope:
    """What one person may read: `offices` None means every office; `files` are the rights to export."""

    offices: frozenset[str] | None
    rights: frozenset[Right]
    files: frozenset[Right]

    def holds(self, office: str) -> bool:
        return self.offices is None or office in self.offices

    def sees(self, *rights: Right) -> bool:
        return self.rights.issuperset(rights)

    def takes(self, *rights: Right) -> bool:
        """May have it as a file."""
        return self.sees(*rights) and self.files.issuperset(rights)

    def demand(self, *rights: Right) -> None:
        """Raises NotYoursError."""
        for right in rights:
            if not self.sees(right):
                raise NotYoursError(f"Tidak berhak: {right.label}.")

    def demand_keys(self, keys: Iterable[str]) -> None:
        """The same of figures that are broken down or narrowed by these. Raises NotYoursError."""
        asked = frozenset(keys)
        self.demand(Right.FIGURES, *(KEYS[key] for key in KEYS if key in asked))
        if asked & FILED and not self.takes(Right.FIGURES):
            raise NotYoursError(f"Tidak berhak mengunduh: {Right.FIGURES.label}.")


EVERYTHING = Scope(None, frozenset(Right), frozenset(Right))
"""Of nobody who signs in: what the machine itself reads."""


COMMAND_LINE = Scope(None, frozenset(Right) - {Right.COUNTERS}, frozenset())
"""It does not know who types: what is about officers is on its page only."""

REPORTING = replace(COMMAND_LINE, files=frozenset({Right.FIGURES}))
"""The same where it writes a report, which is a file."""


OWN_ACCOUNT = Scope(frozenset(), frozenset({Right.SELF}), frozenset())
"""Of who must first switch the second factor on."""


def scope_of(role: Role, office: str | None) -> Scope:
    """A lurah without an office reads nothing."""
    own = frozenset({office} if office else ())
    rights = frozenset(right for right in Right if role in MATRIX[right])
    files = frozenset(right for right in rights if MATRIX[right][role] is Access.FILE)
    return Scope(own if role in OWN_OFFICE else None, rights, files)


def who(*rights: Right) -> frozenset[Role]:
    """The roles that have all of these."""
    return frozenset(role for role in Role if all(role in MATRIX[right] for right in rights))


class Guarded(Protocol):
    """A page, or anything else that is opened by a right."""

    @property
    def slug(self) -> str: ...
    @property
    def rights(self) -> frozenset[Right]: ...


def check(pages: Iterable[Guarded]) -> None:
    """Refuses a page that nobody may open, or a part of it that nobody may see."""
    for page in pages:
        for right in page.rights or (None,):
            if right is None or not MATRIX.get(right):
                named = right.name if right else "tanpa hak"
                raise UnguardedError(
                    f"halaman “{page.slug}” ({named}) tidak diberikan kepada peran mana pun; "
                    "tulis haknya di dashboard/rights.py"
                )
