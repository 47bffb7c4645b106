"""Who came and what they said follow the fact: its newest version, its file, its end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from etl.people import people
from etl.period import Period, add_months
from etl.pseudonym import hmac_key
from etl.warehouse.engine import publishing
from etl.warehouse.schema import FACT_TABLES, FACTS
from tests.build import prepared
from tests.privacy import KEY, NOW, Keeper

NIK = "6371044108950001"
OTHER = "6371041712880002"
YEAR = Period(NOW.date().replace(year=2026, month=1, day=1), NOW.date())


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    return Keeper(tmp_path, str(tmp_path / "gudang"))


@pytest.fixture
def anywhere(tmp_path: Path, engine: str) -> Iterator[Keeper]:
    """The same on each engine."""
    with prepared() as url:
        yield Keeper(tmp_path, url)


def held(keeper: Keeper, table: str) -> dict[str, str]:
    """What is set aside, by the id of its fact."""
    aside = FACTS.tables[table]
    with publishing(keeper.warehouse) as publisher, publisher.engine.connect() as connection:
        rows = connection.execute(select(aside.c.id, aside.c[table])).all()
    assert len({row.id for row in rows}) == len(rows)
    return {row.id: row[1] for row in rows}


def person(nik: str, key: str = KEY) -> str:
    known = hmac_key(key)
    assert known is not None
    return known.person(nik)


def test_they_stand_beside_the_fact_and_never_in_it(anywhere: Keeper) -> None:
    anywhere.visits("1", [{"nomor": "A1", "nik": NIK, "saran": "Antre lama"}, {"nomor": "A2"}])
    anywhere.requests("1", [{"nomor": "L1"}])
    assert anywhere.run().exit_code == 0
    assert held(anywhere, "person") == {"A1": person(NIK)}
    assert held(anywhere, "remark") == {"A1": "Antre lama"}
    assert not {"person", "remark"} & {column.name for fact in FACT_TABLES.values() for column in fact.c}


def test_the_newest_version_tells_whatever_the_order(keeper: Keeper, tmp_path: Path) -> None:
    newer = [{"nomor": "A1", "nik": OTHER, "diubah": "2"}, {"nomor": "A2", "diubah": "2"}]
    older = [{"nomor": "A1", "nik": NIK}, {"nomor": "A2", "nik": NIK, "saran": "x"}]
    for first, second in ((newer, older), (older, newer)):
        with prepared() as url:
            here = Keeper(tmp_path / f"{first is newer}", url)
            here.requests("1", [{"nomor": "L1"}])
            here.visits("1", first)
            here.run()
            here.visits("2", second)
            here.run()
            assert held(here, "person") == {"A1": person(OTHER)}
            assert held(here, "remark") == {}


def test_what_is_no_longer_mapped_goes_with_the_next_reading(keeper: Keeper) -> None:
    keeper.requests("1", [{"nomor": "L1"}])
    keeper.visits("1", [{"nomor": "A1", "nik": NIK, "saran": "Antre lama"}])
    keeper.run()
    keeper.configure(remarks=False)
    keeper.run()
    assert (held(keeper, "person"), held(keeper, "remark")) == ({"A1": person(NIK)}, {})
    keeper.configure(remarks=False, person="")
    keeper.run()
    assert held(keeper, "person") == {}


def test_a_new_key_counts_on_and_links_nothing_to_what_was(keeper: Keeper) -> None:
    keeper.requests("1", [{"nomor": "L1"}])
    keeper.visits("1", [{"nomor": "A1", "nik": NIK}])
    keeper.run()
    newer = "v2:" + bytes(range(32, 64)).hex()
    keeper.visits("2", [{"nomor": "A2", "nik": NIK}])
    keeper.run(PANTAU_HMAC_KEY=newer)
    assert held(keeper, "person") == {"A1": person(NIK), "A2": person(NIK, newer)}
    assert people(keeper.settings(), YEAR).keys == ["v1", "v2"]


def test_few_persons_are_not_told_and_many_are_counted_once(anywhere: Keeper) -> None:
    anywhere.requests("1", [{"nomor": "L1"}])
    niks = [f"63710441089500{n:02}" for n in range(1, 13)]
    march = [{"nomor": f"A{n}", "nik": nik} for n, nik in enumerate(niks)]
    again = [{"nomor": f"B{n}", "nik": nik} for n, nik in enumerate(niks[:9])]
    april = [
        {"nomor": f"C{n}", "nik": nik, "ambil": "2026-04-01 08:00:00", "selesai": "2026-04-01 08:30:00"}
        for n, nik in enumerate(niks[:9])
    ]
    anywhere.visits("1", march + again + april)
    anywhere.run()
    told = people(anywhere.settings(), YEAR).rows
    assert [(row.month and row.month.month, row.office, row.persons, row.facts) for row in told] == [
        (3, "63.71.04", 12, 21),
        (4, "63.71.04", None, None),
        (None, "63.71.04", 12, 30),
    ]
    april_alone = Period(add_months(YEAR.start, 3), add_months(YEAR.start, 4))
    assert [row.persons for row in people(anywhere.settings(), april_alone).rows] == [None, None]
