"""`python -m dashboard report`, as it is typed."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.__main__ import app
from dashboard.errors import UsageError
from dashboard.reports.catalogue import WRITERS
from tests.dashboard.pages.survey_office import VILLAGE


def test_it_writes_one_file_of_each_kind_and_names_them(address: str, tmp_path: Path) -> None:
    folder = tmp_path / "baru" / "laporan"
    done = CliRunner().invoke(
        app,
        ["report", "skm", "2026-10", "--office", VILLAGE, "--to", str(folder)],
        env={"WAREHOUSE_URL": address},
    )
    assert done.exit_code == 0, done.output
    written = sorted(folder.iterdir())
    assert [path.suffix for path in written] == sorted(f".{ending}" for ending in WRITERS)
    assert all(path.name.startswith(f"laporan-skm_2026-10_{VILLAGE}_") for path in written)
    assert sorted(done.output.split()) == [str(path) for path in written]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("x", "2026"), 'Laporan "x" tidak dikenal; pilih salah satu dari monthly, skm'),
        (("skm", "2026-Q1"), 'Periode "2026-Q1" tidak dikenal'),
        (("skm", "2026", "--office", "x"), '--office: "x" tidak ada di tabel acuan.'),
        (("skm", "2026", "--to", __file__), "tidak dapat ditulisi"),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(address: str, words: tuple[str, ...], said: str) -> None:
    done = CliRunner().invoke(app, ["report", *words], env={"WAREHOUSE_URL": address})
    assert isinstance(done.exception, UsageError)
    assert said in str(done.exception)
