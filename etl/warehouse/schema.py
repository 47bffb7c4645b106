"""One MetaData for the facts and what is kept about loading them. Every table states its grain.

Instants are UTC without an offset; `<instant>_day` and `<instant>_hour` are the office's own calendar.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
)

from etl.skm import UNSUR

FACTS = MetaData()


def _fact(name: str, *columns: Column[Any], comment: str) -> Table:
    """A fact table and, beside it, the rows that a newer version has replaced."""
    provenance: tuple[Column[Any], ...] = (
        Column("source", String, nullable=False),
        Column("id", String, nullable=False),
        Column("version", String, nullable=False),
        Column("digest", String, nullable=False, comment="md5 of the canonical columns"),
        Column("file", String, nullable=False, comment="sha-256 of the file that brought the row"),
        Column("line", Integer, nullable=False),
    )
    Table(
        f"{name}_version",
        FACTS,
        *(Column(column.name, column.type, nullable=column.nullable) for column in (*provenance, *columns)),
        Index(f"{name}_version_key", "source", "id").ddl_if(dialect="postgresql"),
        comment=f"One row per superseded version of a {name}.",
    )
    days = [column.name for column in columns if column.name.endswith("_day")]
    return Table(
        name,
        FACTS,
        *provenance,
        *columns,
        # DuckDB finds by zone maps, and an index would make its loading three times as long.
        Index(f"{name}_key", "source", "id", unique=True).ddl_if(dialect="postgresql"),
        *(Index(f"{name}_{day}", day).ddl_if(dialect="postgresql") for day in days),
        comment=comment,
    )


request = _fact(
    "request",
    Column("office", String, nullable=False),
    Column("area", String, nullable=False),
    Column("service", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("submitted_at", DateTime, nullable=False),
    Column("completed_at", DateTime, comment="the end of completed, refused and withdrawn"),
    Column("stated_due_at", DateTime, comment="as the source states it; it goes before the standard"),
    Column("status", String, nullable=False),
    Column("due_at", DateTime),
    Column("submitted_day", Date, nullable=False),
    Column("completed_day", Date),
    Column("due_day", Date),
    Column("working_seconds", BigInteger, comment="working time from submitted_at to completed_at"),
    Column("online", Boolean, comment="whether its channel is an online one"),
    Column("submitted_hour", SmallInteger, comment="0 to 23, of the office's day"),
    comment="One row per request for a service, in its newest version.",
)

visit = _fact(
    "visit",
    Column("ticket", String),
    Column("office", String, nullable=False),
    Column("area", String, nullable=False),
    Column("service", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("counter", String),
    Column("priority", String),
    Column("taken_at", DateTime, nullable=False),
    Column("called_at", DateTime),
    Column("started_at", DateTime),
    Column("finished_at", DateTime, comment="the end, also of one who left"),
    Column("outcome", String, nullable=False),
    Column("taken_day", Date, nullable=False),
    Column("taken_hour", SmallInteger, nullable=False),
    Column("finished_day", Date),
    Column("due_at", DateTime),
    Column("due_day", Date),
    Column("taken_half_hour", SmallInteger, comment="0 to 47: 16 begins at 08.00 of the office's day"),
    comment="One row per visit to a queue, in its newest version.",
)

answer = _fact(
    "answer",
    Column("office", String, nullable=False),
    Column("area", String, nullable=False),
    Column("service", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("answered_at", DateTime, nullable=False),
    *(Column(unsur, SmallInteger) for unsur in UNSUR),
    Column("sex", String),
    Column("age_band", String),
    Column("education", String),
    Column("occupation", String),
    Column("answered_day", Date, nullable=False),
    comment="One row per answered satisfaction survey, in its newest version.",
)

complaint = _fact(
    "complaint",
    Column("office", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("category", String, nullable=False),
    Column("received_at", DateTime, nullable=False),
    Column("responded_at", DateTime),
    Column("closed_at", DateTime),
    Column("status", String, nullable=False),
    Column("received_day", Date, nullable=False),
    Column("response_due_at", DateTime, comment="by the standard of its category for a first answer"),
    Column("response_due_day", Date),
    Column("due_at", DateTime, comment="by the standard of its category for closing it"),
    Column("due_day", Date),
    comment="One row per complaint, in its newest version.",
)

FACT_TABLES = {table.name: table for table in (request, visit, answer, complaint)}
PROVENANCE = ("source", "id", "version", "digest", "file", "line")
PROMISES = ("due_at", "response_due_at", "stated_due_at")
"""Instants that are promised, not happened."""

_DERIVED = ("due_at", "response_due_at", "working_seconds", "online")
_DERIVED_ENDINGS = ("_day", "_hour")


def canonical(fact: Table) -> list[str]:
    """The columns that a source gives: neither provenance nor derived."""
    names = [column.name for column in fact.c if column.name not in PROVENANCE]
    return [name for name in names if name not in _DERIVED and not name.endswith(_DERIVED_ENDINGS)]


def events(fact: Table) -> list[Column[Any]]:
    """The instants at which something happened to a row."""
    return [column for column in fact.c if column.name.endswith("_at") and column.name not in PROMISES]


run = Table(
    "run",
    FACTS,
    Column("run", String, primary_key=True),
    Column("started_at", DateTime, nullable=False),
    Column("finished_at", DateTime),
    Column("status", String, nullable=False, comment="loaded, unchanged, refused"),
    Column("generation", Integer, nullable=False),
    Column("findings", String, nullable=False, comment="JSON: what the audits found"),
    comment="One row per run of the pipeline.",
)

# Its columns have no comments in the database: DuckDB cannot replay a log in which a table with a computed
# check is altered, so a crash right after its making would leave a file that nothing can open again.
ledger = Table(
    "ledger",
    FACTS,
    Column("run", String, nullable=False),
    Column("source", String, nullable=False),
    Column("fact", String, nullable=False),
    Column("name", String, nullable=False),
    Column("file", String, nullable=False),  # sha-256, and ~2 where it was delivered again after another
    Column("block", String, nullable=False),  # hash of the definitions it was read with
    Column("bytes", BigInteger, nullable=False),
    Column("loaded_at", DateTime, nullable=False),
    Column("sample", Boolean, nullable=False),
    Column("read", Integer, nullable=False),
    Column("new", Integer, nullable=False),
    Column("corrected", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("repeated", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("excluded", Integer, nullable=False),
    Column("retracted", Integer, nullable=False),  # facts that this reading took back
    Column("skewed", Integer, nullable=False),  # accepted although a clock was a little early
    CheckConstraint(
        "read = new + corrected + unchanged + repeated + rejected + excluded", name="nothing_lost"
    ),
    comment="One row per reading of a file.",
)

replaced = Table(
    "replaced",
    FACTS,
    Column("source", String, nullable=False),
    Column("name", String, nullable=False),
    Column("file", String, nullable=False),
    comment="One row per content of a file whose place another one of its name took.",
)

reject = Table(
    "reject",
    FACTS,
    Column("source", String, nullable=False),
    Column("file", String, nullable=False),
    Column("name", String, nullable=False),
    Column("line", Integer, nullable=False),
    Column("column", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("shape", String, nullable=False, comment="digits as 9, letters as A, at most 12 characters"),
    comment="One row per fault found in a refused row; never the text itself.",
)

person = Table(
    "person",
    FACTS,
    Column("source", String, nullable=False),
    Column("fact", String, nullable=False),
    Column("id", String, nullable=False),
    Column(
        "person", String, nullable=False, comment="v1:<hmac>; whose it is nobody can tell without the key"
    ),
    Column("day", Date, nullable=False, comment="the office's day on which the fact began"),
    Column("file", String, nullable=False),
    comment="One row per fact whose source tells who came, in its newest version. Never published.",
)

remark = Table(
    "remark",
    FACTS,
    Column("source", String, nullable=False),
    Column("fact", String, nullable=False),
    Column("id", String, nullable=False),
    Column("remark", String, nullable=False, comment="free text: it may name anyone"),
    Column("day", Date, nullable=False),
    Column("file", String, nullable=False),
    comment="One row per fact with a remark, where the office loads them. Never published.",
)

purge_log = Table(
    "purge_log",
    FACTS,
    Column("purged_at", DateTime, nullable=False),
    Column("kind", String, nullable=False, comment="the class of data that retention goes by"),
    Column("name", String, nullable=False, comment="the table, or what else went"),
    Column("rows", BigInteger, nullable=False),
    Column("before", Date, nullable=False, comment="everything older than this day went"),
    comment="One row per purge and table: what went, and how much of it.",
)

coverage = Table(
    "coverage",
    FACTS,
    Column("source", String, nullable=False),
    Column("file", String, nullable=False),
    Column("rank", String, nullable=False, comment="orders the files: the greater is the newer"),
    Column("office", String, comment="null: every office"),
    Column("day", Date, comment="null: every day"),
    Column("doubtful", Boolean, nullable=False, comment="a refused row of it may be of an id not known then"),
    comment="One row per office and day for which a file says all that there is.",
)

spared = Table(
    "spared",
    FACTS,
    Column("source", String, nullable=False),
    Column("file", String, nullable=False),
    Column("id", String, nullable=False),
    comment="One row per known id that a file holds in a refused row: it is not gone.",
)

retraction = Table(
    "retraction",
    FACTS,
    Column("source", String, nullable=False),
    Column("fact", String, nullable=False),
    Column("id", String, nullable=False),
    Column("version", String, nullable=False, comment="the version that stood; it stays in <fact>_version"),
    Column("office", String, nullable=False),
    Column("day", Date, nullable=False),
    Column("file", String, nullable=False, comment="the delivery that no longer holds it"),
    Column("rank", String, nullable=False, comment="of that delivery"),
    Column("retracted_at", DateTime, nullable=False),
    Column("returned_at", DateTime, comment="null: it is still gone"),
    comment="One row per fact that a complete delivery no longer holds; one that came back keeps it.",
)

correction = Table(
    "correction",
    FACTS,
    Column("run", String, nullable=False),
    Column("source", String, nullable=False),
    Column("fact", String, nullable=False),
    Column("office", String, nullable=False),
    Column("day", Date, nullable=False, comment="a day that was no longer provisional"),
    Column("kind", String, nullable=False, comment="corrected, retracted, late"),
    Column("column", String, comment="the column that says something else; only where corrected"),
    Column("old", String),
    Column("new", String),
    Column("rows", BigInteger, nullable=False),
    Column("file", String, nullable=False),
    Column("name", String, nullable=False),
    Column("corrected_at", DateTime, nullable=False),
    comment="One row per way in which a file changed what a closed day had said. No ids.",
)

reject_case = Table(
    "reject_case",
    FACTS,
    Column("source", String, nullable=False),
    Column("name", String, nullable=False),
    Column("file", String, nullable=False),
    Column("line", Integer, nullable=False),
    Column("opened_at", DateTime, nullable=False),
    Column("closed_at", DateTime, comment="null: still open"),
    Column("closed_by", String, comment="definitions, corrected, replaced, withdrawn"),
    Column("closed_file", String, comment="the file whose reading closed it"),
    comment="One row per refused line of a file: open until it is accepted, replaced or withdrawn.",
)

header = Table(
    "header",
    FACTS,
    Column("source", String, nullable=False),
    Column("file", String, nullable=False),
    Column("name", String, nullable=False),
    Column("seen_at", DateTime, nullable=False),
    Column("columns", String, nullable=False, comment="the declared ones, each once"),
    Column("others", Integer, nullable=False, comment="how many more there were"),
    Column("digest", String, nullable=False, comment="of all names, too short to be undone"),
    comment="One row per header of a source that was not the one before. No name that is not declared.",
)

_SLOT = ("metric", "kind", "start", "end", "by")


def _slot() -> tuple[Column[Any], ...]:
    """What names a published table: `end` is the first day after, `by` the keys joined with a comma."""
    return tuple(Column(n, Date if n in ("start", "end") else String, nullable=False) for n in _SLOT)


edition = Table(
    "edition",
    FACTS,
    *_slot(),
    Column("number", Integer, nullable=False, comment="1, and one more for each restatement"),
    Column("published_on", Date, nullable=False, comment="the day of the data"),
    Column("threshold", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("reason", String, comment="of a restatement; null: the first edition"),
    Column("digest", String, nullable=False, comment="of its figures"),
    comment="One row per public table that came out. Its figures stay as they were.",
)

edition_figure = Table(
    "edition_figure",
    FACTS,
    *_slot(),
    Column("number", Integer, nullable=False),
    Column("key", String, nullable=False),
    Column("hidden", Boolean, nullable=False),
    Column("n", BigInteger),
    Column("fields", String, nullable=False),
    Column("people", String, nullable=False, comment="who stands behind it, exactly: never published"),
    comment="One row per figure of a public table that came out.",
)

state = Table(
    "state",
    FACTS,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
    comment="One row per thing that the next run must know: generation, reference, definitions.",
)
