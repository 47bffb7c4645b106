"""What can go wrong before the dashboard answers, as one tree: a class, an exit code.

The messages are Indonesian and stand alone; the command line shows them without a traceback.
"""

from __future__ import annotations

from typing import ClassVar


class DashboardError(RuntimeError):
    """The root of the tree; only its children are raised. gunicorn shows a RuntimeError as its message."""

    exit_code: ClassVar[int] = 2


class SettingsError(DashboardError):
    """A setting is missing or has no such value; the message names its variable."""


class AccountError(DashboardError):
    """An account cannot be made or changed as asked."""


class BackupError(DashboardError):
    """The accounts cannot be saved, or be restored from this file."""


class StoreError(DashboardError):
    """A store cannot be read or written: the warehouse, or that of the accounts. Tells nothing of persons."""


class InstrumentError(DashboardError):
    """A file of the PEKPPP instrument holds what it must not; the message says where and what should be."""


class PackError(DashboardError):
    """An evidence pack cannot be made, or what was given is none."""


class AuditError(DashboardError):
    """The audit log was changed, or cannot be verified."""

    exit_code = 1


class NotYoursError(DashboardError):
    """Figures were asked for that this reader has no right to."""


class UnguardedError(DashboardError):
    """A route, a callback or a page has no declared rights. The app refuses to start."""


class UsageError(DashboardError):
    """A command was asked for what is not there; the message says what is."""
