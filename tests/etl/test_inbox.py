"""Answers of the own form: which count, which wait, which are put aside; through the real pipeline."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from typer.testing import CliRunner

from etl.__main__ import app as commands
from etl.errors import ConfigProblem
from etl.inbox import LARGEST, TRAITS
from etl.pipeline import run
from etl.report import Report
from etl.settings import load_settings
from etl.skm import UNSUR
from etl.slip import TOKEN, SurveyKey, tickets
from etl.warehouse.engine import publishing
from etl.warehouse.schema import answer
from tests.dashboard.small_office import REFERENCE

KEY = "".join(f"{(i * 37 + 11) % 256:02x}" for i in range(32))
SECRET = f"v1:{KEY}"
SLIPS = SurveyKey(bytes.fromhex(KEY))
OFFICE, DAY = "63.71.04.1002", date(2026, 9, 1)
NIGHT = datetime(2026, 9, 1, 15, 0, tzinfo=UTC)
"""23.00 of the same day on the office's clock."""
CONFIG = """
[office]
code = "63.71.04"
timezone = "Asia/Makassar"

[reference]
path = "{reference}"

[survey]
inbox = "masuk"
source = "survei"

[source.antrean]
fact = "visit"
read = "csv"
path = "antrean/*.csv"
delimiter = ";"

[source.antrean.columns]
id = {{ from = ["kantor", "hari", "nomor"] }}
ticket = {{ from = "nomor" }}
office = {{ from = "kantor" }}
area = {{ from = "asal", empty = [""] }}
service = {{ value = "ktp-el" }}
taken_at = {{ from = ["hari", "ambil"], format = ["%Y-%m-%d", "%H:%M"] }}
called_at = {{ from = ["hari", "panggil"], format = ["%Y-%m-%d", "%H:%M"], empty = [""] }}
finished_at = {{ from = ["hari", "selesai"], format = ["%Y-%m-%d", "%H:%M"], empty = [""] }}
outcome = {{ from = "akhir" }}

[source.survei]
fact = "answer"
read = "json"
path = "survei/*.json"

[source.survei.columns]
id = {{ from = "nomor" }}
office = {{ from = "kantor" }}
area = {{ from = "kelurahan", empty = [""] }}
service = {{ from = "layanan" }}
channel = {{ from = "kanal" }}
answered_at = {{ from = "tanggal", format = "%Y-%m-%d" }}
sex = {{ from = "sex" }}
age_band = {{ from = "age_band" }}
education = {{ from = "education" }}
occupation = {{ from = "occupation" }}
{unsur}
"""


@dataclass
class Desk:
    root: Path

    @property
    def environ(self) -> dict[str, str]:
        return {
            "PANTAU_CONFIG": str(self.root / "office.toml"),
            "WAREHOUSE_URL": str(self.root / "warehouse"),
            "PANTAU_SURVEY_KEY": SECRET,
        }

    def queue(self, day: date, **outcomes: str) -> None:
        lines = ["kantor;hari;nomor;asal;ambil;panggil;selesai;akhir"]
        for ticket, outcome in outcomes.items():
            times = {"served": "08:10;08:20;08:30", "open": "08:10;;"}.get(outcome, "08:10;08:20;08:30")
            lines.append(f"{OFFICE};{day};{ticket};63.71.04.1005;{times};{outcome}")
        (self.root / "antrean" / f"{day}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def send(self, ticket: str, *, day: date = DAY, on: date = DAY, name: str = "", **told: Any) -> Path:
        content = {"token": SLIPS.token(OFFICE, on, ticket), "day": day.isoformat(), **scores(3), **told}
        return self.put(json.dumps(content), name or f"{ticket}-{len(self.waiting())}.json")

    def put(self, text: str, name: str) -> Path:
        path = self.root / "masuk" / name
        path.write_text(text, encoding="utf-8")
        os.utime(path, ns=(self._tick(), self._tick()))
        return path

    def _tick(self) -> int:
        self.at = getattr(self, "at", 10**18) + 10**9
        return self.at

    def run(self, now: datetime = NIGHT) -> Report:
        report = run(load_settings(self.environ), now=now)
        assert report.refused == []
        return report

    def waiting(self) -> list[str]:
        return sorted(path.name for path in (self.root / "masuk").glob("*.json"))

    def aside(self) -> dict[str, int]:
        return {path.name: len(list(path.iterdir())) for path in (self.root / "masuk" / "ditolak").glob("*")}

    def answers(self) -> list[Mapping[str, Any]]:
        with publishing(str(self.root / "warehouse")) as held, held.engine.connect() as connection:
            return [dict(row) for row in connection.execute(select(answer)).mappings()]


def scores(score: int) -> dict[str, int]:
    return dict.fromkeys(UNSUR, score)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    for name in ("masuk", "antrean", "survei"):
        (tmp_path / name).mkdir()
    unsur = "\n".join(f'{name} = {{ from = "{name}" }}' for name in UNSUR)
    (tmp_path / "office.toml").write_text(CONFIG.format(reference=REFERENCE, unsur=unsur), encoding="utf-8")
    return Desk(tmp_path)


def test_an_answer_with_the_slip_of_a_served_ticket_is_loaded_with_what_the_ticket_says(desk: Desk) -> None:
    desk.queue(DAY, A001="served")
    desk.send("A001", sex="P", age_band="25-34")
    report = desk.run(NIGHT)
    assert report.notes == ["Formulir survei: 1 jawaban diterima."]
    [row] = desk.answers()
    said = (row["office"], row["area"], row["service"], row["channel"], row["sex"], row["age_band"])
    assert said == (OFFICE, "63.71.04.1005", "ktp-el", "loket", "P", "25-34")
    assert [row[unsur] for unsur in UNSUR] == [3] * 9
    assert row["answered_day"] == DAY
    assert str(row["answered_at"]) == "2026-08-31 16:00:00", "midnight of the office: the day and no time"
    assert (desk.waiting(), desk.aside()) == ([], {})


def test_nothing_of_the_slip_stands_in_the_warehouse_or_in_the_delivery(desk: Desk) -> None:
    desk.queue(DAY, A001="served")
    desk.send("A001")
    desk.run()
    [row] = desk.answers()
    written = "".join(path.read_text(encoding="utf-8") for path in (desk.root / "survei").iterdir())
    for secret in (SLIPS.token(OFFICE, DAY, "A001"), "A001"):
        assert secret not in written
        assert secret not in str(row)
    assert row["id"] == SLIPS.answer(SLIPS.token(OFFICE, DAY, "A001"))


def test_it_waits_until_the_queue_log_of_its_day_is_loaded(desk: Desk) -> None:
    desk.queue(DAY - timedelta(days=1), A001="served")
    desk.send("A001")
    assert desk.run().notes == ["Formulir survei: 1 menunggu catatan antrean harinya."]
    # A day that is not over: its log may still grow.
    desk.queue(DAY, A009="served")
    assert desk.run(NIGHT).notes == ["Formulir survei: 1 menunggu catatan antrean harinya."]
    desk.queue(DAY, A001="served", A009="served")
    assert desk.run(NIGHT).notes == ["Formulir survei: 1 jawaban diterima."]


def test_a_ticket_that_is_not_over_makes_its_answer_wait(desk: Desk) -> None:
    desk.queue(DAY, A001="open", A002="served")
    desk.send("A001")
    assert desk.run(NIGHT).notes == ["Formulir survei: 1 menunggu catatan antrean harinya."]


def test_what_does_not_belong_to_a_served_ticket_is_put_aside_with_its_reason(desk: Desk) -> None:
    desk.queue(DAY, A001="served", A002="no_show")
    desk.queue(DAY + timedelta(days=20), A001="served")
    desk.send("A777")
    desk.send("A002")
    desk.send("A001", day=DAY + timedelta(days=15))
    desk.send("A001", on=DAY + timedelta(days=1))
    report = desk.run(NIGHT + timedelta(days=20))
    assert desk.aside() == {"nomor-tidak-dikenal": 2, "tidak-dilayani": 1, "terlambat": 1}
    assert (desk.answers(), desk.waiting()) == ([], [])
    assert report.notes == [
        "Formulir survei: 2 ditolak: nomornya tidak ada di catatan antrean; 1 ditolak: lebih dari 14 hari "
        "sesudah dilayani; 1 ditolak: nomornya tidak dilayani."
    ]


def test_an_answer_comes_on_the_day_or_within_two_weeks(desk: Desk) -> None:
    """| days after the visit | -1 | 0 | 14 | 15 |: the first and the last are too early and too late."""
    desk.queue(DAY, A001="served", A002="served", A003="served", A004="served")
    desk.queue(DAY + timedelta(days=20), A009="served")
    for ticket, days in {"A001": -1, "A002": 0, "A003": 14, "A004": 15}.items():
        desk.send(ticket, day=DAY + timedelta(days=days))
    desk.run(NIGHT + timedelta(days=20))
    assert sorted(row["answered_day"] for row in desk.answers()) == [DAY, DAY + timedelta(days=14)]
    assert desk.aside() == {"terlambat": 2}


def test_the_first_answer_of_a_slip_counts_in_one_run_and_over_runs(desk: Desk) -> None:
    desk.queue(DAY, A001="served")
    desk.send("A001", name="z.json", **scores(1))
    desk.send("A001", name="a.json", **scores(4))
    desk.run()
    assert [row["waktu"] for row in desk.answers()] == [1]
    desk.send("A001", **scores(2))
    desk.run()
    assert [row["waktu"] for row in desk.answers()] == [1]
    assert desk.aside() == {"sudah-dijawab": 2}


def test_the_first_answer_counts_also_where_the_run_that_took_it_was_not_committed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.queue(DAY, A001="served")
    desk.run()
    desk.send("A001", **scores(1))
    with monkeypatch.context() as broken:
        broken.setattr("etl.pipeline.audit", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            desk.run()
    assert desk.waiting() == []
    assert desk.answers() == []
    [delivered] = (desk.root / "survei").iterdir()
    spoiled = delivered.with_name("survei-x.json")
    spoiled.write_text("[" * 3000 + "\n{}\n", encoding="utf-8")
    desk.send("A001", **scores(4))
    report = run(load_settings(desk.environ), now=NIGHT)
    assert [fault.split(":")[0] for fault in report.refused] == ["survei, survei-x.json"]
    assert [row["waktu"] for row in desk.answers()] == [1]
    assert desk.aside() == {"sudah-dijawab": 1}


HOSTILE = {
    "no JSON": "{",
    "a list": "[]",
    "deep": "[" * 3000,
    "too long": json.dumps({"token": "a" * LARGEST}),
    "no token": json.dumps({"day": "2026-09-01", **scores(3)}),
    "a token that is none": json.dumps({"token": "../../etc", "day": "2026-09-01", **scores(3)}),
    "a token that is no text": json.dumps({"token": ["a"], "day": "2026-09-01", **scores(3)}),
    "no day": json.dumps({"token": "a" * 16, "day": "kemarin", **scores(3)}),
    "eight scores": json.dumps({"token": "a" * 16, "day": "2026-09-01", **dict.fromkeys(UNSUR[1:], 3)}),
    "a score of five": json.dumps({"token": "a" * 16, "day": "2026-09-01", **scores(5)}),
    "a score that is true": json.dumps(
        {"token": "a" * 16, "day": "2026-09-01", **dict.fromkeys(UNSUR, True)}
    ),
    "a score in letters": json.dumps({"token": "a" * 16, "day": "2026-09-01", **dict.fromkeys(UNSUR, "3")}),
    "more than is asked": json.dumps({"token": "a" * 16, "day": "2026-09-01", **scores(3), "nik": "6371"}),
    "a trait that is long": json.dumps({"token": "a" * 16, "day": "2026-09-01", **scores(3), "sex": "PP"}),
    "a trait with a line": json.dumps(
        {"token": "a" * 16, "day": "2026-09-01", **scores(3), "education": "S1\nx"}
    ),
}


def test_whatever_lies_in_the_inbox_stops_nothing(desk: Desk) -> None:
    desk.queue(DAY, A001="served")
    for kind, content in HOSTILE.items():
        desk.put(content, f"{kind}.json")
    desk.send("A001")
    report = desk.run()
    assert desk.aside() == {"bukan-jawaban": len(HOSTILE)}
    assert len(desk.answers()) == 1
    assert f"{len(HOSTILE)} ditolak: bukan jawaban yang utuh" in report.notes[0]


def test_a_link_is_no_answer(desk: Desk, tmp_path: Path) -> None:
    desk.queue(DAY, A001="served")
    desk.run()
    real = desk.send("A001").rename(tmp_path / "lain.txt")
    (desk.root / "masuk" / "x.json").symlink_to(real)
    desk.run()
    assert (desk.answers(), real.exists()) == ([], True)


def test_what_is_still_written_is_left_for_later(desk: Desk) -> None:
    desk.queue(DAY, A001="served")
    desk.put("{", "x.json.part")
    assert desk.run().notes == []


def test_an_inbox_that_is_not_there_is_said_and_the_rest_is_loaded(desk: Desk) -> None:
    desk.queue(DAY, A001="served")
    (desk.root / "masuk").rmdir()
    report = run(load_settings(desk.environ), now=NIGHT)
    assert [line.split(":")[0] for line in report.refused] == [f"survei, kotak survei {desk.root / 'masuk'}"]
    assert report.version is not None


@given(st.text(max_size=20), st.dates(), st.text(max_size=10))
def test_a_token_is_sixteen_letters_and_another_for_each_ticket(office: str, day: date, ticket: str) -> None:
    token = SLIPS.token(office, day, ticket)
    assert TOKEN.fullmatch(token)
    assert token != SLIPS.token(office, day, f"{ticket.strip()}0")
    assert token != SurveyKey(b"x" * 32).token(office, day, ticket)
    assert SLIPS.answer(token) != token


@pytest.mark.parametrize(
    ("text", "found"),
    [("A001-A003", ["A001", "A002", "A003"]), ("7-9", ["7", "8", "9"]), ("B-10-B-11", ["B-10", "B-11"])],
)
def test_tickets_are_named_by_the_first_and_the_last(text: str, found: list[str]) -> None:
    assert tickets(text) == found


@pytest.mark.parametrize("text", ["", "A001", "A003-A001", "A001-B003", "A1-A10", "A0001-A9999", "A001–A003"])
def test_what_names_no_tickets_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="nomor"):
        tickets(text)


def test_the_command_prints_an_address_for_each_ticket(desk: Desk, tmp_path: Path) -> None:
    words = ["survey", "--day", "2026-09-01", "--office", OFFICE, "--tickets", "A001-A002"]
    words += ["--site", "https://pantau.example.go.id/", "--qr", str(tmp_path / "qr")]
    told = CliRunner().invoke(commands, words, env=desk.environ)
    assert told.exit_code == 0, told.output
    token = SLIPS.token(OFFICE, DAY, "A001")
    assert told.output.splitlines()[:2] == [
        "kantor,hari,nomor,alamat",
        f"{OFFICE},2026-09-01,A001,https://pantau.example.go.id/survei/{token}",
    ]
    assert sorted(path.name for path in (tmp_path / "qr").iterdir()) == ["A001.svg", "A002.svg"]
    wrong = CliRunner().invoke(commands, [*words[:4], "99", *words[5:]], env=desk.environ)
    assert '--office: "99" tidak ada' in str(wrong.exception)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('source = "survei"', 'source = "antrean"', "survey.source"),
        ('source = "survei"', 'source = "lain"', "survey.source"),
        ('path = "survei/*.json"', 'path = "*/*.json"', "survey.source"),
    ],
)
def test_the_source_of_the_form_reads_json_from_one_folder(
    desk: Desk, before: str, after: str, said: str
) -> None:
    config = desk.root / "office.toml"
    config.write_text(config.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    with pytest.raises(ConfigProblem, match=said):
        load_settings(desk.environ)


@pytest.mark.parametrize("key", ["", "pendek", f"v1:{'00' * 32}"])
def test_the_form_needs_a_key_of_its_own(desk: Desk, key: str) -> None:
    with pytest.raises(ConfigProblem, match="PANTAU_SURVEY_KEY"):
        load_settings({**desk.environ, "PANTAU_SURVEY_KEY": key})


def test_the_form_and_the_warehouse_name_the_traits_alike() -> None:
    assert set(TRAITS) <= set(answer.c.keys())
