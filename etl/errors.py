"""What can go wrong, as one tree: a class, an exit code.

The messages are Indonesian and stand alone: where, what was found, what was expected, what to do.
The command line shows them without a traceback and ends with the class's `exit_code`:

    0  done (refused rows are reported, not hidden)
    2  ConfigProblem, ReferenceProblem   wrong usage, configuration or reference table
    3  SourceRefused                     a source could not be read; the others are loaded and published
    4  AuditFailed, VerifyFailed         an audit stopped the publication; verify or check found a fault
    5  RunActive                         another run is active
"""

# ruff: noqa: N818  (each name says what happened; "Error" would add nothing)

from __future__ import annotations

from typing import ClassVar


class PantauError(Exception):
    """The root of the tree; only its children are raised."""

    exit_code: ClassVar[int] = 2


class ConfigProblem(PantauError):
    """Wrong usage, or a setting that is missing or has no such value."""

    exit_code = 2


class ReferenceProblem(PantauError):
    """One or more rows of the reference tables are wrong; the message lists each, one a line."""

    exit_code = 2


class SourceRefused(PantauError):
    """A source could not be read at all: no file, wrong encoding, a missing column."""

    exit_code = 3


class AuditFailed(PantauError):
    """An audit did not hold; nothing was published and the facts were rolled back."""

    exit_code = 4


class VerifyFailed(PantauError):
    """The warehouse does not keep one of its promises, or a checked file has rows that would be refused."""

    exit_code = 4


class RunActive(PantauError):
    """Another run holds the lock."""

    exit_code = 5
