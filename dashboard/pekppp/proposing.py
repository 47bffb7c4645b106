"""Every proposal there is, by indicator: those of the figures, and those of the checklist of facilities."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from dashboard.pekppp import proposals
from dashboard.pekppp.checklist import Checked, of_checklist
from dashboard.pekppp.proposal import Basis, Proposal, Rule


@cache
def rules() -> Mapping[int, Rule]:
    """The RULE of each module of the folder."""
    names = (module.name for module in pkgutil.iter_modules(proposals.__path__))
    found = [importlib.import_module(f"{proposals.__name__}.{name}").RULE for name in names]
    return {rule.indicator: rule for rule in found}


def propose(basis: Basis, number: int, checked: Checked) -> Proposal | None:
    """For one indicator; None if nothing here can tell of it."""
    indicator = basis.instrument.indicator(number)
    if indicator is None:
        return None
    if number in rules():
        return rules()[number].propose(basis)
    return of_checklist(basis.instrument, indicator, checked) if indicator.steps else None


def all_of(basis: Basis, checked: Checked) -> dict[int, Proposal]:
    found = {each.number: propose(basis, each.number, checked) for each in basis.instrument.indicators}
    return {number: proposal for number, proposal in found.items() if proposal is not None}
