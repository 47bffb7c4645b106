"""Whether two periods differ by more than noise. Pure: days in, a verdict out.

Cases of one day are not independent (a slow network or a short-handed counter touches them all), so days
are the sampling units. The method: the ratio estimator over clusters of unequal size, W. G. Cochran, Sampling
Techniques (3rd ed., 1977), ch. 6 and 9A, with k / (k - 1) and without a finite population; where neighbouring
days resemble each other, the larger variance of W. K. Newey and K. D. West (Econometrica 55, 1987) over one
week of open days. The two variances give B. L. Welch's degrees of freedom (Biometrika 34, 1947), and the t of
few days is carried to the normal scale by D. L. Wallace (Ann. Math. Stat. 30, 1959).

A change is said from |z| ≥ 3 on: by chance alone less than one comparison in a hundred says so, also where
days vary together or resemble the day before (tests/dashboard/test_change.py tries 2,000 pairs of each).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from math import inf, log, sqrt

from dashboard import text

LIMIT = 3.0
"""Standard errors; under the normal distribution one in 370 lies beyond."""
DAYS = 8
"""Fewest days of each period: with fewer the spread of days itself is not known."""
RARE = 10
"""Of a share: fewest cases in both periods together on its smaller side, else nothing normal is near."""
EXPECTED = 5
"""Of a share: fewest cases on its smaller side that each period would have if they did not differ (Cochran,
Biometrics 10, 1954). With fewer a period has none of them by chance, and then its days seem not to vary."""
LAGS = 5
"""Days that may resemble each other: a week of open ones."""


class Verdict(Enum):
    CHANGED = "berubah nyata"
    SAME = "tidak berubah nyata"
    UNKNOWN = text.UNKNOWN


@dataclass(frozen=True)
class Day:
    """The cases of one day, and the sum of what is measured over them."""

    n: int
    total: int | Fraction


@dataclass(frozen=True)
class Change:
    """`before` and `after` are what was compared; `z` is their distance in standard errors where known.

    `variance` is that of the difference, `freedom` its degrees of freedom.
    """

    before: Fraction | None
    after: Fraction | None
    z: float | None
    verdict: Verdict
    variance: float = 0.0
    freedom: float = 1.0

    @property
    def changed(self) -> bool:
        return self.verdict is Verdict.CHANGED

    @property
    def rose(self) -> bool:
        return self.before is not None and self.after is not None and self.after > self.before


NOTHING = Change(None, None, None, Verdict.UNKNOWN)
"""Where there is nothing to compare with."""


def of_shares(before: Sequence[Day], after: Sequence[Day]) -> Change:
    """Of a share: `total` of the `n` cases of a day have it. In order of days; one without cases is none."""
    sizes = [sum(day.n for day in days) for days in (before, after)]
    total, n = sum(day.total for day in (*before, *after)), sum(sizes)
    rarer = min(total, n - total)
    return _compared(before, after, enough=rarer >= RARE and min(sizes) * rarer >= EXPECTED * n)


def of_means(before: Sequence[Day], after: Sequence[Day]) -> Change:
    """Of a mean per case, such as the sum of the scores of an answer."""
    return _compared(before, after, enough=True)


def of_counts(before: Sequence[int], after: Sequence[int]) -> Change:
    """Of how many there are on an open day: each day is one observation, so this is Welch's test."""
    days = [[Day(1, count) for count in counts] for counts in (before, after)]
    return _compared(*days, enough=sum(before) >= text.FEW <= sum(after), cases=0)


def _compared(before: Sequence[Day], after: Sequence[Day], *, enough: bool, cases: int = text.FEW) -> Change:
    spreads = [_spread([day for day in days if day.n]) for days in (before, after)]
    values = [spread.value for spread in spreads]
    if values[0] is None or values[1] is None:
        return Change(values[0], values[1], None, Verdict.UNKNOWN)
    if not enough or any(spread.days < DAYS or spread.n < cases for spread in spreads):
        return Change(values[0], values[1], None, Verdict.UNKNOWN)
    variance, freedom = _joined(
        (spreads[0].variance, spreads[0].freedom), (spreads[1].variance, spreads[1].freedom)
    )
    z = _distance(float(values[1] - values[0]), variance, freedom)
    return Change(values[0], values[1], z, _verdict(z), variance, freedom)


def beyond(here: Change, elsewhere: Change) -> Verdict:
    """Whether one place changed more than others over the same periods: difference in differences.

    Where the others moved further the same way, here changed less: that is no change of its own.
    """
    if here.z is None or elsewhere.z is None:
        return Verdict.UNKNOWN
    variance, freedom = _joined((here.variance, here.freedom), (elsewhere.variance, elsewhere.freedom))
    gap = _distance(_moved(here) - _moved(elsewhere), variance, freedom)
    return _verdict(gap) if (gap > 0) is here.rose else Verdict.SAME


def _moved(found: Change) -> float:
    assert found.before is not None
    assert found.after is not None
    return float(found.after - found.before)


def _verdict(z: float) -> Verdict:
    return Verdict.CHANGED if abs(z) >= LIMIT else Verdict.SAME


@dataclass(frozen=True)
class _Spread:
    value: Fraction | None
    days: int
    n: int
    variance: float = 0.0
    freedom: float = 1.0


def _spread(days: Sequence[Day]) -> _Spread:
    n = sum(day.n for day in days)
    if not n:
        return _Spread(None, 0, 0)
    total, k = sum(day.total for day in days), len(days)
    value = Fraction(total, n)
    if k < DAYS:
        return _Spread(value, k, n)
    over = [float((day.total * n - total * day.n) / n) for day in days]
    lags = min(LAGS, k // 4)
    apart, together = _squares(over, 0) / (n * n), _squares(over, lags) / (n * n)
    if apart >= together:
        return _Spread(value, k, n, apart, k - 1)
    # What Bartlett's weights leave free: E. Lazarus et al., J. Bus. Econ. Stat. 36 (2018).
    return _Spread(value, k, n, together, 1.5 * k / (lags + 1))


def _squares(over: Sequence[float], lags: int) -> float:
    """The sum of squares with what neighbours share, by Bartlett's weights: never negative."""
    k = len(over)
    found = sum(part * part for part in over)
    for lag in range(1, lags + 1):
        weight = 1 - lag / (lags + 1)
        found += 2 * weight * sum(a * b for a, b in zip(over, over[lag:], strict=False))
    return k / (k - 1) * found


def _joined(first: tuple[float, float], second: tuple[float, float]) -> tuple[float, float]:
    """The variance of a difference from two variances with their degrees of freedom, and its own."""
    variance = first[0] + second[0]
    if variance == 0:
        return 0.0, first[1] + second[1]
    return variance, variance**2 / (first[0] ** 2 / first[1] + second[0] ** 2 / second[1])


def _distance(difference: float, variance: float, freedom: float) -> float:
    """In standard errors of the normal distribution."""
    if difference == 0:
        return 0.0
    if variance == 0:
        return inf if difference > 0 else -inf
    t = difference / sqrt(variance)
    shrunk = (8 * freedom + 1) / (8 * freedom + 3) * sqrt(freedom * log(1 + t * t / freedom))
    return shrunk if t > 0 else -shrunk
