"""Questions of a form as columns: found by a pattern that fits exactly one of them."""

import json
from typing import Any

import pytest

from etl.check import check
from etl.errors import ConfigProblem, SourceRefused
from etl.long_names import renamed
from etl.settings import Settings
from tests.etl.workbook import rows
from tests.etl.written import NOW, settings_text

QUESTIONS = (
    "Timestamp",
    "Nomor",
    "1.  Bagaimana pendapat Saudara tentang kesesuaian persyaratan pelayanan dengan jenis pelayanannya?",
    "2. Bagaimana pemahaman Saudara tentang kemudahan prosedur pelayanan di unit ini?",
)
ANSWER = ("2026-02-02 08:00:00", "1", "3", "4")
BLOCK = """
[source.skm]
fact = "answer"
read = "{kind}"
path = "form.*"
[source.skm.headers]
u1 = "1. *persyaratan*"
u2 = "2.*PROSEDUR*"
[source.skm.columns]
id = {{ from = "Nomor" }}
office = {{ value = "63.71.04" }}
service = {{ value = "kk" }}
channel = {{ value = "loket" }}
answered_at = {{ from = "Timestamp", format = "%Y-%m-%d %H:%M:%S" }}
persyaratan = {{ from = "u1" }}
prosedur = {{ from = "u2" }}
"""


@pytest.mark.parametrize("kind", ["csv", "xlsx", "json"])
def test_a_form_is_read_by_short_names(tmp_path, kind):
    settings = settings_text(tmp_path, BLOCK.format(kind=kind))
    content: Any = {
        "csv": "\n".join(",".join(row) for row in (QUESTIONS, ANSWER)).encode(),
        "xlsx": rows(QUESTIONS, ANSWER),
        "json": json.dumps([dict(zip(QUESTIONS, ANSWER, strict=True))]).encode(),
    }
    path = tmp_path / f"form.{kind}"
    path.write_bytes(content[kind])
    found = check(settings, path, "skm", now=NOW)
    assert (found.read, found.good, found.header[2:]) == (1, 1, ("u1", "u2"))
    assert (found.samples[0]["persyaratan"], found.samples[0]["prosedur"]) == ("3", "4")


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("*pelayanan*", '2 kolom cocok dengan pola headers.u = "*pelayanan*"; yang cocok: "1.  Bagaimana'),
        ("*biaya*", 'tidak ada kolom yang cocok dengan pola headers.u = "*biaya*"; yang ada: "Timestamp"'),
        ("?. Bagaimana*", "2 kolom cocok"),
        ("1. Bagaimana", "tidak ada kolom yang cocok"),
    ],
)
def test_a_pattern_fits_exactly_one_or_the_file_is_refused(pattern, said):
    with pytest.raises(SourceRefused) as caught:
        renamed(QUESTIONS, {"u": pattern})
    assert said in str(caught.value)


def test_one_question_has_one_name():
    with pytest.raises(SourceRefused, match="dua pola"):
        renamed(QUESTIONS, {"a": "1.*", "b": "*persyaratan*"})


def test_signs_of_expressions_stand_for_themselves():
    assert renamed(("a+b (c)?", "aab c"), {"x": "a+b (c)*"}) == ("x", "aab c")


def test_numbers_of_persons_in_a_header_are_not_told():
    with pytest.raises(SourceRefused) as caught:
        renamed(("6371041212900001",), {"x": "nama"})
    assert "6371041212900001" not in str(caught.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [('u3 = "3.*"', "nama pendek ini tidak dipakai"), ('u1 = "*"', "tulis sebagian judulnya")],
)
def test_a_name_that_no_rule_reads_is_a_mistake(tmp_path, line, said):
    text = BLOCK.format(kind="csv").replace('u1 = "1. *persyaratan*"', line)
    with pytest.raises(ConfigProblem, match=said):
        settings_text(tmp_path, text)


def test_the_pattern_is_part_of_how_a_file_is_understood(tmp_path):
    def digest(text: str) -> str:
        found: Settings = settings_text(tmp_path, text)
        return found.sources["skm"].digest()

    text = BLOCK.format(kind="csv")
    assert digest(text) == digest(text)
    assert digest(text) != digest(text.replace("1. *persyaratan*", "1.*"))
