"""The token on the slip of a ticket: who has it was there that day, and nobody can tell which ticket it was.

It is an HMAC of office, day and ticket, by a key of its own that only the pipeline holds. The process that
takes the answers cannot make or check one.
"""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from dataclasses import dataclass, field
from datetime import date

VARIABLE = "PANTAU_SURVEY_KEY"
TOKEN = re.compile(r"[a-z2-7]{16}")
"""80 bits: guessing one of a day's thousand tickets takes 10²¹ tries."""
_TICKETS = re.compile(r"(\D*)(\d{1,4})-(\D*)(\d{1,4})")
_MOST = 2000


@dataclass(frozen=True)
class SurveyKey:
    key: bytes = field(repr=False)

    def token(self, office: str, day: date, ticket: str) -> str:
        return self._letters("slip", office, day.isoformat(), ticket.strip())

    def answer(self, token: str) -> str:
        """The number of the answer in the warehouse: from it nobody gets back to the slip."""
        return self._letters("answer", token)

    def _letters(self, *parts: str) -> str:
        digest = hmac.digest(self.key, "\n".join(parts).encode(), "sha256")
        return b32encode(digest[:10]).decode().lower()


def tickets(text: str) -> list[str]:
    """ "A001-A120" → A001 … A120, as wide as it is written. Raises ValueError."""
    found = _TICKETS.fullmatch(text)
    if found is None or found[1] != found[3] or len(found[2]) != len(found[4]):
        raise ValueError("tulis nomor pertama dan terakhir, misalnya A001-A120")
    first, last = int(found[2]), int(found[4])
    if not first <= last < first + _MOST:
        raise ValueError(f"nomor terakhir harus sesudah yang pertama, paling banyak {_MOST} nomor")
    return [f"{found[1]}{number:0{len(found[2])}}" for number in range(first, last + 1)]
