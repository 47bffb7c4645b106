"""What tests share: Hypothesis without a clock, and a warehouse of one's own."""

import gc
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from etl.report import Report
from etl.warehouse import duck
from tests.build import ENGINES, Warehouse, empty, on, prepare, prepared
from tests.office import Office, days, invent
from tests.sharing import Units, built_once, long_first

# A slow machine is no failure: no deadline. The function-scoped fixtures here are not written to.
settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("dev"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

# Thousands of collected tests are no garbage, and looking through them is a twentieth of the time.
gc.set_threshold(50_000, 20, 20)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


if "PYTEST_XDIST_WORKER" in os.environ:
    # The workers share out the cores: DuckDB's threads of one would only stand in the other's way. What the
    # tests load is less than one thread's portion; the trials' own processes run as they are installed.
    for told in (duck._WRITER, duck._READER):
        told["threads"] = "1"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Units | None:
    """`--dist loadscope` goes by our own units and in our own order."""
    if config.getoption("dist") != "loadscope":
        return None
    config.option.loadscopereorder = False
    return Units(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: long_first(item.nodeid))


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """Modules and tests that ask for it run once on each engine."""
    name: str = request.param
    with on(name):
        yield name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A warehouse folder with empty facts of today's shape."""
    return prepare(tmp_path / "warehouse")


@pytest.fixture
def url() -> Iterator[str]:
    """The address of a warehouse with empty facts of today's shape."""
    with prepared() as made:
        yield made


@pytest.fixture
def warehouse() -> Iterator[Warehouse]:
    """One open run on an empty warehouse; nothing of it stays."""
    with empty().undone() as run:
        yield run


@dataclass(frozen=True)
class Loaded:
    """An office whose sample has been run, and what its generator says of it."""

    office: Office
    truth: Mapping[str, Any]
    report: Report


def _load(folder: Path) -> Loaded:
    office, truth = invent(folder / "office", days(date(2026, 4, 2), 110))
    return Loaded(office, truth, office.run())


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """110 days with a whole quarter, a new building and Ramadan, as the first run leaves them. Read only."""
    folder, made = built_once(tmp_path_factory, "contoh", _load)
    # Who looks at facts holds them: each worker its own.
    own = tmp_path_factory.mktemp("contoh") / "office"
    shutil.copytree(folder / "office", own)
    return replace(made, office=Office(own, own / "warehouse", made.office.last))
