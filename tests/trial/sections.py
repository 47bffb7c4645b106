"""Every section of every page under thirty random filters: the suite's own test, asked more often."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.office import ROOT
from tests.trial.report import Outcome, conduct

FILTERS = 30


def trial(root: Path, seed: int) -> Outcome:
    """The filters are seeded by the names of the pages, so another seed changes nothing."""
    command = [sys.executable, "-m", "pytest", "-q", f"--basetemp={root / 'pytest'}"]
    command += ["tests/dashboard/test_one_section.py"]
    variables = {**os.environ, "PANTAU_FILTERS": str(FILTERS)}
    ended = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-4000:]
    passed = re.search(r"(\d+) passed", ended.stdout)
    assert passed is not None
    return {"filters": FILTERS, "tests passed": int(passed[1])}


if __name__ == "__main__":
    conduct("sections", __doc__, trial)
