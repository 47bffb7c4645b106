"""Five million visits in one CSV: how fast they are loaded, and in how much memory, on either engine.

Beside it a raw COPY of the same file into a table of text (the limit on PostgreSQL, which judges nothing),
and dlt into DuckDB, merged by its key, where `make bench` has set dlt up. Each in a process of its own.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from etl.verify import verify
from tests.bench.bench import child, dlt_run
from tests.bench.city import City, found, queue_log
from tests.bench.peers import dlt_python
from tests.bench.stages import peak_mib
from tests.postgres import AS_INSTALLED, Server, name_of, served
from tests.trial.report import Outcome, conduct, hold, say

COLUMNS = "tiket, kelurahan, layanan, kanal, loket, ambil, panggil, selesai, status"


@dataclass(frozen=True)
class Size:
    """Visits, and how much memory the process that loads them may ever hold."""

    rows: int = 5_000_000
    duckdb_mib: int = 1024
    postgresql_mib: int = 512


def trial(root: Path, seed: int, size: Size = Size()) -> Outcome:
    """Raises AssertionError where rows are missing, verify finds a fault, or the memory is passed."""
    say("berkas")
    city = found(root / "city")
    queue_log(city, size.rows, seed=seed)
    outcome: dict[str, object] = {"rows, bytes": f"{size.rows}, {city.visits.stat().st_size}"}
    with served(configuration=AS_INSTALLED) as server:
        say("COPY")
        outcome["raw COPY"] = told(size.rows, copied(server, city.visits, size.rows))
        say("PostgreSQL")
        outcome |= judged("postgresql", City(city.root, server.database()), size.rows, size.postgresql_mib)
    for key, figure in outcome.items():
        hold(key, figure)
    say("DuckDB")
    outcome |= judged("duckdb", city, size.rows, size.duckdb_mib)
    if python := dlt_python():
        say("dlt")
        by_dlt = dlt_run(python, city)
        assert by_dlt["rows"] == size.rows
        outcome["dlt into DuckDB"] = told(size.rows, by_dlt["wall"], by_dlt["peak_mib"])
    return outcome


def judged(engine: str, city: City, rows: int, most: int) -> dict[str, str]:
    where = [str(city.root), *([city.url] if city.url else [])]
    found = child("tests.bench.ingest", *where)
    assert found["rows"] == {"antrean": rows}, found["rows"]
    assert found["peak_mib"] <= most, f"{engine}: {found['peak_mib']} MiB, not {most}"
    proven = child("tests.trial.five_million", "--verify", *where)
    assert proven["faults"] == [], proven["faults"]
    stages = ", ".join(f"{stage} {spent['wall']:.1f}" for stage, spent in found["stages"].items())
    return {
        engine: told(rows, found["wall"], found["peak_mib"]),
        f"{engine}, seconds by stage": stages,
        f"{engine}, verify": f"{proven['seconds']:.1f} s, {proven['peak_mib']} MiB",
    }


def told(rows: int, seconds: float, peak: int | None = None) -> str:
    pace = f"{seconds:.1f} s, {rows / seconds / 1000:.1f} thousand rows/s"
    return f"{pace}, {peak} MiB" if peak else pace


def copied(server: Server, path: Path, rows: int) -> float:
    """Seconds of a COPY into a table without a key, which no program can undercut."""
    address = f"host={server.folder} user=postgres dbname={name_of(server.database())}"
    with psycopg.connect(address) as connection, path.open("rb") as file:
        names = COLUMNS.split(", ")
        connection.execute(f"CREATE TABLE raw ({', '.join(f'{name} text' for name in names)})")
        began = time.perf_counter()
        with connection.cursor().copy(f"COPY raw ({COLUMNS}) FROM STDIN (FORMAT csv, HEADER)") as copy:
            while piece := file.read(1 << 20):
                copy.write(piece)
        connection.commit()
        seconds = time.perf_counter() - began
        counted = connection.execute("SELECT count(*) FROM raw").fetchone()
    assert counted == (rows,)
    return seconds


def proven(city: City) -> dict[str, Any]:
    began = time.perf_counter()
    faults = [finding.message for finding in verify(city.settings) if finding.fatal]
    return {"seconds": time.perf_counter() - began, "faults": faults, "peak_mib": peak_mib()}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--verify"]:
        json.dump(proven(City(Path(sys.argv[2]), *sys.argv[3:])), sys.stdout)
    else:
        conduct("five_million", __doc__, trial)
