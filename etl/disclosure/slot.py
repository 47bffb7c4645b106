"""A table that is published, and one figure of it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from etl.metric import Fields
from etl.period import Kind, Period, periods
from etl.thresholds import Thresholds

Row = dict[str, Any]
TYPICAL_MONTHS = 3
"""The hours of a week are told from as many whole months, or from those that there are."""

WITHHELD = {"withheld": "sibling"}
_YEARLY = (Kind.MONTH, Kind.YEAR)
_SURVEY = (Kind.TRIWULAN, Kind.SEMESTER, Kind.YEAR)

OFFERED: Mapping[str, tuple[tuple[tuple[str, ...], tuple[Kind, ...]], ...]] = {
    "volume": (((), _YEARLY), (("channel",), _YEARLY), (("area",), _YEARLY)),
    "on_time": (
        ((), _YEARLY),
        (("service",), _YEARLY),
        (("office",), _YEARLY),
        (("area",), (Kind.YEAR,)),
    ),
    "waiting": (((), _YEARLY), (("service",), _YEARLY), (("office",), _YEARLY)),
    "ikm": (((), _SURVEY), (("office",), _SURVEY), (("service",), _SURVEY)),
}
"""Per metric the breakdowns, the whole first, and the kinds of periods of each."""


@dataclass(frozen=True)
class Slot:
    """One table: a metric, a period and a breakdown."""

    metric: str
    kind: str
    period: Period
    by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """`n` and `fields` are as they are shown, None and empty where hidden.

    `people` is who stands behind it, exactly: of a survey also how many answered each unsur. `counted`: of a
    survey how many gave which score, of which a longer period is made. Neither is ever published.
    """

    slot: Slot
    key: str
    n: int | None
    fields: Fields
    people: tuple[int, ...]
    rules: Thresholds = field(default_factory=Thresholds)
    counted: Mapping[str, int] | None = None

    @property
    def withheld(self) -> bool:
        return self.n is None and self.fields == WITHHELD

    def row(self) -> Row:
        return {
            "metric": self.slot.metric,
            "kind": self.slot.kind,
            "start": self.slot.period.start,
            "end": self.slot.period.end,
            "by": ",".join(self.slot.by),
            "key": self.key,
            "hidden": self.n is None and self.slot.kind != "typical" or not self.fields,
            "n": self.n,
            "fields": json.dumps({name: _written(value) for name, value in self.fields.items()}),
        }


def due(covered: Mapping[str, Period], data_day: date, rules: Thresholds) -> Iterator[Slot]:
    """Every table whose day has come, in the order in which they are published."""
    after = timedelta(days=rules.publish_after_days)
    found = [
        (period.end, -period.start.toordinal(), Slot(metric, kind, period, by))
        for metric, offered in OFFERED.items()
        if metric in covered
        for by, kinds in offered
        for kind in kinds
        for period in periods(kind, covered[metric])
        if period.end + after <= data_day
    ]
    # A sort that keeps the order of what is equal: the whole comes before its parts.
    yield from (slot for *_, slot in sorted(found, key=lambda one: one[:2]))
    months = [
        slot.period for *_, slot in found if (slot.metric, slot.kind, slot.by) == ("waiting", "month", ())
    ]
    if months:
        last = sorted(months)[-TYPICAL_MONTHS:]
        yield Slot("waiting", "typical", Period(last[0].start, last[-1].end), ("weekday", "hour"))


def _written(value: int | Fraction | str | None) -> int | str | None:
    return f"={value.numerator}/{value.denominator}" if isinstance(value, Fraction) else value


def read_fields(text: str) -> Fields:
    return {
        name: Fraction(value[1:]) if isinstance(value, str) and value.startswith("=") else value
        for name, value in json.loads(text).items()
    }
