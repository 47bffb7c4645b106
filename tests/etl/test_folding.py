"""An event log folded to one visit per ticket: tables as an office draws them, and what becomes of them."""

import io
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import folding
from etl.check import check
from etl.errors import ConfigProblem, SourceRefused
from etl.folding import folded
from etl.opening import opened
from etl.options import Fold
from etl.pipeline import run
from etl.reader import Batch, Sheet
from etl.source import SourceBlock
from etl.verify import verify
from tests.etl.written import NOW, block, reasons, reference, settings_text
from tests.etl.written import check as checked

FOLD = {
    "key": "nomor",
    "event": "peristiwa",
    "time": ["tanggal", "jam"],
    "format": "%d/%m/%Y %H:%M:%S",
    "begins": "taken",
    "events": {
        "taken": "AMBIL",
        "called": ["PANGGIL", "PANGGIL ULANG"],
        "finished": "SELESAI",
        "gone": {"is": "TIDAK HADIR", "take": "last"},
    },
}
AT = {"format": "%d/%m/%Y %H:%M:%S"}
COLUMNS: dict[str, Any] = {
    "id": {"from": ["tanggal", "nomor"]},
    "ticket": {"from": "nomor"},
    "counter": {"from": "called.loket"},
    "area": {"from": "kelurahan", "codes": "areas"},
    "taken_at": {"from": "taken", **AT},
    "called_at": {"from": "called", **AT},
    "finished_at": {"from": "finished", **AT},
    "outcome": [
        {"from": "gone", "other": "no_show"},
        {"from": "finished", "other": "served"},
        {"value": "open"},
    ],
}
HEADER = "tanggal;jam;nomor;peristiwa;loket;kelurahan"


def visit_block(**changed: Any) -> SourceBlock:
    return block(COLUMNS, fold={**FOLD, **changed})


def drawn(table: str, **changed: Any) -> tuple[list[str], Any]:
    """The visits as lines of text, and what the validator counted. Cells stand between blanks, - is empty."""
    rows = [line.split() for line in table.strip().splitlines()]
    text = "\n".join([HEADER, *(";".join("" if cell == "-" else cell for cell in row) for row in rows)])
    found = checked(visit_block(**changed), text)
    return [_said(fact) for fact in found.facts.to_pylist()], found


def _said(fact: dict[str, Any]) -> str:
    times = (fact["taken_at"], fact["called_at"], fact["finished_at"])
    # Facts are in UTC; the office of the tables is eight hours ahead.
    said = ["-" if at is None else f"{at + np.timedelta64(8, 'h').item():%d.%H:%M}" for at in times]
    return " ".join([str(fact["line"]), fact["ticket"], *said, fact["counter"] or "-", fact["outcome"]])


def test_one_visit_per_ticket_in_the_order_in_which_they_begin():
    visits, found = drawn(
        """
        02/02/2026 08:00:00 A1 AMBIL - -
        02/02/2026 08:01:00 A2 AMBIL - -
        02/02/2026 08:05:00 A1 PANGGIL 3 -
        02/02/2026 08:09:00 A1 SELESAI 3 -
        02/02/2026 08:10:00 A2 PANGGIL 4 -
    """
    )
    assert visits == [
        "2 A1 02.08:00 02.08:05 02.08:09 3 served",
        "3 A2 02.08:01 02.08:10 - 4 open",
    ]
    assert (found.read, found.excluded, found.rejected) == (5, 3, 0)


def test_of_several_calls_the_last_counts_and_of_takings_the_first():
    table = """
        02/02/2026 08:00:00 A1 AMBIL 1 -
        02/02/2026 08:01:00 A1 AMBIL 2 -
        02/02/2026 08:05:00 A1 PANGGIL 3 -
        02/02/2026 08:07:00 A1 PANGGIL 4 -
        02/02/2026 08:09:00 A1 SELESAI 4 -
        02/02/2026 08:12:00 A1 SELESAI 5 -
    """
    assert drawn(table, begins=None)[0] == ["2 A1 02.08:00 02.08:07 02.08:12 4 served"]
    first = {**FOLD["events"], "called": {"is": "PANGGIL", "take": "first"}}  # type: ignore[dict-item]
    assert drawn(table, begins=None, events=first)[0] == ["2 A1 02.08:00 02.08:05 02.08:12 3 served"]


def test_a_number_that_is_taken_again_is_another_visit():
    visits, found = drawn(
        """
        02/02/2026 08:00:00 A1 AMBIL - -
        02/02/2026 08:05:00 A1 PANGGIL 3 -
        03/02/2026 08:00:00 A1 AMBIL - -
        03/02/2026 08:03:00 A1 PANGGIL 1 -
        03/02/2026 08:04:00 A1 SELESAI - -
    """
    )
    assert visits == ["2 A1 02.08:00 02.08:05 - 3 open", "4 A1 03.08:00 03.08:03 03.08:04 1 served"]
    assert (found.read, found.excluded) == (5, 3)


def test_a_visit_over_midnight_is_one():
    visits, _ = drawn("""
        02/02/2026 23:50:00 A1 AMBIL - -
        03/02/2026 00:10:00 A1 PANGGIL 3 -
        03/02/2026 00:15:00 A1 SELESAI 3 -
    """)
    assert visits == ["2 A1 02.23:50 03.00:10 03.00:15 3 served"]


def test_the_time_decides_and_not_the_order_of_the_file():
    visits, _ = drawn("""
        02/02/2026 08:09:00 A1 SELESAI 3 -
        02/02/2026 08:05:00 A1 PANGGIL 3 -
        02/02/2026 08:00:00 A1 AMBIL - -
    """)
    assert visits == ["2 A1 02.08:00 02.08:05 02.08:09 3 served"]


def test_words_are_told_without_regard_to_case_and_blanks():
    text = HEADER + "\n02/02/2026;08:00:00;A1; ambil ;;\n02/02/2026;08:01:00; A1;Panggil ulang;7;\n"
    assert checked(visit_block(), text).facts["counter"].to_pylist() == ["7"]


def test_other_columns_give_their_first_cell_that_is_not_blank():
    text = HEADER + (
        "\n02/02/2026;08:00:00;A1;AMBIL;;"
        "\n02/02/2026;08:01:00;A1;PANGGIL;1;Alalak Utara"
        "\n02/02/2026;08:02:00;A1;SELESAI;1;Kuin Utara\n"
    )
    kuin = text.replace("Alalak Utara", "")
    areas = [checked(visit_block(), one).facts["area"].to_pylist()[0] for one in (text, kuin)]
    named = [
        row.code for name in ("Alalak Utara", "Kuin Utara") for row in reference().areas if row.name == name
    ]
    assert areas == named


def test_what_is_no_visit_is_counted_and_nothing_is_silent():
    visits, found = drawn("""
        02/02/2026 08:00:00 A1 AMBIL - -
        02/02/2026 08:01:00 A1 CETAK - -
        02/02/2026 08:02:00 B9 LOGIN 3 -
        02/02/2026 08:03:00 -  LOGIN 3 -
        02/02/2026 08:04:00 -  PANGGIL 3 -
        02/02/2026 08:99:00 A1 PANGGIL 3 -
        99/99/2026 08:00:00 B9 LOGIN 3 -
        02/02/2026 08:06:00 C1 PANGGIL 3 -
    """)
    assert visits == ["2 A1 02.08:00 - - - open"]
    assert reasons(found) == [
        (6, "nomor", "wajib_kosong", ""),
        (7, "tanggal, jam", "bukan_waktu", "99/99/9999 9"),
        (9, "taken", "wajib_kosong", ""),
    ]
    assert (found.read, found.facts.num_rows, found.rejected, found.excluded) == (8, 1, 3, 4)


def test_a_log_without_rows_is_none():
    assert drawn("")[1].read == 0
    assert drawn("02/02/2026 08:00:00 - LOGIN - -")[1].excluded == 1


TICKETS = st.lists(
    st.tuples(
        st.sampled_from(["A1", "A2", ""]),
        st.sampled_from(["AMBIL", "PANGGIL", "SELESAI", "LAIN", ""]),
        st.integers(0, 9),
    ),
    max_size=30,
)


@given(TICKETS)
def test_it_is_what_a_clerk_would_do_by_hand(rows):
    lines = [f"02/02/2026;08:0{minute}:00;{key};{word};;" for key, word, minute in rows]
    assert _opened("\n".join([HEADER, *lines, ""])) == sorted(_by_hand(rows))


def _by_hand(rows: list[tuple[str, str, int]]) -> Iterator[tuple[int, Any, Any, Any]]:
    """The first line, the first taking, the last call and the last end: row by row, ticket by ticket."""
    numbered = [(key, minute, line, word) for line, (key, word, minute) in enumerate(rows, start=2)]
    visits: list[list[tuple[int, int, str]]] = []
    for ticket in ("A1", "A2"):
        log = sorted((minute, line, word) for key, minute, line, word in numbered if key == ticket)
        for place, row in enumerate(log):
            if place == 0 or row[2] == "AMBIL":
                visits.append([])
            visits[-1].append(row)
    for visit in visits:
        taken, called, finished = (
            [minute for minute, _, found in visit if found == word]
            for word in ("AMBIL", "PANGGIL", "SELESAI")
        )
        if taken or called or finished:
            first = min(line for _, line, _ in visit)
            yield (
                first,
                *(
                    some[place] if some else None
                    for some, place in zip((taken, called, finished), (0, -1, -1), strict=True)
                ),
            )


def _opened(text: str) -> list[tuple[int, Any, Any, Any]]:
    rows: list[tuple[int, Any, Any, Any]] = []
    for batch in opened(io.BytesIO(text.encode()), visit_block()).batches:
        times = [
            [int(cell[14:16]) if cell else None for cell in batch.columns[name].to_pylist()]
            for name in ("taken", "called", "finished")
        ]
        rows += zip(batch.lines.tolist(), *times, strict=True)
    return rows


def test_a_folded_log_goes_the_whole_way(tmp_path):
    settings = settings_text(tmp_path, TOML)
    (tmp_path / "log.csv").write_text(
        "waktu;nomor;peristiwa\n"
        "2026-02-02 08:00;A1;AMBIL\n2026-02-02 08:05;A1;PANGGIL\n2026-02-02 08:06;A2;AMBIL\n"
    )
    report = run(settings, now=NOW)
    assert [(f.read, f.new, f.excluded) for f in report.files] == [(3, 2, 1)]
    assert "log: 3 baris peristiwa dilipat menjadi 2; selisihnya dihitung dikecualikan" in report.notes
    assert verify(settings) == []
    assert check(settings, tmp_path / "log.csv", "log", now=NOW).excluded == 1


TOML = """
[source.log]
fact = "visit"
read = "csv"
path = "log.csv"
delimiter = ";"
[source.log.fold]
key = "nomor"
event = "peristiwa"
time = "waktu"
format = "%Y-%m-%d %H:%M"
[source.log.fold.events]
taken = "AMBIL"
called = { is = "PANGGIL", take = "last" }
[source.log.columns]
id = { from = ["taken", "nomor"] }
office = { value = "63.71.04" }
service = { value = "ktp-el" }
taken_at = { from = "taken", format = "%Y-%m-%d %H:%M" }
called_at = { from = "called", format = "%Y-%m-%d %H:%M" }
outcome = { value = "open" }
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"%Y-%m-%d %H:%M"\n[', '"%H:%M"\n[', "perlu tanggal dan jam"),
        ('"%Y-%m-%d %H:%M"\n[', '"%Y-%m-%d %H:%Q"\n[', "%Q tidak dikenal"),
        ('taken = "AMBIL"', 'taken = "PANGGIL"', '"panggil" sudah berarti taken'),
        ('taken = "AMBIL"', 'taken = ""', "tulis kata yang berarti peristiwa ini"),
        ('key = "nomor"', 'key = "nomor"\nbegins = "x"', 'bukan peristiwa di fold.events; yang ada: taken'),
        ('key = "nomor"', 'key = ""', "tulis nama kolom yang sama"),
        ('take = "last"', 'take = "middle"', 'nilai .middle. tidak dikenal; yang boleh: first, last'),
        ('key = "nomor"', 'key = "nomor"\nkunci = "x"', "fold.kunci: kunci ini tidak dikenal"),
    ],
)  # fmt: skip
def test_rules_that_cannot_work_are_refused_at_start(tmp_path, old, new, said):
    assert old in TOML
    with pytest.raises(ConfigProblem, match=said):
        run(settings_text(tmp_path, TOML.replace(old, new, 1)), now=NOW)


def test_the_rules_are_part_of_how_a_file_is_understood():
    other = {**FOLD["events"], "called": {"is": "PANGGIL", "take": "first"}}  # type: ignore[dict-item]
    assert visit_block().digest() != visit_block(events=other).digest() != visit_block(begins=None).digest()


def log_of(rows: int) -> Sheet:
    """Four events of each ticket, as columns of a reader."""
    number = np.arange(rows)
    minute = pa.array([f"{n // 60:02}:{n % 60:02}:00" for n in range(1_440)])
    columns = {
        "tanggal": pa.array([f"{day:02}/02/2026" for day in range(1, 29)]).take(
            pa.array(number // 36_000 % 28)
        ),
        "jam": minute.take(pa.array(number // 25 % 1_440)),
        "nomor": pa.array(number // 4).cast(pa.string()),
        "peristiwa": pa.array(["AMBIL", "PANGGIL", "PANGGIL", "SELESAI"]).take(pa.array(number % 4)),
        "loket": pa.array([str(n) for n in range(9)]).take(pa.array(number % 9)),
        "kelurahan": pa.array(["", "", "", ""]).take(pa.array(number % 4)),
    }
    chunks = (
        Batch(number[i : i + 50_000] + 2, {name: column.slice(i, 50_000) for name, column in columns.items()})
        for i in range(0, rows, 50_000)
    )
    return Sheet(tuple(columns), chunks)


def test_a_hundred_thousand_events_take_no_time():
    before = time.monotonic()
    batches = list(folded(log_of(100_000), visit_block()).batches)
    assert sum(len(batch.lines) for batch in batches) == 25_000
    assert sum(batch.folded for batch in batches) == 75_000
    assert time.monotonic() - before < 2


def test_a_log_without_end_is_refused(monkeypatch):
    monkeypatch.setattr(folding, "MOST_ROWS", 90_000)
    with pytest.raises(SourceRefused, match="bagi per bulan"):
        list(folded(log_of(100_000), visit_block()).batches)


def test_events_have_defaults_and_can_be_told_otherwise():
    events: dict[str, Any] = {"taken": "A", "called": "B", "started": "C", "finished": "D", "other": "E"}
    fold = Fold(key="k", event="e", time="t", format="%F %T", events=events)
    assert [name for name in events if fold.takes_last(name)] == ["called", "started", "finished"]
