from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dashboard.pekppp import proposals
from dashboard.pekppp.checklist import of_checklist, of_offices
from dashboard.pekppp.proposal import Basis
from dashboard.pekppp.proposing import all_of, rules
from tests.dashboard.pekppp.made import six

NOTHING = Basis(None, None, six(), 2027, date(2027, 2, 1))
A, B = "Alalak Utara", "Antasan Kecil Timur"


def test_each_file_has_a_rule_for_the_indicator_of_its_name_and_a_test() -> None:
    files = sorted(Path(str(proposals.__file__)).parent.glob("indicator_*.py"))
    assert [int(file.stem[-2:]) for file in files] == sorted(rules())
    for file in files:
        assert (Path(__file__).parent / "proposals" / f"test_{file.name}").is_file()


def test_where_nothing_is_known_nothing_is_scored_and_each_rule_says_why() -> None:
    found = all_of(NOTHING, {})
    assert set(found) == {*rules(), 15, 16, 17, 18, 19}
    for proposal in found.values():
        assert proposal.score is None
        assert proposal.certainty
        assert proposal.rule


@pytest.mark.parametrize(("present", "expected"), [(0, 0), (1, 1), (3, 1), (4, 2), (6, 2)])
def test_a_checklist_counts_by_the_steps_of_its_indicator(present: int, expected: int) -> None:
    """Indicator 18: 1–3 facilities earn 1, 4–6 earn 2."""
    keys = [each.key for each in six().facilities if each.indicator == 18]
    eighteen = six().indicator(18)
    assert eighteen is not None
    checked = {(A, key): place < present for place, key in enumerate(keys)}
    assert of_checklist(six(), eighteen, checked).score == expected


def test_the_office_with_the_least_decides_and_one_that_was_not_looked_at_does_not() -> None:
    nineteen = six().indicator(19)
    assert nineteen is not None
    checked = {
        (A, "arena-bermain"): True,
        (A, "mushala"): True,
        (B, "arena-bermain"): True,
        (B, "mushala"): False,
    }
    found = of_checklist(six(), nineteen, {**checked, ("Pangeran", "ruang-laktasi"): True})
    assert (found.score, found.figure) == (1, f"{B}: 1 dari 2 yang diperiksa")
    assert "Belum semua sarana diperiksa" in found.certainty


def test_without_what_is_required_nothing_is_earned() -> None:
    """The waiting room: without seats the rest earns nothing; with them each complement one more."""
    sixteen = six().indicator(16)
    assert sixteen is not None
    with_it = {(A, "tunggu-kursi"): True, (A, "meja-terbuka"): True}
    assert [each.score for each in of_offices(six(), sixteen, with_it)] == [2]
    for lacking in ({(A, "tunggu-kursi"): False}, {}):
        assert of_offices(six(), sixteen, {(A, "meja-terbuka"): True, **lacking})[0].score == 0


def test_the_four_promised_facilities_feed_15_to_19() -> None:
    of = {each.key: each.indicator for each in six().facilities}
    promised = ("arena-bermain", "ruang-laktasi", "toilet-disabilitas", "meja-terbuka")
    assert {key: of[key] for key in promised} == {
        "arena-bermain": 19,
        "ruang-laktasi": 18,
        "toilet-disabilitas": 18,
        "meja-terbuka": 16,
    }
