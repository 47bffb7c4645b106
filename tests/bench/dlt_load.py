"""The queue log by dlt, Arrow → DuckDB, merged by its key. Runs in `.venv-bench`, without Pantau."""

import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
from pyarrow import csv

os.environ.update(RUNTIME__DLTHUB_TELEMETRY="false", RUNTIME__LOG_LEVEL="ERROR")


def main(path: Path, folder: Path) -> None:
    os.environ["DLT_DATA_DIR"] = str(folder / "dlt")
    import dlt

    def batches() -> Iterator[pa.Table]:
        options = csv.ReadOptions(block_size=8 << 20)
        for batch in csv.open_csv(path, read_options=options):
            yield pa.Table.from_batches([batch])

    store = folder / "dlt.duckdb"
    pipeline = dlt.pipeline(
        pipeline_name="antrean",
        pipelines_dir=str(folder / "pipelines"),
        destination=dlt.destinations.duckdb(str(store)),
        dataset_name="bench",
    )
    visits = dlt.resource(batches, name="visits", primary_key="tiket", write_disposition="merge")
    began = time.perf_counter(), spent()
    pipeline.run(visits)
    wall, cpu = time.perf_counter() - began[0], spent() - began[1]
    with duckdb.connect(str(store), read_only=True) as connection:
        counted = connection.execute("SELECT count(*) FROM bench.visits").fetchone()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = {"wall": round(wall, 3), "cpu": round(cpu, 3), "rows": counted[0] if counted else 0}
    json.dump({**told, "peak_mib": peak, "dlt": dlt.__version__}, sys.stdout)


def spent() -> float:
    """Processor seconds of this process and of those that it made and that are done."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
