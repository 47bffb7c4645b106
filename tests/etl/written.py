"""A source block and a file as they would be written, and what becomes of them."""

import io
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from etl.opening import opened
from etl.pseudonym import HmacKey
from etl.reference import Reference, load_reference
from etl.settings import Settings, load_settings
from etl.source import SourceBlock
from etl.validate import Checked, Validator

NOW = datetime(2030, 1, 1, tzinfo=UTC)

AT = {"format": "%d/%m/%Y %H:%M:%S"}

VISIT = {
    "id": {"from": "no"},
    "office": {"value": "63.71.04"},
    "area": {"from": "kelurahan", "codes": "areas"},
    "service": {"value": "ktp-el"},
    "taken_at": {"from": "ambil", **AT},
    "outcome": {"value": "served"},
}
"""The fewest columns of a visit; a test adds or replaces what it is about."""


_OFFICE = '[office]\ncode = "63.71.04"\n[reference]\npath = "{}"\n'
_REFERENCE = Path(__file__).parents[2] / "data" / "reference"


def settings_text(folder: Path, sources: str, **environ: str) -> Settings:
    """The settings of an office with these sources, as its file in this folder says."""
    config = folder / "office.toml"
    config.write_text(_OFFICE.format(_REFERENCE) + sources, encoding="utf-8")
    return load_settings({"PANTAU_CONFIG": str(config), **environ})


@cache
def reference() -> Reference:
    return load_reference(Path(__file__).parents[2] / "data" / "reference")


def block(columns: Mapping[str, Any] | None = None, **keys: Any) -> SourceBlock:
    """A visit's block in WITA unless the keys say otherwise. A column given as None is not mapped."""
    merged = {**VISIT, **(columns or {})} if keys.get("fact", "visit") == "visit" else dict(columns or {})
    table = {
        "fact": "visit",
        "read": "csv",
        "path": "*.csv",
        "delimiter": ";",
        "timezone": "Asia/Makassar",
        "name": "antrean",
        "origin": "office.toml",
        "columns": {name: rule for name, rule in merged.items() if rule is not None},
        **keys,
    }
    return msgspec.convert(table, SourceBlock)


def toml_block(text: str) -> SourceBlock:
    return msgspec.convert(tomllib.loads(text), SourceBlock)


KEY = HmacKey("v1", bytes(range(32)))


def validator(source: SourceBlock, now: datetime = NOW) -> Validator:
    return Validator(source, reference(), now=now, hmac_key=KEY)


def check(
    source: SourceBlock, text: str | bytes, *, now: datetime = NOW, file_name: str = "antrean.csv"
) -> Checked:
    """All batches of a file as one."""
    content = text.encode() if isinstance(text, str) else text
    checker = validator(source, now)
    found = [
        checker.check(batch, file_name=file_name) for batch in opened(io.BytesIO(content), source).batches
    ]
    return Checked(
        pa.concat_tables([one.facts for one in found]),
        pa.concat_tables([one.asides for one in found]),
        pa.concat_tables([one.rejects for one in found]),
        *(sum(getattr(one, name) for one in found) for name in ("read", "rejected", "excluded", "skewed")),
    )


def visits(
    columns: Mapping[str, Any] | None, *rows: str, header: str = "no;kelurahan;ambil", **keys: Any
) -> Checked:
    """Checks rows of a visit's file."""
    return check(block(columns, **keys), "\n".join([header, *rows]) + "\n")


def one(columns: Mapping[str, Any], cells: Mapping[str, str], **keys: Any) -> Checked:
    """Checks one row that holds these cells beside a good visit's."""
    row = {"no": "A1", "kelurahan": "Alalak Utara", "ambil": "03/03/2025 08:00:00", **cells}
    return visits(columns, ";".join(row.values()), header=";".join(row), **keys)


def reasons(checked: Checked) -> list[tuple[int, str, str, str]]:
    return [tuple(row.values()) for row in checked.rejects.to_pylist()]


def utc(*parts: int) -> datetime:
    """Facts hold UTC without an offset."""
    return datetime(*parts)  # noqa: DTZ001


def value(checked: Checked, column: str = "taken_at") -> Any:
    """The one fact's value."""
    assert reasons(checked) == []
    return checked.facts[column].to_pylist()[0]


def reason_of(checked: Checked) -> str:
    """The one row's one reason."""
    assert checked.facts.num_rows == 0
    [(_, _, reason, _)] = reasons(checked)
    return reason


ANSWER = {
    "id": {"from": "no"},
    "office": {"value": "63.71.04"},
    "service": {"value": "kk"},
    "answered_at": {"value": "2025-03-03", "format": "%Y-%m-%d"},
}
