"""A block that cannot work is refused at start, with the key and what is allowed."""

import pytest

from etl.errors import ConfigProblem
from etl.validate import Validator
from tests.etl.written import ANSWER, NOW, block, reference, validator


@pytest.mark.parametrize(
    ("columns", "key", "words"),
    [
        ({"taken": {"from": "x"}}, "columns.taken", "taken_at"),
        ({"taken_at": None}, "columns.taken_at", "wajib"),
        ({"office": {"value": "99.99"}}, "columns.office.value", "63.71.04"),
        ({"service": {"from": "x", "other": "tidak ada"}}, "columns.service.other", "services.csv"),
        ({"service": {"from": "x", "map": {"a": "tidak ada"}}}, "columns.service.map", "tidak ada"),
        (
            {"service": {"from": "x", "map": {"a b": "kk", "A  B": "ktp-el"}}},
            "columns.service.map",
            "dua kali",
        ),
        ({"service": {"from": "x", "codes": "areas"}}, "columns.service.codes", "services"),
        ({"outcome": {"value": "selesai"}}, "columns.outcome.value", "no_show"),
        ({"outcome": {"from": "x", "format": "%Y"}}, "columns.outcome.format", "boleh"),
        ({"ticket": {"from": "x", "value": "y"}}, "columns.ticket", "tepat satu"),
        ({"ticket": {}}, "columns.ticket", "tepat satu"),
        ({"ticket": []}, "columns.ticket", "kosong"),
        ({"ticket": {"from": []}}, "columns.ticket.from", "kosong"),
        ({"ticket": {"from": [{}]}}, "columns.ticket.from", "tepat satu"),
        ({"ticket": {"from": [{"file": "("}]}}, "columns.ticket.file", "regular expression"),
        ({"ticket": {"from": [{"file": "(a)(b)"}]}}, "columns.ticket.file", "paling banyak satu"),
        ({"ticket": {"from": "x", "hmac": True}}, "columns.ticket.hmac", "person"),
        ({"ticket": {"from": "x", "between": [2, 1]}}, "columns.ticket.between", "batas"),
        ({"called_at": {"from": "x"}}, "columns.called_at.format", "%d/%m/%Y"),
        ({"called_at": {"from": "x", "format": "%Q"}}, "columns.called_at.format", "%Q"),
        ({"called_at": {"from": "x", "format": "%Y-%m"}}, "columns.called_at.format", "hari"),
        ({"called_at": {"from": "x", "format": "%H:%M"}}, "columns.called_at.format", "tanggal"),
        ({"called_at": {"from": ["x", "y"], "format": ["%F", "%I:%M"]}}, "columns.called_at.format", "%p"),
        ({"called_at": {"from": "x", "format": "%F %I:%M"}}, "columns.called_at.format", "%p"),
        ({"called_at": {"from": "x", "format": "%F %F"}}, "columns.called_at.format", "dua kali"),
        ({"called_at": {"from": "x", "format": "hari ini"}}, "columns.called_at.format", "tidak ada tanggal"),
        (
            {"called_at": {"from": ["x", "y"], "format": "%F"}},
            "columns.called_at.format",
            "satu format per bagian",
        ),
        ({"called_at": {"value": "2025-02-30", "format": "%F"}}, "columns.called_at.value", "2025-02-30"),
        ({"called_at": {"from": "x", "format": "%F", "skew": "5"}}, "columns.called_at.skew", "satuan"),
        ({"called_at": {"from": "x", "format": "%F", "map": {}}}, "columns.called_at.map", "boleh"),
        (
            {"called_at": {"from": "x", "format": "%F", "next_day": {"after": "tidak", "gap": "1h"}}},
            "columns.called_at.next_day.after",
            "taken_at",
        ),
        (
            {"called_at": {"from": "x", "format": "%F", "next_day": {"after": "taken_at", "gap": "1"}}},
            "columns.called_at.next_day.gap",
            "satuan",
        ),
        ({"called_at": {"start": "taken_at"}}, "columns.called_at.plus", "memerlukan"),
        (
            {"called_at": {"from": "x", "format": "%F", "plus": {"from": "y"}}},
            "columns.called_at.plus",
            "start",
        ),
        ({"called_at": {"start": "taken_at", "plus": {"from": "y"}}}, "columns.called_at.plus", "salah satu"),
        (
            {"called_at": {"start": "taken_at", "plus": {"from": "y", "format": "%F"}}},
            "columns.called_at.plus.format",
            "jam",
        ),
        (
            {"called_at": {"start": "taken_at", "plus": {"from": "y", "format": "%K"}}},
            "columns.called_at.plus.format",
            "%K",
        ),
        (
            {"called_at": {"start": "taken_at", "plus": {"from": "y", "unit": "s"}, "empty": "-"}},
            "columns.called_at.empty",
            "plus",
        ),
        (
            {"called_at": {"start": "called_at", "plus": {"from": "y", "unit": "s"}}},
            "columns.called_at",
            "saling",
        ),
        ({"u1": {"from": "x"}}, "columns.u1", "bukan kolom visit"),
        ({"person": {"from": "nik"}}, "columns.person", "hmac"),
        ({"person": {"from": ["nik", "kk"], "hmac": True}}, "columns.person", "kolom NIK"),
        ({"person": {"from": "nik", "hmac": True, "map": {"a": "b"}}}, "columns.person", "kolom NIK"),
        ({"remark": {"from": "saran", "hmac": True}}, "columns.remark.hmac", "person"),
        ({"remark": {"from": "saran", "format": "%F"}}, "columns.remark.format", "boleh"),
    ],
)
def test_a_block_that_cannot_work_is_refused_at_start(columns, key, words):
    with pytest.raises(ConfigProblem) as caught:
        validator(block(columns))
    message = str(caught.value)
    assert message.startswith(f"office.toml, source.antrean.{key}")
    assert words in message


def test_a_person_needs_a_key():
    source = block({"person": {"from": "nik", "hmac": True}})
    with pytest.raises(
        ConfigProblem, match=r"^office\.toml, source\.antrean\.columns\.person.*PANTAU_HMAC_KEY"
    ):
        Validator(source, reference(), now=NOW)


def test_everything_that_is_wrong_is_said_at_once():
    with pytest.raises(ConfigProblem) as caught:
        validator(block({"taken": {"from": "x"}, "outcome": {"value": "x"}, "service": None}))
    assert len(str(caught.value).splitlines()) == 3


def test_a_cycle_names_its_columns():
    turn = {"from": "x", "format": "%F"}
    columns = {
        "called_at": {**turn, "next_day": {"after": "finished_at", "gap": "1h"}},
        "finished_at": {
            **turn,
            "next_day": {"after": {**turn, "next_day": {"after": "called_at", "gap": "1h"}}, "gap": "1h"},
        },
    }
    with pytest.raises(ConfigProblem, match="called_at → finished_at → called_at"):
        validator(block(columns))


@pytest.mark.parametrize(
    ("columns", "keys", "words"),
    [
        ({"u1": {"from": "u1"}}, {}, "order_8_9"),
        ({"waktu": {"from": "x"}, "u3": {"from": "y"}}, {"order_8_9": "regulation"}, "sudah dipetakan"),
        ({"waktu": {"from": "x"}}, {"order_8_9": "regulation"}, "hanya berlaku"),
        ({}, {}, "tidak ada unsur"),
        ({"waktu": {"from": "x", "between": [0, 4]}}, {}, "di dalam [1, 4]"),
        ({"waktu": {"from": "x", "map": {"a": 5}}}, {}, "bilangan bulat 1 sampai 4"),
        ({"waktu": {"value": 2.5}}, {}, "bilangan bulat"),
    ],
)
def test_an_answers_block_that_cannot_work(columns, keys, words):
    with pytest.raises(ConfigProblem) as caught:
        validator(block({**ANSWER, **columns}, fact="answer", **keys))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ({"from": "x", "map": {"a": "b"}}, "version.map"),
        ({"from": "x", "format": "%Q"}, "version.format"),
    ],
)
def test_a_version_that_cannot_work(version, words):
    with pytest.raises(ConfigProblem, match=words):
        validator(block(None, version=version))


def test_what_is_not_stored_is_said_and_not_read():
    columns = {"remark": {"from": "saran"}, "ticket": {"from": "no"}}
    checker = validator(block(columns))
    assert checker.notes == (
        'kolom "remark" tidak dibaca; untuk memuatnya tulis remarks = true di [privacy]',
    )
    assert checker.needs() == {"no", "kelurahan", "ambil"}
    assert (checker.spelled("id"), checker.spelled("office"), checker.spelled("counter")) == (
        "no",
        "office",
        "counter",
    )
