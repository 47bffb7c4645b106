"""A city of 52 offices of its own, and a year of its visits, requests, answers and complaints.

The queue log has the shape that `performance.md` was measured on: ticket id, kelurahan, service, channel,
counter, taken, called, finished, status. Nothing in it is wrong, so every row must arrive.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv

from etl.settings import Settings, load_settings
from etl.skm import UNSUR

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
OFFICES, SERVICES = 52, 20
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
NOW = datetime(2026, 1, 1, 1, tzinfo=UTC)
"""The morning after, whatever the clock says."""

CITY = "63.71"
PLACES = [f"{CITY}.{1 + i // 11:02}.{1001 + i % 11}" for i in range(OFFICES)]
NAMES = [f"Kelurahan {i + 1:02}" for i in range(OFFICES)]
KINDS = [f"Surat {i + 1:02}" for i in range(SERVICES)]

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class City:
    """`url`: a warehouse elsewhere than in a folder beside its files."""

    root: Path
    url: str | None = None

    @property
    def visits(self) -> Path:
        return self.root / "visits.csv"

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse"

    @property
    def settings(self) -> Settings:
        config = str(self.root / "office.toml")
        return load_settings({"PANTAU_CONFIG": config, "WAREHOUSE_URL": self.url or str(self.warehouse)})


@dataclass(frozen=True)
class Truth:
    """What must be counted: visits, those that were called, and how long these waited in all, in seconds."""

    visits: int
    called: int
    waited: int


def found(root: Path) -> City:
    """The city's configuration and reference tables, its own beside those of the law and the calendar."""
    shutil.copytree(REFERENCE, root / "reference")
    for name, lines in _tables().items():
        (root / "reference" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (root / "office.toml").write_text(_HEAD + _VISITS, encoding="utf-8")
    return City(root)


def _tables() -> dict[str, list[str]]:
    areas = [f"{c},{n},kelurahan,,,{1 + i // 8},{1 + i % 8}," for i, (c, n) in enumerate(_places())]
    return {
        "offices.csv": [
            "code,name,level,lat,lon,opened,synonyms",
            f"{CITY},Kota,kecamatan,-3.3,114.6,,",
            *(f"{code},{name},kelurahan,-3.3,114.6,," for code, name in _places()),
        ],
        "areas.csv": [
            "code,name,kind,lat,lon,row,col,synonyms",
            *(line.replace(",,,", ",-3.3,114.6,", 1) for line in areas),
            "tidak-diketahui,Tidak diketahui,tidak_diketahui,,,,,",
        ],
        "services.csv": [
            "code,name,level,channels,bukti,synonyms",
            *(f"s{i:02},{n},kelurahan,loket|elok,{_proof(i)}," for i, n in enumerate(KINDS)),
        ],
        "standards.csv": [
            "service,value,unit,decree,sejak,sampai,note",
            *(f"s{i:02},{_promise(i)},SK,2020-01-01,," for i in range(SERVICES)),
        ],
    }


def _places() -> list[tuple[str, str]]:
    return list(zip(PLACES, NAMES, strict=True))


def _proof(service: int) -> str:
    return "visit" if service % 2 else "request"


def _promise(service: int) -> str:
    return "30,menit" if service % 2 else ("3,hari_kerja", "4,jam_kerja", "7,hari_kalender")[service % 3]


def queue_log(city: City, rows: int, *, seed: int = 1) -> Truth:
    """Write the visits of the year, in the order of their tickets."""
    chance = np.random.default_rng([seed, rows])
    taken = _openings(chance, rows)
    called = taken + np.minimum(chance.lognormal(np.log(720), 0.8, rows), 3 * 3600).astype(np.int64)
    ended = called + np.minimum(chance.lognormal(np.log(360), 0.6, rows), 3600).astype(np.int64)
    status = chance.choice(4, rows, p=(0.9, 0.05, 0.04, 0.01))
    left = status == 1
    columns = {
        "tiket": _numbered("A", rows),
        **_where(chance, rows),
        "loket": _words([f"{i + 1}" for i in range(6)], chance.integers(0, 6, rows)),
        "ambil": _instants(taken),
        "panggil": _instants(called, gone=left),
        "selesai": _instants(ended),
        "status": _words(["SELESAI", "PERGI", "TIDAK HADIR", "DIALIHKAN"], status),
    }
    _write(city.visits, columns)
    return Truth(rows, int((~left).sum()), int((called - taken)[~left].sum()))


def other_books(city: City, visits: int, *, seed: int = 1) -> None:
    """Requests (half as many as visits), answers (a tenth), complaints (a hundredth), and their blocks."""
    chance = np.random.default_rng([seed, visits, 2])
    _write(city.root / "requests.csv", _requests(chance, max(visits // 2, 1)))
    _write(city.root / "answers.csv", _answers(chance, max(visits // 10, 1)))
    _write(city.root / "complaints.csv", _complaints(chance, max(visits // 100, 1)))
    (city.root / "office.toml").write_text(_HEAD + _VISITS + _OTHERS, encoding="utf-8")


def _requests(chance: np.random.Generator, rows: int) -> dict[str, pa.Array]:
    asked = _openings(chance, rows)
    done = asked + np.minimum(chance.lognormal(np.log(86_400), 0.9, rows), 20 * 86_400).astype(np.int64)
    status = chance.choice(3, rows, p=(0.93, 0.04, 0.03))
    # What would end after the last day is not finished yet.
    running = done >= _seconds(LAST)
    words = ["Selesai", "Ditolak", "Dicabut", "Diproses"]
    return {
        "nomor": _numbered("P", rows),
        **_where(chance, rows),
        "masuk": _instants(asked),
        "selesai": _instants(done, gone=running),
        "status": _words(words, np.where(running, 3, status)),
    }


def _answers(chance: np.random.Generator, rows: int) -> dict[str, pa.Array]:
    given = {name: pa.array(chance.choice([2, 3, 4], rows, p=(0.1, 0.5, 0.4))) for name in UNSUR}
    return {
        "nomor": _numbered("J", rows),
        **_where(chance, rows),
        "diisi": _instants(_openings(chance, rows)),
        **given,
        "jk": _words(["L", "P"], chance.integers(0, 2, rows)),
        "usia": _words(["17-25", "26-40", "41-60", "61+"], chance.integers(0, 4, rows)),
        "pendidikan": _words(["SD", "SMP", "SMA", "S1"], chance.integers(0, 4, rows)),
        "pekerjaan": _words(["Swasta", "PNS", "Pelajar", "Lainnya"], chance.integers(0, 4, rows)),
    }


def _complaints(chance: np.random.Generator, rows: int) -> dict[str, pa.Array]:
    received = _openings(chance, rows)
    answered = received + chance.integers(600, 2 * 86_400, rows)
    closed = answered + chance.integers(600, 5 * 86_400, rows)
    running = closed >= _seconds(LAST)
    where = _where(chance, rows)
    return {
        "nomor": _numbered("K", rows),
        "kelurahan": where["kelurahan"],
        "kanal": where["kanal"],
        "masuk": _instants(received),
        "ditanggapi": _instants(answered, gone=running),
        "ditutup": _instants(closed, gone=running),
        "status": _words(["Selesai", "Diproses"], running.astype(np.int64)),
    }


def _openings(chance: np.random.Generator, rows: int) -> Ints:
    """Local seconds since 1970 within office hours of working days, sorted; mornings are busier."""
    days = np.arange(np.datetime64(FIRST), np.datetime64(LAST))
    days = days[np.is_busday(days)].astype(np.int64)
    clock = 8 * 3600 + (chance.beta(1.6, 2.6, rows) * 7.5 * 3600).astype(np.int64)
    return np.sort(days[chance.integers(0, len(days), rows)] * 86_400 + clock)


def _where(chance: np.random.Generator, rows: int) -> dict[str, pa.Array]:
    """Larger and smaller kelurahan, frequent and rare services: the largest about ten times the smallest."""
    return {
        "kelurahan": _words(NAMES, chance.choice(OFFICES, rows, p=_falling(OFFICES))),
        "layanan": _words(KINDS, chance.choice(SERVICES, rows, p=_falling(SERVICES))),
        "kanal": _words(["loket", "elok"], chance.choice(2, rows, p=(0.85, 0.15))),
    }


def _falling(count: int) -> npt.NDArray[np.float64]:
    weights = np.geomspace(10, 1, count)
    shares: npt.NDArray[np.float64] = weights / weights.sum()
    return shares


def _seconds(day: date) -> int:
    return int(np.datetime64(day).astype("datetime64[s]").astype(np.int64))


def _numbered(letter: str, rows: int) -> pa.Array:
    return pa.array([f"{letter}{i:08}" for i in range(rows)], pa.string())


def _words(words: list[str], index: Ints) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(index, pa.int32()), pa.array(words)).cast(pa.string())


def _instants(seconds: Ints, *, gone: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    return pa.array(seconds, pa.int64(), mask=gone).cast(pa.timestamp("s"))


def _write(path: Path, columns: dict[str, pa.Array]) -> None:
    csv.write_csv(pa.table(columns), path, csv.WriteOptions(quoting_style="none", quoting_header="none"))


_HEAD = f"""
[office]
code = "{CITY}"
timezone = "Asia/Makassar"

[reference]
path = "reference"
"""

_PLACE = """
office = { from = "kelurahan", codes = "offices" }
channel = { from = "kanal", codes = "channels" }
"""

_SUBJECT = """
area = { from = "kelurahan", codes = "areas" }
service = { from = "layanan", codes = "services" }
"""


def _block(name: str, fact: str, file: str, columns: str) -> str:
    head = f'\n[source.{name}]\nfact = "{fact}"\nread = "csv"\npath = "{file}.csv"\nsample = true\n'
    return head + f'timezone = "Asia/Makassar"\n\n[source.{name}.columns]{columns}'


def _moment(name: str, column: str, empty: str = "") -> str:
    return f'{name} = {{ from = "{column}", format = "%Y-%m-%d %H:%M:%S"{empty} }}\n'


_MAY_BE_EMPTY = ', empty = [""]'
_VISITS = _block(
    "antrean",
    "visit",
    "visits",
    _PLACE
    + _SUBJECT
    + 'id = { from = "tiket" }\nticket = { from = "tiket" }\ncounter = { from = "loket" }\n'
    + _moment("taken_at", "ambil")
    + _moment("called_at", "panggil", _MAY_BE_EMPTY)
    + _moment("finished_at", "selesai", _MAY_BE_EMPTY)
    + 'outcome = { from = "status", map = { "SELESAI" = "served", "PERGI" = "left", '
    '"TIDAK HADIR" = "no_show", "DIALIHKAN" = "transferred" } }\n',
)
_OTHERS = (
    _block(
        "buku",
        "request",
        "requests",
        _PLACE
        + _SUBJECT
        + 'id = { from = "nomor" }\n'
        + _moment("submitted_at", "masuk")
        + _moment("completed_at", "selesai", _MAY_BE_EMPTY)
        + 'status = { from = "status", map = { "Selesai" = "completed", "Ditolak" = "refused", '
        '"Dicabut" = "withdrawn", "Diproses" = "open" } }\n',
    )
    + _block(
        "skm",
        "answer",
        "answers",
        _PLACE
        + _SUBJECT
        + 'id = { from = "nomor" }\n'
        + _moment("answered_at", "diisi")
        + "".join(f'{name} = {{ from = "{name}", number = true, between = [1, 4] }}\n' for name in UNSUR)
        + 'sex = { from = "jk" }\nage_band = { from = "usia" }\n'
        'education = { from = "pendidikan" }\noccupation = { from = "pekerjaan" }\n',
    )
    + _block(
        "pengaduan",
        "complaint",
        "complaints",
        _PLACE
        + 'id = { from = "nomor" }\ncategory = { value = "lainnya" }\n'
        + _moment("received_at", "masuk")
        + _moment("responded_at", "ditanggapi", _MAY_BE_EMPTY)
        + _moment("closed_at", "ditutup", _MAY_BE_EMPTY)
        + 'status = { from = "status", map = { "Selesai" = "resolved", "Diproses" = "open" } }\n',
    )
)
