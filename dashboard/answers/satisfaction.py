"""The index of satisfaction: its letter, how sure it is, its unsur, where it goes, for whom it differs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from dashboard import compare, scales, survey, text
from dashboard import format as fmt
from dashboard.answers.unsur import elements
from dashboard.compare import Pair
from dashboard.filters import Filters
from dashboard.parts import Part, parts
from dashboard.reader import Reader
from dashboard.scales import Dot, scale
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table
from dashboard.survey import Interval, conventions, interval
from dashboard.timeline import Timeline, cut, drawn, values, words
from etl.period import Kind as Span
from etl.period import add_months

NAMED = 3
"""Of the lowest and of the highest unsur, as the report on the survey asks."""
YEAR = 12
"""Months up to which a trend is told by month, and which it shows at least."""
FEW = "belum cukup data"
CHANCE = (
    "Selang kepercayaan 95 % memakai pendekatan normal atas jumlah nilai tiap jawaban, hanya dari jawaban "
    "yang mengisi kesembilan unsur. Selang ini memperhitungkan kebetulan saja, bukan siapa yang tidak "
    "ditanya."
)
SCORES = (
    Part("share_1", "1 Tidak baik", "tidak baik"),
    Part("share_2", "2 Kurang baik", "kurang baik"),
    Part("share_3", "3 Baik", "baik"),
    Part("share_4", "4 Sangat baik", "sangat baik"),
)
BELOW = Part("share_below", "Nilai 1 atau 2", "1 atau 2:")


def index(reader: Reader, filters: Filters) -> Section:
    found = reader.values("ikm", filters=filters)
    if not found:
        return EMPTY
    row = found[0]
    nrr = [row[f"nrr_{code}"] for code, _ in reader.choices("unsur")]
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
        for i, each in enumerate(conventions(nrr, row["weight"]))
    ]
    return Section(
        graded(rows, row["n"]),
        None,
        Table(columns, rows),
        row["n"],
        badge=row["mutu"],
        note="Ketiga bobot dipakai instansi pemerintah untuk sembilan unsur: 1/9 persis, atau dibulatkan "
        "0,111 atau 0,11. Indeks dengan bobot yang berbeda tidak boleh dibandingkan.",
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
    whole = found[0]
    sums = [(row["score_sum"], row["n"]) for row in reader.values("ikm", ("score_sum",), filters=filters)]
    within = interval(sums, whole["weight"])
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
        why = text.NOT_ENOUGH
        if sum(n for _, n in sums) >= text.FEW:
            why = "Semua jawaban lengkap berjumlah nilai sama, jadi ketidakpastiannya tidak dapat dihitung."
        return Section(why, None, Table(columns, [first]), whole["n"], note=CHANCE)
    named = {
        "Indeks, jawaban lengkap": within.value,
        "Batas bawah": within.low,
        "Batas atas": within.high,
    }
    rows = [first]
    rows += [
        {"name": name, "value": value, "letter": survey.letter_of(value), "n": within.n}
        for name, value in named.items()
    ]
    dots = [Dot(row["name"], row["value"], row["n"], row["letter"]) for row in rows[:2]]
    dots[1] = replace(dots[1], low=within.low, high=within.high)
    return Section(
        sure(whole["mutu"], within),
        scale(dots),
        Table(columns, rows),
        whole["n"],
        note=f"{CHANCE} Garis menunjukkan selang itu; batas bawah dibulatkan ke bawah, batas atas ke atas.",
    )


def sure(letter: str | None, within: Interval) -> str:
    """«A, bisa B» where an edge between letters lies inside."""
    between = f"Hampir pasti antara {fmt.number(within.low, 2)} dan {fmt.number(within.high, 2)}"
    others = [other for other in within.letters if other != letter]
    if letter is None:
        return f"{between}."
    if others:
        return f"{between}: mutu {letter}, bisa {' atau '.join(others)}."
    return f"{between}, seluruhnya mutu {letter}."


def by_element(reader: Reader, filters: Filters) -> Section:
    found = reader.values("ikm", filters=filters)
    if not found:
        return EMPTY
    given = reader.scores(filters=filters)
    rows = [
        {**row, "n": sum(given[row["unsur"]].values()), "letter": row["mutu"]}
        for row in elements(found[0], reader.choices("unsur"))
    ]
    low = [row["unsur"] for row in rows[:NAMED] if row["value"] is not None]
    dots = [
        Dot(row["name"], exact(row["converted"]), row["n"], row["letter"], strong=row["unsur"] in low)
        for row in rows
    ]
    columns = (
        Column("name", "Unsur"),
        Column("value", "NRR (1–4)", Kind.SCORE),
        Column("converted", "Nilai konversi (25–100)", Kind.SCORE),
        Column("letter", "Mutu"),
        Column("n", "n", Kind.COUNT),
    )
    return Section(
        extremes(rows),
        scale(dots) if low else None,
        Table(columns, rows),
        found[0]["n"],
        note="NRR adalah nilai rata-rata unsur; nilai konversi adalah NRR dikali 25, dan hurufnya ditentukan "
        "sesudah pembulatan. n: yang menjawab unsur itu. Titik kuning: tiga terendah.",
    )


def exact(value: object) -> Fraction | None:
    return None if value is None else Fraction(str(value))


def extremes(rows: Sequence[Row]) -> str:
    """`rows`: the lowest first, those without an answer last."""
    known = [row for row in rows if row["value"] is not None and row["n"] >= text.FEW]
    if len(known) < 2 * NAMED:
        return text.NOT_ENOUGH
    low, high = known[:NAMED], known[: -NAMED - 1 : -1]
    return f"Terendah: {_named(low)}. Tertinggi: {_named(high)}."


def _named(rows: Sequence[Row]) -> str:
    first, *rest = rows
    return "; ".join(
        [f"{first['name']} ({fmt.number(first['converted'], 2)})", *(row["name"] for row in rest)]
    )


def spread(reader: Reader, filters: Filters) -> Section:
    found = reader.values("ikm", filters=filters)
    if not found:
        return EMPTY
    given = reader.scores(filters=filters)
    rows = [
        shares(given[row["unsur"]], row["name"])
        for row in elements(found[0], reader.choices("unsur"))
        if row["value"] is not None
    ]
    columns = (
        Column("name", "Unsur"),
        *(Column(part.key, part.name, Kind.SHARE) for part in (*SCORES, BELOW)),
        Column("n", "n", Kind.COUNT),
    )
    return Section(
        unhappiest(rows),
        parts(rows, SCORES, aside=BELOW) if rows else None,
        Table(columns, rows),
        found[0]["n"],
        note="Urutan dari unsur terendah. Kata di kuesioner berbeda menurut unsur, misalnya biaya: sangat "
        "mahal, cukup mahal, murah, gratis; di sini 1 sampai 4 disebut tidak baik, kurang baik, "
        "baik, sangat baik.",
    )


def shares(given: dict[int, int], name: str) -> Row:
    """`given`: score → answers, at least one."""
    n = sum(given.values())
    return {
        "name": name,
        "n": n,
        **{f"share_{score}": Fraction(count, n) for score, count in given.items()},
        "share_below": Fraction(given[1] + given[2], n),
    }


def unhappiest(rows: Sequence[Row]) -> str:
    known = [row for row in rows if row["n"] >= text.FEW]
    if not known:
        return text.NOT_ENOUGH
    most = max(known, key=lambda row: row["share_below"])
    if not most["share_below"]:
        return f"Nilai 1 atau 2 tidak ada pada unsur yang dijawab {text.FEW} orang atau lebih."
    return f"Nilai 1 atau 2 paling banyak pada {most['name']}: {fmt.percent(most['share_below'])} jawaban."


def over_time(reader: Reader, filters: Filters) -> Section:
    shown, line = trend_steps(filters, reader.data.first_day, reader.data.last_day)
    rows = _steps(reader, shown, line)
    total = sum(row["n"] for row in rows)
    if not total:
        return EMPTY
    visible, note = drawn(rows, line)
    columns = (
        Column("label", line.noun.capitalize()),
        Column("value", "Indeks", Kind.SCORE),
        Column("letter", "Mutu", missing=fmt.NO_DATA),
        Column("n", "n", Kind.COUNT),
    )
    longer = (shown.start, shown.end) != (filters.start, filters.end)
    notes = [note] if note else []
    if longer:
        notes.append(
            f"Arah baru terlihat dalam setahun, jadi ditampilkan {fmt.period(shown.start, shown.end)}."
        )
    return Section(
        moved(reader, shown, rows),
        scales.trend(visible) if any(row["value"] is not None for row in visible) else None,
        Table(columns, rows),
        total,
        note=" ".join(notes) or None,
        period=fmt.period(shown.start, shown.end) if longer else None,
    )


def trend_steps(filters: Filters, first: date, last: date) -> tuple[Filters, Timeline]:
    """Months up to a year, else triwulan; of a shorter period the year that ends with it."""
    start, end = filters.start, min(filters.end, last)
    year = max(add_months(end, 1 - YEAR), first)
    shown = filters
    if start <= last and year < start:
        start = year
        shown = replace(filters, start=start, end=end, preset=None)
    kind = Span.MONTH if add_months(max(start, first), YEAR) > end else Span.TRIWULAN
    return shown, cut(shown, first, last, kind)


def _steps(reader: Reader, filters: Filters, line: Timeline) -> list[Row]:
    """An index is never added up, so that each triwulan is asked for; months come in one answer."""
    if line.kind is Span.MONTH:
        found = values(reader, "ikm", filters, line)
    else:
        each = (
            reader.values("ikm", filters=replace(filters, start=step.start, end=step.end))
            for step in line.steps
        )
        found = [
            {"n": 0, **(rows[0] if rows else {}), **words(step)}
            for rows, step in zip(each, line.steps, strict=True)
        ]
    return [
        {**row, "end": step.end, "value": row.get("index"), "letter": row.get("mutu")}
        for row, step in zip(found, line.steps, strict=True)
    ]


def moved(reader: Reader, filters: Filters, rows: Sequence[Row]) -> str:
    """The last whole step beside the one before it: whether they differ by more than chance."""
    whole = [row for row in rows if row["whole"]]
    if len(whole) < 2:
        return text.NOT_ENOUGH
    before, after = whole[-2:]
    if min(before["n"], after["n"]) < text.FEW or before["value"] is None or after["value"] is None:
        return text.NOT_ENOUGH
    pair = Pair(*(replace(filters, start=row["start"], end=row["end"]) for row in (before, after)))
    verdict = compare.index(reader, pair).change
    now = f"{after['label']}: {fmt.number(after['value'], 2)}"
    then = f"{before['label']} ({fmt.number(before['value'], 2)})"
    if verdict.changed:
        return f"{now}, {'naik' if verdict.rose else 'turun'} nyata dari {then}."
    return f"{now}. Bedanya dari {then} masih dalam batas kebetulan."


def by_service(reader: Reader, filters: Filters) -> Section:
    return _ranked(reader, filters, "service", "Layanan")


def by_office(reader: Reader, filters: Filters) -> Section:
    return _ranked(reader, filters, "office", "Kantor")


def _ranked(reader: Reader, filters: Filters, by: str, head: str) -> Section:
    found = reader.values("ikm", (by,), filters=filters)
    if not found:
        return EMPTY
    (whole,) = reader.values("ikm", filters=filters)
    sums: dict[str, list[tuple[int, int]]] = {}
    for row in reader.values("ikm", (by, "score_sum"), filters=filters):
        sums.setdefault(row[by], []).append((row["score_sum"], row["n"]))
    rows = sorted(
        (_judged(row, reader.name(by, row[by]), sums.get(row[by], [])) for row in found),
        key=lambda row: (row["value"] is None, row["value"] or 0, row["name"]),
    )
    everyone = {**_judged(whole, "Semua", []), "value": whole["index"], "letter": whole["mutu"]}
    columns = (
        Column("name", head),
        Column("value", "Indeks", Kind.SCORE, FEW),
        Column("letter", "Mutu", missing=FEW),
        Column("low", "Batas bawah", Kind.SCORE, "–"),
        Column("high", "Batas atas", Kind.SCORE, "–"),
        Column("n", "n", Kind.COUNT),
    )
    dots = [
        Dot(row["name"], row["value"], row["n"], row["letter"], low=row["low"], high=row["high"], missing=FEW)
        for row in rows
    ]
    return Section(
        apart(rows),
        scale(dots) if any(dot.value is not None for dot in dots) else None,
        Table(columns, [*rows, everyone]),
        whole["n"],
        note=f"Yang dijawab kurang dari {text.FEW} orang tidak diberi indeks. {CHANCE} "
        "Di antara banyak baris selalu ada yang terendah, juga karena kebetulan. "
        "Indeks semua bukan rata-rata baris di atasnya: dihitung dari semua jawaban.",
    )


def _judged(row: Row, name: str, sums: Sequence[tuple[int, int]]) -> Row:
    """Without an index below so many answers that one more would move it."""
    enough = row["n"] >= text.FEW
    within = interval(sums, row["weight"]) if enough else None
    return {
        "name": name,
        "n": row["n"],
        "value": row["index"] if enough else None,
        "letter": row["mutu"] if enough else None,
        "low": within.low if within else None,
        "high": within.high if within else None,
    }


def apart(rows: Sequence[Row]) -> str:
    """The lowest and the highest, and whether chance alone could have parted them."""
    known = [row for row in rows if row["value"] is not None]
    if not known:
        return text.NOT_ENOUGH
    low, high = known[0], known[-1]
    if len(known) == 1:
        return f"{_graded(low)}."
    both = f"Terendah {_graded(low)}; tertinggi {_graded(high)}."
    if low["high"] is None or high["low"] is None or low["high"] >= high["low"]:
        return f"{both} Selangnya bertumpang tindih: bedanya bisa kebetulan."
    return both


def _graded(row: Row) -> str:
    return f"{row['name']}, {fmt.number(row['value'], 2)} ({row['letter']})"
