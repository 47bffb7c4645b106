"""What is open past its due day: a list to work through, without persons."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from dashboard import format as fmt
from dashboard.answers.offices import ALL, short
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.section import EMPTY, Column, Kind, Row, Section, Span, Table

LONGEST = 300
"""Rows of a list; who has more has other worries than the list."""


def everything(reader: Reader, filters: Filters) -> Filters:
    """The same narrowing over all data: what is open does not ask for a period."""
    data = reader.data
    return replace(filters, start=data.first_day, end=data.last_day, preset=None)


def listed(
    reader: Reader,
    filters: Filters,
    *,
    metric: str,
    what: str,
    facts: Sequence[str],
    columns: Sequence[Column],
) -> Section:
    """The open cases of these facts, longest late first; n is what the metric judges in all data."""
    data = reader.data
    if filters.end < data.first_day or filters.start > data.last_day:
        return EMPTY
    whole = everything(reader, filters)
    n = sum(row["n"] for row in reader.values(metric, filters=whole))
    if not n:
        return EMPTY
    cases = [case for fact in facts for case in reader.late(fact, filters=filters, limit=LONGEST)]
    cases.sort(key=lambda case: (case["due_at"], case["id"]))
    count = sum(row["n"] for fact in facts for row in reader.late_counts(fact, filters=filters))
    rows = [numbered(reader, row, place) for place, row in enumerate(cases[:LONGEST], start=1)]
    cut = f" Ditampilkan {LONGEST} yang terlama." if count > LONGEST else ""
    return Section(
        longest(rows, count, what),
        None,
        Table((*FIRST, *columns, *TIMES), rows),
        n,
        note=f"Semua yang masih terbuka dan lewat batasnya, kapan pun masuknya.{cut}",
        period=Span(whole.start, whole.end, f"Seluruh data, {fmt.period(whole.start, whole.end)}"),
    )


def by_office(reader: Reader, filters: Filters) -> Section:
    """How many requests and complaints each office has open past their day, the most first; n is all of them.

    What is open does not ask for a period: the same count that leads the list.
    """
    requests, complaints = (
        reader.late_counts(fact, ("office",), filters=filters) for fact in ("request", "complaint")
    )
    offices = {row["office"]: short(reader.name("office", row["office"])) for row in (*requests, *complaints)}
    rows = [
        _counted(name, *([row for row in rows if row["office"] == code] for rows in (requests, complaints)))
        for code, name in offices.items()
    ]
    total = {key: sum(row[key] for row in rows) for key in ("requests", *_PROMISES, "n")}
    late = sorted(rows, key=lambda row: (-row["requests"], -row["n"], row["name"]))
    columns = (
        Column("name", "Kantor"),
        Column("requests", "Permohonan", Kind.COUNT),
        Column("since", "Terlama jatuh tempo", missing="–", whole=True),
        Column("selesai", "Pengaduan, penutupan", Kind.COUNT),
        Column("tanggapan", "Pengaduan, tanggapan", Kind.COUNT),
    )
    if not late:
        return Section("Tidak ada permohonan atau pengaduan yang lewat batas waktu.", None, Table(columns), 0)
    oldest = min((row["oldest"] for row in late if row["oldest"]), default=None)
    every = [{**total, "name": ALL, "since": _day(oldest)}] if len(late) > 1 else []
    return Section(_where(late, oldest), None, Table(columns, [*late, *every]), total["n"], note=NOW)


NOW = "Semua yang masih terbuka dan lewat batasnya menurut data terakhir, kapan pun masuknya."
NAMED = 3
"""Offices that a sentence names."""


def _counted(name: str, requests: Sequence[Row], complaints: Sequence[Row]) -> Row:
    of = {row["promise"]: row["n"] for row in complaints}
    oldest = min((row["oldest"] for row in requests), default=None)
    return {
        "name": name,
        "requests": sum(row["n"] for row in requests),
        "oldest": oldest,
        "since": _day(oldest),
        **{promise: of.get(promise, 0) for promise in _PROMISES},
        "n": sum(row["n"] for row in (*requests, *complaints)),
    }


def _day(when: datetime | None) -> str | None:
    return None if when is None else fmt.day(when.date())


def _where(late: Sequence[Row], oldest: datetime | None) -> str:
    """How many requests, since when, and which offices have most of them, where there is more than one."""
    having = [row for row in late if row["requests"]]
    if not having:
        return "Tidak ada permohonan yang lewat batas waktu."
    whole = fmt.number(sum(row["requests"] for row in having))
    words = f"{whole} permohonan belum selesai dan lewat batas waktu, yang terlama jatuh tempo {_day(oldest)}"
    if len(having) == 1:
        return f"{words}."
    named = [f"{row['name']} {fmt.number(row['requests'])}" for row in having[:NAMED]]
    rest = len(having) - NAMED
    return f"{words}: {', '.join(named) if rest > 0 else fmt.joined(named)}{_others(rest)}."


def _others(offices: int) -> str:
    return f", selebihnya di {fmt.number(offices)} kantor lain" if offices > 0 else ""


FIRST = (
    Column("place", "Ke-", Kind.COUNT),
    Column("id", "Nomor", whole=True),
    Column("late_seconds", "Terlambat", Kind.ELAPSED),
)
"""What a phone shows without scrolling."""
TIMES = (Column("started", "Diajukan", whole=True), Column("due", "Batas waktu", whole=True))

_PROMISES = {"selesai": "penyelesaian", "tanggapan": "tanggapan pertama"}


def numbered(reader: Reader, row: Row, place: int) -> Row:
    """The case in words; how long it is late by the data time, in calendar time."""
    late = reader.data.data_time - row["due_at"]
    return {
        "place": place,
        "id": row["id"],
        "promise_name": _PROMISES[row["promise"]],
        "service_name": _name(reader, "service", row["service"]),
        "category_name": _name(reader, "category", row["category"]),
        "office_name": _name(reader, "office", row["office"]),
        "started": fmt.moment_short(row["started_at"]),
        "due": fmt.moment_short(row["due_at"]),
        "late_seconds": max(late, timedelta()) // timedelta(seconds=1),
    }


def _name(reader: Reader, kind: str, code: str | None) -> str | None:
    return None if code is None else reader.name(kind, code)


def longest(rows: Sequence[Row], count: int, what: str) -> str:
    if not rows:
        return f"Tidak ada {what} yang lewat batas waktu."
    since = fmt.elapsed(rows[0]["late_seconds"])
    return f"{fmt.number(count)} {what} lewat batas waktu; yang terlama sudah {since}."
