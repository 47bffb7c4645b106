"""What a Laporan SKM tells, each number taken from the answer that the page Kepuasan gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dashboard.answers import care, in_force, respondents, satisfaction, scores, unsur
from dashboard.filters import Filters
from dashboard.readable import DataState
from dashboard.reader import Reader
from dashboard.reports.model import whose
from dashboard.reports.term import Term
from dashboard.section import EMPTY, Row, Section
from etl.metric import Metric
from etl.skm import Definition

FACT = "answer"


@dataclass(frozen=True)
class Survey:
    """`elements`: the nine unsur in the order of the regulation, `before`: in the period before; `sums`: the
    sum of nine scores, and how many complete answers have it; `trend`: this period last."""

    office: str
    code: str | None
    """Of the one office that it tells of; None: of all."""
    term: Term
    data: DataState
    metric: Metric
    completeness: str
    n: int
    index: Fraction | None
    letter: str | None
    definition: Definition
    followed: str
    """The same in words, and whether another was in force before."""
    names: Mapping[str, str]
    """Of every unsur."""
    elements: Sequence[Row]
    before: Sequence[Row]
    sums: Sequence[tuple[int, int]]
    patterns: Sequence[tuple[str, int]]
    """Nine scores in the order of UNSUR, and how many gave them."""
    given: Mapping[str, Mapping[int, int]]
    by_index: Section
    flagged: Section
    certainty: Section
    by_element: Section
    spread: Section
    enough: Section
    traits: Section
    alike: Section
    by_service: Section
    by_office: Section
    channels: Sequence[Row]
    services: Sequence[Row]
    trend: Sequence[Row]

    @property
    def weight(self) -> str:
        """Of each unsur, as it is written in words."""
        return self.definition.short.replace(".", ",")

    @property
    def cut(self) -> bool:
        """The period goes on: the data do not reach its end yet."""
        return self.data.last_day < self.term.end

    @property
    def lowest(self) -> Sequence[Row]:
        """The unsur that were answered, the lowest first."""
        known = [row for row in self.elements if row["value"] is not None]
        return sorted(known, key=lambda row: row["value"])


def survey(reader: Reader, term: Term, office: str | None) -> Survey:
    """Raises NotYoursError where the figures of that office are not the reader's."""
    chosen = Filters(term.start, term.end, office=office)
    found, definition = reader.values("ikm", filters=chosen), reader.definition(term.end)
    earlier = term.before(1)
    whole = found[0] if found else {}
    names = dict(reader.choices("unsur"))
    order = {code: place for place, code in enumerate(names)}
    return Survey(
        office=whose(reader, office),
        code=office or _only(reader),
        term=term,
        data=reader.data,
        metric=reader.metric("ikm"),
        completeness=reader.completeness({FACT}, term.start, term.end, office).words,
        n=whole.get("n", 0),
        index=whole.get("index"),
        letter=whole.get("mutu"),
        definition=definition,
        followed=f"{in_force.words(reader, definition)}. {in_force.changed(reader, chosen)}".strip(),
        names=names,
        elements=sorted(unsur.elements(reader, chosen), key=lambda row: order[row["unsur"]]),
        before=unsur.elements(reader, Filters(earlier.start, earlier.end, office=office)),
        sums=_sums(reader, chosen),
        patterns=_patterns(reader, chosen),
        given=reader.scores(filters=chosen),
        flagged=care.flagged(reader, chosen),
        by_index=satisfaction.index(reader, chosen),
        certainty=satisfaction.certainty(reader, chosen),
        by_element=scores.by_element(reader, chosen),
        spread=scores.spread(reader, chosen),
        enough=respondents.enough(reader, chosen),
        traits=respondents.traits(reader, chosen),
        alike=respondents.like_the_served(reader, chosen),
        by_service=satisfaction.by_service(reader, chosen),
        by_office=satisfaction.by_office(reader, chosen) if office is None else EMPTY,
        channels=_parts(reader, "channel", chosen),
        services=_parts(reader, "service", chosen),
        trend=_trend(reader, term, office),
    )


def _only(reader: Reader) -> str | None:
    """The office of who reads one only."""
    own = reader.scope.offices
    return next(iter(own)) if own is not None and len(own) == 1 else None


def _parts(reader: Reader, by: str, chosen: Filters) -> list[Row]:
    """How many answered, by this key, the most first."""
    rows = reader.numbers("ikm", (by,), filters=chosen)
    total = sum(row["n"] for row in rows)
    named = [
        {"name": reader.name(by, row[by]), "n": row["n"], "share": Fraction(row["n"], total)} for row in rows
    ]
    return sorted(named, key=lambda row: (-row["n"], row["name"]))


def _sums(reader: Reader, chosen: Filters) -> list[tuple[int, int]]:
    rows = reader.numbers("ikm", ("score_sum",), filters=chosen)
    return sorted((row["score_sum"], row["n"]) for row in rows)


def _patterns(reader: Reader, chosen: Filters) -> list[tuple[str, int]]:
    rows = reader.numbers("ikm", ("pattern",), filters=chosen)
    return [(row["pattern"], row["n"]) for row in rows]


def _trend(reader: Reader, term: Term, office: str | None) -> list[Row]:
    """Periods in which nobody answered are told too, from the first in which somebody did."""
    rows: list[Row] = []
    for step in term.trend(reader.data.first_day):
        found = reader.values("ikm", filters=Filters(step.start, step.end, office=office))
        row = found[0] if found else {}
        if rows or row or step == term:
            rows.append(
                {
                    "start": step.start,
                    "tick": step.tick,
                    "label": step.words,
                    "n": row.get("n", 0),
                    "value": row.get("index"),
                    "letter": row.get("mutu"),
                }
            )
    return rows
