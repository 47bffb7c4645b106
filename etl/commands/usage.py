"""What the library says of a wrong command line, in the office's words."""

import re

from typer import rich_utils
from typer.exceptions import TyperException

_SAID = (
    (r"No such command '(.+?)'\.(?: Did you mean '(.+?)'\?)?", 'Perintah "{0}" tidak ada.', "{1}"),
    (r"No such option: (\S+)(?: \(Possible options: (.+)\))?", "Pilihan {0} tidak ada.", "{1}"),
    (r"Missing argument '(.+?)'", "Sebutkan {0}.", ""),
    (r"Missing option '(.+?)'", "Pilihan {0} wajib ada.", ""),
    (r"Option '(.+?)' requires an argument", "Sesudah {0} harus ada nilainya.", ""),
    (r"Option '(.+?)' does not take a value", "Pilihan {0} tidak memakai nilai.", ""),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.+)\)", "Kata ini berlebih: {0}.", ""),
    (r"Invalid value for '(.+?)'", "Nilai untuk {0} tidak sah.", ""),
    (r"Missing command", "Sebutkan perintahnya.", ""),
)


def sentence(problem: TyperException) -> str:
    """One sentence, what may have been meant, and where the help is."""
    said = problem.format_message()
    context = getattr(problem, "ctx", None)
    where = f" Lihat {context.command_path} --help." if context is not None else ""
    for pattern, words, meant in _SAID:
        if found := re.match(pattern, said, re.DOTALL):
            groups = [group or "" for group in found.groups()]
            near = meant.format(*groups)
            return words.format(*groups) + (f" Mungkin maksudnya {near}." if near else "") + where
    return f"Perintah ini tidak dapat dipahami.{where}"


def is_help(problem: TyperException) -> bool:
    """Nothing was asked, and the library has answered with its help."""
    return type(problem).__name__ == "NoArgsIsHelpError"


def speak_indonesian() -> None:
    """The headings of the help. The library takes them from here at every call; it has no other door."""
    rich_utils.OPTIONS_PANEL_TITLE = "Pilihan"
    rich_utils.ARGUMENTS_PANEL_TITLE = "Masukan"
    rich_utils.COMMANDS_PANEL_TITLE = "Perintah"
    rich_utils.DEFAULT_STRING = "[baku: {}]"
    rich_utils.REQUIRED_LONG_STRING = "[wajib]"
