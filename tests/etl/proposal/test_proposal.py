"""`etl source add` by the front door: what is proposed, what is asked, what an open question stops."""

import json
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from click.testing import Result
from typer.testing import CliRunner

from etl.__main__ import app
from etl.adding import add_source
from etl.errors import ConfigProblem, SourceRefused
from etl.proposal import Proposal
from etl.settings import Settings, load_settings

HEAD = "nomor;kantor;layanan;kelurahan;diajukan;selesai;status;nik;nama_pemohon"
NIK, NAME = "6371041234567890", "Aminah Contoh"


def row(number: int, **cells: str) -> str:
    usual = {
        "kantor": "Kuin Utara",
        "layanan": "KTP",
        "kelurahan": "Kuin Utara",
        "diajukan": f"{13 + number % 9}/03/2025 08:{number % 60:02}",
        "selesai": f"{13 + number % 9}/03/2025 09:{number % 60:02}",
        "status": "Selesai",
    }
    given = {**usual, **cells}
    return ";".join([f"L{number:04}", *(given[name] for name in usual), NIK, NAME])


def block(proposal: Proposal) -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads("\n".join(proposal.block))["source"]["uji"]
    return table


def said(found: Proposal) -> str:
    """The comments as running text."""
    return " ".join(" ".join(found.lines).replace("#", " ").split())


def written(*rows: str, head: str = HEAD) -> str:
    return "\n".join([head, *rows]) + "\n"


def test_a_counter_book_is_proposed_with_its_one_question(add: Any) -> None:
    found = add(written(*(row(i) for i in range(40))))
    table = block(found)
    assert (table["fact"], found.questions, found.exit_code) == ("request", 1, 0)
    assert table["columns"]["submitted_at"] == {"from": "diajukan", "format": "%d/%m/%Y %H:%M"}
    assert table["columns"]["area"] == {"from": "kelurahan", "codes": "areas"}
    assert table["columns"]["channel"] == {"TANYA": [1], "value": "TANYA"}


def test_day_first_or_month_first_is_asked_if_both_fit(add: Any) -> None:
    both = {"diajukan": "03/04/2025 08:00", "selesai": "14/04/2025 08:00"}
    found = add(written(*(row(i, **both) for i in range(40))))
    columns = block(found)["columns"]
    assert (columns["submitted_at"]["format"], "TANYA" in columns["submitted_at"]) == ("TANYA", True)
    assert columns["completed_at"] == {"from": "selesai", "format": "%d/%m/%Y %H:%M"}
    told = said(found)
    assert '"%d/%m/%Y %H:%M" atau "%m/%d/%Y %H:%M"' in told
    assert "= 2025-04-03 08:00:00 atau 2025-03-04 08:00:00" in told


def test_nothing_of_a_person_is_printed_or_used(add: Any) -> None:
    said = "\n".join(add(written(*(row(i) for i in range(40)))).lines)
    assert NIK not in said
    assert "Aminah" not in said
    assert "AAAAAA AAAAA" in said
    assert "tidak dibaca: data orang tidak dimuat" in said
    assert '"nik"' not in said


def test_who_serves_is_not_told_though_the_name_comes_back(add: Any) -> None:
    rows = [f"{row(i)};{('Budi Santoso', 'Siti Aminah')[i % 2]}" for i in range(40)]
    said = "\n".join(add(written(*rows, head=f"{HEAD};penanggung jawab")).lines)
    assert "penanggung jawab: kata berulang" in said
    assert "Budi" not in said


@pytest.mark.parametrize("column", ["status", "kelurahan", "layanan"])
def test_a_number_of_a_person_among_the_words_of_a_list_is_not_told(add: Any, column: str) -> None:
    word = f"titipan {NIK}"
    found = add(written(*(row(i, **({column: word} if i % 2 else {})) for i in range(40))))
    assert NIK not in "\n".join(found.lines)
    assert "AAAAAAA 9999" in "\n".join(found.lines)


def test_a_nik_that_strayed_among_numbers_is_not_told(add: Any) -> None:
    rows = [f"{row(i)};{'6371041203850001' if i == 18 else 1 + i % 3}" for i in range(40)]
    said = "\n".join(add(written(*rows, head=f"{HEAD};loket")).lines)
    assert "# - loket: nilai 1–4" in said
    assert "6371041203850001" not in said
    assert '"999999999999…"' in said


@pytest.mark.parametrize(
    "rows",
    [
        [f"Siti,{NIK},KTP" for _ in range(9)],
        [f"{('Siti', 'Budi')[i % 2]},{('KK', 'KTP')[i % 2]},{i}" for i in range(9)],
        [f"Budi,0812-3456-78{i:02},Kuin" for i in range(9)],
    ],
)
def test_without_a_header_the_first_row_is_not_told(add: Any, rows: list[str]) -> None:
    with pytest.raises(SourceRefused, match="baris pertama tampaknya berisi data") as told:
        add("\n".join(rows) + "\n")
    assert "Siti" not in str(told.value)


def test_a_column_that_holds_niks_is_no_id(add: Any) -> None:
    rows = [f"{6371041234560000 + i};Kuin Utara;KTP;{13 + i % 9}/03/2025 08:00;Selesai" for i in range(40)]
    found = add(written(*rows, head="nomor;kantor;layanan;diajukan;status"))
    assert block(found)["columns"]["id"] == {"TANYA": [1], "from": "TANYA"}
    assert "6371041234560000" not in "\n".join(found.lines)


def test_offices_that_each_count_from_one_need_the_office_beside_the_number(add: Any) -> None:
    rows = [row(i // 2, kantor=("Kuin Utara", "Sungai Miai")[i % 2]) for i in range(80)]
    found = add(written(*rows))
    assert block(found)["columns"]["id"] == {"from": ["kantor", "nomor"]}
    assert "memakai nomor yang sudah ada" not in "\n".join(found.lines)
    assert block(add(written(*(row(i) for i in range(40)))))["columns"]["id"] == {"from": "nomor"}


def counted(number: int) -> str:
    """A row of the usual book, whose number says no more than how many there are."""
    return f"{number + 1};{row(number).partition(';')[2]}"


def test_a_number_that_counts_the_rows_of_a_file_is_joined_with_the_time(add: Any) -> None:
    found = add(written(*map(counted, range(40))))
    assert block(found)["columns"]["id"] == {"from": ["kantor", "diajukan", "nomor"]}
    assert "dapat mulai lagi di berkas berikut" in said(found)


def test_blank_rows_and_a_signature_do_not_hide_the_number(add: Any) -> None:
    lines = [row(i) for i in range(40)]
    blank, signed = ";" * HEAD.count(";"), f"{';' * HEAD.count(';')}Banjarmasin"
    found = add(written(*lines[:20], blank, *lines[20:], blank, signed))
    assert block(found)["columns"]["id"] == {"from": "nomor"}
    assert "nomornya kosong di 1 baris" in said(found)


def test_where_no_column_is_the_number_the_likeliest_are_named(add: Any) -> None:
    rows = [f"{row(i).partition(';')[2]};{i % 7}" for i in range(40)]
    found = add(written(*rows, head=f"{HEAD.partition(';')[2]};loket"))
    assert block(found)["columns"]["id"] == {"TANYA": [1], "from": "TANYA"}
    assert 'Yang paling membedakan: "diajukan", "selesai"; boleh beberapa bersama' in said(found)


def test_unknown_names_get_their_near_matches_as_a_question(add: Any) -> None:
    rows = [row(i, kelurahan="Kuin Utarra" if i % 4 == 0 else "Sungai Miai") for i in range(40)]
    found = add(written(*rows))
    area = block(found)["columns"]["area"]
    assert area["map"] == {"Kuin Utarra": "63.71.04.1009"}
    assert "TANYA" in area


def test_unknown_states_are_asked_and_trials_are_proposed_for_exclusion(add: Any) -> None:
    states = ("Selesai", "Melayang", "UJI COBA", "Diproses")
    table = block(add(written(*(row(i, status=states[i % 4]) for i in range(40)))))
    assert table["columns"]["status"]["map"] == {
        "Selesai": "completed",
        "Melayang": "TANYA",
        "Diproses": "open",
    }
    assert len(table["columns"]["status"]["TANYA"]) == 2
    assert table["exclude"] == {"status": ["UJI COBA"]}


def test_sums_and_repeated_headers_are_excluded_and_no_evidence(add: Any) -> None:
    rows = [row(i) for i in range(40)]
    found = add(written(*rows[:20], HEAD, *rows[20:], "Jumlah: 40;;;;;;;;"))
    table = block(found)
    assert table["columns"]["submitted_at"]["format"] == "%d/%m/%Y %H:%M"
    assert table["exclude"] == {"nomor": {"like": ["Jumlah*"]}, "kantor": ["kantor"]}


def test_an_open_question_keeps_the_configuration_from_being_loaded(
    add: Any, settings: Settings, tmp_path: Path
) -> None:
    found = add(written(*(row(i) for i in range(40))))
    config = tmp_path / "asked.toml"
    config.write_text(settings.config.read_text() + "\n".join(found.block), encoding="utf-8")
    with pytest.raises(
        ConfigProblem, match=r"source.uji.columns.channel.TANYA: pertanyaan ini belum dijawab"
    ):
        load_settings({"PANTAU_CONFIG": str(config)})


HOSTILE = ['"', "'", "\\", "]", "# x", "\x1b[31m", "\u202e", "a\tb", "{ }", "=cmd()", "\U0001f600", '"""']


def test_hostile_headers_and_cells_break_neither_toml_nor_terminal(add: Any) -> None:
    quoted = ['"' + f"jenis layanan {mark}".replace('"', '""') + '"' for mark in HOSTILE]
    cells = ['"' + mark.replace('"', '""') + '"' for mark in HOSTILE]
    head = f"{HEAD};{';'.join(quoted)}"
    status = {"status": '"' + '\x1b]0;x\x07""] = 1 #'.replace('"', '"') + '"'}
    found = add(written(*(f"{row(i, **status)};{';'.join(cells)}" for i in range(40)), head=head))
    assert tomllib.loads("\n".join(found.lines))["source"]["uji"] == block(found)
    assert all(line.isprintable() for line in found.lines)


def test_where_no_fact_fits_it_says_so_with_the_reasons(add: Any) -> None:
    found = add("tahun,imb\n2020,12\n2021,14\n")
    assert (found.exit_code, found.block) == (4, ())
    said = "\n".join(found.lines)
    assert "Tidak ada jenis fakta yang cocok" in said
    for fact in ("answer", "visit", "complaint", "request"):
        assert f"({fact}):" in said
    assert tomllib.loads(said) == {}


def test_a_header_alone_proves_nothing(add: Any) -> None:
    assert add(HEAD + "\n").exit_code == 4


def test_a_workbook_with_a_title_and_two_header_rows(add: Any, tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "skm.xlsx")
    sheet = book.add_worksheet("Jawaban")
    sheet.merge_range(0, 0, 0, 11, "REKAP SURVEI 2025")
    sheet.merge_range(1, 0, 2, 0, "NO. RESPONDEN ")
    sheet.merge_range(1, 1, 1, 2, "PROFIL")
    sheet.merge_range(1, 3, 1, 11, "NILAI UNSUR PELAYANAN")
    sheet.write_row(2, 1, ["JENIS LAYANAN", "TANGGAL", *(f"U{i}" for i in range(1, 10))])
    for i in range(30):
        sheet.write_row(
            3 + i, 0, [i + 1, "KTP", f"{13 + i % 9}-03-2025", *(3 + (i + j) % 2 for j in range(9))]
        )
    book.close()
    table = block(add((tmp_path / "skm.xlsx").read_bytes(), "baru.bin"))
    assert (table["fact"], table["read"], table["skip_rows"], table["header_rows"]) == (
        "answer",
        "xlsx",
        1,
        2,
    )
    assert table["columns"]["u9"]["from"].endswith("U9")
    assert table["order_8_9"] == "TANYA"


def test_of_several_sheets_the_option_is_named_and_stays_in_the_next_step(
    settings: Settings, tmp_path: Path
) -> None:
    book = xlsxwriter.Workbook(tmp_path / "buku.xlsx")
    for name in ("Rekap", "Data Loket"):
        sheet = book.add_worksheet(name)
        for line, text in enumerate([HEAD, *(row(i) for i in range(40))]):
            sheet.write_row(line, 0, text.split(";"))
    book.close()
    asked = run(settings, str(tmp_path / "buku.xlsx"))
    assert 'tulis yang mana, misalnya sheet = "Rekap" (pada source add: --sheet "Rekap")' in str(
        asked.exception
    )
    shown = run(settings, str(tmp_path / "buku.xlsx"), "--sheet", "Data Loket")
    assert "--name buku --sheet 'Data Loket' --write" in shown.output.splitlines()[-1]


def test_json_in_one_document_is_found_by_its_path(add: Any) -> None:
    names = HEAD.split(";")
    rows = [dict(zip(names, row(i).split(";"), strict=True)) for i in range(40)]
    content = json.dumps({"data": {"items": rows}})
    assert "--rows" in "\n".join(add(content, "x.json").lines)
    table = block(add(content, "x.json", rows="data.items"))
    assert (table["read"], table["rows"], table["fact"]) == ("json", "data.items", "request")


def run(settings: Settings, *words: str) -> Result:
    return CliRunner().invoke(app, ["source", "add", *words], env={"PANTAU_CONFIG": str(settings.config)})


def test_the_command_writes_only_when_told(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "Loket Maret.csv"
    file.write_text(written(*(row(i) for i in range(40))), encoding="utf-8")
    before = settings.config.read_text()
    shown = run(settings, str(file))
    assert (shown.exit_code, settings.config.read_text()) == (0, before)
    step = f"python -m etl source add '{file}' --name loket-maret --write"
    assert shown.output.splitlines()[-1] == f"# Langkah berikut: {step}"
    wrote = run(settings, *shlex.split(step)[5:])
    assert wrote.exit_code == 0
    step = f"python -m etl check '{file}' --source loket-maret"
    assert wrote.output.splitlines()[-1] == f"# Langkah berikut, sesudah pertanyaannya dijawab: {step}"
    after = settings.config.read_text()
    assert after.startswith(before)
    assert list(tomllib.loads(after)["source"]) == ["loket-maret"]


def test_what_cannot_be_used_or_read_is_said(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"a;b\n1;\xc3\xa9\n2;\x95\n")
    with pytest.raises(ConfigProblem, match="huruf kecil"):
        add_source(settings, file, name="../x")
    with pytest.raises(SourceRefused, match="a.csv: dua pengodean"):
        add_source(settings, file)
    with pytest.raises(SourceRefused, match="berkas atau foldernya tidak ada; sebut"):
        add_source(settings, tmp_path / "tidak-ada.csv")
    with pytest.raises(SourceRefused, match="ini folder"):
        add_source(settings, tmp_path)


def test_no_fact_ends_with_four_and_writes_nothing(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("tahun,imb\n2020,12\n2021,14\n")
    before = settings.config.read_text()
    assert run(settings, str(file), "--write").exit_code == 4
    assert settings.config.read_text() == before
