"""Every word that can be seen, heard or hovered over is Indonesian, and so are the numbers."""

from __future__ import annotations

import re

import pytest

from tests.browser.people import Shown

ENGLISH = """
    download zoom reset pan plot toggle loading load share autoscale error table filter click close open
    menu search show hide select submit login logout password username user page home back next previous
    chart graph axis date day week month year hour minute minutes average count value no not the of and
    with without from to by for is are none null nan undefined true false image trace legend title skip
    content served request visit completed refused withdrawn counter unknown other forbidden found
    january february march may june july august october december aug oct dec monday tuesday wednesday
    thursday friday saturday sunday mon tue wed thu fri sat sun am pm nopember
"""
_WORD = re.compile(rf"\b(?:{'|'.join(ENGLISH.split())})\b", re.IGNORECASE)
COMMAND = re.compile(r"python -m [\w |]+")
_THOUSANDS = re.compile(r"(?<![\d,.])[1-9]\d{0,2}(?:,\d{3})+(?![\d])")
_DECIMAL = re.compile(r"(?<![\d.,])\d+\.\d+(?!\d|\.\d)")
"""With a point: of thousands, of an hour, or foreign."""
_OURS = re.compile(r"[1-9]\d{0,2}\.\d{3}|[012]\d\.[0-5]\d")


def foreign(text: str) -> list[str]:
    """English words and numbers in it. What a person types at a prompt is no language."""
    text = COMMAND.sub("", text)
    numbers = [number for number in _DECIMAL.findall(text) if not _OURS.fullmatch(number)]
    return [*_WORD.findall(text), *_THOUSANDS.findall(text), *numbers]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Unduh grafik; 1.650 kunjungan, 12,5 %; 3,80; pukul 08.30", []),
        ("Bobot 0,111. UU 25/2009 Ps. 21", []),
        ("python -m dashboard user add", []),
        ("Download plot", ["Download", "plot"]),
        ("5 Aug 2026", ["Aug"]),
        ("1,650 dan 1,650.5", ["1,650", "1,650"]),
        ("12.5 %", ["12.5"]),
        ("bobot 0.111.", ["0.111"]),
    ],
)
def test_foreign_words_and_numbers_are_known(text: str, expected: list[str]) -> None:
    assert foreign(text) == expected


def test_nothing_is_said_in_english(shown: Shown) -> None:
    assert shown.page.locator("html").get_attribute("lang") == "id"
    words = shown.measured("words")
    assert len(words) > 3
    assert {text: foreign(text) for text in words if foreign(text)} == {}
    assert foreign(re.sub(r"<[^>]+>", " ", shown.html.partition("<body")[2].partition("<script")[0])) == []
