"""A promised time in words: a value and a unit, a question, or the reason why not."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.proposal.words import PromiseError, count, promise

WORKING, CALENDAR, EITHER = ("hari_kerja",), ("hari_kalender",), ("hari_kerja", "hari_kalender")


@pytest.mark.parametrize(
    ("text", "value", "units"),
    [
        ("7 Hari", 7, EITHER),
        ("7 hari kerja", 7, WORKING),
        ("7 hari", 7, EITHER),
        ("Maksimal 7 Hari Kerja", 7, WORKING),
        ("1 hari", 1, EITHER),
        ("30 Menit", 30, ("menit",)),
        ("Maksimal 20 (dua puluh) hari", 20, EITHER),
        ("Maksimal 7 (tujuh) hari", 7, EITHER),
        ("14 (empat belas) hari kalender", 14, CALENDAR),
        ("  Paling  lama 3 (tiga) hari  kerja.", 3, WORKING),
        ("maks. 5 hari kerja", 5, WORKING),
        ("selambat-lambatnya 2 jam kerja", 2, ("jam_kerja",)),
        ("2 jam", 2, ("jam_kerja", "menit")),
        ("tiga hari kerja", 3, WORKING),
        ("3 hari kerja sejak berkas lengkap", 3, WORKING),
        ("sebelas menit", 11, ("menit",)),
    ],
)
def test_what_is_said_is_taken_and_what_is_not_said_is_asked(
    text: str, value: int, units: tuple[str, ...]
) -> None:
    found = promise(text)
    assert (found.value, found.units) == (value, units)
    assert found.unit == (units[0] if len(units) == 1 else None)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Maksimal 20 (dua belas) hari", "angkanya 20, tetapi hurufnya 12"),
        ("3-5 hari kerja", "rentang"),
        ("3 s/d 5 hari", "rentang"),
        ("± 15 menit", "bukan batas waktu yang pasti"),
        ("kurang lebih 2 hari", "bukan batas waktu yang pasti"),
        ("1 minggu", 'satuan "minggu" tidak ada'),
        ("5 tahun", 'satuan "tahun" tidak ada'),
        ("hari kerja", "tidak ada bilangannya"),
        ("7", "tidak ada satuannya"),
        ("0 hari kerja", "0 di luar 1"),
        ("999999999999 hari kerja", "di luar 1 sampai"),
        ("beberapa hari", '"beberapa" bukan bilangan'),
        ("7 (tujuh hari", "susunannya tidak dikenal"),
        ("1 hari 2 jam", "susunannya tidak dikenal"),
        ("", "tidak ada satuannya"),
    ],
)
def test_what_is_not_sure_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(PromiseError, match=why.replace("(", r"\(").replace(")", r"\)")):
        promise(text)


ONES = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]


def spelled(value: int) -> str:
    """As Indonesian counts, written here on its own."""
    if value < 10:
        return ONES[value]
    if value < 20:
        return {10: "sepuluh", 11: "sebelas"}.get(value, f"{ONES[value % 10]} belas")
    if value < 100:
        return f"{ONES[value // 10]} puluh {ONES[value % 10] if value % 10 else ''}".strip()
    hundreds = "seratus" if value < 200 else f"{ONES[value // 100]} ratus"
    return f"{hundreds} {spelled(value % 100) if value % 100 else ''}".strip()


def test_every_number_below_a_thousand_is_counted() -> None:
    assert [count(spelled(value).split()) for value in range(1, 1000)] == list(range(1, 1000))


@given(st.text(max_size=60))
def test_any_text_is_a_promise_or_refused(text: str) -> None:
    with suppress(PromiseError):
        assert 1 <= promise(text).value <= 100_000
