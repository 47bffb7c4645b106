"""What may be done on the page Publikasi. Each leaves an entry in the audit log in its own transaction."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.errors import AccountError, UsageError
from dashboard.office import publications
from dashboard.office.audit import Kind as Entry
from dashboard.office.pekppp import Signed
from dashboard.office_page import Action, Field, Kind, Visit
from dashboard.publications.frozen import freeze, require_frozen, to_text
from dashboard.publications.looked_at import DIGITS, number_in
from dashboard.reports.term import parse_term
from dashboard.rights import Right

Sent = Mapping[str, str]
PERIOD = Field("periode", "Periode", Kind.CHOICE, 32)
EDITION = Field("beku", "Edisi", Kind.HIDDEN, DIGITS)
SEEN = Field("sidik", "Sidik", Kind.HIDDEN, 64)
_REASON = Field(
    "alasan",
    "Alasan (wajib bila periode itu sudah pernah dibekukan)",
    longest=publications.LONGEST_REASON,
    required=False,
)


def _freeze(visit: Visit, sent: Sent) -> str:
    reader = visit.reader
    if reader is None:
        raise AccountError("belum ada data yang dapat dibaca")
    try:
        term = parse_term(sent["periode"])
        # Whether it is invented stands on the page and on each sheet; nothing has to be said twice here.
        require_frozen(reader, term, sample=reader.data.sample)
    except UsageError as refused:
        raise AccountError(str(refused).rstrip(".")) from None
    made = freeze(reader, term, visit.now.astimezone(visit.zone))
    by = Signed(visit.account.name, visit.now)
    with visit.office.writing() as connection:
        edition = publications.add(
            connection, term.code, to_text(made), sample=made.sample, reason=sent["alasan"], by=by
        )
        told = {"change": "frozen", "period": term.code, "edition": edition.edition}
        visit.note(connection, Entry.PUBLICATION, visit.account, **told, sha256=edition.sha256)
    return f"{term.words} dibekukan, edisi {edition.edition}."


def _sign(visit: Visit, sent: Sent) -> str:
    number = number_in(sent["beku"])
    by = Signed(visit.account.name, visit.now)
    with visit.office.writing() as connection:
        edition = publications.find(connection, number) if number is not None else None
        if edition is None:
            raise AccountError("edisi itu tidak ada")
        publications.sign(connection, edition, sent["sidik"], visit.account.role, by)
        told = {"change": "signed", "period": edition.period, "edition": edition.edition}
        visit.note(connection, Entry.PUBLICATION, visit.account, **told, sha256=edition.sha256)
    return f"Ditandatangani sebagai {visit.account.role.label}."


FREEZE = Action("bekukan", "Bekukan", _freeze, (PERIOD, _REASON), Right.FREEZE)
SIGN = Action("tandatangani", "Tandatangani", _sign, (EDITION, SEEN), Right.SIGN)
ACTIONS = (FREEZE, SIGN)
