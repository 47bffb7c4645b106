"""Reports as files for those who may take them: where they lie, and the card that offers them."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from dashboard.components import aria
from dashboard.errors import UsageError
from dashboard.filters import AREA, CHANNEL, OFFICE, PERIOD, SERVICE, Filters
from dashboard.page import Page
from dashboard.reader import Reader
from dashboard.reports.catalogue import WRITERS, kinds
from dashboard.reports.model import Kind
from dashboard.reports.term import Term, parse_term
from dashboard.rights import Right
from etl.period import Kind as Step
from etl.period import period_of

PLANS = "tindak-lanjut"
"""The page with the register of plans."""
ADDRESS = f"/unduh/laporan/<name>.<any({', '.join(WRITERS)}):ending>"
"""The period as the command line takes it, and the office, stand behind it."""


def asked(query: Mapping[str, str], reader: Reader) -> tuple[Term, str | None] | None:
    """The period and the office that an address names; None where it names none that is the reader's."""
    office = query.get(OFFICE.word)
    if office is not None and office not in dict(reader.choices(OFFICE.key)):
        return None
    try:
        return parse_term(query.get(PERIOD.word, "")), office
    except UsageError:
        return None


def card(name: str, reader: Reader, filters: Filters) -> Component | None:
    """The chosen period and the last whole ones of each kind; nothing for who may not have files."""
    kind = kinds()[name]
    if not reader.scope.takes(kind.right):
        return None
    terms = [Term(filters.start, filters.end), *_ended(reader, kind.steps)]
    rows = [_row(kind, term, filters.office) for term in dict.fromkeys(terms)]
    deaf = [each.label for each in (AREA, SERVICE, CHANNEL) if getattr(filters, each.key) is not None]
    note = f" Tidak mengikuti saringan {', '.join(deaf)}." if deaf else ""
    return html.Section(
        [
            html.P(html.B(kind.label)),
            html.P(f"{kind.about}{note}", className="small"),
            *_plans(kind, reader),
            html.Ul(rows, className="files"),
        ],
        id=f"laporan-{name}",
        className="card offered",
        **aria(label=kind.label),
    )


def _plans(kind: Kind, reader: Reader) -> list[Component]:
    """Where what the report tells of plans is written."""
    if kind.with_plans is None or not reader.scope.sees(Right.FOLLOW_UP):
        return []
    page = html.A("Tindak lanjut SKM", href=f"{Page.base}/{PLANS}")
    return [html.P(["Rencana tindak lanjutnya diisi dari halaman ", page, "."], className="small")]


def _ended(reader: Reader, steps: Sequence[Step]) -> list[Term]:
    """The last periods of these kinds that the data reach the end of, as far as they know any of it."""
    tomorrow = reader.data.last_day + timedelta(days=1)
    found = []
    for step in steps:
        last = period_of(period_of(tomorrow, step).start - timedelta(days=1), step)
        if last.last >= reader.data.first_day:
            found.append(Term(last.start, last.last))
    return found


def _row(kind: Kind, term: Term, office: str | None) -> Component:
    query = {PERIOD.word: term.code, **({OFFICE.word: office} if office else {})}
    links = [
        html.A(
            ending.upper(),
            href=f"{Page.base}/unduh/laporan/{kind.name}.{ending}?{urlencode(query)}",
            download="",
            **aria(label=f"Unduh {kind.label} {term.words}, {ending.upper()}"),
        )
        for ending in WRITERS
    ]
    return html.Li([html.Span(term.words), html.Span(links, className="act")])
