"""`etl people`: how many different persons were served, by month and office. Told by the pipeline alone."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Date, Subquery, cast, func, select, union_all

from etl.errors import ConfigProblem
from etl.period import Period
from etl.settings import Settings
from etl.warehouse.engine import publishing
from etl.warehouse.migrations import upgrade
from etl.warehouse.schema import FACT_TABLES, person


@dataclass(frozen=True)
class Served:
    """`persons` is None where there are too few to be told; `facts` are theirs, and None as well."""

    month: date | None
    office: str
    persons: int | None
    facts: int | None


@dataclass(frozen=True)
class People:
    """By month and office, then by office over all of the period (`month` None)."""

    rows: list[Served]
    keys: list[str]
    """Versions of the key: who came under two of them counts twice."""


def people(settings: Settings, period: Period) -> People:
    """Raises RunActive while a run holds the warehouse, ConfigProblem for a period without a day."""
    if period.start >= period.end:
        raise ConfigProblem("--from harus sebelum atau sama dengan --to.")
    with publishing(settings.warehouse) as publisher:
        upgrade(publisher.engine)
        with publisher.engine.connect() as connection:
            known = _known(period)
            version = func.split_part(known.c.person, ":", 1)
            enough = settings.disclosure.threshold
            by_month = _counted(connection, known, enough, known.c.month)
            rows = [*by_month, *_counted(connection, known, enough)]
            return People(rows, sorted(connection.scalars(select(version).distinct())))


def _known(period: Period) -> Subquery:
    """Who came, where and when; every fact of theirs one row."""
    month = cast(func.date_trunc("month", person.c.day), Date)
    parts = [
        select(person.c.person, month.label("month"), fact.c.office)
        .join(fact, (fact.c.source == person.c.source) & (fact.c.id == person.c.id))
        .where(person.c.fact == name, person.c.day >= period.start, person.c.day < period.end)
        for name, fact in FACT_TABLES.items()
    ]
    return union_all(*parts).subquery("known")


def _counted(connection: Connection, known: Subquery, enough: int, *by: Any) -> list[Served]:
    keys = [*by, known.c.office]
    counts = (func.count(known.c.person.distinct()), func.count())
    query = select(*keys, *counts).group_by(*keys).order_by(*keys)
    rows = []
    for *month, office, persons, facts in connection.execute(query):
        told = persons >= enough
        rows.append(
            Served(month[0] if month else None, office, persons if told else None, facts if told else None)
        )
    return rows
