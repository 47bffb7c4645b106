"""Promises in words: with their dates where one changed, with their decree, and with what is not sure of them."""

from collections.abc import Sequence
from datetime import date

from dashboard import format as fmt
from dashboard import text
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.reference import ComplaintStandard, Standard
from dashboard.section import Column, Kind, Row

Promise = Standard | ComplaintStandard

NO_PROMISE = "belum ditetapkan"
PROMISE = (
    Column("promise", "Janji", missing=NO_PROMISE),
    Column("decree", "Dasar janji", missing="–"),
    Column("remark", "Catatan janji", missing="–"),
)
KEPT = (
    Column("value", "Tepat janji", Kind.SHARE),
    Column("met", "Tepat waktu", Kind.COUNT),
    Column("broken", "Terlambat", Kind.COUNT),
    Column("missed", "Selesai terlambat", Kind.COUNT),
    Column("overdue", "Lewat batas, belum selesai", Kind.COUNT),
    Column("judged", "Dinilai", Kind.COUNT),
    Column("pending", "Belum jatuh tempo", Kind.COUNT),
    Column("n", "n", Kind.COUNT),
)
"""`judged` is met + missed + overdue, `broken` the last two; n holds the pending too."""


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
