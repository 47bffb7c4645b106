"""The door to the public's numbers: figures that came out, by edition; nothing else can be asked for."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

from sqlalchemy import select

from dashboard import records
from dashboard.completeness import Kept
from dashboard.readable import Readable
from etl.warehouse import published

Row = dict[str, Any]
LIVE = "now"
"""The kind of the one figure that is of a moment."""


class PublicReader(Readable):
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
        return [_shown(by, row) for row in rows]

    def tables(self) -> list[tuple[str, tuple[str, ...]]]:
        """Metric and breakdown of everything that is published of whole periods."""
        table = published.figure
        query = select(table.c.metric, table.c.by).where(table.c.kind != LIVE).distinct()
        with self._version.connect() as connection:
            found = connection.execute(query.order_by(table.c.metric, table.c.by)).all()
        return [(row.metric, tuple(row.by.split(",")) if row.by else ()) for row in found]

    def table(self, metric: str, by: tuple[str, ...]) -> list[Row]:
        """The figures of every period, oldest first: `kind`, `start`, `end` (the last day), then as above."""
        table = published.figure
        query = (
            select(table)
            .where(table.c.metric == metric, table.c.by == ",".join(by), table.c.kind != LIVE)
            .order_by(table.c.end, table.c.start, table.c.key)
        )
        with self._version.connect() as connection:
            rows = connection.execute(query).all()
        return [
            {"kind": row.kind, "start": row.start, "end": row.end - timedelta(days=1), **_shown(by, row)}
            for row in rows
        ]

    def edition(self, metric: str, by: tuple[str, ...], start: date, finish: date) -> Row:
        """By which `threshold` and `step` the figures of a period came out, `published_on` which day."""
        table = published.edition
        rule = (table.c.metric == metric, table.c.by == ",".join(by), table.c.start == start)
        query = select(table).where(*rule, table.c.end == finish + timedelta(days=1))
        with self._version.connect() as connection:
            return dict(connection.execute(query).mappings().one())

    def publications(self) -> list[date]:
        """The days on which tables came out, oldest first."""
        query = select(published.edition.c.published_on).distinct()
        with self._version.connect() as connection:
            return sorted(connection.execute(query).scalars())

    def restated(self, until: date) -> list[Row]:
        """The tables of periods up to this day that came out again, with the `reason`, the newest first."""
        table = published.edition
        query = select(table).where(table.c.reason.is_not(None), table.c.end <= until + timedelta(days=1))
        with self._version.connect() as connection:
            return [
                dict(row)
                for row in connection.execute(
                    query.order_by(
                        table.c.published_on.desc(), table.c.end.desc(), table.c.metric, table.c.by
                    )
                ).mappings()
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
                select(published.figure).where(published.figure.c.kind == LIVE)
            ).one_or_none()
        if row is None or row.hidden:
            return None
        fields = _fields(row.fields)
        return {**fields, "at": self._local(datetime.fromisoformat(fields["at"]))}


def _shown(by: tuple[str, ...], row: Any) -> Row:
    return {**_keys(by, row.key), "n": row.n, "hidden": row.hidden, **_fields(row.fields)}


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
