"""A row of figures as other programs read it."""

from datetime import date
from fractions import Fraction
from typing import Any

Row = dict[str, Any]


def written(row: Row) -> Row:
    """Fractions as numbers, days as ISO dates, the nine NRR under one name."""
    plain = {name: plainly(value) for name, value in row.items() if not name.startswith("nrr_")}
    nrr = {name[4:]: plainly(value) for name, value in row.items() if name.startswith("nrr_")}
    return {**plain, "nrr": nrr} if nrr else plain


def plainly(value: object) -> object:
    if isinstance(value, Fraction):
        return float(value)
    return value.isoformat() if isinstance(value, date) else value
