from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from dashboard.errors import InstrumentError
from dashboard.pekppp.instrument import Certainty, Indicator, chosen
from dashboard.pekppp.instrument_file import load
from tests.dashboard.pekppp.made import SHIPPED, six
from tests.real.test_real_validate import DATA

BOTH = {each.name: each for each in load(SHIPPED)}
TEXT = (SHIPPED / "enam-aspek.toml").read_text(encoding="utf-8")


def written(folder: Path, *changed: tuple[str, str]) -> Path:
    text = TEXT
    for old, new in changed:
        assert old in text
        text = text.replace(old, new, 1)
    (folder / "versi.toml").write_text(text, encoding="utf-8")
    return folder


def test_every_label_and_level_has_words_and_every_scored_indicator_evidence() -> None:
    for each in six().indicators:
        assert all(words.strip() for words in (each.label, *each.rubric, *each.evidence))
        assert len(set(each.rubric)) == 6
        assert each.evidence


@pytest.mark.parametrize(
    ("old", "new", "place", "found", "expected"),
    [
        ("weight = 17\n", "weight = 16\n", "aspek I", "jumlah bobot 99", "jumlah 100"),
        ("weight = 24\n", "weight = 23\n", "aspect", "jumlah bobot 99", "jumlah 100"),
        ("weight = 24\n", "weight = 24.5\n", "aspect ke-1.weight", "24.5", "bilangan bulat"),
        ("weight = 24\n", 'weight = "banyak"\n', "aspect ke-1.weight", "banyak", "pecahan"),
        ("weight = 24\n", 'weight = "1e999999999"\n', "aspect ke-1.weight", "1e999999999", "pecahan"),
        ('within = "bobot"', 'within = "kira"', "f02.within", "kira", "bobot, rata"),
        ('certainty = "beberapa"', 'certainty = "yakin"', "certainty", "yakin", "naskah"),
        (
            'parts = { f02 = "0.75", f03',
            'parts = { f02 = "0.8", f03',
            "combination.parts",
            "0.8",
            "berjumlah 1",
        ),
        ("least = 10", "least = 0", "f03.least", "0", "1 sampai 10000"),
        ("least = 10", "leest = 10", "f03.leest", "leest", "least"),
        ('below = "tanpa"', "", "f03.below", "tidak ada", "tulisan"),
        ('upper = "1.50"', 'upper = "0.90"', "categories.rows ke-2.upper", "0.90", "naik"),
        ('upper = "1.50"', 'upper = "1.505"', "categories.rows ke-2.upper", "1.505", "dua angka"),
        ('upper = "5.00"', 'upper = "4.99"', "categories.rows", "499/100", "sampai 5"),
        ("number = 2\n", "number = 1\n", "indicator", "1", "sekali saja"),
        ('"2 unsur", "3 unsur"', '"2 unsur"', "indicator ke-2.rubric", "5 tulisan", "6 tulisan"),
        ("steps = [0, 1, 4, 7, 10, 13]", "steps = [0, 4, 1, 7, 10, 13]", "steps", "[0, 4, 1", "naik dari 0"),
        ('aspect = "II"', 'aspect = "IX"', "aspect", "IX", "salah satu dari I, II"),
        ("indicator = 15", "indicator = 14", "facilities.rows ke-1.indicator", "14", "punya steps"),
        ("from = 2022-01-01", 'from = "2022-01-01"', "from", "2022-01-01", "tanggal"),
        ("from = 2022-01-01", "from = 2022-01-01\nuntil = 2021-01-01", "until", "2021-01-01", "sesudah"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, place: str, found: str, expected: str
) -> None:
    folder = written(tmp_path, (old, new))
    with pytest.raises(InstrumentError) as problem:
        load(folder)
    said = str(problem.value)
    assert said.startswith(f"{folder / 'versi.toml'}, ")
    for part in (place, found, expected):
        assert part in said, said


@pytest.mark.parametrize("damage", ["= [", "\udcff"])
def test_a_file_that_is_no_toml_is_refused(tmp_path: Path, damage: str) -> None:
    (tmp_path / "versi.toml").write_bytes(damage.encode(errors="surrogateescape"))
    with pytest.raises(InstrumentError, match=r"versi\.toml"):
        load(tmp_path)


def test_a_folder_without_a_version_and_two_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InstrumentError, match="PANTAU_PEKPPP"):
        load(tmp_path)
    written(tmp_path)
    (tmp_path / "lain.toml").write_text(TEXT, encoding="utf-8")
    with pytest.raises(InstrumentError, match="dua kali"):
        load(tmp_path)


def test_two_versions_stand_side_by_side_and_the_guess_is_taken_only_when_asked_for() -> None:
    both = list(BOTH.values())
    assert (BOTH["empat-komponen"].stated.certainty, BOTH["empat-komponen"].scorable) == (
        Certainty.GUESS,
        False,
    )
    assert BOTH["empat-komponen"].parts == {"tata_kelola": Fraction(1, 2), "skm": Fraction(1, 2)}
    for year in (2023, 2026, 2027):
        assert chosen(both, year) is BOTH["enam-aspek"]
    assert chosen(both, 2026, "empat-komponen") is BOTH["empat-komponen"]
    assert chosen(both, 2026, "tak-ada") is BOTH["enam-aspek"]


def test_an_office_may_load_the_official_sentences(tmp_path: Path) -> None:
    file = tmp_path / "kalimat.csv"
    file.write_text('nomor;kalimat\n1;Kalimat satu\n28;"Kalimat; dua"\n', encoding="utf-8")
    found = next(each for each in load(SHIPPED, file) if each.name == "enam-aspek")
    assert [each.official for each in found.indicators if each.official] == ["Kalimat satu", "Kalimat; dua"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1;a\n1;b\n", "baris 2: nomor 1 sudah ada"),
        ("1;a\n2;b;c\n", "baris 2: ditemukan “2;b;c”"),
        ("1;a\nx;b\n", "baris 2"),
        ("1;a\n2; \n", "baris 2"),
    ],
)
def test_a_wrong_line_of_the_official_sentences_is_named(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "kalimat.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InstrumentError, match=said):
        load(SHIPPED, file)


@pytest.mark.real
@pytest.mark.skipif(not DATA.is_dir(), reason=f"no real data in {DATA}")
def test_the_numbers_are_those_of_the_study() -> None:
    """Weights, scale, bands and shares; the words are ours, so no sentence is like theirs."""
    known = json.loads((DATA / "pekppp_instrument.json").read_text(encoding="utf-8"))
    rows = {row["no"]: row for row in known["indikator_f02a"]}
    assert [each.number for each in six().indicators] == list(rows)
    weights = {each.number: each.weight for each in six().aspects}
    for each in six().indicators:
        _same(each, rows[each.number], weights)
    shares = {key.lower(): Fraction(str(value)) for key, value in known["kombinasi"].items()}
    assert shares == six().parts
    bands = [(code, label, Fraction(str(upper))) for code, label, _, upper in known["kategori"]]
    assert bands == [(each.code, each.label, each.upper) for each in six().categories]
    assert [(row["no"], row["aspek"]) for row in known["f03a"]] == [
        (each.number, each.aspect) for each in six().questions
    ]


def _same(each: Indicator, row: dict[str, object], weights: dict[str, Fraction | None]) -> None:
    assert (each.code, each.weight) == (row["kode"], row["bobot_indikator_dalam_aspek_persen"])
    if each.weight:
        assert (each.aspect, weights[each.aspect]) == (row["aspek"], row["bobot_aspek_persen"])
        effective = Fraction(str(row["bobot_efektif_persen"])) / 100
        assert six().weight(each) == effective
    single = row["kepastian_bobot"] in ("single local seeder", "unscored")
    assert (each.certainty is Certainty.SINGLE) == single
    assert each.label != row["indikator"]
    assert not set(each.rubric) & set(row["rubrik"].values())  # type: ignore[attr-defined]
