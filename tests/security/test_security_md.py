"""SECURITY.md names the test of each defence: it must be there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


@cache
def defined_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def threats() -> list[str]:
    table = TEXT.split("## Ancaman dan penjagaannya")[1].split("\n\n")[1]
    return table.splitlines()[2:]


def test_every_named_test_exists() -> None:
    named = NAMED.findall(TEXT)
    assert [f"{path}::{name}" for path, name in named if name not in defined_in(path)] == []
    assert len(named) > 40


def test_every_threat_says_who_how_and_is_proved() -> None:
    assert len(threats()) >= 20
    for row in threats():
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 5, row
        assert all(cells), row
        assert NAMED.search(cells[4]), row


def test_every_attacker_is_met() -> None:
    assert {f"A{n}" for n in range(7)} <= set(
        re.findall(r"A\d", "".join(threats()).replace("A0–A2", "A0 A1 A2"))
    )
