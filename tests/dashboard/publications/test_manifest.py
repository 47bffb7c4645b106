"""The lists of a pack: each file that is not as it was listed is named, and no other."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from dashboard.errors import PackError
from dashboard.publications.pack.archive import Archive
from dashboard.publications.pack.manifest import MANIFEST, SUMS, digest, faults, read, with_lists

FILES = {"a.csv": b"satu", "indikator/28/b.pdf": b"%PDF", "c.json": b"{}"}
MADE = with_lists(FILES, {"year": 2026})
KNOWN = digest(MADE[MANIFEST])


def named(
    files: dict[str, bytes], known: str | None = KNOWN, broken: frozenset[str] = frozenset()
) -> list[str]:
    archive = Archive(files, broken)
    try:
        listed = read(archive)
    except PackError as refused:
        return [str(refused).split()[0]]
    return sorted({fault.path for fault in faults(archive, listed, known)})


def test_what_was_not_touched_has_no_fault() -> None:
    assert named(MADE) == []
    assert named(MADE, known=None) == []
    assert read(Archive(MADE)).about == {"format": 1, "year": 2026}


def test_the_other_list_is_one_that_a_common_tool_reads(tmp_path: Path) -> None:
    for path, content in MADE.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    found = subprocess.run(
        ["sha256sum", "-c", SUMS], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert found.stdout.count("OK") == len(FILES) + 1


@pytest.mark.parametrize("path", sorted(FILES))
def test_one_changed_byte_in_a_file_names_it(path: str) -> None:
    for place in range(len(FILES[path])):
        changed = bytearray(FILES[path])
        changed[place] ^= 1
        assert named({**MADE, path: bytes(changed)}) == [path]


def test_one_changed_byte_in_the_list_of_sums_names_it() -> None:
    for place in range(len(MADE[SUMS])):
        changed = bytearray(MADE[SUMS])
        changed[place] ^= 1
        assert named({**MADE, SUMS: bytes(changed)}) == [SUMS]


def test_each_changed_byte_in_the_manifest_is_noticed_and_names_it() -> None:
    for place in range(len(MADE[MANIFEST])):
        changed = bytearray(MADE[MANIFEST])
        changed[place] ^= 1
        assert MANIFEST in named({**MADE, MANIFEST: bytes(changed)}), place


def test_without_a_register_two_lists_that_differ_are_both_named() -> None:
    told = json.loads(MADE[MANIFEST])
    other = json.dumps({**told, "year": 2025}).encode()
    assert named({**MADE, MANIFEST: other}, known=None) == [SUMS, MANIFEST]


def test_a_file_that_is_gone_one_that_came_and_one_that_cannot_be_read_are_named() -> None:
    without = {path: content for path, content in MADE.items() if path != "a.csv"}
    assert named(without) == ["a.csv"]
    assert named({**MADE, "d.txt": b"baru"}) == ["d.txt"]
    assert named(without, broken=frozenset({"a.csv"})) == ["a.csv"]


def test_who_makes_all_lists_anew_is_found_out_by_the_register() -> None:
    forged = with_lists({**FILES, "a.csv": b"lain"}, {"year": 2026})
    assert named(forged, known=None) == []
    assert named(forged) == [MANIFEST]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        b"[]",
        b"{}",
        b'{"format": 2, "files": {}}',
        b'{"format": 1, "files": {"a": 1}}',
        b"[" * 10**5,
    ],
)
def test_what_is_no_list_is_refused(content: Any) -> None:
    with pytest.raises(PackError, match=MANIFEST):
        read(Archive({MANIFEST: content}))
    with pytest.raises(PackError, match=MANIFEST):
        read(Archive({}))
