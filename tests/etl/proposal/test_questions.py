"""A form's questions become the unsur that they ask about, or a question to the person."""

import csv
import re
import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from etl.adding import add_source
from etl.check import check
from etl.proposal import Proposal
from etl.settings import Settings, load_settings
from etl.skm import UNSUR

ABOUT = ("Cap waktu", "Kelurahan domisili Bapak/Ibu", "Jenis layanan yang Bapak/Ibu terima hari ini")
FORM = (
    "1. Bagaimana pendapat Saudara tentang kesesuaian persyaratan pelayanan dengan jenis pelayanannya?",
    "2. Bagaimana pemahaman Saudara tentang kemudahan prosedur pelayanan di unit ini?",
    "3. Bagaimana pendapat Saudara tentang kecepatan waktu dalam memberikan pelayanan?",
    "4. Bagaimana pendapat Saudara tentang kewajaran biaya/tarif dalam pelayanan?",
    "5. Bagaimana pendapat Saudara tentang kesesuaian produk pelayanan antara yang tercantum dalam standar "
    "pelayanan dengan hasil yang diberikan?",
    "6. Bagaimana pendapat Saudara tentang kompetensi/kemampuan petugas dalam pelayanan?",
    "7. Bagaimana pendapat Saudara perilaku petugas dalam pelayanan terkait kesopanan dan keramahan?",
    "8. Bagaimana pendapat Saudara tentang kualitas sarana dan prasarana?",
    "9. Bagaimana pendapat Saudara tentang penanganan pengaduan, saran, dan masukan pengguna layanan?",
)
AREAS, SERVICES = ("Kuin Utara", "Sungai Miai", "Pangeran"), ("KTP", "KK")
WORDS = ("Tidak baik", "Kurang baik", "Baik", "Sangat baik")


def form(path: Path, asked: Sequence[str] = FORM, words: Sequence[str] = "1234") -> Path:
    """Thirty answers; the scores differ from question to question."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow([*ABOUT, *asked, "Nama (boleh dikosongkan)", "Saran / masukan"])
        for i in range(30):
            told = [f"{13 + i % 9}/03/2026 09:{i:02}:00", AREAS[i % 3], SERVICES[i % 2]]
            scores = [words[(i + j * j) % len(words)] for j in range(len(asked))]
            out.writerow([*told, *scores, "Siti Contoh", "Baik" if i % 2 else "Sangat baik"])
    return path


def added(settings: Settings, *given: Any) -> Proposal:
    return add_source(settings, form(settings.config.with_name("skm.csv"), *given), name="skm")


def columns(found: Proposal) -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads("\n".join(found.block))["source"]["skm"]["columns"]
    return table


def unsur_asks(found: Proposal) -> dict[str, Any]:
    return {name: "TANYA" in rule for name, rule in columns(found).items() if name in (*UNSUR, "u1", "u4")}


def said(found: Proposal) -> str:
    return " ".join(" ".join(found.lines).replace("#", " ").split())


@pytest.mark.parametrize("words", ["1234", WORDS])
def test_the_usual_form_is_read_whole_once_three_questions_are_answered(
    settings: Settings, words: Sequence[str]
) -> None:
    found = added(settings, FORM, words)
    assert (found.exit_code, unsur_asks(found)) == (0, dict.fromkeys(UNSUR, False))
    assert columns(found)["area"]["from"] == ABOUT[1]
    text = "\n".join(found.block).replace('from = "TANYA"', 'from = "Cap waktu"')
    for name, value in (("office", "63.71.04"), ("channel", "loket")):
        at = text.index(f"\n{name} = ")
        text = text[:at] + text[at:].replace('value = "TANYA"', f'value = "{value}"', 1)
    text = re.sub(r"TANYA = \[[0-9, ]+\], ", "", text)
    config = settings.config.with_name("answered.toml")
    config.write_text(settings.config.read_text() + text, encoding="utf-8")
    loaded = load_settings({"PANTAU_CONFIG": str(config)})
    seen = check(loaded, config.with_name("skm.csv"), "skm", now=datetime(2026, 4, 1, tzinfo=UTC))
    assert (seen.read, seen.good) == (30, 30)
    order = ("persyaratan", "prosedur", "waktu", "biaya", "produk", "kompetensi", "perilaku", "sarana")
    assert [seen.samples[0][name] for name in order] == [str(1 + j * j % 4) for j in range(8)]


def test_who_answers_and_what_they_wish_for_stays_unread(settings: Settings) -> None:
    told = said(added(settings))
    assert "Nama (boleh dikosongkan): nama orang" in told
    assert "Saran / masukan: teks bebas" in told
    assert "Siti" not in told


def test_a_question_without_a_word_is_read_by_its_number_and_asked(settings: Settings) -> None:
    bare = "4. Bagaimana pendapat Saudara tentang hal ini di unit pelayanan kami?"
    found = added(settings, [*FORM[:3], bare, *FORM[4:]])
    assert columns(found)["u4"]["from"] == "u4"
    assert "TANYA" in columns(found)["u4"]
    assert "unsur dibaca dari nomor pertanyaan. Benar?" in said(found)


def test_a_number_that_names_the_unsur_is_no_question(settings: Settings) -> None:
    bare = "U4. Bagaimana pendapat Saudara tentang hal ini di unit pelayanan kami?"
    found = added(settings, [*FORM[:3], bare, *FORM[4:]])
    assert "TANYA" not in columns(found)["u4"]


@pytest.mark.parametrize(
    ("place", "header", "why"),
    [
        (
            3,
            "4. Bagaimana pendapat Saudara tentang kecepatan waktu di loket kami?",
            "sama-sama menyebut waktu",
        ),
        (3, "Bagaimana pendapat Saudara tentang biaya dan fasilitas di sini?", 'menyebut "biaya", "sarana"'),
        (3, "Bagaimana pendapat Saudara tentang suasana di kantor kami ini?", "unsurnya tidak disebut"),
        (
            3,
            "7. Bagaimana pendapat Saudara tentang kewajaran biaya di sini?",
            "unsur dibaca dari kata di judul",
        ),
    ],
)
def test_what_is_not_sure_is_asked(settings: Settings, place: int, header: str, why: str) -> None:
    found = added(settings, [*FORM[:place], header, *FORM[place + 1 :]])
    assert why in said(found)
    assert any(unsur_asks(found).values())


@pytest.mark.parametrize(
    ("header", "asked"), [("L/P", False), ("Laki-laki/Perempuan", False), ("Responden", True)]
)
@pytest.mark.parametrize("words", ["LP", ("Laki-laki", "Perempuan")])
def test_the_sex_is_told_by_its_header_or_by_its_words(
    settings: Settings, header: str, words: Sequence[str], asked: bool
) -> None:
    path = settings.config.with_name("skm.csv")
    lines = [";".join(["Nomor", "Tanggal", "Layanan", *(f"U{i}" for i in range(1, 10)), header])]
    lines += [f"R-{i * 7};{13 + i % 9}/03/2026;KTP;{'3;4;' * 4}3;{words[i % 2]}" for i in range(30)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sex = columns(add_source(settings, path, name="skm"))["sex"]
    assert (sex["from"], "TANYA" in sex) == (header, asked)
    assert ("map" in sex) == (words != "LP")
