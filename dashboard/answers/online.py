"""How much is asked for online: which channels that are the reference tables say."""

from collections.abc import Sequence

from dashboard import figures, text
from dashboard import format as fmt
from dashboard.answers.waiting import openings
from dashboard.canvas import RIVER, SHARE
from dashboard.figures import Bar, Line
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table
from dashboard.timeline import drawn, timeline, values
from etl.period import Kind as Step

TOP = 12
"""Bars in a figure; the table holds them all."""


def online(reader: Reader) -> dict[str, str]:
    """Code and name of the online channels."""
    return {code: name for code, name in reader.choices("channel") if reader.online(code)}


def called(reader: Reader) -> str:
    return fmt.joined(list(online(reader).values()))


def nowhere(n: int) -> Section:
    return Section("Kantor ini tidak punya kanal daring.", None, Table(), n)


def shares(name: str) -> Sequence[Column]:
    return (
        Column("value", f"Bagian {name}", Kind.SHARE),
        Column("online", f"Lewat {name}", Kind.COUNT),
        Column("counter", "Lewat loket", Kind.COUNT),
        Column("n", "n", Kind.COUNT),
    )


def over_time(reader: Reader, filters: Filters) -> Section:
    whole = reader.values("digital_share", filters=filters)
    if not whole:
        return EMPTY
    if not online(reader):
        return nowhere(whole[0]["n"])
    name = called(reader)
    line = timeline(filters, reader.data.first_day, reader.data.last_day)
    nothing = {"value": None, "online": 0, "counter": 0}
    rows = [{**nothing, **row} for row in values(reader, "digital_share", filters, line)]
    shown, note = drawn(rows, line)
    return Section(
        f"{fmt.percent(whole[0]['value'])} lewat {name}: {fmt.number(whole[0]['online'])} dari "
        f"{fmt.number(whole[0]['n'])} permohonan.",
        figures.over_time(
            shown,
            [Line("value", f"Bagian {name}", RIVER)],
            SHARE,
            events=openings(reader, filters),
            gap=4 if line.kind is Step.DAY else 0,
            most=100,
        ),
        Table(
            (Column("label", line.noun.capitalize()), *shares(name)),
            [*rows, {**whole[0], "label": "Seluruh periode"}],
        ),
        whole[0]["n"],
        note=note,
    )


def by_service(reader: Reader, filters: Filters) -> Section:
    found = reader.values("digital_share", by=("service",), filters=filters)
    if not found:
        return EMPTY
    n = sum(row["n"] for row in found)
    if not online(reader):
        return nowhere(n)
    rows = by_share([{**row, "name": reader.name("service", row["service"])} for row in found], falling=True)
    used = [row for row in rows if row["online"]]
    bars = [Bar(row["name"], row["value"], row["n"]) for row in used[:TOP]]
    name = called(reader)
    return Section(
        offered(rows, name),
        figures.bars(bars, SHARE, top=100) if bars else None,
        Table((Column("name", "Layanan"), *shares(name)), rows),
        n,
        note=left_out(len(used), len(rows) - len(used)),
    )


def left_out(used: int, never: int) -> str | None:
    """How many services came online at all, and how many did not."""
    only = text.only_top(used, TOP, "layanan teratas")
    top = f"Batang menunjukkan bagian{only}." if only else None
    none = (
        "Yang 0,0 % di tabel tidak pernah lewat daring pada periode ini; mungkin tidak ditawarkan."
        if never
        else None
    )
    return " ".join(filter(None, (top, none))) or None


def offered(rows: Sequence[Row], name: str) -> str:
    """The most used, and those that nobody asked for online although enough asked for them."""
    known = [row for row in rows if row["n"] >= text.FEW]
    if not known:
        return text.NOT_ENOUGH
    never = [row["name"] for row in known if not row["online"]]
    listed = fmt.joined([*never[:2], "layanan lain"] if len(never) > 3 else never)
    without = f" Tanpa satu pun lewat {name}: {listed}." if never else ""
    top = known[0]
    if not top["online"]:
        return without.strip()
    return f"Tertinggi {top['name']}: {fmt.percent(top['value'])} dari {fmt.number(top['n'])}.{without}"


def by_share(rows: Sequence[Row], *, falling: bool) -> list[Row]:
    return sorted(rows, key=lambda row: (-row["value"] if falling else row["value"], row["name"]))
