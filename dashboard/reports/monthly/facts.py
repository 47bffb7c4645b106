"""What a monthly report tells, each number taken from the answer that a page gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dashboard import compare, findings
from dashboard import format as fmt
from dashboard.answers import (
    arrival,
    complaints,
    completion,
    in_force,
    ledger,
    offices,
    online,
    overdue,
    promises,
    respondents,
    satisfaction,
    scores,
    unsur,
    waiting,
)
from dashboard.compare import Pair
from dashboard.filters import Filters
from dashboard.readable import DataState
from dashboard.reader import Reader
from dashboard.reports.model import whose
from dashboard.reports.monthly.measures import MEASURES, Standing, named, now, standings, told
from dashboard.reports.term import Term
from dashboard.rights import Right
from dashboard.section import Row, Section
from etl.period import Kind as Step
from etl.skm import Definition

FACTS = ("visit", "request", "answer", "complaint")
SECTIONS = {
    "services": promises.by_service,
    "overdue": overdue.by_office,
    "wait": waiting.over_time,
    "wait_hours": waiting.by_hour,
    "wait_services": waiting.by_service,
    "index": satisfaction.index,
    "certainty": satisfaction.certainty,
    "elements": scores.by_element,
    "respondents": respondents.enough,
    "complaints": complaints.over_time,
    "categories": complaints.by_category,
    "answered": complaints.answered,
    "closed": complaints.closed,
    "online": online.over_time,
    "online_services": online.by_service,
    "completion": completion.by_channel,
    "offices": offices.table,
    "office_waits": offices.waits,
    "office_promises": offices.promises,
    "office_satisfaction": offices.satisfaction,
    "office_online": offices.online,
    "office_complaints": offices.complaints_kept,
}
"""By the name under which the chapters know them; each is the answer of a page."""
QUALITY = {"sources": arrival.today, "ledger": ledger.ledger, "reasons": ledger.reasons}
"""The same, for who may see how the data came in."""


@dataclass(frozen=True)
class Month:
    """`chosen` ends with the data where the term goes on; `pairs`: with the period and the year before, where
    the data know them. `trend` has this period last, and a row of each measure by its metric."""

    office: str
    term: Term
    chosen: Filters
    data: DataState
    definition: Definition
    apart: str
    """Whether the definition of the survey changed within the trend, and what that means; empty if not."""
    names: Mapping[str, str]
    channel: str
    definitions: Sequence[tuple[str, str, str]]
    pairs: Sequence[Pair]
    standings: Mapping[str, Standing]
    decisions: Sequence[str]
    lowest: str
    trend: Sequence[Row]
    completeness: Sequence[tuple[str, str]]
    sections: Mapping[str, Section]

    @property
    def period(self) -> str:
        return fmt.period(self.chosen.start, self.chosen.end)

    @property
    def n(self) -> int:
        """Visits called, requests, answers and complaints."""
        counted = [self.standings[metric].now for metric in ("waiting", "volume", "ikm")]
        served: int = sum(row["n"] for row in counted if row)
        return served + (self.sections["complaints"].n or 0)


def month(reader: Reader, term: Term, office: str | None) -> Month:
    """Raises NotYoursError where the figures of that office are not the reader's."""
    data = reader.data
    chosen = Filters(term.start, _end(term, data.last_day), office=office)
    pairs = _pairs(chosen, data.first_day, data.last_day)
    asked = {**SECTIONS, **(QUALITY if reader.scope.sees(Right.DATA) else {})}
    sections = {name: answer(reader, chosen) for name, answer in asked.items()}
    return Month(
        office=whose(reader, office),
        term=term,
        chosen=chosen,
        data=data,
        definition=reader.definition(chosen.end),
        apart=in_force.apart(reader, replace(chosen, start=term.trend(data.first_day)[0].start)),
        names={metric: named(reader, metric) for metric in told(reader)},
        channel=online.called(reader),
        definitions=[_defined(reader, metric, chosen.end) for metric in (*told(reader), *_BESIDE)],
        pairs=pairs,
        standings=standings(reader, chosen, pairs),
        decisions=_decisions(reader, chosen, sections["overdue"]),
        lowest=unsur.lowest(unsur.elements(reader, chosen)),
        trend=_trend(reader, term, office),
        completeness=[
            (fact, reader.completeness({fact}, chosen.start, chosen.end, office).words) for fact in FACTS
        ],
        sections=sections,
    )


_BESIDE = ("completion", "complaints", "responses_on_time")
"""Metrics of the chapters that are none of page one."""


def _end(term: Term, last: date) -> date:
    """Of days to come only what is early would count, and nothing could be late: as the pages have it."""
    return min(term.end, last) if term.start <= last else term.end


def _pairs(chosen: Filters, first: date, last: date) -> list[Pair]:
    """Of a whole year the period before and the year before are one."""
    found = (each(chosen, first, last) for each in (compare.pair_before, compare.pair_year_before))
    return list(dict.fromkeys(pair for pair in found if pair is not None))


def _decisions(reader: Reader, chosen: Filters, late: Section) -> list[str]:
    """What does not wait: what the page Ringkasan finds, all of it, and where it lies overdue."""
    first, *others = (
        [found.words for found in rule(reader, chosen)]
        for rule in (
            findings.broken_promise,
            findings.complaints,
            findings.poor_elements,
            findings.late_sources,
        )
    )
    requests = [late.sentence] if any(row["requests"] for row in late.table.rows) else []
    return [*first, *requests, *(words for rule in others for words in rule)]


def _defined(reader: Reader, metric: str, until: date) -> tuple[str, str, str]:
    found = reader.metric(metric)
    name = named(reader, metric) if metric in MEASURES else found.label
    return name, reader.defined(metric, found.definition, until), found.source


def _trend(reader: Reader, term: Term, office: str | None) -> list[Row]:
    """From the first period in which anything was counted."""
    rows: list[Row] = []
    steps = term.trend(reader.data.first_day)
    values = {metric: _values(reader, metric, steps, office) for metric in told(reader)}
    for i, step in enumerate(steps):
        found = {metric: each[i] for metric, each in values.items()}
        if rows or any(found.values()) or step == term:
            cut = " (belum selesai)" if step.unfinished(reader.data.last_day) else ""
            rows.append({"start": step.start, "tick": step.tick, "label": f"{step.words}{cut}", **found})
    return rows


def _values(reader: Reader, metric: str, steps: Sequence[Term], office: str | None) -> list[Row | None]:
    """Months come in one answer; other periods are asked for one by one."""
    spans = [Filters(step.start, _end(step, reader.data.last_day), office=office) for step in steps]
    if steps[-1].kind is not Step.MONTH:
        return [now(reader, metric, span) for span in spans]
    whole = replace(spans[-1], start=spans[0].start)
    months = {row["month"]: row for row in reader.values(metric, ("month",), filters=whole)}
    return [months.get(step.start) for step in steps]
