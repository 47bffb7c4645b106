"""The only door to the numbers: a Reader is bound to what its user may see, and gives n with every value."""

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import islice
from typing import Any

from sqlalchemy import select

from dashboard import records
from dashboard.completeness import Kept, first_online
from dashboard.counted import Counted
from dashboard.filters import DIMENSIONS, Filters
from dashboard.readable import DataState as DataState
from dashboard.readable import Readable
from dashboard.readable import SourceState as SourceState
from dashboard.reference import Reference
from dashboard.rights import KEYS, Right, Scope
from etl.metric import Counts, Metric
from etl.period import Kind, Period, period_of, whole_months
from etl.skm import SCALE, SCORES
from etl.warehouse import published
from etl.warehouse.counts import TIMES, Keys, NotKept, Where, counts, level_of
from etl.warehouse.engine import Published

Row = dict[str, Any]
Single = tuple[Fraction, int]
ONLINE = "digital_share"
"""The metric that is about online channels, so that one of them must have been heard."""

_EVER = date(1970, 1, 1)

_ROW, _COUNTS, _NUMBER, _KEPT = 200, 450, 30, 40_000
"""Bytes, as measured: a row of its keys and n, a row of Counts, each number of either, a source's days."""


class NotThisPeriod(Exception):  # noqa: N818 (it is an answer, not a fault)
    """The breakdown is kept by whole months; `nearest`: the first and last day that can be had, or None."""

    def __init__(self, message: str, nearest: tuple[date, date] | None) -> None:
        super().__init__(message)
        self.nearest = nearest


class NoSuchBreakdown(Exception):  # noqa: N818
    """The metric is not kept by this key."""


class Reader(Readable):
    """Staff figures within a scope. What is outside raises NotYoursError, whichever page or callback asks."""

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
        heard, levels = self._heard(metric, filters), self.metric(metric).levels
        if any(level.whole and set(level.extra) & set(by) for level in levels):
            raise NoSuchBreakdown(f"{self.metric(metric).label} menurut {', '.join(by)} hanya banyaknya.")
        if heard is None:
            return []
        value, rows = self.metric(metric).value, []
        for keys, tallied in self._counts(metric, by, heard):
            row = dict(zip(by, keys, strict=True))
            rows.append({**row, "n": tallied.n, **value(tallied, self.options(_until(row, heard.end)))})
        return rows

    def _heard(self, metric: str, filters: Filters) -> Filters | None:
        """The choice without the days on which nobody could tell what came online: those are no 0 %."""
        if metric != ONLINE:
            return filters
        first = first_online(self.kept)
        if first is None or first > filters.start:
            # The rows of what was told before may be gone by now, past their time: their counts stay.
            first = min((day for day in (first, self._counted_online()) if day is not None), default=None)
        if first is None or first > filters.end:
            return None
        return replace(filters, start=max(filters.start, first))

    def _counted_online(self) -> date | None:
        """The first day of which something that came online is counted."""
        days = self._counts(ONLINE, ("day",), Filters(_EVER, self.data.last_day))
        return min((keys[0] for keys, tallied in days if tallied.buckets["online"]), default=None)

    def numbers(
        self, metric: str, by: tuple[str, ...] = (), *, of: tuple[str, ...] = (), filters: Filters
    ) -> list[Row]:
        """The same rows with nothing but `n` and these buckets: many of them where no value is asked for."""
        found = self._kept(
            ("numbers", metric, by, of),
            by,
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

    def singles(self, by: tuple[str, ...] = (), *, filters: Filters) -> dict[Keys, list[Single]]:
        """Per `by` the index of one complete answer by itself, and how many have it. Raises NoSuchBreakdown.

        Where all nine unsur weigh the same it follows from the sum of the scores, which is kept by more keys
        than the scores themselves.
        """
        definition = self.definition(filters.end)
        common = definition.by_sum
        key = "pattern" if common is None else "score_sum"

        def each(told: Any) -> Fraction | None:
            return definition.single_of(told) if common is None else told * common * SCALE

        rows = self._kept(
            ("singles", by, definition),
            by,
            filters,
            lambda: [(keys, each(keys[-1]), n.n) for keys, n in self._count("ikm", (*by, key), filters)],
            row=_ROW,
        )
        found: dict[Keys, list[Single]] = {}
        for keys, value, n in rows:
            if value is not None:
                found.setdefault(keys[:-1], []).append((value, n))
        return found

    def rejected_scores(self) -> int:
        """See records.rejected_scores."""
        with self._version.connect() as connection:
            return records.rejected_scores(connection)

    def exceeding(self, metric: str, limit: int, by: tuple[str, ...] = (), *, filters: Filters) -> list[Row]:
        """Per combination of `by` how many (`over`) of the `n` durations reach the bin that holds `limit`."""
        edges = self.metric(metric).edges
        first = max(i for i, edge in enumerate(edges) if edge <= max(limit, 0))
        found = self._kept(
            ("exceeding", metric, by, first),
            by,
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
        self.scope.demand(Right.CASES)
        with self._version.connect() as connection:
            return records.late_cases(connection, fact, self._where(filters), self._local, limit)

    def late_counts(self, fact: str, by: tuple[str, ...] = (), *, filters: Filters) -> list[Row]:
        """How many they are, per promise and combination of `by`: see records.late_counts."""
        self.scope.demand_keys(by)
        with self._version.connect() as connection:
            return records.late_counts(connection, fact, self._where(filters), self._local, by)

    def runs(self) -> list[Row]:
        self.scope.demand(Right.DATA)
        with self._version.connect() as connection:
            return records.runs(connection, self._local)

    def readings(self) -> list[Row]:
        self.scope.demand(Right.DATA)
        with self._version.connect() as connection:
            return records.readings(connection, self._local)

    def source_files(self) -> list[Row]:
        """See records.source_files: without a name of a file, so they are for whoever sees the figures."""
        self.scope.demand(Right.FIGURES)
        with self._version.connect() as connection:
            return records.source_files(connection)

    def ledger(self) -> list[Row]:
        self.scope.demand(Right.DATA)
        with self._version.connect() as connection:
            return records.ledger(connection)

    def source_days(self, since: date) -> list[Row]:
        """From this day on; see records.source_days."""
        self.scope.demand(Right.DATA)
        return self._counted.get(("source_days", since), lambda: self._read_source_days(since), row=_ROW)

    def _read_source_days(self, since: date) -> list[Row]:
        with self._version.connect() as connection:
            return records.source_days(connection, self._local, since)

    def corrections(self) -> list[Row]:
        self.scope.demand(Right.DATA)
        with self._version.connect() as connection:
            return records.corrections(connection, self._local)

    def header_changes(self) -> list[Row]:
        self.scope.demand(Right.DATA)
        with self._version.connect() as connection:
            return records.header_changes(connection, self._local)

    def rejects(self) -> list[Row]:
        self.scope.demand(Right.DATA)
        with self._version.connect() as connection:
            return records.rejects(connection)

    def choices(self, kind: str) -> list[tuple[str, str]]:
        """As above; offices within the scope only, and nothing of what may not be narrowed by."""
        if kind in KEYS and not self.scope.sees(KEYS[kind]):
            return []
        found = super().choices(kind)
        if kind == "office" and self.scope.offices is not None:
            return [(code, name) for code, name in found if code in self.scope.offices]
        return found

    def _counts(self, name: str, by: tuple[str, ...], filters: Filters) -> list[tuple[Keys, Counts]]:
        size = _COUNTS + _NUMBER * len(self.metric(name).buckets)
        return self._kept((name, by), by, filters, lambda: self._count(name, by, filters), row=size)

    def _kept(
        self,
        asked: Hashable,
        by: tuple[str, ...],
        filters: Filters,
        count: Callable[[], list[Any]],
        *,
        row: int,
    ) -> list[Any]:
        """Counted once: sections of a page and people at their desks ask for the same. What is another's to
        ask is refused here, whatever was counted before. Raises NotYoursError."""
        self.scope.demand_keys(by)
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
        self.scope.demand_keys(where)
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


def _until(row: Row, end: date) -> date:
    """The last day of what a row tells of, where it is of a day, a week or a month."""
    return min([end, *(period_of(row[key], Kind(key)).last for key in TIMES if key in row)])
