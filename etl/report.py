"""What a run tells of itself: file by file, and as a whole."""

from collections.abc import Callable
from dataclasses import dataclass, field

from etl.errors import SourceRefused
from etl.finding import Finding
from etl.load import Settled
from etl.schedule import Outcome

Step = Callable[[str, str], None]
"""Told before each step: its stage (spool, validate, load, rollup, audit, publish) and a detail."""


@dataclass
class FileReport:
    """What became of the rows of one file."""

    source: str
    name: str
    read: int = 0
    new: int = 0
    corrected: int = 0
    unchanged: int = 0
    repeated: int = 0
    rejected: int = 0
    excluded: int = 0
    retracted: int = 0
    skewed: int = 0
    changes: int = 0
    """Entries of what changed on closed days; counted beside the ledger."""

    last: int = 0
    """The last line that held a row: blank ones above it are lines too, and no rows."""

    def settle(self, settled: Settled) -> None:
        for word in ("new", "corrected", "unchanged", "repeated", "retracted", "changes"):
            setattr(self, word, getattr(settled, word))
        self.rejected += len(settled.conflicts)

    def counts(self) -> dict[str, int]:
        beside = ("source", "name", "changes", "last")
        return {word: count for word, count in vars(self).items() if word not in beside}


@dataclass
class Report:
    """What a run did. `refused` says why a source or file could not be read; `notes` are advice.

    `put_off` are files that were still being written; `behind` has the sources that were not read wholly,
    as FAILED or UNFINISHED.
    """

    run: str
    files: list[FileReport] = field(default_factory=list)
    skipped: int = 0
    refused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    version: str | None = None
    put_off: list[str] = field(default_factory=list)
    behind: dict[str, Outcome] = field(default_factory=dict)
    empty: bool = False
    """Nothing was ever loaded, so there is no version."""

    @property
    def changes(self) -> int:
        return sum(file.changes for file in self.files)

    @property
    def trouble(self) -> tuple[int, int]:
        """How many files or sources were refused and put off so far."""
        return len(self.refused), len(self.put_off)

    def ended(self, source: str, before: tuple[int, int]) -> Outcome:
        """How it went with this source, by the trouble there was before it."""
        refused, put_off = self.trouble
        outcome = Outcome.DONE
        if refused > before[0]:
            outcome = self.behind[source] = Outcome.FAILED
        elif put_off > before[1]:
            outcome = self.behind[source] = Outcome.UNFINISHED
        return outcome

    @property
    def exit_code(self) -> int:
        return SourceRefused.exit_code if self.refused else 0
