"""Who one may be. What a role may is the matrix in `rights.py`."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Looked up in the session, never taken from what a browser sends."""

    CAMAT = "camat"
    WALI_KOTA = "wali_kota"
    LURAH = "lurah"
    PENYUSUN = "penyusun"
    EVALUATOR = "evaluator"
    OPERATOR = "operator"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Role.CAMAT: "Camat",
    Role.WALI_KOTA: "Wali Kota",
    Role.LURAH: "Lurah",
    Role.PENYUSUN: "Penyusun",
    Role.EVALUATOR: "Evaluator",
    Role.OPERATOR: "Operator data",
    Role.ADMIN: "Admin akun",
}
