"""Whether the sources told what was expected of them: today, day by day, and in which form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import Enum

from dashboard import format as fmt
from dashboard import text
from dashboard.completeness import Kept
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table

WEEKS = 8
"""So far back single days are told."""

EXPECTED = {
    "working_days": "tiap hari kerja",
    "daily": "tiap hari",
    "none": "tidak tiap hari",
}


class State(Enum):
    """Of one day of a source: the class of its mark, and its word."""

    WHOLE = ("ada", "lengkap")
    PARTLY = ("separuh", "belum semua")
    LATE = ("lambat", "datang terlambat")
    SPARSE = ("sepi", "jauh lebih sedikit dari biasanya")
    MISSING = ("kosong", "kosong")
    AWAITED = ("tunggu", "masih ditunggu")
    OVERDUE = ("tunggak", "belum datang, sudah lewat batas")
    NOTHING = ("tutup", "tidak ditunggu")

    @property
    def mark(self) -> str:
        return self.value[0]

    @property
    def word(self) -> str:
        return self.value[1]


WORTH_A_LOOK = (State.OVERDUE, State.MISSING, State.LATE, State.SPARSE, State.PARTLY)


@dataclass(frozen=True)
class Strip:
    """The last weeks of one source, Monday first; None after the last day that the version tells of."""

    kept: Kept
    days: Sequence[tuple[date, State | None]]

    @property
    def words(self) -> str:
        """What a person hears who does not see it."""
        counted = {state: sum(found is state for _, found in self.days) for state in State}
        told = [f"{fmt.number(n)} hari {state.word}" for state, n in counted.items() if n]
        return f"{self.kept.name}, {WEEKS} minggu terakhir: {', '.join(told) or fmt.NO_DATA}."


def strips(reader: Reader, now: datetime | None = None) -> list[Strip]:
    """One per source that was ever heard of, by name."""
    now = now or datetime.now(UTC)
    rows = recent(reader)
    last = max([reader.data.last_day, *(row["day"] for row in rows)])
    monday = last - timedelta(days=last.weekday())
    days = [monday - timedelta(weeks=WEEKS - 1) + timedelta(days=n) for n in range(7 * WEEKS)]
    told: dict[str, dict[date, Row]] = {}
    for row in rows:
        told.setdefault(f"«{row['source']}»", {})[row["day"]] = row
    return [
        Strip(
            kept,
            [
                (day, state(kept, told.get(kept.name, {}).get(day), now) if day <= last else None)
                for day in days
            ],
        )
        for kept in reader.kept
        if kept.first is not None
    ]


def recent(reader: Reader) -> list[Row]:
    """As far back as a strip may reach."""
    return reader.source_days(reader.data.last_day - timedelta(weeks=WEEKS + 1))


def state(kept: Kept, row: Mapping[str, object] | None, now: datetime) -> State:
    """`row` of `source_day`; None where nothing was expected and nothing came."""
    if row is None or not (row["expected"] or row["rows"]):
        return State.NOTHING
    day = row["day"]
    assert isinstance(day, date)
    if not row["rows"]:
        if kept.last is not None and day <= kept.last:
            return State.MISSING
        return State.OVERDUE if _behind(kept, now) else State.AWAITED
    if row["late"]:
        return State.LATE
    if kept.active and kept.whole_until is not None and day > kept.whole_until:
        return State.PARTLY
    return State.SPARSE if row["sparse"] else State.WHOLE


def _behind(kept: Kept, now: datetime) -> bool:
    return kept.active and kept.late_at is not None and now > kept.late_at


def today(reader: Reader, filters: Filters) -> Section:
    """Every source with what it told last, those that need a hand first."""
    if not reader.kept:
        return EMPTY
    now = datetime.now(UTC)
    heard = {f"«{source.source}»": source for source in reader.data.sources}
    first = reader.data.last_day - timedelta(weeks=WEEKS)
    rows: list[Row] = []
    for kept in reader.kept:
        found = heard.get(kept.name)
        missing, waited = kept.gaps(first, reader.data.last_day)
        rows.append(
            {
                "source": kept.name.strip("«»"),
                "fact": text.FACTS.get(kept.fact, kept.fact),
                "expected": EXPECTED[kept.expected] if kept.active else "tidak dibaca lagi",
                "state": standing(kept, now),
                "until": None if found is None else moment(found.data_time),
                "loaded": None if found is None else moment(found.loaded_at),
                "limit": None if kept.late_at is None else moment(kept.late_at),
                "gaps": missing,
                "missing": f"{fmt.number(missing)} dari {fmt.number(waited)}" if waited else None,
            }
        )
    zone = reader.data.data_time.tzname() or ""
    columns = (
        Column("source", "Sumber"),
        Column("state", "Keadaan", whole=True),
        Column("fact", "Isi"),
        Column("expected", "Ditunggu", whole=True),
        Column("until", f"Kejadian terakhir ({zone})", whole=True),
        Column("loaded", f"Terakhir diterima ({zone})", whole=True),
        Column("limit", f"Terlambat mulai ({zone})", missing="tanpa batas", whole=True),
        Column("missing", f"Hari kosong, {WEEKS} minggu", missing="tidak dihitung", whole=True),
    )
    rows.sort(key=lambda row: (_ORDER.index(_grade(row["state"])), row["source"]))
    return Section(summed_up(rows), None, Table(columns, rows), len(rows))


LATE, NEVER, WHOLE, UNTIMED, GONE = (
    "TERLAMBAT",
    "belum pernah memberi data",
    "lengkap",
    "tidak ditunggu tiap hari",
    "tidak dibaca lagi",
)
_ORDER = (LATE, NEVER, WHOLE, UNTIMED, GONE)


def standing(kept: Kept, now: datetime) -> str:
    """In words; the first of them says how it stands."""
    if not kept.active:
        return GONE
    if kept.first is None or kept.whole_until is None:
        return NEVER
    if _behind(kept, now):
        awaited = f", ditunggu {fmt.day(kept.next_expected)}" if kept.next_expected else ""
        return LATE + awaited
    if kept.expected == "none":
        return UNTIMED
    return f"{WHOLE} sampai {fmt.day(kept.whole_until)}"


def _grade(words: str) -> str:
    return next(grade for grade in _ORDER if words.startswith(grade))


def summed_up(rows: Sequence[Row]) -> str:
    """Who is late or silent, by name; else that nobody is."""
    named = {
        grade: fmt.joined([f"«{row['source']}»" for row in rows if _grade(row["state"]) == grade])
        for grade in (LATE, NEVER)
    }
    parts = []
    if named[LATE]:
        parts.append(f"Terlambat: {named[LATE]}. Angka sesudah kejadian terakhirnya belum lengkap.")
    if named[NEVER]:
        parts.append(f"Belum pernah memberi data: {named[NEVER]}.")
    words = " ".join(parts) or f"Semua {fmt.number(len(rows))} sumber tepat waktu."
    empty = [f"«{row['source']}»" for row in rows if row["gaps"]]
    return (
        f"{words} Dalam delapan minggu terakhir ada hari kosong di {fmt.joined(empty)}." if empty else words
    )


def moment(when: datetime) -> str:
    """24 Nov 2026, 18.54"""
    return f"{fmt.day_short(when)} {when:%Y, %H.%M}"


def days(reader: Reader, filters: Filters) -> Section:
    """The days of the last weeks that somebody should look at, newest first."""
    found = strips(reader)
    told = {(f"«{row['source']}»", row["day"]): row for row in recent(reader)}
    rows = [
        _day(strip.kept, day, mark, told[strip.kept.name, day])
        for strip in found
        for day, mark in strip.days
        if mark in WORTH_A_LOOK
    ]
    n = sum(mark not in (None, State.NOTHING) for strip in found for _, mark in strip.days)
    if not n:
        return EMPTY
    rows.sort(key=lambda row: (row["day"], row["source"]), reverse=True)
    columns = (
        Column("on", "Hari", whole=True),
        Column("source", "Sumber"),
        Column("state", "Keadaan", whole=True),
        Column("rows", "Baris", Kind.COUNT),
        Column("first", "Diterima", missing="belum", whole=True),
        Column("late", "Sesudah hari berakhir", Kind.ELAPSED, missing="–", whole=True),
    )
    return Section(of_days(rows), None, Table(columns, rows), n, note=NOTE)


NOTE = (
    f"Delapan minggu terakhir ({WEEKS} × 7 hari). Hari libur dan hari tutup tidak ditunggu. Hari yang "
    "berkasnya dibaca sebelum hari itu berakhir belum semua. Data lama yang masuk bersama pemuatan pertama "
    "tidak dinilai tepat atau terlambat."
)


def _day(kept: Kept, day: date, mark: State | None, row: Mapping[str, object]) -> Row:
    first = row.get("first_at")
    return {
        "day": day,
        "on": fmt.full_day(day),
        "source": kept.name.strip("«»"),
        "state": "" if mark is None else mark.word,
        "rows": row["rows"],
        "first": moment(first) if isinstance(first, datetime) else None,
        "late": row.get("late_seconds") or None,
    }


def of_days(rows: Sequence[Row]) -> str:
    """Which kinds of days there are, and the newest of them."""
    if not rows:
        return "Semua hari yang ditunggu ada, dan tidak ada yang terlambat."
    states = dict.fromkeys(row["state"] for row in rows)
    named = [word for word in states if word]
    last = rows[0]
    newest = f"Terbaru: «{last['source']}», {last['on']}: {last['state']}, {fmt.number(last['rows'])} baris."
    return f"Perlu dilihat: {fmt.joined(named)}. {newest}"


def headers(reader: Reader, filters: Filters) -> Section:
    """Which exports changed their columns, newest first."""
    heard = [kept for kept in reader.kept if kept.first is not None]
    if not heard:
        return EMPTY
    rows = [_header(row) for row in reader.header_changes()]
    columns = (
        Column("seen", f"Terlihat ({reader.data.data_time.tzname()})", whole=True),
        Column("source", "Sumber"),
        Column("appeared", "Kolom terbaca yang muncul", missing="–"),
        Column("vanished", "Kolom terbaca yang hilang", missing="–"),
        Column("others", "Kolom lain", whole=True),
        Column("name", "Berkas", whole=True),
    )
    sentence = (
        f"Terakhir berubah: «{rows[0]['source']}», {rows[0]['seen']}, di {rows[0]['name']}."
        if rows
        else "Tidak ada sumber yang kolomnya berubah."
    )
    return Section(sentence, None, Table(columns, rows), len(heard), note=COLUMNS)


COLUMNS = (
    "Nama ditulis hanya untuk kolom yang disebut di pengaturan sumber. Kolom lain dihitung saja, karena "
    "judulnya boleh jadi data orang; namanya tampak dengan python -m etl check."
)


def _header(row: Row) -> Row:
    before, after = row["others_before"], row["others"]
    same = "nama lain, banyaknya tetap" if before == after else f"{fmt.number(before)} → {fmt.number(after)}"
    return {
        "seen": moment(row["seen_at"]),
        "source": row["source"],
        "appeared": row["appeared"] or None,
        "vanished": row["vanished"] or None,
        "others": same,
        "name": row["name"],
    }


KINDS = {"corrected": "isi berubah", "retracted": "ditarik kembali", "late": "datang terlambat"}


def corrections(reader: Reader, filters: Filters) -> Section:
    """What files changed on days that had been closed, newest first."""
    if not reader.data.sources:
        return EMPTY
    rows = [_correction(reader, row) for row in reader.corrections()]
    columns = (
        Column("on", "Hari", whole=True),
        Column("source", "Sumber"),
        Column("kind", "Yang terjadi", whole=True),
        Column("column", "Kolom", missing="–", whole=True),
        Column("old", "Semula", missing="–"),
        Column("new", "Menjadi", missing="–"),
        Column("rows", "Baris", Kind.COUNT),
        Column("at", f"Dicatat ({reader.data.data_time.tzname()})", whole=True),
        Column("name", "Berkas", whole=True),
    )
    if not rows:
        sentence = "Tidak ada hari yang sudah ditutup yang berubah sesudahnya."
    else:
        last = rows[0]
        sentence = (
            f"Terakhir: «{last['source']}», {last['on']}: {last['kind']}, {fmt.number(last['rows'])} baris."
        )
    return Section(sentence, None, Table(columns, rows), len(reader.data.sources), note=CLOSED)


CLOSED = (
    "Sebuah hari ditutup beberapa hari sesudahnya (final_after sumber itu). Perubahan sebelum itu biasa dan "
    "tidak dicatat di sini; yang sesudahnya dicatat: apa, semula, menjadi, dan kapan."
)


def told(column: str | None, value: str | None, zone: tzinfo | None) -> str | None:
    """A value of a fact as it was stored; an instant is stored in UTC and told on the office's clock."""
    if value is None or not (column or "").endswith("_at"):
        return value
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return value
    return fmt.moment_short(at.replace(tzinfo=at.tzinfo or UTC).astimezone(zone))


def _correction(reader: Reader, row: Row) -> Row:
    return {
        "on": fmt.day(row["day"]),
        "source": row["source"],
        "kind": KINDS.get(row["kind"], row["kind"]),
        "column": row["column"],
        **{side: told(row["column"], row[side], reader.data.data_time.tzinfo) for side in ("old", "new")},
        "rows": row["rows"],
        "at": moment(row["corrected_at"]),
        "name": row["name"],
    }


def legend(found: Iterable[Strip]) -> list[State]:
    """The states that occur, in their order."""
    there = {mark for strip in found for _, mark in strip.days}
    return [mark for mark in State if mark in there]
