"""A pack made and remembered: what the page and the command do alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dashboard.office import publications
from dashboard.office.audit import Transaction
from dashboard.office.pekppp import Evaluation, Signed
from dashboard.pekppp.assessment import Assessment
from dashboard.publications.pack.archive import to_zip
from dashboard.publications.pack.build import build, gather
from dashboard.publications.pack.manifest import MANIFEST, digest
from dashboard.reports.model import file_name


@dataclass(frozen=True)
class Made:
    of: Evaluation
    content: bytes
    files: int
    manifest: str
    sample: bool
    at: datetime
    """On the office's clock, in whole seconds, as the pack tells it: so it is found again in the register."""

    @property
    def name(self) -> str:
        return (
            file_name("paket-bukti", str(self.of.year), self.of.version, f"{self.at:%Y%m%d-%H%M%S}") + ".zip"
        )

    @property
    def noted(self) -> dict[str, str | int]:
        """For the audit log."""
        return {"change": "pack", "year": self.of.year, "version": self.of.version, "sha256": self.manifest}


def make(connection: Transaction, assessment: Assessment, folder: Path, at: datetime) -> Made:
    """`folder`: where evidence lies; `at`: now, on the office's clock. Raises PackError."""
    at = at.replace(microsecond=0)
    held = gather(connection, assessment, folder, at)
    files = build(held)
    sample = held.reader.data.sample
    return Made(assessment.of, to_zip(files, at), len(files), digest(files[MANIFEST]), sample, at)


def remember(connection: Transaction, made: Made, account: str) -> None:
    by = Signed(account, made.at)
    publications.add_pack(connection, made.of, made.manifest, sample=made.sample, by=by)
