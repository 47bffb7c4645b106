"""The trial of five million visits, with few: every step of it runs, and what it asks of memory can fail."""

from pathlib import Path

import pytest

from tests.bench.city import City, found, queue_log
from tests.postgres import server
from tests.trial.five_million import Size, copied, judged, told


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    made = found(tmp_path_factory.mktemp("kota") / "city")
    queue_log(made, 300)
    return made


def test_raw_copy_counts_its_rows(city: City) -> None:
    assert copied(server(), city.visits, 300) > 0
    with pytest.raises(AssertionError):
        copied(server(), city.visits, 301)


def test_both_engines_load_all_and_prove_it(city: City) -> None:
    url = server().database()
    on_server = judged("postgresql", City(city.root, url), 300, Size.postgresql_mib)
    in_folder = judged("duckdb", city, 300, Size.duckdb_mib)
    assert list(on_server) == ["postgresql", "postgresql, seconds by stage", "postgresql, verify"]
    assert "MiB" in in_folder["duckdb"]
    server().drop(url)


def test_too_much_memory_fails_the_trial(tmp_path: Path) -> None:
    small = found(tmp_path / "city")
    queue_log(small, 20)
    with pytest.raises(AssertionError, match="MiB, not 10"):
        judged("duckdb", small, 20, 10)


def test_pace_is_told_in_thousand_rows_a_second() -> None:
    assert told(2_000, 4.0) == "4.0 s, 0.5 thousand rows/s"
    assert told(2_000, 4.0, 99) == "4.0 s, 0.5 thousand rows/s, 99 MiB"
