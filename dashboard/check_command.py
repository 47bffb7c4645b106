"""`check`: whether this installation stands as it should."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import Annotated

import typer

from dashboard.audit_check import check_audit
from dashboard.deployment import check_deployment
from dashboard.errors import UsageError
from dashboard.settings import load_settings

INCOMPLETE = 1


class Process(StrEnum):
    PUBLIC = "public"
    STAFF = "staff"


def check_command(
    deploy: Annotated[
        bool, typer.Option("--deploy", help="Periksa apakah pengaturan ini aman untuk dipakai kantor.")
    ] = False,
    only: Annotated[
        Process, typer.Option(help="Untuk --deploy: proses mana yang memakai lingkungan ini.")
    ] = Process.STAFF,
    audit: Annotated[bool, typer.Option("--audit", help="Periksa apakah jejak audit utuh.")] = False,
    seen: Annotated[
        str | None,
        typer.Option("--seen", metavar="CATATAN", help="Catatan dari --audit yang dulu, untuk dibandingkan."),
    ] = None,
) -> None:
    """Periksa pemasangan. Keluar dengan 0 bila tidak ada yang kurang."""
    if not (deploy or audit):
        raise UsageError("check: sebutkan --deploy atau --audit.")
    if audit:
        typer.echo(check_audit(os.environ, seen))
    if deploy:
        lines, good = check_deployment(load_settings(os.environ), public=only is Process.PUBLIC)
        typer.echo("\n".join(lines))
        raise typer.Exit(0 if good else INCOMPLETE)
