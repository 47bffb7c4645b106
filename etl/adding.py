"""`etl source add`: a proposal for one file, and its block at the end of the configuration if wanted."""

import re
import shlex
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from etl.errors import ConfigProblem
from etl.os_errors import why
from etl.proposal import Proposal, propose
from etl.proposal.coding import Setting
from etl.reference import load_reference
from etl.settings import Settings

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def add_source(
    settings: Settings, file: Path, *, name: str | None = None, options: Mapping[str, Any] | None = None
) -> Proposal:
    """Raises ConfigProblem for a name that cannot be used, SourceRefused for a file that cannot be read."""
    chosen = _name(settings, file, name)
    reference = load_reference(settings.reference)
    setting = Setting(settings.office, settings.timezone, reference)
    return propose(file, chosen, setting, settings.config.parent, options)


def _name(settings: Settings, file: Path, name: str | None) -> str:
    if name is None:
        bare = re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-")[:40].strip("-")
        name, again = bare or "sumber", 2
        while name in settings.sources:
            name, again = f"{bare or 'sumber'}-{again}", again + 1
        return name
    if not _NAME.fullmatch(name):
        raise ConfigProblem(f'--name: "{name}": tulis huruf kecil, angka, - atau _, misalnya antrean-loket')
    if name in settings.sources:
        raise ConfigProblem(f'--name: sumber "{name}" sudah ada di {settings.config.name}; pilih nama lain')
    return name


def append(settings: Settings, proposal: Proposal) -> None:
    """The block at the end of the configuration. Raises ConfigProblem if it cannot be written there."""
    try:
        before = settings.config.read_bytes().decode()
        block = "\n".join(proposal.block)
        tomllib.loads(f"{before}\n{block}")
        with settings.config.open("a", encoding="utf-8", newline="") as file:
            file.write(f"{'' if before.endswith(chr(10)) else chr(10)}{block}")
    except OSError as failed:
        raise ConfigProblem(
            f"{settings.config}: tidak dapat ditulis ({why(failed)}); salin blok di atas sendiri"
        ) from None
    except tomllib.TOMLDecodeError:
        raise ConfigProblem(
            f"{settings.config.name}: dengan blok ini berkasnya menjadi tidak sah; salin blok di atas sendiri"
        ) from None


def next_step(file: Path, found: Proposal, options: Mapping[str, Any], *, written: bool) -> str:
    """The command that follows the proposal: to write the block, or to check the file by it."""
    words = ["check", str(file), "--source", found.name]
    if not written:
        given = [word for key, value in options.items() for word in (f"--{key}", value)]
        words = ["source", "add", str(file), "--name", found.name, *given, "--write"]
    first = ", sesudah pertanyaannya dijawab" if written and found.questions else ""
    return f"Langkah berikut{first}: python -m etl {shlex.join(words)}"
