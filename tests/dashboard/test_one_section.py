"""Sentence, figure, table, CSV, XLSX and n of one question agree as displayed, whatever is chosen."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from html import unescape
from html.parser import HTMLParser
from itertools import chain
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

import dashboard.pages
from dashboard import filters as narrowing
from dashboard import format as fmt
from dashboard import grids, text
from dashboard.content import find_pages
from dashboard.filters import Filters
from dashboard.markup import to_html
from dashboard.page import Meaning, Page, Question
from dashboard.reader import Reader, Row
from dashboard.reference import read_reference
from dashboard.rights import EVERYTHING
from dashboard.section import Column, Kind, Section, shown
from etl.warehouse.engine import reading
from tests.conftest import Loaded
from tests.dashboard import chance

MANY = int(os.environ.get("PANTAU_FILTERS", "12"))
"""Of the random filters; `make trial NAME=sections` asks thirty of each section."""
PAGES: Sequence[Page] = find_pages(dashboard.pages)
QUESTIONS = [(page, question) for page in PAGES for question in page.sections.values()]
NAMES = [f"{page.slug}-{question.id}" for page, question in QUESTIONS]
NUMBER = re.compile(
    r"kurang dari 1\u00a0menit|\d[\d.]*\u00a0hari(?: \d+\u00a0jam)?|\d[\d.]*\u00a0jam(?: \d+\u00a0menit)?"
    r"|\d+\u00a0menit|\d[\d.]*(?:,\d+)?(?:\u00a0%)?"
)


SENTENCES = ("Data lengkap", "Data sampai", "Sebagian: ", "Terlambat: ", "Tidak ada data: ")


class Remembering(Reader):
    """A version never changes, so that the same question need not be asked twice."""

    @cached_property
    def _known(self) -> dict[Any, list[Row]]:
        return {}

    def values(self, metric: str, by: tuple[str, ...] = (), *, filters: Filters) -> list[Row]:
        key = (metric, by, filters)
        if key not in self._known:
            self._known[key] = super().values(metric, by, filters=filters)
        return [dict(row) for row in self._known[key]]


@pytest.fixture(scope="module")
def reader(loaded: Loaded) -> Iterator[Reader]:
    with reading(str(loaded.office.warehouse)) as version:
        assert version is not None
        with version.connect() as connection:
            reference = read_reference(connection)
        yield Remembering(version, reference, EVERYTHING)


class Tables(HTMLParser):
    """The cells of the tables of a page, line by line, and all its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines: list[list[str]] = []
        self.words: list[str] = []
        self._cell = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "tr":
            self.lines.append([])
        if tag in ("td", "th"):
            self.lines[-1].append("")
            self._cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._cell = False

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._cell:
            self.lines[-1][-1] += data


@dataclass(frozen=True)
class Answer:
    """One question, answered for one choice, in each of its forms."""

    page: Page
    question: Question[Reader, Filters]
    reader: Reader
    chosen: Filters

    @cached_property
    def section(self) -> Section:
        return self.question.answer(self.reader, self.chosen)

    @cached_property
    def columns(self) -> Sequence[Column]:
        return self.section.table.columns

    @cached_property
    def cells(self) -> list[list[str]]:
        return [[shown(column, row) for column in self.columns] for row in self.section.table.rows]

    @cached_property
    def card(self) -> Tables:
        return Tables(to_html(self.page.card(self.question, self.reader, self.chosen)))

    @cached_property
    def sheet(self) -> tuple[dict[str, str], list[list[str]]]:
        content = self.page.csv(self.question.id, self.reader, self.chosen)
        assert content.startswith("\ufeff")
        lines = list(csv.reader(io.StringIO(content[1:], newline=""), delimiter=";", strict=True))
        blank = lines.index([])
        return {line[0]: line[1] for line in lines[:blank]}, lines[blank + 1 :]

    @cached_property
    def workbook(self) -> tuple[dict[str, str], list[list[Any]]]:
        made = self.page.xlsx(self.question.id, self.reader, self.chosen)
        book = CalamineWorkbook.from_filelike(io.BytesIO(made))
        lines, about = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
        blank = next(place for place, line in enumerate(lines) if not any(line))
        wide = len(self.columns)
        assert not any(chain(*(line[wide:] for line in lines[blank:])))
        return dict(about), [line[:wide] for line in lines[blank + 1 :]]


@pytest.fixture(scope="module")
def answers(reader: Reader) -> Callable[[Page, Question[Reader, Filters]], list[Answer]]:
    known: dict[str, list[Answer]] = {}

    def answered(page: Page, question: Question[Reader, Filters]) -> list[Answer]:
        name = f"{page.slug}-{question.id}"
        if name not in known:
            # All questions of a page are asked for the same choices, as on a page.
            kinds = [dimension.key for dimension in page.filters]
            choices: Iterable[Filters] = chance.filters(reader, page.slug, MANY, kinds)
            if not page.filters:
                choices = [page.parse({}, reader)[0]]
            known[name] = [Answer(page, question, reader, chosen) for chosen in choices]
        return known[name]

    return answered


Answered = Callable[[Page, Question[Reader, Filters]], list[Answer]]
each_question = pytest.mark.parametrize(("page", "question"), QUESTIONS, ids=NAMES)


def some(answers: list[Answer]) -> list[Answer]:
    """Those with something to show; most have."""
    found = [answer for answer in answers if answer.section.n]
    assert len(found) > len(answers) / 2, "too many of the filters find nothing"
    return found


@each_question
def test_the_page_shows_the_table_the_sentence_and_n(
    answers: Answered, page: Page, question: Question[Reader, Filters]
) -> None:
    for answer in some(answers(page, question)):
        heads = [column.head for column in answer.columns]
        # A list without a case is a sentence: an empty table would say nothing more.
        assert answer.card.lines == ([heads, *answer.cells] if answer.cells else [])
        assert answer.section.sentence in answer.card.words
        assert f"n = {fmt.number(answer.section.n or 0)} {question.counted}" in answer.card.words


@each_question
def test_the_sheet_holds_the_shown_table_the_sentence_and_n(
    answers: Answered, page: Page, question: Question[Reader, Filters]
) -> None:
    for answer in some(answers(page, question)):
        about, (heads, *rows) = answer.sheet
        assert about["Jawaban"] == answer.section.sentence
        assert about["n"] == f"{fmt.number(answer.section.n or 0)} {question.counted}"
        assert about["Versi data"] == answer.reader.data.version
        # One sentence about the data, on the page and in the file.
        assert about["Kelengkapan"] in answer.card.words
        assert about["Kelengkapan"].startswith(SENTENCES)
        assert heads == [column.head + column.kind.unit for column in answer.columns]
        assert rows == [
            [in_a_sheet(column, cell) for column, cell in zip(answer.columns, line, strict=True)]
            for line in answer.cells
        ]


@each_question
def test_the_workbook_holds_the_numbers_that_are_shown_and_says_what_the_csv_says(
    answers: Answered, page: Page, question: Question[Reader, Filters]
) -> None:
    for answer in some(answers(page, question)):
        about, (_, *rows) = answer.workbook
        assert about == answer.sheet[0]
        assert rows == [
            [stored(column, cell) for column, cell in zip(answer.columns, line, strict=True)]
            for line in answer.cells
        ]


def stored(column: Column, cell: str) -> str | float:
    """The shown cell as a number: a part of 1 for a share."""
    words = in_a_sheet(column, cell)
    if words == column.missing or column.kind is Kind.TEXT:
        return words
    exact = Fraction(words.replace(",", "."))
    return float(exact / 100 if column.kind is Kind.SHARE else exact)


def in_a_sheet(column: Column, cell: str) -> str:
    """The shown digits without unit and thousands mark; hours in minutes."""
    if cell == column.missing or column.kind is Kind.TEXT:
        return cell
    if column.kind in (Kind.DURATION, Kind.ELAPSED):
        return str(minutes(cell))
    return cell.removesuffix(f"{fmt.NBSP}%").replace(".", "")


def minutes(words: str) -> int:
    if words.startswith("kurang dari"):
        return 0
    parts = {
        unit: int(number.replace(".", ""))
        for number, unit in re.findall(r"([\d.]+)\u00a0(hari|jam|menit)", words)
    }
    assert parts, words
    return 1440 * parts.get("hari", 0) + 60 * parts.get("jam", 0) + parts.get("menit", 0)


@each_question
def test_every_point_of_the_figure_is_a_cell_of_the_table(
    answers: Answered, page: Page, question: Question[Reader, Filters]
) -> None:
    points, drawn = 0, 0
    for answer in some(answers(page, question)):
        drawn += answer.section.figure is not None
        named = {
            name: pair
            for pair in zip(answer.section.table.rows, answer.cells, strict=True)
            for name in names(pair[1])
        }
        for place, hover in marks(answer.section.figure or {"data": []}):
            label, words, *counted = [unescape(part) for part in hover.split("<br>")]
            if not counted:
                assert words in (text.CLOSED, fmt.NO_DATA)
                assert label not in named
                continue
            row, line = named[label]
            cell = next(
                filter(None, (said_by(words, *pair) for pair in zip(answer.columns, line, strict=True))), None
            )
            assert cell is not None, f"{hover} is not in {line}"
            assert counted == [f"n = {fmt.number(row['n'])}"]
            assert abs(place - number(cell)) <= 0.51, f"{hover} stands at {place}"
            points += 1
    assert points >= drawn


def names(line: Sequence[str]) -> set[str]:
    """How a figure may name a line of the table: by its first cell, or by its first two."""
    return {line[0], *(between.join(line[:2]) for between in (" pukul ", " · "))}


def marks(figure: Mapping[str, Any]) -> Iterator[tuple[float, str]]:
    """Position and words of every point that a person can hover over."""
    for trace in figure["data"]:
        if trace["type"] == "heatmap":
            pairs = zip(chain(*trace["z"]), chain(*trace["customdata"]), strict=True)
        else:
            places = trace["x"] if trace.get("orientation") == "h" else trace["y"]
            pairs = zip(places, trace["customdata"], strict=True)
        yield from ((place, words) for place, words in pairs if words)


def said_by(words: str, column: Column, cell: str) -> str | None:
    """The cell, if the words are it, or it after the name of its column."""
    if words == cell:
        return cell
    name = words.removesuffix(f" {cell}")
    return cell if name != words and column.head.endswith(name) else None


def number(cell: str) -> float:
    """In the unit of the axis."""
    if fmt.NBSP in cell and "%" not in cell:
        return minutes(cell)
    return float(cell.removesuffix(f"{fmt.NBSP}%").replace(".", "").replace(",", "."))


@each_question
def test_what_is_written_in_the_figure_is_in_the_table(
    answers: Answered, page: Page, question: Question[Reader, Filters]
) -> None:
    for answer in some(answers(page, question)):
        figure = answer.section.figure
        if figure is None:
            continue
        known = {*chain(*answer.cells), *(column.head for column in answer.columns)}
        bold = [words for trace in figure["data"] for words in trace.get("text", ())]
        bold += [note["text"] for note in figure["layout"].get("annotations", ())]
        for words in chain(*(re.findall(r"<b>(.*?)</b>", part) for part in bold)):
            # A tile without a case has a dash; its hover says why.
            assert unescape(words) in known | {grids.NOTHING}, words


@each_question
def test_every_number_of_the_sentence_is_in_the_table(
    answers: Answered, page: Page, question: Question[Reader, Filters]
) -> None:
    numbers, filled = 0, 0
    for answer in some(answers(page, question)):
        # Where every cell is words, the sentence quotes them.
        filled += bool(answer.cells) and any(column.kind is not Kind.TEXT for column in answer.columns)
        if answer.section.sentence == text.NOT_ENOUGH:
            continue
        known = {*chain(*answer.cells), fmt.number(answer.section.n or 0), *on_the_map(answer)}
        # «… kurang dari 30 kasus»: the threshold itself.
        known.add(str(text.FEW))
        for found in NUMBER.findall(without_names(answer)):
            assert found.rstrip(".") in known, (found, answer.section.sentence)
            numbers += 1
    assert numbers >= filled / 2


def without_names(answer: Answer) -> str:
    """The sentence without the names in it, which may hold digits of their own."""
    names = [column.head for column in answer.columns if " " in column.head]
    for i, column in enumerate(answer.columns):
        names += [line[i] for line in answer.cells] if column.kind is Kind.TEXT else ()
    sentence = answer.section.sentence
    for name in sorted(names, key=len, reverse=True):
        sentence = sentence.replace(name, " ")
    return sentence


def on_the_map(answer: Answer) -> set[str]:
    """The map's sentence adds up its tiles, and says which part of all they are."""
    if answer.question.id != "peta":
        return set()
    tiles = {code for code, *_ in answer.reader.tiles()}
    inside = sum(row["value"] for row in answer.section.table.rows if row["area"] in tiles)
    return {fmt.number(inside), fmt.percent(Fraction(inside, answer.section.n or 1))}


@each_question
def test_n_and_values_are_the_readers(
    answers: Answered, page: Page, question: Question[Reader, Filters]
) -> None:
    """Rows of an office, area, service or channel; hours of the week are of whole months, so of less."""
    metric = "arrivals" if question.id == "yang-pergi" else question.metric
    if isinstance(metric, Meaning):
        return
    for answer in answers(page, question):
        # What cannot be heard is not chosen: there the same is said with and without it.
        unheard = answer.section.unheard
        deaf: dict[str, Any] = {d.key: None for d in narrowing.DIMENSIONS if d.label in unheard}
        heard = replace(answer.chosen, **deaf)
        whole = answer.reader.values(metric, filters=heard)
        if answer.section.period is None and question.id != "hari-dan-jam":
            assert answer.section.n == sum(row["n"] for row in whole)
        for row in answer.section.table.rows:
            for key in {"office", "area", "service", "channel"} & {
                key for key in row if row[key] is not None
            }:
                told = answer.reader.values(metric, (key,), filters=heard)
                (same,) = [other for other in told if other[key] == row[key]]
                shared = set(same) & set(row) - ({"p50_seconds"} if metric == "arrivals" else set())
                assert {name: row[name] for name in shared} == {name: same[name] for name in shared}


@each_question
def test_where_nothing_is_there_every_form_says_so(
    answers: Answered, page: Page, question: Question[Reader, Filters]
) -> None:
    for answer in answers(page, question):
        if answer.section.n:
            continue
        about, rows = answer.sheet
        assert about["n"] == f"0 {question.counted}"
        assert rows == [[fmt.NO_DATA]]
        assert "Tidak ada data." in answer.card.words
        assert about["Kelengkapan"] in answer.card.words
        assert answer.card.lines == []
