"""One file of one source → facts, rejects and an entry in the ledger."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, insert, select

from etl.asides import Asides
from etl.columns_seen import note_header, told
from etl.delivery import Place, delivered
from etl.derive import Deriver
from etl.errors import SourceRefused
from etl.facts import CODED
from etl.folder import files_of
from etl.header import unread
from etl.horizon import horizon, young
from etl.load import Loading
from etl.opening import opened
from etl.reference import Reference
from etl.rejects import Rejects
from etl.report import FileReport, Report, Step
from etl.settings import Settings
from etl.source import ITEMS, Sheet, SourceBlock
from etl.sources import reader_of
from etl.spool import Spool, name_of, spooled
from etl.state import get_state, set_state
from etl.validate import Validator
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

    def source(self, name: str, block: SourceBlock) -> Source:
        reader_of(block)
        validator = Validator(block, self._reference, now=self._now, hmac_key=self._settings.hmac_key)
        words = [block.digest(), *(str(sorted(self._reference.codes(kind).items())) for kind in CODED)]
        return Source(name, block, validator, hashlib.sha256("".join(words).encode()).hexdigest())

    def load(self, connection: Connection, source: Source) -> bool:
        """Load the files that are new, or were read by other definitions. Returns whether any was."""
        known, loaded = _known(connection, source), 0
        if source.block.fetched:
            return self._load_delivery(connection, source, known)
        for path in self._files(source):
            self._step("spool", name_of(path))
            try:
                with spooled(path) as spool:
                    loaded += self._take(connection, source, spool, known)
            except SourceRefused as refusal:
                self._report.refused.append(f"{source.name}, {name_of(path)}: {refusal}")
        return loaded > 0

    def _load_delivery(self, connection: Connection, source: Source, known: dict[str, str]) -> bool:
        """Where to ask on is remembered in the transaction that loads the rows."""
        key = f"delivery {source.name}"
        place = Place.of(get_state(connection, key), source.digest)
        secret = self._settings.secrets.get(source.name, "")
        self._step("spool", source.name)
        try:
            with delivered(source.block, place, secret=secret, now=self._now) as delivery:
                self._note(source, unread(delivery.names, source.block))
                loaded = self._take(connection, source, delivery.spool, known)
        except SourceRefused as refusal:
            self._report.refused.append(f"{source.name}: {refusal}")
            return False
        set_state(connection, key, delivery.place.text())
        return loaded

    def _take(self, connection: Connection, source: Source, spool: Spool, known: dict[str, str]) -> bool:
        """Load it unless it was read by these definitions. Returns whether it was loaded."""
        nothing = source.block.fetched and spool.size == 0
        if nothing or known.get(spool.file) == source.digest:
            self._report.skipped += 1
            return False
        report = self._load_file(connection, source, spool)
        self._enter(connection, source, spool, report)
        known[spool.file] = source.digest
        return True

    def _files(self, source: Source) -> list[Path]:
        found = files_of(self._settings, source.block)
        if not found:
            self._report.refused.append(
                f'{source.name}: tidak ada berkas yang cocok dengan "{source.block.path}" di folder '
                f"{self._settings.config.parent.name}; taruh berkas di sana atau betulkan path."
            )
        ready = [path for path in found if self.ready(path)]
        self._report.put_off += [f"{source.name}, {name_of(path)}" for path in found if path not in ready]
        return ready

    def _load_file(self, connection: Connection, source: Source, spool: Spool) -> FileReport:
        report = FileReport(source.name, spool.name)
        fact = source.block.fact
        loading = Loading(connection, source.name, fact, spool.file, block=source.digest)
        rejects = Rejects(connection, source.name, spool)
        asides = Asides(connection, source.name, fact, spool.file)
        purged = horizon(connection, "facts")
        sheet = opened(spool.stream, source.block)
        self._note(source, unread(sheet.header, source.block))
        self._note_header(connection, source, spool, sheet)
        for batch in sheet.batches:
            self._step("validate", f"{spool.name}:{report.read}")
            checked = source.validator.check(batch, file_name=spool.own_name)
            for word in ("read", "rejected", "excluded", "skewed"):
                setattr(report, word, getattr(report, word) + getattr(checked, word))
            rejects.add(checked.rejects)
            self._step("load", f"{spool.name}:{report.read}")
            facts = self._deriver.derive(fact, checked.facts)
            kept = facts if purged is None else young(facts, purged)
            report.excluded += facts.num_rows - kept.num_rows
            loading.stage(kept)
            asides.stage(checked.asides)
        settled = loading.settle()
        asides.settle()
        report.settle(settled)
        rejects.add_conflicts(settled.conflicts, source.validator.spelled("id"))
        rejects.write()
        self._step("load", spool.name)
        return report

    def _note(self, source: Source, columns: str) -> None:
        found = [f"{source.name}: {note}" for note in (*source.validator.notes, columns) if note]
        self._report.notes += [note for note in found if note not in self._report.notes]

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


def _known(connection: Connection, source: Source) -> dict[str, str]:
    """Files of this source by hash → the definitions they were last read with."""
    last = last_readings()
    query = select(last.c.file, last.c.block).where(last.c.source == source.name)
    return {row.file: row.block for row in connection.execute(query)}
