"""`python -m dashboard`: serve the pages, keep the accounts."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Annotated

import typer

from dashboard.backup_commands import backup_command, restore_command
from dashboard.check_command import check_command
from dashboard.errors import DashboardError
from dashboard.figures_command import figures
from dashboard.freeze_command import freeze_command, frozen_command
from dashboard.pekppp_commands import pekppp
from dashboard.report_command import report
from dashboard.user_commands import user
from etl.command_line import CommandLine, finish

app = CommandLine("Halaman Pantau dan akunnya.")
app.command("figures")(figures)
app.command("report")(report)
app.command("freeze")(freeze_command)
app.command("frozen")(frozen_command)
app.command("check")(check_command)
app.command("backup")(backup_command)
app.command("restore")(restore_command)
app.add_typer(user, name="user")
app.add_typer(pekppp, name="pekppp")


class Only(StrEnum):
    PUBLIC = "public"
    STAFF = "staff"


@app.command()
def serve(
    only: Annotated[Only | None, typer.Option(help="Layani satu halaman saja.")] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Buat akun contoh untuk mencoba di mesin sendiri.")
    ] = False,
) -> None:
    """Layani halaman sampai dihentikan dengan Ctrl-C. Alamat: PORT dan PANTAU_HOST."""
    from dashboard.serving import run

    run(os.environ, only=only.value if only else None, demo=demo, say=typer.echo)


def main() -> None:
    finish(app, DashboardError)


if __name__ == "__main__":
    main()
