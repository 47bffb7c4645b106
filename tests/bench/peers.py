"""The same file by a bare scan and by dlt: the limit, and a peer."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import duckdb

BENCH_VENV = Path(__file__).resolve().parents[2] / ".venv-bench"
_COLUMNS = {
    **dict.fromkeys(("tiket", "kelurahan", "layanan", "kanal", "loket"), "VARCHAR"),
    **dict.fromkeys(("ambil", "panggil", "selesai"), "TIMESTAMP"),
    "status": "VARCHAR",
}


def scan(path: Path) -> dict[str, float]:
    """Seconds (wall and cpu) and rows of DuckDB's own reader over the file."""
    # The sums keep it from leaving a column out.
    sums = ", ".join(
        f"sum({'epoch' if kind == 'TIMESTAMP' else 'length'}({name}))" for name, kind in _COLUMNS.items()
    )
    with duckdb.connect() as connection:
        began = time.perf_counter(), time.process_time()
        row = connection.execute(
            f"SELECT count(*), {sums} FROM read_csv(?, header = true, columns = ?)", [str(path), _COLUMNS]
        ).fetchone()
        wall, cpu = time.perf_counter() - began[0], time.process_time() - began[1]
    assert row is not None
    return {"wall": round(wall, 3), "cpu": round(cpu, 3), "rows": int(row[0])}


def dlt_python() -> Path | None:
    """The interpreter of the environment that has dlt, or None where it could not be installed."""
    python = BENCH_VENV / "bin" / "python"
    return python if (BENCH_VENV / ".ready").exists() and python.exists() else None


if __name__ == "__main__":
    json.dump(scan(Path(sys.argv[1])), sys.stdout)
