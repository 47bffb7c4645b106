"""The command line of the pipeline. Exit codes: see etl.errors."""

import os
import signal
import sys

from rich.console import Console

from etl.command_line import CommandLine, finish
from etl.commands.backups import backup_command, backups_command, restore_command
from etl.commands.looks import check_command, status_command, verify_command
from etl.commands.privacy import people_command, purge_command, restate_command
from etl.commands.repair import backfill_command, rejects_command, replay_command
from etl.commands.runs import run_command
from etl.commands.server import roles_command
from etl.commands.sources import sources
from etl.commands.survey import survey_command
from etl.commands.watching import health_command, watch_command
from etl.errors import PantauError

app = CommandLine("Muat catatan pelayanan ke gudang data dan terbitkan.")
app.command("run")(run_command)
app.command("verify")(verify_command)
app.command("status")(status_command)
app.command("rejects")(rejects_command)
app.command("replay")(replay_command)
app.command("backfill")(backfill_command)
app.command("check")(check_command)
app.command("people")(people_command)
app.command("purge")(purge_command)
app.command("restate")(restate_command)
app.command("watch")(watch_command)
app.command("health")(health_command)
app.command("backup")(backup_command)
app.command("backups")(backups_command)
app.command("restore")(restore_command)
app.command("roles")(roles_command)
app.command("survey")(survey_command)
app.add_typer(sources, name="source")

INTERRUPTED = 130
"""What a shell expects of a program that Ctrl-C has ended."""


def main() -> None:
    # DuckDB tells of Ctrl-C in its own way, and only in the middle of a query: let it end the process there.
    signal.signal(signal.SIGINT, _stop)
    finish(app, PantauError)


def _stop(number: int, frame: object) -> None:
    # A progress bar that is cut off leaves the cursor hidden.
    Console(stderr=True).show_cursor()
    print("Dihentikan. Yang terbit tetap utuh; jalankan lagi untuk melanjutkan.", file=sys.stderr)
    sys.stderr.flush()
    os._exit(INTERRUPTED)


if __name__ == "__main__":
    main()
