"""Who may see what. Pure: a role is looked up in the session, never taken from what a browser sends."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    CAMAT = "camat"
    WALI_KOTA = "wali_kota"
    LURAH = "lurah"
    OPERATOR = "operator"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Role.CAMAT: "Camat",
    Role.WALI_KOTA: "Wali Kota",
    Role.LURAH: "Lurah",
    Role.OPERATOR: "Operator data",
    Role.ADMIN: "Admin akun",
}

STAFF = frozenset({Role.CAMAT, Role.WALI_KOTA, Role.LURAH, Role.OPERATOR})
"""The roles that read figures. An admin keeps the accounts and reads none."""


@dataclass(frozen=True)
class Scope:
    """The offices whose figures may be read; None means every office."""

    offices: frozenset[str] | None

    def holds(self, office: str) -> bool:
        return self.offices is None or office in self.offices


EVERYTHING = Scope(None)
NOTHING = Scope(frozenset())


def scope_of(role: Role, office: str | None) -> Scope:
    """A lurah reads the own office only; without one, nothing."""
    if role is Role.LURAH:
        return Scope(frozenset({office})) if office else NOTHING
    return EVERYTHING if role in STAFF else NOTHING
