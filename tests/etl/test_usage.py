"""A wrong command line is answered in the office's words, with where to look, and ends with 2."""

import signal
import sys

import pytest

from etl.__main__ import main


def said(monkeypatch: pytest.MonkeyPatch, words: str) -> int:
    monkeypatch.setattr(sys, "argv", ["etl", *words.split()])
    interrupt = signal.getsignal(signal.SIGINT)
    try:
        with pytest.raises(SystemExit) as ended:
            main()
    finally:
        signal.signal(signal.SIGINT, interrupt)
    return int(ended.value.code or 0)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("rin", 'Perintah "rin" tidak ada. Mungkin maksudnya run.'),
        ("zzz", 'Perintah "zzz" tidak ada.'),
        ("run --sorce x", "Pilihan --sorce tidak ada. Mungkin maksudnya --"),
        ("check a.csv", "Pilihan --source wajib ada."),
        ("source add", "Sebutkan BERKAS."),
        ("rejects --limit x", '--limit "x": tulis bilangan bulat, paling kecil 1.'),
        ("rejects --line 0", '--line "0": tulis bilangan bulat, paling kecil 1.'),
        (
            "people --from kemarin --to 2026-01-31",
            '--from "kemarin": bukan tanggal; tulis tahun-bulan-hari, misalnya 2026-01-31.',
        ),
        (
            "people --from 2026-02-01 --to 2026-02-30",
            '--to "2026-02-30": bukan tanggal; tulis tahun-bulan-hari, misalnya 2026-01-31.',
        ),
        ("people --from 2026-02-02 --to 2026-02-01", "--from 2026-02-02 sesudah --to 2026-02-01; tukar"),
        ("verify x", "Kata ini berlebih: x."),
        ("run --source", "Sesudah --source harus ada nilainya."),
        ("run --json=1", "Pilihan --json tidak memakai nilai."),
    ],
)
def test_what_is_wrong_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: str, sentence: str
) -> None:
    assert said(monkeypatch, words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(sentence), err
    assert err.count("\n") == 1
    assert not {"Error", "Try", "No such"} & set(err.replace("'", " ").split())


def test_help_has_indonesian_headings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(monkeypatch, "watch --help") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Pilihan:" in told
    assert "[baku: 5s]" in told
    assert said(monkeypatch, "") == 2
    assert "Perintah:" in capsys.readouterr().out


def test_help_of_what_goes_names_where_the_times_stand(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Words in brackets are a markup to the library, and vanish."""
    assert said(monkeypatch, "purge --help") == 0
    assert "menurut retention di pengaturan" in " ".join(capsys.readouterr().out.split())
