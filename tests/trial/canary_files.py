"""Every way in which a citizen's data may come in: each reader, and a NIK wherever none belongs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.office import REFERENCE
from tests.trial.citizens import Citizen

Row = dict[str, str]

COLUMNS = """
id          = { from = "nomor" }
ticket      = { from = "tiket" }
office      = { from = "kantor", codes = "offices" }
area        = { from = "asal", codes = "areas" }
service     = { from = "layanan", codes = "services" }
counter     = { from = "loket" }
priority    = { from = "prioritas" }
taken_at    = { from = "ambil", format = "%Y-%m-%d %H:%M:%S" }
called_at   = { from = "panggil", format = "%Y-%m-%d %H:%M:%S" }
finished_at = { from = "selesai", format = "%Y-%m-%d %H:%M:%S" }
outcome     = { from = "status", map = { "SELESAI" = "served" } }
person      = { from = "nik", hmac = true }
remark      = { from = "saran" }
"""
ASKED = """
id           = { from = "nomor" }
office       = { from = "kantor", codes = "offices" }
area         = { from = "asal", codes = "areas" }
service      = { from = "layanan", codes = "services" }
channel      = { value = "elok" }
submitted_at = { from = "ambil", format = "%Y-%m-%d %H:%M:%S" }
completed_at = { from = "selesai", format = "%Y-%m-%d %H:%M:%S" }
status       = { from = "status", map = { "SELESAI" = "completed" } }
person       = { from = "nik", hmac = true }
remark       = { from = "saran" }
"""
ANSWERS = """
id          = { from = "nomor" }
office      = { from = "kantor", codes = "offices" }
area        = { from = "asal", codes = "areas" }
service     = { from = "layanan", codes = "services" }
answered_at = { from = "ambil", format = "%Y-%m-%d %H:%M:%S" }
persyaratan = { from = "u1" }
prosedur    = { from = "u2" }
waktu       = { from = "u3" }
sex         = { from = "kelamin" }
age_band    = { from = "usia" }
education   = { from = "pendidikan" }
occupation  = { from = "pekerjaan" }
remark      = { from = "saran" }
"""
COMPLAINTS = """
id          = { from = "nomor" }
office      = { from = "kantor", codes = "offices" }
channel     = { from = "kanal", codes = "channels" }
category    = { from = "kategori", codes = "categories" }
received_at = { from = "ambil", format = "%Y-%m-%d %H:%M:%S" }
closed_at   = { from = "selesai", format = "%Y-%m-%d %H:%M:%S" }
status      = { from = "status", map = { "SELESAI" = "resolved" } }
"""
SOURCES: Mapping[str, tuple[str, str, str]] = {
    "antrean": ("visit", 'read = "csv"\npath = "masuk/antrean*.csv"\ndelimiter = ";"', COLUMNS),
    "buku": ("visit", 'read = "xlsx"\npath = "masuk/buku*.xlsx"', COLUMNS),
    "elok": ("request", 'read = "json"\npath = "masuk/elok*.jsonl"', ASKED),
    "daftar": ("request", 'read = "json"\npath = "masuk/daftar*.json"\nrows = "data.isi"', ASKED),
    "basis": ("request", 'read = "sql"\nurl_env = "CANARY_DB"\ntable = "permohonan"', ASKED),
    "api": ("request", 'read = "rest"\nurl = "{url}/permohonan"', ASKED),
    "skm": ("answer", 'read = "csv"\npath = "masuk/skm*.csv"\ndelimiter = ";"', ANSWERS),
    "aduan": ("complaint", 'read = "csv"\npath = "masuk/aduan*.csv"\ndelimiter = ";"', COMPLAINTS),
}

PLACES: Sequence[tuple[str, str]] = (
    *[("", "")] * 8,
    *((column, "nik") for column in ("nomor", "tiket", "kantor", "asal", "layanan", "loket", "prioritas")),
    *((column, "nik") for column in ("ambil", "panggil", "selesai", "status", "diubah", "kanal", "kategori")),
    *((column, "nik") for column in ("usia", "kelamin", "pendidikan", "pekerjaan", "u1", "u2")),
    *((column, "grouped") for column in ("nomor", "tiket", "loket", "usia", "diubah")),
    *((column, "phone") for column in ("nomor", "loket", "pekerjaan", "u3")),
    *((column, "mail") for column in ("nomor", "tiket", "loket", "pendidikan")),
    *((column, "name") for column in ("layanan", "asal", "status", "ambil", "nik", "u1", "kategori")),
    *((column, "address") for column in ("asal", "kantor", "selesai", "nik")),
    *((column, "everything") for column in ("nomor", "loket", "layanan", "nik", "usia")),
)
"""Column and what stands in it. A name alone in a counter or an id is no other than a name of a counter: not
among them."""


def config(root: Path, url: str, *, remarks: bool = False) -> Path:
    blocks = [f'[office]\ncode = "63.71.04"\n[reference]\npath = "{REFERENCE}"\n']
    blocks.append(f"[privacy]\nremarks = {str(remarks).lower()}\n")
    blocks.append('[retention]\nremarks = "7d"\npersons = "7d"\n')
    for name, (fact, how, columns) in SOURCES.items():
        version = 'timezone = "Asia/Makassar"\nversion = "diubah"'
        blocks.append(f'[source.{name}]\nfact = "{fact}"\n{how.replace("{url}", url)}\n{version}\n')
        blocks.append(f"[source.{name}.columns]{columns}")
    path = root / "office.toml"
    path.write_text("\n".join(blocks), encoding="utf-8")
    return path


def row(citizen: Citizen) -> Row:
    """A good row with all that is known of the citizen in columns that nobody asked for, and one thing in the
    wrong place."""
    n = citizen.number
    day, hour, minute = n % 28 + 1, 8 + n // 60 % 6, n % 60
    found = {
        "nomor": f"N{n}",
        "tiket": f"A-{n % 900:03}",
        "kantor": "63.71.04",
        "asal": "Alalak Utara",
        "layanan": "ktp-el",
        "loket": f"Loket {n % 4}",
        "prioritas": "",
        "ambil": f"2026-0{n % 9 + 1}-{day:02} {hour:02}:{minute:02}:00",
        "panggil": f"2026-0{n % 9 + 1}-{day:02} {hour:02}:{minute:02}:30",
        "selesai": f"2026-0{n % 9 + 1}-{day:02} {hour + 1:02}:{minute:02}:00",
        "status": "SELESAI",
        "diubah": "1",
        "saran": citizen.everything,
        "nik": citizen.nik,
        "kanal": "loket",
        "kategori": "lainnya",
        **{"kelamin": "P", "usia": "26-35", "pendidikan": "SMA", "pekerjaan": "Swasta"},
        **dict.fromkeys(("u1", "u2", "u3"), str(n % 4 + 1)),
        **{"nama": citizen.name, "telepon": citizen.phone, "alamat": citizen.address, "surel": citizen.mail},
    }
    column, what = PLACES[n % len(PLACES)]
    return {**found, column: getattr(citizen, what)} if column else found


def write(root: Path, citizens: Sequence[Citizen]) -> list[Row]:
    """The files of all sources below `masuk`, the database beside it. Returns what the web server tells."""
    folder = root / "masuk"
    folder.mkdir(parents=True)
    people = iter(citizens)
    share = (len(citizens) - 40) // 8
    some = {name: [row(citizen) for citizen in islice(people, share)] for name in SOURCES}
    rest = list(people)
    _csv(folder / "antrean-1.csv", some["antrean"])
    _csv(folder / "skm-1.csv", some["skm"])
    _csv(folder / "aduan-1.csv", some["aduan"])
    _xlsx(folder / "buku-1.xlsx", {"Data": some["buku"]})
    _json_lines(folder / "elok-1.jsonl", some["elok"])
    _listed(folder / "daftar-1.json", some["daftar"])
    _database(root / "basis" / "elok.sqlite", some["basis"])
    _odd(folder, rest)
    return some["api"]


def _odd(folder: Path, people: Sequence[Citizen]) -> None:
    """Files that are refused, or that are called after somebody."""
    rows = [row(citizen) for citizen in people]
    who = people[0]
    _csv(folder / f"antrean {who.name} {who.nik}.csv", rows[:2])
    _csv(folder / f"antrean-{people[1].phone}.csv", rows[2:4])
    _csv(folder / f"aduan {people[2].mail}.csv", rows[4:6])
    _csv(folder / "antrean-tanpa-judul.csv", rows[6:9], header=False)
    _csv(folder / "antrean-judul.csv", [{**one, people[9].everything: "x"} for one in rows[9:11]])
    (folder / "antrean-kutip.csv").write_text(
        _lines(rows[11:12]) + f'"{people[11].everything};', encoding="utf-8"
    )
    (folder / "antrean-lebar.csv").write_text(
        _lines(rows[12:13]) + f"{people[12].everything};;{people[12].nik}\n", encoding="utf-8"
    )
    (folder / "antrean-utf16.csv").write_text(_lines(rows[13:15]), encoding="utf-16")
    (folder / "skm-latin.csv").write_bytes(
        _lines(rows[15:16]).encode() + b"\xff\xfe" + people[15].nik.encode()
    )
    _xlsx(folder / "buku-lembar.xlsx", {people[16].nik: rows[16:18], people[17].mail: rows[17:18]})
    _xlsx(folder / f"buku {people[18].nik}.xlsx", {"Data": rows[18:20]}, header=False)
    _xlsx(folder / "buku-kosong.xlsx", {people[20].nik: []})
    _json_lines(folder / "elok-kunci.jsonl", [{**one, people[21].everything: "x"} for one in rows[21:23]])
    (folder / "elok-rusak.jsonl").write_text(
        f'{json.dumps(rows[23])}\n{{"nomor": "{people[23].nik}", \n[1, "{people[24].nik}"]\n',
        encoding="utf-8",
    )
    nested = {**rows[25], "layanan": [people[25].nik], "asal": {"nama": people[25].name}}
    _json_lines(folder / "elok-dalam.jsonl", [rows[24], nested])
    (folder / "daftar-lain.json").write_text(
        json.dumps({"data": {people[26].nik: [rows[26]], people[26].mail: 1}}), encoding="utf-8"
    )
    (folder / "daftar-terpotong.json").write_text(
        json.dumps({"data": {"isi": [rows[27], rows[28]]}})[:-40], encoding="utf-8"
    )


def _lines(rows: Sequence[Mapping[str, Any]], *, header: bool = True) -> str:
    names = list(rows[0])
    told = [names] if header else []
    told += [[one.get(name, "") for name in names] for one in rows]
    return "".join(";".join(map(str, cells)) + "\n" for cells in told)


def _csv(path: Path, rows: Sequence[Row], *, header: bool = True) -> None:
    path.write_text(_lines(rows, header=header), encoding="utf-8")


def _xlsx(path: Path, sheets: Mapping[str, Sequence[Row]], *, header: bool = True) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name[:31])
            cells = [list(one.values()) for one in rows]
            for line, texts in enumerate([list(rows[0]), *cells] if header and rows else cells):
                for column, text in enumerate(texts):
                    sheet.write_string(line, column, text)


def _json_lines(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")


def _listed(path: Path, rows: Sequence[Row]) -> None:
    path.write_text(json.dumps({"oleh": "sistem", "data": {"isi": rows}}), encoding="utf-8")


def _database(path: Path, rows: Sequence[Row]) -> None:
    path.parent.mkdir()
    names = list(rows[0])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE permohonan ({', '.join(f'{name} TEXT' for name in names)})")
        marks = ", ".join("?" for _ in names)
        connection.executemany(
            f"INSERT INTO permohonan VALUES ({marks})",
            [list(one.values()) for one in rows],
        )
