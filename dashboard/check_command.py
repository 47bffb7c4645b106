"""`check`: whether this installation stands as it should."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from dashboard.audit_check import check_audit
from dashboard.errors import UsageError


def check_command(
    audit: Annotated[bool, typer.Option("--audit", help="Periksa apakah jejak audit utuh.")] = False,
    seen: Annotated[
        str | None,
        typer.Option("--seen", metavar="CATATAN", help="Catatan dari --audit yang dulu, untuk dibandingkan."),
    ] = None,
) -> None:
    """Periksa pemasangan. Keluar dengan 0 bila tidak ada yang kurang."""
    if not audit:
        raise UsageError("check: sebutkan --audit.")
    typer.echo(check_audit(os.environ, seen))
