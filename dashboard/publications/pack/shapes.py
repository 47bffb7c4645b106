"""The form of what is read out of a pack: whoever brings one may have written anything into it. Pure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, TypeVar

import msgspec

from dashboard.pekppp.looked_at import FIRST_YEAR, LAST_YEAR

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
_Year = Annotated[int, msgspec.Meta(ge=FIRST_YEAR, le=LAST_YEAR)]
_Name = Annotated[str, msgspec.Meta(pattern=r"\A[^\x00-\x1f]{1,64}\Z")]
_Number = Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{1,3}\Z")]
_Exact = Annotated[str, msgspec.Meta(pattern=r"\A-?[0-9]{1,40}(/[1-9][0-9]{0,39})?\Z")]
_Count = Annotated[int, msgspec.Meta(ge=-(10**15), le=10**15)]
_WRONG = (ValueError, RecursionError, OverflowError)

Shape = TypeVar("Shape")


class About(msgspec.Struct, frozen=True):
    """What a manifest says of its pack."""

    title: str
    office: str
    year: _Year
    version: _Name
    made_at: Moment
    day: date
    sample: bool
    sources: dict[str, tuple[str, ...]]


class DecisionShape(msgspec.Struct, frozen=True):
    score: int | None


class ProposalShape(msgspec.Struct, frozen=True):
    score: int | None
    figure: str
    n: _Count
    counts: list[tuple[str, _Count]]


class PieceShape(msgspec.Struct, frozen=True):
    number: int


class IndicatorShape(msgspec.Struct, frozen=True):
    decision: DecisionShape | None
    proposal: ProposalShape | None
    answer: str | None
    evidence: list[PieceShape]


class RecordShape(msgspec.Struct, frozen=True):
    ipp: _Exact | None
    category: str | None
    indicators: dict[_Number, IndicatorShape]


def of_shape(content: bytes, shape: type[Shape]) -> Shape | None:
    """None: it is of another form."""
    try:
        return msgspec.json.decode(content, type=shape)
    except _WRONG:
        return None


def about(content: bytes) -> About | None:
    """None: it does not say what a manifest says, or tells of a time that no pack can be of."""
    found = of_shape(content, About)
    if found is None or not FIRST_YEAR <= found.made_at.year <= LAST_YEAR:
        return None
    return found
