"""The rest reader against a server of our own: paging, patience, limits, and where the token never goes."""

import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from etl.check import CheckReport, check
from etl.errors import ConfigProblem, SourceRefused
from etl.pipeline import run
from etl.settings import Settings, load_settings
from etl.verify import verify
from tests.etl.stub import Answer, Asked, Stub, answer, serving

REFERENCE = Path(__file__).parents[2] / "data" / "reference"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
TOKEN = "rahasia-sekali"
BLOCK = """
[office]
code = "63.71.04"
[reference]
path = "{reference}"
[source.api]
fact = "request"
read = "rest"
url = "{url}/permohonan"
timezone = "Asia/Makassar"
version = "diubah"
{more}
[source.api.columns]
id           = {{ from = "no" }}
office       = {{ value = "63.71.04" }}
area         = {{ from = "pelapor.kelurahan", codes = "areas" }}
service      = {{ value = "ktp-el" }}
channel      = {{ value = "elok" }}
submitted_at = {{ from = "diajukan", format = "%Y-%m-%dT%H:%M:%S%z" }}
status       = {{ value = "open" }}
"""
RISING = 'since_param = "sejak"\ncursor = "diubah"\nsince = "2026-01-01T00:00:00Z"\noverlap = "1h"'


def item(number: int, **cells: Any) -> dict[str, Any]:
    at = f"2026-02-02T{number % 24:02}:00:00Z"
    return {"no": number, "nik": "6371041212900001", "pelapor": {"kelurahan": "Alalak Utara"},
            "diajukan": at, "diubah": at, **cells}  # fmt: skip


def settings_of(folder: Path, url: str, more: str = "") -> Settings:
    config = folder / "office.toml"
    config.write_text(BLOCK.format(reference=REFERENCE, url=url, more=more), encoding="utf-8")
    return load_settings({"PANTAU_CONFIG": str(config), "ELOK_TOKEN": TOKEN})


@pytest.fixture
def ask(tmp_path: Path) -> Callable[..., CheckReport]:
    def asked(stub: Stub, more: str = "") -> CheckReport:
        return check(settings_of(tmp_path, stub.url, more), None, "api", now=NOW, show=True)

    return asked


@pytest.fixture
def refusal(ask: Callable[..., CheckReport]) -> Callable[..., str]:
    def told(of: Answer, more: str = "") -> str:
        with serving(of) as stub, pytest.raises(SourceRefused) as caught:
            ask(stub, more)
        assert TOKEN not in str(caught.value)
        return str(caught.value)

    return told


def whole(body: Any, **more: Any) -> Answer:
    return lambda asked: answer(body, **more)


# What is asked, and from where on.


def test_a_list_is_a_delivery_like_a_file(tmp_path):
    with serving(whole([item(1), item(2, pelapor={"kelurahan": "Entah"}), 7, item(3, diajukan=[1])])) as stub:
        settings = settings_of(tmp_path, stub.url)
        report = run(settings, now=NOW)
        assert report.refused == []
        assert [(f.name, f.read, f.new, f.rejected) for f in report.files] == [
            ("api@2026-03-01T00:00:00Z", 4, 1, 3)
        ]
        assert verify(settings) == []
        assert run(settings, now=NOW).skipped == 1


def test_only_what_is_new_is_asked_for(tmp_path):
    rows = [item(1), item(5)]

    def of(asked: Asked) -> bytes:
        return answer([row for row in rows if row["diubah"] >= asked.query["sejak"]])

    with serving(of) as stub:
        settings = settings_of(tmp_path, stub.url, RISING)
        run(settings, now=NOW)
        rows += [item(9)]
        report = run(settings, now=NOW)
        assert [asked.query for asked in stub.asked] == [
            {"sejak": "2025-12-31T23:00:00+00:00"}, {"sejak": "2026-02-02T04:00:00+00:00"}
        ]  # fmt: skip
        assert [(f.read, f.new, f.unchanged) for f in report.files] == [(2, 1, 1)]


def test_a_field_that_a_small_delivery_lacks_was_there_before(tmp_path):
    rows = [item(1)]
    with serving(lambda asked: answer(rows)) as stub:
        settings = settings_of(tmp_path, stub.url, RISING)
        run(settings, now=NOW)
        rows[:] = [{key: value for key, value in item(2).items() if key != "pelapor"}]
        report = run(settings, now=NOW)
        assert (report.refused, report.files[0].new) == ([], 1)


def test_a_field_that_no_row_ever_had_is_a_wrong_name(refusal):
    assert 'tidak ada kolom "pelapor.kelurahan"' in refusal(
        whole([{"no": 1, "diajukan": "x", "diubah": "x"}])
    )


def test_nothing_new_is_no_fault(ask):
    with serving(whole({"data": []})) as stub:
        assert ask(stub, 'rows = "data"').read == 0


# Pages.


def numbered(asked: Asked) -> bytes:
    page = int(asked.query["page"])
    return answer({"data": [item(3 * page + n) for n in range(3)] if page <= 4 else []})


def test_pages_by_number_until_one_is_empty(ask):
    with serving(numbered) as stub:
        assert ask(stub, 'rows = "data"\npaging = { page = "page" }').read == 12
    assert [asked.query["page"] for asked in stub.asked] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("place", ["full", "path", "query"])
def test_pages_by_an_address_in_the_answer(ask, place):
    def of(asked: Asked) -> bytes:
        page = int(asked.query.get("page", 1))
        after = {"full": f"{stub.url}/permohonan?page={page + 1}", "path": f"/permohonan?page={page + 1}",
                 "query": f"?page={page + 1}"}[place]  # fmt: skip
        return answer({"data": [item(page)], "links": {"next": after if page < 3 else None}})

    with serving(of) as stub:
        assert ask(stub, 'rows = "data"\npaging = { next = "links.next" }').read == 3


def test_pages_by_a_mark_in_the_answer_keep_what_else_was_asked(ask):
    def of(asked: Asked) -> bytes:
        page = int(asked.query.get("kursor", 1))
        return answer({"data": [item(page)], "meta": {"lanjut": page + 1 if page < 3 else ""}})

    with serving(of) as stub:
        found = ask(stub, f'{RISING}\nrows = "data"\npaging = {{ next = "meta.lanjut", param = "kursor" }}')
        assert found.read == 3
    assert all("sejak" in asked.query for asked in stub.asked)


def test_pages_by_the_header_link(ask):
    def of(asked: Asked) -> bytes:
        page = int(asked.query.get("p", 1))
        link = {"Link": f'<{stub.url}/permohonan?p={page + 1}>; rel="next"'} if page < 3 else {}
        return answer([item(page)], **link)

    with serving(of) as stub:
        assert ask(stub, "paging = { link = true }").read == 3


NEXT = 'rows = "data"\npaging = { next = "next" }'


@pytest.mark.parametrize(
    ("body", "more", "said"),
    [
        ({"data": [item(1)]}, 'rows = "data"\npaging = { page = "page" }', "berisi persis halaman 1"),
        (
            {"data": [item(1)], "next": "?page=1"},
            'rows = "data"\npaging = { next = "next" }',
            "berisi persis halaman 1",
        ),
        ({"data": [], "next": "?page=1"}, 'rows = "data"\npaging = { next = "next" }', "sudah dibaca"),
        ({"data": [], "next": "abc"}, 'rows = "data"\npaging = { next = "next" }', "tulis juga param"),
        ({"data": [], "next": {}}, 'rows = "data"\npaging = { next = "next" }', "tidak ada teks"),
        (
            {"data": [], "next": "https://lain.go.id/x"},
            'rows = "data"\npaging = { next = "next" }',
            "server lain",
        ),
        ({"data": [item(1)]}, "", 'tulis rows = "data"'),
        ({"data": {}}, 'rows = "data"', "tidak ada daftar"),
        ({"hasil": []}, 'rows = "data"', 'yang ada: "hasil"'),
    ],
)
def test_an_answer_that_leads_round_or_nowhere_is_a_sentence(refusal, body, more, said):
    assert said in refusal(whole(body), more)


def test_pages_without_end_have_an_end(refusal):
    def of(asked: Asked) -> bytes:
        return answer([item(int(asked.query["page"]))])

    assert "lebih dari 7 halaman" in refusal(of, 'paging = { page = "page" }\nlimits = { pages = 7 }')
    assert "lebih dari 5 baris" in refusal(of, 'paging = { page = "page" }\nlimits = { rows = 5 }')


# The token.


@pytest.mark.parametrize(
    ("more", "header", "value"),
    [("", "authorization", f"Bearer {TOKEN}"), ('token_header = "X-Api-Key"', "x-api-key", TOKEN)],
)
def test_the_token_goes_in_a_header(ask, more, header, value):
    with serving(whole([item(1)])) as stub:
        ask(stub, f'token_env = "ELOK_TOKEN"\n{more}')
    assert stub.asked[0].headers[header] == value


@pytest.mark.parametrize("code", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
def test_the_token_follows_to_no_other_host(tmp_path, ask, code):
    with serving(whole([item(1)])) as other, serving(lambda _: answer(b"", code, Location=other.url)) as stub:
        with pytest.raises(SourceRefused, match="server lain"):
            ask(stub, 'token_env = "ELOK_TOKEN"')
        assert other.asked == []


def test_a_redirect_on_the_same_host_is_followed(ask):
    def of(asked: Asked) -> bytes:
        return answer([item(1)]) if asked.path == "/baru" else answer(b"", "302 Found", Location="/baru")

    with serving(of) as stub:
        assert ask(stub, 'token_env = "ELOK_TOKEN"').read == 1


def test_redirects_that_turn_round_end(refusal):
    assert "berputar-putar" in refusal(lambda asked: answer(b"", "302 Found", Location="/permohonan"))


def test_a_token_that_would_split_the_head_is_none(tmp_path):
    with serving(whole([])) as stub:
        config = settings_of(tmp_path, stub.url, 'token_env = "ELOK_TOKEN"').config
        settings = load_settings({"PANTAU_CONFIG": str(config), "ELOK_TOKEN": "a\r\nHost: x"})
        with pytest.raises(SourceRefused, match="bukan token"):
            check(settings, None, "api", now=NOW)
        assert stub.asked == []


# Patience and limits.


def test_a_busy_server_is_asked_again_when_it_says(ask):
    given = [
        answer(b"", "429 Too Many", Retry_After="0"),
        answer(b"", "503 Busy", Retry_After=format_datetime(datetime.now(UTC), usegmt=True)),
        answer([item(1)], Content_Length="99999"),
        answer([item(1)]),
    ]
    with serving(lambda asked: given.pop(0)) as stub:
        assert ask(stub).read == 1
    assert len(stub.asked) == 4


def test_a_server_that_asks_to_wait_for_hours_is_not_waited_for(refusal):
    before = time.monotonic()
    said = refusal(
        lambda asked: answer(b"", "429 Too Many", Retry_After="86400"), 'limits = { time = "20s" }'
    )
    assert "sibuk atau rusak (429)" in said
    assert time.monotonic() - before < 10


def drip(asked: Asked) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n["
    for _ in range(200):
        time.sleep(0.05)
        yield b" "


def drip_head(asked: Asked) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    for number in range(200):
        time.sleep(0.05)
        yield f"X-{number}: a\r\n".encode()


def silence(asked: Asked) -> Iterator[bytes]:
    time.sleep(5)
    yield b""


@pytest.mark.parametrize("of", [drip, drip_head, silence])
def test_a_slow_server_gets_its_time_and_no_more(refusal, of):
    before = time.monotonic()
    assert "belum selesai menjawab dalam 1s" in refusal(of, 'limits = { time = "1s" }')
    assert time.monotonic() - before < 4


def bomb(asked: Asked) -> bytes:
    packed = zlib.compress(b"[" + b" " * (64 << 20) + b"]", 9)
    return answer(packed, Content_Encoding="deflate")


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (whole(b"<html>masuk dulu</html>"), "halaman HTML"),
        (whole(b'[{"no": 1'), "susunan JSON rusak"),
        (whole(b"[1] 2"), "ada isi sesudah dokumen"),
        (whole(b"\xff\xfe["), "UTF-8"),
        (whole([item(1)], status="401 Unauthorized"), "token"),
        (whole([item(1)], status="403 Forbidden"), "token"),
        (whole([item(1)], status="404 Not Found"), "404"),
        (whole([item(1)], status="418 Teapot"), "418"),
        (bomb, "lebih besar dari batasnya"),
    ],
)
def test_an_answer_that_cannot_be_used_is_a_sentence(refusal, of, said):
    assert said in refusal(of, "limits = { mib = 8 }")


@pytest.mark.parametrize(
    "raw", [b"", b"bukan http\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[1"]
)
def test_an_answer_that_is_none_or_breaks_off_is_tried_again_and_told(refusal, raw):
    said = refusal(lambda asked: raw, 'limits = { time = "2s" }')
    assert "dicoba" in said or "belum selesai" in said


def test_deep_and_long_things_are_refused(ask, refusal):
    deep = b"[" * 100_000
    assert "rusak" in refusal(whole(deep))
    with serving(whole([item(1), item(2, diajukan="x" * (2 << 10) * 400)])) as stub:
        assert ask(stub).rejected == 1


def test_nobody_at_the_door_is_a_sentence(tmp_path):
    with serving(whole([])) as stub:
        pass
    settings = settings_of(tmp_path, stub.url, 'limits = { time = "2s" }')
    with pytest.raises(SourceRefused, match="dihubungi"):
        check(settings, None, "api", now=NOW)


# The block.


@pytest.mark.parametrize(
    ("url", "more", "said"),
    [
        ("http://elok.go.id", "", "http tidak disandikan"),
        ("ftp://elok.go.id", "", "dimulai https"),
        ("https://akun:sandi@elok.go.id", "", "tanpa akun dan sandi"),
        ("https://elok.go.id:x", "", "dimulai https"),
        ("https://elok.go.id", 'query = "SELECT 1"', "hanya untuk sql"),
        ("https://elok.go.id", 'token_header = "X Y"\ntoken_env = "ELOK_TOKEN"', "nama header"),
    ],
)
def test_an_address_that_is_not_safe_is_refused_at_start(tmp_path, url, more, said):
    with pytest.raises(ConfigProblem, match=said):
        check(settings_of(tmp_path, url, more), None, "api", now=NOW)


def test_http_in_the_office_is_allowed_when_it_is_said(tmp_path):
    settings = settings_of(tmp_path, "http://192.0.2.1", 'allow_http = true\nlimits = { time = "1s" }')
    with pytest.raises(SourceRefused, match="menjawab|dihubungi"):
        check(settings, None, "api", now=NOW)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("paging = { }", "tepat satu dari page"),
        ('paging = { page = "a", link = true }', "tepat satu dari page"),
        ('paging = { page = "a", param = "b" }', "hanya berlaku bersama next"),
        ('token_header = "X"', "hanya berlaku bersama token_env"),
        ('since_param = "a"', "hanya berlaku bersama cursor"),
        ('paging = { halaman = "a" }', "kunci ini tidak dikenal"),
    ],
)
def test_keys_that_do_not_fit_are_told_when_the_configuration_is_read(tmp_path, more, said):
    with pytest.raises(ConfigProblem, match=said):
        settings_of(tmp_path, "https://elok.go.id", more)
