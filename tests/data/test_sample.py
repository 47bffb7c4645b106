"""The sample: the same world each time, queue physics that hold, every fault where truth.json says."""

import ast
import csv
import hashlib
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from data.sample import calendar, complaints, files, queue, requests, survey, visits
from data.sample.generation import TooShortError, generate
from data.sample.instants import DAY, day_number, month_first, spelled, stamp, with_offset
from data.sample.queue import Draws, Ticket
from data.sample.records import Dialect
from data.sample.reference import Hours, read_reference
from data.sample.scenario import Plan, Span
from data.sample.truth import nearest_rank

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "data" / "reference"
# Crosses a year, meets a new building (2 February 2026) and the first days of Ramadan.
SPAN = Span(date(2025, 12, 20), date(2026, 3, 8))
DIALECTS: dict[str, tuple[Dialect, tuple[str, ...]]] = {
    "antrean": (visits.DIALECT, ("kantor", "tanggal", "nomor")),
    "loket": (requests.COUNTER_DIALECT, ("nomor",)),
    "elok": (requests.ONLINE_DIALECT, ("id_permohonan",)),
    "skm": (survey.DIALECT, ("nomor",)),
    "pengaduan": (complaints.DIALECT, ("nomor",)),
}
COMMON = {
    "jumlah_kolom",
    "wajib_kosong",
    "bukan_waktu",
    "tahun_di_luar",
    "kode_tak_dikenal",
    "di_masa_depan",
    "kunci_ganda",
    "terlalu_panjang",
}
REASONS = {name: COMMON | {"urutan_waktu"} for name in ("antrean", "loket", "elok", "pengaduan")}
REASONS["skm"] = COMMON | {"bukan_angka", "di_luar_rentang"}


def sample(out: Path, *, seed: int = 1) -> dict[str, Any]:
    return generate(out, reference=REFERENCE, span=SPAN, seed=seed)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    out = tmp_path_factory.mktemp("contoh")
    return out, sample(out)


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def rows(folder: Path, name: str) -> Iterator[tuple[str, list[str]]]:
    dialect = DIALECTS[name][0]
    for path in sorted((folder / name).iterdir()):
        with path.open(encoding=dialect.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=dialect.delimiter, strict=True)
            assert tuple(next(reader)) == dialect.header
            for row in reader:
                yield path.name, row


def test_the_same_seed_writes_the_same_bytes(made: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    """And an export of another period does not stay among the new ones."""
    stale = tmp_path / "antrean" / "antrean-1999-01.csv"
    stale.parent.mkdir()
    stale.write_text("lama", encoding="utf-8")
    sample(tmp_path)
    assert digests(tmp_path) == digests(made[0])


def test_another_seed_is_another_world(made: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    sample(tmp_path, seed=2)
    other, this = digests(tmp_path), digests(made[0])
    assert other.keys() == this.keys()
    assert not set(other.values()) & set(this.values())


def test_littles_law_holds_at_each_office(made: tuple[Path, dict[str, Any]]) -> None:
    little = made[1]["little"]
    assert len(little) == 12
    for office, law in little.items():
        assert law["L"] == pytest.approx(law["lambda_W"], rel=0.05), office


@pytest.mark.parametrize("name", DIALECTS)
def test_every_reason_is_planted(made: tuple[Path, dict[str, Any]], name: str) -> None:
    total = made[1]["sources"][name]["total"]
    assert set(total["reasons"]) == REASONS[name]
    assert total["rejected"] == sum(total["reasons"].values())
    assert all(total[fate] > 0 for fate in ("new", "corrected", "unchanged", "repeated", "excluded"))


@pytest.mark.parametrize("name", DIALECTS)
def test_each_ledger_counts_each_line(made: tuple[Path, dict[str, Any]], name: str) -> None:
    out, told = made
    lines = Counter(file for file, _ in rows(out, name))
    ledgers = told["sources"][name]["files"]
    assert {file: ledger["read"] for file, ledger in ledgers.items()} == dict(lines)
    for ledger in ledgers.values():
        assert ledger["read"] == sum(ledger[part] for part in (*files.OUTCOMES, "rejected"))


@pytest.mark.parametrize("name", DIALECTS)
def test_a_plain_reader_finds_the_ledger(made: tuple[Path, dict[str, Any]], name: str) -> None:
    """Spoilt rows carry ids of their own; all others are judged by id, version and content alone."""
    out, told = made
    dialect, key = DIALECTS[name]
    known: dict[tuple[str, ...], dict[str, list[str]]] = defaultdict(dict)
    first_seen: dict[tuple[tuple[str, ...], str], str] = {}
    found: Counter[str] = Counter()
    for file, row in rows(out, name):
        if len(row) != len(dialect.header) or spoilt(dialect, key, row):
            continue
        id_ = tuple(row[dialect.column(column)] for column in key)
        versions, version = known[id_], row[-1]
        if version not in versions:
            found["corrected" if versions else "new"] += 1
            versions[version], first_seen[id_, version] = row, file
        elif versions[version] == row:
            found["repeated" if first_seen[id_, version] == file else "unchanged"] += 1
        else:
            assert first_seen[id_, version] == file, "a tie across files would depend on their order"
            found["kunci_ganda"] += 1
    total = told["sources"][name]["total"]
    assert found["kunci_ganda"] == total["reasons"]["kunci_ganda"]
    assert all(found[fate] == total[fate] for fate in ("new", "corrected", "unchanged", "repeated"))
    newest = [versions[max(versions)] for versions in known.values()]
    assert states(name, newest) == told_states(told, name)


def states(name: str, newest: list[list[str]]) -> dict[str, int]:
    """The rows of the newest versions by state; for answers what the nine unsur add up to."""
    dialect = DIALECTS[name][0]
    if name != "skm":
        return dict(Counter(row[dialect.column("status")].capitalize() for row in newest))
    first = dialect.column("u1")
    given = [(u, row[first + u]) for row in newest for u in range(9) if row[first + u]]
    sums: Counter[str] = Counter()
    for u, text in given:
        sums[survey.UNSUR[u]] += int(text) if text.isdigit() else survey.WORDS[u].index(text) + 1
    return dict(sums)


def told_states(told: dict[str, Any], name: str) -> dict[str, int]:
    facts = told["facts"]
    if name == "skm":
        return {unsur: known["sum"] for unsur, known in facts["answer"]["unsur"].items()}
    by_state, words = {
        "antrean": (facts["visit"]["outcome"], visits.STATUS),
        "loket": (facts["request"]["channel_status"]["loket"], requests.STATUS),
        "elok": (facts["request"]["channel_status"]["elok"], requests.STATUS),
        "pengaduan": (facts["complaint"]["status"], complaints.STATUS),
    }[name]
    return {words[state].capitalize(): n for state, n in by_state.items() if n}


def spoilt(dialect: Dialect, key: tuple[str, ...], row: list[str]) -> bool:
    id_ = row[dialect.column(key[-1])]
    return id_.startswith(("X", "9999", "Jumlah")) or id_ == dialect.header[dialect.column(key[-1])]


def test_states_of_requests_add_up(made: tuple[Path, dict[str, Any]]) -> None:
    told = made[1]
    states = told["facts"]["request"]["channel_status"]
    for channel in ("loket", "elok"):
        assert sum(states[channel].values()) == told["sources"][channel]["total"]["new"]
    assert all(states[channel]["open"] > 0 for channel in states)


def test_outcomes_of_visits_occur(made: tuple[Path, dict[str, Any]]) -> None:
    outcome = made[1]["facts"]["visit"]["outcome"]
    assert all(n > 0 for n in outcome.values())
    assert outcome["open"] < 100


def test_the_new_building_shortens_the_wait(made: tuple[Path, dict[str, Any]]) -> None:
    effects = made[1]["effects"]
    building = effects["new_buildings"]["63.71.04.1008"]
    assert building["after"]["p90_seconds"] < building["before"]["p90_seconds"] / 2
    assert effects["elok_share"]["last_quarter"]["share"] > effects["elok_share"]["first_quarter"]["share"]
    assert effects["wait_and_waktu"]["correlation"] < -0.15


def test_persons_can_be_found_where_they_leak(made: tuple[Path, dict[str, Any]]) -> None:
    """The files hold invented persons, so that a leak can be found by the words in truth.json."""
    out, told = made
    header = requests.COUNTER_DIALECT.header
    assert {"nama_pemohon", "nik", "telepon"} <= set(header)
    persons = [row for _, row in rows(out, "loket") if len(row) == len(header) and row[0].startswith("L")]
    for column, canary in (("nama_pemohon", "Kenari"), ("nik", "99990099"), ("telepon", "089900990099")):
        assert canary in told["canaries"]
        assert all(canary in row[header.index(column)] for row in persons)


def test_the_sample_knows_nothing_of_the_reader() -> None:
    for path in sorted((ROOT / "data" / "sample").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not [name for name in names if name.split(".")[0] in {"etl", "dashboard"}], path.name


def test_too_few_days_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TooShortError, match="kurang dari lima hari kerja"):
        generate(tmp_path, reference=REFERENCE, span=Span(date(2026, 3, 7), date(2026, 3, 8)), seed=1)


# -- the queue by hand --

HOURS = Hours(date(1990, 1, 1), None, 1, 8 * 3600, 16 * 3600, 12 * 3600, 13 * 3600)


def by_hand(taken: list[int], *, leaves: list[int], priority: list[bool], counters: int = 1) -> list[Ticket]:
    n = len(taken)
    draws = Draws(
        taken=taken,
        service_seconds=[600] * n,
        leaves=leaves,
        says_so=[True] * n,
        absent=[False] * n,
        sent_on=[False] * n,
        walk=[0] * n,
        noticed=[0] * n,
        wrap_up=[0] * n,
        priority=priority,
    )
    return queue.simulate(draws, Plan(HOURS, n, counters, 1.0))


def test_first_come_first_served_and_the_impatient_leave() -> None:
    nine, never = 9 * 3600, DAY
    tickets = by_hand(
        [nine, nine + 60, nine + 120], leaves=[never, nine + 300, never], priority=[False, False, False]
    )
    assert [ticket.called for ticket in tickets] == [nine, None, nine + 600]
    assert [ticket.outcome for ticket in tickets] == ["served", "left", "served"]
    assert tickets[1].finished == nine + 300


def test_priority_goes_a_little_ahead() -> None:
    nine, never = 9 * 3600, DAY
    tickets = by_hand([nine, nine + 60, nine + 120], leaves=[never] * 3, priority=[False, False, True])
    assert [ticket.called for ticket in tickets] == [nine, nine + 1200, nine + 600]


def test_a_single_counter_rests_at_noon() -> None:
    noon = 12 * 3600
    (ticket,) = by_hand([noon + 600], leaves=[DAY], priority=[False])
    assert ticket.called == HOURS.break_end


def test_an_export_before_the_end_shows_open_tickets() -> None:
    nine, never = 9 * 3600, DAY
    tickets = by_hand([nine, nine + 60, nine + 7200], leaves=[never] * 3, priority=[False] * 3)
    seen = queue.as_seen_at(tickets, nine + 300)
    assert [ticket.outcome for ticket in seen] == ["open", "open"]
    assert seen[0].called == nine
    assert seen[1].called is None
    assert queue.as_seen_at(tickets, nine + 900)[0].outcome == "served"


# -- time by hand --


def test_instants_as_people_write_them() -> None:
    at = day_number(date(2025, 5, 3)) * DAY + 13 * 3600 + 5 * 60
    assert stamp(at) == "2025-05-03 13:05:00"
    assert spelled(at) == "3 Mei 2025 13:05"
    assert month_first(at) == "05/03/2025 01:05 PM"
    assert month_first(at - 13 * 3600) == "05/03/2025 12:05 AM"
    assert with_offset(at, hours=7) == "2025-05-03T12:05:00+07:00"
    assert with_offset(at - 13 * 3600, hours=7) == "2025-05-02T23:05:00+07:00"


def test_working_time_skips_breaks_weekends_and_holidays() -> None:
    """1 May 2026 is a Friday and a holiday: Thursday 15:00 plus two working hours is Monday 09:00."""
    days = calendar.openings(read_reference(REFERENCE), date(2026, 4, 29), date(2026, 5, 8))
    assert date(2026, 5, 1) not in days
    working = calendar.WorkingTime(days)
    thursday, monday = (day_number(date(2026, 4, 30)) * DAY, day_number(date(2026, 5, 4)) * DAY)
    starts = np.array([thursday + 15 * 3600, thursday + 11 * 3600, thursday + 3600])
    ends = working.after(starts, np.array([7200, 7200, 3600]))
    assert ends.tolist() == [monday + 9 * 3600, thursday + 14 * 3600, thursday + 9 * 3600]
    far = working.after(np.array([monday]), np.array([10**9]))
    assert far[0] > day_number(date(2026, 5, 8)) * DAY


def test_nearest_rank_is_a_value_that_occurred() -> None:
    assert nearest_rank(range(1, 11), 90) == 9
    assert nearest_rank([7], 50) == 7
    assert nearest_rank([], 90) is None


# -- the command line --


def command(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "data.sample", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_says_nothing_to_a_pipe_and_json_when_asked(tmp_path: Path) -> None:
    period = ("--out", str(tmp_path), "--until", "2026-03-08", "--years", "0.1")
    quiet = command(*period)
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    told = json.loads(command(*period, "--json").stdout)
    truth = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert (told["until"], told["seed"]) == ("2026-03-08", 1)
    assert told["rows"]["visit"] == truth["facts"]["visit"]["rows"]


def test_a_wrong_day_is_refused_in_words(tmp_path: Path) -> None:
    refused = command("--out", str(tmp_path), "--until", "kemarin")
    assert refused.returncode == 2
    assert refused.stderr == '--until "kemarin" bukan tanggal; tulis misalnya 2026-06-30.\n'
