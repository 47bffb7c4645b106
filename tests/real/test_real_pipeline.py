"""The same logs from the file to the figure: loaded, counted, published, read as a page reads them."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from fractions import Fraction
from statistics import median
from typing import Any

import pytest
from sqlalchemy import Connection, text

from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.rights import EVERYTHING
from dashboard.store import Store
from etl.bins import duration_edges
from etl.pipeline import run
from etl.report import Report
from etl.settings import load_settings
from etl.skm import UNSUR, WEIGHTS, permen
from etl.warehouse.engine import publishing
from tests.real.test_real_validate import BLOCKS, DATA, pytestmark  # noqa: F401 (marks this module too)

NOW = datetime(2026, 11, 1, tzinfo=UTC)
Loaded = tuple[Report, Reader, str]


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Loaded]]:
    """Runs the pipeline on `blocks/<name>.toml`, once per name, with text put in its place."""
    done: dict[tuple[str, str], Loaded] = {}
    stores: list[Store] = []

    def loaded(name: str, old: str = "", new: str = "") -> Loaded:
        key = (name, new)
        if key not in done:
            root = tmp_path_factory.mktemp(name)
            block = (BLOCKS / f"{name}.toml").read_text(encoding="utf-8")
            assert old in block
            block = block.replace(old, new).replace('"../reference', f'"{BLOCKS.parent}/reference')
            (root / "office.toml").write_text(block, encoding="utf-8")
            for folder in DATA.iterdir():
                (root / folder.name).symlink_to(folder.resolve())
            url = str(root / "warehouse")
            settings = load_settings({"PANTAU_CONFIG": str(root / "office.toml"), "WAREHOUSE_URL": url})
            report = run(settings, now=NOW)
            store = Store(url, "staff")
            stores.append(store)
            reader = store.reader(EVERYTHING)
            assert reader is not None
            done[key] = (report, reader, url)
        return done[key]

    yield loaded
    for store in stores:
        store.close()


def whole(reader: Reader) -> Filters:
    """Every day that any due date can fall on."""
    return Filters(datetime(1999, 1, 1, tzinfo=UTC).date(), datetime(2027, 12, 31, tzinfo=UTC).date())


def facts(url: str, query: str) -> list[Any]:
    def asked(connection: Connection) -> list[Any]:
        return list(connection.execute(text(query)))

    with publishing(url) as publisher, publisher.engine.connect() as connection:
        return asked(connection)


def rows_of(pattern: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for path in sorted(DATA.glob(pattern)):
        with path.open(encoding="utf-8-sig", newline="") as file:
            found += csv.DictReader(file)
    return found


# Boston


def test_boston_on_time_is_the_citys_own_flag(load: Callable[..., Loaded]) -> None:
    """Row by row on every closed case with a target and a flag, and in the figure."""
    _, reader, url = load("boston")
    judged = {
        row["CASE_ENQUIRY_ID"]: row["OnTime_Status"] == "ONTIME"
        for row in rows_of("boston311-2015/*.csv")
        if row["CLOSED_DT"] and row["TARGET_DT"] and row["OnTime_Status"]
    }
    ours = dict(
        tuple(row)
        for row in facts(
            url,
            "SELECT id, completed_at <= due_at FROM request "
            "WHERE status = 'completed' AND due_at IS NOT NULL",
        )
    )
    assert len(judged) == 8_873
    assert {case: ours[case] for case in judged} == judged
    [value] = reader.values("on_time", filters=whole(reader))
    assert (value["met"], value["missed"]) == (sum(ours.values()), len(ours) - sum(ours.values()))


def test_boston_areas_and_channels_are_counted_exactly(load: Callable[..., Loaded]) -> None:
    _, reader, _ = load("boston")
    rows = rows_of("boston311-2015/*.csv")
    for kind, column in (("area", "neighborhood"), ("channel", "Source")):
        counted = {
            reader.name(kind, row[kind]): row["value"]
            for row in reader.values("volume", (kind,), filters=whole(reader))
        }
        blank = reader.name("area", "tidak-diketahui")
        assert counted == Counter(row[column] or blank for row in rows)


# Technion call centre


def test_callcentre_waits_are_the_published_seconds(load: Callable[..., Loaded]) -> None:
    report, reader, url = load("callcentre")
    [file] = report.files
    assert (file.read, file.new, file.excluded, file.rejected) == (23_668, 23_469, 199, 0)
    calls = {"|".join((r["date"], r["vru+line"], r["call_id"])): r for r in rows_of("callcentre/*.csv")}
    waits = {
        row.id: row.wait
        for row in facts(
            url,
            "SELECT id, epoch(called_at) - epoch(taken_at) AS wait FROM visit WHERE called_at IS NOT NULL",
        )
    }
    assert waits == {key: int(row["q_time"]) for key, row in calls.items() if row["outcome"] == "AGENT"}
    assert len(waits) == 15_888
    services = {
        row.id: row.served
        for row in facts(
            url,
            "SELECT id, epoch(finished_at) - epoch(started_at) AS served FROM visit "
            "WHERE started_at IS NOT NULL AND finished_at IS NOT NULL",
        )
    }
    assert services == {key: int(calls[key]["ser_time"]) for key in services}
    assert len(services) == 15_866
    [arrived] = reader.values("arrivals", filters=whole(reader))
    assert (arrived["left"], arrived["served"], arrived["n"]) == (7_581, 15_888, 23_469)


def test_callcentre_percentiles_lie_in_the_right_bin(load: Callable[..., Loaded]) -> None:
    _, reader, _ = load("callcentre")
    waits = sorted(int(row["q_time"]) for row in rows_of("callcentre/*.csv") if row["outcome"] == "AGENT")
    [value] = reader.values("waiting", filters=whole(reader))
    assert value["n"] == 15_888
    assert value["mean_seconds"] == Fraction(sum(waits), len(waits))
    edges = (*duration_edges(8 * 3600), 10**9)
    for q, field in ((Fraction(1, 2), "p50_seconds"), (Fraction(9, 10), "p90_seconds")):
        exact = waits[-(-q.numerator * len(waits) // q.denominator) - 1]
        lower = max(edge for edge in edges if edge <= exact)
        assert lower <= value[field] <= edges[edges.index(lower) + 1]


# Kantin


def test_kantin_is_as_its_readme_states(load: Callable[..., Loaded]) -> None:
    """Wait: mean 120,272 s, median 92 s, longest 354 s; service: mean 31,395 s, median 31 s, longest 59 s."""
    _, reader, url = load("kantin")
    found = facts(
        url, "SELECT epoch(called_at) - epoch(taken_at), epoch(finished_at) - epoch(called_at) FROM visit"
    )
    for seconds, (mean, middle, longest) in zip(
        zip(*found, strict=True), ((120.272, 92, 354), (31.395, 31, 59)), strict=True
    ):
        assert len(seconds) == 81
        assert round(sum(seconds) / 81, 3) == mean
        assert (median(seconds), max(seconds)) == (middle, longest)
    [value] = reader.values("waiting", filters=whole(reader))
    assert (value["n"], round(float(value["mean_seconds"]), 3)) == (81, 120.272)


# Mahulu


@pytest.mark.parametrize(
    ("exclude", "n", "indices"),
    [
        ("", 26, {"1/9": "92.84", "0.111": "92.75", "0.11": "91.91"}),
        ('\n[source.skm.exclude]\nusia = ["29"]\n', 17, {"1/9": "89.05", "0.111": "88.96", "0.11": "88.16"}),
    ],
)
def test_mahulu_gives_the_three_indices(
    load: Callable[..., Loaded], exclude: str, n: int, indices: dict[str, str]
) -> None:
    """All answers, and without the nine that look like a developer's tries; 0.11 alone makes the A a B."""
    last = 'occupation = { from = "pekerjaan" }'
    _, reader, _ = load("mahulu", last, last + exclude)
    [row] = reader.values("ikm", filters=whole(reader))
    assert row["n"] == n
    nrr = {unsur: row[f"nrr_{unsur}"] for unsur in UNSUR}
    assert {weight: str(permen(weight).index(nrr)) for weight in WEIGHTS} == indices
    assert row["index"] == Fraction(indices[row["weight"]])
    matrix = {row["pattern"]: row["n"] for row in reader.numbers("ikm", ("pattern",), filters=whole(reader))}
    lines = [row for row in rows_of("skm-mahulu/skm_*.csv") if not exclude or row["usia"] != "29"]
    assert matrix == Counter("".join(row[f"u{number}"] for number in range(1, 10)) for row in lines)
