from collections.abc import Iterator

import pytest

from dashboard.public_reader import PublicReader
from dashboard.reader import Reader
from dashboard.rights import EVERYTHING
from dashboard.store import Store
from tests.dashboard import published
from tests.dashboard.pages import survey_office
from tests.sharing import built_once


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A published warehouse of known visits, requests and answers."""
    return built_once(tmp_path_factory, "kantor", published.publish)[1]


@pytest.fixture(scope="session")
def reader(address: str) -> Iterator[Reader]:
    store = Store(address, "staff")
    found = store.reader(EVERYTHING)
    assert found is not None
    yield found
    store.close()


@pytest.fixture(scope="session")
def public(address: str) -> Iterator[PublicReader]:
    store = Store(address, "public")
    found = store.public_reader()
    assert found is not None
    yield found
    store.close()


@pytest.fixture(scope="session")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The office of survey_office.py."""
    store = Store(survey_office.publish(tmp_path_factory.mktemp("survei")), "staff")
    yield store
    store.close()


@pytest.fixture(scope="session")
def survey(surveyed: Store) -> Reader:
    found = surveyed.reader(EVERYTHING)
    assert found is not None
    return found
