"""What a block does not name stays in the source: no reader lets it into a batch, no delivery has it in
the spool."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from etl.delivery import Place, delivered
from etl.errors import SourceRefused
from etl.settings import Settings, load_settings
from etl.source import source_columns
from etl.sources import reader_of, readers
from tests.trial import canary, canary_files

NOW = datetime(2026, 11, 24, tzinfo=UTC)
UNASKED = {"nama", "telepon", "alamat", "surel", "saran"}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    with canary.office(tmp_path_factory.mktemp("warga"), 120) as office:
        yield load_settings(office.environ)


def test_every_reader_is_tried() -> None:
    assert {how.split('"')[1] for _, how, _ in canary_files.SOURCES.values()} == set(readers())


@pytest.mark.parametrize("name", [n for n, (_, how, _) in canary_files.SOURCES.items() if "masuk" in how])
def test_a_batch_has_the_named_columns_alone(settings: Settings, name: str) -> None:
    block = settings.sources[name]
    needed = set(source_columns(block))
    assert not needed & UNASKED
    read = 0
    for path in sorted(settings.config.parent.glob(block.path)):
        try:
            with path.open("rb") as file:
                for batch in reader_of(block).read(file, block).batches:
                    assert set(batch.columns) == needed, path.name
                    assert all(lost.column in {"", *needed} for lost in batch.lost)
                    read += len(batch.lines)
        except SourceRefused:
            # What it says is looked through by the canary trial.
            continue
    assert read


@pytest.mark.parametrize("name", ["basis", "api"])
def test_an_answer_leaves_the_named_columns_alone_in_the_spool(settings: Settings, name: str) -> None:
    block = settings.sources[name]
    needed = set(source_columns(block))
    with delivered(block, Place(""), secret=settings.secrets.get(name, ""), now=NOW) as delivery:
        delivery.spool.stream.seek(0)
        rows = [json.loads(line) for line in delivery.spool.stream]
    assert rows
    assert set().union(*rows) == needed


def test_a_remark_is_read_where_the_office_wants_it(tmp_path: Path) -> None:
    with canary.office(tmp_path, 120, remarks=True) as office:
        wanting = load_settings(office.environ)
    assert "saran" in source_columns(wanting.sources["skm"])
