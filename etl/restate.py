"""`etl restate`: the public tables of one metric and period once more, where an error must be put right.

Two editions that differ by a few people would tell of these. So a figure changes only where at least as many
people were added or taken as are needed to be shown at all; any other stays as it came out.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from etl.disclosure import editions
from etl.disclosure.slot import Figure, Slot
from etl.edition import disclosure_of, require_brought_out
from etl.errors import ConfigProblem
from etl.held import source_states
from etl.identity import names_someone
from etl.office import reference_of
from etl.period import Kind, period_of
from etl.pipeline import Run, publish
from etl.publication import made_by
from etl.settings import Settings
from etl.state import get_state, set_state
from etl.warehouse.engine import publishing
from etl.warehouse.migrations import upgrade

KINDS = ("month", "triwulan", "semester", "year")
SHORTEST, LONGEST = 10, 200


@dataclass
class Restated:
    """Per table how many figures have changed."""

    changed: dict[Slot, int] = field(default_factory=dict)
    version: str | None = None


def restate(
    settings: Settings,
    metric: str,
    kind: str,
    start: date,
    reason: str,
    step: Callable[[str, str], None] = lambda stage, detail: None,
) -> Restated:
    """All breakdowns of it. Raises ConfigProblem for what is not out and for a reason that may not be shown,
    RunActive while a run holds the warehouse."""
    _fit_to_be_shown(reason)
    if kind not in KINDS:
        raise ConfigProblem(f'"{kind}" bukan jenis periode; pilih salah satu dari {", ".join(KINDS)}.')
    reference, report = reference_of(settings), Restated()
    period = period_of(start, Kind(kind))
    with publishing(settings.warehouse) as publisher:
        upgrade(publisher.engine)
        with publisher.transaction() as connection:
            out = editions.figures(connection, period.start.replace(month=1))
            old = {s: of for s, of in out.items() if (s.metric, s.kind, s.period) == (metric, kind, period)}
            states = source_states(connection, settings, reference)
            disclosure = disclosure_of(connection, settings, reference, states)
            if disclosure is None or not old:
                raise ConfigProblem(
                    f"Tidak ada tabel {metric} ({kind}) yang mulai {period.start:%d/%m/%Y} dan sudah terbit."
                )
            require_brought_out(connection, made_by(settings, reference), "etl restate")
            rest = {slot: figures for slot, figures in out.items() if slot not in old}
            # By the rules of then: a figure that stays beside one that changes is of the same.
            rules = next((one.rules for of in old.values() for one in of), settings.disclosure)
            fresh = replace(disclosure, rules=rules).again(old, rest)
            report.changed = {slot: _changes(old[slot], fresh[slot]) for slot in fresh}
            tables = {slot: figures for slot, figures in fresh.items() if report.changed[slot]}
            for slot, figures in tables.items():
                number = editions.number(connection, slot) + 1
                day = disclosure.data_day
                editions.keep(connection, {slot: figures}, day, rules, number=number, reason=reason)
            generation = int(get_state(connection, "generation") or 0) + bool(tables)
            set_state(connection, "generation", str(generation))
        report.version = publish(publisher, Run(settings, reference, datetime.now(UTC), step), generation)
    return report


def _changes(old: list[Figure], new: list[Figure]) -> int:
    before = {figure.key: (figure.n, figure.fields) for figure in old}
    return sum(before.get(figure.key) != (figure.n, figure.fields) for figure in new)


def _fit_to_be_shown(reason: str) -> None:
    if not SHORTEST <= len(reason) <= LONGEST or not reason.isprintable():
        raise ConfigProblem(
            f"--reason: tulis satu kalimat, {SHORTEST} sampai {LONGEST} huruf; semua orang membacanya."
        )
    if names_someone(reason):
        raise ConfigProblem("--reason memuat NIK, nomor telepon, atau surel; alasan ini dibaca semua orang.")
