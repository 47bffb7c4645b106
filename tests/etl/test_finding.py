"""A finding keeps its audit, its label and its sentence apart, through a run's own record."""

import ast
import json
from pathlib import Path

import pytest

import etl
from etl.finding import LABELS, REFUSED, Finding, read, written


def test_what_was_written_is_read() -> None:
    found = Finding("volume_turun", "antrean: 3 baris, biasanya 40.", fatal=False)
    assert read(written([found])) == [
        {
            "audit": "volume_turun",
            "label": "Volume turun",
            "message": "antrean: 3 baris, biasanya 40.",
            "fatal": False,
        }
    ]


@pytest.mark.parametrize(
    ("entry", "audit", "message"),
    [
        ("buku_besar: visit: 3 baris.", "buku_besar", "visit: 3 baris."),
        ("antrean: tidak ada berkas.", REFUSED, "antrean: tidak ada berkas."),
        ("sumber: tidak ada berkas.", REFUSED, "sumber: tidak ada berkas."),
        ("kunci", REFUSED, "kunci"),
    ],
)
def test_runs_of_before_are_understood(entry: str, audit: str, message: str) -> None:
    """A source may be called as it likes: only the name of an audit is taken off."""
    (told,) = read(json.dumps([entry]))
    assert (told["audit"], told["message"], told["label"]) == (audit, message, LABELS[audit])


def test_every_audit_has_a_label() -> None:
    """A new one would else be told by its bare name."""
    named = set()
    for path in Path(etl.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
                assert node.args, f"{path.name}:{node.lineno}: name the audit first"
                if isinstance(node.args[0], ast.Constant):
                    named.add(node.args[0].value)
    assert named | {REFUSED} <= set(LABELS)
    assert {"kunci", "terbitan"} <= named
