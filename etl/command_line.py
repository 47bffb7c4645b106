"""The command line in the office's words: both programs are made of it, and so is their help.

The library writes its own words in English and has no catalogue for them; what is written here is all that a
person sees of it.
"""

import re
import sys
from collections.abc import Callable
from enum import Enum
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NoReturn

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.exceptions import TyperException

from etl.visible import unforeseen, visible

ABORTED = 1
WRONG_USE = 2
UNFORESEEN = 70
"""A fault of the program itself, as sysexits.h has it."""

_KINDS = {str: "TEKS", int: "BILANGAN", float: "ANGKA", Path: "BERKAS"}
_EXPECTED = {
    int: "tulis bilangan bulat",
    float: "tulis angka dengan titik, misalnya 0.5",
    # Of a path nothing else is asked than that it may be read where it is there.
    Path: "akun ini tidak berhak membacanya; beri hak baca, atau jalankan sebagai akun yang berhak",
}
_SAID = (
    (r"No such command '(.+?)'\.(?: Did you mean '(.+?)'\?)?", 'Perintah "{0}" tidak ada.', "{1}"),
    (r"No such option: (\S+)(?: \(Possible options: (.+)\))?", "Pilihan {0} tidak ada.", "{1}"),
    (r"Option '(.+?)' requires an argument", "Sesudah {0} harus ada nilainya.", ""),
    (r"Option '(.+?)' does not take a value", "Pilihan {0} tidak memakai nilai.", ""),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)", "Kata ini berlebih: {0}.", ""),
    (r"Missing command", "Sebutkan perintahnya.", ""),
)
_UNREADABLE = re.compile(r"\w+ ['\"](.+)['\"] is not readable")


class _Command(TyperCommand):
    def format_help(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        _write_help(self, ctx, formatter)


class _Group(TyperGroup):
    def format_help(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        _write_help(self, ctx, formatter)


class CommandLine(typer.Typer):
    """A program or a group of its commands; asked for nothing, it shows its help."""

    def __init__(self, about: str) -> None:
        super().__init__(
            help=about,
            cls=_Group,
            no_args_is_help=True,
            add_completion=False,
            pretty_exceptions_enable=False,
        )

    def command(self, name: str | None = None, **given: Any) -> Callable[[Any], Any]:
        return super().command(name, cls=_Command, **given)


def finish(app: typer.Typer, told: type[Exception]) -> NoReturn:
    """Do what the command line asks for and end the process. What is `told` is shown as its message alone."""
    # A terminal or a pipe of another encoding gets what it cannot show as its number, not a traceback.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = answer(app)
    except told as problem:
        for line in str(problem).split("\n"):
            typer.echo(visible(line), err=True)
        code = int(getattr(problem, "exit_code", WRONG_USE))
    except Exception as fault:  # noqa: BLE001 (its traceback would show what stands in a source)
        typer.echo(unforeseen(fault), err=True)
        code = UNFORESEEN
    sys.exit(code)


def answer(app: typer.Typer) -> int:
    """Do what the command line asks for. Returns the exit code; a wrong command line is told on stderr."""
    try:
        return int(app(standalone_mode=False) or 0)
    except typer.Abort:
        typer.echo("Dibatalkan.", err=True)
        return ABORTED
    except TyperException as problem:
        if _is(problem, "NoArgsIsHelpError"):
            typer.echo(problem.format_message())
        else:
            typer.echo(visible(sentence(problem)), err=True)
        return problem.exit_code


def _is(problem: TyperException, kind: str) -> bool:
    """The library keeps its kinds to itself."""
    return type(problem).__name__ == kind


def sentence(problem: TyperException) -> str:
    """One sentence, what may have been meant, and where the help is."""
    context = getattr(problem, "ctx", None)
    where = f" Lihat {context.command_path} --help." if context is not None else ""
    return f"{_said(problem)}{where}"


def _said(problem: TyperException) -> str:
    param = getattr(problem, "param", None)
    if param is not None:
        return _of_value(problem, param)
    for pattern, words, meant in _SAID:
        if found := re.match(pattern, problem.format_message(), re.DOTALL):
            groups = [group or "" for group in found.groups()]
            near = meant.format(*groups)
            return words.format(*groups) + (f" Mungkin maksudnya {near}." if near else "")
    return "Perintah ini tidak dapat dipahami."


def _of_value(problem: TyperException, param: Any) -> str:
    """A value that is missing, or that is not of its kind."""
    name = _name(param)
    found: list[dict[str, Any]] = getattr(problem.__cause__, "errors", list)()
    if _is(problem, "MissingParameter"):
        return f"Pilihan {name} wajib ada." if isinstance(param, TyperOption) else f"Sebutkan {name}."
    given = [str(one["input"]) for one in found[:1]] or _UNREADABLE.findall(getattr(problem, "message", ""))
    return " ".join([name, *(f'"{text}"' for text in given)]) + f": {_expected(param)}."


def _expected(param: Any) -> str:
    kind = param.type_descriptor
    if kind.choices is not None:
        return f"pilih salah satu dari {', '.join(map(_text, kind.choices))}"
    limits = [
        f"{word} {limit:g}"
        for word, limit in (("paling kecil", param.min), ("paling besar", param.max))
        if limit is not None
    ]
    return ", ".join([_EXPECTED.get(kind.annotation, "nilai ini tidak dikenal"), *limits])


def _text(choice: object) -> str:
    return str(choice.value) if isinstance(choice, Enum) else str(choice)


def _name(param: Any) -> str:
    if isinstance(param, TyperOption):
        return str(param.opts[0])
    return str(param.metavar or param.name.upper())


def _write_help(command: TyperCommand | TyperGroup, context: typer.Context, formatter: Any) -> None:
    params = command.get_params(context)
    arguments = [param for param in params if isinstance(param, TyperArgument)]
    options = [param for param in params if isinstance(param, TyperOption)]
    commands = command.commands if isinstance(command, TyperGroup) else {}
    named = [_name(param) if param.required else f"[{_name(param)}]" for param in arguments]
    pieces = ["[PILIHAN]", *named, *(["PERINTAH …"] if commands else [])]
    formatter.write_usage(context.command_path, " ".join(pieces), prefix="Pemakaian: ")
    formatter.write_paragraph()
    formatter.write_text(command.help or "")
    sections = (
        ("Masukan", [(_name(param), param.help or "") for param in arguments]),
        ("Pilihan", [(_spelled(param), _about(param, context)) for param in options]),
        ("Perintah", [(name, _first(each.help or "")) for name, each in commands.items()]),
    )
    for heading, rows in sections:
        if rows:
            with formatter.section(heading):
                formatter.write_dl(rows)


def _spelled(option: TyperOption) -> str:
    """--from HARI"""
    kind = option.type_descriptor
    if option.is_flag:
        return option.opts[0]
    if kind.choices is not None:
        return f"{option.opts[0]} {'|'.join(map(_text, kind.choices))}"
    # A list of texts is given one by one.
    return f"{option.opts[0]} {option.metavar or _KINDS.get(kind.annotation, 'TEKS')}"


def _about(option: TyperOption, context: typer.Context) -> str:
    if option.opts == ["--help"]:
        return "Tampilkan bantuan ini."
    default = option.get_default(context, call=False)
    shown = option.show_default and not option.is_flag and default not in (None, "")
    return " ".join(
        [option.help or "", *(["[wajib]"] if option.required else [f"[baku: {default}]"] if shown else [])]
    )


def _first(text: str) -> str:
    """The first paragraph."""
    return " ".join(text.split("\n\n")[0].split())
