"""Whether what was asked is done in the end, by channel."""

from collections.abc import Sequence

from dashboard import figures
from dashboard import format as fmt
from dashboard.answers.channels import UNTESTED
from dashboard.answers.online import nowhere, online
from dashboard.canvas import SHARE
from dashboard.figures import Bar
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table

OLD_ENOUGH = "permohonan yang cukup lama untuk dinilai"


def by_channel(reader: Reader, filters: Filters) -> Section:
    whole = reader.values("completion", filters=filters)
    if not whole or not whole[0]["n"]:
        return EMPTY
    if not online(reader):
        return nowhere(whole[0]["n"])
    rows = [
        {**row, "name": reader.name("channel", row["channel"])}
        for row in reader.values("completion", by=("channel",), filters=filters)
    ]
    rows.sort(key=lambda row: (not reader.online(row["channel"]), row["name"]))
    bars = [Bar(row["name"], row["value"], row["n"], missing="belum cukup lama") for row in rows]
    return Section(
        matured(rows, whole[0]["immature"]),
        figures.bars(bars, SHARE, top=100),
        Table((Column("name", "Kanal"), *OUTCOMES), [*rows, {**whole[0], "name": "Semua kanal"}]),
        whole[0]["n"],
        note=f"Yang ditolak atau dicabut tidak terhitung selesai. {UNTESTED}",
    )


OUTCOMES = (
    Column("value", "Bagian selesai", Kind.SHARE, missing="belum cukup lama"),
    Column("completed", "Selesai", Kind.COUNT),
    Column("refused", "Ditolak", Kind.COUNT),
    Column("withdrawn", "Dicabut", Kind.COUNT),
    Column("open", "Belum selesai", Kind.COUNT),
    Column("immature", "Belum cukup lama", Kind.COUNT),
    Column("n", "n", Kind.COUNT),
)


def matured(rows: Sequence[Row], young: int) -> str:
    parts = [
        f"{fmt.percent(row['value'])} dari {fmt.number(row['n'])} lewat {fmt.within(row['name'])}"
        for row in rows
        if row["value"] is not None
    ]
    waiting = f" {fmt.number(young)} belum cukup lama." if young else ""
    return f"Selesai: {'; '.join(parts)}.{waiting}"
