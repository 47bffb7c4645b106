"""What an evaluation leaves in the office store, on both engines."""

from __future__ import annotations

import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from dashboard.errors import AccountError
from dashboard.office import evidence, facilities, kept, pekppp, user_answers
from dashboard.office.evidence import About
from dashboard.office.kept import Brought
from dashboard.office.pekppp import Evaluation, Offer, Signed, State, Subject
from dashboard.office.pekppp_tables import score as score_table
from dashboard.office.store import OfficeStore
from tests.dashboard.site import on_both

kept_in = on_both
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
BY = Signed("susi", NOW)
OF, OTHER_YEAR, OTHER_VERSION = (
    Evaluation(2026, "enam-aspek"),
    Evaluation(2025, "enam-aspek"),
    Evaluation(2026, "empat-komponen"),
)
ONE = Subject(OF, 28)
OFFER = Offer(4, "60 % (3 dari 5)")
ABOUT = About("SK standar", date(2026, 11, 1), "Kasi Pelayanan")
PDF = b"%PDF-1.7 isi"


def decide(office: OfficeStore, score: int | None, offer: Offer | None = OFFER, reason: str = "") -> State:
    with office.writing() as connection:
        return pekppp.decide(connection, ONE, score, offer=offer, reason=reason, by=BY)


def test_a_decision_says_whether_it_follows_the_proposal(office: OfficeStore) -> None:
    assert decide(office, 4) is State.ACCEPTED
    assert decide(office, 3, reason="bukti kurang") is State.OVERRIDDEN
    assert decide(office, 3, offer=None) is State.ENTERED
    assert decide(office, 2, offer=Offer(None, "tidak ada data")) is State.ENTERED
    with office.reading() as connection:
        found = pekppp.history(connection, OF, 28)
        assert [each.score for each in found] == [2, 3, 3, 4]
        assert (found[2].proposed, found[2].figure, found[2].reason) == (4, OFFER.figure, "bukti kurang")
        assert (found[3].account, found[3].at) == ("susi", NOW)
        assert pekppp.current(connection, OF)[28].score == 2


@pytest.mark.parametrize("score", [3, None])
def test_against_a_proposal_or_back_only_with_a_reason(office: OfficeStore, score: int | None) -> None:
    decide(office, 4)
    with pytest.raises(AccountError, match="alasan belum diisi"):
        decide(office, score, reason="  ")
    with office.reading() as connection:
        assert pekppp.current(connection, OF)[28].score == 4


def test_what_is_taken_back_is_no_score_and_stays_in_the_history(office: OfficeStore) -> None:
    decide(office, 4)
    assert decide(office, None, reason="salah indikator") is State.WITHDRAWN
    with office.reading() as connection:
        assert pekppp.current(connection, OF) == {}
        assert len(pekppp.history(connection, OF)) == 2


def test_no_score_outside_the_scale(office: OfficeStore) -> None:
    for score in (-1, 6):
        with pytest.raises(AccountError, match="0 sampai 5"):
            decide(office, score, reason="x")


def test_years_and_versions_do_not_mix(office: OfficeStore) -> None:
    decide(office, 4)
    with office.writing() as connection:
        pekppp.write_answer(connection, ONE, "Ada, tiap bulan", BY)
        user_answers.write(connection, OF, 1, {5: 3}, BY)
        evidence.note(connection, ONE, "lihat lemari 3", ABOUT, BY)
        for other in (OTHER_YEAR, OTHER_VERSION):
            assert pekppp.current(connection, other) == {}
            assert pekppp.answers(connection, other) == {}
            assert user_answers.counts(connection, other) == {}
            assert evidence.pieces(connection, other) == []


def test_the_newest_answer_holds_and_an_empty_one_takes_it_back(office: OfficeStore) -> None:
    with office.writing() as connection:
        for words in ("satu", "dua"):
            pekppp.write_answer(connection, ONE, words, BY)
        assert pekppp.answers(connection, OF)[28].answer == "dua"
        pekppp.write_answer(connection, ONE, " ", BY)
        assert pekppp.answers(connection, OF) == {}
        with pytest.raises(AccountError, match="600 huruf"):
            pekppp.write_answer(connection, ONE, "x" * 601, BY)


def test_counts_of_a_question_take_the_place_of_those_before(office: OfficeStore) -> None:
    with office.writing() as connection:
        user_answers.write(connection, OF, 1, {5: 3, 4: 2, 0: 0}, BY)
        user_answers.write(connection, OF, 2, {5: 1}, BY)
        user_answers.write(connection, OF, 1, {3: 7}, BY)
        assert user_answers.counts(connection, OF) == {1: {3: 7}, 2: {5: 1}}
        for wrong in ({6: 1}, {-1: 1}, {5: -1}, {5: user_answers.MOST + 1}):
            with pytest.raises(AccountError):
                user_answers.write(connection, OF, 1, wrong, BY)


def test_the_store_itself_refuses_a_score_outside_the_scale(office: OfficeStore) -> None:
    row = {**ONE.values, "score": 6, "state": "entered", "account": "x", "at": NOW}
    with pytest.raises(IntegrityError), office.writing() as connection:
        connection.execute(insert(score_table).values(**row))


def test_facilities_are_by_office(office: OfficeStore) -> None:
    with office.writing() as connection:
        facilities.check(connection, "A", "arena-bermain", present=True, by=BY)
        facilities.check(connection, "B", "arena-bermain", present=True, by=BY)
        facilities.check(connection, "B", "arena-bermain", present=False, by=BY)
        found = {key: seen.present for key, seen in facilities.all_of(connection).items()}
    assert found == {("A", "arena-bermain"): True, ("B", "arena-bermain"): False}


def test_evidence_is_counted_opened_and_taken_away(office: OfficeStore, tmp_path: Path) -> None:
    folder = tmp_path / "bukti"
    with office.writing() as connection:
        evidence.link(connection, ONE, "https://utara.banjarmasinkota.go.id/sk", ABOUT, BY)
        number = evidence.file(connection, ONE, Brought("a/b\\SK <1>.PDF", PDF, folder), ABOUT, BY)
        assert evidence.counts(connection, OF) == {28: 2}
        piece = evidence.find(connection, number)
        assert piece is not None
        assert (piece.content, piece.size, piece.day) == ("SK _1_.PDF", len(PDF), ABOUT.day)
        assert evidence.open_file(folder, piece) == PDF
        evidence.remove(connection, OF, number, BY)
        assert evidence.counts(connection, OF) == {28: 1}
        assert evidence.find(connection, number) is None
        with pytest.raises(AccountError, match="sudah dicabut"):
            evidence.remove(connection, OF, number, BY)
    (place,) = folder.iterdir()
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    place.write_bytes(PDF + b" ")
    with pytest.raises(AccountError, match="berubah sejak diserahkan"):
        evidence.open_file(folder, piece)


def test_evidence_of_another_evaluation_is_not_taken_away(office: OfficeStore) -> None:
    with office.writing() as connection:
        number = evidence.note(connection, ONE, "lihat lemari 3", ABOUT, BY)
        with pytest.raises(AccountError):
            evidence.remove(connection, OTHER_YEAR, number, BY)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("sk.exe", b"MZ", "tidak diterima"),
        ("sk", PDF, "tidak diterima"),
        ("sk.svg", b"<svg/>", "tidak diterima"),
        ("sk.html", b"<html>", "tidak diterima"),
        ("sk.pdf", b"", "kosong"),
        ("sk.pdf", b"<html>", "bukan pdf"),
        ("sk.png", PDF, "bukan png"),
        ("sk.pdf", PDF + b"x" * kept.LARGEST, "lebih dari 10 MB"),
    ],
)
def test_what_is_no_evidence_is_refused_and_leaves_nothing(
    office: OfficeStore, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    with office.writing() as connection:
        with pytest.raises(AccountError, match=said):
            evidence.file(connection, ONE, Brought(name, content, tmp_path / "bukti"), ABOUT, BY)
        assert evidence.pieces(connection, OF) == []
    assert not (tmp_path / "bukti").exists()


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "ftp://x.go.id",
        "data:text/html,x",
        "https://",
        "x.go.id",
        "https://u:p@x.go.id",
        "https://[x.go.id",
    ],
)
def test_a_link_leads_to_a_site_and_nowhere_else(office: OfficeStore, address: str) -> None:
    with office.writing() as connection, pytest.raises(AccountError):
        evidence.link(connection, ONE, address, ABOUT, BY)


@pytest.mark.parametrize(
    "about",
    [
        About("", ABOUT.day, "x"),
        About("x" * 121, ABOUT.day, "x"),
        About("x", ABOUT.day, " "),
        About("x", NOW.date() + timedelta(days=1), "x"),
        About("x\ny", ABOUT.day, "x"),
    ],
)
def test_evidence_says_what_it_is_of_which_day_and_whose(office: OfficeStore, about: About) -> None:
    with office.writing() as connection, pytest.raises(AccountError):
        evidence.note(connection, ONE, "isi", about, BY)
