from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import pytest

from dashboard.pekppp.proposal import Basis, FollowUp
from dashboard.public_reader import PublicReader
from dashboard.reader import Reader
from dashboard.rights import EVERYTHING
from dashboard.store import Store
from tests.dashboard import published
from tests.dashboard.pekppp.made import six
from tests.sharing import built_once

Look = Callable[..., Basis]


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Store]]:
    """Of staff and public: September to November 2026, known by hand."""
    address = built_once(tmp_path_factory, "kantor", published.publish)[1]
    found = Store(address, "staff"), Store(address, "public")
    yield found
    for store in found:
        store.close()


@pytest.fixture
def reader(stores: tuple[Store, Store]) -> Reader:
    found = stores[0].reader(EVERYTHING)
    assert found is not None
    return found


@pytest.fixture
def public(stores: tuple[Store, Store]) -> PublicReader:
    found = stores[1].public_reader()
    assert found is not None
    return found


@pytest.fixture
def look(reader: Reader, public: PublicReader) -> Look:
    """A basis of the year after the data, as it stands in February."""

    def made(year: int = 2027, follow_ups: Sequence[FollowUp] = (), today: date | None = None) -> Basis:
        return Basis(reader, public, six(), year, today or date(year, 2, 1), follow_ups)

    return made
