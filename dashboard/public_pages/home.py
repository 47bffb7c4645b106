"""What a citizen asks: when to come, is the promise kept, are people satisfied, what is asked from where."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import figures, grids, text
from dashboard import format as fmt
from dashboard.answers import places
from dashboard.answers.places import (
    NOT_SHOWN,
    WITHHELD,
    few_people,
    restated,
    surely_lowest,
    survey_period,
    told_rules,
    with_part,
)
from dashboard.canvas import COUNT, MINUTES, SCORE, SHARE
from dashboard.figures import Bar
from dashboard.filters import Month
from dashboard.page import PublicPage
from dashboard.public_reader import PublicReader
from dashboard.section import EMPTY, Column, Kind, Row, Section, Span, Table

PAGE = PublicPage(slug="", title="Pelayanan kantor kami", order=10)

FRESH = timedelta(hours=1)
"""Older than this nobody would call it now."""
FEW = "terlalu sedikit"
BUSIEST = 10
MUTU = {"A": "sangat baik", "B": "baik", "C": "kurang baik", "D": "tidak baik"}
"""PermenPANRB 14/2017: the words of the letters."""


@PAGE.hero
def hero(reader: PublicReader, month: Month) -> Component:
    _, rows = weeks(reader)
    online = [name for code, name in reader.choices("channel") if reader.online(code)]
    words: list[Component] = [html.H1(best_time(rows), tabIndex="-1")]
    if online:
        words.append(
            html.P(f"Banyak urusan bisa diajukan dari rumah lewat {fmt.joined(online)}, tanpa antre.")
        )
    clock = datetime.now(reader.data.data_time.tzinfo)
    now = html.Div(now_or_usual(reader, clock), className="now")
    return html.Section([html.Div(words), now], className="hero")


def weeks(reader: PublicReader) -> tuple[Span | None, list[Row]]:
    """The hours of an ordinary week over the last months that were published together, and which they are."""
    spans = reader.periods("waiting", ("weekday", "hour"))
    if not spans:
        return None, []
    _, start, finish = spans[-1]
    found = reader.values("waiting", ("weekday", "hour"), start, finish)
    rows = [row for row in found if known(row) and (row["weekday"], row["hour"]) in reader.opening]
    return Span(start, finish), sorted(rows, key=lambda row: (row["weekday"], row["hour"]))


def known(row: Row) -> bool:
    return not row.get("hidden") and row.get("p50_seconds") is not None


def best_time(rows: Sequence[Row]) -> str:
    """The hour with the shortest typical wait; among equals the one in which nine in ten wait least."""
    if not rows:
        return "Pelayanan kantor kami, dalam angka."
    best = min(rows, key=lambda row: (row["p50_seconds"], row["p90_seconds"], row["weekday"], row["hour"]))
    return f"Paling singkat {fmt.weekday(best['weekday'])} pukul {fmt.hour(best['hour'])}."


def now_or_usual(reader: PublicReader, clock: datetime) -> list[Component]:
    """Who waits now where that is known and fresh; else what is usual."""
    now = reader.now()
    if now is not None and timedelta() <= clock - now["at"] <= FRESH:
        return [
            html.P("Sekarang menunggu", className="small"),
            html.P(f"{fmt.number(now['waiting'])} orang", className="v num"),
            html.P(f"Data pukul {fmt.clock(now['at'])}", className="small"),
        ]
    months = [(start, finish) for _, start, finish in reader.periods("waiting", ())]
    rows = reader.values("waiting", (), *months[-1]) if months else []
    if not rows or not known(rows[0]):
        return [html.P("Lama menunggu", className="small"), html.P(fmt.NO_DATA, className="v")]
    row = rows[0]
    usual = f"Sembilan dari sepuluh orang dipanggil dalam {fmt.duration(row['p90_seconds'])}."
    return [
        html.P("Biasanya menunggu", className="small"),
        html.P(fmt.duration(row["p50_seconds"]), className="v num"),
        html.P(f"{usual} Dihitung dari {fmt.period(*months[-1])}.", className="small"),
    ]


@PAGE.section(
    "Kapan sebaiknya datang?",
    metric="waiting",
    counted="kunjungan yang dipanggil",
    id="kapan-datang",
    width=5,
)
def when(reader: PublicReader, month: Month) -> Section:
    period, rows = weeks(reader)
    if not rows:
        return EMPTY
    named = [{**row, "day": fmt.weekday(row["weekday"]), "at": fmt.hour(row["hour"])} for row in rows]
    columns = (
        Column("day", "Hari"),
        Column("at", "Pukul"),
        Column("p50_seconds", "Biasanya", Kind.DURATION),
        Column("p90_seconds", "Sembilan dari sepuluh", Kind.DURATION),
    )
    return Section(
        f"{best_time(rows)} {longest(rows)}",
        grids.week_grid(rows, "p50_seconds", MINUTES, opening=reader.opening),
        Table(columns, named),
        n=None,
        note="Angka dalam kotak adalah lama menunggu yang biasa (median), dalam menit.",
        period=period,
    )


def longest(rows: Sequence[Row]) -> str:
    worst = max(rows, key=lambda row: (row["p50_seconds"], row["p90_seconds"]))
    when = f"{fmt.weekday(worst['weekday'])} pukul {fmt.hour(worst['hour'])}"
    return f"Paling lama {when}: biasanya {fmt.duration(worst['p50_seconds'])}."


@PAGE.section(
    "Apakah janji ditepati?", metric="on_time", counted="urusan yang sudah jatuh tempo", id="janji", width=7
)
def promises(reader: PublicReader, month: Month) -> Section:
    found = reader.values("on_time", ("service",), month.start, month.end)
    whole = reader.values("on_time", (), month.start, month.end)
    if not found or not whole:
        return EMPTY
    edition = reader.edition("on_time", ("service",), month.start, month.end)
    rows = [promise(reader, with_part(row, edition), month.end) for row in found]
    rows.sort(key=lambda row: (-(row["n"] or 0), row["name"]))
    judged = [row for row in rows if row["value"] is not None]
    return Section(
        kept(whole[0], judged),
        _promise_bars(judged[:BUSIEST]),
        Table(PROMISES, rows),
        n=whole[0]["n"],
        note=f"Grafik memuat {BUSIEST} layanan tersibuk; semuanya di tabel." if len(rows) > BUSIEST else None,
    )


PROMISES = (
    Column("name", "Layanan"),
    Column("promise", "Janji"),
    Column("value", "Tepat janji", Kind.SHARE, missing=FEW),
    Column("n", "n", Kind.COUNT, missing=FEW),
)


def promise(reader: PublicReader, row: Row, day: date) -> Row:
    standard = reader.standard(row["service"], day)
    words = f"{standard.value} {text.UNITS[standard.unit]}" if standard else "belum ditetapkan"
    return {"value": None, **row, "name": reader.name("service", row["service"]), "promise": words}


def kept(whole: Row, judged: Sequence[Row]) -> str:
    if whole.get("withheld"):
        return WITHHELD
    if whole.get("value") is None:
        return "Terlalu sedikit urusan untuk dinilai pada bulan ini."
    words = f"{fmt.percent(whole['value'])} urusan selesai tepat janji."
    low = surely_lowest(judged) if judged else None
    return (
        words
        if low is None
        else f"{words} Paling rendah: {those_at(low, judged, 'layanan')}, {fmt.percent(low)}."
    )


def those_at(value: Any, rows: Sequence[Row], noun: str) -> str:
    """All that share the value, so that none is blamed or praised alone; many are only counted."""
    names = [row["name"] for row in rows if row["value"] == value]
    return fmt.joined(names) if len(names) <= 3 else f"{len(names)} {noun}"


def _promise_bars(rows: Sequence[Row]) -> dict[str, object] | None:
    if not rows:
        return None
    low = surely_lowest(rows)
    bars = [
        Bar(f"{row['name']} (janji {row['promise']})", row["value"], row["n"], strong=row["value"] == low)
        for row in rows
    ]
    return figures.bars(bars, SHARE, top=100)


@PAGE.section("Puaskah warga?", metric="ikm", counted="responden", id="kepuasan", width=7)
def satisfaction(reader: PublicReader, month: Month) -> Section:
    """The last survey period that had ended by the chosen month, of those that enough people answered."""
    ended = [
        (finish, start, kind) for kind, start, finish in reader.periods("ikm", ()) if finish <= month.end
    ]
    told = (
        (row, Span(start, finish, survey_period(kind, start)))
        for finish, start, kind in sorted(ended, reverse=True)
        for row in reader.values("ikm", (), start, finish)
        if row.get("index") is not None
    )
    last = next(told, None)
    if last is None:
        return EMPTY
    row, span = last
    parts = [{"name": name, "value": row[f"nrr_{key}"]} for key, name in reader.choices("unsur")]
    # An unsur that the definition of that period does not count has none.
    parts = [part for part in parts if part["value"] is not None]
    parts.sort(key=lambda part: (-part["value"], part["name"]))
    bars = [Bar(part["name"], part["value"], row["n"], strong=part is parts[-1]) for part in parts]
    return Section(
        graded(row, parts),
        figures.bars(bars, SCORE, top=4),
        Table((Column("name", "Unsur"), Column("value", "Nilai rata-rata (1–4)", Kind.SCORE)), parts),
        n=row["n"],
        note=f"Bobot tiap unsur {row['weight'].replace('.', ',')}. Nilai rata-rata berkisar 1 sampai 4. "
        "Jawaban yang datang sesudah triwulannya terbit tidak dihitung lagi, juga tidak di semester dan "
        "tahunnya.",
        period=span,
        badge=row["mutu"],
    )


def graded(row: Row, parts: Sequence[Row]) -> str:
    """`parts` from best to worst."""
    words = f"Indeks {fmt.number(row['index'], 2)}, mutu {row['mutu']} ({MUTU[row['mutu']]})."
    best, worst = (those_at(part["value"], parts, "unsur") for part in (parts[0], parts[-1]))
    return (
        words if parts[0]["value"] == parts[-1]["value"] else f"{words} Terbaik: {best}. Terendah: {worst}."
    )


@PAGE.section(
    "Kantor mana yang menepati janji?",
    metric="on_time",
    counted="urusan yang sudah jatuh tempo",
    id="kantor",
    width=7,
)
def offices(reader: PublicReader, month: Month) -> Section:
    return places.offices(reader, month)


@PAGE.section(
    "Ditepatikah janji bagi warga tiap kelurahan?",
    metric="on_time",
    counted="urusan yang sudah jatuh tempo",
    id="kelurahan",
    width=5,
)
def areas(reader: PublicReader, month: Month) -> Section:
    return places.areas(reader, month)


@PAGE.section("Dari mana permohonan datang?", metric="volume", counted="permohonan", id="permohonan", width=5)
def requests(reader: PublicReader, month: Month) -> Section:
    whole = reader.values("volume", (), month.start, month.end)
    if not whole:
        return EMPTY
    areas = reader.values("volume", ("area",), month.start, month.end)
    rows = [{"value": None, **row, "name": reader.name("area", row["area"])} for row in areas]
    rows.sort(key=lambda row: (-(row["value"] or 0), row["name"]))
    rules = reader.edition("volume", ("area",), month.start, month.end)
    # Of one that stands back for another's sake it would not be true.
    few = NOT_SHOWN if any(row.get("withheld") for row in rows) else few_people(rules)
    columns = (Column("name", "Asal pemohon"), Column("value", "Permohonan", Kind.COUNT, missing=few))
    by_area, tiles = {row["area"]: row for row in rows}, reader.tiles()
    return Section(
        asked(whole[0], _online(reader, month), rules["threshold"]),
        grids.tiles(tiles, by_area, measure=COUNT, missing=few) if tiles else None,
        Table(columns, rows),
        n=whole[0]["n"],
        note=f"Dibulatkan ke kelipatan {rules['step']}; {few_people(rules)} berarti kurang dari "
        f"{rules['threshold']}, termasuk tidak ada. Jumlah seluruhnya dibulatkan tersendiri."
        + (" Letak ubin mengikuti letak kelurahan." if tiles else ""),
    )


def _online(reader: PublicReader, month: Month) -> list[tuple[str, int]]:
    rows = reader.values("volume", ("channel",), month.start, month.end)
    return [
        (reader.name("channel", row["channel"]), row["value"])
        for row in rows
        if reader.online(row["channel"]) and row.get("value") is not None
    ]


def asked(whole: Row, online: Sequence[tuple[str, int]], threshold: int) -> str:
    if whole.get("withheld"):
        return WITHHELD
    if whole.get("value") is None:
        return f"Kurang dari {threshold} permohonan pada bulan ini."
    first = f"Sekitar {fmt.number(whole['value'])} permohonan"
    parts = [f"sekitar {fmt.number(count)} di antaranya lewat {name}" for name, count in online]
    return f"{', '.join([first, *parts])}."


@PAGE.closing
def meaning(reader: PublicReader, month: Month) -> Component:
    """Definitions and thresholds in print: whoever reads a figure can check what it says."""
    terms: list[Component] = []
    names = (question.metric for question in PAGE.sections.values() if isinstance(question.metric, str))
    for name in dict.fromkeys(names):
        metric = reader.metric(name)
        defined = reader.defined(name, metric.definition, month.end)
        terms += [html.Dt(metric.label), html.Dd(f"{defined} Dasar: {metric.source}.")]
    edition = reader.edition("volume", ("area",), month.start, month.end)
    rules = (*told_rules(edition), *restated(reader, month.end))
    return html.Section(
        [html.H2("Arti angka di halaman ini"), html.Dl(terms), html.Ul([html.Li(rule) for rule in rules])],
        className="meaning",
    )
