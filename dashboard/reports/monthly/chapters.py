"""What stands behind page one: a chapter per question of the pages, each with a chart and a table. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dashboard import figures, scales, text
from dashboard import format as fmt
from dashboard.answers import promises
from dashboard.answers.complaints import IN_FORCE
from dashboard.answers.standards import doubts, kept_bars
from dashboard.canvas import AMBER, MINUTES, RIVER, SHARE, Measure
from dashboard.figures import Line
from dashboard.reader import ONLINE
from dashboard.reports.model import Chart, Grid, Heading, Part, Points, Text
from dashboard.reports.monthly import beside, words
from dashboard.reports.monthly.facts import Month
from dashboard.reports.monthly.measures import MEASURES
from dashboard.section import Column, Row, Section, Table, shown
from dashboard.timeline import FEWEST


def parts(found: Month) -> list[Part]:
    return [
        *_chapter("Perkembangan", _trend(found)),
        *_chapter("Janji pelayanan", _promises(found)),
        *_chapter("Waktu tunggu", _waiting(found)),
        *_chapter("Kepuasan masyarakat", _satisfaction(found)),
        *_chapter("Pengaduan", _complaints(found)),
        *_chapter(f"Kanal daring ({found.channel})" if found.channel else "Kanal daring", _online(found)),
        *_chapter("Menurut kantor", _offices(found)),
        *_chapter("Mutu data", _quality(found)),
        *_chapter("Definisi", _definitions(found)),
    ]


def _chapter(head: str, told: Sequence[Part]) -> list[Part]:
    return [Heading(head), *told] if told else []


def _said(sections: Iterable[Section], nothing: str) -> list[Part]:
    """The sentences, each once."""
    sentences = dict.fromkeys(section.sentence for section in sections if section.sentence)
    return [Text(each) for each in sentences] or [Text(nothing)]


def _noted(section: Section) -> list[Part]:
    return [Text(section.note, small=True)] if section.note and section.table.rows else []


def _grid(caption: str, section: Section, sheet: str, keys: str, **heads: str) -> list[Part]:
    """The answer's table: its first column and those of these `keys`, some under shorter `heads`."""
    table = section.table
    if not table.rows:
        return []
    first, *others = table.columns
    told = [first, *(column for column in others if column.key in keys.split() and _told(column, table.rows))]
    columns = [replace(column, head=heads.get(column.key, column.head)) for column in told]
    return [Grid(caption, Table(columns, table.rows), sheet=sheet)]


def _told(column: Column, rows: Sequence[Row]) -> bool:
    """What is not due yet is a column only while there is any."""
    return column.key != "pending" or any(row["pending"] for row in rows)


def _chart(caption: str, section: Section, key: str, what: str) -> list[Part]:
    """With its table in words for who cannot see it: the name of each row and its value of `key`."""
    if section.figure is None:
        return []
    (value,) = [column for column in section.table.columns if column.key == key]
    first = section.table.columns[0]
    each = [f"{shown(first, row)} {shown(value, row)}" for row in section.table.rows]
    return [Chart(caption, section.figure, f"{what}: {'; '.join(each)}.")]


def _trend(found: Month) -> list[Part]:
    if len(found.trend) < 2:
        return [Text(words.NO_TREND)]
    columns = [Column("label", "Periode", whole=True)]
    columns += [
        Column(metric, name, MEASURES[metric].kind, missing="–") for metric, name in found.names.items()
    ]
    values = [
        {metric: step[metric][MEASURES[metric].key] for metric in found.names if step[metric]}
        for step in found.trend
    ]
    rows = [{"label": step["label"], **value} for step, value in zip(found.trend, values, strict=True)]
    first = fmt.day(found.data.first_day)
    return [
        Grid("Ukuran pokok menurut periode", Table(columns, rows), sheet=None),
        Text(f"Data tersedia sejak {first}; periode yang mulai sebelum itu tidak utuh.", small=True),
        *_drawn(found, "waiting", MINUTES, AMBER),
        *_drawn(found, "on_time", SHARE, RIVER, most=100),
    ]


def _drawn(
    found: Month, metric: str, measure: Measure, colour: str, *, most: float | None = None
) -> list[Part]:
    steps = _steps(found, metric) if metric in found.names else []
    if _known(steps) < FEWEST:
        return []
    name = found.names[metric]
    figure = figures.over_time(steps, [Line("value", name, colour)], measure, most=most)
    return [Chart(f"{name} menurut periode", figure, _line(found, metric))]


def _steps(found: Month, metric: str) -> list[Row]:
    measure = MEASURES[metric]
    return [
        {
            **{key: step[key] for key in ("start", "tick", "label")},
            "value": step[metric][measure.key] if step[metric] else None,
            "n": step[metric][measure.of] if step[metric] else 0,
            "letter": step[metric].get("mutu") if step[metric] else None,
        }
        for step in found.trend
    ]


def _known(steps: Sequence[Row]) -> int:
    return sum(step["value"] is not None for step in steps)


def _line(found: Month, metric: str) -> str:
    each = [f"{step['label']} {MEASURES[metric].show(step[metric])}" for step in found.trend]
    return f"Garis {found.names[metric]} menurut periode: {'; '.join(each)}."


def _promises(found: Month) -> list[Part]:
    services, late = found.sections["services"], found.sections["overdue"]
    return [
        *_said([services], "Tidak ada urusan yang jatuh tempo pada periode ini."),
        *_chart(
            "Layanan yang paling jarang tepat janji", _lowest(services), "value", "Bagian yang tepat janji"
        ),
        *_grid("Janji ditepati menurut layanan", services, "Janji", f"promise {JUDGED}"),
        *_drawn_lowest(services),
        Text(late.sentence),
        *_by_office(late),
        *_noted(late),
    ]


def _by_office(late: Section) -> list[Part]:
    """Of one office the sentence says it all."""
    keys = "requests since selesai tanggapan"
    if len(late.table.rows) < 2:
        return []
    return _grid("Lewat batas waktu menurut kantor", late, "Lewat batas", keys)


JUDGED = "value broken judged pending"
LOWEST = 6
"""Services that are drawn; the table holds them all."""


def _lowest(services: Section) -> Section:
    """The same rows, the first of them drawn in the same way. The last row is of all together."""
    rows = services.table.rows[:-1]
    few = rows[:LOWEST]
    figure = kept_bars(few, strong=promises.breaker(rows))
    return replace(services, figure=figure, table=replace(services.table, rows=few))


def _drawn_lowest(services: Section) -> list[Part]:
    rows = services.table.rows
    only = text.only_top(len(rows) - 1, LOWEST, "layanan terendah")
    note = f"Batang menunjukkan bagian yang tepat janji{only}.{doubts(rows)}"
    return [Text(note, small=True)] if rows else []


def _waiting(found: Month) -> list[Part]:
    wait, hours, services = (found.sections[name] for name in ("wait", "wait_hours", "wait_services"))
    told = _said([wait, hours, services], "Tidak ada kunjungan yang dipanggil pada periode ini.")
    if hours.figure is not None:
        alt = f"Kotak menurut hari dan jam, makin gelap makin lama menunggu. {hours.sentence}"
        when = hours.period.words if hours.period else found.period
        told.append(Chart(f"Waktu tunggu menurut hari dan jam, {when}", hours.figure, alt))
        told += _noted(hours)
    return [*told, *beside.services(services, found.sections["online_services"], found.channel)]


def _satisfaction(found: Month) -> list[Part]:
    index, certainty, elements, enough = (
        found.sections[name] for name in ("index", "certainty", "elements", "respondents")
    )
    told = [
        *_said([index, certainty, elements, enough], "Tidak ada jawaban survei pada periode ini."),
        *_chart("Nilai konversi tiap unsur", elements, "converted", "Titik tiap unsur dari 25 sampai 100"),
        *_grid("Nilai unsur", elements, "Unsur", "value converted letter n"),
        *_noted(elements),
    ]
    steps = _steps(found, "ikm")
    if _known(steps) >= FEWEST:
        drawn = scales.trend(steps, found.definition)
        told.append(Chart("IKM menurut periode", drawn, _line(found, "ikm")))
    if found.apart:
        told.append(Text(found.apart, small=True))
    return told


def _complaints(found: Month) -> list[Part]:
    came, categories, answered, closed = (
        found.sections[name] for name in ("complaints", "categories", "answered", "closed")
    )
    return [
        *_said([came, categories, answered, closed], "Tidak ada pengaduan yang diterima pada periode ini."),
        *_chart("Pengaduan menurut kategori", categories, "value", "Batang banyaknya pengaduan"),
        *beside.categories(categories, answered, closed),
        *([Text(f"{IN_FORCE}{doubts(closed.table.rows)}", small=True)] if closed.table.rows else []),
    ]


def _online(found: Month) -> list[Part]:
    share, services, done = (found.sections[name] for name in ("online", "online_services", "completion"))
    ends = "value completed refused withdrawn open n"
    return [
        *_said([share, services, done], "Tidak ada permohonan pada periode ini."),
        *_drawn(found, ONLINE, SHARE, RIVER, most=100),
        *_grid("Permohonan yang selesai menurut kanal", done, "Penyelesaian", ends),
        *_noted(done),
    ]


OFFICES = {
    "office_waits": "Waktu tunggu",
    "office_promises": "Janji",
    "office_satisfaction": "Kepuasan",
    "office_online": "Kanal daring",
    "office_complaints": "Pengaduan",
}
"""What offices are compared by: the answer, and what its sentence is about."""


def _offices(found: Month) -> list[Part]:
    """Of one office the other chapters tell."""
    table, kept = found.sections["offices"], found.sections["office_promises"]
    if len(table.table.rows) < 2:
        return []
    sentences = {name: found.sections[section].sentence for section, name in OFFICES.items()}
    points = [
        f"{name}: {words.inside(said)}"
        for name, said in sentences.items()
        if said not in ("", text.NOT_ENOUGH)
    ]
    first = "p90_seconds visits kept judged index mutu answers"
    second = "requests online complaints closed small"
    return [
        Points(points) if points else Text(text.NOT_ENOUGH),
        *_chart("Janji ditepati menurut kantor", kept, "value", "Batang bagian yang tepat janji"),
        *_grid(
            "Waktu tunggu, janji, dan kepuasan menurut kantor",
            table,
            "Per kantor",
            first,
            visits="Dipanggil",
            judged="Dinilai",
        ),
        *_grid("Permohonan dan pengaduan menurut kantor", table, "Per kantor", second, closed="Tepat waktu"),
        *_noted(table),
    ]


def _quality(found: Month) -> list[Part]:
    rows = [{"fact": words.FACTS[fact], "told": told} for fact, told in found.completeness]
    columns = (Column("fact", "Data"), Column("told", f"Kelengkapan untuk {found.period}"))
    whole = Grid("Kelengkapan data periode ini", Table(columns, rows), sheet="Kelengkapan")
    if "sources" not in found.sections:
        return [whole]
    sources, ledger, reasons = (found.sections[name] for name in ("sources", "ledger", "reasons"))
    return [
        whole,
        *_said([sources], "Belum ada sumber data."),
        *_grid("Keadaan sumber data", sources, "Sumber", "state until missing"),
        *_said([ledger, reasons], "Belum ada baris yang dibaca."),
        *_grid("Baris yang dibaca", ledger, "Baris", "read new corrected rejected excluded share"),
        Text(words.LEDGER, small=True),
        *_grid("Alasan penolakan", reasons, "Penolakan", "n share"),
    ]


def _definitions(found: Month) -> list[Part]:
    columns = (Column("name", "Ukuran", whole=True), Column("told", "Cara hitung dan dasarnya"))
    rows = [
        {"name": name, "told": f"{definition} Dasar: {source}."}
        for name, definition, source in found.definitions
    ]
    return [
        Grid("Ukuran dalam laporan ini", Table(columns, rows), sheet="Definisi"),
        Points(words.RULES),
    ]
