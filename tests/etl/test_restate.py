"""`etl restate`: a table that came out wrong comes out once more, and tells no more than it must."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from etl.errors import ConfigProblem
from etl.restate import restate
from etl.warehouse.engine import reading
from etl.warehouse.published import edition as published_edition
from tests.etl.bureau import REASON, Bureau, opened, values


@pytest.fixture
def bureau(engine: str, tmp_path: Path) -> Iterator[Bureau]:
    with opened(tmp_path / "kantor", engine) as made:
        yield made


def test_a_restatement_changes_only_what_many_have_changed(bureau: Bureau) -> None:
    """Eleven more are told. Nine and one more stay 0 to 9: else it would be known that they were nine."""
    bureau.deliver("1", ("Pangeran", "2026-01-02", 12), ("Kuin Utara", "2026-01-05", 9))
    bureau.run()
    bureau.deliver("3", ("Pangeran", "2026-01-06", 11), ("Kuin Utara", "2026-01-07", 1))
    bureau.run()
    before = values(bureau)
    told = restate(bureau.settings, "volume", "month", date(2026, 1, 1), REASON)
    after = values(bureau)
    assert before["", ""] == 20
    assert after["", ""] == 35
    assert after["area", PANGERAN] == 25
    assert after["area", KUIN_UTARA] is None
    assert {slot.by: count for slot, count in told.changed.items()} == {(): 1, ("channel",): 1, ("area",): 1}
    with reading(bureau.warehouse, "public") as version:
        assert version is not None
        with version.connect() as connection:
            again = published_edition.c.number == 2
            reasons = set(connection.scalars(select(published_edition.c.reason).where(again)))
    assert reasons == {REASON}
    assert not bureau.faults()
    assert restate(bureau.settings, "volume", "month", date(2026, 1, 1), REASON).version is None


PANGERAN, KUIN_UTARA = "63.71.04.1007", "63.71.04.1009"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("volume", "month", "keliru"), "tulis satu kalimat"),
        (("volume", "month", "hubungi 0812-3456-7890-1 segera"), "memuat NIK, nomor telepon"),
        (("volume", "day", REASON), "bukan jenis periode"),
        (("ikm", "month", REASON), "Tidak ada tabel ikm (month)"),
    ],
)
def test_what_may_not_be_restated_is_said(tmp_path: Path, words: tuple[str, str, str], said: str) -> None:
    made = Bureau(tmp_path, str(tmp_path / "warehouse"))
    made.configure(days=7)
    metric, kind, reason = words
    with pytest.raises(ConfigProblem, match=said.replace("(", r"\(").replace(")", r"\)")):
        restate(made.settings, metric, kind, date(2026, 1, 1), reason)
