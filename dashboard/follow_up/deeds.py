"""What may be done on the page. Each leaves an entry in the audit log in its own transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dashboard import format as fmt
from dashboard.errors import AccountError
from dashboard.filters import EVERY
from dashboard.follow_up.looked_at import Looked, line_in, look, unsur_in
from dashboard.office import follow_up
from dashboard.office.audit import Kind as Entry
from dashboard.office.audit import Transaction
from dashboard.office.follow_up import Line, Plan, Shown
from dashboard.office.pekppp import Signed
from dashboard.office_page import FILE_LABEL, Action, Field, Kind, Visit
from dashboard.rights import Right

Sent = Mapping[str, str]

TERM = Field("periode", "Periode", Kind.HIDDEN, 32)
OFFICE = Field("kantor", "Kantor", Kind.HIDDEN, 32)
UNSUR = Field("unsur", "Unsur", Kind.HIDDEN, 16)
LINE = Field("rencana", "Rencana", Kind.HIDDEN, 9)
_OF = (TERM, OFFICE)
_REPORTED = Field("tanggal", "Tanggal laporan SKM ditetapkan", Kind.DAY, 10)
_PROGRAMME = Field("program", "Program atau kegiatan", longest=follow_up.LONGEST_PROGRAMME)
_OWNER = Field(
    "penanggung",
    "Penanggung jawab: jabatan, bukan nama orang (misalnya Kasi Pelayanan)",
    longest=follow_up.LONGEST_OWNER,
)
_DUE = Field("tenggat", "Tenggat", Kind.DAY, 10)
_DONE = Field("tanggal", "Tanggal selesai", Kind.DAY, 10)
_NOTE = Field("isi", "Bukti: catatan", longest=follow_up.LONGEST_NOTE, required=False)
_LINK = Field("alamat", "Bukti: tautan (https://…)", longest=follow_up.LONGEST_LINK, required=False)
_FILE = Field("berkas", FILE_LABEL, Kind.FILE, required=False)
_REASON = Field("alasan", "Alasan", longest=follow_up.LONGEST_REASON)
_PLAN = (_PROGRAMME, _OWNER, _DUE)


def _report(visit: Visit, sent: Sent) -> str:
    looked = _looked(visit, sent)
    day = date.fromisoformat(sent["tanggal"])
    if day < looked.term.start:
        raise AccountError("tanggal laporan ada sebelum periodenya mulai")
    with visit.office.writing() as connection:
        follow_up.report_on(connection, looked.of, day, _signed(visit))
        _note(looked, connection, "report")
    return f"Laporan SKM {looked.term.words} bertanggal {fmt.day(day)}."


def _plan(visit: Visit, sent: Sent) -> str:
    looked = _looked(visit, sent)
    code = unsur_in(sent["unsur"], visit)
    if code is None:
        raise AccountError("unsur itu tidak ada")
    with visit.office.writing() as connection:
        number = follow_up.plan(connection, looked.of, code, _planned(sent), _signed(visit))
        _note(looked, connection, "planned", unsur=code, number=number)
    return f"Rencana untuk {fmt.within(looked.unsur(code))} dicatat."


def _change(visit: Visit, sent: Sent) -> str:
    looked, line = _line(visit, sent)
    with visit.office.writing() as connection:
        follow_up.change(connection, line.id, _planned(sent), sent["alasan"], _signed(visit))
        _note(looked, connection, "changed", unsur=line.unsur, number=line.id)
    return "Rencana diubah; yang lama tetap tercatat."


def _finish(visit: Visit, sent: Sent) -> str:
    looked, line = _line(visit, sent)
    day = date.fromisoformat(sent["tanggal"])
    with visit.office.writing() as connection:
        shown = Shown(sent["isi"], sent["alamat"], visit.brought.get(_FILE.name))
        follow_up.finish(connection, line.id, day, shown, _signed(visit))
        _note(looked, connection, "done", unsur=line.unsur, number=line.id)
    return f"Rencana selesai pada {fmt.day(day)}, dengan buktinya."


def _reopen(visit: Visit, sent: Sent) -> str:
    looked, line = _line(visit, sent)
    with visit.office.writing() as connection:
        follow_up.reopen(connection, line.id, sent["alasan"], _signed(visit))
        _note(looked, connection, "reopened", unsur=line.unsur, number=line.id)
    return "Rencana dibuka lagi; bukti yang dulu tetap tercatat."


def _withdraw(visit: Visit, sent: Sent) -> str:
    looked, line = _line(visit, sent)
    with visit.office.writing() as connection:
        follow_up.withdraw(connection, line.id, sent["alasan"], _signed(visit))
        _note(looked, connection, "withdrawn", unsur=line.unsur, number=line.id)
    return "Rencana dicabut; tetap tercatat."


def _looked(visit: Visit, sent: Sent) -> Looked:
    """Raises AccountError where the form is of another report than there may be."""
    looked = look(visit, sent)
    if looked.about != {"periode": sent["periode"], "kantor": sent["kantor"]}:
        raise AccountError("periode atau kantor itu tidak ada")
    return looked


def _line(visit: Visit, sent: Sent) -> tuple[Looked, Line]:
    looked = _looked(visit, sent)
    line = line_in(sent["rencana"], looked)
    if line is None:
        raise AccountError("rencana itu tidak ada")
    return looked, line


def _planned(sent: Sent) -> Plan:
    return Plan(sent["program"], sent["penanggung"], date.fromisoformat(sent["tenggat"]))


def _signed(visit: Visit) -> Signed:
    """On the office's clock, by which a day is or is not yet over."""
    return Signed(visit.account.name, visit.now.astimezone(visit.zone))


def _note(looked: Looked, connection: Transaction, change: str, **what: str | int) -> None:
    told = {"term": looked.of.term, "office": looked.of.office or EVERY, **what}
    looked.visit.note(connection, Entry.FOLLOW_UP, looked.visit.account, change=change, **told)


_WRITE = Right.FOLLOW_UP_WRITE
REPORT = Action("laporan", "Simpan tanggal", _report, (*_OF, _REPORTED), _WRITE)
PLAN = Action("rencanakan", "Catat rencana", _plan, (*_OF, UNSUR, *_PLAN), _WRITE)
CHANGE = Action("ubah", "Ubah rencana", _change, (*_OF, LINE, *_PLAN, _REASON), _WRITE)
FINISH = Action("selesai", "Nyatakan selesai", _finish, (*_OF, LINE, _DONE, _NOTE, _LINK, _FILE), _WRITE)
REOPEN = Action("buka-lagi", "Buka lagi", _reopen, (*_OF, LINE, _REASON), _WRITE)
WITHDRAW = Action("cabut", "Cabut rencana", _withdraw, (*_OF, LINE, _REASON), _WRITE)
ACTIONS = (REPORT, PLAN, CHANGE, FINISH, REOPEN, WITHDRAW)
