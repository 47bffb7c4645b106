"""The same files under other clocks: whatever TZ is, one content hash and the same public figures.

Each load is the command line in a process of its own, with TZ in its environment.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from etl.verify import digest
from etl.warehouse.engine import reading
from etl.warehouse.published import PUBLIC
from tests.office import ROOT, Office, days, invent
from tests.trial.report import Outcome, conduct, say

ZONES = ("UTC", "Asia/Jakarta", "America/New_York")


@dataclass(frozen=True)
class Size:
    """Days of sample, and the clocks."""

    zones: tuple[str, ...] = ZONES
    last: date = date(2026, 11, 23)
    count: int = 730


def loaded(office: Office, zone: str) -> tuple[str, str]:
    """The content hash and that of the public figures."""
    subprocess.run(
        [sys.executable, "-m", "etl", "run"],
        cwd=ROOT,
        env={**os.environ, **office.environ, "TZ": zone, "PYTHONWARNINGS": "error"},
        check=True,
        capture_output=True,
    )
    with reading(str(office.warehouse), "public") as version:
        assert version is not None
        with version.connect() as connection:
            figures = digest(connection, PUBLIC.tables["figure"])
    assert office.faults() == []
    return office.hash(), figures


def trial(root: Path, seed: int, size: Size = Size()) -> Outcome:
    office, _ = invent(root / "office", days(size.last, size.count), seed=seed)
    found = {}
    for zone in size.zones:
        say(zone)
        found[zone] = loaded(office.with_warehouse(root / zone.replace("/", "-")), zone)
    assert len(set(found.values())) == 1, f"other clocks, other numbers: {found}"
    return {
        "days, files": f"{size.count}, {len(office.files())}",
        "zones": ", ".join(size.zones),
        "content hashes": sorted({content for content, _ in found.values()}),
        "public figures": sorted({figures for _, figures in found.values()}),
    }


if __name__ == "__main__":
    conduct("zones", __doc__, trial)
