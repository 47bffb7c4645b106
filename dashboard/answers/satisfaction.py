"""The index of satisfaction: its letter, how sure it is, and for whom it differs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dashboard import format as fmt
from dashboard import survey, text
from dashboard.answers import in_force
from dashboard.filters import Filters
from dashboard.reader import NoSuchBreakdown, Reader, Single
from dashboard.scales import Dot, scale
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table
from dashboard.survey import Interval, conventions, interval

Keys = tuple[Any, ...]

CHANCE = (
    "Selang kepercayaan 95 % memakai pendekatan normal atas indeks tiap jawaban, hanya dari jawaban yang "
    "mengisi semua unsur yang dihitung. Selang ini memperhitungkan kebetulan saja, bukan siapa yang tidak "
    "ditanya."
)
UNFOLLOWED = (
    "Dengan unsur atau bobot yang berbeda dari sembilan unsur berbobot sama, selang hanya dihitung menurut "
    "kantor, tidak menurut layanan, kelurahan, atau kanal."
)


def index(reader: Reader, filters: Filters) -> Section:
    found = reader.values("ikm", filters=filters)
    if not found:
        return EMPTY
    row = found[0]
    definition = reader.definition(filters.end)
    nrr = {unsur: row[f"nrr_{unsur}"] for unsur in definition.unsur}
    columns = (
        Column("weight", "Bobot tiap unsur"),
        Column("value", "Indeks", Kind.SCORE),
        Column("letter", "Mutu"),
        Column("meaning", "Kinerja"),
        Column("used", "Dipakai kantor ini"),
    )
    if row["index"] is None:
        why = "Belum ada indeks: ada unsur yang tidak dijawab siapa pun."
        return Section(why, None, Table(columns), row["n"])
    rows = [
        {
            **each,
            "weight": each["weight"].replace(".", ","),
            "meaning": survey.MEANINGS[each["letter"]],
            "used": "ya" if i == 0 else "tidak",
        }
        for i, each in enumerate(conventions(nrr, definition))
    ]
    return Section(
        graded(rows, row["n"]),
        None,
        Table(columns, rows),
        row["n"],
        badge=row["mutu"],
        note=in_force.note(reader, filters),
    )


def graded(rows: Sequence[Row], n: int) -> str:
    """`rows` as of survey.conventions, with their meaning."""
    used, *others = rows
    first = (
        f"Indeks {fmt.number(used['value'], 2)}, mutu {used['letter']} ({used['meaning']}), "
        f"dari {fmt.number(n)} responden."
    )
    if n < text.FEW:
        return f"{first} Kurang dari {text.FEW} jawaban: belum cukup untuk disimpulkan."
    different = [
        f"{row['letter']} dengan bobot {row['weight']}" for row in others if row["letter"] != used["letter"]
    ]
    if different:
        return f"{first} Hati-hati: mutunya {fmt.joined(different)}, jadi sebut bobotnya."
    return first


def certainty(reader: Reader, filters: Filters) -> Section:
    found = reader.values("ikm", filters=filters)
    if not found:
        return EMPTY
    whole, definition = found[0], reader.definition(filters.end)
    each = (singles(reader, (), filters) or {}).get((), [])
    within = interval(each, definition)
    columns = (
        Column("name", "Ukuran"),
        Column("value", "Indeks", Kind.SCORE),
        Column("letter", "Mutu"),
        Column("n", "n", Kind.COUNT),
    )
    first = {
        "name": "Indeks, semua jawaban",
        "value": whole["index"],
        "letter": whole["mutu"],
        "n": whole["n"],
    }
    if within is None:
        why = text.NOT_ENOUGH if singles(reader, (), filters) is not None else UNFOLLOWED
        if sum(n for _, n in each) >= text.FEW:
            why = "Semua jawaban lengkap berjumlah nilai sama, jadi ketidakpastiannya tidak dapat dihitung."
        return Section(why, None, Table(columns, [first]), whole["n"], note=CHANCE)
    named = {
        "Indeks, jawaban lengkap": within.value,
        "Batas bawah": within.low,
        "Batas atas": within.high,
    }
    rows = [first]
    rows += [
        {"name": name, "value": value, "letter": survey.letter_of(value, definition), "n": within.n}
        for name, value in named.items()
    ]
    dots = [Dot(row["name"], row["value"], row["n"], row["letter"]) for row in rows[:2]]
    dots[1] = replace(dots[1], low=within.low, high=within.high)
    return Section(
        sure(whole["mutu"], within),
        scale(dots, definition),
        Table(columns, rows),
        whole["n"],
        note=f"{CHANCE} Garis menunjukkan selang itu; batas bawah dibulatkan ke bawah, batas atas ke atas.",
    )


def sure(letter: str | None, within: Interval) -> str:
    """«A, bisa B» where an edge between letters lies inside."""
    between = f"Kemungkinan besar antara {fmt.number(within.low, 2)} dan {fmt.number(within.high, 2)}"
    others = [other for other in within.letters if other != letter]
    if letter is None:
        return f"{between}."
    if others:
        return f"{between}: mutu {letter}, bisa {' atau '.join(others)}."
    return f"{between}, seluruhnya mutu {letter}."


def by_service(reader: Reader, filters: Filters) -> Section:
    return _ranked(reader, filters, "service", "Layanan")


def by_office(reader: Reader, filters: Filters) -> Section:
    return _ranked(reader, filters, "office", "Kantor")


def _ranked(reader: Reader, filters: Filters, by: str, head: str) -> Section:
    found = reader.values("ikm", (by,), filters=filters)
    if not found:
        return EMPTY
    (whole,) = reader.values("ikm", filters=filters)
    each, definition = singles(reader, (by,), filters), reader.definition(filters.end)
    within = {row[by]: interval((each or {}).get((row[by],), []), definition) for row in found}
    rows = sorted(
        (_judged(row, reader.name(by, row[by]), within[row[by]]) for row in found),
        key=lambda row: (row["value"] is None, row["value"] or 0, row["name"]),
    )
    everyone = {**_judged(whole, "Semua", None), "value": whole["index"], "letter": whole["mutu"]}
    missing = f" {UNFOLLOWED}" if each is None else ""
    columns = (
        Column("name", head),
        Column("value", "Indeks", Kind.SCORE, text.UNKNOWN),
        Column("letter", "Mutu", missing=text.UNKNOWN),
        Column("low", "Batas bawah", Kind.SCORE, "–"),
        Column("high", "Batas atas", Kind.SCORE, "–"),
        Column("n", "n", Kind.COUNT),
    )
    dots = [
        Dot(
            row["name"],
            row["value"],
            row["n"],
            row["letter"],
            low=row["low"],
            high=row["high"],
            missing=text.UNKNOWN,
        )
        for row in rows
    ]
    return Section(
        apart(rows),
        scale(dots, definition) if any(dot.value is not None for dot in dots) else None,
        Table(columns, [*rows, everyone]),
        whole["n"],
        note=f"Yang dijawab kurang dari {text.FEW} orang tidak diberi indeks. {CHANCE} "
        "Di antara banyak baris selalu ada yang terendah, juga karena kebetulan. "
        f"Indeks semua bukan rata-rata baris di atasnya: dihitung dari semua jawaban.{missing}",
    )


def singles(reader: Reader, by: tuple[str, ...], filters: Filters) -> Mapping[Keys, Sequence[Single]] | None:
    """As the reader's; None where such weights cannot be followed by these keys and filters."""
    try:
        return reader.singles(by, filters=filters)
    except NoSuchBreakdown:
        return None


def _judged(row: Row, name: str, within: Interval | None) -> Row:
    """Without an index below so many answers that one more would move it."""
    enough = row["n"] >= text.FEW
    return {
        "name": name,
        "n": row["n"],
        "value": row["index"] if enough else None,
        "letter": row["mutu"] if enough else None,
        "low": within.low if within and enough else None,
        "high": within.high if within and enough else None,
    }


def apart(rows: Sequence[Row]) -> str:
    """The lowest and the highest, and whether chance alone could have parted them."""
    known = [row for row in rows if row["value"] is not None]
    if not known:
        return text.NOT_ENOUGH
    low, high = known[0], known[-1]
    if len(known) == 1:
        return f"{_graded(low)}."
    among = "" if len(known) == len(rows) else f" di antara yang dijawab {text.FEW} orang atau lebih"
    both = f"Terendah{among}: {_graded(low)}; tertinggi: {_graded(high)}."
    if low["high"] is None or high["low"] is None:
        return f"{both} Selangnya tidak dapat dihitung: bedanya bisa kebetulan."
    if low["high"] >= high["low"]:
        return f"{both} Selangnya bertumpang tindih: bedanya bisa kebetulan."
    return both


def _graded(row: Row) -> str:
    return f"{row['name']}, {fmt.number(row['value'], 2)} ({row['letter']})"
