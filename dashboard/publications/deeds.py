"""What may be done on the page Publikasi. Each leaves an entry in the audit log in its own transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from dash import html
from dash.development.base_component import Component

from dashboard.errors import AccountError, PackError, UsageError
from dashboard.office import publications
from dashboard.office.audit import Kind as Entry
from dashboard.office.pekppp import Signed
from dashboard.office_page import Action, Field, Kind, Shown, Visit
from dashboard.pekppp.assessment import Assessment
from dashboard.pekppp.looked_at import look
from dashboard.publications.frozen import freeze, require_frozen, to_text
from dashboard.publications.looked_at import DIGITS, number_in
from dashboard.publications.pack.verify import Opened, Remembered, lines, open_pack, summary, verify
from dashboard.reader import Reader
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

_COMPARED = 12
"""Frozen periods of a pack that are held against today's data while somebody waits."""
_LARGEST = 64 * 1024 * 1024
_PACK = Field("berkas", "Paket bukti (ZIP, paling besar 64 MB)", Kind.FILE, largest=_LARGEST)


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


def _check(visit: Visit, sent: Sent) -> Shown:
    """Nothing of it is kept."""
    try:
        opened = open_pack(visit.brought[_PACK.name].content)
    except PackError as refused:
        raise AccountError(str(refused)) from None
    about = {"tahun": str(opened.of.year), "versi": opened.of.version}

    def today(pack: Opened) -> tuple[Assessment, Reader] | None:
        then = replace(visit, now=pack.about.made_at)
        return (look(then, about), visit.reader) if visit.reader else None

    with visit.office.reading() as connection:
        known = Remembered(publications.packs(connection, opened.of), publications.digests(connection))
    version = visit.reader.data.version if visit.reader else None
    verdict = verify(opened, known, today, most=_COMPARED)
    said = [html.P(html.Strong(summary(verdict))), *_nested(lines(verdict, version))]
    return Shown("Hasil pemeriksaan paket", html.Div(said))


def _nested(said: Iterable[str]) -> Iterator[Component]:
    """Sentences as paragraphs; the indented ones as a list below the one that they belong to."""
    for inside, some in groupby(said, key=lambda line: line.startswith(" ")):
        found = [line.strip() for line in some]
        yield from (
            [html.Ul([html.Li(line) for line in found])] if inside else [html.P(line) for line in found]
        )


FREEZE = Action("bekukan", "Bekukan", _freeze, (PERIOD, _REASON), Right.FREEZE)
SIGN = Action("tandatangani", "Tandatangani", _sign, (EDITION, SEEN), Right.SIGN)
CHECK = Action("periksa", "Periksa paket", _check, (_PACK,))
ACTIONS = (FREEZE, SIGN, CHECK)
