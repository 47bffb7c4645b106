"""What a person sees at every place: all of it, uncut, readable; and the browser has no complaint."""

from __future__ import annotations

from urllib.parse import urlsplit

from tests.browser.people import Shown

SAMPLE = "Data contoh"
LOWER_THAN_ITS_BOX = """() => [...document.querySelectorAll(".card > .scroll")]
  .filter(box => box.scrollHeight > box.clientHeight + 1).length"""
"""Tables that would run over what stands below them."""


def test_the_browser_has_nothing_to_complain_of(shown: Shown) -> None:
    """Chromium notes each refused page itself, once."""
    own = f"({shown.page.url})"
    refusal = [line for line in shown.heard.console if shown.status >= 400 and line.endswith(own)]
    assert len(refusal) <= 1
    assert [line for line in shown.heard.console if line not in refusal] == []
    assert shown.heard.errors == []


def test_nothing_is_asked_of_another_host(shown: Shown) -> None:
    assert shown.heard.hosts == {urlsplit(shown.page.url).netloc}


def test_the_place_answers_with_its_status_and_one_heading(shown: Shown) -> None:
    assert shown.status == shown.place.status
    assert shown.page.locator("h1").count() == 1
    heading = shown.page.locator("h1").inner_text()
    assert heading
    assert shown.page.title().endswith("Pantau")


def test_invented_figures_are_called_so(shown: Shown) -> None:
    said = shown.page.get_by_text(SAMPLE)
    if shown.place.sample:
        assert said.first.is_visible()


def test_nothing_sticks_out_and_no_word_is_cut(shown: Shown) -> None:
    assert shown.measured("sideways") <= 0
    assert shown.measured("cut") == []


def test_no_word_is_cut_in_what_opens(shown: Shown) -> None:
    with shown.opened():
        assert shown.measured("sideways") <= 0
        assert shown.measured("cut") == []


def test_every_chart_is_drawn_and_can_be_read(shown: Shown) -> None:
    charts = shown.measured("charts")
    assert len(charts) == shown.html.count('class="still wide"')
    for chart in charts:
        assert chart["marks"] > 0, chart["id"]
        assert chart["words"] > 0, chart["id"]
        assert chart["outside"] == [], chart["id"]
        assert chart["overlaps"] == [], chart["id"]
        assert chart["small"] == [], chart["id"]


def test_words_and_marks_of_charts_stand_out(shown: Shown) -> None:
    for scheme in shown.schemes:
        with shown.lit(color_scheme=scheme):
            assert shown.measured("pale") == [], scheme


def test_paper_holds_the_figures_and_not_the_controls(shown: Shown) -> None:
    with shown.lit(media="print"):
        assert shown.page.locator(".filters:visible, nav:visible, .act:visible").count() == 0
        assert len(shown.measured("charts")) == shown.html.count('class="still wide"')
        assert shown.measured("pale") == []
        assert shown.page.evaluate(LOWER_THAN_ITS_BOX) == 0
