"""run(): one transaction over the facts of all sources, then one version for readers."""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, insert

from etl import rollup
from etl.again import Again
from etl.asides import forget_gone
from etl.audit import audit
from etl.derive import Deriver
from etl.edition import BROUGHT_OUT_BY, bring_out, wait_for
from etl.errors import AuditFailed, ConfigProblem
from etl.finding import REFUSED, Finding, written
from etl.held import State, source_states
from etl.inbox import gather
from etl.intake import Intake, Source
from etl.metrics import metrics
from etl.office import reference_of
from etl.os_errors import why
from etl.period import local
from etl.publication import made_by, prepare
from etl.rederive import rederive
from etl.reference import Reference
from etl.report import Report, Step
from etl.schedule import Outcome
from etl.settings import Settings
from etl.source import SourceBlock
from etl.state import get_state, ran, set_state
from etl.touched import touch_nothing, touched_facts
from etl.warehouse.bulk import known
from etl.warehouse.engine import Publisher, publishing
from etl.warehouse.migrations import upgrade
from etl.warehouse.readings import anything_read
from etl.warehouse.schema import run as run_table


def run(
    settings: Settings,
    *,
    only: Collection[str] | None = None,
    now: datetime | None = None,
    step: Step = lambda stage, detail: None,
    ready: Callable[[Path], bool] | None = None,
    again: Again | None = None,
) -> Report:
    """Load the new files of every source, or of those named, and publish what changed.

    `now` is aware; default is the clock. A file that is not `ready` is left for the next run. With `again`
    only what it asks for is read, although it was read before.
    Raises AuditFailed (facts rolled back, findings recorded), RunActive, ConfigProblem, ReferenceProblem.
    """
    reference = reference_of(settings)
    job = Run(settings, reference, (now or datetime.now(UTC)).astimezone(UTC), step)
    if ready is not None:
        job.intake.ready = ready
    job.intake.again = again
    sources = [job.intake.source(name, block) for name, block in chosen(settings, only).items()]
    with publishing(settings.warehouse) as publisher:
        upgrade(publisher.engine)
        try:
            with publisher.transaction() as connection:
                generation = job.load(connection, sources)
        except AuditFailed:
            with publisher.transaction() as connection:
                job.record(connection, int(get_state(connection, "generation") or 0))
            raise
        job.report.version = publish(publisher, job, generation)
    return job.report


def chosen(settings: Settings, only: Collection[str] | None) -> Mapping[str, SourceBlock]:
    """The sources by these names, in the order of the configuration; all of them where none is named."""
    unknown = sorted(set(only or ()) - set(settings.sources))
    if unknown:
        raise ConfigProblem(
            f'--source: "{unknown[0]}" tidak dikenal; pilih salah satu dari {", ".join(settings.sources)}.'
        )
    return {name: block for name, block in settings.sources.items() if only is None or name in only}


class Run:
    """One run: what it goes by, and its report."""

    def __init__(self, settings: Settings, reference: Reference, now: datetime, step: Step) -> None:
        self.settings = settings
        self.reference = reference
        self.now = now
        self.step = step
        self.report = Report(uuid4().hex)
        self.states: list[State] | None = None
        self._deriver = Deriver(reference, settings.timezone)
        self.intake = Intake(settings, reference, self._deriver, now, step, self.report)

    def load(self, connection: Connection, sources: list[Source]) -> int:
        """Everything up to the audits. Returns the generation of the facts and of what is out, raised when
        anything changed."""
        touch_nothing(connection)
        generation = int(get_state(connection, "generation") or 0)
        changed = rollup.outdated(connection)
        if get_state(connection, "derived_by") != self._deriver.digest:
            changed |= rederive(connection, self._deriver)
            set_state(connection, "derived_by", self._deriver.digest)
        for source in sources:
            trouble = self.report.trouble
            self._gather(connection, source)
            changed |= self.intake.load(connection, source)
            done = self.report.ended(source.name, trouble) is Outcome.DONE
            if self.intake.again is None:
                wait_for(connection, source.name, wholly_read=done)
            if done and self.intake.again is None:
                # For the schedule: what was missed since then is made up for.
                set_state(connection, ran(source.name), self.now.isoformat())
        if changed:
            forget_gone(connection)
            self._roll_up(connection)
        if self._bring_out(connection, changed=changed) or changed:
            generation += 1
            set_state(connection, "generation", str(generation))
        self.record(connection, generation)
        return generation

    def _bring_out(self, connection: Connection, *, changed: bool) -> bool:
        """Public tables come out in the transaction of the facts that they are made of."""
        definitions = made_by(self.settings, self.reference)
        if not changed and get_state(connection, BROUGHT_OUT_BY) == definitions:
            return False
        self.step("audit", "public")
        self.states = source_states(connection, self.settings, self.reference)
        set_state(connection, BROUGHT_OUT_BY, definitions)
        return bring_out(connection, self.settings, self.reference, self.states)

    def _gather(self, connection: Connection, source: Source) -> None:
        """What lies in the inbox of the own form becomes a file of its source, once the queue is loaded."""
        survey = self.settings.survey
        if survey is None or survey.source != source.name or self.intake.again is not None:
            return
        folder = (self.settings.config.parent / source.block.path).parent
        try:
            found = gather(connection, survey, folder, now=local(self.now, self.settings.timezone))
        except OSError as failed:
            self.report.refused.append(f"{source.name}, kotak survei {survey.inbox}: {why(failed)}")
        else:
            self.report.notes += found.notes()

    def _roll_up(self, connection: Connection) -> None:
        known(connection, *touched_facts(connection))
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

    def record(self, connection: Connection, generation: int) -> None:
        """The run and what its audits found."""
        report = self.report
        status = (
            "refused" if any(f.fatal for f in report.findings) else "loaded" if report.files else "unchanged"
        )
        refused = [Finding(REFUSED, sentence, fatal=False) for sentence in report.refused]
        connection.execute(
            insert(run_table).values(
                run=report.run,
                started_at=self.now.replace(tzinfo=None),
                finished_at=datetime.now(UTC).replace(tzinfo=None),
                status=status,
                generation=generation,
                findings=written([*report.findings, *refused]),
            )
        )


def publish(publisher: Publisher, job: Run, generation: int) -> str | None:
    """A new version, unless the current one is of these facts and definitions, or of nothing."""
    current = publisher.manifest()
    made_of = {"generation": generation, "made_by": made_by(job.settings, job.reference)}
    if current and made_of.items() <= current.items():
        return None
    with publisher.engine.connect() as connection:
        if current is None and not anything_read(connection):
            job.report.empty = True
            return None
        publication = prepare(connection, job.settings, job.reference, made_of, job.states)
    writers = {"staff": publication.staff, "public": publication.public}
    return publisher.publish(publication.manifest, writers, lambda detail: job.step("publish", detail))
