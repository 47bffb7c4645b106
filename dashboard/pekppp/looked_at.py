"""What one visit of the page looks at: year, version, and the evaluation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from dashboard.office.pekppp import Evaluation
from dashboard.office_page import OfficePage, Visit
from dashboard.pekppp.assessment import Assessment, Figures, assess
from dashboard.pekppp.instrument import Instrument, chosen
from dashboard.pekppp.instrument_file import load
from dashboard.rights import Right

SLUG = "pekppp"
FIRST_YEAR, LAST_YEAR = 2022, 2100


@dataclass(frozen=True, kw_only=True)
class Looked(Assessment):
    visit: Visit
    instruments: Sequence[Instrument]

    @property
    def writes(self) -> bool:
        return self.visit.account.scope.sees(Right.PEKPPP_WRITE)

    @property
    def about(self) -> dict[str, str]:
        """What every address and every form here says."""
        return {"tahun": str(self.of.year), "versi": self.of.version}

    def href(self, **more: str) -> str:
        return f"{OfficePage.base}/{SLUG}?{urlencode({**self.about, **more})}"


def look(visit: Visit, asked: Mapping[str, str]) -> Looked:
    """What does not exist is as if it had not been asked for."""
    instruments = load(visit.pekppp.folder, visit.pekppp.wording)
    year = year_of(asked.get("tahun", ""), visit)
    instrument = chosen(instruments, year, asked.get("versi", ""))
    of = Evaluation(year, instrument.name)
    figures = Figures(visit.reader, visit.shown, visit.now.astimezone(visit.zone).date(), visit.offices)
    with visit.office.reading() as connection:
        found = assess(connection, instrument, of, figures)
    return Looked(**vars(found), visit=visit, instruments=instruments)


def year_of(word: str, visit: Visit) -> int:
    """This year unless another one is named."""
    if word.isascii() and word.isdigit() and len(word) == 4 and FIRST_YEAR <= int(word) <= LAST_YEAR:
        return int(word)
    return visit.now.astimezone(visit.zone).year


def number_in(word: str) -> int | None:
    return int(word) if word.isascii() and word.isdigit() and len(word) <= 4 else None
