"""The same service by two ways: online and at the counter, side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard import format as fmt
from dashboard import text
from dashboard.canvas import MINUTES, SHARE, Measure
from dashboard.pairs import Group, Half, pairs
from dashboard.reader import Reader
from dashboard.section import Figure, Row

PAIRED = 8
"""Services whose channels are drawn beside each other."""
UNTESTED = "Selisih ditunjukkan apa adanya; apakah lebih dari kebetulan tidak diuji di sini."


@dataclass(frozen=True)
class Compared:
    """What is laid side by side: the field of a row, how it is drawn, and how many cases it rests on."""

    key: str
    measure: Measure
    n: Callable[[Row], int]


LENGTH = Compared("p50_seconds", MINUTES, lambda row: row["n"])
PROMISE = Compared("value", SHARE, lambda row: row["judged"])


def laid_together(reader: Reader, rows: Sequence[Row]) -> list[Row]:
    """The most asked service first, of each the online channels first; a row is named by its own words, as it
    is of both."""
    asked: dict[str, int] = {}
    for row in rows:
        asked[row["service"]] = asked.get(row["service"], 0) + row["n"]
    ordered = sorted(
        rows,
        key=lambda row: (
            -asked[row["service"]],
            row["service"],
            not reader.online(row["channel"]),
            row["channel"],
        ),
    )
    return [
        {
            **{key: value for key, value in row.items() if key not in ("service", "channel")},
            "service_name": reader.name("service", row["service"]),
            "channel_name": reader.name("channel", row["channel"]),
            "is_online": reader.online(row["channel"]),
        }
        for row in ordered
    ]


def comparable(rows: Sequence[Row], what: Compared) -> list[list[Row]]:
    """The rows of each service that has enough cases both online and at a counter; those rows only."""
    by_name: dict[str, list[Row]] = {}
    for row in rows:
        if what.n(row) >= text.FEW:
            by_name.setdefault(row["service_name"], []).append(row)
    return [group for group in by_name.values() if len({row["is_online"] for row in group}) > 1]


def drawn_pairs(
    groups: Sequence[Sequence[Row]], what: Compared, *, top: float | None = None
) -> Figure | None:
    if not groups:
        return None
    return pairs(
        [
            Group(
                group[0]["service_name"],
                [
                    Half(row["channel_name"], row[what.key], row["n"], strong=row["is_online"])
                    for row in group
                ],
            )
            for group in groups[:PAIRED]
        ],
        what.measure,
        top=top,
    )


def told(groups: Sequence[Sequence[Row]], what: Compared, verb: str, unit: str = "") -> str:
    """The most asked of those that can be compared, channel by channel, without a verdict."""
    if not groups:
        return text.NOT_ENOUGH
    parts = [
        f"{what.measure.show(row[what.key])} lewat {fmt.within(row['channel_name'])}" for row in groups[0]
    ]
    return f"{groups[0][0]['service_name']}: {verb} {fmt.joined(parts)}{unit}."


def what_is_drawn(groups: Sequence[Sequence[Row]]) -> str:
    most = f", {PAIRED} yang terbanyak" if len(groups) > PAIRED else ""
    return (
        f"Digambar: layanan dengan sedikitnya {text.FEW} kasus lewat daring dan di loket{most}; "
        f"semuanya ada di tabel. {UNTESTED}"
    )
