"""What may be done on the page of PEKPPP. Each leaves an entry in the audit log in its own transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dashboard.errors import AccountError
from dashboard.office import evidence, facilities, pekppp, user_answers
from dashboard.office.audit import Kind as Entry
from dashboard.office.audit import Transaction
from dashboard.office.evidence import About
from dashboard.office.pekppp import Offer, Signed, State, Subject
from dashboard.office_page import FILE_LABEL, Action, Field, Kind, Visit
from dashboard.pekppp.instrument import TOP, Indicator
from dashboard.pekppp.looked_at import Looked, look, number_in
from dashboard.rights import Right

Sent = Mapping[str, str]

YEAR = Field("tahun", "Tahun", Kind.HIDDEN, 4)
VERSION = Field("versi", "Versi", Kind.HIDDEN, 32)
INDICATOR = Field("indikator", "Indikator", Kind.HIDDEN, 4)
_OF = (YEAR, VERSION, INDICATOR)
_OFFERED = Field("usulan", "Usulan", Kind.HIDDEN, 1)
_SCORE = Field("nilai", "Nilai", Kind.CHOICE, 1, required=False)
_REASON = Field(
    "alasan", "Alasan (wajib bila lain dari usulan, atau bila dicabut)", longest=400, required=False
)
_TITLE = Field("judul", "Judul bukti", longest=evidence.LONGEST_TITLE)
_LINK = Field("alamat", "Tautan (https://…)", longest=evidence.LONGEST_CONTENT)
_FILE = Field("berkas", FILE_LABEL, Kind.FILE)
_WORDS = Field("isi", "Catatan", longest=evidence.LONGEST_CONTENT)
_DAY = Field("tanggal", "Tanggal bukti", Kind.DAY, 10)
_OWNER = Field("penanggung", "Penanggung jawab", longest=evidence.LONGEST_OWNER)
_PIECE = Field("bukti", "Bukti", Kind.HIDDEN, 12)
_ANSWER = Field("jawaban", "Jawaban kantor (F-01)", longest=pekppp.LONGEST_ANSWER, required=False)
_QUESTION = Field("pertanyaan", "Pertanyaan", Kind.HIDDEN, 4)
_COUNTS = tuple(Field(f"n{score}", f"Nilai {score}", longest=7, required=False) for score in range(TOP + 1))
_OFFICE = Field("kantor", "Kantor", Kind.HIDDEN, 32)
_FACILITY = Field("sarana", "Sarana", Kind.HIDDEN, 32)


def _accept(visit: Visit, sent: Sent) -> str:
    looked, indicator = _about(visit, sent)
    offer = _offer(looked, indicator)
    if offer is None or offer.score is None or str(offer.score) != sent["usulan"]:
        raise AccountError("usulan sudah berubah sejak halaman dibuka; baca lagi, lalu putuskan")
    return _decide(looked, indicator, offer.score, offer, "")


def _enter(visit: Visit, sent: Sent) -> str:
    looked, indicator = _about(visit, sent)
    score = number_in(sent["nilai"]) if sent["nilai"] else None
    if sent["nilai"] and score is None:
        raise AccountError(f"nilai tidak dikenal; isi 0 sampai {TOP}")
    if score is None and indicator.number not in looked.decisions:
        raise AccountError("belum ada nilai yang dapat dicabut; pilih nilainya")
    return _decide(looked, indicator, score, _offer(looked, indicator), sent["alasan"])


def _decide(looked: Looked, indicator: Indicator, score: int | None, offer: Offer | None, reason: str) -> str:
    what = Subject(looked.of, indicator.number)
    with looked.visit.office.writing() as connection:
        state = pekppp.decide(connection, what, score, offer=offer, reason=reason, by=_signed(looked.visit))
        told: dict[str, str | int] = {} if score is None else {"score": score}
        _note(looked.visit, connection, "score", **what.values, **told, state=state.value)
    if state is State.WITHDRAWN:
        return f"Nilai indikator {indicator.number} dicabut."
    return f"Indikator {indicator.number} bernilai {score}."


def _add_link(visit: Visit, sent: Sent) -> str:
    looked, indicator = _about(visit, sent)
    what = Subject(looked.of, indicator.number)
    with visit.office.writing() as connection:
        evidence.link(connection, what, sent["alamat"], _evidence(sent), _signed(visit))
        _note(visit, connection, "evidence", **what.values)
    return "Tautan ditambahkan sebagai bukti."


def _add_note(visit: Visit, sent: Sent) -> str:
    looked, indicator = _about(visit, sent)
    what = Subject(looked.of, indicator.number)
    with visit.office.writing() as connection:
        evidence.note(connection, what, sent["isi"], _evidence(sent), _signed(visit))
        _note(visit, connection, "evidence", **what.values)
    return "Catatan ditambahkan sebagai bukti."


def _add_file(visit: Visit, sent: Sent) -> str:
    looked, indicator = _about(visit, sent)
    what = Subject(looked.of, indicator.number)
    brought = visit.brought[_FILE.name]
    with visit.office.writing() as connection:
        evidence.file(connection, what, brought, _evidence(sent), _signed(visit))
        _note(visit, connection, "evidence", **what.values)
    return "Berkas ditambahkan sebagai bukti."


def _remove(visit: Visit, sent: Sent) -> str:
    looked, indicator = _about(visit, sent)
    number = int(sent["bukti"]) if sent["bukti"].isascii() and sent["bukti"].isdigit() else 0
    if number not in {each.id for each in looked.evidence(indicator.number)}:
        raise AccountError("bukti itu tidak ada, atau sudah dicabut")
    with visit.office.writing() as connection:
        gone = evidence.remove(connection, looked.of, number, _signed(visit))
        what = Subject(looked.of, indicator.number)
        _note(visit, connection, "evidence_removed", **what.values, number=number)
    return f"Bukti “{gone.title}” dicabut; tetap tercatat."


def _answer(visit: Visit, sent: Sent) -> str:
    looked, indicator = _about(visit, sent)
    what = Subject(looked.of, indicator.number)
    with visit.office.writing() as connection:
        pekppp.write_answer(connection, what, sent["jawaban"], _signed(visit))
        _note(visit, connection, "answer", **what.values)
    return "Jawaban F-01 disimpan."


def _users(visit: Visit, sent: Sent) -> str:
    looked = _looked(visit, sent)
    question = number_in(sent["pertanyaan"])
    if question not in {each.number for each in looked.instrument.questions}:
        raise AccountError("pertanyaan itu tidak ada")
    assert question is not None
    counts = {}
    for score in range(TOP + 1):
        word = sent[f"n{score}"].strip() or "0"
        if not word.isascii() or not word.isdigit():
            raise AccountError(f"nilai {score}: “{word}” bukan bilangan bulat")
        counts[score] = int(word)
    with visit.office.writing() as connection:
        user_answers.write(connection, looked.of, question, counts, _signed(visit))
        _note(visit, connection, "users", year=looked.of.year, version=looked.of.version, question=question)
    return f"Jawaban pertanyaan {question} disimpan: {sum(counts.values())} pengguna."


def _there(visit: Visit, sent: Sent) -> str:
    return _check(visit, sent, present=True)


def _not_there(visit: Visit, sent: Sent) -> str:
    return _check(visit, sent, present=False)


def _check(visit: Visit, sent: Sent, *, present: bool) -> str:
    looked, _ = _about(visit, sent)
    found = next((each for each in looked.instrument.facilities if each.key == sent["sarana"]), None)
    office = dict(visit.offices).get(sent["kantor"])
    if found is None or office is None:
        raise AccountError("sarana atau kantor itu tidak ada")
    with visit.office.writing() as connection:
        facilities.check(connection, sent["kantor"], found.key, present=present, by=_signed(visit))
        told = {"facility": found.key, "office": sent["kantor"], "state": "ada" if present else "tidak ada"}
        _note(visit, connection, "facility", **told)
    return f"{found.label} di {office}: {'ada' if present else 'tidak ada'}."


def _looked(visit: Visit, sent: Sent) -> Looked:
    """Raises AccountError where the form is of another instrument or year than there is."""
    looked = look(visit, sent)
    if (str(looked.of.year), looked.of.version) != (sent["tahun"], sent["versi"]):
        raise AccountError("tahun atau versi instrumen itu tidak ada")
    return looked


def _about(visit: Visit, sent: Sent) -> tuple[Looked, Indicator]:
    looked = _looked(visit, sent)
    number = number_in(sent["indikator"])
    indicator = looked.instrument.indicator(number) if number is not None else None
    if indicator is None:
        raise AccountError("indikator itu tidak ada")
    return looked, indicator


def _offer(looked: Looked, indicator: Indicator) -> Offer | None:
    found = looked.proposal(indicator)
    return Offer(found.score, found.figure) if found else None


def _evidence(sent: Sent) -> About:
    return About(sent["judul"], date.fromisoformat(sent["tanggal"]), sent["penanggung"])


def _signed(visit: Visit) -> Signed:
    """On the office's clock, by which a day is or is not yet over."""
    return Signed(visit.account.name, visit.now.astimezone(visit.zone))


def _note(visit: Visit, connection: Transaction, change: str, **what: str | int) -> None:
    visit.note(connection, Entry.PEKPPP, visit.account, change=change, **what)


_WRITE = Right.PEKPPP_WRITE
ACCEPT = Action("terima", "Terima usulan", _accept, (*_OF, _OFFERED), _WRITE)
ENTER = Action("nilai", "Simpan nilai", _enter, (*_OF, _SCORE, _REASON), _WRITE)
LINK = Action("tautan", "Tambah tautan", _add_link, (*_OF, _TITLE, _LINK, _DAY, _OWNER), _WRITE)
NOTE = Action("catatan", "Tambah catatan", _add_note, (*_OF, _TITLE, _WORDS, _DAY, _OWNER), _WRITE)
FILE = Action("unggah", "Tambah berkas", _add_file, (*_OF, _TITLE, _FILE, _DAY, _OWNER), _WRITE)
REMOVE = Action("cabut-bukti", "Cabut", _remove, (*_OF, _PIECE), _WRITE)
ANSWER = Action("jawaban", "Simpan jawaban", _answer, (*_OF, _ANSWER), _WRITE)
USERS = Action("f03", "Simpan jawaban", _users, (YEAR, VERSION, _QUESTION, *_COUNTS), _WRITE)
THERE = Action("sarana-ada", "Ada", _there, (*_OF, _OFFICE, _FACILITY), _WRITE)
NOT_THERE = Action("sarana-tidak", "Tidak ada", _not_there, (*_OF, _OFFICE, _FACILITY), _WRITE)
ACTIONS = (ACCEPT, ENTER, LINK, NOTE, FILE, REMOVE, ANSWER, USERS, THERE, NOT_THERE)
