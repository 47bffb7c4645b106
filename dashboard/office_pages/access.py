"""Hak akses: the matrix of rights.py as everyone who answers for it can read it."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard.components import table
from dashboard.office_page import OfficePage, Visit
from dashboard.rights import MATRIX, OWN_OFFICE, Access, Right
from dashboard.roles import Role
from dashboard.section import Column, Table

NOBODY, YES = "–", "ya"
PUBLIC = "Angka umum: halaman publik dan data terbuka"
RIGHT, ANYONE = "right", "anyone"


def matrix() -> Table:
    """A row for each right; the public figures first, which need no account."""
    columns = [Column(RIGHT, "Yang dibuka"), Column(ANYONE, "Publik", missing=NOBODY)]
    columns += [Column(role.value, role.label, missing=NOBODY) for role in Role]
    open_to_all = dict.fromkeys((ANYONE, *Role), Access.FILE.value)
    return Table(columns, [{RIGHT: PUBLIC, **open_to_all}, *(_row(right) for right in Right)])


def _row(right: Right) -> dict[str, str]:
    """Where there is nothing to take along, it is a plain yes."""
    granted = MATRIX[right]
    files = Access.FILE in granted.values()
    return {
        RIGHT: right.label,
        **{role.value: access.value if files else YES for role, access in granted.items()},
    }


def _render(visit: Visit) -> Sequence[Component]:
    own = ", ".join(role.label for role in Role if role in OWN_OFFICE)
    notes = (
        f"{own} membaca kantornya sendiri saja; peran lain membaca semua kantor.",
        "Unduh (CSV dan XLSX) adalah hak tersendiri dan mencakup melihat. Evaluator melihat tanpa mengunduh: "
        "yang dibawa pulang adalah berkas yang dibekukan dan diserahkan kantor. Setiap unduhan "
        "tercatat di jejak audit.",
        "Angka per loket adalah tentang petugas, jadi hanya untuk camat dan lurah kantor itu.",
        "Admin akun menjaga akun dan tidak membaca angka pelayanan.",
    )
    return [
        html.Section(
            [
                html.H2("Siapa boleh melihat dan mengunduh apa?"),
                table(matrix(), caption="Hak menurut peran"),
                html.Ul([html.Li(note) for note in notes], className="small"),
            ],
            className="card",
        )
    ]


PAGE = OfficePage("hak-akses", "Hak akses", 930, Right.MATRIX, _render)
