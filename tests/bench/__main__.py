"""`python -m tests.bench [--rows N] [--quick] [--out FILE]`: measure, write the JSON, print the table."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.bench.bench import Size, bench
from tests.bench.table import drawn
from tests.trial.report import say

RESULTS = Path(__file__).with_name("results.json")
QUICK = Size(rows=4_000, small=2_000, rounds=1, asks=2, answers=1)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="kunjungan; ukuran kecil sepersepuluhnya")
    parser.add_argument("--rounds", type=int, default=3, help="putaran pemuatan, berselang-seling")
    parser.add_argument("--quick", action="store_true", help="beberapa ribu baris, untuk mencoba saja")
    parser.add_argument("--out", type=Path, help="berkas JSON; baku: tests/bench/results.json")
    given = parser.parse_args()
    size = QUICK if given.quick else Size(given.rows, given.rows // 10, given.rounds)
    with tempfile.TemporaryDirectory(prefix="pantau-bench-") as folder:
        results = bench(Path(folder), size, say=say)
    say("")
    out = given.out or (None if given.quick else RESULTS)
    if out is not None:
        out.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(drawn(results))


if __name__ == "__main__":
    main()
