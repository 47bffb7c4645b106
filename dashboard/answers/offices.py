"""Offices side by side, in the order of the reference table; who differs is said only beyond noise."""

from collections.abc import Mapping, Sequence
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
ALL = "Semua kantor"
ORDER = "Urutan mengikuti tabel acuan, bukan peringkat."
NOISE = (
    "Sebuah kantor disebut berbeda hanya bila bedanya dari kantor-kantor lain bersama lebih dari naik-turun "
    f"harian yang biasa. {ORDER}"
)
COUNTED = "kantor dengan data"


def table(reader: Reader, filters: Filters) -> Section:
    """One row per office and measures side by side, each with its n; the n of all is how many offices."""
    parts = {name: _rows(reader, name, filters) for name in _MEASURES}
    rows = [
        {"name": short(name), **_side_by_side({key: part.get(code) for key, part in parts.items()})}
        for code, name in reader.choices("office")
        if any(code in part for part in parts.values())
    ]
    if not rows:
        return EMPTY
    count = len(rows)
    if count > 1:
        everyone = {key: next(iter(reader.values(key, filters=filters)), None) for key in _MEASURES}
        rows.append({"name": ALL, **_side_by_side(everyone)})
    return Section(
        described(rows),
        None,
        Table(_COLUMNS, rows),
        count,
        note=f"Kasus sedikit: kurang dari {text.FEW}, jadi angkanya banyak naik-turun. {ORDER}",
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
    return {**row, "small": ", ".join(few) or None}


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
        least, most = fmt.duration(min(waits)), fmt.duration(max(waits))
        parts.append(f"sembilan dari sepuluh dipanggil dalam {least} sampai {most}")
    if len(kept) > 1:
        parts.append(f"{fmt.percent(min(kept))} sampai {fmt.percent(max(kept))} tepat janji")
    return f"Menurut kantornya, {fmt.joined(parts)}." if parts else text.NOT_ENOUGH


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
        compared(reader, apart, rows, _called_within(whole[0]), ("Lebih lama", "Lebih singkat")),
        bars(rows, "p90_seconds", MINUTES, strong=apart.above),
        Table(columns, with_all(rows, whole[0])),
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
        compared(
            reader,
            apart,
            rows,
            _share(whole[0], words, "judged"),
            ("Lebih sering tepat", "Lebih jarang tepat"),
        ),
        bars(rows, "value", SHARE, strong=apart.below, top=100),
        Table(columns, with_all(rows, whole[0])),
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
        compared(reader, apart, rows, _index(whole[0]), ("Lebih puas", "Kurang puas")),
        bars(rows, "index", SCORE, strong=apart.below, top=100),
        Table(columns, with_all(rows, whole[0])),
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
        compared(
            reader,
            apart,
            rows,
            _share(whole[0], "lewat kanal daring", "n"),
            ("Lebih sering", "Lebih jarang"),
        ),
        bars(rows, "value", SHARE, strong=(), top=100),
        Table(columns, with_all(rows, whole[0])),
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
    return Section(
        f"{fmt.number(whole[0]['n'])} pengaduan, {fmt.number(whole[0]['open'])} belum ditutup.",
        bars(rows, "value", COUNT, strong=()),
        Table(columns, with_all(rows, whole[0])),
        whole[0]["n"],
        note=f"Jumlah mengikuti besarnya kantor, jadi tidak dibandingkan. {ORDER}",
    )


def short(name: str) -> str:
    """Beside each other they need not all say what they are."""
    return name.removeprefix("Kelurahan ")


def named(reader: Reader, rows: Sequence[Row]) -> list[Row]:
    """In the order of the reference table."""
    order = {code: i for i, (code, _) in enumerate(reader.choices("office"))}
    found = [{**row, "name": short(reader.name("office", row["office"]))} for row in rows]
    return sorted(found, key=lambda row: (order.get(row["office"], len(order)), row["office"]))


def bars(
    rows: Sequence[Row], key: str, measure: Measure, *, strong: Sequence[str], top: float | None = None
) -> Figure | None:
    """A small n is said beside the name; where the bar itself is the count it is not."""
    drawn = [
        Bar(
            row["name"],
            row[key],
            row["n"],
            strong=row["office"] in strong,
            about=text.SMALL if row["n"] < text.FEW and measure is not COUNT else None,
        )
        for row in rows
        if row[key] is not None
    ]
    return figures.bars(drawn, measure, top=top) if drawn else None


def _called_within(row: Row) -> str | None:
    if row["n"] < text.FEW:
        return None
    return f"Sembilan dari sepuluh dipanggil dalam {fmt.duration(row['p90_seconds'])}."


def _share(row: Row, words: str, of: str) -> str | None:
    if row["value"] is None or row[of] < text.FEW:
        return None
    return f"{fmt.percent(row['value'])} {words}."


def _index(row: Row) -> str | None:
    if row["index"] is None or row["n"] < text.FEW:
        return None
    return f"Indeks {fmt.number(row['index'], 2)}, mutu {row['mutu']}."


def compared(
    reader: Reader, apart: Poles, rows: Sequence[Row], together: str | None, words: tuple[str, str]
) -> str:
    """What holds for all together, then who differs from the others by more than noise, and that the rest do
    not differ among themselves, as far as they have enough cases to tell."""
    if together is None:
        return text.NOT_ENOUGH
    if len(rows) == 1:
        return together
    if apart.judged < 2:
        return f"{together} Untuk membandingkan kantor, datanya belum cukup."
    sides = [
        f"{said} dari yang lain: {_names(reader, side)}."
        for said, side in zip(words, (apart.above, apart.below), strict=True)
        if side
    ]
    if not sides:
        return f"{together} Beda antar kantor tidak lebih dari naik-turun biasa."
    return " ".join([together, *sides, *_rest(apart, len(rows))])


def _rest(apart: Poles, offices: int) -> list[str]:
    """Of those who are not named, if there are two to differ; some may have too few cases."""
    left = apart.judged - len(apart.above) - len(apart.below)
    if left < 2:
        return []
    which = "Selebihnya" if apart.judged == offices else "Selebihnya yang datanya cukup"
    return [f"{which} tidak berbeda satu sama lain lebih dari naik-turun biasa."]


def with_all(rows: Sequence[Row], whole: Row) -> list[Row]:
    """And a last row for all together, where there is more than one."""
    return [*rows, {**whole, "name": ALL}] if len(rows) > 1 else list(rows)


def _names(reader: Reader, offices: Sequence[str]) -> str:
    names = [short(reader.name("office", office)) for office in offices]
    if len(names) <= NAMED:
        return fmt.joined(names)
    return f"{', '.join(names[:NAMED])}, dan lainnya"
