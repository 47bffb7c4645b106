"""What a version holds beside the tallies, for the staff store and for the public store."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
)

REFERENCE = MetaData()
STAFF = MetaData()
PUBLIC = MetaData()

LEDGER_WORDS = (
    *("read", "new", "corrected", "unchanged", "repeated", "rejected", "excluded"),
    *("retracted", "skewed"),
)
"""read = new + corrected + unchanged + repeated + rejected + excluded; the other two are counted beside."""

office = Table(
    "office",
    REFERENCE,
    Column("position", Integer),
    Column("code", String),
    Column("name", String),
    Column("level", String),
    Column("opened", Date),
    comment="One row per office; `opened` is the opening day of a new building.",
)
area = Table(
    "area",
    REFERENCE,
    Column("position", Integer),
    Column("code", String),
    Column("name", String),
    Column("kind", String),
    Column("row", Integer),
    Column("col", Integer),
    comment="One row per area of residence; row and col place it on the tile map.",
)
service = Table(
    "service",
    REFERENCE,
    Column("position", Integer),
    Column("code", String),
    Column("name", String),
    comment="One row per service.",
)
standard = Table(
    "standard",
    REFERENCE,
    Column("service", String),
    Column("value", Integer),
    Column("unit", String),
    Column("decree", String),
    Column("sejak", Date),
    Column("sampai", Date),
    Column("note", String),
    comment="One row per service and stretch of days in which one promise is in force.",
)
channel = Table(
    "channel",
    REFERENCE,
    Column("position", Integer),
    Column("code", String),
    Column("name", String),
    Column("online", Boolean),
    comment="One row per channel.",
)
category = Table(
    "category",
    REFERENCE,
    Column("position", Integer),
    Column("code", String),
    Column("name", String),
    comment="One row per category of complaints.",
)
complaint_standard = Table(
    "complaint_standard",
    REFERENCE,
    Column("category", String),
    Column("promise", String, comment="tanggapan (first answer) or selesai (closed)"),
    Column("value", Integer),
    Column("unit", String),
    Column("decree", String),
    Column("sejak", Date),
    Column("sampai", Date),
    Column("note", String),
    comment="One row per category, promise and stretch of days in which it is in force.",
)
unsur = Table(
    "unsur",
    REFERENCE,
    Column("position", Integer),
    Column("code", String),
    Column("name", String),
    comment="One row per unsur of the satisfaction survey, in the order of the regulation.",
)
opening = Table(
    "opening",
    REFERENCE,
    Column("weekday", SmallInteger),
    Column("hour", SmallInteger),
    comment="One row per weekday and hour in which the office is open in an ordinary week.",
)


def _source_state(store: MetaData) -> Table:
    return Table(
        "source_state",
        store,
        Column("source", String),
        Column("fact", String),
        Column("data_time", DateTime, comment="the latest event; null: it never told of any"),
        Column("loaded_at", DateTime),
        Column("late_at", DateTime, comment="from then on the source is late; null: never"),
        Column("read", BigInteger),
        Column("rejected", BigInteger),
        Column("expected", String, comment="working_days, daily or none: on which days it should tell"),
        Column("active", Boolean, comment="the settings still name it"),
        Column("first_day", Date),
        Column("last_day", Date),
        Column("whole_until", Date, comment="the last day that it holds wholly"),
        Column("next_expected", Date, comment="the first day after its last one that it should tell of"),
        Column("open_before", Date, comment="the last day before its first one on which the office opened"),
        Column("online", Boolean, comment="it may tell of an online channel"),
        comment="One row per source that the settings name or that was ever read.",
    )


def _source_day(store: MetaData) -> Table:
    return Table(
        "source_day",
        store,
        Column("source", String),
        Column("day", Date, comment="the office's own"),
        Column("expected", Boolean, comment="the source should tell something of this day"),
        Column("rows", BigInteger, comment="current facts that began on it"),
        Column("first_at", DateTime, comment="when the first file with one of them was read"),
        Column("last_at", DateTime),
        Column("late_seconds", BigInteger, comment="from the end of the day; null: came with the first load"),
        Column("late", Boolean, comment="later than the source's max_age allows"),
        Column("sparse", Boolean, comment="far fewer rows than this weekday usually has"),
        Column("read", BigInteger, comment="rows read on this day, of whatever day"),
        Column("rejected", BigInteger),
        Column("headers", BigInteger, comment="how often the header was another than before"),
        comment="One row per source and day on which something was expected, came or was read.",
    )


# The public store has them per kind of fact, under its name instead of a source's: who delivers is no news.
source_state, public_source_state = _source_state(STAFF), _source_state(PUBLIC)
source_day, public_source_day = _source_day(STAFF), _source_day(PUBLIC)
source_office = Table(
    "source_office",
    STAFF,
    Column("source", String),
    Column("office", String),
    Column("first_day", Date),
    Column("last_day", Date),
    comment="One row per source and office that it tells of.",
)
header_change = Table(
    "header_change",
    STAFF,
    Column("source", String),
    Column("seen_at", DateTime),
    Column("name", String, comment="the file in which it was seen"),
    Column("appeared", String, comment="declared columns that the file before had not"),
    Column("vanished", String),
    Column("others_before", BigInteger, comment="columns that the source block does not name"),
    Column("others", BigInteger),
    comment="One row per header of a source that was not the one before.",
)

late_case = Table(
    "late_case",
    STAFF,
    Column("fact", String),
    Column("promise", String, comment="tanggapan or selesai"),
    Column("id", String),
    Column("office", String),
    Column("area", String),
    Column("service", String),
    Column("channel", String),
    Column("category", String),
    Column("started_at", DateTime),
    Column("due_at", DateTime),
    comment="One row per promise that is past its day and still open. No persons: the source's own number.",
)
run = Table(
    "run",
    STAFF,
    Column("started_at", DateTime),
    Column("finished_at", DateTime),
    Column("status", String, comment="loaded, unchanged, refused"),
    Column("findings", String, comment="JSON: audit, label, message and fatal of each finding"),
    comment="One row per run, the newest ones up to this version.",
)
reading = Table(
    "reading",
    STAFF,
    Column("source", String),
    Column("fact", String),
    Column("name", String),
    Column("loaded_at", DateTime),
    *(Column(word, BigInteger) for word in LEDGER_WORDS),
    comment="One row per reading of a file, the newest ones.",
)
source_file = Table(
    "source_file",
    STAFF,
    Column("source", String),
    Column("fact", String),
    Column("sha256", String),
    Column("first_read", DateTime),
    Column("rows", BigInteger, comment="that were read in it"),
    comment="One row per source and content that was ever read of it; no name of a file.",
)
ledger_total = Table(
    "ledger_total",
    STAFF,
    Column("source", String),
    Column("fact", String),
    Column("files", BigInteger),
    *(Column(word, BigInteger) for word in LEDGER_WORDS),
    comment="One row per source: the ledger's sums over all readings.",
)
reject_total = Table(
    "reject_total",
    STAFF,
    Column("source", String),
    Column("reason", String),
    Column("label", String),
    Column("hint", String),
    Column("column", String),
    Column("rows", BigInteger),
    Column("name", String, comment="a file in which it stands"),
    Column("line", Integer, comment="the first such line in it"),
    comment="One row per source, column and reason of refusal.",
)

CORRECTION_WORDS = (
    *("run", "source", "fact", "office", "day", "kind", "column", "old", "new", "rows"),
    *("name", "corrected_at"),
)
correction = Table(
    "correction",
    STAFF,
    Column("run", String),
    Column("source", String),
    Column("fact", String),
    Column("office", String),
    Column("day", Date, comment="a day that was no longer provisional"),
    Column("kind", String, comment="corrected, retracted, late"),
    Column("column", String, comment="what says something else; only where corrected"),
    Column("old", String),
    Column("new", String),
    Column("rows", BigInteger),
    Column("name", String, comment="the file that brought it"),
    Column("corrected_at", DateTime),
    comment="One row per way in which a file changed what a closed day had said, the newest ones.",
)

SLOT = ("metric", "kind", "start", "end", "by")
"""What names a table of figures."""

figure = Table(
    "figure",
    PUBLIC,
    Column("metric", String),
    Column("kind", String, comment="month, triwulan, semester, year, typical, now"),
    Column("start", Date),
    Column("end", Date, comment="the first day after"),
    Column("by", String, comment="names of the keys, joined with a comma"),
    Column("key", String, comment="the keys, joined with a comma"),
    Column("hidden", Boolean, comment="too few people to be shown"),
    Column("n", BigInteger),
    Column("fields", String, comment="JSON; a fraction is written =a/b"),
    comment="One row per disclosed figure: nothing else leaves for the public.",
)

edition = Table(
    "edition",
    PUBLIC,
    *(Column(name, Date if name in ("start", "end") else String) for name in SLOT),
    Column("number", Integer, comment="1, and one more for each restatement"),
    Column("published_on", Date, comment="the day of the data"),
    Column("threshold", Integer),
    Column("step", Integer),
    Column("reason", String, comment="of a restatement; null: the first edition"),
    comment="One row per table of figures that came out: they do not change any more.",
)
