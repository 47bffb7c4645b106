"""A frozen period whose rows were purged since: what was counted of it is counted still."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from dashboard.completeness import Grade
from dashboard.publications.frozen import freeze
from dashboard.publications.looked_at import since
from dashboard.reader import Reader
from dashboard.reports.term import parse_term
from dashboard.rights import COMMAND_LINE
from dashboard.store import Store
from etl.metrics import metrics
from etl.purge import purge
from etl.settings import load_settings
from tests.dashboard import published
from tests.sharing import built_once

TERM = parse_term("2026-09")


def reader(folder: Path) -> Reader:
    found = Store(str(folder / "warehouse"), "staff").reader(COMMAND_LINE)
    assert found is not None
    return found


def test_no_figure_moves_when_rows_go_past_their_time(tmp_path_factory: pytest.TempPathFactory) -> None:
    known, _ = built_once(tmp_path_factory, "kantor", published.publish)
    folder = tmp_path_factory.mktemp("hapus") / "kantor"
    shutil.copytree(known, folder)
    before = reader(folder)
    frozen = freeze(before, TERM, before.data.data_time)
    assert frozen.figures["digital_share", "", ""].n
    settings = folder / "office.toml"
    settings.write_text(
        f'{settings.read_text(encoding="utf-8")}\n[retention]\nfacts = "7d"\n', encoding="utf-8"
    )
    variables = {"PANTAU_CONFIG": str(settings), "WAREHOUSE_URL": str(folder / "warehouse")}
    purge(load_settings(variables), now=published.NOW + timedelta(days=30))
    found = since(frozen, reader(folder))
    assert [each.key for each in found.restated] == []
    assert found.purged is None
    after = reader(folder)
    assert after.data.first_day == before.data.first_day
    for metric in metrics().values():
        found = after.completeness(metric.facts, TERM.start, TERM.end)
        assert found.grade in (Grade.UNTIMED, Grade.WHOLE), (metric.name, found.sentence)
