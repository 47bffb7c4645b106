"""The form of a frozen period as a text: what of it is taken, each of its own kind. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec

FORMAT: Literal[1] = 1
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class FigureShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    metric: str
    by: str
    code: str
    n: int
    fields: dict[str, int | str | None]


class FrozenShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: Literal[1]
    period: str
    office: str
    sample: bool
    timezone: str
    frozen_at: Moment
    provisional_from: date | None
    completeness: dict[str, str]
    names: dict[str, dict[str, str]]
    data_version: str
    data_time: Moment
    code: str
    options: dict[str, Any]
    definitions: dict[str, str]
    files: dict[str, tuple[str, ...]]
    figures: list[FigureShape]
