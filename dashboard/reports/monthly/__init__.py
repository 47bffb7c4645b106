"""The monthly report for the camat and the office of the Wali Kota; any other period makes one as well."""

from dashboard import format as fmt
from dashboard.reader import Reader
from dashboard.reports.model import Kind, Report, file_name
from dashboard.reports.monthly import chapters, facts, sheets, summary, words
from dashboard.reports.term import Term
from dashboard.rights import Right
from etl.period import Kind as Step


def build(reader: Reader, term: Term, office: str | None = None) -> Report:
    """Of one office, or of all that the reader may see. Raises NotYoursError."""
    found = facts.month(reader, term, office)
    return Report(
        title=words.TITLES.get(term.kind, words.TITLE) if term.kind else words.TITLE,
        office=found.office,
        period=term.words,
        stamp=f"Data sampai {fmt.moment(found.data.data_time)} · versi data {found.data.version}",
        until=found.data.data_time,
        file=file_name("laporan-kinerja", term.code, office, found.data.version),
        parts=[*summary.parts(found), *chapters.parts(found)],
        sheets=sheets.sheets(found),
        notes=[
            *((f"Kelengkapan: {words.FACTS[fact]}", told) for fact, told in found.completeness),
            ("Perubahan", words.TESTED),
        ],
        sample=found.data.sample,
        brief=True,
        n=found.n,
    )


REPORT = Kind(
    "monthly", "Laporan bulanan", Right.FIGURES, build, words.FILES, (Step.MONTH, Step.TRIWULAN, Step.YEAR)
)
