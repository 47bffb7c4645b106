"""What people complain about, and whether they are answered in time."""

from dashboard.answers import overdue
from dashboard.answers.complaints import (
    CAME,
    DUE,
    answered,
    by_category,
    by_channel,
    by_office,
    closed,
    over_time,
)
from dashboard.filters import CHANNEL, OFFICE, PERIOD, Filters
from dashboard.page import Page
from dashboard.reader import Reader
from dashboard.rights import Right
from dashboard.section import Column, Section

PAGE = Page(
    slug="pengaduan", title="Pengaduan", order=70, right=Right.FIGURES, filters=(PERIOD, OFFICE, CHANNEL)
)

PAGE.section(
    "Berapa banyak pengaduan?", metric="complaints", counted=CAME, id="dari-waktu-ke-waktu", width=7
)(over_time)
PAGE.section("Lewat kanal mana?", metric="complaints", counted=CAME, id="per-kanal", width=5)(by_channel)
PAGE.section("Tentang apa orang mengadu?", metric="complaints", counted=CAME, id="per-kategori", width=7)(
    by_category
)
PAGE.section("Tentang kantor mana?", metric="complaints", counted=CAME, id="per-kantor", width=5)(by_office)
PAGE.section(
    "Apakah ditanggapi tepat waktu?", metric="responses_on_time", counted=DUE, id="tanggapan", width=7
)(answered)
PAGE.section(
    "Apakah diselesaikan tepat waktu?", metric="complaints_on_time", counted=DUE, id="penyelesaian", width=5
)(closed)


@PAGE.section(
    "Pengaduan mana yang lewat batas waktu?",
    metric="complaints_on_time",
    counted="pengaduan yang dijanjikan",
    id="lewat-batas",
    right=Right.CASES,
)
def late(reader: Reader, filters: Filters) -> Section:
    """A complaint that is neither answered nor closed in time stands twice: once for each promise."""
    columns = (
        Column("promise_name", "Yang lewat"),
        Column("category_name", "Kategori"),
        Column("office_name", "Kantor"),
    )
    return overdue.listed(
        reader,
        filters,
        metric="complaints_on_time",
        what="janji pengaduan",
        facts=("complaint",),
        columns=columns,
    )
