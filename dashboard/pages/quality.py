"""Whether the data can be trusted: what came in and when, what was refused and why, and how loading went."""

import shlex
from datetime import datetime
from fractions import Fraction

from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard import text
from dashboard.answers import arrival
from dashboard.answers.ledger import LEDGER, NONE, READ, ledger, reasons
from dashboard.filters import Filters
from dashboard.page import Meaning, Page
from dashboard.reader import Reader
from dashboard.rights import Right
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table
from dashboard.strips import strips

PAGE = Page(
    slug="mutu-data",
    title="Mutu data",
    order=100,
    right=Right.DATA,
    filters=(),
    lead="Apa yang masuk, apa yang ditolak, dan apa yang perlu diperbaiki di sumbernya.",
)

_FACTS = frozenset(text.FACTS)
FRESH = Meaning(
    "Data sampai: kejadian terakhir yang tercatat di sumber itu. Sebuah sumber terlambat bila sampai batas "
    "umur di pengaturan kantor (max_age; hari libur tidak dihitung) tidak ada kejadian yang lebih baru.",
    "pengaturan sumber data kantor ini",
    _FACTS,
)
DAYS = Meaning(
    "Sebuah hari ditunggu dari sebuah sumber bila kantor buka (atau tiap hari, atau tidak pernah, menurut "
    "pengaturan expected sumber itu). Kosong: ditunggu, tidak ada satu baris pun, padahal hari sesudahnya "
    "ada. Terlambat: datang lewat batas umur (max_age). Sepi: kurang dari 30 persen dari yang biasa.",
    "pengaturan sumber data dan kalender kerja kantor ini",
    _FACTS,
)
FORM = Meaning(
    "Judul kolom setiap berkas dibandingkan dengan berkas sebelumnya dari sumber yang sama. Kolom yang "
    "dibaca tetapi hilang membuat berkasnya ditolak.",
    "catatan judul kolom saat memuat data",
    _FACTS,
)
CHANGED = Meaning(
    "Baris yang berubah, ditarik, atau baru datang untuk hari yang sudah ditutup. Angka hari itu berubah "
    "sesudah dianggap tetap.",
    "catatan koreksi saat memuat data",
    _FACTS,
)
COUNTED = Meaning(
    "Setiap baris yang dibaca dihitung tepat satu kali: baru, koreksi atas baris lama, tetap (sudah dimuat "
    "dan tidak berubah), berulang (dua kali di satu berkas), ditolak, atau dikecualikan oleh pengaturan. "
    "Dibaca = baru + koreksi + tetap + berulang + ditolak + dikecualikan.",
    "catatan pemuatan data (buku besar)",
    _FACTS,
)
REFUSED = Meaning(
    "Baris ditolak bila isinya tidak dapat dipahami dengan pasti; tidak ada yang ditebak. Yang tampak hanya "
    "yang masih ditolak. Baris dengan beberapa kesalahan dihitung pada setiap kesalahannya.",
    "catatan penolakan saat memuat data",
    _FACTS,
)
RUN = Meaning(
    "Satu proses membaca semua sumber, memeriksa hasilnya, lalu menerbitkan angka baru. Bila pemeriksaan "
    "gagal, tidak ada yang terbit dan angka lama tetap berlaku.",
    "catatan proses pemuatan data",
    _FACTS,
)
STATES = {
    "loaded": "ada berkas yang dimuat",
    "unchanged": "tidak ada berkas baru",
    "refused": "tidak terbit, pemeriksaan gagal",
}
REJECTS = ("python", "-m", "etl", "rejects")


PAGE.section("Apakah data hari ini lengkap?", metric=FRESH, counted="sumber", id="sumber")(arrival.today)
PAGE.section("Hari mana yang kosong, sepi, atau terlambat?", metric=DAYS, counted="hari sumber", id="hari")(
    arrival.days
)


@PAGE.hero
def day_by_day(reader: Reader, filters: Filters) -> Component:
    return strips(arrival.strips(reader))


def at(when: datetime) -> str:
    return arrival.moment(when)


def zone(reader: Reader) -> str:
    """WITA, where the office is there."""
    return reader.data.data_time.tzname() or ""


PAGE.section("Ke mana perginya setiap baris?", metric=COUNTED, counted=READ, id="baris")(ledger)
PAGE.section("Mengapa baris ditolak?", metric=REFUSED, counted=READ, id="alasan", width=5)(reasons)


@PAGE.section("Apakah pemuatan berjalan baik?", metric=RUN, counted="proses terakhir", id="proses", width=7)
def runs(reader: Reader, filters: Filters) -> Section:
    rows = [_run(row) for row in reader.runs()]
    if not rows:
        return EMPTY
    columns = (
        Column("started", f"Mulai ({zone(reader)})", whole=True),
        Column("seconds", "Lama", Kind.DURATION, "tidak selesai"),
        Column("state", "Hasil", whole=True),
        Column("findings", "Temuan pemeriksaan"),
    )
    last = rows[0]
    took = "" if last["seconds"] is None else f", selesai dalam {fmt.duration(last['seconds'])}"
    return Section(
        f"Terakhir {last['started']}: {last['state']}{took}.",
        None,
        Table(columns, rows),
        len(rows),
        note="Paling banyak 30 proses terakhir sampai versi ini. Proses sesudahnya: python -m etl status.",
    )


def _run(row: Row) -> Row:
    ended = row["finished_at"]
    return {
        "started": at(row["started_at"]),
        "seconds": None if ended is None else Fraction((ended - row["started_at"]).total_seconds()),
        "state": STATES.get(row["status"], row["status"]),
        "findings": " ".join(f"{found['label']}: {found['message']}" for found in row["findings"])
        or "tidak ada",
    }


@PAGE.section("Di mana memperbaikinya?", metric=REFUSED, counted=READ, id="tempat")
def places(reader: Reader, filters: Filters) -> Section:
    read = sum(row["read"] for row in reader.ledger())
    if not read:
        return EMPTY
    rows = [_place(row) for row in reader.rejects()]
    columns = (
        Column("source", "Sumber"),
        Column("column", "Kolom di berkas", missing="seluruh baris", whole=True),
        Column("label", "Alasan", whole=True),
        Column("n", "Baris", Kind.COUNT),
        Column("example", "Contoh", whole=True),
        Column("command", "Perintah untuk melihat semuanya", whole=True),
    )
    if not rows:
        return Section(NONE, None, Table(columns), read)
    first = rows[0]
    column = f"kolom {first['column']}" if first["column"] else "seluruh baris"
    return Section(
        f"Mulai dari «{first['source']}», {column}: {first['label']}, {fmt.number(first['n'])} baris.",
        None,
        Table(columns, rows),
        read,
        note="Perintah dijalankan di komputer server. Sesudah "
        "sumbernya diperbaiki, taruh berkasnya lagi dan jalankan python -m etl run: baris yang sudah dimuat "
        "tidak berganda.",
    )


def _place(row: Row) -> Row:
    return {
        "source": row["source"],
        "column": row["column"] or None,
        "label": row["label"],
        "n": row["rows"],
        "example": f"{row['name']}, baris {row['line']}",
        "command": shlex.join([*REJECTS, "--source", row["source"], "--reason", row["reason"]]),
    }


@PAGE.section("Berkas apa yang terakhir dibaca?", metric=COUNTED, counted="pembacaan berkas", id="berkas")
def readings(reader: Reader, filters: Filters) -> Section:
    rows = [{**row, "loaded": at(row["loaded_at"])} for row in reader.readings()]
    if not rows:
        return EMPTY
    columns = (
        Column("name", "Berkas", whole=True),
        Column("source", "Sumber"),
        Column("loaded", f"Dimuat ({zone(reader)})", whole=True),
        *LEDGER,
    )
    last = rows[0]
    return Section(
        f"{last['name']} (sumber «{last['source']}»): {fmt.number(last['read'])} baris dibaca, "
        f"{fmt.number(last['rejected'])} ditolak.",
        None,
        Table(columns, rows),
        len(rows),
        note="Paling banyak 100 pembacaan terakhir; satu berkas yang berubah dibaca lagi.",
    )


PAGE.section("Apakah bentuk berkas berubah?", metric=FORM, counted="sumber", id="kolom")(arrival.headers)
PAGE.section("Apa yang berubah di hari yang sudah ditutup?", metric=CHANGED, counted="sumber", id="koreksi")(
    arrival.corrections
)
