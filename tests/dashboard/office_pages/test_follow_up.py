"""The page of what follows a survey, as people use it: plan, bring proof, see how the unsur moved."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
import time_machine

from dashboard.follow_up.deeds import ACTIONS
from dashboard.office import audit
from dashboard.office_pages.audit_trail import told
from tests.dashboard import published
from tests.dashboard import site as building
from tests.dashboard.site import LURAH_OFFICE, Browser, office_of
from tests.sharing import built_once

PATH = "/staf/tindak-lanjut"
NOW = datetime(2027, 2, 1, 3, tzinfo=UTC)
Site = tuple[Any, dict[str, str]]
PLAN = {"program": "Menambah kursi tunggu", "penanggung": "Kasi Pelayanan", "tenggat": "2027-01-31"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Answers of July to September 2026, nine fours but for sarana; seen in the February after."""
    known, _ = built_once(tmp_path_factory, "kantor", published.publish)
    folder = tmp_path_factory.mktemp("tindak-lanjut") / "kantor"
    shutil.copytree(known, folder)
    with time_machine.travel(NOW, tick=False):
        site, variables = building.make(folder)
        yield site, variables
        site.close()


def signed_in(built: Site, name: str) -> Browser:
    found = building.browser(built[0])
    found.login(name)
    return found


@pytest.fixture
def susi(built: Site) -> Browser:
    return signed_in(built, "penyusun")


def at(term: str, office: str = "semua", **more: str) -> str:
    return f"{PATH}?periode={term}&kantor={office}" + "".join(f"&{k}={v}" for k, v in more.items())


def read(browser: Browser, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))).replace("\u00a0", " ")


def on(browser: Browser, action: str, page: str, **typed: str) -> str:
    return browser.told(browser.act(page, f"{PATH}/{action}", **typed))


def planned(browser: Browser, term: str, unsur: str = "sarana", **typed: str) -> str:
    """The address of a new plan of this report."""
    on(browser, "laporan", at(term), tanggal="2026-10-10")
    before = set(re.findall(r"rencana=(\d+)", browser.get(at(term)).text))
    assert on(browser, "rencanakan", at(term, unsur=unsur), **{**PLAN, **typed}).endswith("dicatat.")
    (number,) = set(re.findall(r"rencana=(\d+)", browser.get(at(term)).text)) - before
    return at(term, rencana=number)


def entry(built: Site) -> audit.Entry:
    with office_of(built[1]).reading() as connection:
        found = audit.newest(connection, audit.Kind.FOLLOW_UP)
    assert found is not None
    return found


def test_a_clerk_goes_from_the_lowest_unsur_to_a_proof(susi: Browser, built: Site) -> None:
    where = at("2026-T3")
    page = read(susi, where)
    assert "Laporan SKM Triwulan III Tahun 2026, semua kantor" in page
    assert "Sarana dan prasarana 3,00 C belum ada rencanakan 75,00 92" in page
    assert "yang belum punya rencana: Sarana dan prasarana" in page
    assert "Isi tanggal laporan dahulu" in read(susi, at("2026-T3", unsur="sarana"))
    assert on(susi, "laporan", where, tanggal="2026-10-10").endswith("bertanggal 10 Oktober 2026.")
    assert "PEKPPP 2027 (indikator 8 dan 9) dan 2028 (indikator 9)" in read(susi, where)
    said = on(susi, "rencanakan", at("2026-T3", unsur="sarana"), **PLAN)
    assert said == "Rencana untuk sarana dan prasarana dicatat."
    assert (
        told(entry(built), {})
        == "rencana dicatat; periode 2026-T3; unsur sarana; rencana nomor 1; semua kantor"
    )
    page = read(susi, where)
    assert "1 rencana lewat tenggat dan belum selesai." in page
    assert "0 dari 1 selesai, 1 lewat tenggat" in page
    one = at("2026-T3", rencana="1")
    assert "bukti belum ada" in on(susi, "selesai", one, tanggal="2027-01-20")
    done = on(
        susi,
        "selesai",
        one,
        tanggal="2027-01-20",
        isi="<b>kursi</b> dipasang",
        alamat="https://x.go.id/a?b=1&c",
    )
    assert done == "Rencana selesai pada 20 Januari 2027, dengan buktinya."
    raw = susi.get(one).text
    assert "&lt;b&gt;kursi&lt;/b&gt;" in raw
    assert 'href="https://x.go.id/a?b=1&amp;c"' in raw
    assert "lewat tenggat" not in read(susi, where)
    assert "1 dari 1 selesai" in read(susi, where)


def test_a_file_is_a_proof_that_stays_when_the_line_is_opened_again(susi: Browser, built: Site) -> None:
    one = planned(susi, "2026-07")
    photo = ("foto.jpg", b"\xff\xd8\xff kursi")
    assert "tidak diterima" in susi.told(susi.bring(one, f"{PATH}/selesai", ("foto.svg", b"<svg/>")))
    done = susi.told(susi.bring(one, f"{PATH}/selesai", photo))
    assert done == "Rencana selesai pada 1 Februari 2027, dengan buktinya."
    (address,) = set(re.findall(rf'href="({PATH}/berkas/\d+)"', susi.get(one).text))
    answer = susi.get(address)
    assert (answer.data, answer.mimetype) == (photo[1], "image/jpeg")
    on(susi, "buka-lagi", one, alasan="foto kabur")
    assert susi.get(address).data == photo[1]
    answers = {"camat": 200, "wali-kota": 200, "evaluator": 200, "lurah": 404, "operator": 403, "admin": 403}
    for name, status in answers.items():
        assert signed_in(built, name).get(address).status_code == status
    assert building.browser(built[0]).get(address).status_code == 401


def test_a_plan_is_changed_done_opened_again_and_taken_back_and_all_of_it_is_read(susi: Browser) -> None:
    one = planned(susi, "2026-09")
    assert "tidak ada yang berubah" in on(susi, "ubah", one, alasan="x")
    assert on(susi, "ubah", one, tenggat="2027-06-30", alasan="anggaran digeser").startswith("Rencana diubah")
    on(susi, "selesai", one, isi="notulen")
    assert f'action="{PATH}/ubah"' not in susi.get(one).text
    assert on(susi, "buka-lagi", one, alasan="belum lengkap").startswith("Rencana dibuka lagi")
    assert on(susi, "cabut", one, alasan="diganti").startswith("Rencana dicabut")
    page = read(susi, one)
    for words in (
        "anggaran digeser",
        "notulen",
        "belum lengkap",
        "diganti",
        "30 Juni 2027",
        "31 Januari 2027",
    ):
        assert words in page
    assert "Rencana yang dicabut" in read(susi, at("2026-09"))
    assert f'action="{PATH}/' not in susi.get(one).text


def test_the_effect_is_two_figures_and_their_difference_and_no_cause(susi: Browser) -> None:
    """Of July, followed by August: both all threes."""
    one = planned(susi, "2026-07")
    assert "Pengaruh pada Agustus 2026 tetap: 3,00 → 3,00 (n 31 → 31)" in read(susi, one)
    assert "Pengaruh pada Triwulan IV Tahun 2026 belum ada" in read(susi, planned(susi, "2026-T3"))
    assert "tidak dapat dikatakan dari angka ini" in read(susi, one)


def test_indicators_8_and_9_propose_from_the_register(fresh: tuple[Browser, dict[str, str]]) -> None:
    """One of two is done, then both, the last ten weeks after the report. What is taken back is none."""
    susi = fresh[0]
    of = "/staf/pekppp?tahun=2027&versi=enam-aspek&indikator="
    with time_machine.travel(NOW, tick=False):
        susi.login("penyusun")
        assert "Belum ada rencana dari laporan SKM yang bertanggal 2026." in read(susi, f"{of}8")
        first, last, gone = (planned(susi, "2026-08", unsur) for unsur in ("sarana", "waktu", "biaya"))
        on(susi, "selesai", first, tanggal="2026-10-20", isi="notulen")
        on(susi, "cabut", gone, alasan="keliru")
        assert "Diusulkan nilai 3. Angka 50,0 % (1 dari 2)" in read(susi, f"{of}8")
        assert "Rencana yang dicabut tidak dihitung" in read(susi, f"{of}8")
        assert f'href="{PATH}">halaman yang menunjukkannya' in susi.get(f"{of}8").text
        assert "Diusulkan nilai 0. Angka laporan 10 Oktober 2026, belum selesai" in read(susi, f"{of}9")
        on(susi, "selesai", last, tanggal="2026-12-24", isi="notulen")
        assert "Diusulkan nilai 5. Angka 100,0 % (2 dari 2)" in read(susi, f"{of}8")
        assert "Diusulkan nilai 4. Angka laporan 10 Oktober 2026" in read(susi, f"{of}9")


def test_the_report_of_the_period_tells_its_plans(built: Site, susi: Browser) -> None:
    planned(susi, "2026-09", program="Papan tarif besar")
    address = "/staf/unduh/laporan/skm.docx?periode=2026-09"
    assert f'href="{address}"' in susi.get(at("2026-09")).text
    assert address not in signed_in(built, "evaluator").get(at("2026-09")).text
    answer = susi.get(address)
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.data)) as made:
        assert "Papan tarif besar" in made.read("word/document.xml").decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"tenggat": "2026-10-09"}, "tenggat ada sebelum tanggal laporan"),
        ({"program": " "}, "program atau kegiatan belum diisi"),
        ({"unsur": "tidak-ada"}, "unsur itu tidak ada"),
        ({"periode": "2026-Q1"}, "periode atau kantor itu tidak ada"),
        ({"kantor": "x"}, "periode atau kantor itu tidak ada"),
    ],
)
def test_what_is_no_plan_is_refused_with_the_reason(susi: Browser, typed: dict[str, str], said: str) -> None:
    on(susi, "laporan", at("2026-T3"), tanggal="2026-10-10")
    assert said in on(susi, "rencanakan", at("2026-T3", unsur="biaya"), **{**PLAN, **typed})


def test_a_plan_of_another_report_is_not_this_ones(susi: Browser) -> None:
    one = planned(susi, "2026-08", "biaya")
    number = one.rpartition("=")[2]
    assert "rencana itu tidak ada" in on(susi, "cabut", one, periode="2026-07", alasan="x")
    assert "Laporan SKM Juli 2026" in read(susi, at("2026-07", rencana=number))


def test_no_report_before_its_period_or_in_the_future(susi: Browser) -> None:
    assert "sebelum periodenya mulai" in on(susi, "laporan", at("2026-T4"), tanggal="2026-09-30")
    assert "ada di depan" in on(susi, "laporan", at("2026-T4"), tanggal="2027-02-02")


@pytest.mark.parametrize("name", ["camat", "wali-kota", "evaluator"])
def test_who_only_sees_is_offered_nothing_to_change(built: Site, susi: Browser, name: str) -> None:
    one = planned(susi, "2026-08", "waktu")
    person = signed_in(built, name)
    for where in (one, at("2026-08"), at("2026-08", unsur="waktu")):
        page = person.get(where)
        assert page.status_code == 200
        assert f'action="{PATH}/' not in page.text
        assert PLAN["program"] in page.text
    for action in ACTIONS:
        assert person.post(f"{PATH}/{action.name}", data={"x": "y"}).status_code == 403


def test_a_lurah_sees_the_own_office_and_nothing_of_all(built: Site, susi: Browser) -> None:
    planned(susi, "2026-08", "waktu", program="milik semua kantor")
    own = at("2026-08", LURAH_OFFICE)
    on(susi, "laporan", own, tanggal="2026-10-10")
    on(
        susi,
        "rencanakan",
        at("2026-08", LURAH_OFFICE, unsur="waktu"),
        **{**PLAN, "program": "milik kelurahan"},
    )
    person = signed_in(built, "lurah")
    for where in (own, at("2026-08"), at("2026-08", "63.71.04"), PATH):
        page = person.get(where).text
        assert "milik semua kantor" not in page
        assert "Semua kantor" not in page
    assert "milik kelurahan" in person.get(at("2026-08")).text


@pytest.mark.parametrize("name", ["operator", "admin"])
def test_it_is_not_for_everybody(built: Site, name: str) -> None:
    assert signed_in(built, name).get(PATH).status_code == 403


@pytest.mark.parametrize(
    "asked",
    ["periode=x", "periode=9999", "kantor=x", "unsur=../x", "rencana=²", "rencana=99999999999", "rencana=-1"],
)
def test_what_does_not_exist_is_as_if_not_asked(susi: Browser, asked: str) -> None:
    assert susi.get(f"{PATH}?{asked}").status_code == 200


@pytest.mark.parametrize("term", ["1990", "2100", "1990-01-01..1990-01-01"])
def test_every_period_that_may_be_named_has_a_next_one(susi: Browser, term: str) -> None:
    assert "Belum ada jawaban survei" in read(susi, at(term))


def test_without_a_warehouse_the_page_still_opens(fresh: tuple[Browser, dict[str, str]]) -> None:
    browser = fresh[0]
    browser.login("penyusun")
    assert "Belum ada jawaban survei yang dapat dibaca." in browser.get(PATH).text
