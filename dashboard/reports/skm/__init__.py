"""Laporan SKM: the result of the survey of a period by PermenPANRB 14/2017, as an office signs it."""

from dashboard import format as fmt
from dashboard.office.follow_up import EMPTY, Register
from dashboard.reader import Reader
from dashboard.reports.model import Kind, Report, file_name
from dashboard.reports.skm import analysis, chapters, facts, matrix, sheets, words
from dashboard.reports.term import Term
from dashboard.rights import Right
from etl.period import Kind as Step


def build(reader: Reader, term: Term, office: str | None = None, register: Register = EMPTY) -> Report:
    """Of one office, or of all that the reader may see. What the register has no plans for stays to be
    filled in. Raises NotYoursError."""
    found = facts.survey(reader, term, office)
    until = found.data.until({facts.FACT})
    return Report(
        title=words.TITLE,
        office=found.office,
        period=term.words,
        stamp=f"Data sampai {fmt.moment(until)} · versi data {found.data.version}",
        until=until,
        file=file_name("laporan-skm", term.code, office, found.data.version),
        parts=[*chapters.parts(found), *analysis.parts(found, register)],
        sheets=sheets.sheets(found),
        notes=(
            ("Kelengkapan", found.completeness),
            ("Definisi", f"{found.metric.definition} {found.followed} Dasar: {found.metric.source}."),
            ("Catatan", f"{matrix.lacking(found)} {sheets.NOTE}".strip()),
        ),
        sample=found.data.sample,
        n=found.n,
    )


REPORT = Kind(
    "skm", "Laporan SKM", Right.FIGURES, build, words.FILES, (Step.TRIWULAN, Step.SEMESTER, Step.YEAR), build
)
