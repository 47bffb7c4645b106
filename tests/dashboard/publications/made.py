"""A frozen period of a few figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from dashboard.publications.frozen import Figure, Frozen, Key, Origin
from dashboard.reports.term import parse_term

WITA = ZoneInfo("Asia/Makassar")
WHOLE: Key = ("on_time", "", "")
HERE: Key = ("on_time", "office", "63.71.04")
FIGURES = {
    WHOLE: Figure(9, {"value": Fraction(7, 9), "met": 7, "missed": 2}),
    HERE: Figure(4, {"value": None, "met": 0, "missed": 0}),
}
ORIGIN = Origin(
    data_version="20260701T000000000000",
    data_time=datetime(2026, 7, 1, tzinfo=WITA),
    code="c" * 64,
    options={"weight": "1/9", "limits": {"waiting": 1800}},
    definitions={"on_time": "d" * 64},
    files={"loket": ("1" * 64, "2" * 64)},
)
FROZEN = Frozen(
    term=parse_term("2026-T2"),
    office="Kecamatan Uji",
    sample=True,
    frozen_at=datetime(2026, 7, 2, tzinfo=WITA),
    provisional_from=date(2026, 6, 29),
    completeness={"on_time": "Data lengkap"},
    names={"office": {"63.71.04": "Kecamatan Uji"}},
    origin=ORIGIN,
    figures=FIGURES,
)


def changed(key: Key, **fields: int | Fraction | str | None) -> dict[Key, Figure]:
    """The figures with one of them told otherwise."""
    old = FIGURES[key]
    return {**FIGURES, key: replace(old, fields={**old.fields, **fields})}
