"""The one public figure that is of a moment: who waits, and how long those just called waited."""

import json
from datetime import timedelta
from typing import Any

from etl.disclosure.live import live
from etl.thresholds import Thresholds
from tests.build import Warehouse
from tests.drawn import of_rows, utc

RULES = Thresholds()
Row = dict[str, Any]


def test_now_is_who_waits_and_how_long_those_called_in_the_last_hour_waited(warehouse: Warehouse) -> None:
    at = utc("11:00")

    def visit(n: int, taken: int, called: int | None, outcome: str = "served") -> Row:
        return {
            "id": f"v{taken}{called}{n}",
            "taken_at": at - timedelta(minutes=taken),
            "called_at": None if called is None else at - timedelta(minutes=called),
            "outcome": outcome,
        }

    rows = [
        *(visit(n, 40, 10) for n in range(12)),
        *(visit(n, 100, 61) for n in range(5)),
        *(visit(n, 20, None, "open") for n in range(3)),
        visit(0, 30, 5, "open"),
        visit(0, 25, None, "left"),
        visit(0, 13 * 60, None, "open"),
    ]
    warehouse.load(of_rows("visit", rows))
    row = live(warehouse.connection, at, RULES)
    assert (row["metric"], row["kind"], row["n"], row["hidden"]) == ("now", "now", 15, False)
    fields = json.loads(row["fields"])
    assert fields["waiting"] == 3
    assert fields["p50_seconds"] == "=1860/1"
    assert fields["p90_seconds"].endswith("/1")


def test_now_is_hidden_when_few_were_called(warehouse: Warehouse) -> None:
    row = live(warehouse.connection, utc("11:00"), RULES)
    assert (row["hidden"], row["n"], row["fields"]) == (True, None, "{}")
