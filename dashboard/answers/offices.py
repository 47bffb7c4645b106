"""Offices side by side, in the order of the reference table; who differs is said only beyond noise."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from dashboard import change, days, figures, text
from dashboard import format as fmt
from dashboard.canvas import COUNT, MINUTES, SCORE, SHARE, Measure
from dashboard.days import Poles
from dashboard.figures import Bar
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.section import EMPTY, Column, Figure, Kind, Row, Section, Table

NAMED = 3
"""Offices that a sentence names on either side; the table holds them all."""
SMALL = f"kurang dari {text.FEW} kasus"
ALL = "Semua kantor"
NOISE = (
    "Sebuah kantor disebut berbeda hanya bila bedanya dari kantor-kantor lain bersama lebih dari naik-turun "
    "harian yang biasa. Urutan mengikuti tabel acuan, bukan peringkat."
)
ORDER = "Urutan mengikuti tabel acuan, bukan peringkat."


def table(reader: Reader, filters: Filters) -> Section:
    """One row per office and measures side by side, each with its n."""
    whole = reader.values("volume", filters=filters)
    parts = {name: _rows(reader, name, filters) for name in _MEASURES}
    rows = [
        {"name": name, **_side_by_side({key: part.get(code) for key, part in parts.items()})}
        for code, name in reader.choices("office")
        if any(code in part for part in parts.values())
    ]
    if not rows:
        return EMPTY
    if len(rows) > 1:
        everyone = {key: next(iter(reader.values(key, filters=filters)), None) for key in _MEASURES}
        rows.append({"name": ALL, **_side_by_side(everyone)})
    return Section(
        described(rows),
        None,
        Table(_COLUMNS, rows),
        whole[0]["n"] if whole else sum(row["visits"] or 0 for row in rows[:1]),
        note=f"Angka yang berdiri di atas {SMALL} naik-turun kuat karena kebetulan. {ORDER}",
    )


_MEASURES = ("waiting", "on_time", "ikm", "digital_share", "volume", "complaints", "complaints_on_time")
_COLUMNS = (
    Column("name", "Kantor"),
    Column("p90_seconds", "Waktu tunggu, P90", Kind.DURATION),
    Column("visits", "Yang dipanggil", Kind.COUNT),
    Column("kept", "Tepat janji", Kind.SHARE),
    Column("judged", "Urusan yang dinilai", Kind.COUNT),
    Column("index", "IKM", Kind.SCORE),
    Column("mutu", "Mutu", missing="–"),
    Column("answers", "Responden", Kind.COUNT),
    Column("online", "Lewat daring", Kind.SHARE),
    Column("requests", "Permohonan", Kind.COUNT),
    Column("complaints", "Pengaduan", Kind.COUNT),
    Column("closed", "Pengaduan tepat waktu", Kind.SHARE),
    Column("small", "Kasus sedikit", missing="–"),
)


def _rows(reader: Reader, metric: str, filters: Filters) -> Mapping[str, Row]:
    return {row["office"]: row for row in reader.values(metric, ("office",), filters=filters)}


def _side_by_side(found: Mapping[str, Row | None]) -> Row:
    def value(metric: str, key: str) -> Fraction | int | str | None:
        row = found[metric]
        return None if row is None else row[key]

    row: Row = {
        "p90_seconds": value("waiting", "p90_seconds"),
        "visits": value("waiting", "n"),
        "kept": value("on_time", "value"),
        "judged": value("on_time", "judged"),
        "index": value("ikm", "index"),
        "mutu": value("ikm", "mutu"),
        "answers": value("ikm", "n"),
        "online": value("digital_share", "value"),
        "requests": value("volume", "n"),
        "complaints": value("complaints", "n"),
        "closed": value("complaints_on_time", "value"),
    }
    few = [words for key, words in _FEW.items() if row[key] is not None and row[key] < text.FEW]
    return {**row, "small": ", ".join(few) or None, "n": row["requests"]}


_FEW = {
    "visits": "waktu tunggu",
    "judged": "janji",
    "answers": "IKM",
    "requests": "daring",
    "complaints": "pengaduan",
}


def described(rows: Sequence[Row]) -> str:
    """What there is to see, without a ranking: how far waits and promises of the offices lie apart."""
    known = [row for row in rows if row["name"] != ALL]
    if len(known) == 1:
        return _of_one(known[0])
    waits = [
        row["p90_seconds"] for row in known if row["p90_seconds"] is not None and row["visits"] >= text.FEW
    ]
    kept = [row["kept"] for row in known if row["kept"] is not None and row["judged"] >= text.FEW]
    parts = []
    if len(waits) > 1:
        parts.append(f"waktu tunggu (P90) {fmt.duration(min(waits))} sampai {fmt.duration(max(waits))}")
    if len(kept) > 1:
        parts.append(f"janji ditepati {fmt.percent(min(kept))} sampai {fmt.percent(max(kept))}")
    return f"Di kantor-kantor ini {fmt.joined(parts)}." if parts else text.NOT_ENOUGH


def _of_one(row: Row) -> str:
    parts = []
    if row["p90_seconds"] is not None and row["visits"] >= text.FEW:
        parts.append(f"sembilan dari sepuluh dipanggil dalam {fmt.duration(row['p90_seconds'])}")
    if row["kept"] is not None and row["judged"] >= text.FEW:
        parts.append(f"{fmt.percent(row['kept'])} tepat janji")
    return f"{row['name']}: {fmt.joined(parts)}." if parts else text.NOT_ENOUGH


def waits(reader: Reader, filters: Filters) -> Section:
    whole = reader.values("waiting", filters=filters)
    if not whole:
        return EMPTY
    rows = named(reader, reader.values("waiting", by=("office",), filters=filters))
    found = days.waits(reader, whole[0]["p90_seconds"], filters, days.OFFICE)
    apart = days.poles(found, change.of_shares)
    columns = (
        Column("name", "Kantor"),
        Column("p50_seconds", "Median", Kind.DURATION),
        Column("p90_seconds", "P90", Kind.DURATION),
        Column("n", "n", Kind.COUNT),
    )
    return Section(
        differing(
            reader,
            apart,
            len(rows),
            ("Lebih lama", "Lebih singkat"),
            _single(
                rows, "p90_seconds", lambda p90: f"Sembilan dari sepuluh dipanggil dalam {fmt.duration(p90)}."
            ),
        ),
        bars(rows, "p90_seconds", MINUTES, strong=apart.above),
        Table(columns, rows),
        whole[0]["n"],
        note=f"Batang menunjukkan P90. {NOISE}",
    )


def promises(reader: Reader, filters: Filters) -> Section:
    return _kept(reader, filters, "on_time", "tepat janji")


def complaints_kept(reader: Reader, filters: Filters) -> Section:
    return _kept(reader, filters, "complaints_on_time", "ditutup tepat waktu")


def _kept(reader: Reader, filters: Filters, metric: str, words: str) -> Section:
    """A share of promises kept."""
    whole = reader.values(metric, filters=filters)
    if not whole:
        return EMPTY
    rows = named(reader, reader.values(metric, by=("office",), filters=filters))
    apart = days.poles(days.kept(reader, metric, filters, days.OFFICE), change.of_shares)
    columns = (
        Column("name", "Kantor"),
        Column("value", words.capitalize(), Kind.SHARE),
        Column("judged", "Dinilai", Kind.COUNT),
        Column("pending", "Belum jatuh tempo", Kind.COUNT),
        Column("n", "n", Kind.COUNT),
    )
    return Section(
        differing(
            reader,
            apart,
            len(rows),
            ("Lebih sering tepat", "Lebih jarang tepat"),
            _single(rows, "value", lambda value: f"{fmt.percent(value)} {words}."),
        ),
        bars(rows, "value", SHARE, strong=apart.below, top=100),
        Table(columns, rows),
        whole[0]["n"],
        note=NOISE,
    )


def satisfaction(reader: Reader, filters: Filters) -> Section:
    whole = reader.values("ikm", filters=filters)
    if not whole:
        return EMPTY
    rows = named(reader, reader.values("ikm", by=("office",), filters=filters))
    apart = days.poles(days.scores(reader, filters, days.OFFICE), change.of_means)
    columns = (
        Column("name", "Kantor"),
        Column("index", "IKM", Kind.SCORE),
        Column("mutu", "Mutu", missing="–"),
        Column("n", "Responden", Kind.COUNT),
    )

    return Section(
        differing(
            reader,
            apart,
            len(rows),
            ("Lebih puas", "Kurang puas"),
            _single(rows, "index", _index),
        ),
        bars(rows, "index", SCORE, strong=apart.below, top=100),
        Table(columns, rows),
        whole[0]["n"],
        note=NOISE,
    )


def online(reader: Reader, filters: Filters) -> Section:
    whole = reader.values("digital_share", filters=filters)
    if not whole:
        return EMPTY
    rows = named(reader, reader.values("digital_share", by=("office",), filters=filters))
    apart = days.poles(days.online(reader, filters, days.OFFICE), change.of_shares)
    columns = (
        Column("name", "Kantor"),
        Column("value", "Lewat daring", Kind.SHARE),
        Column("online", "Permohonan daring", Kind.COUNT),
        Column("counter", "Permohonan di loket", Kind.COUNT),
        Column("n", "n", Kind.COUNT),
    )
    return Section(
        differing(
            reader,
            apart,
            len(rows),
            ("Lebih sering daring", "Lebih jarang daring"),
            _single(rows, "value", lambda value: f"{fmt.percent(value)} lewat kanal daring."),
        ),
        bars(rows, "value", SHARE, strong=(), top=100),
        Table(columns, rows),
        whole[0]["n"],
        note=NOISE,
    )


def complaints(reader: Reader, filters: Filters) -> Section:
    """Counts follow the size of an office, so they are not compared."""
    whole = reader.values("complaints", filters=filters)
    if not whole:
        return EMPTY
    rows = named(reader, reader.values("complaints", by=("office",), filters=filters))
    columns = (
        Column("name", "Kantor"),
        Column("value", "Pengaduan", Kind.COUNT),
        Column("resolved", "Ditutup", Kind.COUNT),
        Column("open", "Belum ditutup", Kind.COUNT),
    )
    total = {**whole[0], "name": ALL}
    return Section(
        f"{fmt.number(whole[0]['n'])} pengaduan, {fmt.number(whole[0]['open'])} belum ditutup.",
        bars(rows, "value", COUNT, strong=()),
        Table(columns, [*rows, total] if len(rows) > 1 else rows),
        whole[0]["n"],
        note=f"Jumlah mengikuti besarnya kantor, jadi tidak dibandingkan. {ORDER}",
    )


def named(reader: Reader, rows: Sequence[Row]) -> list[Row]:
    """In the order of the reference table."""
    order = {code: i for i, (code, _) in enumerate(reader.choices("office"))}
    found = [{**row, "name": reader.name("office", row["office"])} for row in rows]
    return sorted(found, key=lambda row: (order.get(row["office"], len(order)), row["office"]))


def bars(
    rows: Sequence[Row], key: str, measure: Measure, *, strong: Sequence[str], top: float | None = None
) -> Figure:
    """Small n is written beside the name."""
    return figures.bars(
        [
            Bar(
                row["name"],
                row[key],
                row["n"],
                strong=row["office"] in strong,
                about=SMALL if row["n"] < text.FEW else None,
            )
            for row in rows
        ],
        measure,
        top=top,
    )


def _called_within(p90: Fraction) -> str:
    return f"Sembilan dari sepuluh dipanggil dalam {fmt.duration(p90)}."


def _index(value: Fraction) -> str:
    return f"Indeks {fmt.number(value, 2)}."


def _single(rows: Sequence[Row], key: str, show: Callable[[Fraction], str]) -> str:
    """What is said where one office stands alone."""
    if len(rows) != 1 or rows[0]["n"] < text.FEW or rows[0][key] is None:
        return text.NOT_ENOUGH
    return show(rows[0][key])


def differing(reader: Reader, apart: Poles, offices: int, words: tuple[str, str], single: str) -> str:
    """Who differs from the others together by more than noise; who is not named does not, or has too few."""
    if offices == 1:
        return single
    if apart.judged < 2:
        return "Belum cukup data untuk membandingkan kantor."
    sides = [
        f"{said} dari yang lain: {_names(reader, side)}."
        for said, side in zip(words, (apart.above, apart.below), strict=True)
        if side
    ]
    return " ".join(sides) or "Beda antar kantor tidak lebih dari naik-turun biasa."


def _names(reader: Reader, offices: Sequence[str]) -> str:
    names = [reader.name("office", office).removeprefix("Kelurahan ") for office in offices]
    if len(names) <= NAMED:
        return fmt.joined(names)
    return f"{', '.join(names[:NAMED])}, dan lainnya"
