"""How much was late at each hour of the week."""

import pytest

from dashboard.answers import promises


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0,0"), (1, "<0,1"), (49, "<0,1"), (50, "0,1"), (2380, "2,4"), (12_049, "12,0")]
)
def test_large_numbers_stand_in_their_squares_in_thousands(count: int, words: str) -> None:
    assert promises.in_thousands(count) == words
