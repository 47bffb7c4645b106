"""What tests share: Hypothesis without a clock, and a warehouse of one's own."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from etl.pipeline import Report
from tests.build import Warehouse, opened, prepare
from tests.office import Office, days, invent

# A slow machine is no failure: no deadline. The function-scoped fixtures here are not written to.
settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("dev"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A warehouse folder with empty facts of today's shape."""
    return prepare(tmp_path / "warehouse")


@pytest.fixture
def warehouse(folder: Path) -> Iterator[Warehouse]:
    """One open run on an empty warehouse."""
    with opened(folder) as run:
        yield run


@dataclass(frozen=True)
class Loaded:
    """An office whose sample has been run, and what its generator says of it."""

    office: Office
    truth: Mapping[str, Any]
    report: Report


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """110 days with a whole quarter, a new building and Ramadan, as the first run leaves them. Read only."""
    office, truth = invent(tmp_path_factory.mktemp("contoh") / "office", days(date(2026, 4, 2), 110))
    return Loaded(office, truth, office.run())
