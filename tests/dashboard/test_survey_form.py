"""The form behind a slip: what it keeps, what it refuses, and that it reads nothing."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from dashboard import questionnaire
from dashboard.errors import SettingsError
from dashboard.questionnaire import QUESTIONS, TRAITS
from dashboard.server import create_public_server
from dashboard.settings import load_settings
from dashboard.survey_form import MOST, MOST_OF_ONE, WITHIN_S, Brake, content, keep
from etl import inbox as pipeline
from etl.skm import UNSUR
from tests.dashboard.site import environ
from tests.dashboard.warehouse import publish
from tests.sharing import built_once

TOKEN = "abcdefgh234567ij"
PATH = f"/survei/{TOKEN}"
FULL = {question.unsur: "3" for question in QUESTIONS}


@dataclass
class Desk:
    client: Client
    inbox: Path

    def get(self, path: str = PATH, **more: Any) -> TestResponse:
        return self.client.get(path, base_url="http://localhost", **more)

    def send(self, data: Any = FULL, path: str = PATH, **more: Any) -> TestResponse:
        return self.client.post(path, base_url="http://localhost", data=data, **more)

    def kept(self) -> list[dict[str, Any]]:
        return [json.loads(path.read_text(encoding="utf-8")) for path in self.inbox.iterdir()]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> str:
    _, folder = built_once(tmp_path_factory, "survei", published)
    return str(folder / "warehouse")


def published(folder: Path) -> Path:
    publish(folder)
    return folder


@pytest.fixture(scope="module")
def opened(warehouse: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    inbox = tmp_path_factory.mktemp("masuk")
    more = {"WAREHOUSE_URL": warehouse, "PANTAU_SURVEY_INBOX": str(inbox)}
    site = create_public_server(environ(inbox.parent, **more))
    yield Desk(Client(site), inbox)
    site.close()


@pytest.fixture
def desk(opened: Desk) -> Desk:
    opened.inbox.mkdir(exist_ok=True)
    for path in opened.inbox.iterdir():
        path.unlink()
    return opened


def test_an_answer_is_one_file_that_the_pipeline_takes(desk: Desk) -> None:
    answer = desk.send({**FULL, "waktu": "4", "sex": "P", "age_band": "", "education": "S1"})
    assert (answer.status_code, "Terima kasih" in answer.text) == (200, True)
    [told] = desk.kept()
    day = told.pop("day")
    assert told == {"token": TOKEN, **dict.fromkeys(UNSUR, 3), "waktu": 4, "sex": "P", "education": "S1"}
    assert date.fromisoformat(day).isoformat() == day, "a day and no time"
    [path] = desk.inbox.iterdir()
    read = pipeline._read(path)
    assert read is not None
    assert (read.token, read.told["waktu"]) == (TOKEN, 4)


def test_form_and_pipeline_know_the_same_questions_and_traits() -> None:
    assert {question.unsur for question in QUESTIONS} == set(UNSUR)
    assert questionnaire.UNSUR == UNSUR
    assert set(TRAITS) == set(pipeline.TRAITS)
    for name, (_, codes) in TRAITS.items():
        assert all(len(code) <= pipeline.TRAITS[name] for code in codes)
    longest = {name: max(codes, key=len) for name, (_, codes) in TRAITS.items()}
    assert len(content(TOKEN, date(2026, 12, 31), {**FULL, **longest})) < pipeline.LARGEST


def test_the_page_says_what_for_and_asks_nothing_of_scripts(desk: Desk) -> None:
    page = desk.get().text
    for words in ("PermenPANRB 14/2017", "sukarela", "masa simpan", "tanpa nama"):
        assert words in page
    assert "<script" not in page
    assert page.count("<fieldset") == 9
    assert page.count('type="radio"') == 36
    labels = re.findall(r'<label for="(\w+)">', page)
    assert labels == list(TRAITS)


def test_what_is_missing_is_said_and_what_was_chosen_stays(desk: Desk) -> None:
    answer = desk.send({"waktu": "2", "sex": "L"})
    assert (answer.status_code, "belum dijawab" in answer.text) == (400, True)
    assert re.search(r'name="waktu" value="2" required checked', answer.text)
    assert '<option value="L" selected>' in answer.text
    assert desk.kept() == []


@pytest.mark.parametrize(
    "data",
    [
        {**FULL, "waktu": "5"},
        {**FULL, "waktu": "0"},
        {**FULL, "waktu": "３"},
        {**FULL, "waktu": ["3", "4"]},
        {**FULL, "nik": "6371012345678901"},
        {**FULL, "sex": "<script>"},
        {**FULL, "token": "lain"},
        {**FULL, "day": "2020-01-01"},
    ],
)
def test_what_the_form_does_not_offer_is_refused(desk: Desk, data: dict[str, Any]) -> None:
    assert desk.send(data).status_code == 400
    assert desk.kept() == []


@pytest.mark.parametrize(
    "path", ["/survei/", "/survei/kecil", "/survei/ABCDEFGH234567IJ", f"{PATH}a", f"{PATH}/x"]
)
def test_what_is_no_token_is_no_address(desk: Desk, path: str) -> None:
    assert desk.get(path).status_code == 404
    assert desk.send(path=path).status_code in (404, 405)
    assert desk.kept() == []


def test_another_site_another_form_and_a_flood_are_refused(desk: Desk) -> None:
    assert desk.send(headers={"Origin": "https://jahat.example"}).status_code == 403
    assert desk.send(json.dumps(FULL), content_type="application/json").status_code == 415
    assert desk.send({**FULL, "sex": "x" * 300_000}).status_code == 413
    assert desk.send({}, content_type="text/plain").status_code == 415
    assert desk.kept() == []


def test_a_full_or_missing_inbox_is_said(desk: Desk) -> None:
    desk.inbox.rmdir()
    answer = desk.send()
    assert (answer.status_code, "belum dapat disimpan" in answer.text) == (503, True)


def test_a_file_is_never_written_over_and_nothing_half_stays(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.survey_form.secrets.token_hex", lambda _: "sama")
    assert desk.send().status_code == 200
    (desk.inbox / "sama.part").symlink_to(desk.inbox / "lain.txt")
    assert desk.send().status_code == 503
    assert not (desk.inbox / "lain.txt").exists()


def test_others_may_not_read_what_lies_there(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        keep(tmp_path, b"{}")
    finally:
        os.umask(before)
    [path] = tmp_path.iterdir()
    assert path.stat().st_mode & 0o007 == 0


def test_so_many_of_an_address_and_of_all_and_later_again() -> None:
    now = [0.0]
    brake = Brake(lambda: now[0])
    assert [brake.allows("a") for _ in range(MOST_OF_ONE + 1)] == [True] * MOST_OF_ONE + [False]
    others = [brake.allows(str(n)) for n in range(MOST)]
    assert others.count(True) == MOST - MOST_OF_ONE
    now[0] = WITHIN_S + 1
    assert brake.allows("a")


def test_the_limit_is_said_and_the_answers_stay_in_the_form(
    warehouse: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.survey_form.MOST_OF_ONE", 1)
    (tmp_path / "masuk").mkdir()
    more = {"WAREHOUSE_URL": warehouse, "PANTAU_SURVEY_INBOX": str(tmp_path / "masuk")}
    site = create_public_server(environ(tmp_path, **more))
    desk = Desk(Client(site), tmp_path / "masuk")
    assert desk.send().status_code == 200
    answer = desk.send()
    assert (answer.status_code, "beberapa menit" in answer.text) == (429, True)
    assert answer.text.count(" checked") == 9
    site.close()


def test_without_an_inbox_there_is_no_form(warehouse: str, tmp_path: Path) -> None:
    site = create_public_server(environ(tmp_path, WAREHOUSE_URL=warehouse))
    assert Client(site).get(PATH, base_url="http://localhost").status_code == 404
    site.close()


def test_an_inbox_that_is_no_folder_is_said_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="PANTAU_SURVEY_INBOX"):
        load_settings({"PANTAU_SURVEY_INBOX": str(tmp_path / "tidak-ada")})
