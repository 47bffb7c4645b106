"""An office that nothing was added to yet, and the front door of `etl source add`."""

from pathlib import Path
from typing import Any

import pytest

from etl.adding import add_source
from etl.proposal import Proposal
from etl.settings import Settings, load_settings
from tests.office import REFERENCE


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    config = tmp_path / "office.toml"
    config.write_text(f'[office]\ncode = "63.71.04"\n[reference]\npath = "{REFERENCE}"\n', encoding="utf-8")
    return load_settings({"PANTAU_CONFIG": str(config)})


@pytest.fixture
def add(settings: Settings, tmp_path: Path) -> Any:
    def added(content: str | bytes, file: str = "loket.csv", **options: Any) -> Proposal:
        path = tmp_path / file
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return add_source(settings, path, name="uji", options=options or None)

    return added
