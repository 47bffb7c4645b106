"""A file of evidence, chosen, brought and taken along as people do it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.people import WIDE, People, drawn

PDF = b"%PDF-1.7 standar pelayanan"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_file_is_brought_and_taken_along(people: People, tmp_path: Path, *, scripts: bool) -> None:
    chosen = tmp_path / "SK standar ü.pdf"
    chosen.write_bytes(PDF)
    page = people.context("penyusun", WIDE, scripts=scripts).new_page()
    page.goto("/staf/pekppp?indikator=1")
    if scripts:
        drawn(page)
    here = page.locator("#content" if scripts else "#first-paint")
    form = here.locator('form[action="/staf/pekppp/unggah"]')
    form.locator("[name=judul]").fill("SK standar")
    form.locator("[type=file]").set_input_files(chosen)
    form.get_by_role("button", name="Tambah berkas").click()
    expect(here.locator(".notice")).to_have_text("Berkas ditambahkan sebagai bukti.")
    if scripts:
        drawn(page)
    with page.expect_download() as taken:
        here.get_by_role("link", name="SK standar ü.pdf").last.click()
    assert taken.value.suggested_filename == chosen.name
    assert Path(taken.value.path()).read_bytes() == PDF
    page.close()
