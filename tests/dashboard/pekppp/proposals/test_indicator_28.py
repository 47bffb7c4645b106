from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.pekppp.proposals.indicator_28 import Handled, doubt, propose, score
from tests.dashboard.pekppp.proposals.conftest import Look


@pytest.mark.parametrize(
    ("lapor", "others", "expected"),
    [
        ((0, 0), (0, 0), None),
        ((0, 0), (10, 0), 0), ((10, 0), (0, 0), 0), ((0, 0), (100, 49), 1), ((0, 0), (2, 1), 2),
        ((0, 0), (10, 10), 2), ((0, 0), (1000, 499), 1), ((0, 0), (1000, 500), 2),
        ((1000, 1), (0, 0), 3), ((1000, 499), (10, 10), 3), ((1000, 500), (10, 0), 4),
        ((1000, 899), (0, 0), 4), ((1000, 900), (0, 0), 5), ((10, 9), (90, 0), 5), ((10, 10), (0, 0), 5),
        ((10, 0), (10, 5), 2),
    ],
)  # fmt: skip
def test_every_edge(lapor: tuple[int, int], others: tuple[int, int], expected: int | None) -> None:
    """Received and resolved: exactly 50 % is «50 % or more», exactly 90 % is «90 % or more»."""
    assert score(Handled(*lapor), Handled(*others)) == expected


def test_what_the_rubric_leaves_open_is_said() -> None:
    none = Handled(0, 0)
    assert "Tepat 90 %" in doubt(Handled(10, 9), none)
    assert "Tepat 50 %" in doubt(Handled(10, 5), none)
    assert "Tepat 50 %" in doubt(none, Handled(10, 5))
    assert "belum ada yang selesai" in doubt(Handled(10, 0), Handled(10, 5))
    assert "Tepat" not in doubt(Handled(100, 89), none)


def test_the_figure_is_that_of_the_page_of_complaints(look: Look) -> None:
    """50 working days and one forgotten; no channel is LAPOR!, and 5 were still open when the data ended."""
    basis = look()
    found = propose(basis)
    assert basis.reader is not None
    (row,) = basis.reader.values("complaints", filters=basis.filters(*basis.year_before))
    assert (found.n, found.counts[2][1], found.counts[3][1]) == (row["n"], row["n"], row["resolved"])
    assert found.counts[:2] == (("Masuk lewat SP4N-LAPOR!", 0), ("Selesai lewat SP4N-LAPOR!", 0))
    assert found.score == 2
    assert f"({row['resolved']} dari {row['n']})" in found.figure
    assert found.link == "pengaduan?dari=2026-01-01&sampai=2026-12-31"
    assert "Data baru mulai" in found.certainty
    assert "Data baru sampai" in found.certainty


def test_a_channel_that_is_lapor_counts_as_such(look: Look) -> None:
    basis = look()
    found = propose(replace(basis, instrument=replace(basis.instrument, lapor=frozenset({"elok"}))))
    assert found.counts[0][1] > 0
    assert found.score in (4, 5)
    assert "yang masuk lewat LAPOR! saja" in found.certainty


def test_a_year_without_complaints_proposes_nothing(look: Look) -> None:
    found = propose(look(year=2020))
    assert (found.score, found.n, found.figure) == (None, 0, "tidak ada data")


def test_without_a_warehouse_nothing_is_proposed(look: Look) -> None:
    assert propose(replace(look(), reader=None)).score is None
