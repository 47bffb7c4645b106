"""What a check found: which check, in words for people; and how a run keeps it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

REFUSED = "sumber"
"""No audit: a source or file that could not be read."""

LABELS = MappingProxyType(
    {
        "buku_besar": "Buku besar",
        "kunci": "Kunci berganda",
        "kode": "Kode di luar tabel acuan",
        "waktu": "Waktu di luar nalar",
        "hitung_ulang": "Hitung ulang",
        "volume_turun": "Volume turun",
        "terbitan": "Versi terbit",
        "riwayat": "Riwayat baris",
        REFUSED: "Sumber tidak terbaca",
    }
)


@dataclass(frozen=True)
class Finding:
    audit: str
    message: str
    fatal: bool

    @property
    def label(self) -> str:
        return LABELS.get(self.audit, self.audit)


def written(findings: Iterable[Finding]) -> str:
    """JSON: a list of audit, label, message and fatal."""
    told = [{**vars(finding), "label": finding.label} for finding in findings]
    return json.dumps(told, ensure_ascii=False)


def read(text: str) -> list[dict[str, Any]]:
    """What `written` wrote; runs of before wrote "audit: message", and a refusal without an audit."""
    return [_of_before(entry) if isinstance(entry, str) else entry for entry in json.loads(text)]


def _of_before(entry: str) -> dict[str, Any]:
    audit, _, message = entry.partition(": ")
    if not message or audit not in LABELS or audit == REFUSED:
        audit, message = REFUSED, entry
    # Which of them were fatal was not kept: the run's own status tells.
    return {"audit": audit, "label": LABELS[audit], "message": message, "fatal": False}
