"""PEKPPP: scores that figures propose and people decide, with evidence, up to the IPP and its category."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from dashboard.office import evidence
from dashboard.office_page import Handed, OfficePage, Visit
from dashboard.pekppp.deeds import ACTIONS
from dashboard.pekppp.looked_at import SLUG, look, number_in
from dashboard.pekppp.views.heard import heard
from dashboard.pekppp.views.one import one
from dashboard.pekppp.views.overview import overview
from dashboard.rights import Right


def _render(visit: Visit) -> Sequence[Component]:
    looked = look(visit, visit.asked)
    number = number_in(visit.asked.get("indikator", ""))
    indicator = looked.instrument.indicator(number) if number is not None else None
    if indicator is not None:
        return one(looked, indicator)
    if looked.instrument.questions and (visit.asked.get("bagian") == "f03" or "pertanyaan" in visit.asked):
        return heard(looked)
    return overview(looked)


def _hand(visit: Visit, number: int) -> Handed | None:
    """A piece of evidence that was not taken back."""
    with visit.office.reading() as connection:
        piece = evidence.find(connection, number)
    if piece is None or piece.kind is not evidence.Kind.FILE:
        return None
    return Handed(piece.content, evidence.open_file(visit.pekppp.evidence, piece))


PAGE = OfficePage(SLUG, "PEKPPP", 850, Right.PEKPPP, _render, ACTIONS, figures=True, hand=_hand)
