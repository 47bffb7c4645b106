"""The only door to the numbers: a Reader is bound to what its user may see, and gives n with every value."""

import json
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from itertools import islice
from typing import Any

from sqlalchemy import select

from dashboard import records
from dashboard.completeness import Asked, Completeness, Kept, completeness
from dashboard.counted import Counted
from dashboard.filters import DIMENSIONS, Filters
from dashboard.reference import ComplaintStandard, Reference, Standard
from dashboard.roles import Scope
from etl.metric import Counts, Metric, Options
from etl.metrics import metrics
from etl.metrics.ikm import SCORES
from etl.period import Period, local, whole_months
from etl.warehouse import published
from etl.warehouse.counts import Keys, NotKept, Where, counts, level_of
from etl.warehouse.engine import Published

Row = dict[str, Any]
ONLINE = "digital_share"
"""The metric that is about online channels, so that one of them must have been heard."""

_ROW, _COUNTS, _NUMBER, _KEPT = 200, 450, 30, 40_000
"""Bytes, as measured: a row of its keys and n, a row of Counts, each number of either, a source's days."""


class NotThisPeriod(Exception):  # noqa: N818 (it is an answer, not a fault)
    """The breakdown is kept by whole months; `nearest`: the first and last day that can be had, or None."""

    def __init__(self, message: str, nearest: tuple[date, date] | None) -> None:
        super().__init__(message)
        self.nearest = nearest


class NoSuchBreakdown(Exception):  # noqa: N818
    """The metric is not kept by this key."""


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

    def until(self, facts: Collection[str]) -> datetime:
        """Up to when every source of these facts was heard of; where none is named, the data time."""
        heard = [source.data_time for source in self.sources if source.fact in facts]
        return min(heard, default=self.data_time)


class _Readable:
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
            options=Options(**manifest["options"]),
            mature_day=date.fromisoformat(manifest["mature_day"]),
            sources=self._sources(),
            provisional_from=date.fromisoformat(young) if young else None,
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

    def metric(self, name: str) -> Metric:
        return metrics()[name]

    def name(self, kind: str, code: str) -> str:
        """The name of an office, area, service, channel or unsur; a code that is gone names itself."""
        return self._reference.name(kind, code)

    def choices(self, kind: str) -> list[tuple[str, str]]:
        """Code and name of what may be chosen."""
        return self._reference.choices(kind)

    def online(self, channel: str) -> bool:
        return self._reference.online(channel)

    def standard(self, service: str, day: date) -> Standard | None:
        """The promise in force on a day."""
        return self._reference.standard(service, day)

    def complaint_standard(self, category: str, promise: str, day: date) -> ComplaintStandard | None:
        """The promise in force on a day for a complaint; `promise`: tanggapan or selesai."""
        return self._reference.complaint_standard(category, promise, day)

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


class Reader(_Readable):
    """Staff figures within a scope."""

    def __init__(
        self, version: Published, reference: Reference, scope: Scope, counted: Counted | None = None
    ) -> None:
        """`counted` holds what was asked of this version before, by whomever."""
        super().__init__(version, reference)
        self.scope = scope
        self._counted = counted or Counted()

    def values(self, metric: str, by: tuple[str, ...] = (), *, filters: Filters) -> list[Row]:
        """One row per combination of `by`: its keys, `n`, and the metric's fields (see the metric).

        Where nothing was counted there is no row. Raises NotThisPeriod, NoSuchBreakdown.
        """
        value, options = self.metric(metric).value, self.data.options
        return [
            {**dict(zip(by, keys, strict=True)), "n": tallied.n, **value(tallied, options)}
            for keys, tallied in self._counts(metric, by, filters)
        ]

    def numbers(
        self, metric: str, by: tuple[str, ...] = (), *, of: tuple[str, ...] = (), filters: Filters
    ) -> list[Row]:
        """The same rows with nothing but `n` and these buckets: many of them where no value is asked for."""
        found = self._kept(
            ("numbers", metric, by, of),
            filters,
            lambda: [
                (*keys, tallied.n, *(tallied.buckets[name] for name in of))
                for keys, tallied in self._count(metric, by, filters)
            ],
            row=_ROW + _NUMBER * len(of),
        )
        return [dict(zip((*by, "n", *of), row, strict=True)) for row in found]

    def bins(self, metric: str, *, filters: Filters) -> list[tuple[int, int | None, int]]:
        """The histogram of a duration: lower edge, upper edge (None: open), count; edges in seconds."""
        found = self._counts(metric, (), filters)
        if not found:
            return []
        edges = self.metric(metric).edges
        return list(zip(edges, (*edges[1:], None), found[0][1].buckets.values(), strict=True))

    def scores(self, *, filters: Filters) -> dict[str, dict[int, int]]:
        """How often each score was given: unsur → score (1 to 4) → answers. Empty without an answer."""
        found = self._counts("ikm", (), filters)
        if not found:
            return {}
        buckets = found[0][1].buckets
        elements = [code for code, _ in self.choices("unsur")]
        return {unsur: {score: buckets[f"{unsur}_{score}"] for score in SCORES} for unsur in elements}

    def exceeding(self, metric: str, limit: int, by: tuple[str, ...] = (), *, filters: Filters) -> list[Row]:
        """Per combination of `by` how many (`over`) of the `n` durations reach the bin that holds `limit`."""
        edges = self.metric(metric).edges
        first = max(i for i, edge in enumerate(edges) if edge <= max(limit, 0))
        found = self._kept(
            ("exceeding", metric, by, first),
            filters,
            lambda: [
                (*keys, tallied.n, sum(islice(tallied.buckets.values(), first, None)))
                for keys, tallied in self._count(metric, by, filters)
            ],
            row=_ROW + _NUMBER,
        )
        return [dict(zip((*by, "n", "over"), row, strict=True)) for row in found]

    def late(self, fact: str, *, filters: Filters, limit: int | None = None) -> list[Row]:
        """Open cases past their due day, oldest due first, whatever the period: see records.late_cases."""
        with self._version.connect() as connection:
            return records.late_cases(connection, fact, self._where(filters), self._local, limit)

    def late_counts(self, fact: str, *, filters: Filters) -> list[Row]:
        """How many they are, per promise: see records.late_counts."""
        with self._version.connect() as connection:
            return records.late_counts(connection, fact, self._where(filters), self._local)

    def runs(self) -> list[Row]:
        with self._version.connect() as connection:
            return records.runs(connection, self._local)

    def readings(self) -> list[Row]:
        with self._version.connect() as connection:
            return records.readings(connection, self._local)

    def ledger(self) -> list[Row]:
        with self._version.connect() as connection:
            return records.ledger(connection)

    def source_days(self) -> list[Row]:
        with self._version.connect() as connection:
            return records.source_days(connection, self._local)

    def header_changes(self) -> list[Row]:
        with self._version.connect() as connection:
            return records.header_changes(connection, self._local)

    def rejects(self) -> list[Row]:
        with self._version.connect() as connection:
            return records.rejects(connection)

    def choices(self, kind: str) -> list[tuple[str, str]]:
        """As above; offices within the scope only."""
        found = super().choices(kind)
        if kind == "office" and self.scope.offices is not None:
            return [(code, name) for code, name in found if code in self.scope.offices]
        return found

    def _counts(self, name: str, by: tuple[str, ...], filters: Filters) -> list[tuple[Keys, Counts]]:
        size = _COUNTS + _NUMBER * len(self.metric(name).buckets)
        return self._kept((name, by), filters, lambda: self._count(name, by, filters), row=size)

    def _kept(
        self, asked: Hashable, filters: Filters, count: Callable[[], list[Any]], *, row: int
    ) -> list[Any]:
        """Counted once: sections of a page and people at their desks ask for the same."""
        where = frozenset((name, frozenset(codes)) for name, codes in self._where(filters).items())
        return self._counted.get((asked, filters.start, filters.end, where), count, row=row)

    def _count(self, name: str, by: tuple[str, ...], filters: Filters) -> list[tuple[Keys, Counts]]:
        metric, where = self.metric(name), self._where(filters)
        period = Period(filters.start, filters.end + timedelta(days=1))
        self._allow(metric, by, where, period)
        with self._version.connect() as connection:
            return counts(
                connection,
                metric,
                period,
                by=by,
                where=where,
                data_day=self.data.last_day,
                mature_day=self.data.mature_day,
            )

    def _allow(self, metric: Metric, by: tuple[str, ...], where: Where, period: Period) -> None:
        try:
            level = level_of(metric, by, where)
        except NotKept as lack:
            raise NoSuchBreakdown(f"{metric.label} tidak tersedia menurut {', '.join(lack.keys)}.") from None
        if not level.by_month:
            return
        whole = whole_months(period)
        if whole and metric.clocked:
            # Of the month that holds the data time, months do not tell what is overdue already.
            end = min(whole.end, self.data.last_day.replace(day=1))
            whole = Period(whole.start, end) if whole.start < end else None
        if whole != period:
            nearest = (whole.start, whole.last) if whole else None
            raise NotThisPeriod("Rincian menurut hari dan jam hanya tersedia untuk bulan utuh.", nearest)

    @property
    def kept(self) -> Sequence[Kept]:
        """As above; read once a version."""
        return self._counted.get(("kept",), self._read_kept, row=_KEPT)

    def _read_kept(self) -> list[Kept]:
        with self._version.connect() as connection:
            return records.kept(connection, self._local, "staff")

    def _offices(self, office: str | None) -> Collection[str] | None:
        if office is None:
            return self.scope.offices
        return {office} if self.scope.offices is None else {office} & self.scope.offices

    def _where(self, filters: Filters) -> Where:
        chosen = {dimension.key: getattr(filters, dimension.key) for dimension in DIMENSIONS}
        where: dict[str, set[str]] = {name: {code} for name, code in chosen.items() if code is not None}
        if self.scope.offices is not None:
            where["office"] = where.get("office", set(self.scope.offices)) & self.scope.offices
        return where

    def _sources(self) -> tuple[SourceState, ...]:
        now = datetime.now(UTC).replace(tzinfo=None)
        with self._version.connect() as connection:
            table = published.source_state
            rows = connection.execute(select(table).where(table.c.data_time.is_not(None))).all()
        return tuple(
            SourceState(
                row.source,
                row.fact,
                self._local(row.data_time),
                self._local(row.loaded_at),
                row.read,
                row.rejected,
                late=row.late_at is not None and now > row.late_at,
                late_at=None if row.late_at is None else self._local(row.late_at),
            )
            for row in rows
        )


class PublicReader(_Readable):
    """The disclosed figures, and nothing that could be added up otherwise."""

    @cached_property
    def kept(self) -> Sequence[Kept]:
        """Per kind of fact."""
        with self._version.connect() as connection:
            return records.kept(connection, self._local, "public")

    def values(self, metric: str, by: tuple[str, ...], start: date, finish: date) -> list[Row]:
        """The figures of one period that was published; `hidden` where too few people stand behind one."""
        table = published.figure
        rule = (table.c.metric == metric, table.c.by == ",".join(by), table.c.start == start)
        query = select(table).where(*rule, table.c.end == finish + timedelta(days=1)).order_by(table.c.key)
        with self._version.connect() as connection:
            rows = connection.execute(query).all()
        return [
            {**_keys(by, row.key), "n": row.n, "hidden": row.hidden, **_fields(row.fields)} for row in rows
        ]

    def periods(self, metric: str, by: tuple[str, ...] = ()) -> list[tuple[str, date, date]]:
        """Kind, first and last day of every period for which this was published, oldest first."""
        table = published.figure
        query = (
            select(table.c.kind, table.c.start, table.c.end)
            .where(table.c.metric == metric, table.c.by == ",".join(by))
            .distinct()
            .order_by(table.c.end, table.c.start)
        )
        with self._version.connect() as connection:
            return [(row.kind, row.start, row.end - timedelta(days=1)) for row in connection.execute(query)]

    def now(self) -> Row | None:
        """Who waits, `at` what time, and how long those called in the hour before waited; None if unknown."""
        with self._version.connect() as connection:
            row = connection.execute(
                select(published.figure).where(published.figure.c.metric == "now")
            ).one_or_none()
        if row is None or row.hidden:
            return None
        fields = _fields(row.fields)
        return {**fields, "at": self._local(datetime.fromisoformat(fields["at"]))}


def _keys(by: tuple[str, ...], key: str) -> Row:
    words = key.split(",") if by else []
    return {
        name: int(word) if name in ("weekday", "hour") else word for name, word in zip(by, words, strict=True)
    }


def _fields(text: str) -> Mapping[str, Any]:
    found = json.loads(text)
    return {
        name: Fraction(value[1:]) if isinstance(value, str) and value.startswith("=") else value
        for name, value in found.items()
    }
