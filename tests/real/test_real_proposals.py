"""`etl source add` on exports that no one here wrote, against the blocks that are known right."""

import csv
import io
import sys
import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from etl.adding import add_source
from etl.errors import SourceRefused
from etl.proposal import Proposal
from etl.proposal.text import toml
from etl.reference import load_reference
from etl.settings import Settings, load_settings
from etl.source import SourceBlock
from etl.sources import reader_of
from etl.validate import Validator
from tests.real.test_real_validate import BLOCKS, DATA, pytestmark  # noqa: F401 (marks this module too)

ASK = "TANYA"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
NUMBERED = {f"u{i}" for i in range(1, 10)}

# What a person answers, by the place in the block; nothing else is changed.
ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "boston": {},
    "callcentre": {"columns.outcome.map.PHANTOM": None, "exclude.outcome": ["PHANTOM"]},
    "kantin": {"value": "2020-01-31"},
    "mahulu": {"timezone": "UTC", "order_8_9": "regulation", "columns.channel.value": "elok"},
}
FILES = [
    ("boston", "boston311-2015/Abandoned Vehicles.csv"),
    ("boston", "boston311-2015/Electrical.csv"),
    ("boston", "boston311-2015/Graffiti Removal.csv"),
    ("boston", "boston311-2015/Heat - Excessive  Insufficient.csv"),
    ("boston", "boston311-2015/New Sign  Crosswalk or Pavement Marking.csv"),
    ("boston", "boston311-2015/OCR Front Desk Interactions.csv"),
    ("callcentre", "callcentre/calls_aug_01_15.csv"),
    ("kantin", "kantin-queue/Dataset_10_RA.csv"),
    ("mahulu", "skm-mahulu/skm_2025.csv"),
]
# Right outright, right once the question beside it is answered, asked altogether; of how many.
EXPECTED = {
    "boston311-2015/Abandoned Vehicles.csv": (9, 0, 0, 9),
    "boston311-2015/Electrical.csv": (9, 0, 0, 9),
    "boston311-2015/Graffiti Removal.csv": (9, 0, 0, 9),
    "boston311-2015/Heat - Excessive  Insufficient.csv": (9, 0, 0, 9),
    "boston311-2015/New Sign  Crosswalk or Pavement Marking.csv": (9, 0, 0, 9),
    "boston311-2015/OCR Front Desk Interactions.csv": (9, 0, 0, 9),
    "callcentre/calls_aug_01_15.csv": (12, 0, 1, 13),
    "kantin-queue/Dataset_10_RA.csv": (3, 5, 0, 8),
    "mahulu": (14, 3, 1, 18),
}


def office(name: str, folder: Path) -> Settings:
    """The office of the known block, without its source."""
    known = tomllib.loads((BLOCKS / f"{name}.toml").read_text(encoding="utf-8"))
    reference = str((BLOCKS / known["reference"]["path"]).resolve())
    lines = ["[office]", *(f"{key} = {toml(value)}" for key, value in known["office"].items())]
    lines += ["[reference]", f"path = {toml(reference)}"]
    (folder / "office.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return load_settings({"PANTAU_CONFIG": str(folder / "office.toml")})


def plain(folder: Path) -> Settings:
    """Our own office: its tables know nothing of these files."""
    text = '[office]\ncode = "63.71.04"\n[reference]\npath = ' + toml(
        str(BLOCKS.parents[2] / "data" / "reference")
    )
    (folder / "office.toml").write_text(text + "\n", encoding="utf-8")
    return load_settings({"PANTAU_CONFIG": str(folder / "office.toml")})


def raw(proposal: Proposal) -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads("\n".join(proposal.block))["source"]["uji"]
    return table


def answered(value: Any, answers: Mapping[str, Any], path: str = "") -> Any:
    """The block with its questions answered: `TANYA` keys are deleted, and `TANYA` values replaced."""
    if isinstance(value, dict):
        inner = {key: (key, f"{path}.{key}".lstrip(".")) for key in value if key != ASK}
        found = {key: answered(value[key], answers, place) for key, place in inner.values()}
        return {key: one for key, one in found.items() if one is not None}
    if isinstance(value, list):
        return [answered(one, answers, path) for one in value]
    if value != ASK:
        return value
    if path in answers:
        return answers[path]
    return answers[path.rpartition(".")[2]]


def facts(settings: Settings, block: SourceBlock, path: Path) -> tuple[pa.Table, int, int]:
    """Facts in the order of the file's lines, rejected rows, excluded rows."""
    validator = Validator(block, load_reference(settings.reference), now=NOW)
    content = io.BytesIO(path.read_bytes())
    found = [
        validator.check(batch, file_name=path.name) for batch in reader_of(block).read(content, block).batches
    ]
    whole = pa.concat_tables([one.facts for one in found]).sort_by("line")
    return whole, sum(one.rejected for one in found), sum(one.excluded for one in found)


def answer_all(name: str, settings: Settings, proposal: Proposal) -> SourceBlock:
    block = answered(raw(proposal), ANSWERS[name])
    for key, value in ANSWERS[name].items():
        if key.startswith("exclude."):
            block.setdefault("exclude", {})[key.removeprefix("exclude.")] = value
    config = settings.config.with_name("answered.toml")
    tables = "".join(
        f"\n[source.uji.{part}]\n"
        + "".join(f"{toml_key(k)} = {toml(v)}\n" for k, v in block.pop(part, {}).items())
        for part in ("columns", "exclude")
    )
    keys = "".join(f"{key} = {toml(value)}\n" for key, value in block.items())
    config.write_text(f"{settings.config.read_text()}\n[source.uji]\n{keys}{tables}", encoding="utf-8")
    return load_settings({"PANTAU_CONFIG": str(config)}).sources["uji"]


def toml_key(key: str) -> str:
    return toml(key)


@pytest.mark.parametrize(("name", "file"), FILES)
def test_a_proposal_stands_against_the_block_that_is_known_right(
    name: str, file: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the values of each column, row by row; a question may stand for a column, never a wrong value."""
    settings = office(name, tmp_path)
    proposal = add_source(settings, DATA / file, name="uji")
    assert proposal.exit_code == 0
    block = answer_all(name, settings, proposal)
    known = load_settings({"PANTAU_CONFIG": str(BLOCKS / f"{name}.toml")})
    [right] = known.sources.values()
    ours, rejected, excluded = facts(settings, block, DATA / file)
    theirs, _, left_out = facts(known, right, DATA / file)
    assert (rejected, excluded, ours.num_rows) == (0, left_out, theirs.num_rows)
    count = {"right": 0, "answered": 0, "asked": 0, "wrong": 0}
    for written in right.columns:
        count[judged(written, raw(proposal), ours, theirs)] += 1
    with capsys.disabled():
        sys.stdout.write(f"\n{file}: {count} ")
    assert count["wrong"] == 0
    expected = EXPECTED.get(file) or EXPECTED[name]
    assert tuple(count[word] for word in ("right", "answered", "asked")) == expected[:3]
    assert sum(count.values()) == expected[3]
    assert (count["right"] + count["answered"]) / sum(count.values()) >= 0.8


def judged(written: str, proposed: Mapping[str, Any], ours: pa.Table, theirs: pa.Table) -> str:
    unsur = [
        "persyaratan",
        "prosedur",
        "waktu",
        "biaya",
        "produk",
        "kompetensi",
        "perilaku",
        "pengaduan",
        "sarana",
    ]
    stored = unsur[int(written[1]) - 1] if written in NUMBERED else written
    rule = proposed["columns"].get(written)
    first = rule[0] if isinstance(rule, list) else rule
    same = ours[stored].equals(theirs[stored])
    if not same:
        return "wrong"
    if first is None:
        return "right"
    if first.get("value") == ASK or ASK in first.get("map", {}).values():
        return "asked"
    hung = written in ("u8", "u9") or (written.endswith("_at") and proposed["timezone"] == ASK)
    return "answered" if ASK in first or hung else "right"


# Files that are no record of service

NO_FACT = [
    "messy-indonesia/imb_1998_2012.csv",
    "messy-indonesia/kepadatan_kelurahan_2013.csv",
    "messy-indonesia/kode_wilayah_dki_2014.csv",
    "messy-indonesia/lppd_semarang_2018_2019.xlsx",
    "messy-indonesia/template_skm_dua_baris_judul.xlsx",
    "skm-mahulu/layanan.csv",
]
ACCIDENTS = DATA / "messy-indonesia" / "kecelakaan_transportasi_2011_2014.csv"


@pytest.mark.parametrize("file", NO_FACT)
def test_where_no_fact_fits_it_says_so(file: str, tmp_path: Path) -> None:
    found = add_source(plain(tmp_path), DATA / file, name="uji")
    assert (found.exit_code, found.block) == (4, ())
    assert any("Tidak ada jenis fakta yang cocok" in line for line in found.lines)


def test_two_encodings_must_be_mended_first_and_then_no_fact_fits(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match=r"dua pengodean .*pertama di baris 26.*pertama di baris 5"):
        add_source(plain(tmp_path), ACCIDENTS, name="uji")
    mended = tmp_path / "mended.csv"
    mended.write_bytes(
        b"".join(
            line if _is_utf8(line) else line.decode("cp1252", errors="replace").encode()
            for line in ACCIDENTS.read_bytes().splitlines(keepends=True)
        )
    )
    found = add_source(plain(tmp_path), mended, name="uji")
    assert (found.exit_code, found.block) == (4, ())


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_a_catalogue_is_taken_as_one_with_all_eight_spellings(tmp_path: Path) -> None:
    file = DATA / "mpp-batang-sla" / "jenis_izin.csv"
    found = add_source(plain(tmp_path), file, name="uji")
    assert (found.exit_code, found.block) == (0, ())
    lines = list(found.lines)

    def table(name: str) -> list[dict[str, str]]:
        start = lines.index(f"# {name}") + 1
        return list(csv.DictReader(lines[start : lines.index("", start)]))

    standards = table("standards.csv")
    counted = Counter((row["note"], row["value"], row["unit"]) for row in standards)
    assert counted == {
        ("7 Hari", "7", ASK): 50,
        ("7 hari kerja", "7", "hari_kerja"): 17,
        ("7 hari", "7", ASK): 9,
        ("Maksimal 7 Hari Kerja", "7", "hari_kerja"): 2,
        ("1 hari", "1", ASK): 2,
        ("30 Menit", "30", "menit"): 1,
        ("Maksimal 20 (dua puluh) hari", "20", ASK): 1,
        ("Maksimal 7 (tujuh) hari", "7", ASK): 1,
    }
    services = table("services.csv")
    assert len(services) == len({row["code"] for row in services}) == 83
    assert any("66 baris tidak aktif" in line for line in lines)


def test_nothing_that_a_person_wrote_or_lived_at_is_shown(tmp_path: Path) -> None:
    """The survey's remarks and the addresses of the requests stay in their files."""
    for name, file, columns in (
        ("mahulu", "skm-mahulu/skm_2025.csv", ("saran",)),
        ("boston", "boston311-2015/Electrical.csv", ("CLOSURE_REASON", "Location", "LOCATION_STREET_NAME")),
    ):
        said = "\n".join(add_source(office(name, tmp_path), DATA / file, name="uji").lines)
        with (DATA / file).open(encoding="utf-8-sig", newline="") as content:
            rows = list(csv.DictReader(content))
        texts = {row[column] for row in rows for column in columns} - {"", "NULL", "update", "Electrical"}
        assert len(texts) > 8
        assert not [text for text in texts if text in said]
