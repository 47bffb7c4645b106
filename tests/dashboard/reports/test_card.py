"""The card that offers a report."""

import re
from datetime import date
from html import unescape

from dashboard import report_files
from dashboard.filters import Filters
from dashboard.markup import to_html
from dashboard.office_pages import follow_up
from dashboard.reader import Reader
from dashboard.rights import scope_of
from dashboard.roles import Role
from dashboard.store import Store


def test_the_last_whole_periods_are_offered_beside_the_chosen_one(crowd: Reader) -> None:
    """The data reach from January to October 2026: of the year before nothing is known."""
    card = to_html(report_files.card("skm", crowd, Filters(date(2026, 9, 5), date(2026, 9, 20))))
    found = [unescape(word) for word in re.findall(r"<li><span>([^<]+)</span>", card)]
    assert found == ["5–20 September 2026", "Triwulan III Tahun 2026", "Semester I Tahun 2026"]
    again = to_html(report_files.card("skm", crowd, Filters(date(2026, 7, 1), date(2026, 9, 30))))
    assert again.count("Triwulan III Tahun 2026</span>") == 1


def test_a_filter_that_a_report_cannot_follow_is_named(survey: Reader) -> None:
    chosen = Filters(date(2026, 9, 1), date(2026, 9, 30), service="kk")
    assert "Tidak mengikuti saringan Layanan." in to_html(report_files.card("skm", survey, chosen))


def test_it_leads_to_the_page_where_its_plans_are_written(surveyed: Store, survey: Reader) -> None:
    assert follow_up.PAGE.slug == report_files.PLANS
    chosen = Filters(date(2026, 9, 1), date(2026, 9, 30))
    assert 'href="/staf/tindak-lanjut"' in to_html(report_files.card("skm", survey, chosen))
    assert "tindak-lanjut" not in to_html(report_files.card("monthly", survey, chosen))


def test_nothing_is_offered_to_who_may_not_take_it(surveyed: Store) -> None:
    evaluator = surveyed.reader(scope_of(Role.EVALUATOR, None))
    assert evaluator is not None
    assert report_files.card("skm", evaluator, Filters(date(2026, 9, 1), date(2026, 9, 30))) is None
