"""The health file: what is well, what is not, and that nobody ever reads half of it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from etl.errors import ConfigProblem
from etl.health import faults, health_file, lines, read_health, write_health

NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
DAY = timedelta(hours=26)


def ago(**passed: float) -> str:
    return (NOW - timedelta(**passed)).isoformat()


WELL: dict[str, Any] = {
    "run": {"began": ago(minutes=3), "exit_code": 0, "refused": []},
    "success": ago(minutes=2),
    "publication": {"version": "v", "at": ago(hours=9)},
    "watch": {
        "state": "waiting",
        "pid": 7,
        "at": ago(seconds=30),
        "sources": {"antrean": {"due": ago(minutes=-1), "failures": 2}},
    },
}


def test_all_is_well() -> None:
    assert faults(WELL, NOW, DAY) == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"success": ago(hours=27)}, "selama 27 jam"),
        ({"success": None}, "Belum pernah ada proses yang selesai"),
        ({"success": "kemarin"}, "Belum pernah ada proses yang selesai"),
        ({"watch": {**WELL["watch"], "at": ago(minutes=6)}}, "tidak memberi kabar"),
        ({"watch": {**WELL["watch"], "state": "running", "at": None}}, "tidak memberi kabar"),
        ({"watch": {**WELL["watch"], "sources": {"skm": {"failures": 3}}}}, "skm: 3 kali gagal"),
        ({"run": {"exit_code": 4, "message": "Pemeriksaan gagal."}}, "(kode keluar 4): Pemeriksaan gagal."),
    ],
)
def test_what_is_not_well_is_said(changed: dict[str, Any], words: str) -> None:
    (fault,) = faults({**WELL, **changed}, NOW, DAY)
    assert words in fault


@pytest.mark.parametrize(
    "changed",
    [
        {"run": {"exit_code": 3, "refused": ["x"]}},
        {"watch": {"state": "stopped", "at": ago(days=1)}},
        {"watch": 5, "run": []},
    ],
)
def test_what_is_no_fault(changed: dict[str, Any]) -> None:
    assert faults({**WELL, **changed}, NOW, DAY) == []


def test_without_a_file_nothing_is_known_to_be_well(tmp_path: Path) -> None:
    path = tmp_path / "health.json"
    assert len(faults(read_health(path), NOW, DAY)) == 1
    path.write_text("[1]")
    assert read_health(path) is None
    path.write_text('{"run": ')
    assert read_health(path) is None


def test_it_is_told_on_the_clock_of_the_office() -> None:
    assert lines(WELL, "Asia/Makassar") == [
        "etl watch: menunggu (pid 7), kabar terakhir 02/03/2026 11:59:30 WITA",
        "Proses terakhir: 02/03/2026 11:57:00 WITA, kode keluar 0, 0 berkas atau sumber tidak terbaca",
        "Terakhir selesai tanpa kesalahan: 02/03/2026 11:58:00 WITA",
        "Terakhir terbit: 02/03/2026 03:00:00 WITA",
        "antrean: berikutnya 02/03/2026 12:01:00 WITA, 2 kali gagal berturut-turut",
    ]
    assert lines({}, "UTC")[0] == "etl watch: tidak dipakai"


def test_where_it_stands() -> None:
    assert health_file({}, "gudang") == Path("gudang/health.json").absolute()
    assert health_file({}, "postgresql+psycopg://x/y") is None
    named = {"PANTAU_HEALTH_FILE": "sehat.json"}
    assert health_file(named, "postgresql+psycopg://x/y") == Path("sehat.json").absolute()


def test_two_who_write_keep_each_other_s_part_and_nobody_reads_half(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "health.json"
    write_health(path, {"run": 0, "watch": 0})

    def write(part: str) -> None:
        for n in range(100):
            write_health(path, {part: n, "padding": "x" * 50_000})

    writers = [Thread(target=write, args=(part,)) for part in ("run", "watch")]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        json.loads(path.read_text(encoding="utf-8"))
    for writer in writers:
        writer.join()
    found = read_health(path)
    assert found is not None
    assert (found["run"], found["watch"]) == (99, 99)


def test_where_it_cannot_stand_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigProblem, match=r"PANTAU_HEALTH_FILE: .*tidak bisa ditulis"):
        write_health(tmp_path / "file" / "health.json", {})
