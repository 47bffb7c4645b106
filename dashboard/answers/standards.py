"""Promises in words (with their dates, decree, and what is not sure of them), and how well each is kept."""

from collections.abc import Callable, Sequence
from datetime import date

from dashboard import figures, text
from dashboard import format as fmt
from dashboard.canvas import SHARE
from dashboard.figures import Bar
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.reference import ComplaintStandard, Standard
from dashboard.section import Column, Figure, Kind, Row

Promise = Standard | ComplaintStandard

TOP = 12
"""Bars in a figure; the table holds them all."""
NO_PROMISE = "belum ditetapkan"
PROMISE = (
    Column("promise", "Janji", missing=NO_PROMISE),
    Column("decree", "Dasar janji", missing="–"),
    Column("remark", "Catatan janji", missing="–"),
)


def judgement(late: str = "Selesai terlambat", open_: str = "Lewat batas, belum selesai") -> Sequence[Column]:
    """What a promise is judged by: `judged` is met + missed + overdue, `broken` the last two; n holds the
    pending too."""
    return (
        Column("value", "Tepat janji", Kind.SHARE),
        Column("met", "Tepat waktu", Kind.COUNT),
        Column("broken", "Terlambat", Kind.COUNT),
        Column("missed", late, Kind.COUNT),
        Column("overdue", open_, Kind.COUNT),
        Column("judged", "Dinilai", Kind.COUNT),
        Column("pending", "Belum jatuh tempo", Kind.COUNT),
        Column("n", "n", Kind.COUNT),
    )


KEPT = judgement()


def words(promise: Promise) -> str:
    """«3 hari kerja»"""
    return f"{fmt.number(promise.value)} {text.UNITS[promise.unit]}"


def dated(promises: Sequence[Promise], start: date, end: date) -> str | None:
    """All that were in force in a period, each with the day on which it came or went; None without one."""
    parts = []
    for promise in promises:
        since = f" sejak {fmt.day(promise.sejak)}" if promise.sejak > start else ""
        until = f" sampai {fmt.day(promise.sampai)}" if promise.sampai and promise.sampai < end else ""
        parts.append(f"{words(promise)}{since}{until}")
    return "; ".join(parts) or None


def told(promises: Sequence[Promise], filters: Filters, last_day: date) -> Row:
    """What PROMISE shows of them."""
    return {
        "promise": dated(promises, filters.start, min(filters.end, last_day)),
        "decree": _once([promise.decree for promise in promises]),
        "remark": _once([promise.note for promise in promises]),
    }


def _once(said: Sequence[str]) -> str | None:
    return "; ".join(dict.fromkeys(word for word in said if word)) or None


def doubts(rows: Sequence[Row]) -> str:
    """What is noted of the promises shown, each remark once; with a blank before it."""
    remarks = dict.fromkeys(row["remark"] for row in rows if row.get("remark"))
    return f" Tentang janji: {'; '.join(remarks)}." if remarks else ""


def of_service(reader: Reader, service: str, filters: Filters) -> Row:
    last = reader.data.last_day
    return told(reader.standards(service, filters.start, min(filters.end, last)), filters, last)


def of_complaint(reader: Reader, category: str, promise: str, filters: Filters) -> Row:
    """`promise`: tanggapan or selesai."""
    last = reader.data.last_day
    found = reader.complaint_standards(category, promise, filters.start, min(filters.end, last))
    return told(found, filters, last)


def services(reader: Reader, filters: Filters) -> list[Row]:
    """Each service, how well it keeps its promise and what that is; the lowest first."""
    return lowest_first(
        [
            {
                **kept(row),
                "name": reader.name("service", row["service"]),
                **of_service(reader, row["service"], filters),
            }
            for row in reader.values("on_time", by=("service",), filters=filters)
        ]
    )


def beside(row: Row) -> str | None:
    """The promise beside a name in a figure."""
    return f"janji {row['promise']}" if row["promise"] else None


def kept(row: Row) -> Row:
    """With `broken`: late when it ended, or still open after its time."""
    return {**row, "broken": row["missed"] + row["overdue"]}


def lowest_first(rows: Sequence[Row]) -> list[Row]:
    """Where nothing could be judged, last."""
    return sorted(rows, key=lambda row: (row["value"] is None, row["value"] or 0, row["name"]))


def overall(row: Row, met: str) -> str:
    """`met`: what kept the promise did, such as «tepat janji»."""
    if not row["judged"]:
        return f"Belum ada yang dapat dinilai: {fmt.number(row['pending'])} belum jatuh tempo."
    waiting = f" {fmt.number(row['pending'])} belum jatuh tempo." if row["pending"] else ""
    return (
        f"{fmt.percent(row['value'])} {met}: {fmt.number(row['met'])} dari {fmt.number(row['judged'])} "
        f"yang dapat dinilai.{waiting}"
    )


def kept_bars(
    rows: Sequence[Row],
    *,
    strong: Row | None,
    about: Callable[[Row], str | None] = lambda row: None,
) -> Figure | None:
    """`strong`: the row that the sentence names, if it names one."""
    known = [row for row in rows if row["value"] is not None][:TOP]
    bars = [
        Bar(row["name"], row["value"], row["n"], strong=row is strong, about=_about(row, about(row)))
        for row in known
    ]
    return figures.bars(bars, SHARE, top=100) if bars else None


def _about(row: Row, words: str | None) -> str | None:
    """And that there are few cases, where there are."""
    few = text.SMALL if row["judged"] < text.FEW else None
    return " · ".join(filter(None, (words, few))) or None


def what_is_drawn(rows: Sequence[Row], met: str = "tepat janji") -> str:
    known = sum(row["value"] is not None for row in rows)
    return f"Batang menunjukkan bagian yang {met}{text.only_top(known, TOP, 'yang terendah')}."


def least(rows: Sequence[Row]) -> Row | None:
    """The row that keeps the smallest part of its promises, if enough cases say so, it broke one, and it has
    no equal."""
    known = [row for row in rows if row["judged"] >= text.FEW]
    if len(known) < 2:
        return None
    low = min(row["value"] for row in known)
    those = [row for row in known if row["value"] == low]
    return those[0] if len(those) == 1 and low < 1 else None


def weakest(rows: Sequence[Row]) -> str:
    """Names the row that keeps least; where a lower one stands on too few cases to be named, it says so."""
    known = [row for row in rows if row["judged"] >= text.FEW]
    if not known:
        return text.NOT_ENOUGH
    if not any(row["broken"] for row in rows):
        return "Semua yang dapat dinilai tepat janji."
    low = least(rows)
    if low is None:
        if len(known) == 1:
            return f"{_said(known[0])}: {_part(known[0])}."
        return _alike(known)
    words = f"{_said(low)} paling rendah: {_part(low)}{_promised(low)}."
    if any(row["value"] is not None and row["value"] < low["value"] for row in rows):
        return f"{words} Yang lebih rendah kurang dari {text.FEW} kasus."
    return words


ALIKE = 3
"""Equals that a sentence names."""


def _alike(known: Sequence[Row]) -> str:
    """Of equals none is named alone."""
    low = min(row["value"] for row in known)
    names = [_said(row) for row in known if row["value"] == low]
    if low == 1:
        return f"Semua yang cukup kasusnya tepat janji; yang terlambat kurang dari {text.FEW} kasus."
    if len(names) > ALIKE:
        return f"Beberapa sama-sama terendah: {fmt.percent(low)} tepat janji."
    return f"{fmt.joined(names)} sama-sama terendah: {fmt.percent(low)} tepat janji."


def _said(row: Row) -> str:
    """In a sentence some names read otherwise than in a row."""
    return str(row.get("said") or row["name"])


def _part(row: Row) -> str:
    return (
        f"{fmt.percent(row['value'])} tepat janji, {fmt.number(row['broken'])} dari "
        f"{fmt.number(row['judged'])} terlambat"
    )


def _promised(row: Row) -> str:
    return f"; janjinya {row['promise']}" if row.get("promise") else ""
