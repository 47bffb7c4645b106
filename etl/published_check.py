"""The published version against the facts: tallies, reference, states, figures and what it says of itself."""

import uuid
from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, MetaData, Table, select
from sqlalchemy.schema import CreateSchema

from etl.disclosure import editions
from etl.disclosure.slot import Slot
from etl.finding import Finding
from etl.metrics import metrics
from etl.publication import Publication, made_by, prepare
from etl.recount import named
from etl.reference import Reference
from etl.settings import Settings
from etl.state import get_state
from etl.warehouse.engine import Published, reading
from etl.warehouse.fingerprint import by_period
from etl.warehouse.published import PUBLIC, REFERENCE, STAFF
from etl.warehouse.schema import run
from etl.warehouse.tally import tallies

_OF_ITS_TIME = frozenset({"version", "published_at"})
_TELLING = frozenset(
    {
        *("metric", "kind", "start", "by", "key"),
        *("source", "fact", "day", "column", "reason"),
        *("code", "position", "service", "category"),
    }
)
"""Columns that say where a row stands, and nothing of a person."""

NAMED_ROWS = 3
_RUN = "jalankan etl run."


def compared(
    connection: Connection, version: Published, settings: Settings, reference: Reference
) -> list[Finding]:
    """Everything that the version says otherwise than the facts would now."""
    generation = int(get_state(connection, "generation") or 0)
    if version.manifest["generation"] != generation:
        text = f"versi {version.name} dibuat dari fakta ke-{version.manifest['generation']}, yang sekarang "
        return [_fault(f"{text}ke-{generation}; {_RUN}")]
    with version.connect() as published:
        findings = _tallies(connection, published, version.name)
    if version.manifest["made_by"] != made_by(settings, reference):
        text = f"versi {version.name} dibuat menurut pengaturan, tabel acuan atau kode yang lain; {_RUN}"
        return [*findings, Finding("terbitan", text, fatal=False)]
    made_of = {"generation": generation, "made_by": version.manifest["made_by"]}
    publication = prepare(connection, settings, reference, made_of)
    findings += [*_manifest(version, publication), *_editions(connection, publication)]
    with version.connect() as published:
        findings += _tables(connection, published, publication, "staff", version.name)
    with reading(settings.warehouse, "public") as public:
        assert public is not None
        with public.connect() as published:
            return findings + _tables(connection, published, publication, "public", version.name)


def _tallies(connection: Connection, published: Connection, name: str) -> list[Finding]:
    findings = []
    for table in tallies(metrics().values()):
        held, shown = by_period(connection, table), by_period(published, table)
        wrong = [
            (period, max(abs(held.get(period, (0, ""))[0] - shown.get(period, (0, ""))[0]), 1))
            for period in sorted(held.keys() | shown.keys())
            if held.get(period) != shown.get(period)
        ]
        if wrong:
            text = f"{table.name} di versi {name} tidak sama dengan gudang pada {named(wrong)}; {_RUN}"
            findings.append(_fault(text))
    return findings


def _manifest(version: Published, publication: Publication) -> list[Finding]:
    told, true = version.manifest, publication.manifest
    keys = sorted((told.keys() | true.keys()) - _OF_ITS_TIME)
    wrong = [key for key in keys if told.get(key) != true.get(key)]
    if not wrong:
        return []
    return [_fault(f"manifest versi {version.name}: {', '.join(wrong)} tidak sama dengan fakta; {_RUN}")]


def _editions(connection: Connection, publication: Publication) -> list[Finding]:
    """Whether what came out once stands as it came out, and everything is out whose day has come."""
    changed = editions.damaged(connection)
    # The months of the hours of a week move where old facts go: the next run tells those that are left.
    lacking = [slot for slot in publication.lacking(connection) if slot.kind != "typical"]
    told = []
    if changed:
        text = f"{len(changed)} tabel publik yang sudah terbit tidak lagi seperti saat terbit"
        told.append(_fault(f"{text}: {_slots(changed)}; pulihkan dari cadangan."))
    if lacking:
        text = f"{len(lacking)} tabel publik yang sudah waktunya belum terbit"
        told.append(_fault(f"{text}: {_slots(lacking)}; {_RUN}"))
    return told


def _slots(slots: list[Slot]) -> str:
    words = [
        " ".join([slot.metric, *(f"per {key}" for key in slot.by), slot.period.start.strftime("%d/%m/%Y")])
        for slot in slots
    ]
    more = f" dan {len(words) - NAMED_ROWS} tabel lain" if len(words) > NAMED_ROWS else ""
    return "; ".join(words[:NAMED_ROWS]) + more


def _tables(
    connection: Connection, published: Connection, publication: Publication, audience: str, name: str
) -> list[Finding]:
    """Make what the version should hold once more, aside, and undo it."""
    schema = f"verify_{uuid.uuid4().hex}"
    write, kinds = {
        "staff": (publication.beside, (REFERENCE, STAFF)),
        "public": (publication.public, (REFERENCE, PUBLIC)),
    }[audience]
    connection.rollback()
    findings = []
    with connection.begin() as begun:
        connection.execute(CreateSchema(schema))
        write(connection, schema)
        for kind in kinds:
            for table in kind.sorted_tables:
                shown, copy = _rows(published, table), table.to_metadata(MetaData(schema=schema))
                # Of runs that published nothing and came later the version cannot know.
                held = shown & _all_runs(connection) if table.name == "run" else _rows(connection, copy)
                wrong = [*(shown - held).elements(), *(held - shown).elements()]
                if wrong:
                    findings.append(_different(audience, name, table, wrong))
        begun.rollback()
    return findings


def _rows(connection: Connection, table: Table) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row) for row in connection.execute(select(*table.c)))


def _all_runs(connection: Connection) -> Counter[tuple[Any, ...]]:
    names = [column.name for column in STAFF.tables["run"].c]
    return Counter(tuple(row) for row in connection.execute(select(*(run.c[name] for name in names))))


def _different(audience: str, name: str, table: Table, rows: list[tuple[Any, ...]]) -> Finding:
    places = [i for i, column in enumerate(table.c) if column.name in _TELLING]
    told = list(dict.fromkeys(_place(row, places) for row in rows))
    more = f" dan {len(told) - NAMED_ROWS} tempat lain" if len(told) > NAMED_ROWS else ""
    return _fault(
        f"{table.name} di versi {name} ({audience}): {len(rows)} baris tidak sama dengan fakta, pada "
        f"{'; '.join(told[:NAMED_ROWS])}{more}; {_RUN}"
    )


def _place(row: tuple[Any, ...], places: Iterable[int]) -> str:
    return " ".join(str(row[i]) for i in places if row[i] is not None) or "seluruh baris"


def _fault(text: str) -> Finding:
    return Finding("terbitan", text, fatal=True)
