"""An office that keeps only one kind of record: every page is drawn, and says what is missing."""

from collections.abc import Mapping
from datetime import date

import pytest

from dashboard import pages
from dashboard.answers import respondents
from dashboard.content import find_pages
from dashboard.filters import parse
from dashboard.keynumbers import key_numbers
from dashboard.markup import to_html
from dashboard.page import Page
from dashboard.reader import Reader
from dashboard.rights import EVERYTHING
from dashboard.store import Store
from tests.office import SOURCES, bare, days, deliver, invent

LAST = date(2026, 10, 30)
PAGES = find_pages(pages)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Reader]:
    """Per source, the reader of an office without the four others."""
    whole, _ = invent(tmp_path_factory.mktemp("utuh"), days(LAST, 40))
    found = {}
    for source in SOURCES:
        office = bare(tmp_path_factory.mktemp(source), LAST)
        for path in whole.files():
            if path.parent.name == source:
                deliver(office, path)
        office.run()
        reader = Store(str(office.warehouse), "staff").reader(EVERYTHING)
        assert reader is not None
        found[source] = reader
    return found


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.slug)
def test_every_page_stands_on_one_source(page: Page, source: str, alone: Mapping[str, Reader]) -> None:
    reader = alone[source]
    filters, notices = page.parse({"periode": "semua"}, reader)
    html = to_html(page.render(reader, filters, notices))
    assert html.count("<h2>") == len(page.sections)
    for key in page.sections:
        about, _ = page.told(key, reader, filters)
        assert about.answer
        assert page.xlsx(key, reader, filters)


def test_respondents_are_not_compared_with_nobody(alone: Mapping[str, Reader]) -> None:
    reader = alone["skm"]
    filters, _ = parse({"periode": "semua"}, reader)
    section = respondents.like_the_served(reader, filters)
    assert section.sentence == "Tidak ada data tentang yang dilayani, jadi tidak dapat dibandingkan."
    assert section.figure is None
    assert section.n
    assert {row["share"] for row in section.table.rows if row["who"] == respondents.ALL} == {None}


def test_what_came_online_is_unknown_where_only_the_counter_tells(alone: Mapping[str, Reader]) -> None:
    """The counter's book alone would make it 0,0 %."""
    reader, page = alone["loket"], next(page for page in PAGES if page.slug == "elok")
    filters, _ = page.parse({"periode": "semua"}, reader)
    assert reader.values("volume", filters=filters)
    assert reader.values("digital_share", filters=filters) == []
    key = next(key for key, question in page.sections.items() if question.metric == "digital_share")
    html = to_html(page.card(page.sections[key], reader, filters))
    assert "Tidak ada data: «elok» belum pernah memberi data" in html
    assert "0,0" not in html
    about, _ = page.told(key, reader, filters)
    assert about.completeness.startswith("Tidak ada data: «elok» belum pernah memberi data")
    (requests,) = [number for number in key_numbers(reader, filters, None) if number.slug == "volume"]
    assert "eLOK tidak ada data" in requests.below


def test_a_source_that_the_settings_name_and_that_never_came_is_said(alone: Mapping[str, Reader]) -> None:
    reader = alone["antrean"]
    filters, _ = parse({"periode": "semua"}, reader)
    found = reader.completeness({"visit", "request"}, filters.start, filters.end)
    assert "«elok» belum pernah memberi data; «loket» belum pernah memberi data" in found.sentence
