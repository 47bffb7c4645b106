"""Offices from best to worst, kelurahan in bands, and what is said where nothing may be told."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from dashboard.answers import places
from dashboard.filters import Month

MARCH = Month(date(2026, 3, 1), date(2026, 3, 31))
Row = dict[str, Any]


class Public:
    """A reader of these rows, by metric and breakdown."""

    def __init__(self, **rows: list[Row]) -> None:
        self._rows = rows

    def values(self, metric: str, by: tuple[str, ...], start: date, finish: date) -> list[Row]:
        return self._rows.get("_".join((metric, *by)), [])

    def periods(self, metric: str, by: tuple[str, ...]) -> list[tuple[str, date, date]]:
        if (metric, by) == ("on_time", ("area",)):
            return [
                ("year", date(2025, 1, 1), date(2025, 12, 31)),
                ("year", date(2026, 1, 1), date(2026, 12, 31)),
            ]
        return [("year", date(2025, 1, 1), date(2025, 12, 31))]

    def edition(self, metric: str, by: tuple[str, ...], start: date, finish: date) -> Row:
        return {"threshold": 10, "step": 5}

    def name(self, kind: str, code: str) -> str:
        return f"{kind} {code}"

    def tiles(self) -> list[tuple[str, str, int, int]]:
        return [(code, code, 1, 1) for code in "abc"]


def office(code: str, value: Fraction | None, **more: Any) -> Row:
    return {
        "office": code,
        "n": 20 if value is not None else None,
        **more,
        **({"value": value} if value else {}),
    }


def test_offices_are_in_the_order_of_their_promises_and_hidden_ones_last() -> None:
    reader = Public(
        on_time=[{"n": 60}],
        on_time_office=[office("a", Fraction(8, 10)), office("b", None), office("c", Fraction(9, 10))],
        waiting_office=[{"office": "a", "n": 15, "p50_seconds": Fraction(300), "p90_seconds": Fraction(600)}],
        ikm_office=[{"office": "c", "n": 31, "index": Fraction(80)}, {"office": "a", "n": None}],
    )
    section = places.offices(reader, MARCH)  # type: ignore[arg-type]
    assert [row["name"] for row in section.table.rows] == ["office c", "office a", "office b"]
    assert [row["index"] for row in section.table.rows] == [Fraction(80), None, None]
    assert [row["p50_seconds"] for row in section.table.rows] == [None, 300, None]
    assert section.sentence.replace("\u00a0", " ") == (
        "Paling sering tepat janji: office c, 90,0 %. Paling jarang: office a, 80,0 %."
    )
    assert "Tahun 2025" in str(section.note)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([], "Terlalu sedikit urusan di tiap kantor untuk dinilai pada bulan ini."),
        ([Fraction(9, 10)] * 2, "Semua kantor yang dapat dinilai: 90,0 % urusan selesai tepat janji."),
    ],
)
def test_where_nothing_is_to_be_compared(values: list[Fraction], sentence: str) -> None:
    rows = [{"name": str(i), "value": value, "part": Fraction(1, 10)} for i, value in enumerate(values)]
    assert places.best_and_worst(rows).replace("\u00a0", " ") == sentence


CLOSE = "Kantor yang dapat dinilai berdekatan; urutannya tidak dapat dipastikan."
BEST = "Paling sering tepat janji: A, {} %."
WORST = "Paling jarang: C, {} %."


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        # 14 of 15 are shown as 9/10, 910 of 1,000 as 91/100: the first did better.
        ([("A", 91, 100), ("B", 90, 10)], CLOSE),
        ([("A", 95, 20), ("B", 80, 10), ("C", 75, 100)], f"{BEST.format('95,0')} {WORST.format('75,0')}"),
        ([("A", 95, 20), ("B", 80, 10), ("C", 85, 100)], BEST.format("95,0")),
        ([("A", 100, 10), ("B", 90, 10), ("C", 80, 10)], f"{BEST.format('100,0')} {WORST.format('80,0')}"),
    ],
)
def test_who_cannot_be_told_apart_is_not_ranked(shares: list[tuple[str, int, int]], sentence: str) -> None:
    rows = [{"name": n, "value": Fraction(v, 100), "part": Fraction(1, parts)} for n, v, parts in shares]
    assert places.best_and_worst(rows).replace("\u00a0", " ") == sentence


def test_kelurahan_are_told_in_bands_of_the_last_whole_year() -> None:
    """A code that lies on no map is no kelurahan of this office."""
    rows = [("a", "90-95"), ("b", None), ("c", ">95"), ("luar", "<50")]
    reader = Public(
        on_time=[{"n": 500}],
        on_time_area=[{"area": area, "n": 100, **({"band": band} if band else {})} for area, band in rows],
    )
    section = places.areas(reader, MARCH)  # type: ignore[arg-type]
    assert section.period is not None
    assert section.period.words == "Tahun 2025"
    assert [row["words"] for row in section.table.rows] == ["di atas 95 %", "90–95 %", None]
    assert (
        section.sentence
        == "Urusan selesai tepat janji: di atas 95 % di 1 kelurahan dan 90–95 % di 1 kelurahan."
    )
    assert places.areas(Public(), MARCH).sentence.startswith("Terlalu sedikit")  # type: ignore[arg-type]


def test_the_rules_are_those_by_which_the_month_came_out() -> None:
    edition = {"threshold": 20, "step": 10, "published_on": date(2026, 4, 7)}
    told = " ".join(places.told_rules(edition))
    assert "di bawah 20" in told
    assert "kelipatan 10" in told
    assert "mulai dari 20 orang" in told
    assert "7 April 2026" in told
    assert places.few_people(edition) == "0–19"
