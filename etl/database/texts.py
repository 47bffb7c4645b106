"""Values of a database → texts that the validator's formats read."""

import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

NOT_ONE: list[Any] = []
"""Stands for bytes, a list or an object: the reader refuses the row, and says in which column."""


def told(value: object, *, exact: bool = False) -> Any:
    """A text, None for NULL, NOT_ONE for what is no single text.

    Times are cut to the second, which formats read, unless they are to be `exact`.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float | Decimal):
        return _number(Decimal(repr(value)) if isinstance(value, float) else value)
    if isinstance(value, uuid.UUID):
        return str(value)
    return _time(value, "microseconds" if exact else "seconds")


def _number(value: Decimal) -> Any:
    """As it stands, without an exponent; what is no number, or has hundreds of digits, is none."""
    if not value.is_finite() or value.adjusted() > _MOST_DIGITS or -value.adjusted() > _MOST_DIGITS:
        return NOT_ONE
    return format(value, "f")


_MOST_DIGITS = 40


def _time(value: object, precision: str) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(" ", precision)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(precision)
    if isinstance(value, timedelta):
        return _number(Decimal(value.days * 86_400 + value.seconds))
    return NOT_ONE
