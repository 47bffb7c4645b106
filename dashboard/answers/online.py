"""How much is asked for online: which channels that are the reference tables say."""

from collections.abc import Sequence

from dashboard import figures
from dashboard import format as fmt
from dashboard.answers.waiting import openings
from dashboard.canvas import RIVER, SHARE
from dashboard.figures import Line
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.section import EMPTY, Column, Kind, Section, Table
from dashboard.timeline import drawn, timeline, values
from etl.period import Kind as Step


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
