"""Public tables that came out are kept as they came out, beside the facts: they fill the public store.

Two publications of one table, made of facts that differ by one person, would tell of this person.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, Select, and_, func, select

from etl.disclosure.slot import Figure, Row, Slot, read_fields
from etl.period import Period
from etl.thresholds import Thresholds
from etl.warehouse.published import SLOT
from etl.warehouse.schema import edition, edition_figure
from etl.warehouse.tables import put, shape

_FIGURE = (*SLOT, "key", "hidden", "n", "fields")


def out(connection: Connection) -> set[Slot]:
    """Every table that came out."""
    rows = connection.execute(select(*(edition.c[name] for name in SLOT)).distinct())
    return {_slot(row) for row in rows}


def figures(connection: Connection, since: date) -> dict[Slot, list[Figure]]:
    """The tables that came out of periods that end after this day, in their newest edition."""
    rules = (edition.c.threshold, edition.c.step)
    query = _newest((*(edition_figure.c[name] for name in (*_FIGURE, "people")), *rules))
    found: dict[Slot, list[Figure]] = {}
    for row in connection.execute(query.where(edition.c.end > since)):
        slot = _slot(row)
        people, counted = _read_behind(row.people)
        rule = Thresholds(row.threshold, row.step)
        one = Figure(slot, row.key, row.n, read_fields(row.fields), people, rule, counted)
        found.setdefault(slot, []).append(one)
    return found


def keep(
    connection: Connection,
    tables: Mapping[Slot, Sequence[Figure]],
    day: date,
    rules: Thresholds,
    *,
    number: int = 1,
    reason: str | None = None,
) -> None:
    """Bring these out. `day` is that of the data."""
    rows = {
        slot: [{**figure.row(), "people": _behind(figure), "number": number} for figure in of]
        for slot, of in tables.items()
    }
    said = {"number": number, "published_on": day, "threshold": rules.threshold, "step": rules.step}
    heads = [{**_named(slot), **said, "reason": reason, "digest": _digest(of)} for slot, of in rows.items()]
    put(connection, edition, pa.Table.from_pylist(heads, schema=shape(edition)))
    every = [row for of in rows.values() for row in of]
    put(connection, edition_figure, pa.Table.from_pylist(every, schema=shape(edition_figure)))


def number(connection: Connection, slot: Slot) -> int:
    """Of its newest edition."""
    rule = (edition.c[name] == value for name, value in _named(slot).items())
    return connection.scalar(select(func.max(edition.c.number)).where(*rule)) or 0


def shown(connection: Connection) -> Iterator[Row]:
    """The figures of the public store, in their newest edition."""
    query = _newest(edition_figure.c[name] for name in _FIGURE)
    return (dict(row._mapping) for row in connection.execute(query))


def told(connection: Connection) -> Iterator[Row]:
    """When each came out, by which rules, and why again."""
    names = (*SLOT, "number", "published_on", "threshold", "step", "reason")
    newest = _numbers()
    query = select(*(edition.c[name] for name in names)).join(newest, _same(edition, newest))
    return (dict(row._mapping) for row in connection.execute(query))


def damaged(connection: Connection) -> list[Slot]:
    """Tables that are no longer as they came out."""
    held: dict[tuple[Slot, int], list[Row]] = {}
    for row in connection.execute(select(*edition_figure.c)):
        held.setdefault((_slot(row), row.number), []).append(dict(row._mapping))
    wrong = [
        slot
        for row in connection.execute(select(*edition.c))
        if _digest(held.pop(((slot := _slot(row)), row.number), [])) != row.digest
    ]
    return [*wrong, *(slot for slot, _ in held)]


def _newest(columns: Iterable[Any]) -> Select[Any]:
    newest = _numbers()
    of = edition_figure.join(edition, _same(edition_figure, edition)).join(newest, _same(edition, newest))
    return select(*columns).select_from(of)


def _numbers() -> Any:
    slot = [edition.c[name] for name in SLOT]
    return select(*slot, func.max(edition.c.number).label("number")).group_by(*slot).subquery()


def _same(one: Any, other: Any) -> Any:
    return and_(*(one.c[name] == other.c[name] for name in (*SLOT, "number")))


def _slot(row: Any) -> Slot:
    by = tuple(row.by.split(",")) if row.by else ()
    return Slot(row.metric, row.kind, Period(row.start, row.end), by)


def _named(slot: Slot) -> Row:
    period = slot.period
    words = (slot.metric, slot.kind, period.start, period.end, ",".join(slot.by))
    return dict(zip(SLOT, words, strict=True))


def _behind(figure: Figure) -> str:
    """A list of people; of a survey beside it the scores."""
    if figure.counted is None:
        return json.dumps(figure.people)
    return json.dumps({"people": figure.people, "counted": dict(figure.counted)})


def _read_behind(text: str) -> tuple[tuple[int, ...], Mapping[str, int] | None]:
    said = json.loads(text)
    return (tuple(said["people"]), said["counted"]) if isinstance(said, dict) else (tuple(said), None)


def _digest(rows: Iterable[Row]) -> str:
    words = sorted([row["key"], row["hidden"], row["n"], row["fields"], row["people"]] for row in rows)
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()
