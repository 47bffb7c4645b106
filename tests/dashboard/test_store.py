"""Which version is read: one that this code understands, or none."""

import json
import shutil
from pathlib import Path

from dashboard.rights import EVERYTHING
from dashboard.store import Store
from tests.conftest import Loaded


def test_a_version_of_other_code_is_no_version(loaded: Loaded, tmp_path: Path) -> None:
    """A page then says which command makes one, instead of failing on a table that is not there."""
    folder = tmp_path / "gudang"
    shutil.copytree(loaded.office.warehouse, folder)
    store = Store(str(folder), "staff")
    assert store.reader(EVERYTHING) is not None
    store.close()
    [path] = folder.glob("versions/*/manifest.json")
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.chmod(0o644)
    path.write_text(json.dumps({**manifest, "shape": "of another day"}), encoding="utf-8")
    for audience in ("staff", "public"):
        other = Store(str(folder), audience)
        assert other.reader(EVERYTHING) is None
        assert other.public_reader() is None
        other.close()
