"""Plans in a Laporan SKM: as the register has them, each under its unsur, and room where it has none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.__main__ import app
from dashboard.errors import AccountError
from dashboard.office import follow_up
from dashboard.office.follow_up import Line, Plan, Proof, Register, Shown, Source, State, Step
from dashboard.office.kept import Kept
from dashboard.office.pekppp import Signed
from dashboard.office.store import open_office
from dashboard.reader import Reader
from dashboard.reports import skm
from dashboard.reports.docx import to_docx
from dashboard.reports.model import Blank, Grid, Report
from dashboard.reports.pdf import to_pdf
from dashboard.reports.term import Term, parse_term
from dashboard.rights import scope_of
from dashboard.roles import Role
from dashboard.store import Store
from tests.dashboard.pages.survey_office import DISTRICT, VILLAGE
from tests.dashboard.reports.test_pdf import text_of
from tests.dashboard.reports.test_skm import grid, sentences

AT = datetime(2026, 11, 5, 2, tzinfo=UTC)
REPORTED = date(2026, 11, 4)
OCTOBER = parse_term("2026-10")
PLAN = "Rencana tindak lanjut hasil SKM"
LOW = ["Waktu penyelesaian", "Persyaratan", "Sistem, mekanisme, dan prosedur"]


def line(of: Source, unsur: str, due: date, *more: Step, what: str = "Loket kedua") -> Line:
    first = Step(State.PLANNED, Plan(what, "Kasi Pelayanan", due), None, Proof(), None, "susi", AT)
    return Line(1, of, unsur, REPORTED, [first, *more])


def step(state: State, proof: Proof | None = None, reason: str | None = None) -> Step:
    done = AT.date() if state is State.DONE else None
    return Step(state, Plan("Loket kedua", "Camat", AT.date()), done, proof or Proof(), reason, "susi", AT)


def register(*lines: Line) -> Register:
    return Register({each.of: each.reported_on for each in lines}, lines)


def of(term: Term, office: str | None = None) -> Source:
    return Source(term.code, office)


def built(reader: Reader, lines: Sequence[Line], term: Term = OCTOBER, office: str | None = None) -> Report:
    return skm.REPORT.of(reader, term, office, register(*lines))


DUE = """
2027-01-01  1
2027-03-31  1
2027-04-01  2
2027-06-30  2
2027-07-01  3
2027-09-30  3
2027-10-01  4
2026-12-31  4
"""


@pytest.mark.parametrize("drawn", [row.split() for row in DUE.strip().splitlines()])
def test_a_line_stands_in_the_quarter_that_it_is_due_in(survey: Reader, drawn: list[str]) -> None:
    due, quarter = date.fromisoformat(drawn[0]), int(drawn[1])
    first, *_ = grid(built(survey, [line(of(OCTOBER), "waktu", due)]), PLAN)
    assert first[:3] == ["1", LOW[0], "Loket kedua"]
    assert [i for i, cell in enumerate(first[3:7], 1) if cell] == [quarter]
    assert first[2 + quarter] == str(due.year)
    assert first[7] == "Kasi Pelayanan"


def test_low_unsur_without_a_plan_keep_their_room_and_others_are_told_too(survey: Reader) -> None:
    lines = [
        line(of(OCTOBER), "biaya", date(2027, 2, 1), what="Papan tarif"),
        line(of(OCTOBER), "persyaratan", date(2027, 9, 1), what="Brosur"),
        line(of(OCTOBER), "persyaratan", date(2027, 2, 1), what="Petugas depan"),
        line(of(OCTOBER), "waktu", date(2027, 2, 1), step(State.WITHDRAWN, reason="keliru")),
        line(of(OCTOBER, DISTRICT), "waktu", date(2027, 2, 1), what="kantor lain"),
        line(of(parse_term("2026-S2")), "waktu", date(2027, 2, 1), what="periode lain"),
    ]
    rows = grid(built(survey, lines), PLAN)
    assert [row[1:3] for row in rows] == [
        [LOW[0], ""],
        [LOW[1], "Petugas depan"],
        [LOW[1], "Brosur"],
        [LOW[2], ""],
        ["Biaya/tarif", "Papan tarif"],
    ]
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5"]


def test_without_a_register_it_is_the_form_that_it_was(survey: Reader) -> None:
    assert skm.build(survey, OCTOBER) == built(survey, [])
    rows = grid(skm.build(survey, OCTOBER), PLAN)
    assert [row[1:] for row in rows] == [[name, *[""] * 6] for name in LOW]


def test_a_plan_of_a_period_that_nobody_answered_in_is_told(survey: Reader) -> None:
    never = parse_term("2020-T1")
    (row,) = grid(built(survey, [line(of(never), "waktu", date(2027, 2, 1))], never), PLAN)
    assert row[1:3] == ["Waktu penyelesaian", "Loket kedua"]


def test_a_lurah_reads_the_plans_of_the_own_office(surveyed: Store) -> None:
    own = surveyed.reader(scope_of(Role.LURAH, VILLAGE))
    assert own is not None
    lines = [line(of(OCTOBER, VILLAGE), "waktu", date(2027, 2, 1), what="milik sendiri")]
    assert "milik sendiri" in str(grid(built(own, lines), PLAN))


def test_what_became_of_the_plans_before_is_attached_with_how_the_unsur_moved(crowd: Reader) -> None:
    """Of the first and second quarter of 2026, in which so many answered alike that little moves."""
    now, before = parse_term("2026-T2"), of(parse_term("2026-T1"))
    file = Kept("foto.jpg", 9, "0" * 64)
    proof = Proof("Notulen 3 April", "https://x.go.id/a", file)
    lines = [
        line(before, "waktu", date(2026, 4, 30), step(State.DONE, proof)),
        line(before, "biaya", date(2026, 4, 30), what="Papan tarif"),
        line(before, "sarana", date(2026, 4, 30), step(State.WITHDRAWN, reason="tidak ada anggaran")),
    ]
    report = built(crowd, lines, now)
    rows = grid(report, "Tindak lanjut hasil SKM Triwulan I Tahun 2026")
    assert [row[1] for row in rows] == [
        "Waktu penyelesaian: Loket kedua",
        "Biaya/tarif: Papan tarif",
        "Sarana dan prasarana: Loket kedua",
    ]
    assert rows[1][2] == "Kasi Pelayanan, 30 April 2026"
    assert [row[3] for row in rows] == [
        "Selesai 5 November 2026. Bukti: Notulen 3 April; https://x.go.id/a; foto.jpg",
        "Belum selesai",
        "Dicabut: tidak ada anggaran",
    ]
    assert rows[0][4].startswith(("naik", "turun", "tetap"))
    assert "(n 1.5" in rows[0][4]
    assert "Dari 2 rencana Triwulan I Tahun 2026, 1 sudah selesai." in sentences(report)
    assert not [each for each in report.parts if isinstance(each, Blank) and "sebelumnya" in each.label]
    text = " ".join(text_of(to_pdf(report)).split())
    assert "Notulen 3 April" in text
    assert to_docx(report)


def test_the_effect_waits_for_the_end_of_the_period(crowd: Reader) -> None:
    lines = [line(of(parse_term("2025")), "waktu", date(2026, 4, 30))]
    (row,) = grid(built(crowd, lines, parse_term("2026")), "Tindak lanjut hasil SKM Tahun 2025")
    assert row[4] == "belum ada"


def test_words_of_the_register_are_never_markup(survey: Reader) -> None:
    what = '#panic() *x* <b>y</b> =HYPERLINK("http://x")'
    report = built(survey, [line(of(OCTOBER), "waktu", date(2027, 2, 1), what=what)])
    assert any(isinstance(part, Grid) for part in report.parts)
    assert what.replace(" ", "") in "".join(text_of(to_pdf(report)).split())


def test_the_command_reads_the_register_where_there_is_one(address: str, tmp_path: Path) -> None:
    office = f"sqlite:///{tmp_path / 'office.db'}"
    by = Signed("susi", AT)
    with open_office(office).writing() as connection:
        follow_up.report_on(connection, of(OCTOBER), REPORTED, by)
        plan = Plan("Buka loket kedua", "Camat", date(2027, 2, 1))
        number = follow_up.plan(connection, of(OCTOBER), "waktu", plan, by)
        with pytest.raises(AccountError):
            follow_up.finish(connection, number, REPORTED, Shown(), by)
    done = CliRunner().invoke(
        app,
        ["report", "skm", "2026-10", "--to", str(tmp_path)],
        env={"WAREHOUSE_URL": address, "OFFICE_URL": office},
    )
    assert done.exit_code == 0, done.output
    (made,) = tmp_path.glob("*.pdf")
    assert "Buka loket kedua" in " ".join(text_of(made.read_bytes()).split())
