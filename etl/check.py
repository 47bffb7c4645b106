"""`etl check`: what a run would make of a file, without a warehouse and without writing anything."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl.delivery import Place, delivered
from etl.derive import Deriver
from etl.errors import ConfigProblem, SourceRefused, VerifyFailed
from etl.facts import SHAPES, Kind
from etl.header import names_told, nearest, quoted, unread
from etl.office import reference_of
from etl.opening import opened, refuse_unreadable
from etl.period import local
from etl.rejects import Refused, with_values
from etl.settings import Settings
from etl.source import SourceBlock
from etl.spool import Spool, name_of, spooled
from etl.validate import Among, Checked, Reason, Validator, shape
from etl.validate.examples import examples
from etl.visible import number

LISTED = 20
"""Rejects that are told one by one."""

SAMPLES = 3
_NOT_ASKED = (
    "gudang data tidak ditanya: nomor yang sudah dimuat dari berkas lain, dan baris yang lewat masa simpan, "
    "baru dinilai oleh etl run."
)
Step = Callable[[str, str], None]


@dataclass
class CheckReport:
    """What became of the rows. Texts of the file are told by their shape, unless they were asked for."""

    source: str
    name: str
    header: tuple[str, ...]
    unit: str
    """What is counted: lines of the file, or items of a list."""

    read: int = 0
    good: int = 0
    repeated: int = 0
    rejected: int = 0
    excluded: int = 0
    skewed: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    """Faults by reason; a row may have several."""

    rejects: list[Refused] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    samples: list[dict[str, str]] = field(default_factory=list)
    """The first good rows as they would be stored."""

    @property
    def exit_code(self) -> int:
        return VerifyFailed.exit_code if self.rejected else 0

    def as_dict(self) -> dict[str, Any]:
        rejects = [row.as_dict() for row in self.rejects]
        return {**vars(self), "header": list(self.header), "reasons": dict(self.reasons), "rejects": rejects}

    def lines(self) -> Iterator[str]:
        """The report as the terminal shows it."""
        yield f"{self.name}, dibaca sebagai sumber {self.source}. Tidak ada yang ditulis."
        yield f"Kolom: {quoted(self.header)}"
        yield (
            f"{number(self.read)} baris dibaca = {number(self.good)} baik + {number(self.repeated)} berulang "
            f"+ {number(self.rejected)} ditolak + {number(self.excluded)} dikecualikan"
        )
        for reason, count in self.reasons.most_common():
            yield f"  {Reason.of(reason).label}: {number(count)}"
        for row in self.rejects:
            yield f"Ditolak: {row.sentence(self.unit)}"
        told = sum(self.reasons.values())
        if told > len(self.rejects):
            yield (
                f"… dan {number(told - len(self.rejects))} lagi; sesudah dimuat, semuanya ditulis dengan "
                "python -m etl rejects --export daftar.xlsx"
            )
        for note in self.notes:
            yield f"Catatan: {note}"
        for place, sample in enumerate(self.samples, start=1):
            given = ", ".join(f"{name} = {value}" for name, value in sample.items() if value)
            yield f"Contoh baris baik {place}: {given}"


def check(
    settings: Settings,
    path: Path | None,
    source: str,
    *,
    show: bool = False,
    now: datetime | None = None,
    step: Step = lambda stage, detail: None,
) -> CheckReport:
    """`now` is aware; default is the clock. Without a file the source's server is asked, for all it has.

    Raises ConfigProblem for a source that is not there or needs a file, SourceRefused for what is unreadable.
    """
    now = now or datetime.now(UTC)
    block = _block(settings, source)
    checking = _Checking(settings, block, show, now)
    if path is None:
        return _ask(checking, settings, block, now, step)
    step("spool", name_of(path))
    try:
        with spooled(path) as spool:
            return checking.file(spool, step)
    except SourceRefused as refusal:
        raise SourceRefused(f"{source}, {name_of(path)}: {refusal}") from None


def _ask(
    checking: "_Checking", settings: Settings, block: SourceBlock, now: datetime, step: Step
) -> CheckReport:
    if not block.fetched:
        raise ConfigProblem(f'sebut berkasnya: sumber "{block.name}" dibaca dari berkas, bukan dari server')
    step("spool", block.name)
    secret = settings.secrets.get(block.name, "")
    try:
        with delivered(block, Place(""), secret=secret, now=now) as delivery:
            return checking.file(delivery.spool, step, names=delivery.names)
    except SourceRefused as refusal:
        raise SourceRefused(f"{block.name}: {refusal}") from None


def _block(settings: Settings, source: str) -> SourceBlock:
    if source in settings.sources:
        return settings.sources[source]
    near = nearest(source, settings.sources)
    hint = f', mungkin maksudnya "{near}"' if near else ""
    known = ", ".join(settings.sources) or "belum ada"
    raise ConfigProblem(f'--source: "{source}" tidak ada di {settings.config.name}{hint}; yang ada: {known}')


class _Checking:
    """A source block, ready to look at a file."""

    def __init__(self, settings: Settings, block: SourceBlock, show: bool, now: datetime) -> None:
        reference = reference_of(settings)
        self._block = block
        refuse_unreadable(block)
        self._validator = Validator(block, reference, now=now, hmac_key=settings.hmac_key)
        self._deriver = Deriver(reference, settings.timezone)
        self._timezone = settings.timezone
        self._show = show

    def file(self, spool: Spool, step: Step, *, names: tuple[str, ...] = ()) -> CheckReport:
        """`names` are the columns that a server gave, of which only some are in the spool."""
        sheet = opened(spool.stream, self._block)
        header = names or sheet.header
        report = CheckReport(self._block.name, spool.name, names_told(header, self._block), sheet.unit)
        among = Among()
        for batch in sheet.batches:
            step("validate", f"{spool.name}:{report.read}")
            checked = self._validator.check(batch, file_name=spool.own_name)
            self._count(report, self._among_themselves(report, checked, among), spool)
        notes = [*self._validator.notes, unread(header, self._block), *sheet.notes]
        report.notes = [note for note in notes if note] + [*_written(report, self._block), _NOT_ASKED]
        if self._show:
            report.rejects = with_values(spool.stream, self._block, report.rejects)
        return report

    def _among_themselves(self, report: CheckReport, checked: Checked, among: Among) -> Checked:
        """Without the rows that repeat or contradict one above."""
        repeated, contrary = among.judge(checked.facts)
        report.repeated += int(repeated.sum())
        facts = checked.facts.filter(pa.array(~(repeated | contrary)))
        if not contrary.any():
            return replace(checked, facts=facts)
        told = {"column": self._validator.spelled("id"), "reason": str(Reason.KUNCI_GANDA)}
        rows = [
            {"line": row["line"], **told, "shape": shape(row["id"])}
            for row in checked.facts.select(["line", "id"]).filter(pa.array(contrary)).to_pylist()
        ]
        rejects = pa.concat_tables([checked.rejects, pa.Table.from_pylist(rows, checked.rejects.schema)])
        return replace(
            checked, facts=facts, rejects=rejects.sort_by("line"), rejected=checked.rejected + len(rows)
        )

    def _count(self, report: CheckReport, checked: Checked, spool: Spool) -> None:
        for word in ("read", "rejected", "excluded", "skewed"):
            setattr(report, word, getattr(report, word) + getattr(checked, word))
        report.good += checked.facts.num_rows
        report.reasons.update(map(str, checked.rejects["reason"].to_pylist()))
        more = checked.rejects.slice(0, LISTED - len(report.rejects)).to_pylist()
        report.rejects += [Refused(report.source, spool.name, spool.file, **row) for row in more]
        facts = checked.facts.slice(0, SAMPLES - len(report.samples))
        derived = self._deriver.derive(self._block.fact, facts)
        report.samples += [self._sample(row) for row in derived.to_pylist()]

    def _sample(self, row: dict[str, Any]) -> dict[str, str]:
        return {name: self._said(name, value) for name, value in row.items()}

    def _said(self, name: str, value: Any) -> str:
        """Codes, instants and numbers as they are; a text of the file by its shape."""
        if value is None:
            return ""
        if isinstance(value, datetime):
            return f"{local(value, self._timezone):%Y-%m-%d %H:%M:%S}"
        column = SHAPES[self._block.fact].columns.get(name)
        plain = column is None or column.kind is not Kind.TEXT
        return str(value) if self._show or (plain and name != "version") else shape(str(value))


def _written(report: CheckReport, block: SourceBlock) -> Iterator[str]:
    """How the columns of which a moment was refused are to be written."""
    columns = [row.column for row in report.rejects if row.reason == Reason.BUKAN_WAKTU]
    known = examples(block)
    for name in dict.fromkeys(part for column in columns for part in (column, *column.split(", "))):
        if name in known:
            yield f'tanggal dan jam di kolom "{name}" ditulis seperti {known[name]}.'
