from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle, islice

import pytest

from dashboard.reader import Reader
from dashboard.rights import EVERYTHING
from dashboard.store import Store
from tests.dashboard.pages import survey_office
from tests.dashboard.pages.survey_office import DISTRICT, VILLAGE
from tests.sharing import built_once

MANY = 5000


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Of survey_office.py: 70 answers in October 2026, three on the 28th and 29th in the district."""
    return built_once(tmp_path_factory, "laporan", survey_office.publish)[1]


@pytest.fixture(scope="session")
def surveyed(address: str) -> Iterator[Store]:
    store = Store(address, "staff")
    yield store
    store.close()


@pytest.fixture(scope="session")
def survey(surveyed: Store) -> Reader:
    found = surveyed.reader(EVERYTHING)
    assert found is not None
    return found


def many() -> Iterator[str]:
    """5,000 answers of January to October 2026, every score and a gap among them."""
    scores = cycle(
        [
            [*"444444444"],
            [*"344434443"],
            [*"333333333"],
            [*"43342434", ""],
            [*"122343214"],
            [*"434443344"],
            [*"444344434"],
        ]
    )
    traits = cycle(["P;17–25 tahun;SMA;PNS", "L;26–35 tahun;SD;SWASTA", ";;;", "P;36–45 tahun;S1;WIRAUSAHA"])
    offices = cycle([DISTRICT, VILLAGE, DISTRICT])
    for i, (given, about, office) in enumerate(islice(zip(scores, traits, offices, strict=False), MANY)):
        day = date(2026, 1, 1) + timedelta(days=i % 300)
        yield survey_office.line(f"A{i}", office, ("kk", "domisili")[i % 2], day, about, given)


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    address = built_once(tmp_path_factory, "laporan-banyak", lambda to: survey_office.publish(to, many()))[1]
    store = Store(address, "staff")
    found = store.reader(EVERYTHING)
    assert found is not None
    yield found
    store.close()
