"""Formats by evidence: all that fit every text, and none that does not."""

from collections.abc import Sequence

import numpy as np
import pytest

from etl.proposal.dates import fits, looks_like, written


def formats(texts: Sequence[str], least: float = 1.0) -> list[str]:
    return [fit.format for fit in fits(texts, np.ones(len(texts), np.int64), least)]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["2025-11-12 05:45:53"], ["%Y-%m-%d %H:%M:%S"]),
        (["01/02/2015 09:27:07 AM", "07/20/2015 03:54:14 PM"], ["%m/%d/%Y %I:%M:%S %p"]),
        (["31/12/2025", "01/02/2025"], ["%d/%m/%Y"]),
        (["3 Mei 2025 08:12"], ["%d %B %Y %H:%M"]),
        (["Senin, 5 Mei 2025"], ["%A, %d %B %Y"]),
        (["2024-11-25T08:21:41+08:00", "2024-11-25T08:21:41Z"], ["%Y-%m-%dT%H:%M:%S%z"]),
        (["17:00:00 WITA"], ["%H:%M:%S %Z"]),
        (["9:59:54", "10:00:00"], ["%H:%M:%S"]),
        (["08.27"], ["%H.%M"]),
        (["20251231"], ["%Y%m%d"]),
        (["31/02/2025"], []),
        (["31/12/1925"], []),
        (["25:00:00"], []),
        (["kosong"], []),
        ([], []),
    ],
)
def test_the_formats_that_fit_all_texts(texts: Sequence[str], expected: list[str]) -> None:
    assert formats(texts) == expected


def test_day_first_and_month_first_are_both_told_as_long_as_both_fit() -> None:
    assert formats(["01/02/2025", "03/04/2025"]) == ["%d/%m/%Y", "%m/%d/%Y"]
    assert formats(["01/02/2025", "03/14/2025"]) == ["%m/%d/%Y"]
    assert formats(["10-11-12"]) == ["%d-%m-%y", "%m-%d-%y", "%y-%m-%d"]


def test_formats_that_say_the_same_are_one() -> None:
    assert formats(["05/05/2025", "07/07/2025"]) == ["%d/%m/%Y"]


def test_a_few_faults_do_not_hide_a_format_and_are_counted() -> None:
    texts = [f"{day:02}/12/2025" for day in range(1, 32)]
    weights = np.array([10] * 31 + [1], np.int64)
    [fit] = fits([*texts, "99/99/2025"], weights, 0.97)
    assert fit.format == "%d/%m/%Y"
    assert int(weights[~fit.ok].sum()) == 1
    assert fits([*texts, "99/99/2025"], weights) == ()


def test_a_reading_is_shown_with_its_offset() -> None:
    [fit] = fits(["2024-11-25T08:21:41-03:30"], np.ones(1, np.int64))
    assert written(fit, 0) == "2024-11-25 08:21:41 -03:30"


def test_data_are_told_from_a_header() -> None:
    assert all(map(looks_like, ["12", "1.234,5", "2025-01-01", "08:00", "-14,32"]))
    assert not any(map(looks_like, ["tahun", ">75 Laki-Laki", "35-39 Perempuan", "u1", "2025-an"]))
