"""The page of PEKPPP as people use it: find an indicator, read its figure, decide, bring evidence."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import time_machine

from dashboard.office import audit, kept
from dashboard.office_pages.audit_trail import told
from dashboard.pekppp.deeds import ACTIONS
from tests.dashboard import published
from tests.dashboard import site as building
from tests.dashboard.pekppp.made import six
from tests.dashboard.site import Browser, office_of
from tests.sharing import built_once

PATH = "/staf/pekppp"
OF = "tahun=2027&versi=enam-aspek"
ONE = f"{PATH}?{OF}&indikator=28"
NOW = datetime(2027, 2, 1, 3, tzinfo=UTC)
Site = tuple[Any, dict[str, str]]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """With the figures of published.py, in the February after."""
    known, _ = built_once(tmp_path_factory, "kantor", published.publish)
    folder = tmp_path_factory.mktemp("pekppp") / "kantor"
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


def read(browser: Browser, address: str) -> str:
    text = browser.get(address).text
    return unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u00a0", " ")


def on(browser: Browser, action: str, page: str = ONE, **typed: str) -> str:
    return browser.told(browser.act(page, f"{PATH}/{action}", **typed))


def test_a_proposal_is_found_read_and_accepted(susi: Browser, built: Site) -> None:
    """Indicator 28 of 2027 looks at the complaints of 2026, none of them by LAPOR: level 2."""
    assert "indikator=28" in susi.get(f"{PATH}?tahun=2027").text
    page = read(susi, ONE)
    assert "Diusulkan nilai 2." in page
    assert re.search(r"\d+,\d % \(\d+ dari \d+\)", page)
    assert "halaman yang menunjukkannya" in page
    assert "/staf/pengaduan?dari=2026-01-01" in susi.get(ONE).text
    assert on(susi, "terima") == "Indikator 28 bernilai 2."
    page = read(susi, ONE)
    assert "usulan diterima" in page
    assert "2 dari 5" in page
    with office_of(built[1]).reading() as connection:
        entry = audit.newest(connection, audit.Kind.PEKPPP)
    assert entry is not None
    assert (entry.account, entry.what["state"], entry.what["score"]) == ("penyusun", "accepted", 2)
    assert told(entry, {}) == (
        "nilai diputuskan; tahun 2027; versi enam-aspek; indikator 28; nilai 2; usulan diterima"
    )


def test_a_proposal_that_has_changed_meanwhile_is_not_accepted(susi: Browser) -> None:
    on(susi, "nilai", nilai="0", alasan="uji")
    assert "usulan sudah berubah" in on(susi, "terima", usulan="5")


def test_another_score_needs_a_reason_and_stays_in_the_history(susi: Browser) -> None:
    assert "alasan belum diisi" in on(susi, "nilai", nilai="4", alasan="")
    assert on(susi, "nilai", nilai="4", alasan="bukti <b>baru</b>") == "Indikator 28 bernilai 4."
    page = susi.get(ONE).text
    assert "lain dari usulan" in page
    assert "bukti &lt;b&gt;baru&lt;/b&gt;" in page
    assert on(susi, "nilai", nilai="", alasan="keliru") == "Nilai indikator 28 dicabut."
    assert "belum ada nilai yang dapat dicabut" in on(susi, "nilai", nilai="", alasan="keliru")


@pytest.mark.parametrize("score", ["9", "x", "²"])
def test_no_score_that_there_is_not(susi: Browser, score: str) -> None:
    assert "Tidak jadi" in on(susi, "nilai", nilai=score, alasan="uji")


def test_evidence_is_brought_shown_and_taken_back(susi: Browser) -> None:
    where = f"{PATH}?{OF}&indikator=1"
    link = "https://utara.banjarmasinkota.go.id/sk?a=1&b=2"
    on(susi, "tautan", where, judul="SK standar", alamat=link, tanggal="2026-03-01", penanggung="Kasi")
    on(susi, "catatan", where, judul="Letak", isi="Lemari 3", tanggal="2026-03-01", penanggung="Kasi")
    page = susi.get(where).text
    assert "Bukti: 2" in page
    assert 'href="https://utara.banjarmasinkota.go.id/sk?a=1&amp;b=2"' in page
    assert "Tidak jadi" in on(
        susi, "tautan", where, judul="x", alamat="javascript:alert(1)", tanggal="2026-03-01", penanggung="x"
    )
    assert on(susi, "cabut-bukti", where) == "Bukti “SK standar” dicabut; tetap tercatat."
    assert "Bukti: 1" in susi.get(where).text
    assert "bukti itu tidak ada" in on(susi, "cabut-bukti", where, bukti="1")


PDF = b"%PDF-1.7 isi"
ABOUT = {"judul": "SK standar", "tanggal": "2026-03-01", "penanggung": "Kasi Pelayanan"}
FILES = f"{PATH}/berkas/"


def uploaded(browser: Browser, indicator: int, name: str = "SK.pdf", content: bytes = PDF) -> str:
    """The address of a file that was just brought."""
    where = f"{PATH}?{OF}&indikator={indicator}"
    said = browser.told(browser.bring(where, f"{PATH}/unggah", (name, content), **ABOUT))
    assert said == "Berkas ditambahkan sebagai bukti."
    return re.findall(rf'href="({FILES}\d+)"', browser.get(where).text)[-1]


def test_a_file_is_brought_and_taken_along_as_it_came(susi: Browser, built: Site) -> None:
    address = uploaded(susi, 12, "../etc/SK <b>standar</b> ü.PDF")
    page = susi.get(f"{PATH}?{OF}&indikator=12").text
    assert "SK _b_standar_" not in page
    assert "b_ ü.PDF (1 KB)" in page
    answer = susi.get(address)
    assert (answer.status_code, answer.data, answer.mimetype) == (200, PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="b_ u.PDF"')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with office_of(built[1]).reading() as connection:
        entry = audit.newest(connection, audit.Kind.EXPORT)
    assert entry is not None
    assert told(entry, {}) == f"pekppp › berkas; PDF; nomor {address.rpartition('/')[2]}"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("sk.pdf.html", PDF, "berkas “.html” tidak diterima"),
        ("sk.svg", b"<svg onload=alert(1)>", "berkas “.svg” tidak diterima"),
        ("sk.pdf", b"<html><script>alert(1)</script>", "isi berkas bukan pdf"),
        ("sk.png", PDF, "isi berkas bukan png"),
        ("sk.pdf\x00.html", PDF, "tidak diterima"),
        ("..", PDF, "tidak diterima"),
        ("sk.pdf", b"", "berkas kosong"),
        ("sk.pdf", PDF + b"x" * kept.LARGEST, "lebih dari 10 MB"),
    ],
)
def test_what_is_no_evidence_is_refused_and_leaves_nothing(
    susi: Browser, built: Site, name: str, content: bytes, said: str
) -> None:
    where = f"{PATH}?{OF}&indikator=13"
    folder = Path(built[1]["PANTAU_EVIDENCE"])
    before = sorted(folder.glob("*"))
    assert said in susi.told(susi.bring(where, f"{PATH}/unggah", (name, content), **ABOUT))
    assert "Bukti: 0" in susi.get(where).text
    assert sorted(folder.glob("*")) == before


def test_a_file_that_was_changed_or_lost_is_not_handed_out(susi: Browser, built: Site) -> None:
    address = uploaded(susi, 14, content=PDF + b"untuk diubah")
    place = Path(built[1]["PANTAU_EVIDENCE"]) / sha256(PDF + b"untuk diubah").hexdigest()
    place.write_bytes(PDF + b"diubah")
    assert "berubah sejak diserahkan" in susi.told(susi.get(address))
    place.unlink()
    assert "tidak ada di tempat simpannya" in susi.told(susi.get(address))


def test_only_a_file_that_was_not_taken_back_is_handed_out(susi: Browser) -> None:
    address = uploaded(susi, 16)
    where = f"{PATH}?{OF}&indikator=16"
    on(susi, "catatan", where, **ABOUT, isi="Lemari 3")
    note = int(address.rpartition("/")[2]) + 1
    assert f'value="{note}"' in susi.get(where).text
    assert susi.get(f"{FILES}{note}").status_code == 404
    on(susi, "cabut-bukti", where, bukti=address.rpartition("/")[2])
    assert susi.get(address).status_code == 404


GETS = [
    *(("camat", 200), ("wali-kota", 200), ("penyusun", 200), ("evaluator", 200)),
    *(("lurah", 403), ("operator", 403), ("admin", 403)),
]


@pytest.mark.parametrize(("name", "status"), GETS)
def test_a_file_goes_to_whoever_sees_the_page(built: Site, susi: Browser, name: str, status: int) -> None:
    address = uploaded(susi, 11)
    assert signed_in(built, name).get(address).status_code == status


def test_a_stranger_gets_no_file(built: Site, susi: Browser) -> None:
    assert building.browser(built[0]).get(uploaded(susi, 11)).status_code == 401


def test_the_answer_of_f01_is_kept(susi: Browser) -> None:
    where = f"{PATH}?{OF}&indikator=5"
    assert on(susi, "jawaban", where, jawaban="Ditetapkan 2024") == "Jawaban F-01 disimpan."
    assert "Ditetapkan 2024" in susi.get(where).text


def test_facilities_of_the_new_offices_feed_their_indicator(susi: Browser) -> None:
    where = f"{PATH}?{OF}&indikator=19&kantor=63.71.04.1008"
    assert on(susi, "sarana-ada", where) == "Arena bermain anak di Kelurahan Antasan Kecil Timur: ada."
    page = read(susi, where)
    assert "Diusulkan nilai 1." in page
    assert "Kelurahan Antasan Kecil Timur: 1 dari 1 yang diperiksa" in page
    on(susi, "sarana-tidak", where)
    assert "Diusulkan nilai 0." in read(susi, where)
    assert "sarana atau kantor itu tidak ada" in on(susi, "sarana-ada", where, sarana="kolam-renang")


def test_answers_of_users_are_counts(susi: Browser) -> None:
    where = f"{PATH}?{OF}&pertanyaan=3"
    said = on(susi, "f03", where, n5="6", n4="4")
    assert said == "Jawaban pertanyaan 3 disimpan: 10 pengguna."
    assert "4,60" in read(susi, f"{PATH}?{OF}&bagian=f03")
    for wrong in ("-1", "1.5", "²", "x"):
        assert "bukan bilangan bulat" in on(susi, "f03", where, n5=wrong)


def test_a_whole_evaluation_gives_ipp_category_and_the_way_to_the_next(susi: Browser) -> None:
    """Every indicator 4, every question 4 by ten users: 4.00, B; one point of 14 makes it A-."""
    of = "tahun=2026&versi=enam-aspek"
    page = read(susi, f"{PATH}?{of}")
    assert "IPP belum dapat dihitung: 30 indikator belum dinilai dan jawaban F-03 belum cukup." in page
    for each in six().scored:
        where = f"{PATH}?{of}&indikator={each.number}"
        assert on(susi, "nilai", where, nilai="4", alasan="uji") == f"Indikator {each.number} bernilai 4."
    assert "Responden kurang: IPP = F-02" in read(susi, f"{PATH}?{of}")
    for question in six().questions:
        on(susi, "f03", f"{PATH}?{of}&pertanyaan={question.number}", n4="10")
    page = read(susi, f"{PATH}?{of}")
    assert "IPP 4,00: kategori B, Baik." in page
    assert "Kurang 0,005 pada IPP: 1 langkah lagi untuk A- (Sangat Baik)." in page
    assert "dari 4,00 ke 4,02" in page
    assert "4,06 · A- (Sangat Baik)" in read(susi, f"{PATH}?{of}&indikator=14")


def test_a_version_that_is_a_guess_says_so_and_scores_nothing(susi: Browser) -> None:
    page = read(susi, f"{PATH}?tahun=2027&versi=empat-komponen")
    assert "Versi ini belum dapat dinilai" in page
    assert "50 % tata kelola + 50 % skm" in page


@pytest.mark.parametrize("name", ["camat", "wali-kota", "evaluator"])
def test_who_only_sees_is_offered_nothing_to_change(built: Site, name: str) -> None:
    person = signed_in(built, name)
    for where in (ONE, f"{PATH}?{OF}&pertanyaan=1", f"{PATH}?{OF}&indikator=18", f"{PATH}?{OF}"):
        page = person.get(where)
        assert page.status_code == 200
        assert f'action="{PATH}/' not in page.text
    assert "Diusulkan nilai 2." in person.get(ONE).text
    for action in ACTIONS:
        assert person.post(f"{PATH}/{action.name}", data={"x": "y"}).status_code == 403


@pytest.mark.parametrize("name", ["lurah", "operator", "admin"])
def test_it_is_not_for_everybody(built: Site, name: str) -> None:
    assert signed_in(built, name).get(PATH).status_code == 403


@pytest.mark.parametrize(
    "asked",
    ["tahun=x", "tahun=9999", "tahun=²²²²", "indikator=999999", "indikator=²", "versi=../x", "pertanyaan=x"],
)
def test_what_does_not_exist_is_as_if_not_asked(susi: Browser, asked: str) -> None:
    assert susi.get(f"{PATH}?{asked}").status_code == 200


def test_without_a_warehouse_the_page_still_opens(fresh: tuple[Browser, dict[str, str]]) -> None:
    browser = fresh[0]
    browser.login("penyusun")
    assert browser.get(f"{PATH}?indikator=28").status_code == 200
    assert "Gudang data belum dapat dibaca." in browser.get(f"{PATH}?indikator=28").text


def test_a_broken_instrument_stops_the_start_and_names_its_file(tmp_path: Path) -> None:
    (tmp_path / "rusak.toml").write_text("name = 1", encoding="utf-8")
    with pytest.raises(Exception, match=r"rusak\.toml"):
        building.make(tmp_path, PANTAU_PEKPPP=str(tmp_path))
