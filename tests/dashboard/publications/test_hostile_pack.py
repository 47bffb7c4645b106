"""A pack whose lists agree and whose files say what no pack says: a sentence each, never a failure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest

from dashboard.errors import PackError
from dashboard.office.pekppp import Evaluation
from dashboard.office.publications import Pack
from dashboard.publications.frozen import digest, to_text
from dashboard.publications.pack.archive import to_zip
from dashboard.publications.pack.manifest import with_lists
from dashboard.publications.pack.verify import Remembered, Verdict, lines, open_pack, verify
from tests.dashboard.publications.made import FROZEN
from tests.dashboard.publications.test_record import THEN

AT = datetime(2027, 2, 1, 3, tzinfo=UTC)
ABOUT = {
    "title": "Paket bukti PEKPPP",
    "office": "Kecamatan Uji",
    "year": 2027,
    "version": "enam-aspek",
    "made_at": AT.isoformat(),
    "day": "2027-02-01",
    "sample": True,
    "sources": {"loket": ["1" * 64]},
}
RECORD, FROZEN_FILE = "penilaian.json", "angka-beku/2026-T2.json"
GONE = object()


def packed(about: Mapping[str, Any] = {}, files: Mapping[str, bytes] = {}) -> bytes:
    told = {RECORD: _bytes(THEN), FROZEN_FILE: to_text(FROZEN).encode(), **files}
    kept = {key: value for key, value in {**ABOUT, **about}.items() if value is not GONE}
    return to_zip(with_lists(told, kept), AT)


def _bytes(told: Any) -> bytes:
    return told if isinstance(told, bytes) else json.dumps(told).encode()


def judged(content: bytes, *packs: Pack) -> Verdict:
    return verify(open_pack(content), Remembered(packs, {digest(to_text(FROZEN))}), lambda _: None, most=1)


def test_the_pack_of_these_tests_is_whole() -> None:
    assert judged(packed()).whole


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *((key, GONE) for key in ABOUT),
        *(("year", value) for value in (10**30, 1e999, -1, 0, "2027", True, None, [], 2**63)),
        *(("version", value) for value in (5, None, [], "", "a\0", "x" * 65)),
        *(("made_at", value) for value in ("2027-02-01", "2027-02-01T03:00:00", 5, "kemarin")),
        *(("made_at", f"{year}-12-31T23:59:59+00:00") for year in ("9999", "0001", "1900")),
        *(("day", value) for value in ("2026-02-30", 5, "besok")),
        *(("sources", value) for value in ([], {"a": 5}, {"a": [[1]]}, {"a": None}, {"a": {"b": 1}})),
        *(("title", value) for value in (5, {}, None)),
        *(("sample", value) for value in ("no", None, [])),
    ],
)
def test_a_manifest_that_says_what_none_says_is_refused(key: str, value: Any) -> None:
    with pytest.raises(PackError, match=r"manifest\.json berubah: "):
        open_pack(packed({key: value}))


def _one(**more: Any) -> dict[str, Any]:
    told = deepcopy(THEN)
    told["indicators"]["28"] |= more
    return told


def _proposal(**more: Any) -> dict[str, Any]:
    return _one(proposal={**THEN["indicators"]["28"]["proposal"], **more})


@pytest.mark.parametrize(
    "told",
    [
        *([], "x", None, 5, {}, b"\xff", b"[" * 10**5, b"1" * 10**4, b"NaN"),
        *({**THEN, "indicators": value} for value in (None, [], {"x": {}}, {"²": {}}, {"9" * 5000: {}})),
        *({**THEN, "indicators": {"28": value}} for value in (None, {}, [])),
        *({**THEN, "ipp": value} for value in ("1/0", "1e999999", [], "9" * 4000, True)),
        {key: value for key, value in THEN.items() if key != "category"},
        *(_one(proposal=value) for value in ([], "x", {})),
        *(_proposal(counts=value) for value in (5, [5], [["a", "b"]], [["a", 10**400]], [["a", 1, 2]])),
        *(_proposal(figure=value) for value in ({}, 5, "\ud800")),
        *(_one(decision=value) for value in ([], {}, {"score": "4"}, {"score": {}})),
        *(_one(evidence=value) for value in (None, [{}], [{"number": []}], {"a": 1})),
    ],
)
def test_an_evaluation_of_another_form_is_named(told: Any) -> None:
    [fault] = judged(packed(files={RECORD: _bytes(told)})).faults
    assert (fault.path, fault.words) == (RECORD, "bukan bentuk yang dibuat Pantau")


def _with(**more: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda told: {**told, **more}


def _figure(**more: Any) -> Callable[[dict[str, Any]], Any]:
    return _with(figures=[{"metric": "x", "by": "", "code": "", "n": 1, "fields": {}, **more}])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"\xff",
        lambda _: b"[" * 10**5,
        lambda told: {key: value for key, value in told.items() if key != "names"},
        *(_with(period=value) for value in (5, "0001", "1900..2200")),
        *(_with(timezone=value) for value in ("../../etc/passwd", "Asia", "\0", "", 5)),
        *(
            _with(names=value)
            for value in ([], {"office": 5}, {"office": {"a": 5}}, {"office": {"a": "\ud800"}})
        ),
        *(_with(frozen_at=value) for value in ("9999-12-31T23:59:59+00:00", "2026-07-02T00:00:00", 5)),
        *(_with(options=value) for value in ([], 5)),
        *(_with(definitions=value) for value in ([], {"a": 1})),
        *(_with(files=value) for value in ({"a": 5}, {"a": [[1]]}, {"a": [{}]})),
        *(_with(figures=value) for value in (None, [{}], {"a": 1})),
        *(_figure(metric=value) for value in (5, [], None)),
        *(_figure(n=value) for value in ("a", None, 1.5)),
        *(_figure(fields=value) for value in ([], {"a": 1.5}, {"a": "=1/0"}, {"a": "=" + "9" * 41})),
    ],
)
def test_a_frozen_period_of_another_form_is_named(spoil: Callable[[dict[str, Any]], Any]) -> None:
    told = _bytes(spoil(json.loads(to_text(FROZEN))))
    [fault] = judged(packed(files={FROZEN_FILE: told})).faults
    assert (fault.path, fault.words) == (FROZEN_FILE, "bukan bentuk yang dibuat Pantau")


def test_what_a_pack_brings_along_gives_no_order_to_a_terminal_and_fills_no_page() -> None:
    said = list(lines(judged(packed({"title": "\x1b[2J\u202eA", "office": "x" * 10**6})), None))
    assert said[0].startswith("\ufffd[2J\ufffdA 2027, xxx")
    assert max(map(len, said)) < 5000
    missing = {f"{number}\x1b": "0" * 64 for number in range(5000)}
    made = with_lists({}, ABOUT)
    told = json.loads(made["manifest.json"])
    listed = json.dumps({**told, "files": missing}).encode()
    said = list(lines(judged(to_zip({**made, "manifest.json": listed}, AT)), None))
    assert "Berkas: 5.002 tidak cocok." in [line.replace("\u00a0", " ") for line in said]
    assert "  … dan 4.802 lagi." in said
    assert len(said) < 300
    assert not any("\x1b" in line for line in said)


def test_a_pack_that_nobody_remembers_is_not_said_to_be_as_it_was_made() -> None:
    content = packed()
    opened = open_pack(content)
    known = Pack(Evaluation(2027, "enam-aspek"), opened.manifest, True, "penyusun", AT)
    assert "semua seperti saat dibuat" in " ".join(lines(judged(content, known), None))
    said = " ".join(lines(judged(content), None))
    assert "semua cocok dengan daftar di paket itu sendiri" in said
    assert "siapa yang membuatnya tidak terbukti" in said
