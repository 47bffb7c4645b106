"""Who is said to be first: nobody of few cases, and nobody of equals."""

import pytest

from dashboard import format as fmt
from dashboard.answers.ranking import first_of, shares


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ((1,), "1 pengaduan: A."),
        ((40,), "Semua 40 pengaduan: A."),
        ((20, 9), "29 pengaduan; belum ada satu yang menonjol."),
        ((20, 20), "40 pengaduan; belum ada satu yang menonjol."),
        ((20, 10), "A terbanyak: 20 dari 30 pengaduan (66,7 %)."),
    ],
)
def test_few_cases_name_no_one_and_of_equals_none_is_named(counts: tuple[int, ...], sentence: str) -> None:
    rows = shares([{"name": name, "n": n} for name, n in zip("AB", counts, strict=False)], sum(counts))
    assert first_of(rows, sum(counts), "pengaduan").replace(fmt.NBSP, " ") == sentence
