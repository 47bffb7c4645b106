"""Every specification holds on both engines; what Hypothesis invents is tried on one, being so much."""

import pytest
from hypothesis import is_hypothesis_test


@pytest.fixture(autouse=True, scope="module")
def on_each_engine(engine: str) -> str:
    return engine


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    many = [item for item in items if _invented_on_a_server(item)]
    if many:
        config.hook.pytest_deselected(items=many)
        items[:] = [item for item in items if item not in many]


def _invented_on_a_server(item: pytest.Item) -> bool:
    return (
        isinstance(item, pytest.Function)
        and is_hypothesis_test(item.obj)
        and "[postgresql" in item.nodeid
        and item.nodeid.startswith("tests/spec/")
    )
