"""The page Publikasi as people use it: freeze, sign, take along, and see what changed since."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import time_machine
import typer
from sqlalchemy import select, update

from dashboard.errors import InstrumentError, UsageError
from dashboard.freeze_command import freeze_command, frozen_command
from dashboard.office import audit
from dashboard.office.publication_tables import frozen as table
from dashboard.office_pages.audit_trail import told
from dashboard.reports.catalogue import WRITERS
from dashboard.server import create_server
from tests.dashboard import published, small_office
from tests.dashboard import site as building
from tests.dashboard.site import Browser, office_of
from tests.sharing import built_once

PATH = "/staf/publikasi"
STARTS = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK", "json": b"{"}
Site = tuple[Any, dict[str, str], Path]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    known, _ = built_once(tmp_path_factory, "kantor", published.publish)
    folder = tmp_path_factory.mktemp("publikasi") / "kantor"
    shutil.copytree(known, folder, ignore=shutil.ignore_patterns("warehouse"))
    dated(folder)
    with time_machine.travel(published.NOW, tick=False):
        site, variables = building.make(folder)
        yield site, variables, folder
        site.close()


def signed_in(built: Site, name: str) -> Browser:
    found = building.browser(built[0])
    found.login(name)
    return found


def read(browser: Browser, address: str) -> str:
    text = browser.get(address).text
    return unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u00a0", " ")


def freeze(browser: Browser, period: str, reason: str = "") -> str:
    return browser.told(browser.act(PATH, f"{PATH}/bekukan", periode=period, alasan=reason))


def opened(browser: Browser) -> str:
    """The address of the period that was frozen last."""
    found = re.search(rf'href="({PATH}\?beku=\d+)"', browser.get(PATH).text)
    assert found
    return found[1]


def test_a_period_is_frozen_signed_and_taken_along(built: Site) -> None:
    susi, camat = signed_in(built, "penyusun"), signed_in(built, "camat")
    assert "Belum ada periode yang dibekukan." in read(camat, PATH)
    assert "Berikutnya Laporan bulanan kepada camat, paling lambat" in read(camat, PATH)
    assert freeze(susi, "2026-09") == "September 2026 dibekukan, edisi 1."
    page = read(camat, PATH)
    assert "September 2026 (data contoh)" in page
    assert "tidak ada yang berubah" in page
    address = opened(camat)
    one = read(camat, address)
    assert "Data contoh · bukan data kantor" in one
    assert "Tidak ada: " in one
    assert "baris mulai 28 September 2026 masih dapat berubah" in one
    for person, label in ((susi, "Penyusun"), (camat, "Camat")):
        said = person.told(person.act(address, f"{PATH}/tandatangani"))
        assert said == f"Ditandatangani sebagai {label}."
        assert f'action="{PATH}/tandatangani"' not in person.get(address).text
    assert "Camat dan Penyusun" in read(susi, PATH)
    with office_of(built[1]).reading() as connection:
        entry = audit.newest(connection, audit.Kind.PUBLICATION)
    assert entry is not None
    assert entry.role == "camat"
    assert told(entry, {}).startswith("angka beku ditandatangani; periode 2026-09; edisi 1; sidik ")


def test_the_files_of_a_frozen_period_carry_its_hash_and_that_it_is_a_sample(built: Site) -> None:
    susi, evaluator = signed_in(built, "penyusun"), signed_in(built, "evaluator")
    freeze(susi, "2026-08")
    address = opened(evaluator)
    number = address.rpartition("=")[2]
    shown = re.search(r"<code>([0-9a-f]{64})</code>", evaluator.get(address).text)
    assert shown
    for ending, begins in STARTS.items():
        answer = evaluator.get(f"/staf/unduh/beku/{number}.{ending}")
        assert answer.status_code == 200
        assert answer.data.startswith(begins)
        name = f'attachment; filename="angka-beku_2026-08_edisi-1.{ending}"'
        assert answer.headers["Content-Disposition"] == name
    body = evaluator.get(f"/staf/unduh/beku/{number}.json").data
    assert sha256(body).hexdigest() == shown[1]
    assert json.loads(body)["sample"] is True
    for missing in ("999999", "9" * 30):
        assert evaluator.get(f"/staf/unduh/beku/{missing}.json").status_code == 404
    for role in ("lurah", "operator", "admin"):
        other = signed_in(built, role)
        assert other.get(f"/staf/unduh/beku/{number}.json").status_code == 403
    assert building.browser(built[0]).get(f"/staf/unduh/beku/{number}.json").status_code in (303, 401)


def test_a_list_of_deadlines_that_is_wrong_stops_the_start_and_not_the_page(built: Site) -> None:
    due = built[2] / "reference" / "tenggat.toml"
    due.parent.mkdir(exist_ok=True)
    due.write_text("[[tenggat]]\nnama = 1\n", encoding="utf-8")
    variables = {**built[1], "PANTAU_CONFIG": str(built[2] / "office.toml")}
    with pytest.raises(InstrumentError, match=r"tenggat\.toml, tenggat ke-1"):
        create_server(variables)
    due.write_text("", encoding="utf-8")
    site = create_server(variables)
    try:
        camat = building.browser(site)
        camat.login("camat")
        assert "Tidak ada yang menunggu." in read(camat, PATH)
        due.write_text("[[tenggat", encoding="utf-8")
        assert "Daftar tenggat (reference/tenggat.toml) berubah dan tidak terbaca lagi" in read(camat, PATH)
    finally:
        site.close()
        due.unlink()


def test_an_office_without_a_version_that_can_be_scored_has_its_page_all_the_same(built: Site) -> None:
    folder = built[2] / "tanpa-bobot"
    folder.mkdir()
    shipped = small_office.REFERENCE / "pekppp" / "empat-komponen.toml"
    shutil.copy(shipped, folder)
    site = create_server({**built[1], "PANTAU_PEKPPP": str(folder)})
    try:
        susi = building.browser(site)
        susi.login("penyusun")
        assert "Belum ada versi instrumen yang semua bobotnya diketahui" in read(susi, PATH)
    finally:
        site.close()


def test_what_cannot_be_frozen_is_said_and_nothing_is_kept(built: Site) -> None:
    susi = signed_in(built, "penyusun")
    before = read(susi, PATH)
    assert freeze(susi, "2026-11").startswith("Tidak jadi: November 2026 belum selesai")
    assert freeze(susi, "kapan").startswith('Tidak jadi: Periode "kapan" tidak dikenal')
    assert read(susi, PATH) == before
    assert signed_in(built, "camat").post(f"{PATH}/bekukan", data={}).status_code == 403


def test_a_row_that_changes_later_appears_as_a_restatement_and_nothing_else_moves(
    built: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One complaint of September was about something else: the whole stays, two categories do not."""
    susi = signed_in(built, "penyusun")
    freeze(susi, "2026-T3")
    address = opened(susi)
    assert "Tidak ada: " in read(susi, address)
    recategorise(built[2], "2026-09-02", "waktu", "biaya")
    page = eventually(susi, address, "angka berubah")
    assert "Sumber pengaduan: 1 isi berkas baru dibaca sejak itu." in page
    changed = re.findall(r'<th scope="row">([^<]*)</th><td>([^<]*) · [^<]*</td>', restated(susi, address))
    assert {name for name, _ in changed} == {
        "Pengaduan",
        "Pengaduan ditanggapi tepat waktu",
        "Pengaduan selesai tepat waktu",
    }
    # Its promise is a shorter one now, so one more is due in September; as many were received as before.
    assert {place for name, place in changed if name != "Pengaduan selesai tepat waktu"} == {
        "Jenis pengaduan: Biaya dan pungutan",
        "Jenis pengaduan: Waktu pelayanan",
    }
    assert "angka berubah" in read(susi, PATH)
    for name, value in built[1].items():
        monkeypatch.setenv(name, value)
    with pytest.raises(typer.Exit) as ended:
        frozen_command()
    assert ended.value.exit_code == 1
    lines = dict(line.split(": ") for line in capsys.readouterr().out.splitlines())
    assert lines["2026-08 edisi 1"] == "tidak ada yang berubah"
    assert "angka berubah" in lines["2026-09 edisi 1"]
    assert "angka berubah" in lines["2026-T3 edisi 1"]


def test_frozen_again_it_is_a_new_edition_and_the_old_one_stays(built: Site) -> None:
    susi = signed_in(built, "penyusun")
    old = opened(susi)
    assert freeze(susi, "2026-T3").startswith("Tidak jadi: 2026-T3 sudah dibekukan")
    said = freeze(susi, "2026-T3", "Jenis satu pengaduan diperbaiki.")
    assert said == "Triwulan III Tahun 2026 dibekukan, edisi 2."
    assert "2: Jenis satu pengaduan diperbaiki." in read(susi, opened(susi))
    assert "Tidak ada: " in read(susi, opened(susi))
    assert "angka berubah" in read(susi, old)
    assert "Periode ini sudah dibekukan lagi: edisi 2." in read(susi, old)
    assert f'action="{PATH}/tandatangani"' not in susi.get(old).text
    assert f'href="{old}">edisi 1' in susi.get(opened(susi)).text


def test_the_command_writes_its_sheets_and_wants_to_be_told_of_a_sample(
    built: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in built[1].items():
        monkeypatch.setenv(name, value)
    with pytest.raises(UsageError, match="--contoh"):
        freeze_command("2026-07", to=str(tmp_path))
    with pytest.raises(UsageError, match="belum selesai"):
        freeze_command("2026-S2", sample=True, to=str(tmp_path))
    assert not list(tmp_path.iterdir())
    freeze_command("2026-07", sample=True, to=str(tmp_path))
    assert {path.suffix.removeprefix(".") for path in tmp_path.iterdir()} == {"json", *WRITERS}
    digest = sha256((tmp_path / "angka-beku_2026-07_edisi-1.json").read_bytes()).hexdigest()
    assert f"SHA-256 {digest}" in capsys.readouterr().out
    with office_of(built[1]).reading() as connection:
        entry = audit.newest(connection, audit.Kind.PUBLICATION)
    assert entry is not None
    assert (entry.account, entry.origin, entry.what["sha256"]) == (None, audit.Origin.COMMAND, digest)


def test_what_was_changed_in_the_store_is_not_shown_and_not_handed_out(built: Site) -> None:
    susi = signed_in(built, "penyusun")
    address = opened(susi)
    number = address.rpartition("=")[2]
    with office_of(built[1]).writing() as connection:
        row = connection.execute(select(table).where(table.c.id == int(number))).one()
        changed = row.body.replace('"sample": true', '"sample": false')
        assert changed != row.body
        connection.execute(update(table).where(table.c.id == int(number)).values(body=changed))
    assert "Isi yang tersimpan bukan lagi yang dibekukan" in read(susi, address)
    assert "isi tidak utuh" in read(susi, PATH)
    assert susi.get(f"/staf/unduh/beku/{number}.json").status_code == 404


def dated(folder: Path) -> None:
    """Complaints that say when they were written, so that a later word replaces an earlier one."""
    settings, file = folder / "office.toml", folder / "pengaduan.csv"
    text = settings.read_text(encoding="utf-8")
    own = "[source.pengaduan]\n"
    settings.write_text(text.replace(own, f'{own}version = "diubah"\n'), encoding="utf-8")
    head, *lines = file.read_text(encoding="utf-8").splitlines()
    rows = [f"{head};diubah", *(f"{line};1" for line in lines)]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    small_office.load(folder, published.NOW)


def recategorise(folder: Path, id: str, before: str, after: str) -> None:
    file = folder / "pengaduan.csv"
    text = file.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith(f"{id};"))
    assert f";{before};" in line
    now = line.replace(f";{before};", f";{after};").removesuffix(";1") + ";2"
    file.write_text(text.replace(line, now), encoding="utf-8")
    small_office.load(folder, published.NOW + timedelta(hours=1))


def restated(browser: Browser, address: str) -> str:
    caption = '<caption class="unseen">Ralat</caption>'
    found = re.search(rf"{caption}(.*?)</table>", browser.get(address).text)
    assert found
    return found[1]


def eventually(browser: Browser, address: str, words: str) -> str:
    """A new version is opened aside: whoever finds it out is still shown the one before."""
    with time_machine.travel(published.NOW + timedelta(seconds=5)):
        until = time.monotonic() + 60
        while words not in (page := read(browser, address)) and time.monotonic() < until:
            time.sleep(0.1)
    assert words in page
    return page
