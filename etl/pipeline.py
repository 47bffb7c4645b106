"""run(): the only place where the stages meet. One transaction over facts, then one version for readers."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, func, insert, select

from etl import rollup
from etl.audit import Finding, audit
from etl.derive import Deriver
from etl.errors import AuditFailed, SourceRefused
from etl.header import unread
from etl.load import Loading, Settled
from etl.metrics import metrics
from etl.office import reference_of
from etl.publication import Publication, describe, made_by
from etl.rederive import rederive
from etl.reference import Reference
from etl.rejects import Rejects
from etl.settings import Settings
from etl.source import SourceBlock
from etl.sources import reader_of
from etl.spool import Spool, name_of, spooled
from etl.state import get_state, set_state
from etl.touched import touch_nothing
from etl.validate import Validator
from etl.warehouse.engine import Publisher, publishing
from etl.warehouse.migrations import upgrade
from etl.warehouse.schema import ledger
from etl.warehouse.schema import run as run_table

KINDS = ("offices", "areas", "services", "channels", "categories")

Step = Callable[[str, str], None]
"""Told before each step: its stage (spool, validate, load, rollup, audit, publish) and a detail."""


@dataclass
class FileReport:
    """What became of the rows of one file."""

    source: str
    name: str
    read: int = 0
    new: int = 0
    corrected: int = 0
    unchanged: int = 0
    repeated: int = 0
    rejected: int = 0
    excluded: int = 0
    retracted: int = 0
    skewed: int = 0

    def settle(self, settled: Settled) -> None:
        for word in ("new", "corrected", "unchanged", "repeated", "retracted"):
            setattr(self, word, getattr(settled, word))
        self.rejected += len(settled.conflicts)

    def counts(self) -> dict[str, int]:
        return {word: count for word, count in vars(self).items() if word not in ("source", "name")}


@dataclass
class Report:
    """What a run did. `refused` says why a source or file could not be read; `notes` are advice."""

    run: str
    files: list[FileReport] = field(default_factory=list)
    skipped: int = 0
    refused: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    version: str | None = None

    @property
    def exit_code(self) -> int:
        return SourceRefused.exit_code if self.refused else 0


def run(
    settings: Settings, *, now: datetime | None = None, step: Step = lambda stage, detail: None
) -> Report:
    """Load every source's new files and publish what changed. `now` is aware; default is the clock.

    Raises AuditFailed (facts rolled back, findings recorded), RunActive, ConfigProblem, ReferenceProblem.
    """
    reference = reference_of(settings)
    job = Run(settings, reference, (now or datetime.now(UTC)).astimezone(UTC), step)
    sources = [job.source(name, block) for name, block in settings.sources.items()]
    with publishing(settings.warehouse) as publisher:
        upgrade(publisher.engine)
        try:
            with publisher.transaction() as connection:
                generation = job.load(connection, sources)
        except AuditFailed:
            with publisher.transaction() as connection:
                job.record(connection, int(get_state(connection, "generation") or 0))
            raise
        job.report.version = _publish(publisher, job, generation)
    return job.report


@dataclass(frozen=True)
class Source:
    """A source block, ready to read."""

    name: str
    block: SourceBlock
    validator: Validator
    digest: str
    """Changes with all that decides how a row is understood: the block and the codes."""


class Run:
    """One run: what it goes by, and its report."""

    def __init__(self, settings: Settings, reference: Reference, now: datetime, step: Step) -> None:
        self.settings = settings
        self.reference = reference
        self.now = now
        self.step = step
        self.report = Report(uuid4().hex)
        self._deriver = Deriver(reference, settings.timezone)

    def source(self, name: str, block: SourceBlock) -> Source:
        reader_of(block)
        validator = Validator(block, self.reference, now=self.now, hmac_key=self.settings.hmac_key)
        words = [block.digest(), *(str(sorted(self.reference.codes(kind).items())) for kind in KINDS)]
        return Source(name, block, validator, hashlib.sha256("".join(words).encode()).hexdigest())

    def load(self, connection: Connection, sources: list[Source]) -> int:
        """Everything up to the audits. Returns the generation of the facts, raised when anything changed."""
        touch_nothing(connection)
        generation = int(get_state(connection, "generation") or 0)
        changed = rollup.outdated(connection)
        if get_state(connection, "derived_by") != self._deriver.digest:
            changed |= rederive(connection, self._deriver)
            set_state(connection, "derived_by", self._deriver.digest)
        for source in sources:
            changed |= self._load_source(connection, source)
        if changed:
            generation += 1
            self._roll_up(connection)
            set_state(connection, "generation", str(generation))
        self.record(connection, generation)
        return generation

    def _roll_up(self, connection: Connection) -> None:
        for metric in metrics().values():
            self.step("rollup", metric.name)
            rollup.refresh(connection, metric)
        now = self.now.replace(tzinfo=None)
        self.report.findings = audit(
            connection, self.reference, now, step=lambda detail: self.step("audit", detail)
        )
        fatal = [finding.message for finding in self.report.findings if finding.fatal]
        if fatal:
            raise AuditFailed("Pemeriksaan gagal, tidak ada yang diterbitkan. " + " ".join(fatal))

    def _load_source(self, connection: Connection, source: Source) -> bool:
        """Load the files that are new, or were read by other definitions. Returns whether any was."""
        known, loaded = _known(connection, source), 0
        for path in self._files(source):
            self.step("spool", name_of(path))
            try:
                with spooled(path) as spool:
                    if known.get(spool.file) == source.digest:
                        self.report.skipped += 1
                        continue
                    report = self._load_file(connection, source, spool)
            except SourceRefused as refusal:
                self.report.refused.append(f"{source.name}, {name_of(path)}: {refusal}")
                continue
            self._enter(connection, source, spool, report)
            known[spool.file] = source.digest
            loaded += 1
        return loaded > 0

    def _files(self, source: Source) -> list[Path]:
        root = self.settings.config.parent
        found = sorted(path for path in root.glob(source.block.path) if path.is_file())
        if not found:
            self.report.refused.append(
                f'{source.name}: tidak ada berkas yang cocok dengan "{source.block.path}" di folder '
                f"{root.name}; taruh berkas di sana atau betulkan path."
            )
        return found

    def _load_file(self, connection: Connection, source: Source, spool: Spool) -> FileReport:
        report = FileReport(source.name, spool.name)
        fact = source.block.fact
        loading = Loading(connection, source.name, fact, spool.file, block=source.digest)
        rejects = Rejects(connection, source.name, spool)
        sheet = reader_of(source.block).read(spool.stream, source.block)
        self._note(source, unread(sheet.header, source.block))
        for batch in sheet.batches:
            self.step("validate", f"{spool.name}:{report.read}")
            checked = source.validator.check(batch, file_name=spool.name)
            for word in ("read", "rejected", "excluded", "skewed"):
                setattr(report, word, getattr(report, word) + getattr(checked, word))
            rejects.add(checked.rejects)
            self.step("load", f"{spool.name}:{report.read}")
            loading.stage(self._deriver.derive(fact, checked.facts))
        settled = loading.settle()
        report.settle(settled)
        rejects.add_conflicts(settled.conflicts, source.validator.spelled("id"))
        rejects.write()
        self.step("load", spool.name)
        return report

    def _note(self, source: Source, columns: str) -> None:
        found = [f"{source.name}: {note}" for note in (*source.validator.notes, columns) if note]
        self.report.notes += [note for note in found if note not in self.report.notes]

    def _enter(self, connection: Connection, source: Source, spool: Spool, report: FileReport) -> None:
        self.report.files.append(report)
        entry = {
            "run": self.report.run,
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

    def record(self, connection: Connection, generation: int) -> None:
        """The run and what its audits found."""
        report = self.report
        status = (
            "refused" if any(f.fatal for f in report.findings) else "loaded" if report.files else "unchanged"
        )
        found = [f"{finding.audit}: {finding.message}" for finding in report.findings] + report.refused
        connection.execute(
            insert(run_table).values(
                run=report.run,
                started_at=self.now.replace(tzinfo=None),
                finished_at=datetime.now(UTC).replace(tzinfo=None),
                status=status,
                generation=generation,
                findings=json.dumps(found, ensure_ascii=False),
            )
        )


def _known(connection: Connection, source: Source) -> dict[str, str]:
    """Files of this source by hash → the definitions they were last read with."""
    block = func.arg_max(ledger.c.block, ledger.c.loaded_at)
    query = select(ledger.c.file, block.label("block")).where(ledger.c.source == source.name)
    return {row.file: row.block for row in connection.execute(query.group_by(ledger.c.file))}


def _publish(publisher: Publisher, job: Run, generation: int) -> str | None:
    """A new version, unless the current one is of these very facts and definitions."""
    current = publisher.manifest()
    wanted = (generation, made_by(job.settings, job.reference))
    if current and (current["generation"], current["made_by"]) == wanted:
        return None
    with publisher.engine.connect() as connection:
        manifest = describe(connection, job.settings, job.reference, generation)
    publication = Publication(job.settings, job.reference, manifest)
    writers = {"staff": publication.staff, "public": publication.public}
    return publisher.publish(manifest, writers, lambda detail: job.step("publish", detail))
