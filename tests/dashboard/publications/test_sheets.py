"""A frozen period as a report."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from dashboard.office.publications import Edition, Signature
from dashboard.publications import words
from dashboard.publications.frozen import Figure
from dashboard.publications.sheets import report
from dashboard.reports.model import Grid
from dashboard.roles import Role
from etl.metrics import metrics
from tests.dashboard.publications.made import FROZEN


def test_a_signature_is_told_on_the_clock_of_the_office() -> None:
    """The store keeps UTC."""
    at = datetime(2026, 7, 2, 20, 30, tzinfo=UTC)
    edition = Edition(
        1, "2026-T2", 1, sample=True, body="{}", sha256="a" * 64, reason=None, account="susi", at=at
    )
    signed = [Signature(Role.CAMAT, "camat", at)]
    grids = [part for part in report(FROZEN, edition, signed).parts if isinstance(part, Grid)]
    [row] = next(each.table.rows for each in grids if each.caption == "Siapa yang menandatangani")
    assert row["at"] == "Jumat, 3 Juli 2026, 04.30 WITA"


@pytest.mark.parametrize(("n", "expected"), [(29, "75,0 % · kasus sedikit"), (30, "75,0 %")])
def test_a_share_of_few_is_told_to_be_of_few(n: int, expected: str) -> None:
    figure = Figure(n, {"value": Fraction(3, 4)})
    assert words.main(metrics()["on_time"], figure, FROZEN).replace("\u00a0", " ") == expected
