"""Indicators 15 to 19 from a checklist of facilities, per office. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.pekppp.instrument import Indicator, Instrument
from dashboard.pekppp.proposal import NOTHING, Proposal

Checked = Mapping[tuple[str, str], bool]
"""Name of an office and key of a facility → whether it is there; what is not in it was not looked at."""


@dataclass(frozen=True)
class Found:
    """Of one office: how many facilities are there, of how many looked at, and the score of that."""

    office: str
    present: int
    looked_at: int
    score: int


def of_offices(instrument: Instrument, indicator: Indicator, checked: Checked) -> list[Found]:
    """Offices where something of this indicator was looked at, the one with the least first."""
    mine = [each for each in instrument.facilities if each.indicator == indicator.number]
    found = []
    for office in sorted({office for office, _ in checked}):
        looked = {each.key: checked[office, each.key] for each in mine if (office, each.key) in checked}
        if not looked:
            continue
        lacking = any(each.required and not looked.get(each.key) for each in mine)
        present = sum(looked.values())
        points = 0 if lacking else _points(indicator, present)
        found.append(Found(office, present, len(looked), points))
    return sorted(found, key=lambda each: (each.score, each.present, each.office))


def _points(indicator: Indicator, present: int) -> int:
    return max(points for points, least in enumerate(indicator.steps) if present >= least)


def of_checklist(instrument: Instrument, indicator: Indicator, checked: Checked) -> Proposal:
    """The office with the least decides: what one has does not make up for what another lacks."""
    known = sum(1 for each in instrument.facilities if each.indicator == indicator.number)
    found = of_offices(instrument, indicator, checked)
    rule = (
        "Banyaknya sarana yang ada menurut daftar periksa; paling sedikit "
        + ", ".join(f"{least} untuk nilai {points}" for points, least in enumerate(indicator.steps) if points)
        + ". Kantor dengan nilai terendah menentukan."
    )
    if not found:
        return Proposal(indicator.number, rule, NOTHING, 0, None, "Daftar periksa sarana belum diisi.")
    least = found[0]
    doubts = ["Daftar sarana ini pilihan kantor, bukan daftar resmi."]
    if any(each.looked_at < known for each in found):
        doubts.append("Belum semua sarana diperiksa; yang belum diperiksa tidak dihitung ada.")
    return Proposal(
        indicator=indicator.number,
        rule=rule,
        figure=f"{least.office}: {least.present} dari {least.looked_at} yang diperiksa",
        n=sum(each.looked_at for each in found),
        score=least.score,
        certainty=" ".join(doubts),
        counts=tuple((each.office, each.present) for each in found),
    )
