from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.dashboard import site as building


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, dict[str, str]]:
    return building.make(tmp_path_factory.mktemp("site"))


@pytest.fixture
def browser(made: tuple[Any, dict[str, str]]) -> building.Browser:
    """Anonymous."""
    return building.browser(made[0])


@pytest.fixture
def fresh(tmp_path: Path) -> tuple[building.Browser, dict[str, str]]:
    """A site of one's own, for tests that leave traces in the store."""
    site, variables = building.make(tmp_path)
    return building.browser(site), variables
