"""One run of the pipeline over a city's files."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from etl.pipeline import run
from tests.bench.city import NOW, City
from tests.bench.stages import ORDER, Looker, Spent, clocks, peak_mib


def ingest(city: City) -> dict[str, Any]:
    """Load and publish. Seconds in all, by stage and by metric; rows by kind; peak memory."""
    looker = Looker()
    settings = city.settings
    with looker.looking():
        began = clocks()
        report = run(settings, now=NOW, step=looker.step)
        ended = clocks()
    wrong = [*report.refused, *(finding.message for finding in report.findings if finding.fatal)]
    if wrong or report.version is None:
        raise RuntimeError(f"nothing was published: {wrong}")
    details: dict[str, dict[str, dict[str, float]]] = {}
    for (stage, detail), spent in sorted(looker.details.items()):
        details.setdefault(stage, {})[detail] = spent.told()
    return {
        **Spent(ended[0] - began[0], ended[1] - began[1]).told(),
        "rows": {file.source: file.new for file in report.files},
        "stages": {stage: looker.stages[stage].told() for stage in ORDER},
        "details": details,
        "peak_mib": peak_mib(),
    }


if __name__ == "__main__":
    json.dump(ingest(City(Path(sys.argv[1]), *sys.argv[2:])), sys.stdout)
