"""Publikasi: deadlines, frozen periods, signatures, and what changed since."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.office_page import OfficePage, Visit
from dashboard.publications.deeds import ACTIONS
from dashboard.publications.looked_at import SLUG, look
from dashboard.publications.views.one import one
from dashboard.publications.views.overview import overview
from dashboard.rights import Right


def _render(visit: Visit) -> Sequence[Component]:
    looked = look(visit)
    return one(looked, looked.one) if looked.one else overview(looked)


PAGE = OfficePage(SLUG, "Publikasi", 860, Right.PUBLICATIONS, _render, ACTIONS, figures=True)
