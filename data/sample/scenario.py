"""The numbers of the invented world. What was planted stands here."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from data.sample.reference import Hours, Named, Service

# Visits on an ordinary day at the start, counters, and both after the new building has opened.
# Sizes follow the number of RT per kelurahan; nothing here is the office's own figure.
VISITS = {
    "63.71.04": 142.0,
    "63.71.04.1001": 22.0,
    "63.71.04.1002": 33.0,
    "63.71.04.1003": 21.0,
    "63.71.04.1004": 24.0,
    "63.71.04.1005": 34.0,
    "63.71.04.1006": 29.0,
    "63.71.04.1007": 22.0,
    "63.71.04.1008": 25.0,
    "63.71.04.1009": 22.0,
    "63.71.04.1010": 36.0,
}
COUNTERS = {"63.71.04": 5, "63.71.04.1005": 2, "63.71.04.1010": 2}
COUNTERS_NEW_BUILDING = 2
DEFAULT_VISITS = 24.0

# A cramped old building slows each service down; the new one has what the work needs.
PACE = 1.15
PACE_OLD_BUILDING = 1.4
PACE_NEW_BUILDING = 1.0
NEW_BUILDING_DRAWS = 1.25

ELOK_SHARE_FIRST, ELOK_SHARE_LAST = 0.11, 0.42
GROWTH = 0.10
# Of each request that moves to eLOK, four of five spare a visit.
VISITS_SPARED = 0.8
REQUESTS_PER_SERVED, SERVED_PER_VISIT = 0.63, 0.95

WEEKDAYS = (1.22, 1.04, 0.98, 0.95, 0.84, 1.0, 1.0)
ELOK_WEEKDAYS = (1.10, 1.05, 1.0, 1.0, 0.95, 0.45, 0.40)
MONTHS = (1.05, 1.0, 0.96, 0.98, 1.0, 1.08, 1.12, 1.04, 1.0, 0.98, 0.97, 0.90)
BEFORE_HOLIDAY, AFTER_HOLIDAY, RAMADAN = 1.2, 1.22, 0.86

# Mean minutes at the counter and weight among what people come for.
MINUTES = {
    "ktp-el": (8.0, 30.0),
    "kk": (10.0, 18.0),
    "pindah-datang": (11.0, 9.0),
    "akta-kelahiran": (9.0, 9.0),
    "kematian": (7.0, 6.0),
    "domisili": (6.5, 17.0),
    "sktm": (8.0, 15.0),
    "usaha": (8.0, 12.0),
    "skck": (5.0, 14.0),
    "nikah": (10.0, 8.0),
    "dispensasi-nikah": (12.0, 2.0),
    "status-nikah": (6.0, 8.0),
    "ahli-waris": (15.0, 4.0),
    "penghasilan": (6.0, 6.0),
    "legalisasi": (4.0, 12.0),
    "izin-keramaian": (9.0, 3.0),
    "rekomendasi-proposal": (8.0, 3.0),
    "rekomendasi-penelitian": (8.0, 3.0),
    "surat-tanah": (16.0, 3.0),
    "rujukan-disdukcapil": (6.0, 10.0),
    "lainnya": (6.0, 5.0),
}
DEFAULT_MINUTES = (8.0, 4.0)
# Who comes to the kecamatan from where: the number of RT per kelurahan.
RT = {"1002": 47, "1003": 24, "1004": 28, "1005": 42, "1006": 37, "1010": 69}
DEFAULT_RT = 24


@dataclass(frozen=True)
class Span:
    """The days of the sample, both included."""

    first: date
    last: date

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))

    def part(self, day: date) -> float:
        """0 on the first day, 1 on the last."""
        return (day - self.first).days / max((self.last - self.first).days, 1)


@dataclass(frozen=True)
class Plan:
    """What one office expects of one day."""

    hours: Hours
    expected_visits: float
    counters: int
    pace: float


def elok_share(part: float) -> float:
    return ELOK_SHARE_FIRST + (ELOK_SHARE_LAST - ELOK_SHARE_FIRST) * part


def level(office: Named, span: Span, day: date) -> float:
    """Visits expected on an ordinary working day of that time."""
    part = span.part(day)
    spared = 1 - VISITS_SPARED * (elok_share(part) - ELOK_SHARE_FIRST)
    drawn = NEW_BUILDING_DRAWS if office.opened and day >= office.opened else 1.0
    size = VISITS.get(office.code, DEFAULT_VISITS)
    return size * (1 + GROWTH * part) * spared * drawn * MONTHS[day.month - 1]


def plan(office: Named, span: Span, day: date, days: dict[date, Hours]) -> Plan:
    hours = days[day]
    factor = WEEKDAYS[day.weekday()] * _around_holidays(day, days)
    if hours.until is not None:
        factor *= RAMADAN
    old, new = office.opened and day < office.opened, office.opened and day >= office.opened
    return Plan(
        hours=hours,
        expected_visits=level(office, span, day) * factor,
        counters=COUNTERS_NEW_BUILDING if new else COUNTERS.get(office.code, 1),
        pace=PACE_OLD_BUILDING if old else PACE_NEW_BUILDING if new else PACE,
    )


def _around_holidays(day: date, days: dict[date, Hours]) -> float:
    """People come before the doors close for long, and after."""
    one = timedelta(days=1)
    weekday = day.isoweekday()
    if weekday < 5 and day + one not in days:
        return BEFORE_HOLIDAY
    if weekday > 1 and day - one not in days:
        return AFTER_HOLIDAY
    return 1.0


def expected_elok(office: Named, span: Span, day: date) -> float:
    """eLOK requests on that calendar day, so that the share of all requests is as planned."""
    share = elok_share(span.part(day))
    at_counter = level(office, span, day) * REQUESTS_PER_SERVED * SERVED_PER_VISIT * 5 / sum(ELOK_WEEKDAYS)
    return at_counter * share / (1 - share) * ELOK_WEEKDAYS[day.weekday()]


def offered(
    office: Named, services: tuple[Service, ...], *, only_online: bool
) -> tuple[list[int], np.ndarray]:
    """Positions of the services of an office and the cumulated share of each."""
    levels = ("kecamatan", "rujukan") if office.kind == "kecamatan" else ("kelurahan",)
    positions = [
        n
        for n, service in enumerate(services)
        if service.level in levels and (service.online or not only_online)
    ]
    return positions, shares([MINUTES.get(services[n].code, DEFAULT_MINUTES)[1] for n in positions])


def origins(office: Named, areas: tuple[Named, ...]) -> np.ndarray:
    """Cumulated share of each area among the visitors of an office."""
    weights = []
    for area in areas:
        if area.kind == "tidak_diketahui":
            weights.append(0.03)
        elif area.kind == "luar":
            weights.append(0.008)
        elif office.kind == "kecamatan":
            weights.append(0.93 * RT.get(area.code[-4:], DEFAULT_RT) / 343)
        else:
            weights.append(0.86 if area.code == office.code else 0.008)
    return shares(weights)


def shares(weights: list[float]) -> np.ndarray:
    cumulated = np.cumsum(np.array(weights, dtype=np.float64))
    return np.asarray(cumulated / cumulated[-1])
