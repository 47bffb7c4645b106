"""What follows a survey: the weak unsur, what is planned for them, what was done, and how they moved."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.follow_up.deeds import ACTIONS
from dashboard.follow_up.looked_at import SLUG, line_in, look, unsur_in
from dashboard.follow_up.one import one
from dashboard.follow_up.overview import overview
from dashboard.office_page import OfficePage, Visit
from dashboard.rights import Right


def _render(visit: Visit) -> Sequence[Component]:
    looked = look(visit, visit.asked)
    line = line_in(visit.asked.get("rencana", ""), looked)
    if line is not None:
        return one(looked, line)
    return overview(looked, unsur_in(visit.asked.get("unsur", "")))


PAGE = OfficePage(SLUG, "Tindak lanjut SKM", 840, Right.FOLLOW_UP, _render, ACTIONS, figures=True)
