"""The offices, the days and the seed: what every part of the sample is told."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from data.sample.calendar import WorkingTime, openings
from data.sample.instants import DAY, day_number
from data.sample.reference import Hours, Reference, Standard
from data.sample.scenario import Span

# Streams of chance; each part draws from its own, so that one part's change leaves the others alone.
VISITS, LOKET, ELOK, SURVEY, COMPLAINTS, DIRT = range(6)
# On the last open day the queue was exported while people were still waiting.
EXPORTED_BEFORE_CLOSE = 8_100


@dataclass(frozen=True)
class World:
    reference: Reference
    span: Span
    seed: int
    days: dict[date, Hours] = field(repr=False)
    working: WorkingTime = field(repr=False)

    @property
    def end(self) -> int:
        """The instant at which every export was made: the midnight that ends the last day."""
        return (day_number(self.span.last) + 1) * DAY

    @property
    def last_open_day(self) -> date:
        return max(self.days)

    def chance(self, stream: int, office: int, day: date) -> np.random.Generator:
        """Its own generator per part, office and day: no result depends on the order of the work."""
        words = [self.seed, stream, office, day.toordinal()]
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence(words)))

    def standard(self, service: str, day: date) -> Standard | None:
        for row in self.reference.standards.get(service, ()):
            if row.since <= day and (row.until is None or day <= row.until):
                return row
        return None


def build_world(reference: Reference, span: Span, seed: int) -> World:
    # Work on requests goes on after the last day; what ends there is not known yet.
    later = openings(reference, span.first, span.last + timedelta(days=200))
    return World(
        reference=reference,
        span=span,
        seed=seed,
        days={day: hours for day, hours in later.items() if day <= span.last},
        working=WorkingTime(later),
    )
