"""What follows a survey: the weak unsur, what is planned for them, what was done, and how they moved."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.follow_up.deeds import ACTIONS
from dashboard.follow_up.looked_at import SLUG, line_in, look, unsur_in
from dashboard.follow_up.one import one
from dashboard.follow_up.overview import overview
from dashboard.office import follow_up, kept
from dashboard.office_page import Handed, OfficePage, Visit
from dashboard.rights import Right


def _render(visit: Visit) -> Sequence[Component]:
    looked = look(visit, visit.asked)
    line = line_in(visit.asked.get("rencana", ""), looked)
    if line is not None:
        return one(looked, line)
    return overview(looked, unsur_in(visit.asked.get("unsur", ""), visit))


def _hand(visit: Visit, number: int) -> Handed | None:
    """The proof of a step, of those that the person may see."""
    with visit.office.reading() as connection:
        seen = follow_up.register(connection).within(visit.account.scope)
    steps = (step for line in seen.lines for step in line.steps)
    file = next((step.proof.file for step in steps if step.id == number), None)
    return Handed(file.name, kept.opened(visit.pekppp.evidence, file)) if file else None


PAGE = OfficePage(SLUG, "Tindak lanjut SKM", 840, Right.FOLLOW_UP, _render, ACTIONS, figures=True, hand=_hand)
