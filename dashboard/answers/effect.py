"""An unsur in one period against the same unsur in the next: two figures and their difference, no cause."""

from dataclasses import dataclass
from fractions import Fraction

from dashboard import format as fmt
from dashboard import text
from dashboard.section import Row

NOT_YET = "belum ada"
DECIMALS = 2


@dataclass(frozen=True)
class Effect:
    """NRR and n of both periods; `ended`: the data reach the end of the second."""

    before: Fraction | None
    n_before: int
    after: Fraction | None
    n_after: int
    ended: bool

    @property
    def difference(self) -> Fraction | None:
        """Of the two as they are shown, so that it is what a reader subtracts; None where one is missing."""
        if not self.ended or self.before is None or self.after is None:
            return None
        return fmt.half_up(self.after, DECIMALS) - fmt.half_up(self.before, DECIMALS)

    @property
    def words(self) -> str:
        if not self.ended:
            return NOT_YET
        if self.before is None or self.after is None:
            return f"tidak dapat dibandingkan: pada salah satunya unsur itu tidak dinilai (n {self._both})"
        few = min(self.n_before, self.n_after) < text.FEW
        doubt = f"; kurang dari {text.FEW} jawaban, bedanya bisa kebetulan" if few else ""
        return f"{self._moved}: {_said(self.before)} → {_said(self.after)} (n {self._both}){doubt}"

    @property
    def _moved(self) -> str:
        by = self.difference
        if not by:
            return "tetap"
        return f"{'naik' if by > 0 else 'turun'} {fmt.number(abs(by), DECIMALS)}"

    @property
    def _both(self) -> str:
        return f"{fmt.number(self.n_before)} → {fmt.number(self.n_after)}"


def effect(before: Row | None, after: Row | None, *, ended: bool) -> Effect:
    """Rows of `unsur.elements`; None where nobody answered anything."""
    was, now = before or {}, after or {}
    return Effect(was.get("value"), was.get("n", 0), now.get("value"), now.get("n", 0), ended)


def _said(value: Fraction) -> str:
    return fmt.number(value, DECIMALS)
