"""Values that tell no more of how many people stand behind them than the shown n does."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from etl.metric import Counts, Fields
from etl.thresholds import Thresholds

MINUTE = 60


@dataclass(frozen=True)
class Range:
    """Where a share lies; an open end does not belong to it."""

    low: Fraction
    high: Fraction
    low_open: bool = False
    high_open: bool = False

    @property
    def rest(self) -> "Range":
        """Of those that the share does not count."""
        return Range(1 - self.high, 1 - self.low, self.high_open, self.low_open)

    def __contains__(self, share: Fraction) -> bool:
        above = share > self.low if self.low_open else share >= self.low
        return above and (share < self.high if self.high_open else share <= self.high)


def _percent(low: int, high: int, *, low_open: bool = False, high_open: bool = False) -> Range:
    return Range(Fraction(low, 100), Fraction(high, 100), low_open, high_open)


BANDS: Mapping[str, Range] = {
    "<50": _percent(0, 50, high_open=True),
    "50-75": _percent(50, 75, high_open=True),
    "75-90": _percent(75, 90, high_open=True),
    "90-95": _percent(90, 95),
    ">95": _percent(95, 100, low_open=True),
}
"""Of kept promises of a kelurahan, in percent; half of all is 50–75, and exactly 95 % is 90–95."""


def band(share: Fraction) -> str:
    return next(name for name, range in BANDS.items() if share in range)


def down(share: Fraction, n: int, rules: Thresholds) -> Fraction:
    """A kept promise is rounded down: not in our favour."""
    count = rules.parts(n)
    return Fraction(share.numerator * count // share.denominator, count)


def up(share: Fraction, n: int, rules: Thresholds) -> Fraction:
    count = rules.parts(n)
    return Fraction(-(-share.numerator * count // share.denominator), count)


def share_range(fields: Fields, n: int, rules: Thresholds) -> Range | None:
    """Where the true share lies, for all that a shown figure says; None where it tells of none."""
    told = fields.get("band")
    if isinstance(told, str):
        return BANDS[told]
    value, over = fields.get("value"), fields.get("share_over")
    part = Fraction(1, rules.parts(n))
    if isinstance(value, Fraction):
        return Range(value, min(value + part, Fraction(1)), high_open=value < 1)
    if isinstance(over, Fraction):
        return Range(max(over - part, Fraction(0)), over, low_open=over > 0)
    return None


def waits(found: Counts, n: int, edges: tuple[int, ...], limit: int | None, rules: Thresholds) -> Fields:
    """Median and p90 as the upper edge of their bin, in whole minutes: no wait is made shorter, and where
    in its bin a wait lies would tell how many are in it."""
    bins = tuple(found.buckets.values())
    fields: Fields = {
        "p50_seconds": _edge(bins, edges, Fraction(1, 2)),
        "p90_seconds": _edge(bins, edges, Fraction(9, 10)),
        "limit_seconds": limit,
        "share_over": None,
    }
    if limit is not None:
        over = sum(count for edge, count in zip(edges, bins, strict=True) if edge >= limit)
        fields["share_over"] = up(Fraction(over, found.n), n, rules)
    return fields


def _edge(bins: tuple[int, ...], edges: tuple[int, ...], q: Fraction) -> Fraction:
    rank, below = -(-q.numerator * sum(bins) // q.denominator), 0
    for i, count in enumerate(bins):
        below += count
        if below >= rank:
            return Fraction(-(-edges[min(i + 1, len(edges) - 1)] // MINUTE) * MINUTE)
    raise AssertionError("the ranks of a histogram end with n")
