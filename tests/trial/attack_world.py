"""Three years of an office with few visitors, as they were drawn.

Ten kelurahan with a fifth of a request to fifty a month, eleven offices, answers to the survey as rare; some
rows of a month come two editions late.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from data.sample.calendar import openings
from data.sample.reference import Reference, read_reference
from etl.skm import UNSUR
from tests.office import REFERENCE

Row = dict[str, Any]
FIRST = date(2023, 1, 1)
KECAMATAN = "63.71.04"
AT_THE_KECAMATAN, OUTSIDE = 0.4, 0.6
"""Share of what a kelurahan asks there; requests a month from each area outside."""

LONG = 30
"""Minutes of waiting from which on it is over the limit that the public figures name."""


@dataclass(frozen=True)
class Size:
    months: int = 36
    published: tuple[int, ...] = (12, 24, 27, 30, 33, 34, 35, 36)
    """After how many months there is an edition."""

    live_days: int = 1
    """Days after an edition on which the queue is heard of several times, at twenty past these hours."""

    hours: tuple[int, ...] = (8, 9, 10)
    late_each: int = 3
    """Each how manieth edition brings rows of the month before the last."""


@dataclass
class World:
    """The truth: per kind of fact one row per fact, with the edition that brought it."""

    size: Size
    seed: int
    reference: Reference = field(default_factory=lambda: read_reference(REFERENCE))

    def __post_init__(self) -> None:
        self.chance = np.random.default_rng(self.seed)
        self.months = [add_months(FIRST, k) for k in range(self.size.months)]
        self.open_days = list(openings(self.reference, FIRST, add_months(FIRST, self.size.months + 1)))
        self.areas = [area.code for area in self.reference.areas]
        self.kelurahan = [area.code for area in self.reference.areas if area.kind == "kelurahan"]
        self.offices = [office.code for office in self.reference.offices]
        rates = np.geomspace(0.2, 50, len(self.kelurahan))
        self.rates = dict(zip(self.kelurahan, self.chance.permutation(rates).tolist(), strict=True))
        self.facts: dict[str, pd.DataFrame] = {
            "request": self._requests(),
            "visit": self._visits(),
            "answer": self._answers(),
        }

    def services(self, office: str) -> list[str]:
        at_kecamatan = office == KECAMATAN
        return [s.code for s in self.reference.services if (s.level != "kelurahan") == at_kecamatan]

    def days_of(self, month: date) -> list[date]:
        return [day for day in self.open_days if month <= day < add_months(month, 1)]

    def _requests(self) -> pd.DataFrame:
        drawn = self._drawn(lambda area: self.rates.get(area, OUTSIDE))
        drawn["channel"] = np.where(self.chance.random(len(drawn)) < 0.3, "elok", "loket")
        drawn["online"] = (drawn["channel"] == "elok").astype(int)
        drawn["met"] = (self.chance.random(len(drawn)) < 0.85).astype(int)
        return drawn

    def _visits(self) -> pd.DataFrame:
        drawn = self._drawn(lambda area: self.rates.get(area, OUTSIDE))
        drawn["channel"] = "loket"
        # Most come in the first days of a month: then there is a queue to be seen.
        for month, part in drawn[drawn["office"] == KECAMATAN].groupby("month"):
            drawn.loc[part.index[2:30], "day"] = self.days_of(month)[0]
        drawn["weekday"] = [day.isoweekday() for day in drawn["day"]]
        drawn["wait"] = np.minimum(self.chance.exponential(14, len(drawn)).astype(int), 110)
        drawn["over"] = (drawn["wait"] >= LONG).astype(int)
        return drawn

    def _answers(self) -> pd.DataFrame:
        """Rare at the kelurahan offices: some have less than ten in a year."""
        rates = dict(
            zip(self.offices, [25.0, *self.chance.permutation(np.geomspace(0.2, 12, 10))], strict=True)
        )
        parts = [
            self._cell(month, office, "", rate) for month in self.months for office, rate in rates.items()
        ]
        drawn = self._dated(pd.DataFrame([row for part in parts for row in part]))
        drawn["area"] = self.chance.choice(self.kelurahan, len(drawn))
        drawn["channel"] = "loket"
        for unsur in UNSUR:
            drawn[unsur] = self.chance.choice([1, 2, 3, 4], len(drawn), p=[0.03, 0.09, 0.45, 0.43])
        drawn["scores"] = drawn[list(UNSUR)].sum(axis=1)
        return drawn

    def _drawn(self, rate: Any) -> pd.DataFrame:
        rows: list[Row] = []
        for month in self.months:
            for area in self.areas:
                if area in self.offices:
                    rows += self._cell(month, area, area, rate(area) * (1 - AT_THE_KECAMATAN))
                share = AT_THE_KECAMATAN if area in self.offices else 1.0
                rows += self._cell(month, KECAMATAN, area, rate(area) * share)
        return self._dated(pd.DataFrame(rows))

    def _cell(self, month: date, office: str, area: str, rate: float) -> list[Row]:
        """What came in time, and what came late of it."""
        edition, services = self.edition_of(month), self.services(office)
        come = int(self.chance.poisson(rate))
        late = int(self.chance.integers(0, 4)) if self._is_late(month) and office != KECAMATAN else 0
        brought = [edition] * come + [edition + 2] * late
        return [
            {"month": month, "office": office, "area": area, "service": s, "edition": e}
            for e, s in zip(brought, self.chance.choice(services, len(brought)), strict=True)
        ]

    def _is_late(self, month: date) -> bool:
        """Whether some rows of it come with the second edition after its own."""
        each, late = self.size.late_each, self.edition_of(month) + 2
        return self.months.index(month) % each == each - 1 and late <= self.last_edition

    def edition_of(self, month: date) -> int:
        return bisect_right(self.size.published, self.months.index(month))

    def state(self, start: date, end: date, edition: int) -> int:
        """How many of the months had had their late rows by then."""
        within = [month for month in self.months if start <= month < end and self._is_late(month)]
        return sum(self.edition_of(month) + 2 <= edition for month in within)

    @property
    def last_edition(self) -> int:
        return len(self.size.published) - 1

    def _dated(self, drawn: pd.DataFrame) -> pd.DataFrame:
        """A day and an hour for each; the first and the last open day of a month have one."""
        drawn["day"] = [self.chance.choice(self.days_of(month)) for month in drawn["month"]]
        for month, part in drawn[drawn["edition"] == drawn["month"].map(self.edition_of)].groupby("month"):
            days = self.days_of(month)
            drawn.loc[part.index[:2], "day"] = [days[0], days[-1]]
        drawn["hour"] = self.chance.integers(8, 11, len(drawn))
        drawn["weekday"] = [day.isoweekday() for day in drawn["day"]]
        drawn["id"] = [f"x{k}" for k in range(len(drawn))]
        drawn["n"] = 1
        return drawn


def add_months(month: date, count: int) -> date:
    years, zero_based = divmod(month.month - 1 + count, 12)
    return date(month.year + years, zero_based + 1, 1)
