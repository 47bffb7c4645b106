from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.office.store import OfficeStore, open_office
from tests.dashboard import site as building
from tests.dashboard.warehouse import publish
from tests.sharing import built_once


@pytest.fixture(scope="module")
def kept_in() -> str:
    """On which of STORES accounts are kept."""
    return "sqlite"


@pytest.fixture
def office(kept_in: str, tmp_path: Path) -> Iterator[OfficeStore]:
    """Without accounts."""
    with building.office_url(kept_in, tmp_path) as url:
        yield open_office(url)


@pytest.fixture(scope="module")
def made(kept_in: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, dict[str, str]]]:
    """With something published, and one account per role."""
    known, _ = built_once(tmp_path_factory, "situs", publish)
    folder = tmp_path_factory.mktemp("site") / "situs"
    shutil.copytree(known, folder)
    with building.office_url(kept_in, folder) as url:
        site, variables = building.make(folder, OFFICE_URL=url)
        yield site, variables
        site.close()


@pytest.fixture
def browser(made: tuple[Any, dict[str, str]]) -> building.Browser:
    """Anonymous."""
    return building.browser(made[0])


@pytest.fixture
def fresh(kept_in: str, tmp_path: Path) -> Iterator[tuple[building.Browser, dict[str, str]]]:
    """A site of one's own, for tests that leave traces in the store."""
    with building.office_url(kept_in, tmp_path) as url:
        site, variables = building.make(tmp_path, OFFICE_URL=url)
        yield building.browser(site), variables
        site.close()
