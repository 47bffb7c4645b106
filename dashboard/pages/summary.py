"""The state of the office on one screen: what changed and what to do, five numbers, the reasons."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboard import compare, lead, report_files
from dashboard import format as fmt
from dashboard.answers import promises, requests, unsur, waiting
from dashboard.compare import Pair
from dashboard.filters import OFFICE, PERIOD, Filters
from dashboard.findings import findings
from dashboard.keynumbers import Number, key_numbers
from dashboard.page import Page
from dashboard.reader import Reader
from dashboard.rights import Right

PAGE = Page(slug="ringkasan", title="Ringkasan", order=10, right=Right.FIGURES, filters=(PERIOD, OFFICE))


@PAGE.hero
def state(reader: Reader, filters: Filters) -> Component:
    pair = compare.pair_before(filters, reader.data.first_day, reader.data.last_day)
    numbers = key_numbers(reader, filters, pair)
    found = findings(reader, filters, numbers)
    parts = [lead.block(found, beside(pair, numbers)), lead.numbers(numbers, filters)]
    card = report_files.card("monthly", reader, filters)
    return html.Div([*parts, card] if card else parts)


def beside(pair: Pair | None, numbers: Sequence[Number]) -> str:
    """What the period is compared with, and whether any of the numbers changed."""
    if pair is None:
        return "Tidak ada periode sebelumnya yang sama panjang dalam data, jadi perubahan belum bisa dinilai."
    dates = f"Dibanding {fmt.period(pair.before.start, pair.before.end)}"
    changes = [number.compared.change for number in numbers]
    if any(change.changed for change in changes):
        return f"{dates}."
    if all(change.z is None for change in changes):
        return f"{dates}: belum cukup data untuk menilai perubahan."
    return f"{dates}: tidak ada yang berubah nyata."


PAGE.section(
    "Berapa lama orang menunggu?",
    metric="waiting",
    counted=waiting.CALLED,
    id="dari-waktu-ke-waktu",
    width=7,
)(waiting.over_time)
PAGE.section(
    "Kapan orang paling lama menunggu?", metric="waiting", counted=waiting.CALLED, id="hari-dan-jam", width=5
)(waiting.by_hour)
PAGE.section(
    "Layanan mana yang paling banyak terlambat?", metric="on_time", counted=promises.DUE, id="janji", width=7
)(promises.by_service)
PAGE.section(
    "Kapan yang terlambat itu masuk?", metric="on_time", counted=promises.DUE, id="jam-janji", width=5
)(promises.by_hour)
PAGE.section(
    "Dari mana permohonan datang?",
    metric="volume",
    counted=requests.ASKED,
    id="peta",
    width=5,
    right=Right.AREAS,
)(requests.tile_map)
PAGE.section(
    "Unsur mana yang menahan kepuasan?", metric="ikm", counted=unsur.RESPONDENTS, id="unsur", width=7
)(unsur.by_element)
