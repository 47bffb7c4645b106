"""What the page says of an online channel that is known by hand: one of five requests, from Alalak Utara."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from dashboard.answers import channels, online
from dashboard.filters import CHANNEL, Filters
from dashboard.pages import elok
from dashboard.reader import Reader
from dashboard.section import EMPTY
from tests.dashboard import published

OCTOBER = Filters(date(2026, 10, 1), date(2026, 10, 31))
SEASON = Filters(published.FIRST, published.LAST)
DAYS = len(list(published.working_days()))
ALL = 5 * DAYS + 1


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


class Elsewhere:
    """An office whose reference tables know other channels."""

    def __init__(self, reader: Reader, channels: dict[str, tuple[str, bool]]) -> None:
        self._reader, self._channels = reader, channels

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)

    def choices(self, kind: str) -> list[tuple[str, str]]:
        if kind == "channel":
            return [(code, name) for code, (name, _) in self._channels.items()]
        return self._reader.choices(kind)

    def name(self, kind: str, code: str) -> str:
        return self._channels[code][0] if kind == "channel" else self._reader.name(kind, code)

    def online(self, channel: str) -> bool:
        return self._channels[channel][1]


def test_the_share_of_the_period_is_that_of_its_counts(reader: Reader) -> None:
    section = elok.over_time(reader, SEASON)
    *weeks, whole = section.table.rows
    assert whole["value"] == Fraction(DAYS, ALL)
    assert sum(week["online"] for week in weeks) == DAYS
    assert plain(section.sentence) == f"19,9 % lewat eLOK: {DAYS} dari {ALL} permohonan."


def test_where_it_is_not_used_is_on_the_map_with_those_of_whom_it_is_not_known(reader: Reader) -> None:
    section = elok.by_area(reader, OCTOBER)
    assert [(row["name"], row["value"]) for row in section.table.rows] == [
        ("Pangeran", 0),
        ("Tidak diketahui", 0),
        ("Alalak Utara", Fraction(1, 4)),
    ]
    assert plain(section.sentence) == "25,0 % di Alalak Utara.", "Pangeran asked once: it is not named"
    assert section.figure is not None
    words = [plain(note["text"]) for note in section.figure["layout"]["annotations"]]
    assert "Alalak<br>Utara<br><b>25,0 %</b>" in words


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        ([(Fraction(1, 10), 30), (Fraction(3, 10), 40)], "Dari 10,0 % di A sampai 30,0 % di B."),
        ([(0, 29), (Fraction(1, 10), 30)], "10,0 % di B."),
        (
            [(Fraction(1, 10), 30), (Fraction(1, 10), 40)],
            "10,0 % dari kelurahan mana pun yang cukup kasusnya.",
        ),
        ([(0, 29)], "Belum cukup data untuk menjawab; perlu sedikitnya 30 kasus."),
    ],
)
def test_two_ends_are_told_and_no_one_is_blamed_on_a_handful(shares: Any, sentence: str) -> None:
    rows = [{"name": name, "value": value, "n": n} for name, (value, n) in zip("AB", shares, strict=False)]
    assert plain(elok.between(rows)) == sentence


def service(name: str, online: int, n: int) -> dict[str, Any]:
    return {"name": name, "online": online, "n": n, "value": Fraction(online, n)}


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([service("KK", 40, 60)], "Tertinggi KK: 66,7 % dari 60."),
        (
            [service("KK", 40, 60), service("A", 0, 30), service("B", 0, 29)],
            "Tertinggi KK: 66,7 % dari 60. Tanpa satu pun lewat eLOK: A.",
        ),
        (
            [service("KK", 40, 60), *(service(name, 0, 30) for name in "ABCD")],
            "Tertinggi KK: 66,7 % dari 60. Tanpa satu pun lewat eLOK: A, B, dan layanan lain.",
        ),
        ([service("A", 0, 30)], "Tanpa satu pun lewat eLOK: A."),
        ([service("A", 1, 2)], "Belum cukup data untuk menjawab; perlu sedikitnya 30 kasus."),
    ],
)
def test_services_that_nobody_asks_for_online_are_named(rows: list[dict[str, Any]], sentence: str) -> None:
    assert plain(online.offered(rows, "eLOK")) == sentence


@pytest.mark.parametrize(
    ("used", "never", "note"),
    [
        (online.TOP, 0, None),
        (online.TOP, 1, ["tidak pernah lewat daring"]),
        (online.TOP + 1, 0, ["12 layanan teratas; selebihnya ada di tabel"]),
        (
            online.TOP + 1,
            1,
            ["12 layanan teratas; selebihnya ada di tabel", "Yang 0,0 % di tabel tidak pernah"],
        ),
    ],
)
def test_a_service_is_not_said_to_be_never_online_because_it_is_not_drawn(
    used: int, never: int, note: list[str] | None
) -> None:
    told = online.left_out(used, never)
    if note is None:
        assert told is None
    else:
        assert told is not None
        assert all(words in told for words in note)
        assert "tidak digambar" not in told


def test_completion_counts_only_what_had_time_enough_and_says_how_many_had_not(reader: Reader) -> None:
    section = elok.completion(reader, SEASON)
    online, counter, everything = section.table.rows
    assert (online["name"], counter["name"]) == ("eLOK", "Loket")
    assert online["n"] + counter["n"] == everything["n"] == section.n
    assert section.n + everything["immature"] == ALL
    assert section.sentence.endswith(f"{everything['immature']} belum cukup lama.")


def test_where_nothing_had_time_enough_nothing_is_said(reader: Reader) -> None:
    young = Filters(reader.data.mature_day, published.LAST)
    assert elok.completion(reader, young) is EMPTY


def test_times_are_compared_where_both_ways_have_enough_cases(reader: Reader) -> None:
    section = elok.turnaround(reader, SEASON)
    assert [(row["service_name"], row["channel_name"], row["n"]) for row in section.table.rows] == [
        ("Kartu keluarga", "eLOK", DAYS),
        ("Kartu keluarga", "Loket", 4 * DAYS + 1),
    ]
    assert plain(section.sentence).startswith(
        "Kartu keluarga: separuh selesai dalam 2 jam 2 menit lewat eLOK dan "
    )
    assert section.figure is not None
    assert section.figure["layout"]["meta"]["shape"] == "pairs"
    assert section.note is not None
    assert "tidak diuji" in section.note


def test_with_too_few_online_the_table_stands_and_the_sentence_does_not(reader: Reader) -> None:
    section = elok.turnaround(reader, OCTOBER)
    assert section.figure is None
    assert len(section.table.rows) == 2
    assert section.sentence == "Belum cukup data untuk menjawab; perlu sedikitnya 30 kasus."


def test_promises_are_compared_by_what_could_be_judged(reader: Reader) -> None:
    section = elok.promise(reader, SEASON)
    assert (
        plain(section.sentence) == "Kartu keluarga: tepat janji 100,0 % lewat eLOK dan 100,0 % lewat loket."
    )
    assert section.n == sum(row["n"] for row in section.table.rows)
    judged = {"service_name": "A", "channel_name": "x", "n": 50, "judged": 29, "value": 1, "is_online": True}
    other = {**judged, "judged": 30, "is_online": False}
    assert channels.comparable([judged, other], channels.PROMISE) == []
    assert channels.comparable([{**judged, "judged": 30}, other], channels.PROMISE) != []


def test_the_channels_are_those_of_the_reference_tables(reader: Reader) -> None:
    other: Any = Elsewhere(reader, {"elok": ("SIPADU", True), "loket": ("Meja", False)})
    assert plain(elok.over_time(other, OCTOBER).sentence) == "19,8 % lewat SIPADU: 22 dari 111 permohonan."
    assert elok.over_time(other, OCTOBER).table.columns[1].head == "Bagian SIPADU"
    assert "lewat SIPADU dan" in elok.turnaround(other, SEASON).sentence


@pytest.mark.parametrize("question", elok.PAGE.sections.values(), ids=lambda question: question.id)
def test_an_office_without_an_online_channel_is_told_so(reader: Reader, question: Any) -> None:
    other: Any = Elsewhere(reader, {"elok": ("Meja 2", False), "loket": ("Meja 1", False)})
    section = question.answer(other, SEASON)
    assert section.sentence == "Kantor ini tidak punya kanal daring."
    assert section.n


def test_the_page_compares_channels_so_it_is_not_narrowed_to_one() -> None:
    assert CHANNEL not in elok.PAGE.filters


@pytest.mark.parametrize("question", elok.PAGE.sections.values(), ids=lambda question: question.id)
def test_without_cases_every_answer_is_empty(reader: Reader, question: Any) -> None:
    assert question.answer(reader, Filters(date(2020, 1, 1), date(2020, 1, 31))) is EMPTY
