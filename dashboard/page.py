"""A page is a list of questions; each is answered by a pure function of a reader and a choice."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from dash.development.base_component import Component

from dashboard import components, controls, text
from dashboard import filters as narrowing
from dashboard import format as fmt
from dashboard.completeness import Completeness, Grade
from dashboard.filters import Dimension, Filters, Month
from dashboard.public_reader import PublicReader
from dashboard.reader import ONLINE, Reader
from dashboard.rights import Right
from dashboard.section import EMPTY, About, Section, Table, to_csv
from dashboard.sheet import to_xlsx
from etl.metric import Metric, Unit

R = TypeVar("R", bound=Reader | PublicReader)
C = TypeVar("C")
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")
"""What every system and every header takes in the name of a file."""
ENDINGS = ("csv", "xlsx")
ROW = 12
"""Twelfths of the page."""


@dataclass(frozen=True)
class Meaning:
    """What figures mean that are no metric's, and the facts that they tell of."""

    definition: str
    source: str
    facts: frozenset[str] = frozenset()
    unit: Unit = Unit.COUNT


@dataclass(frozen=True)
class Question(Generic[R, C]):
    """`metric` (by its name) or a meaning of its own gives the definition, `counted` says what n counts, and
    `width` is in twelfths of the page."""

    id: str
    title: str
    metric: str | Meaning
    counted: str
    width: int
    answer: Callable[[R, C], Section]
    right: Right | None = None
    """What it needs beside the right of its page."""

    def meaning(self, reader: R) -> Metric | Meaning:
        return self.metric if isinstance(self.metric, Meaning) else reader.metric(self.metric)


@dataclass
class Questions(Generic[R, C]):
    """What staff and public pages share."""

    slug: str
    title: str
    order: int
    sections: dict[str, Question[R, C]] = field(default_factory=dict, kw_only=True)

    base = ""

    def section(
        self,
        title: str,
        *,
        metric: str | Meaning,
        counted: str,
        id: str | None = None,
        width: int = 12,
        right: Right | None = None,
    ) -> Callable[[Callable[[R, C], Section]], Callable[[R, C], Section]]:
        """Adds a question; its id is the function's name unless people need a word of their own to see."""

        def add(answer: Callable[[R, C], Section]) -> Callable[[R, C], Section]:
            key = id or answer.__name__.replace("_", "-")
            if key in self.sections:
                raise ValueError(f"page {self.slug!r} has two sections {key!r}")
            self.sections[key] = Question(key, title, metric, counted, width, answer, right)
            return answer

        return add

    def query(self, choice: C) -> dict[str, str]:
        raise NotImplementedError

    def described(self, choice: C, reader: R) -> list[tuple[str, str]]:
        raise NotImplementedError

    def span(self, choice: C) -> tuple[date, date]:
        raise NotImplementedError

    def href(self, choice: C) -> str:
        return with_query(f"{self.base}/{self.slug}", self.query(choice))

    def file_href(self, section: str, ending: str, choice: C) -> str:
        path = f"{self.base}/unduh/{self.slug or 'beranda'}/{section}.{ending}"
        return with_query(path, self.query(choice))

    def file_name(self, section: str, answered: Section, reader: R, choice: C) -> str:
        """Without its ending: what is asked, the period and what it is narrowed to, and the version; of the
        answer, which may have a period of its own and follow not every filter."""
        start, end = (answered.period.start, answered.period.end) if answered.period else self.span(choice)
        days = f"{start:%Y-%m}" if _one_month(start, end) else f"{start}_{end}"
        parts = [
            f"{self.slug or 'beranda'}-{section}",
            days,
            *self.codes(choice, answered.unheard),
            reader.data.version,
        ]
        return "_".join(_NOT_IN_NAMES.sub("-", part) for part in parts)

    def codes(self, choice: C, unheard: Sequence[str]) -> Sequence[str]:
        """What the choice is narrowed to beside the period, without the filters with these labels."""
        return ()

    def csv(self, section_id: str, reader: R, choice: C) -> str:
        """The table of one section as a file; KeyError for a section that the page does not have."""
        about, table = self.told(section_id, reader, choice)
        return to_csv(about.lines, table)

    def xlsx(self, section_id: str, reader: R, choice: C) -> bytes:
        """The same as a workbook."""
        return to_xlsx(*self.told(section_id, reader, choice))

    def told(self, section_id: str, reader: R, choice: C) -> tuple[About, Table]:
        """What every file of a section holds."""
        question = self.sections[section_id]
        answered = question.answer(reader, choice)
        metric = question.meaning(reader)
        counted = None if answered.n is None else f"{fmt.number(answered.n)} {question.counted}"
        about = About(
            question=question.title,
            answer=answered.sentence or fmt.NO_DATA,
            narrowed=self._narrowed(answered, choice, reader),
            n=counted or "tidak ditampilkan",
            until=reader.data.until(metric.facts),
            completeness=self.completeness(question, answered, reader, choice).words,
            version=reader.data.version,
            definition=self._defined(question, answered, reader, choice),
            source=metric.source,
            note=answered.note,
            sample=reader.data.sample,
            file=self.file_name(section_id, answered, reader, choice),
        )
        return about, answered.table

    def _narrowed(self, answered: Section, choice: C, reader: R) -> list[tuple[str, str]]:
        first, *rest = self.described(choice, reader)
        heard = [(label, value) for label, value in rest if label not in answered.unheard]
        return [(first[0], answered.period.words if answered.period else first[1]), *heard]

    def asked(self, reader: R) -> list[Question[R, C]]:
        """The questions that are the reader's to ask."""
        return list(self.sections.values())

    def gives(self, question: Question[R, C], reader: R) -> bool:
        """Whether the reader may have the answer as a file."""
        return True

    def cards(self, reader: R, choice: C) -> list[Component]:
        asked = self.asked(reader)
        widths = fitted([question.width for question in asked])
        fitting = [replace(question, width=width) for question, width in zip(asked, widths, strict=True)]
        return [self.card(question, reader, choice) for question in fitting]

    def card(self, question: Question[R, C], reader: R, choice: C) -> Component:
        answered = question.answer(reader, choice)
        metric = question.meaning(reader)
        found = self.completeness(question, answered, reader, choice)
        unheard = found.grade is Grade.NONE and not self._outside(reader, choice)
        notes = [answered.note] if answered.note else []
        if metric.unit is Unit.DURATION:
            notes.append(text.DURATIONS)
        notes.append(text.COUNTED)
        files = ENDINGS if self.gives(question, reader) else ()
        return components.card(
            components.Card(
                id=question.id,
                graph=f"{self.slug or 'beranda'}-{question.id}",
                title=question.title,
                width=question.width,
                section=EMPTY if answered.n == 0 else answered,
                counted=question.counted,
                why=f"{found.sentence}." if unheard else self.why(question, reader, choice),
                completeness=found,
                files={ending: self.file_href(question.id, ending, choice) for ending in files},
                file=self.file_name(question.id, answered, reader, choice),
                link=f"{self.href(choice)}#{question.id}",
                definition=f"{self._defined(question, answered, reader, choice)} Dasar: {metric.source}.",
                notes=notes,
            )
        )

    def _defined(self, question: Question[R, C], answered: Section, reader: R, choice: C) -> str:
        end = answered.period.end if answered.period else self.span(choice)[1]
        words = question.meaning(reader).definition
        return reader.defined(question.metric, words, end) if isinstance(question.metric, str) else words

    def completeness(self, question: Question[R, C], answered: Section, reader: R, choice: C) -> Completeness:
        """Of what this answer is made of: its own days and the filters that it follows."""
        start, end = (answered.period.start, answered.period.end) if answered.period else self.span(choice)
        deaf = narrowing.OFFICE.label in answered.unheard
        return reader.completeness(
            question.meaning(reader).facts,
            start,
            end,
            None if deaf else getattr(choice, narrowing.OFFICE.key, None),
            online=question.metric == ONLINE,
        )

    def why(self, question: Question[R, C], reader: R, choice: C) -> str:
        """Why there is nothing to show."""
        unset = self._unset(question, reader, choice)
        if unset is not None:
            return f"Belum ada janji yang ditetapkan untuk {unset}, jadi tidak ada yang dapat dinilai."
        start, end = self.span(choice)
        data = reader.data
        if self._outside(reader, choice):
            return (
                f"Periode ini di luar data. Data tersedia untuk {fmt.period(data.first_day, data.last_day)}."
            )
        narrowed = self.described(choice, reader)
        if len(narrowed) > 1:
            words = fmt.joined([f"{label} {value}" for label, value in narrowed[1:]])
            return f"Tidak ada {question.counted} pada {fmt.period(start, end)} untuk {words}."
        return f"Tidak ada {question.counted} yang tercatat pada {fmt.period(start, end)}."

    def _outside(self, reader: R, choice: C) -> bool:
        start, end = self.span(choice)
        return end < reader.data.first_day or start > reader.data.last_day

    def _unset(self, question: Question[R, C], reader: R, choice: C) -> str | None:
        """What has no promise by which it could be judged."""
        service = getattr(choice, "service", None)
        if not isinstance(question.metric, str) or reader.promised(question.metric, service):
            return None
        if question.metric != "on_time":
            return "pengaduan"
        return "layanan kantor ini" if service is None else reader.name("service", service)


def fitted(widths: Sequence[int]) -> list[int]:
    """The last card of a row fills it: its neighbour may not be the reader's to see."""
    found: list[int] = []
    row: list[int] = []
    for width in (*widths, ROW):
        if row and sum(row) + width > ROW:
            found += [*row[:-1], ROW - sum(row[:-1])]
            row = []
        row.append(width)
    return found


def with_query(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


@dataclass
class Page(Questions[Reader, Filters]):
    """A staff page. Who has its right stands in `rights.py`.

    Without filters it always tells of all data. `lead` stands under its title, `hero` over the questions.
    """

    right: Right = field(kw_only=True)
    filters: Sequence[Dimension] = narrowing.ALL
    lead: str | None = None
    head: Callable[[Reader, Filters], Component | None] | None = None

    base = "/staf"

    @property
    def rights(self) -> frozenset[Right]:
        return frozenset(right for question in self.sections.values() for right in self.needs(question))

    def needs(self, question: Question[Reader, Filters]) -> tuple[Right, ...]:
        return (self.right,) if question.right is None else (self.right, question.right)

    def asked(self, reader: Reader) -> list[Question[Reader, Filters]]:
        return [question for question in super().asked(reader) if reader.scope.sees(*self.needs(question))]

    def gives(self, question: Question[Reader, Filters], reader: Reader) -> bool:
        return reader.scope.takes(*self.needs(question))

    def hero(self, make: Callable[[Reader, Filters], Component | None]) -> Any:
        self.head = make
        return make

    def parse(self, query: Mapping[str, str], reader: Reader) -> tuple[Filters, list[str]]:
        if not self.filters:
            return Filters(reader.data.first_day, reader.data.last_day, preset=narrowing.DEFAULT), []
        return narrowing.parse(query, reader, self.filters)

    def query(self, choice: Filters) -> dict[str, str]:
        return narrowing.query(choice)

    def described(self, choice: Filters, reader: Reader) -> list[tuple[str, str]]:
        return narrowing.described(choice, reader.name)

    def span(self, choice: Filters) -> tuple[date, date]:
        return choice.start, choice.end

    def codes(self, choice: Filters, unheard: Sequence[str]) -> Sequence[str]:
        heard = [dimension for dimension in narrowing.DIMENSIONS if dimension.label not in unheard]
        chosen = (getattr(choice, dimension.key) for dimension in heard)
        return [code for code in chosen if code is not None]

    def render(self, reader: Reader, filters: Filters, notices: Sequence[str] = ()) -> Component:
        words = [value for _, value in self.described(filters, reader)]
        action = f"{self.base}/{self.slug}"
        return components.staff_page(
            title=self.title,
            subtitle=" · ".join(words),
            lead=self.lead,
            bar=controls.filter_bar(self.filters, filters, reader, action=action) if self.filters else None,
            notices=[*notices, *components.lateness(reader.data)],
            hero=self.head(reader, filters) if self.head else None,
            cards=self.cards(reader, filters),
        )


@dataclass
class PublicPage(Questions[PublicReader, Month]):
    """A public page of fixed calendar months. `hero` stands over the questions, `closing` under them."""

    head: Callable[[PublicReader, Month], Component] | None = None
    foot: Callable[[PublicReader, Month], Component] | None = None

    def hero(self, make: Callable[[PublicReader, Month], Component]) -> Any:
        self.head = make
        return make

    def closing(self, make: Callable[[PublicReader, Month], Component]) -> Any:
        self.foot = make
        return make

    def months(self, reader: PublicReader) -> list[tuple[date, date]]:
        """Published whole months, oldest first."""
        found = {(start, end) for _, start, end in reader.periods("volume", ()) if _one_month(start, end)}
        return sorted(found)

    def parse(self, query: Mapping[str, str], reader: PublicReader) -> tuple[Month | None, list[str]]:
        return narrowing.parse_month(query, self.months(reader))

    def query(self, choice: Month) -> dict[str, str]:
        return narrowing.month_query(choice)

    def described(self, choice: Month, reader: PublicReader) -> list[tuple[str, str]]:
        return [("Bulan", fmt.month(choice.start))]

    def span(self, choice: Month) -> tuple[date, date]:
        return choice.start, choice.end

    def render(self, reader: PublicReader, choice: Month | None, notices: Sequence[str] = ()) -> Component:
        if choice is None:
            return components.nothing_yet("Belum ada bulan yang lengkap untuk ditampilkan.")
        return components.public_page(
            hero=self.head(reader, choice) if self.head else None,
            bar=controls.month_bar(self.months(reader), choice, action=f"{self.base}/{self.slug}"),
            notices=[*notices, *components.lateness(reader.data)],
            cards=self.cards(reader, choice),
            closing=self.foot(reader, choice) if self.foot else None,
        )


def _one_month(start: date, end: date) -> bool:
    return start.day == 1 and fmt.ends_month(end) and (start.year, start.month) == (end.year, end.month)
