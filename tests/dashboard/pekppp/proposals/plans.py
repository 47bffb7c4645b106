"""Plans after a survey, as a register would give them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Line:
    reported_on: date
    done_on: date | None = None
