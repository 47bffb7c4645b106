"""What follows a survey, as the office store keeps it, on both engines."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from dashboard.errors import AccountError
from dashboard.office import follow_up, kept
from dashboard.office.follow_up import EMPTY, Plan, Register, Shown, Source, State
from dashboard.office.follow_up_tables import step as steps_table
from dashboard.office.kept import Brought, checked
from dashboard.office.pekppp import Signed
from dashboard.office.store import OfficeStore
from dashboard.rights import EVERYTHING, scope_of
from dashboard.roles import Role
from tests.dashboard.site import on_both

kept_in = on_both
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
BY = Signed("susi", NOW)
LATER = Signed("rina", NOW + timedelta(days=1))
ALL, VILLAGE = Source("2026-S1", None), Source("2026-S1", "63.71.04.1002")
REPORTED = date(2026, 7, 20)
PLAN = Plan("Buka loket kedua pada jam sibuk", "Kasi Pelayanan", date(2026, 9, 30))
PDF = b"%PDF-1.7 isi"


def planned(office: OfficeStore, of: Source = ALL, plan: Plan = PLAN, unsur: str = "waktu") -> int:
    with office.writing() as connection:
        follow_up.report_on(connection, of, REPORTED, BY)
        return follow_up.plan(connection, of, unsur, plan, BY)


def read(office: OfficeStore) -> Register:
    with office.reading() as connection:
        return follow_up.register(connection)


def test_a_line_goes_from_plan_to_proof_and_every_step_stays(office: OfficeStore, tmp_path: Path) -> None:
    number = planned(office)
    later = Plan(PLAN.programme, "Sekretaris Kecamatan", date(2026, 12, 31))
    with office.writing() as connection:
        follow_up.change(connection, number, later, "anggaran digeser", LATER)
        brought = Brought("../foto loket.PDF", PDF, tmp_path / "bukti")
        shown = Shown("Loket buka sejak Senin", "https://utara.banjarmasinkota.go.id/loket", brought)
        follow_up.finish(connection, number, date(2026, 11, 2), shown, LATER)
    (line,) = read(office).lines
    assert [step.state for step in line.steps] == [State.PLANNED, State.CHANGED, State.DONE]
    assert [(step.account, step.at) for step in line.steps] == [
        ("susi", NOW),
        ("rina", LATER.at),
        ("rina", LATER.at),
    ]
    assert (line.of, line.unsur, line.reported_on) == (ALL, "waktu", REPORTED)
    assert (line.steps[0].plan, line.plan, line.steps[1].reason) == (PLAN, later, "anggaran digeser")
    file = line.now.proof.file
    assert file is not None
    assert (line.done_on, line.now.proof.note, file.name) == (
        date(2026, 11, 2),
        shown.note,
        "foto loket.PDF",
    )
    assert kept.opened(tmp_path / "bukti", file) == PDF


def test_done_may_be_opened_again_and_a_line_taken_back_and_both_are_read(office: OfficeStore) -> None:
    number = planned(office)
    with office.writing() as connection:
        follow_up.finish(connection, number, REPORTED, Shown("notulen"), BY)
        follow_up.reopen(connection, number, "ternyata loketnya tutup", LATER)
        assert follow_up.register(connection).of(ALL)[0].done_on is None
        follow_up.withdraw(connection, number, "diganti rencana lain", LATER)
    found = read(office)
    assert (found.of(ALL), found.standing, len(found.lines)) == ([], [], 1)
    states = [step.state for step in found.lines[0].steps]
    assert states == [State.PLANNED, State.DONE, State.OPENED, State.WITHDRAWN]
    assert found.lines[0].steps[1].proof.note == "notulen"


@pytest.mark.parametrize("act", [follow_up.reopen, follow_up.withdraw])
def test_what_is_taken_back_or_opened_again_needs_a_reason(office: OfficeStore, act: object) -> None:
    number = planned(office)
    with office.writing() as connection:
        if act is follow_up.reopen:
            follow_up.finish(connection, number, REPORTED, Shown("notulen"), BY)
        with pytest.raises(AccountError, match="alasan belum diisi"):
            act(connection, number, "  ", BY)  # type: ignore[operator]


def test_what_is_done_or_taken_back_is_changed_no_more(office: OfficeStore) -> None:
    done, gone = planned(office), planned(office)
    other = Plan("lain", "Camat", PLAN.due)
    with office.writing() as connection:
        follow_up.finish(connection, done, REPORTED, Shown("notulen"), BY)
        follow_up.withdraw(connection, gone, "keliru", BY)
    for number in (done, gone, 99):
        for act in (
            lambda connection, n: follow_up.change(connection, n, other, "x", BY),
            lambda connection, n: follow_up.finish(connection, n, REPORTED, Shown("x"), BY),
            lambda connection, n: follow_up.withdraw(connection, n, "x", BY),
        ):
            with office.writing() as connection, pytest.raises(AccountError):
                act(connection, number)
    with office.writing() as connection, pytest.raises(AccountError, match="belum selesai"):
        follow_up.reopen(connection, gone, "x", BY)


@pytest.mark.parametrize(
    ("plan", "said"),
    [
        (Plan("", "Camat", PLAN.due), "program atau kegiatan belum diisi"),
        (Plan("x" * 301, "Camat", PLAN.due), "lebih dari 300 huruf"),
        (Plan("x", " ", PLAN.due), "penanggung jawab belum diisi"),
        (Plan("x", "C\namat", PLAN.due), "penanggung jawab"),
        (Plan("x", "Camat", REPORTED - timedelta(days=1)), "tenggat ada sebelum tanggal laporan"),
    ],
)
def test_a_plan_says_what_who_and_by_when(office: OfficeStore, plan: Plan, said: str) -> None:
    with pytest.raises(AccountError, match=said):
        planned(office, plan=plan)
    assert read(office).lines == []


def test_a_plan_may_be_due_on_the_day_of_its_report(office: OfficeStore) -> None:
    planned(office, plan=Plan("x", "Camat", REPORTED))
    assert len(read(office).lines) == 1


def test_without_the_day_of_its_report_nothing_is_planned(office: OfficeStore) -> None:
    planned(office)
    with office.writing() as connection, pytest.raises(AccountError, match="tanggal laporan SKM"):
        follow_up.plan(connection, VILLAGE, "waktu", PLAN, BY)


def test_the_day_of_a_report_holds_for_all_its_lines_and_for_no_other(office: OfficeStore) -> None:
    planned(office)
    planned(office, VILLAGE)
    with office.writing() as connection:
        follow_up.report_on(connection, VILLAGE, date(2026, 8, 1), LATER)
        with pytest.raises(AccountError, match="ada di depan"):
            follow_up.report_on(connection, ALL, NOW.date() + timedelta(days=1), BY)
        with pytest.raises(AccountError, match="tenggat"):
            follow_up.report_on(connection, ALL, PLAN.due + timedelta(days=1), BY)
    assert [line.reported_on for line in read(office).lines] == [REPORTED, date(2026, 8, 1)]


@pytest.mark.parametrize(
    ("day", "proof", "said"),
    [
        (REPORTED - timedelta(days=1), {"note": "x"}, "hari selesai tidak mungkin"),
        (NOW.date() + timedelta(days=1), {"note": "x"}, "hari selesai tidak mungkin"),
        (REPORTED, {}, "bukti belum ada"),
        (REPORTED, {"note": " ", "link": " "}, "bukti belum ada"),
        (REPORTED, {"note": "x", "link": "javascript:alert(1)"}, "tautan harus mulai"),
        (REPORTED, {"link": "https://[x"}, "bukan alamat situs"),
        (REPORTED, {"note": "x" * 601}, "lebih dari 600 huruf"),
    ],
)
def test_done_is_what_has_a_day_that_was_and_a_proof(
    office: OfficeStore, day: date, proof: dict[str, str], said: str
) -> None:
    number = planned(office)
    with office.writing() as connection, pytest.raises(AccountError, match=said):
        follow_up.finish(connection, number, day, Shown(**proof), BY)
    assert read(office).lines[0].open


def test_a_wrong_file_leaves_neither_step_nor_file(office: OfficeStore, tmp_path: Path) -> None:
    number = planned(office)
    brought = Brought("bukti.pdf.html", PDF, tmp_path / "bukti")
    with office.writing() as connection, pytest.raises(AccountError, match="tidak diterima"):
        follow_up.finish(connection, number, REPORTED, Shown("x", file=brought), BY)
    assert read(office).lines[0].open
    assert not (tmp_path / "bukti").exists()


def test_overdue_begins_the_day_after_and_ends_when_it_is_done(office: OfficeStore) -> None:
    number = planned(office)
    (line,) = read(office).lines
    assert [line.overdue(day) for day in (PLAN.due, PLAN.due + timedelta(days=1))] == [False, True]
    with office.writing() as connection:
        follow_up.finish(connection, number, NOW.date(), Shown("x"), BY)
    assert not read(office).lines[0].overdue(PLAN.due + timedelta(days=1))


def test_who_reads_one_office_reads_only_its_plans(office: OfficeStore) -> None:
    planned(office)
    planned(office, VILLAGE)
    found = read(office)
    seen = found.within(scope_of(Role.LURAH, VILLAGE.office))
    assert ([line.of for line in seen.lines], list(seen.days)) == ([VILLAGE], [VILLAGE])
    assert found.within(EVERYTHING) == found
    assert found.within(scope_of(Role.ADMIN, None)) == EMPTY


def test_the_store_itself_refuses_done_without_a_day(office: OfficeStore) -> None:
    number = planned(office)
    row = {"follow_up": number, "state": "done", "programme": "x", "owner": "x", "due": REPORTED}
    with pytest.raises(IntegrityError), office.writing() as connection:
        connection.execute(insert(steps_table).values(**row, account="x", at=NOW))


@pytest.mark.parametrize("name", ["漢" * 119 + ".pdf", "x" * 5000 + ".pdf", "../../" + "é" * 300 + ".PDF"])
def test_a_long_name_keeps_its_ending_and_fits_a_file_system(name: str, tmp_path: Path) -> None:
    found = checked(Brought(name, PDF, tmp_path)).name
    assert found.lower().endswith(".pdf")
    assert len(found) <= 120
    assert len(f"12345-{found}".encode()) < 255
