"""What tests share: Hypothesis without a clock, and a warehouse of one's own."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.build import Warehouse, opened, prepare

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
