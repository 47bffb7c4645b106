"""The five sources of the sample, each proposed from one of its files: as their own blocks read them."""

import io
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pytest

from etl.adding import add_source
from etl.reference import load_reference
from etl.source import SourceBlock
from etl.sources import reader_of
from etl.validate import Validator
from tests.office import INCOMING, REFERENCE, SOURCES, Office, days, invent

# What a person answers; every other question is a "yes".
ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "antrean": {},
    "loket": {"value": "loket"},
    "elok": {"value": "elok"},
    "skm": {"order_8_9": "questionnaire"},
    "pengaduan": {},
}
LEAST = {"antrean": 13, "loket": 8, "elok": 8, "skm": 19, "pengaduan": 8}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return invent(tmp_path_factory.mktemp("usulan"), days(date(2025, 3, 31), 60))[0]


def answered(value: Any, answers: Mapping[str, Any], name: str = "") -> Any:
    if isinstance(value, dict):
        found = {key: answered(inner, answers, key) for key, inner in value.items() if key != "TANYA"}
        # A word whose meaning no one knows is left out of the map.
        return {key: inner for key, inner in found.items() if inner is not None}
    return answers.get(name) if value == "TANYA" else value


def facts(office: Office, block: SourceBlock, path: Path) -> pa.Table:
    validator = Validator(block, load_reference(REFERENCE), now=office.now)
    content = io.BytesIO(path.read_bytes())
    batches = reader_of(block).read(content, block).batches
    return pa.concat_tables([validator.check(batch, file_name=path.name).facts for batch in batches]).sort_by(
        "line"
    )


@pytest.mark.parametrize("name", SOURCES)
def test_a_proposal_reads_as_the_block_does(name: str, office: Office) -> None:
    path = max((office.root / INCOMING / name).glob("*.csv"), key=lambda file: file.stat().st_size)
    found = add_source(office.settings, path, name="uji")
    raw = tomllib.loads("\n".join(found.block))["source"]["uji"]
    ours = msgspec.convert({**answered(raw, ANSWERS[name]), "name": "uji"}, SourceBlock)
    known = office.settings.sources[name]
    assert ours.fact == known.fact
    left, right = facts(office, ours, path), facts(office, known, path)
    # The known block forgives more: a clock that is early by seconds, a respondent who takes the answer back.
    lines = sorted(set(left["line"].to_pylist()) & set(right["line"].to_pylist()))
    assert len(lines) >= 0.98 * max(left.num_rows, right.num_rows)
    same = [pa.compute.is_in(table["line"], pa.array(lines)) for table in (left, right)]
    left, right = left.filter(same[0]), right.filter(same[1])
    equal = [column for column in known.columns if _equal(column, left, right)]
    assert equal == list(known.columns)
    assert found.questions <= 3
    assert len(equal) >= LEAST[name]


def _equal(column: str, left: pa.Table, right: pa.Table) -> bool:
    return column not in left.column_names or bool(left[column].equals(right[column]))
