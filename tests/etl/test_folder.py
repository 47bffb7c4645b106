"""A drop folder: what is finished, what is still being written."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from etl.folder import closed, files_of, settled, unfinished
from etl.settings import load_settings
from tests.rights import forbidden, passable


@pytest.mark.parametrize(
    "name",
    [
        "a.csv.part",
        "A.CSV.PART",
        "a.tmp",
        "~$antrean.xlsx",
        "~antrean.tmp",
        ".antrean.csv.x7Yq",
        "a.crdownload",
    ],
)
def test_a_name_can_say_that_a_file_is_not_finished(name: str) -> None:
    assert unfinished(name)


@pytest.mark.parametrize("name", ["antrean.csv", "part.csv", "antrean~1.csv", "tmp.xlsx", "a.part.csv"])
def test_other_names_say_nothing(name: str) -> None:
    assert not unfinished(name)


@pytest.mark.parametrize("mode", [0o700, 0o744, 0o711])
def test_a_folder_that_may_not_be_looked_into_is_no_empty_one(mode: int) -> None:
    with passable() as here:
        (here / "incoming").mkdir()
        (here / "incoming" / "a.csv").touch()
        (here / "office.toml").write_text(
            '[office]\ncode = "1"\n[source.antrean]\nfact = "visit"\nread = "csv"\n'
            'path = "incoming/*.csv"\n[source.antrean.columns]\nid = { from = "no" }\n'
        )
        settings = load_settings({"PANTAU_CONFIG": str(here / "office.toml")})
        block = settings.sources["antrean"]
        assert (len(files_of(settings, block)), closed(settings, block)) == (1, None)
        with forbidden(here / "incoming", mode if os.geteuid() == 0 else 0):
            assert (files_of(settings, block), closed(settings, block)) == ([], here / "incoming")


def after(folder: Path, meanwhile: Callable[[], object]) -> set[str]:
    """Which files are ready when this happened between the two looks."""
    ready = settled(folder.iterdir, 1, lambda seconds: (meanwhile(), None)[1])
    return {path.name for path in folder.iterdir() if ready(path)}


def test_only_what_stayed_as_it_was_is_ready(tmp_path: Path) -> None:
    for name in ("calm", "growing", "touched", "gone", "replaced"):
        (tmp_path / name).write_text("satu")

    def meanwhile() -> None:
        with (tmp_path / "growing").open("a") as file:
            file.write(" dua")
        os.utime(tmp_path / "touched")
        (tmp_path / "gone").unlink()
        (tmp_path / "fresh").write_text("satu")
        (tmp_path / "replaced.new").write_text("lain")
        (tmp_path / "replaced.new").rename(tmp_path / "replaced")

    assert after(tmp_path, meanwhile) == {"calm"}


def test_a_file_that_changes_after_both_looks_is_not_ready_either(tmp_path: Path) -> None:
    path = tmp_path / "antrean.csv"
    path.write_text("satu")
    ready = settled(tmp_path.iterdir, 0)
    assert ready(path)
    path.write_text("satu dua")
    assert not ready(path)
