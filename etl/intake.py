"""One file of one source → facts, rejects and an entry in the ledger."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Connection, insert, select

from etl import cases
from etl.again import Again, Deliveries, open_names
from etl.asides import Asides
from etl.columns_seen import note_header, told
from etl.coverage import Covering
from etl.delivery import Place, delivered
from etl.derive import Deriver
from etl.errors import SourceRefused
from etl.facts import CODED
from etl.folder import closed, files_of
from etl.header import unread
from etl.horizon import horizon, young
from etl.load import Loading, Terms
from etl.moved import Trail
from etl.opening import opened, refuse_unreadable
from etl.provisional import Closed, closed_days
from etl.reader import ITEMS, Sheet
from etl.reference import Reference
from etl.rejects import Rejects
from etl.report import FileReport, Report, Step
from etl.settings import Settings
from etl.source import SourceBlock
from etl.spool import Spool, name_of, spooled
from etl.state import get_state, set_state
from etl.validate import Validator
from etl.visible import number
from etl.warehouse.readings import last_readings
from etl.warehouse.schema import ledger


@dataclass(frozen=True)
class Source:
    """A source block, ready to read."""

    name: str
    block: SourceBlock
    validator: Validator
    digest: str
    """Changes with all that decides how a row is understood: the block and the codes."""


class Intake:
    """Loads the files of sources and tells the report what became of them."""

    def __init__(
        self,
        settings: Settings,
        reference: Reference,
        deriver: Deriver,
        now: datetime,
        step: Step,
        report: Report,
    ) -> None:
        self._settings = settings
        self._reference = reference
        self._deriver = deriver
        self._now = now
        self._step = step
        self._report = report
        self.ready: Callable[[Path], bool] = lambda path: True
        """Whether a file is finished, and not still being written: the others are for the next run."""
        self.again: Again | None = None
        """What is read although it was read before; nothing else is then."""
        self._closed: dict[str, Closed | None] = {}

    def source(self, name: str, block: SourceBlock) -> Source:
        refuse_unreadable(block)
        validator = Validator(block, self._reference, now=self._now, hmac_key=self._settings.hmac_key)
        words = [block.digest(), *(str(sorted(self._reference.codes(kind).items())) for kind in CODED)]
        return Source(name, block, validator, hashlib.sha256("".join(words).encode()).hexdigest())

    def load(self, connection: Connection, source: Source) -> bool:
        """Load the files that are new, or were read by other definitions. Returns whether any was."""
        known, loaded = _known(connection, source), 0
        if source.block.fetched:
            return self._load_delivery(connection, source, known)
        present: set[str] = set()
        before = len(self._report.files)
        paths = files_of(self._settings, source.block)
        deliveries = Deliveries(connection, source.block, map(name_of, paths))
        for path in self._files(connection, source, paths):
            self._step("spool", name_of(path))
            try:
                with spooled(path) as found:
                    spool = deliveries.known(found)
                    present.add(spool.file)
                    loaded += self._take(connection, source, spool, known)
            except SourceRefused as refusal:
                self._report.refused.append(f"{source.name}, {name_of(path)}: {refusal}")
        for report in self._report.files[before:]:
            last = max(report.last, report.read + source.block.header_rows + source.block.skip_rows)
            cases.replace(connection, source.name, report.name, last=last, present=present)
        return loaded > 0

    def _load_delivery(self, connection: Connection, source: Source, known: dict[str, str]) -> bool:
        """Where to ask on is remembered in the transaction that loads the rows."""
        if self.again is not None and not self.again.asks(open_names(connection, source.name)):
            return False
        key = f"delivery {source.name}"
        reached = Place.of(get_state(connection, key), source.digest)
        place = reached
        if self.again is not None:
            place = Place(source.digest, self.again.mark(source.block, reached.mark), reached.names)
        secret = self._settings.secrets.get(source.name, "")
        self._step("spool", source.name)
        try:
            with delivered(source.block, place, secret=secret, now=self._now) as delivery:
                self._note(source, unread(delivery.names, source.block))
                loaded = self._take_answer(connection, source, delivery.spool, known)
        except SourceRefused as refusal:
            self._report.refused.append(f"{source.name}: {refusal}")
            return False
        if self.again is None or self.again.days is None:
            set_state(connection, key, delivery.place.text())
        return loaded

    def _take_answer(
        self, connection: Connection, source: Source, spool: Spool, known: dict[str, str]
    ) -> bool:
        if spool.size == 0 or _again(connection, source, spool):
            self._report.skipped += 1
            return False
        return self._take(connection, source, spool.named() if source.block.name_matters else spool, known)

    def _take(self, connection: Connection, source: Source, spool: Spool, known: dict[str, str]) -> bool:
        """Load it unless it was read by these definitions. Returns whether it was loaded."""
        if known.get(spool.file) == source.digest and self.again is None:
            self._report.skipped += 1
            return False
        report = self._load_file(connection, source, spool)
        if report is None:
            return False
        self._enter(connection, source, spool, report)
        known[spool.file] = source.digest
        return True

    def _own_form(self, source: Source) -> bool:
        """Nobody puts a file there: it comes with the first answer."""
        survey = self._settings.survey
        return survey is not None and survey.source == source.name

    def _files(self, connection: Connection, source: Source, found: list[Path]) -> list[Path]:
        if not found and (folder := closed(self._settings, source.block)):
            self._report.refused.append(
                f"{source.name}: folder {folder.name} tidak boleh dibaca akun ini; beri hak baca, atau "
                "jalankan sebagai akun yang berhak."
            )
        elif not found and not self._own_form(source):
            self._report.refused.append(
                f'{source.name}: tidak ada berkas yang cocok dengan "{source.block.path}" di folder '
                f"{self._settings.config.parent.name}; taruh berkas di sana atau betulkan path."
            )
        ready = [path for path in found if self.ready(path)]
        self._report.put_off += [f"{source.name}, {name_of(path)}" for path in found if path not in ready]
        if self.again is None:
            return ready
        waiting = open_names(connection, source.name)
        return [path for path in ready if self.again.wants(name_of(path), waiting)]

    def _load_file(self, connection: Connection, source: Source, spool: Spool) -> FileReport | None:
        """None where the file has no row of the days that are asked for."""
        report = FileReport(source.name, spool.name)
        fact = source.block.fact
        terms = Terms(source.digest, self._covering(source, spool), self._trail(connection, source, spool))
        loading = Loading(connection, source.name, fact, spool.file, terms)
        rejects = Rejects(connection, source.name, spool)
        asides = Asides(connection, source.name, fact, spool.file)
        purged, old = horizon(connection, "facts"), 0
        sheet = opened(spool.stream, source.block)
        self._note(source, unread(sheet.header, source.block))
        self._note_header(connection, source, spool, sheet)
        for batch in sheet.batches:
            self._step("validate", f"{spool.name}:{report.read}")
            checked = source.validator.check(batch, file_name=spool.own_name)
            for word in ("read", "rejected", "excluded", "skewed"):
                setattr(report, word, getattr(report, word) + getattr(checked, word))
            report.last = max([report.last, *batch.lines[-1:].tolist()])
            rejects.add(checked.rejects)
            self._step("load", f"{spool.name}:{report.read}")
            facts = self._deriver.derive(fact, checked.facts)
            kept = facts if purged is None else young(connection, source.name, fact, facts, purged)
            old += facts.num_rows - kept.num_rows
            loading.stage(kept)
            loading.refuse(checked.refused)
            asides.stage(checked.asides)
        if not self._holds_days(loading, spool):
            return None
        self._add_notes([f"{source.name}: {note}" for note in sheet.notes])
        if purged is not None and old:
            report.excluded += old
            self._add_notes([f"{source.name}, {spool.name}: {_older(old, purged)}"])
        settled = loading.settle()
        asides.settle()
        report.settle(settled)
        self._add_notes([f"{source.name}, {spool.name}: {settled.note}"] if settled.note else [])
        rejects.add_conflicts(settled.conflicts, source.validator.spelled("id"))
        rejects.write()
        self._step("load", spool.name)
        return report

    def _holds_days(self, loading: Loading, spool: Spool) -> bool:
        """A file is loaded whole or not at all: of other days it says what it says."""
        days = None if self.again is None else self.again.days
        if days is None:
            return True
        inside, others = loading.days(*days)
        if inside and others:
            self._add_notes(
                [f"{spool.name}: memuat juga {others} baris di luar rentang; semuanya ikut dibaca."]
            )
        return inside > 0

    def _note(self, source: Source, columns: str) -> None:
        notes = (*source.validator.notes, _order(source.block), columns)
        self._add_notes([f"{source.name}: {note}" for note in notes if note])

    def _add_notes(self, found: list[str]) -> None:
        self._report.notes += [note for note in found if note not in self._report.notes]

    def _covering(self, source: Source, spool: Spool) -> Covering | None:
        block = source.block
        if block.covers is None:
            return None
        version = source.validator.file_version(spool.own_name) if block.version_in_name else None
        return Covering(block.covers, version, confirmed=self.again is not None and self.again.confirmed)

    def _trail(self, connection: Connection, source: Source, spool: Spool) -> Trail | None:
        """Which days were closed is asked once: what this run brings does not close any for itself."""
        if source.name not in self._closed:
            given = (connection, source.name, source.block, self._settings, self._reference)
            self._closed[source.name] = closed_days(*given)
        closed = self._closed[source.name]
        return None if closed is None else Trail(self._report.run, spool.name, closed)

    def _note_header(self, connection: Connection, source: Source, spool: Spool, sheet: Sheet) -> None:
        if sheet.unit == ITEMS:
            # Which keys the items of a list happen to have is no change of a form.
            return
        at = datetime.now(UTC).replace(tzinfo=None)
        place = {"source": source.name, "file": spool.file, "name": spool.name, "seen_at": at}
        note_header(connection, {**place, **told(sheet.header, source.block)})

    def _enter(self, connection: Connection, source: Source, spool: Spool, report: FileReport) -> None:
        self._report.files.append(report)
        entry = {
            "run": self._report.run,
            "source": source.name,
            "fact": source.block.fact,
            "name": spool.name,
            "file": spool.file,
            "block": source.digest,
            "bytes": spool.size,
            "loaded_at": datetime.now(UTC).replace(tzinfo=None),
            "sample": source.block.sample,
        }
        connection.execute(insert(ledger).values(**entry, **report.counts()))


def _order(block: SourceBlock) -> str:
    if not block.order_matters:
        return ""
    return (
        "versi tidak diambil dari nama berkas, jadi urutan memuat menentukan baris mana yang masih ada; "
        "muat berkas menurut urutan ekspornya."
    )


def _older(rows: int, day: date) -> str:
    return (
        f"{number(rows)} baris dikecualikan karena seluruhnya sebelum {day:%d/%m/%Y}: fakta sebelum hari itu "
        "sudah dihapus menurut masa simpan (fakta di [retention])."
    )


def _again(connection: Connection, source: Source, spool: Spool) -> bool:
    """Whether a server answers the very same as last time, by the same definitions."""
    if not source.block.name_matters:
        return False
    last = select(ledger.c.name, ledger.c.file, ledger.c.block).where(ledger.c.source == source.name)
    before = connection.execute(last.order_by(ledger.c.loaded_at.desc()).limit(1)).one_or_none()
    if before is None or before.block != source.digest:
        return False
    return bool(replace(spool, own_name=before.name).named().file == before.file)


def _known(connection: Connection, source: Source) -> dict[str, str]:
    """Files of this source by hash → the definitions they were last read with."""
    last = last_readings()
    query = select(last.c.file, last.c.block).where(last.c.source == source.name)
    return {row.file: row.block for row in connection.execute(query)}
