"""The same rows as CSV, as a workbook and as JSON go the whole way and end as the same facts."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from etl.pipeline import run
from etl.settings import load_settings
from etl.verify import verify
from etl.warehouse.engine import publishing
from tests.etl.test_check import OFFICE, source
from tests.etl.workbook import rows

NOW = datetime(2026, 3, 1, tzinfo=UTC)
START = datetime(2026, 2, 2, 8, tzinfo=UTC)
HEAD = ["no", "tiket", "kelurahan", "ambil"]
ROWS = [
    [str(number), f"A{number:03}", ("Alalak Utara", "Kuin Utara", "")[number % 3],
     f"{START + timedelta(minutes=7 * number):%Y-%m-%d %H:%M}"]
    for number in range(1, 41)
]  # fmt: skip
BAD = [["41", "A041", "Entah", "2026-02-02 08:00"], ["UJI", "", "", ""]]


def as_csv(table: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows([HEAD, *table])
    return text.getvalue().encode()


def as_json(table: list[list[str]]) -> bytes:
    return json.dumps({"data": {"items": [dict(zip(HEAD, row, strict=True)) for row in table]}}).encode()


def test_one_table_in_three_kinds_of_file_is_one_set_of_facts(tmp_path: Path) -> None:
    blocks = [
        source("a", "csv", 'delimiter = ";"'), source("b", "xlsx"), source("c", "json", 'rows = "data.items"')
    ]  # fmt: skip
    (tmp_path / "office.toml").write_text(OFFICE + "".join(blocks), encoding="utf-8")
    (tmp_path / "masuk").mkdir()
    table = ROWS + BAD
    for kind, content in (("csv", as_csv(table)), ("xlsx", rows(HEAD, *table)), ("json", as_json(table))):
        (tmp_path / "masuk" / f"a.{kind}").write_bytes(content)
    settings = load_settings({"PANTAU_CONFIG": str(tmp_path / "office.toml")})
    report = run(settings, now=NOW)
    assert report.refused == []
    assert [(f.source, f.read, f.new, f.rejected, f.excluded) for f in report.files] == [
        (name, 42, 40, 1, 1) for name in "abc"
    ]
    with publishing(settings.warehouse) as publisher, publisher.engine.connect() as connection:
        found = connection.exec_driver_sql(
            "SELECT id, ticket, area, taken_at, count(DISTINCT source), count(*) FROM visit GROUP BY ALL"
        ).fetchall()
    assert len(found) == 40
    assert {tuple(row[-2:]) for row in found} == {(3, 3)}
    assert verify(settings) == []
    assert run(settings, now=NOW).skipped == 3
