"""An office whose survey of October 2026 is known by hand, through the real pipeline.

Kecamatan: 40 women who gave nine fours (kk), 20 men who gave nine threes but a two for waktu (domisili).
Kelurahan: 10 of unknown sex who gave threes and left sarana out (kk). Served: 200 and 100 visits, 40 by eLOK.
One row of the survey is refused, one excluded, one is there twice.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from etl.pipeline import run
from etl.settings import load_settings

REFERENCE = Path(__file__).resolve().parents[3] / "data" / "reference"
NOW = datetime(2026, 11, 2, 3, tzinfo=UTC)
DISTRICT, VILLAGE = "63.71.04", "63.71.04.1002"
UNSUR = (
    *("persyaratan", "prosedur", "waktu", "biaya", "produk"),
    *("kompetensi", "perilaku", "pengaduan", "sarana"),
)
_HEAD = """
[office]
code = "63.71.04"
timezone = "Asia/Makassar"

[reference]
path = "{reference}"

[skm]
weight = "0.111"
"""
_SOURCE = """
[source.{name}]
fact = "{fact}"
read = "csv"
path = "{name}.csv"
delimiter = ";"
timezone = "Asia/Makassar"
sample = true
max_age = "{max_age}"

[source.{name}.columns]
"""
_VISITS = """
id = { from = "id" }
office = { from = "kantor" }
service = { from = "layanan" }
counter = { from = "loket", empty = ["-"] }
taken_at = { from = "ambil", format = "%Y-%m-%d %H:%M" }
called_at = { from = "panggil", format = "%Y-%m-%d %H:%M", empty = [""] }
finished_at = { from = "selesai", format = "%Y-%m-%d %H:%M" }
outcome = { from = "akhir" }
"""
_REQUESTS = """
id = { from = "id" }
office = { value = "63.71.04" }
service = { value = "domisili" }
channel = { from = "kanal" }
submitted_at = { from = "masuk", format = "%Y-%m-%d %H:%M" }
completed_at = { from = "selesai", format = "%Y-%m-%d %H:%M" }
status = { value = "completed" }
"""
_ANSWERS = """
id = { from = "id" }
office = { from = "kantor" }
service = { from = "layanan" }
answered_at = { from = "isi", format = "%Y-%m-%d %H:%M" }
sex = { from = "sex" }
age_band = { from = "usia" }
education = { from = "pendidikan" }
occupation = { from = "kerja" }
"""


def publish(folder: Path, answers: Iterable[str] | None = None, *, skm: str = "") -> str:
    """Into `folder/warehouse`; its address. `answers`: other lines of the survey, see `line`; `skm`: more of
    that part of the settings."""
    scores = "".join(f'{unsur} = {{ from = "{unsur}", between = [1, 4], empty = [""] }}\n' for unsur in UNSUR)
    config = _HEAD.format(reference=REFERENCE) + skm
    config += _SOURCE.format(name="antrean", fact="visit", max_age="26h") + _VISITS
    config += _SOURCE.format(name="loket", fact="request", max_age="2000d") + _REQUESTS
    config += _SOURCE.format(name="skm", fact="answer", max_age="2000d") + _ANSWERS + scores
    config += '\n[source.skm.exclude]\nsex = ["X"]\n'
    (folder / "office.toml").write_text(config, encoding="utf-8")
    _write(folder / "antrean.csv", "id;kantor;layanan;loket;ambil;panggil;selesai;akhir", _visits())
    _write(folder / "loket.csv", "id;kanal;masuk;selesai", _requests())
    head = f"id;kantor;layanan;isi;sex;usia;pendidikan;kerja;{';'.join(UNSUR)}"
    _write(folder / "skm.csv", head, _answers() if answers is None else answers)
    warehouse = str(folder / "warehouse")
    settings = load_settings({"PANTAU_CONFIG": str(folder / "office.toml"), "WAREHOUSE_URL": warehouse})
    assert run(settings, now=NOW).exit_code == 0
    return warehouse


def _write(path: Path, head: str, lines: Iterable[str]) -> None:
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")


def _days(many: int) -> Iterator[tuple[int, date]]:
    """Over the working days of October, in turn."""
    working = [day for day in range(1, 31) if date(2026, 10, day).isoweekday() <= 5]
    for i in range(many):
        yield i, date(2026, 10, working[i % len(working)])


def _visits() -> Iterator[str]:
    """Kecamatan: counter 1 at 09:00 waits 10 minutes, 2 at 09:30 waits 40. Kelurahan: no counter, 5."""
    for i, day in _days(200):
        first = i % 4 != 0
        counter, at, wait = ("Loket 1", 0, 10) if first else ("Loket 2", 30, 40)
        called = f"{9 + (at + wait) // 60:02}:{(at + wait) % 60:02}"
        service = "kk" if first else "domisili"
        yield f"K{i};{DISTRICT};{service};{counter};{day} 09:{at:02};{day} {called};{day} 11:00;served"
    for i, day in _days(100):
        yield f"V{i};{VILLAGE};kk;-;{day} 10:00;{day} 10:05;{day} 11:00;served"
    for i, day in _days(10):
        yield f"L{i};{DISTRICT};kk;-;{day} 11:00;;{day} 11:20;left"


def _requests() -> Iterator[str]:
    for i, day in _days(70):
        yield f"R{i};{'elok' if i < 40 else 'loket'};{day} 09:00;{day} 11:00"


def _answers() -> Iterator[str]:
    fours, threes = ["4"] * 9, ["3"] * 9
    slow = [*threes[:2], "2", *threes[3:]]
    gap = [*threes[:8], ""]
    for i, day in _days(40):
        yield line(f"P{i}", DISTRICT, "kk", day, "P;17–25 tahun;SMA;PNS", fours)
    for i, day in _days(20):
        yield line(f"M{i}", DISTRICT, "domisili", day, "L;26–35 tahun;SD;SWASTA", slow)
    for i, day in _days(10):
        yield line(f"U{i}", VILLAGE, "kk", day, ";;;", gap)
    first = date(2026, 10, 1)
    yield line("P0", DISTRICT, "kk", first, "P;17–25 tahun;SMA;PNS", fours)
    yield line("R1", DISTRICT, "kk", first, "P;17–25 tahun;SMA;PNS", ["5", *fours[1:]])
    yield line("X1", DISTRICT, "kk", first, "X;;;", fours)


def line(key: str, office: str, service: str, day: date, about: str, scores: list[str]) -> str:
    return f"{key};{office};{service};{day} 10:00;{about};{';'.join(scores)}"
