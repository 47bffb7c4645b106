"""An INVENTED eLOK: its true tables are not known to us. Rows of a request as such a system may keep them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

COLUMNS = (
    *("id", "kecamatan", "kelurahan", "layanan", "nama_pemohon", "nik"),
    *("diajukan", "selesai", "status", "diubah"),
)
TABLE = """
CREATE TABLE permohonan (
    id INTEGER PRIMARY KEY, kecamatan TEXT, kelurahan TEXT, layanan TEXT, nama_pemohon TEXT, nik TEXT,
    diajukan TIMESTAMP, selesai TIMESTAMP, status TEXT, diubah TIMESTAMP
)
"""

QUERY = """
SELECT p.id, p.kelurahan, p.layanan, p.diajukan, p.selesai, p.status, p.diubah
FROM permohonan p WHERE p.diubah >= :since ORDER BY p.diubah
"""

BLOCK = """
[source.elok-db]
fact = "request"
read = "sql"
url_env = "ELOK_DB_URL"
{asked}
timezone = "Asia/Makassar"
version = "diubah"

[source.elok-db.columns]
id           = {{ from = "id" }}
office       = {{ value = "63.71.04" }}
area         = {{ from = "kelurahan", codes = "areas" }}
service      = {{ from = "layanan", codes = "services" }}
channel      = {{ value = "elok" }}
submitted_at = {{ from = "diajukan", format = "%Y-%m-%d %H:%M:%S" }}
completed_at = {{ from = "selesai", format = "%Y-%m-%d %H:%M:%S" }}
status       = {{ from = "status", map = {{ "SELESAI" = "completed", "PROSES" = "open" }} }}
"""
WHOLE = 'table = "permohonan"'
RISING = f'query = """{QUERY}"""\ncursor = "diubah"\nsince = 2026-01-01T00:00:00\noverlap = "10m"'


def row(number: int, **cells: Any) -> tuple[Any, ...]:
    """A request that is still open."""
    found = {
        "id": number,
        "kecamatan": "Banjarmasin Utara",
        "kelurahan": "Alalak Utara",
        "layanan": "ktp-el",
        "nama_pemohon": f"Budi {number}",
        "nik": f"63710412129000{number % 100:02}",
        "diajukan": "2026-02-02 08:00:00",
        "selesai": None,
        "status": "PROSES",
        "diubah": f"2026-02-02 08:{number % 60:02}:00",
        **cells,
    }
    return tuple(found[name] for name in COLUMNS)


class Elok:
    """A file of SQLite that tests write and the reader reads."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "elok.sqlite"
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute(TABLE)

    @property
    def url(self) -> str:
        return f"sqlite:///{self.path}"

    def put(self, rows: Iterable[Sequence[Any]]) -> None:
        """New rows, and new versions of those that are there."""
        marks = ", ".join("?" * len(COLUMNS))
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.executemany(f"INSERT OR REPLACE INTO permohonan VALUES ({marks})", list(rows))

    def run(self, statement: str) -> None:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute(statement)
