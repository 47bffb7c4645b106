"""What a citizen is told of each office, and of the people of each kelurahan: as far as it may be told."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from dashboard import figures
from dashboard import format as fmt
from dashboard.canvas import SHARE
from dashboard.figures import Bar
from dashboard.filters import Month
from dashboard.public_reader import PublicReader
from dashboard.section import EMPTY, Column, Kind, Row, Section, Span, Table
from etl.thresholds import Thresholds

NOT_SHOWN = "tidak ditampilkan"
WITHHELD = "Angka seluruhnya tidak ditampilkan, supaya yang tersembunyi tidak dapat dihitung."
BANDS = {
    ">95": "di atas 95 %",
    "90-95": "90–95 %",
    "75-90": "75–90 %",
    "50-75": "50–75 %",
    "<50": "di bawah 50 %",
}
ROMAN = ("I", "II", "III", "IV")
_OFFICES = (
    Column("name", "Kantor"),
    Column("value", "Tepat janji", Kind.SHARE, missing=NOT_SHOWN),
    Column("n", "n", Kind.COUNT, missing=NOT_SHOWN),
    Column("p50_seconds", "Biasanya menunggu", Kind.DURATION, missing=NOT_SHOWN),
    Column("p90_seconds", "Sembilan dari sepuluh", Kind.DURATION, missing=NOT_SHOWN),
    Column("index", "Indeks kepuasan", Kind.SCORE, missing=NOT_SHOWN),
)
_AREAS = (
    Column("name", "Kelurahan"),
    Column("words", "Tepat janji", missing=NOT_SHOWN),
    Column("n", "n", Kind.COUNT, missing=NOT_SHOWN),
)


def offices(reader: PublicReader, month: Month) -> Section:
    """Promises and waits of the month, and the last survey that had ended by then, office by office."""
    promised = reader.values("on_time", ("office",), month.start, month.end)
    whole = reader.values("on_time", (), month.start, month.end)
    if not promised or not whole:
        return EMPTY
    edition = reader.edition("on_time", ("office",), month.start, month.end)
    waits = _by_office(reader.values("waiting", ("office",), month.start, month.end))
    survey, scores = _survey(reader, month)
    rows = [
        {
            "value": None,
            "index": scores.get(row["office"], {}).get("index"),
            **{name: waits.get(row["office"], {}).get(name) for name in ("p50_seconds", "p90_seconds")},
            **with_part(row, edition),
            "name": reader.name("office", row["office"]),
        }
        for row in promised
    ]
    shown = sorted((row for row in rows if row["value"] is not None), key=_best_first)
    return Section(
        best_and_worst(shown),
        figures.bars(_bars(shown), SHARE, top=100) if shown else None,
        Table(_OFFICES, [*shown, *(row for row in rows if row["value"] is None)]),
        n=whole[0]["n"],
        note=f"Lama menunggu dan indeks kepuasan ada di tabel; indeks dari {survey.words}."
        if survey
        else None,
    )


def _best_first(row: Row) -> tuple[Any, str]:
    return -row["value"], row["name"]


def _bars(shown: Sequence[Row]) -> list[Bar]:
    worst = surely_lowest(shown)
    return [Bar(row["name"], row["value"], row["n"], strong=row["value"] == worst) for row in shown]


def best_and_worst(shown: Sequence[Row]) -> str:
    """`shown` from best to worst, each with its `part`. Who cannot be told apart is not ranked."""
    if not shown:
        return "Terlalu sedikit urusan di tiap kantor untuk dinilai pada bulan ini."
    if len({row["value"] for row in shown}) == 1:
        return (
            f"Semua kantor yang dapat dinilai: {fmt.percent(shown[0]['value'])} urusan selesai tepat janji."
        )
    best, worst = surely_highest(shown), surely_lowest(shown)
    told = [
        *([f"Paling sering tepat janji: {_at(best, shown)}."] if best is not None else []),
        *([f"Paling jarang: {_at(worst, shown)}."] if worst is not None else []),
    ]
    return " ".join(told) or "Kantor yang dapat dinilai berdekatan; urutannya tidak dapat dipastikan."


def surely_lowest(rows: Sequence[Row]) -> Any:
    """The value of those below all others, whatever rounding down has taken from each; None if it is open."""
    low = min(row["value"] for row in rows)
    top = max(_most(row) for row in rows if row["value"] == low)
    others = [row["value"] for row in rows if row["value"] != low]
    return low if others and min(others) >= top else None


def surely_highest(rows: Sequence[Row]) -> Any:
    high = max(row["value"] for row in rows)
    others = [_most(row) for row in rows if row["value"] != high]
    return high if others and max(others) <= high else None


def _most(row: Row) -> Fraction:
    """What the true share lies below, or is where all were in time."""
    most: Fraction = min(row["value"] + row["part"], Fraction(1))
    return most


def with_part(row: Row, edition: Row) -> Row:
    """A share beside the size of the steps that it was rounded down to."""
    if row.get("n") is None:
        return row
    rules = Thresholds(edition["threshold"], edition["step"])
    return {**row, "part": Fraction(1, rules.parts(row["n"]))}


def _at(value: Any, rows: Sequence[Row]) -> str:
    names = [row["name"] for row in rows if row["value"] == value]
    told = fmt.joined(names) if len(names) <= 3 else f"{len(names)} kantor"
    return f"{told}, {fmt.percent(value)}"


def _survey(reader: PublicReader, month: Month) -> tuple[Span | None, dict[str, Row]]:
    """The last period that had ended by the chosen month and of which some office may be told."""
    periods = reader.periods("ikm", ("office",))
    for kind, start, finish in sorted(periods, key=lambda one: (one[2], one[1]), reverse=True):
        if finish <= month.end:
            rows = _by_office(reader.values("ikm", ("office",), start, finish))
            if any(row.get("index") is not None for row in rows.values()):
                return Span(start, finish, survey_period(kind, start)), rows
    return None, {}


def _by_office(rows: Sequence[Row]) -> dict[str, Row]:
    return {row["office"]: row for row in rows}


def survey_period(kind: str, start: Any) -> str:
    if kind == "triwulan":
        return f"Triwulan {ROMAN[(start.month - 1) // 3]} {start.year}"
    if kind == "semester":
        return f"Semester {ROMAN[(start.month - 1) // 6]} {start.year}"
    return f"Tahun {start.year}"


def areas(reader: PublicReader, month: Month) -> Section:
    """The last whole year that had ended by the chosen month, as bands."""
    ended = [(start, end) for _, start, end in reader.periods("on_time", ("area",)) if end <= month.end]
    if not ended:
        words = "Belum ada tahun yang lengkap. Angka per kelurahan terbit sekali setahun."
        return Section(words, None, Table(_AREAS), n=None)
    start, end = ended[-1]
    codes = {code for code, *_ in reader.tiles()}
    found = [
        row for row in reader.values("on_time", ("area",), start, end) if not codes or row["area"] in codes
    ]
    rows = [
        {**row, "name": reader.name("area", row["area"]), "words": BANDS.get(row.get("band", ""))}
        for row in found
    ]
    order = [*BANDS.values(), None]
    rows.sort(key=lambda row: (order.index(row["words"]), row["name"]))
    whole = reader.values("on_time", (), start, end)
    return Section(
        _in_bands(rows),
        None,
        Table(_AREAS, rows),
        n=whole[0]["n"] if whole else None,
        note="Menurut asal pemohon, sebagai rentang: angka yang lebih teliti bisa menunjuk orang.",
        period=Span(start, end, f"Tahun {start.year}"),
    )


def _in_bands(rows: Sequence[Row]) -> str:
    count = Counter(row["words"] for row in rows if row["words"])
    if not count:
        return "Terlalu sedikit urusan di tiap kelurahan untuk dinilai pada tahun ini."
    words = [f"{words} di {fmt.number(count[words])} kelurahan" for words in BANDS.values() if count[words]]
    return f"Urusan selesai tepat janji: {fmt.joined(words)}."


def few_people(edition: Row) -> str:
    return f"0–{edition['threshold'] - 1}"


def told_rules(edition: Row) -> tuple[str, ...]:
    """The thresholds by which this month came out, and when."""
    threshold, step = edition["threshold"], edition["step"]
    return (
        f"Angka di bawah {threshold} tidak ditampilkan, juga bila tidak ada, supaya tak seorang pun "
        f"dikenali; jumlah orang yang lain dibulatkan ke kelipatan {step}. Kadang angka lain ikut tidak "
        "ditampilkan supaya yang tersembunyi tidak dapat dihitung.",
        "Bagian yang tepat janji, lama menunggu, dan nilai kepuasan ditampilkan mulai dari "
        f"{threshold} orang. Bagian dibulatkan ke bawah, makin kasar bila makin sedikit orangnya; lama "
        "menunggu ke atas, ke menit penuh; per kelurahan bagian ditulis sebagai rentang, setahun sekali.",
        "Banyaknya responden survei ditulis tepat untuk seluruh kantor, dan per kantor setahun sekali.",
        "Hanya bulan, triwulan, semester, dan tahun yang sudah lengkap yang ditampilkan. Tiap tabel terbit "
        "sekali; data yang datang sesudahnya tidak mengubahnya, kecuali yang disebut terbit ulang di bawah. "
        f"Bulan ini terbit dari data sampai {fmt.day(edition['published_on'])}.",
    )


def restated(reader: PublicReader, until: date) -> list[str]:
    """What came out again, and why, in the words of the office."""
    told = []
    for row in reader.restated(until):
        period = fmt.period(row["start"], row["end"] - timedelta(days=1))
        what = f"{reader.metric(row['metric']).label}, {period}"
        told.append(f"Terbit ulang dari data sampai {fmt.day(row['published_on'])}: {what}. {row['reason']}")
    # Breakdowns of one table came out again together.
    return list(dict.fromkeys(told))
