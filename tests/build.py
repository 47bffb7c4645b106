"""Good rows → a value, by the real path: derive, load, roll up, count, on a real DuckDB."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select

from etl import rollup
from etl.coverage import Covering
from etl.derive import Deriver
from etl.load import Loading, Settled, Terms
from etl.metric import Counts, Metric, Options
from etl.metrics import metrics
from etl.moved import Trail
from etl.period import Period
from etl.provisional import Closed
from etl.reference import ComplaintStandard, Hours, Reference, Service, Standard, load_reference
from etl.touched import touch_nothing
from etl.warehouse.counts import Keys, counts
from etl.warehouse.engine import publishing
from etl.warehouse.migrations import upgrade
from etl.warehouse.schema import ledger
from tests.drawn import TIMEZONE, Facts
from tests.postgres import name_of, server

ALWAYS = Period(date(1990, 1, 1), date(2100, 1, 1))
LATE = date(2099, 12, 31)
"""So late that everything open is overdue and every cohort is old enough."""


@cache
def reference() -> Reference:
    """The office's own places and codes, with hours and promises of the tests: those may change."""
    real = load_reference(Path(__file__).parents[1] / "data" / "reference")
    return replace(
        real,
        hours=HOURS,
        holidays=(),
        standards=STANDARDS,
        complaint_standards=COMPLAINT_STANDARDS,
        services=_services(real.services),
    )


def _services(real: tuple[Service, ...]) -> tuple[Service, ...]:
    bukti = {"domisili": "visit", "kk": "request", "ktp-el": "request", "usaha": "request"}
    return tuple(replace(row, bukti=bukti.get(row.code, row.bukti)) for row in real)


HOURS = tuple(
    Hours(date(1990, 1, 1), None, weekday, time(8), time(16), time(12), time(13), "")
    for weekday in range(1, 6)
)
STANDARDS = (
    Standard("kk", 3, "hari_kerja", "uji", date(2020, 1, 1), None, ""),
    Standard("usaha", 4, "jam_kerja", "uji", date(2020, 1, 1), None, ""),
    Standard("domisili", 30, "menit", "uji", date(2020, 1, 1), date(2025, 6, 30), ""),
    Standard("domisili", 15, "menit", "uji", date(2025, 7, 1), None, ""),
)
COMPLAINT_STANDARDS = (
    ComplaintStandard("lainnya", "tanggapan", 3, "hari_kerja", "uji", date(2020, 1, 1), None, ""),
    ComplaintStandard("lainnya", "selesai", 14, "hari_kerja", "uji", date(2020, 1, 1), date(2025, 6, 30), ""),
    ComplaintStandard("lainnya", "selesai", 7, "hari_kerja", "uji", date(2025, 7, 1), None, ""),
    ComplaintStandard("informasi", "selesai", 5, "hari_kerja", "uji", date(2020, 1, 1), None, ""),
    ComplaintStandard("sarana", "tanggapan", 2, "hari_kalender", "uji", date(2020, 1, 1), None, ""),
)
"""`informasi` is promised an end and no first answer, `sarana` the other way round, `biaya` nothing."""


@cache
def deriver() -> Deriver:
    return Deriver(reference(), TIMEZONE)


@dataclass
class Warehouse:
    """An open transaction on real facts, and the steps of a run on them."""

    connection: Connection
    deriver: Deriver = field(default_factory=lambda: deriver())
    closed: Closed | None = None
    """The days that no longer were provisional before this run."""

    def load(
        self,
        facts: Facts,
        file: str = "berkas",
        *,
        source: str = "sumber",
        block: str = "blok",
        covering: Covering | None = None,
        refused: Sequence[str | None] = (),
    ) -> Settled:
        """Derive, stage, settle, and enter the file in the ledger; another block = other rules.

        `refused` are the ids of rows that did not get in, None where they could not be read.
        """
        trail = None if self.closed is None else Trail("uji", f"{file}.csv", self.closed)
        loading = Loading(self.connection, source, facts.fact, file, Terms(block, covering, trail))
        loading.stage(self.deriver.derive(facts.fact, facts.table))
        loading.refuse(refused)
        settled = loading.settle()
        self._enter(settled, facts, {"source": source, "name": f"{file}.csv", "file": file, "block": block})
        return settled

    def _enter(self, settled: Settled, facts: Facts, read: Mapping[str, str]) -> None:
        became = {word: getattr(settled, word) for word in ("new", "corrected", "unchanged", "repeated")}
        entered = self.connection.scalar(select(func.count()).select_from(ledger)) or 0
        row = {
            **became,
            **read,
            "run": "uji",
            "fact": facts.fact,
            "bytes": 0,
            "loaded_at": datetime(2026, 1, 1) + timedelta(seconds=entered),  # noqa: DTZ001 (naive UTC)
            "sample": False,
            "read": facts.table.num_rows,
            "rejected": len(settled.conflicts),
            "excluded": 0,
            "retracted": settled.retracted,
            "skewed": 0,
        }
        self.connection.execute(insert(ledger).values(row))

    def roll_up(self, *names: str) -> None:
        for name in names or metrics():
            rollup.refresh(self.connection, metrics()[name])

    def forget_touched(self) -> None:
        """As the next run begins."""
        touch_nothing(self.connection)

    def counts(
        self,
        name: str,
        period: Period = ALWAYS,
        *,
        by: tuple[str, ...] = (),
        where: Mapping[str, Collection[str]] | None = None,
        data_day: date = LATE,
        mature_day: date = LATE,
    ) -> dict[Keys, Counts]:
        found = counts(
            self.connection,
            metrics()[name],
            period,
            by=by,
            where=where or {},
            data_day=data_day,
            mature_day=mature_day,
        )
        return dict(found)

    def rows(self, table: str) -> list[dict[str, Any]]:
        """What stands in a table, in an order of its own."""
        # Asking the catalogue for its columns first would take longer than all else.
        found = self.connection.exec_driver_sql(f'SELECT * FROM "{table}"')
        rows = [dict(row._mapping) for row in found]
        return sorted(rows, key=lambda row: [(value is None, value) for value in row.values()])


ENGINES = ("duckdb", "postgresql")
_engine = ["duckdb"]


@contextmanager
def on(engine: str) -> Iterator[None]:
    """Warehouses that are made in this block stand on this engine."""
    before, _engine[0] = _engine[0], engine
    try:
        yield
    finally:
        _engine[0] = before


@cache
def _filled_once() -> bytes:
    """An upgraded, empty facts.duckdb, which each test gets a copy of."""
    with tempfile.TemporaryDirectory() as folder:
        with publishing(folder) as publisher:
            upgrade(publisher.engine)
        return Path(folder, "facts.duckdb").read_bytes()


@cache
def _template() -> str:
    """The same as a database."""
    url = server().database()
    with publishing(url) as publisher:
        upgrade(publisher.engine)
    return name_of(url)


def prepare(folder: Path) -> Path:
    """A warehouse folder with empty facts of today's shape."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "facts.duckdb").write_bytes(_filled_once())
    return folder


@contextmanager
def prepared() -> Iterator[str]:
    """The address of a warehouse with empty facts, which goes with the block."""
    if _engine[0] == "postgresql":
        url = server().database(_template())
        yield url
        server().drop(url)
        return
    folder = Path(tempfile.mkdtemp(prefix="pantau-uji-"))
    try:
        yield str(prepare(folder))
    finally:
        shutil.rmtree(folder)


@contextmanager
def opened(url: Path | str) -> Iterator[Warehouse]:
    """One run's transaction; committed at the end."""
    with publishing(str(url)) as publisher, publisher.transaction() as connection:
        warehouse = Warehouse(connection)
        warehouse.forget_touched()
        yield warehouse


@dataclass(frozen=True)
class Standing:
    """Facts that stay open, so that a statement is built and compiled once and not in each test anew."""

    engine: Engine

    @contextmanager
    def undone(self) -> Iterator[Warehouse]:
        """One run's transaction, of which nothing stays."""
        with self.engine.connect() as connection, connection.begin() as begun:
            warehouse = Warehouse(connection)
            warehouse.forget_touched()
            try:
                yield warehouse
            finally:
                begun.rollback()


@contextmanager
def standing(url: Path | str) -> Iterator[Standing]:
    """The facts at this address; the idle connection keeps DuckDB's instance alive."""
    with publishing(str(url)) as publisher, publisher.engine.connect():
        yield Standing(publisher.engine)


def empty() -> Standing:
    """Empty facts of today's shape, which stand until the tests end."""
    return _empty(_engine[0])


@cache
def _empty(engine: str) -> Standing:
    until_the_end = ExitStack()
    with on(engine):
        url = until_the_end.enter_context(prepared())
    # After the server, so that it ends before it.
    atexit.register(until_the_end.close)
    return until_the_end.enter_context(standing(url))


@contextmanager
def scratch() -> Iterator[Warehouse]:
    """A warehouse of its own, beside those of others."""
    with prepared() as url, opened(url) as warehouse:
        yield warehouse


@dataclass(frozen=True)
class Value:
    """A metric's value; each of its fields is an attribute."""

    counts: Counts
    fields: Mapping[str, int | Fraction | str | None]

    @property
    def n(self) -> int:
        return self.counts.n

    def __getattr__(self, name: str) -> Any:
        try:
            return self.fields[name]
        except KeyError:
            raise AttributeError(name) from None


def value_of(
    name: str,
    *facts: Facts,
    options: Options | None = None,
    data_day: date = LATE,
    mature_day: date = LATE,
) -> Value | None:
    """The metric's value over these facts; None where nothing counts: no data is not zero."""
    counted = counts_of(name, *facts, data_day=data_day, mature_day=mature_day)
    if counted is None:
        return None
    return Value(counted, metrics()[name].value(counted, options or Options()))


def counts_of(name: str, *facts: Facts, data_day: date = LATE, mature_day: date = LATE) -> Counts | None:
    with empty().undone() as warehouse:
        for n, part in enumerate(facts):
            warehouse.load(part, f"berkas{n}", source=f"sumber{n}")
        warehouse.roll_up(name)
        return warehouse.counts(name, data_day=data_day, mature_day=mature_day).get(())


def added(metric: Metric, *parts: Counts | None) -> Counts:
    """Counts are added bucket by bucket, and nothing else ever is."""
    known = [part for part in parts if part is not None]
    return Counts(
        n=sum(part.n for part in known),
        seconds=sum(part.seconds for part in known),
        buckets={name: sum(part.buckets[name] for part in known) for name in metric.buckets},
        overdue=sum(part.overdue for part in known),
        young=sum(part.young for part in known),
        opening=sum(part.opening for part in known),
    )


def minutes(value: float) -> int:
    return round(value * 60)


@dataclass(frozen=True)
class within_a_bin:  # noqa: N801 (it reads as a word of the specification)
    """Equal to every value that lies in the same duration bin."""

    seconds: int

    @cached_property
    def bin(self) -> tuple[int, float]:
        edges = metrics()["waiting"].edges
        below = max(edge for edge in edges if edge <= max(self.seconds, 0))
        return below, min((edge for edge in edges if edge > below), default=float("inf"))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (int, Fraction)) and self.bin[0] <= other < self.bin[1]

    def __hash__(self) -> int:
        return hash(self.bin)
