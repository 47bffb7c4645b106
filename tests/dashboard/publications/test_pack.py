"""An evidence pack from the click to its verification, over the real office of these tests."""

from __future__ import annotations

import csv
import json
import random
import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
import time_machine
import typer
from pypdf import PdfReader

from dashboard.errors import PackError, UsageError
from dashboard.office import audit, evidence, publications
from dashboard.office.evidence import About
from dashboard.office.kept import Brought
from dashboard.office.pekppp import Evaluation, Signed, Subject
from dashboard.office_pages.audit_trail import told
from dashboard.pekppp_commands import CHANGED, UNKNOWN, pack_command, verify_command
from dashboard.publications.pack.archive import from_zip
from dashboard.publications.pack.manifest import MANIFEST, SUMS, digest, with_lists
from dashboard.text import SAMPLE
from tests.dashboard import published, small_office
from tests.dashboard import site as building
from tests.dashboard.office_pages.test_publications import dated, freeze, recategorise, signed_in
from tests.dashboard.site import Browser, office_of
from tests.sharing import built_once

PATH = "/staf/unduh/paket-bukti.zip?tahun=2027&versi=enam-aspek"
PAGE = "/staf/publikasi"
ONE = "/staf/pekppp?tahun=2027&versi=enam-aspek&indikator=28"
NOW = datetime(2027, 2, 1, 3, tzinfo=UTC)
OF = Evaluation(2027, "enam-aspek")
Site = tuple[Any, dict[str, str], Path]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """With indicator 28 accepted, a file and a link as evidence, and September frozen."""
    known, _ = built_once(tmp_path_factory, "kantor", published.publish)
    folder = tmp_path_factory.mktemp("paket") / "kantor"
    shutil.copytree(known, folder, ignore=shutil.ignore_patterns("warehouse"))
    dated(folder)
    with time_machine.travel(NOW, tick=False):
        site, variables = building.make(folder, PANTAU_EVIDENCE=str(folder / "bukti"))
        made = (site, variables, folder)
        susi = signed_in(made, "penyusun")
        assert susi.act(ONE, "/staf/pekppp/terima").status_code == 303
        assert "dibekukan" in freeze(susi, "2026-09")
        attach(variables, folder / "bukti")
        yield made
        site.close()


def attach(variables: dict[str, str], folder: Path) -> None:
    about, by = About("Rekap pengaduan", NOW.date(), "Kasi Pelayanan"), Signed("penyusun", NOW)
    with office_of(variables).writing() as connection:
        brought = Brought("rekap 2026.pdf", b"%PDF-1.7 isi", folder)
        evidence.file(connection, Subject(OF, 28), brought, about, by)
        evidence.link(connection, Subject(OF, 28), "https://lapor.go.id", about, by)
        evidence.note(connection, Subject(OF, 1), "=1+1 SK di map biru 😀 漢", about, by)


@pytest.fixture(scope="module")
def pack(built: Site) -> bytes:
    answer = signed_in(built, "penyusun").get(PATH)
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    assert re.fullmatch(
        r'attachment; filename="paket-bukti_2027_enam-aspek_\d{8}-\d{6}\.zip"',
        answer.headers["Content-Disposition"],
    )
    return bytes(answer.data)


@pytest.fixture
def at_the_server(built: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in built[1].items():
        monkeypatch.setenv(name, value)


def verified(content: bytes, folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The exit code of the command and what it said."""
    file = folder / "paket.zip"
    file.write_bytes(content)
    capsys.readouterr()
    try:
        verify_command(file)
        code = 0
    except typer.Exit as ended:
        code = ended.exit_code
    except PackError as refused:
        return refused.exit_code, f"  {refused}"
    return code, capsys.readouterr().out.replace("\u00a0", " ")


def table(content: bytes) -> list[list[str]]:
    """The rows below the blank line."""
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))
    return rows[rows.index([]) + 1 :]


def test_the_pack_holds_what_the_page_shows(pack: bytes) -> None:
    files = from_zip(pack).files
    told = json.loads(files["penilaian.json"])["indicators"]["28"]
    assert told["decision"]["score"] == told["proposal"]["score"] == 2
    assert table(files["indikator/28/hitungan.csv"])[1:] == [
        [name, str(count)] for name, count in told["proposal"]["counts"]
    ]
    [row] = [row for row in table(files["indeks.csv"]) if row[0] == "28"]
    assert row[2:4] == ["2", "2"]
    assert row[5] == "2"
    [path] = [each["path"] for each in told["evidence"] if each["path"]]
    assert files[path] == b"%PDF-1.7 isi"
    assert path.endswith("-rekap 2026.pdf")
    assert files["paket-bukti_2027_enam-aspek.pdf"].startswith(b"%PDF")
    assert files["indikator/28/grafik.svg"].startswith(b"<svg")
    assert "angka-beku/angka-beku_2026-09_edisi-1.json" in files
    assert {row[0] for row in table(files["sumber.csv"])[1:]} == {"antrean", "loket", "skm", "pengaduan"}
    for name in ("indeks.csv", "sumber.csv", "indikator/28/hitungan.csv", "BACA-SAYA.txt"):
        assert "Data contoh" in files[name].decode()
    assert b"'=1+1 SK di map biru" in files["indikator/01/bukti.csv"]


def test_each_sheet_of_invented_data_says_so(pack: bytes) -> None:
    files = from_zip(pack).files
    of_people = {path for path in files if "/bukti/" in path}
    assert {path.rpartition(".")[2] for path in files} >= {"txt", "pdf", "csv", "svg", "json"}
    for path in files.keys() - of_people - {SUMS}:
        if path.endswith(".pdf"):
            pages = [page.extract_text() for page in PdfReader(BytesIO(files[path])).pages]
            assert pages
            assert all(SAMPLE in words.replace("\u00a0", " ") for words in pages), path
        elif path.endswith(".json"):
            assert json.loads(files[path])["sample"] is True, path
        else:
            assert SAMPLE in files[path].decode("utf-8-sig"), path


def test_it_is_remembered_and_noted(built: Site, pack: bytes) -> None:
    manifest = digest(from_zip(pack).files[MANIFEST])
    with office_of(built[1]).reading() as connection:
        [known, *_] = publications.packs(connection, OF)
        entry = audit.newest(connection, audit.Kind.PUBLICATION)
    assert (known.manifest, known.account, known.sample) == (manifest, "penyusun", True)
    assert entry is not None
    assert told(entry, {}) == f"paket bukti dibuat; tahun 2027; versi enam-aspek; sidik {manifest}"
    assert manifest[:16] in signed_in(built, "evaluator").get("/staf/publikasi").text


@pytest.mark.parametrize("role", ["camat", "wali-kota", "evaluator", "lurah", "operator", "admin"])
def test_who_does_not_prepare_it_makes_none(built: Site, role: str) -> None:
    assert signed_in(built, role).get(PATH).status_code == 403


def test_no_other_site_and_no_look_ahead_makes_one(built: Site) -> None:
    susi = signed_in(built, "penyusun")
    assert susi.get(PATH, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert susi.client.head(PATH, base_url=susi.base).status_code == 405


@pytest.mark.usefixtures("at_the_server")
def test_an_untouched_pack_agrees(pack: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = verified(pack, tmp_path, capsys)
    assert code == 0
    assert "semua seperti saat dibuat" in said
    assert "dibuat oleh penyusun" in said
    assert "Semua nilai, angka, dan sumber sama dengan data sekarang" in said


@pytest.mark.parametrize("role", ["evaluator", "camat", "penyusun"])
def test_whoever_sees_publications_checks_a_pack_on_the_page(built: Site, pack: bytes, role: str) -> None:
    person = signed_in(built, role)
    said = bring(person, pack)
    assert "Paket ini utuh; data sekarang sama." in said
    assert "Semua nilai, angka, dan sumber sama dengan data sekarang" in said
    assert "Tercatat di kantor ini: dibuat oleh penyusun." in said
    files = from_zip(pack).files
    changed = repacked({**files, "indeks.csv": files["indeks.csv"] + b" "})
    assert "indeks.csv: berubah." in bring(person, changed)
    assert "Paket ini tidak utuh" in bring(person, changed)
    frozen = "angka-beku/angka-beku_2026-09_edisi-1.json"
    changed = repacked({**files, frozen: files[frozen] + b" "})
    assert "Periode beku: 1 tidak utuh, jadi angkanya tidak dibandingkan." in bring(person, changed)
    answer = person.bring(PAGE, f"{PAGE}/periksa", ("x.zip", b"bukan zip"))
    assert person.told(answer).startswith("Tidak jadi: berkas itu bukan ZIP yang utuh")


def bring(person: Browser, content: bytes) -> str:
    answer = person.bring(PAGE, f"{PAGE}/periksa", ("paket.zip", content))
    assert answer.status_code == 200
    return unescape(answer.text).replace("\u00a0", " ")


def repacked(files: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.usefixtures("at_the_server")
def test_one_tampered_byte_in_each_file_is_named(
    pack: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chance, files = random.Random(1), from_zip(pack).files
    assert len(files) > 15
    for path in files:
        changed = bytearray(files[path])
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        code, said = verified(repacked({**files, path: bytes(changed)}), tmp_path, capsys)
        if code == PackError.exit_code:
            # A list that is no list any more says so, and nothing else can be looked at.
            assert said.startswith(f"  {MANIFEST} berubah"), path
            assert path == MANIFEST
            continue
        assert code == 1, path
        named = set(re.findall(r"^  ([^:]+): ", said.split("Tercatat")[0].split("Tidak tercatat")[0], re.M))
        assert named == {path} or (path == MANIFEST and {MANIFEST, SUMS} >= named >= {MANIFEST}), (path, said)


@pytest.mark.usefixtures("at_the_server")
def test_the_command_makes_one_too_and_wants_to_be_told_of_a_sample(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UsageError, match="--contoh"):
        pack_command(2027, to=str(tmp_path))
    pack_command(2027, sample=True, to=str(tmp_path))
    [file] = tmp_path.glob("*.zip")
    code, said = verified(file.read_bytes(), tmp_path, capsys)
    assert (code, "perintah di server" in said) == (0, True)


@pytest.mark.usefixtures("at_the_server")
def test_a_pack_whose_lists_were_all_made_anew_is_not_taken_for_one_of_ours(
    built: Site, pack: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Even if it says that it was made at another moment than any that is remembered."""
    files = from_zip(pack).files
    told = json.loads(files[MANIFEST])
    about = {key: value for key, value in told.items() if key not in ("files", "format")}
    about["made_at"] = "2027-01-31T09:00:00+08:00"
    rest = {path: content for path, content in files.items() if path not in (MANIFEST, SUMS)}
    code, said = verified(repacked(with_lists(rest, about)), tmp_path, capsys)
    assert code == UNKNOWN
    assert "semua seperti saat dibuat" not in said
    assert "siapa yang membuatnya tidak terbukti" in said
    [path] = [path for path in rest if path.startswith("angka-beku/") and path.endswith(".json")]
    more = {f"angka-beku/{number}.json": rest[path] for number in range(30)}
    changed = {f"{path}-lain.json": rest[path].replace(b"Kecamatan", b"Kelurahan")}
    said = bring(signed_in(built, "evaluator"), repacked(with_lists({**rest, **more, **changed}, about)))
    assert said.count("hanya oleh pekppp verify di server, karena periodenya terlalu banyak") == 19
    assert f"{path}-lain.json: bukan angka yang pernah dibekukan kantor ini" in said
    other = {**about, "version": "sepuluh-aspek", "office": "Kecamatan Lain"}
    said = bring(signed_in(built, "evaluator"), repacked(with_lists(rest, other)))
    assert "Versi instrumen “sepuluh-aspek” tidak ada di sini, jadi nilainya tidak dibandingkan." in said
    assert "Paket ini dari Kecamatan Lain, data di sini dari " in said


@pytest.mark.usefixtures("at_the_server")
def test_a_file_that_is_none_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="tidak terbaca"):
        verify_command(tmp_path / "tidak-ada.zip")
    (tmp_path / "x.zip").write_bytes(b"bukan zip")
    with pytest.raises(PackError, match="bukan ZIP yang utuh"):
        verify_command(tmp_path / "x.zip")


def test_a_pack_with_a_hole_is_not_made(built: Site) -> None:
    susi = signed_in(built, "penyusun")
    [kept] = (built[2] / "bukti").iterdir()
    content = kept.read_bytes()
    try:
        kept.write_bytes(b"%PDF-1.7 lain")
        said = susi.told(susi.get(PATH))
        assert said.startswith("Paket tidak dibuat: indikator 28: berkas bukti “rekap 2026.pdf” berubah")
    finally:
        kept.write_bytes(content)


@pytest.mark.usefixtures("at_the_server")
def test_a_source_row_that_changes_afterwards_is_named_and_nothing_else_moves(
    built: Site, pack: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One complaint of September was about something else: indicator 28 counts it all the same."""
    recategorise(built[2], "2026-09-02", "waktu", "biaya")
    code, said = verified(pack, tmp_path, capsys)
    assert code == CHANGED
    assert "semua seperti saat dibuat" in said
    changed = said.partition("Berbeda dari data sekarang")[2].splitlines()[1:]
    [frozen, source] = [line.strip() for line in changed]
    assert frozen.startswith("Angka beku September 2026: ")
    assert source == "Sumber pengaduan: 1 isi berkas baru dibaca sejak itu."
    assert {part.split(" (")[0] for part in frozen.split(": ", 2)[2].removesuffix(".").split("; ")} == {
        "Pengaduan",
        "Pengaduan ditanggapi tepat waktu",
        "Pengaduan selesai tepat waktu",
    }


@pytest.mark.usefixtures("at_the_server")
def test_a_row_behind_an_accepted_figure_names_its_indicator(
    built: Site, pack: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The complaint that nobody ended is ended after all: 28 of 49 more than before."""
    file = built[2] / "pengaduan.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    [place] = [i for i, line in enumerate(lines) if line.startswith("lupa;")]
    lines[place] = "lupa;loket;petugas;2026-09-01 09:30;2026-09-01 10:00;2026-10-01 10:00;resolved;2"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with time_machine.travel(NOW + timedelta(seconds=1), tick=False):
        small_office.load(built[2], published.NOW + timedelta(hours=2))
    code, said = verified(pack, tmp_path, capsys)
    assert code == CHANGED
    named = re.findall(r"^  Indikator (\d+): (.*)$", said, re.M)
    assert [number for number, _ in named] == ["28"]
    before, after = (int(n) for n in re.findall(r"Selesai lewat kanal lain (\d+)", named[0][1]))
    assert after == before + 1
