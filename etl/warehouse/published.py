"""What a version holds beside the tallies, for the staff store and for the public store."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
)

REFERENCE = MetaData()
STAFF = MetaData()
PUBLIC = MetaData()

office = Table(
    "office",
    REFERENCE,
    Column("position", Integer),
    Column("code", String),
    Column("name", String),
    Column("level", String),
    Column("lat", Float),
    Column("lon", Float),
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
    Column("level", String),
    Column("bukti", String),
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

source_state = Table(
    "source_state",
    STAFF,
    Column("source", String),
    Column("fact", String),
    Column("data_time", DateTime, comment="the latest event"),
    Column("loaded_at", DateTime),
    Column("late_at", DateTime, comment="from then on the source is late; null: never"),
    Column("read", BigInteger),
    Column("rejected", BigInteger),
    comment="One row per source.",
)
loaded = Table(
    "loaded",
    STAFF,
    Column("fact", String),
    Column("rows", BigInteger),
    comment="One row per kind of fact: how many the ledger says there are.",
)

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
