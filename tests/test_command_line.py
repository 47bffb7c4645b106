"""Both programs speak Indonesian, whatever is asked of them: every command, its help, and what it refuses."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer import Typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from dashboard.__main__ import app as dashboard
from etl.__main__ import app as etl
from etl.command_line import answer
from tests.rights import forbidden, passable

ENGLISH = frozenset(
    re.findall(
        r"\w+",
        """
        aborted and argument arguments args bool choose command commands default deprecated did
        directory does error exit expected for got integer invalid mean message missing no not of
        one option options path please range required requires show str string such the this try
        type unexpected usage valid value values with you
        """,
    )
)


def commands(app: Typer) -> Iterator[tuple[str, ...]]:
    """The words of every command and group, the program itself first."""

    def under(words: tuple[str, ...], found: object) -> Iterator[tuple[str, ...]]:
        yield words
        if isinstance(found, TyperGroup):
            for name, command in found.commands.items():
                yield from under((*words, name), command)

    yield from under((), get_command(app))


EVERY = [
    pytest.param(app, words, id=" ".join((name, *words)))
    for name, app in (("etl", etl), ("dashboard", dashboard))
    for words in commands(app)
]


def command_of(app: Typer, words: tuple[str, ...]) -> TyperCommand | TyperGroup:
    found = get_command(app)
    for word in words:
        assert isinstance(found, TyperGroup)
        found = found.commands[word]
    assert isinstance(found, TyperCommand | TyperGroup)
    return found


def english(text: str) -> list[str]:
    """What is no option's own name."""
    return sorted(ENGLISH & {word.lower() for word in re.findall(r"(?<![-\w])[A-Za-z]+", text)})


def asked(monkeypatch: pytest.MonkeyPatch, app: Typer, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["pantau", *words])
    return answer(app)


@pytest.mark.parametrize(("app", "words"), EVERY)
def test_every_help_is_indonesian_and_tells_of_every_option(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], app: Typer, words: tuple[str, ...]
) -> None:
    assert asked(monkeypatch, app, *words, "--help") == 0
    told = capsys.readouterr().out
    assert told.startswith("Pemakaian: ")
    assert english(told) == []
    for param in command_of(app, words).params:
        assert param.opts[0] in told or str(param.metavar) in told
        assert getattr(param, "help", None), f"{param.name} says nothing of itself"


@pytest.mark.parametrize(("app", "words"), EVERY)
def test_every_wrong_use_is_one_indonesian_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], app: Typer, words: tuple[str, ...]
) -> None:
    wrong: list[list[str]] = [["--tiada"], ["-x"]]
    command = command_of(app, words)
    if isinstance(command, TyperGroup):
        wrong += [["tiada"], [f"{next(iter(command.commands))}x"]]
    else:
        wrong.append(["satu", "dua", "tiga"])
    for param in command.params:
        flag = getattr(param, "is_flag", None)
        wrong += [[param.opts[0]]] if flag is False else [[f"{param.opts[0]}=1"]] if flag else []
    for more in wrong:
        assert asked(monkeypatch, app, *words, *more) == 2
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert english(err) == [], err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("serve --only x", '--only "x": pilih salah satu dari public, staff.'),
        ("user add ani --role x", '--role "x": pilih salah satu dari '),
        ("user add ani", "Pilihan --role wajib ada."),
        ("figures", "Sebutkan METRIK."),
        ("usr", 'Perintah "usr" tidak ada. Mungkin maksudnya user.'),
    ],
)
def test_what_is_expected_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: str, sentence: str
) -> None:
    assert asked(monkeypatch, dashboard, *words.split()) == 2
    assert capsys.readouterr().err.startswith(sentence)


@pytest.mark.parametrize("command", ["check {} --source antrean", "source add {}"])
def test_a_file_that_may_not_be_read_is_told_as_that(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    with passable() as folder:
        file = folder / "antrean.csv"
        file.touch()
        with forbidden(file):
            assert asked(monkeypatch, etl, *command.format(file).split()) == 2
    assert capsys.readouterr().err.startswith(f'BERKAS "{file}": akun ini tidak berhak membacanya')


def test_what_is_broken_off_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody types the password."""

    def gone(*_: object, **__: object) -> str:
        raise EOFError

    monkeypatch.setattr("getpass.getpass", gone)
    assert asked(monkeypatch, dashboard, "user", "password", "ani") == 1
    assert english(capsys.readouterr().err) == []


def test_a_password_that_is_typed_otherwise_the_second_time_is_asked_for_again(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    typed = iter(["kuda laut minum teh", "kuda laut minum", "kuda laut minum teh", "kuda laut minum teh"])
    monkeypatch.setattr("getpass.getpass", lambda *_, **__: next(typed))
    monkeypatch.setenv("OFFICE_URL", f"sqlite:///{tmp_path / 'office.db'}")
    assert asked(monkeypatch, dashboard, "user", "add", "ani", "--role", "camat") == 0
    out, err = capsys.readouterr()
    assert out.endswith("Akun ani (Camat) dibuat.\n")
    assert err == "Keduanya tidak sama; ketik lagi.\n"
