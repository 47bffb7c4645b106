"""A version, and what it says of itself and of the office: what the readers of staff and public share."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import cached_property
from typing import Any

from dashboard import survey
from dashboard.completeness import Asked, Completeness, Kept, completeness
from dashboard.reference import ComplaintStandard, Reference, Standard
from etl.metric import Metric, Options, Unit
from etl.metrics import metrics
from etl.period import local
from etl.skm import Definition
from etl.skm_table import definition_of
from etl.warehouse.engine import Published
from etl.warehouse.tally import definition


@dataclass(frozen=True)
class SourceState:
    source: str
    fact: str
    data_time: datetime
    loaded_at: datetime
    read: int
    rejected: int
    late: bool
    late_at: datetime | None = None
    """From then on it is late; None: never."""


@dataclass(frozen=True)
class DataState:
    """What a version says of its data. Times are on the office's clock."""

    version: str
    data_time: datetime
    first_day: date
    last_day: date
    sample: bool
    options: Options
    mature_day: date
    """The first day whose requests are too new for completion to be judged."""
    sources: tuple[SourceState, ...] = ()
    provisional_from: date | None = None
    """From this day on rows may still change without a word; None: no day is young."""
    made_by: str = ""
    """A hash of all that the figures come from beside the facts: code, definitions, reference, options."""

    def until(self, facts: Collection[str]) -> datetime:
        """Up to when every source of these facts was heard of; where none is named, the data time."""
        heard = [source.data_time for source in self.sources if source.fact in facts]
        return min(heard, default=self.data_time)


class Readable:
    """A version, and what it says of itself and of the office."""

    def __init__(self, version: Published, reference: Reference) -> None:
        self._version = version
        self._reference = reference
        self._zone = version.manifest["timezone"]

    @cached_property
    def data(self) -> DataState:
        manifest = self._version.manifest
        data_time = self._local(datetime.fromisoformat(manifest["data_time"]))
        young = manifest.get("provisional_from")
        return DataState(
            version=manifest["version"],
            data_time=data_time,
            first_day=date.fromisoformat(manifest["first_day"]),
            last_day=data_time.date(),
            sample=manifest["sample"],
            options=_options(manifest["options"]),
            mature_day=date.fromisoformat(manifest["mature_day"]),
            sources=self._sources(),
            provisional_from=date.fromisoformat(young) if young else None,
            made_by=manifest["made_by"],
        )

    def completeness(
        self,
        facts: Collection[str],
        start: date,
        end: date,
        office: str | None = None,
        *,
        online: bool = False,
    ) -> Completeness:
        """Whether what these facts tell of these days is all there; `online`: asked is which part came so."""
        asked = Asked(facts, start, end, self._offices(office), online)
        found = completeness(self.kept, asked, datetime.now(UTC), self.data.provisional_from)
        states = [state for state in self.data.sources if not facts or state.fact in facts]
        read, rejected = sum(state.read for state in states), sum(state.rejected for state in states)
        return replace(found, rejected=Fraction(rejected, read)) if rejected else found

    @property
    def kept(self) -> Sequence[Kept]:
        """What each source keeps of its days."""
        raise NotImplementedError

    def _offices(self, office: str | None) -> Collection[str] | None:
        """The offices of which a choice tells; None: of all."""
        return None

    def defined(self, metric: str, words: str, until: date) -> str:
        """The `words` on what it means; of an index of the survey also by which weights and letters."""
        if self.metric(metric).unit is not Unit.INDEX:
            return words
        return f"{words} {survey.told(self.definition(until), dict(self.choices('unsur')))}."

    def metric(self, name: str) -> Metric:
        return metrics()[name]

    @property
    def definitions(self) -> dict[str, str]:
        """Metric → a hash of what its tallies hold."""
        return {name: definition(metric) for name, metric in metrics().items()}

    def options(self, until: date) -> Options:
        """Of a value whose last day this is, as far as the data reach."""
        return self.data.options.at(min(until, self.data.last_day))

    def definition(self, until: date) -> Definition:
        """Of the survey, for a figure of days that end with this one."""
        return self.options(until).definition

    def name(self, kind: str, code: str) -> str:
        """The name of an office, area, service, channel or unsur; a code that is gone names itself."""
        return self._reference.name(kind, code)

    @property
    def place(self) -> str:
        """The office that a page is headed with; empty where none is there to be read."""
        return next((name for _, name in self.choices("office")), "")

    def choices(self, kind: str) -> list[tuple[str, str]]:
        """Code and name of what may be chosen."""
        return self._reference.choices(kind)

    def online(self, channel: str) -> bool:
        return self._reference.online(channel)

    def standard(self, service: str, day: date) -> Standard | None:
        """The promise in force on a day."""
        return self._reference.standard(service, day)

    def promised(self, metric: str, service: str | None = None) -> bool:
        """Whether there is a promise by which this metric can judge; True where it needs none."""
        return self._reference.promised(metric, service)

    def standards(self, service: str, start: date, end: date) -> list[Standard]:
        """The promises that were in force on some day of a period, oldest first."""
        return self._reference.standards_between(service, start, end)

    def complaint_standards(
        self, category: str, promise: str, start: date, end: date
    ) -> list[ComplaintStandard]:
        """The same for a complaint; `promise`: tanggapan or selesai."""
        return self._reference.complaint_standards_between(category, promise, start, end)

    def tiles(self) -> list[tuple[str, str, int, int]]:
        """Code, name, row and column of the areas on the tile map."""
        return self._reference.tiles()

    def level(self, office: str) -> str:
        """kecamatan or kelurahan."""
        return self._reference.level(office)

    def opened(self) -> list[tuple[str, str, date]]:
        """Offices with a new building: code, name, opening day."""
        return self._reference.opened()

    @property
    def opening(self) -> frozenset[tuple[int, int]]:
        """Weekday (1 Monday) and hour of an ordinary week in which the office is open."""
        return self._reference.opening

    def _local(self, instant: datetime) -> datetime:
        return local(instant, self._zone)

    def _sources(self) -> tuple[SourceState, ...]:
        return ()


def _options(told: Mapping[str, Any]) -> Options:
    """As the version was published with; one of before has no definitions of its own."""
    surveys = tuple(definition_of(**each) for each in told.get("surveys", ()))
    return Options(told["weight"], told["limits"], surveys)
