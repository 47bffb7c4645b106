"""Events of a run: a line of JSON each, and no number as long as a person's."""

import json
from typing import Any

import pytest

from etl.errors import AuditFailed
from etl.finding import Finding
from etl.journal import journal, logger, masked, silent
from etl.report import FileReport, Report


def events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_a_run_is_told_from_its_beginning_to_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    report = Report(
        "0123456789abcdef",
        files=[FileReport("antrean", "antrean-6371041203900001.csv", read=3, new=2, rejected=1)],
        refused=["loket, 6371041203900001.csv: baris judul: tidak ada kolom"],
        findings=[Finding("volume_turun", "antrean: jauh lebih sedikit", fatal=False)],
        version="20260302T040000123456",
    )
    with journal(logger(), "run", sources=["antrean"]) as book:
        book.step("spool", "antrean.csv")
        book.step("publish", "drafted")
        book.report(report)
    out, err = capsys.readouterr()
    assert out == ""
    assert "6371041203900001" not in err
    told = events(err)
    assert [event["event"] for event in told] == [
        *("run_started", "file_loaded", "file_refused", "audit_finding", "published", "run_finished")
    ]
    assert {event["command"] for event in told} == {"run"}
    assert (told[1]["name"], told[1]["new"]) == ("antrean-9999999999999999.csv", 2)
    assert told[4]["version"] == "20260302T040000123456"
    assert (told[5]["exit_code"], set(told[5]["seconds"])) == (3, {"start", "spool", "publish"})
    assert told[0]["time"].endswith("Z")


def fail() -> None:
    with journal(logger(), "run") as book:
        book.step("audit", "kode")
        raise AuditFailed("Pemeriksaan gagal.")


def test_a_run_that_fails_says_where_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(AuditFailed):
        fail()
    last = events(capsys.readouterr().err)[-1]
    assert (last["event"], last["level"], last["exit_code"], last["stage"]) == (
        "run_failed",
        "error",
        4,
        "audit",
    )
    assert last["message"] == "Pemeriksaan gagal."


def test_who_does_not_ask_hears_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with journal(silent(), "run") as book:
        book.report(Report("r"))
    assert capsys.readouterr() == ("", "")


def test_numbers_are_hidden_however_deep_they_stand() -> None:
    given = {"a": ["0812345678901", {"b": ("x 123456789 y", 7)}], "c": "12345678"}
    assert masked(given) == {"a": ["9999999999999", {"b": ["x 999999999 y", 7]}], "c": "12345678"}
