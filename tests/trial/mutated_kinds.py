"""Sound files and answers of every kind that a reader knows, for the mutated trial to spoil."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, Literal

from etl.options import Limits
from etl.source import SourceBlock
from tests.etl.stub import answer
from tests.etl.workbook import rows, workbook
from tests.etl.written import block

ROWS = 150

PLACES = ("Alalak Utara", "Kuin Utara", "Pangeran", "", "Bukan Kelurahan", "Surgi Mufti")
COLUMNS: dict[str, Any] = {
    "id": {"from": "no"},
    "ticket": {"from": "tiket"},
    "area": {"from": "kelurahan", "codes": "areas"},
    "taken_at": {"from": "ambil", "format": "%Y-%m-%d %H:%M:%S"},
    "called_at": {"from": ["tanggal", "panggil"], "format": ["%Y-%m-%d", "%H:%M:%S"], "empty": ["-"]},
}
EXCLUDE = {"no": ["UJI"], "tiket": {"like": ["Jumlah*"]}}
QUICK = Limits(time="1s", rows=10_000, mib=64, pages=20)
"""What is waited for a spoiled answer: it is tried again once."""

FOLD = {
    "key": "tiket",
    "event": "peristiwa",
    "time": ["tanggal", "jam"],
    "format": "%Y-%m-%d %H:%M:%S",
    "begins": "taken",
    "events": {"taken": "AMBIL", "called": "PANGGIL", "finished": "SELESAI"},
}
AT = {"format": FOLD["format"]}
VISITS: dict[str, Any] = {
    "id": {"from": ["taken", "tiket"]},
    "ticket": {"from": "tiket"},
    "area": {"from": "kelurahan", "codes": "areas"},
    "counter": {"from": "called.loket"},
    "taken_at": {"from": "taken", **AT},
    "called_at": {"from": "called", **AT},
    "finished_at": {"from": "finished", **AT},
    "outcome": {"value": "open"},
}


@dataclass(frozen=True)
class Kind:
    """A sound file, or all bytes of a server's answer, and the block that reads it."""

    content: bytes
    source: SourceBlock
    via: Literal["file", "sql", "rest"] = "file"


def table(random: Random) -> list[list[str]]:
    """Rows of an office: mostly good, some bad."""
    found = [["no", "tiket", "kelurahan", "ambil", "tanggal", "panggil", "nama"]]
    for number in range(1, ROWS + 1):
        at = datetime(2026, 2, 2, 8) + timedelta(minutes=3 * number)  # noqa: DTZ001 (an office's clock)
        called = random.choice(["-", f"{at + timedelta(minutes=random.randrange(40)):%H:%M:%S}"])
        id_ = random.choice([str(number)] * 20 + ["UJI", "", "1e5"])
        place = random.choice(PLACES)
        found.append([id_, f"A{number:03}", place, str(at), f"{at:%Y-%m-%d}", called, 'Ñandú; "x"\té'])
    return found


def log(random: Random) -> list[list[str]]:
    """The same office, event by event."""
    found = [["tanggal", "jam", "tiket", "peristiwa", "loket", "kelurahan"]]
    for number in range(1, ROWS + 1):
        at = datetime(2026, 2, 2, 8) + timedelta(minutes=number)  # noqa: DTZ001 (an office's clock)
        event = random.choice(["AMBIL", "AMBIL", "PANGGIL", "SELESAI", "LOGIN", ""])
        ticket = random.choice([f"A{number % 40}"] * 9 + [""])
        found.append(
            [f"{at:%Y-%m-%d}", f"{at:%H:%M:%S}", ticket, event, str(number % 5), random.choice(PLACES)]
        )
    return found


def kinds(random: Random) -> dict[str, Kind]:
    made = table(random)
    objects = [dict(zip(made[0], row, strict=True)) for row in made[1:]]
    lines = _lines(made)
    listed = {
        "meta": {"n": len(objects)},
        "data": {"items": [{**row, "no": i} for i, row in enumerate(objects)]},
    }
    page = {"data": objects, "links": {"next": None}, "meta": {"a": [1, {"b": "]}"}]}}
    events = _block("csv", VISITS, delimiter=";", fold=FOLD, exclude={})
    return {
        "csv": Kind(lines.encode(), _block("csv", delimiter=";")),
        "csv cp1252": Kind(lines.encode("cp1252"), _block("csv", delimiter=";", encoding="cp1252")),
        "csv utf-16": Kind(lines.encode("utf-16"), _block("csv", delimiter=";", encoding="utf-16")),
        "csv folded": Kind(_lines(log(random)).encode(), events),
        "xlsx": Kind(rows(*made), _block("xlsx")),
        "xlsx typed": Kind(rows(*map(_typed, made)), _block("xlsx")),
        "xlsx joined": Kind(_book(made), _joined()),
        "json lines": Kind("\n".join(map(json.dumps, objects)).encode(), _block("json")),
        "json list": Kind(json.dumps(objects, ensure_ascii=False).encode(), _block("json")),
        "json path": Kind(json.dumps(listed, indent=1).encode(), _block("json", rows="data.items")),
        "json folded": Kind(
            json.dumps([dict(zip(log(random)[0], row, strict=True)) for row in log(random)[1:]]).encode(),
            _block("json", VISITS, fold=FOLD, exclude={}),
        ),
        "sql file": Kind(database(made), _sql(), "sql"),
        "sql cells": Kind(database(made), _sql(), "sql"),
        "rest": Kind(answer(page), _rest(), "rest"),
        "rest body": Kind(json.dumps(page).encode(), _rest(), "rest"),
    }


def _block(kind: str, columns: Mapping[str, Any] = COLUMNS, **keys: Any) -> SourceBlock:
    return block(columns, **{"read": kind, "delimiter": ",", "exclude": EXCLUDE, **keys})


def _joined() -> SourceBlock:
    columns = {**COLUMNS, "area": {"from": "Asal.kelurahan", "codes": "areas"}}
    return _block("xlsx", columns, sheet="Data", join={"sheet": "Asal", "on": "tiket"})


def _sql() -> SourceBlock:
    more = {"cursor": "ambil", "since": "2026-01-01", "limits": QUICK}
    return _block("sql", path="", url_env="X", table="antrean", version="ambil", **more)


def _rest() -> SourceBlock:
    more = {"cursor": "ambil", "since": "2026-01-01", "since_param": "sejak", "limits": QUICK}
    return _block(
        "rest", path="", url="http://127.0.0.1/", rows="data", paging={"next": "links.next"}, **more
    )


def _lines(made: list[list[str]]) -> str:
    return "".join(";".join(_quoted(cell) for cell in row) + "\n" for row in made)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def _typed(row: list[str]) -> list[object]:
    """As a workbook types what it can."""
    number: object = int(row[0]) if row[0].isdigit() else row[0]
    if row[4] == "tanggal":
        return list(row)
    at = datetime.fromisoformat(row[3])
    return [number, row[1], row[2], (at, "both"), (date.fromisoformat(row[4]), "day"), *row[5:]]


def _book(made: list[list[str]]) -> bytes:
    """The places of the rows in a sheet of their own."""

    def fill(book: Any, _: dict[str, Any]) -> None:
        for name, table_ in (("Data", made), ("Asal", [row[1:3] for row in made])):
            sheet = book.add_worksheet(name)
            for line, row in enumerate(table_):
                for column, cell in enumerate(row):
                    sheet.write_string(line, column, cell)

    return workbook(fill)


def database(made: list[list[Any]]) -> bytes:
    """A file of SQLite with one table, whose cells may be of any type."""
    with closing(sqlite3.connect(":memory:")) as connection:
        # No column has a type, so each cell keeps its own.
        connection.execute(f"CREATE TABLE antrean ({', '.join(made[0])})")
        marks = ", ".join("?" * len(made[0]))
        connection.executemany(f"INSERT INTO antrean VALUES ({marks})", made[1:])
        connection.commit()
        return connection.serialize()


Cell = Callable[[Random], Any]

CELLS: tuple[Cell, ...] = (
    lambda random: None,
    lambda random: random.randbytes(random.randrange(40)),
    lambda random: random.randrange(-(1 << 63), 1 << 63),
    lambda random: random.choice([float("inf"), -float("inf"), 1e308, 5e-324, 0.1]),
    lambda random: "".join(map(chr, random.sample(range(0xE000, 0x11_0000), 20))),
    lambda random: "a\0b",
    lambda random: "9" * 5_000,
    lambda random: "x" * (2 << 20),
    lambda random: random.choice(["2026-02-30 08:00:00", "9999-12-31 23:59:59", "2026-02-02T08:00:00Z"]),
    lambda random: random.choice(["0001-01-01", "0001-01-01 00:00:00", "9999-12-31T23:59:59-12:00", "12345"]),
)


def cells(random: Random) -> bytes:
    """Other values, of other types, in some cells."""
    made: list[list[Any]] = [list(row) for row in table(random)]
    for _ in range(random.randrange(1, 30)):
        row = random.randrange(1, len(made))
        made[row][random.randrange(len(made[0]))] = random.choice(CELLS)(random)
    return database(made)
