"""A person as a keyed hash: the value that RFC 2104 gives, and a key that is told to nobody."""

import base64
import hashlib

import pytest

from etl.errors import ConfigProblem
from etl.pseudonym import HmacKey, hmac_key

KEY = bytes(range(32))
NIK = "6371044108950001"


def plain_hmac(key: bytes, message: bytes) -> str:
    """By RFC 2104, word for word."""
    block = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(b ^ 0x36 for b in block) + message).digest()
    return hashlib.sha256(bytes(b ^ 0x5C for b in block) + inner).hexdigest()


def test_the_value() -> None:
    assert HmacKey("v1", KEY).person(NIK) == f"v1:{plain_hmac(KEY, b'nik|' + NIK.encode())[:32]}"


def test_another_key_breaks_every_link() -> None:
    assert HmacKey("v2", KEY).person(NIK) != HmacKey("v1", KEY).person(NIK)
    assert HmacKey("v1", KEY[::-1]).person(NIK) != HmacKey("v1", KEY).person(NIK)


def test_without_the_key_no_number_of_the_area_is_found_and_with_a_plain_hash_each() -> None:
    """Security.md 1: brute force over a small area. The test proves itself by the unkeyed hash."""
    numbers = [f"637104410895{serial:04}" for serial in range(1, 2_000)]
    kept = {HmacKey("v1", KEY).person(number) for number in numbers}
    plain = {hashlib.sha256(f"nik|{number}".encode()).hexdigest()[:32] for number in numbers}
    tried = [hashlib.sha256(f"nik|{number}".encode()).hexdigest()[:32] for number in numbers]
    assert set(tried) == plain
    assert not {f"v1:{value}" for value in tried} & kept


@pytest.mark.parametrize(
    "written",
    [KEY.hex(), KEY.hex().upper(), base64.b64encode(KEY).decode(), base64.urlsafe_b64encode(KEY).decode()],
)
def test_how_the_environment_may_hold_it(written: str) -> None:
    assert hmac_key(f"v12:{written}") == HmacKey("v12", KEY)


def test_none_is_none() -> None:
    assert hmac_key("") is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (KEY.hex(), "versi"),
        (f"1:{KEY.hex()}", "versi"),
        (f"v1:{KEY[:31].hex()}", "32 bita"),
        (f"v1:{KEY.hex()}00", "32 bita"),
        ("v1:rahasia", "32 bita"),
        ("v1:kata-sandi-yang-panjang-sekali-ya", "32 bita"),
        (f"v1:{'00' * 32}", "mudah ditebak"),
        (f"v1:{'0123456789abcdef' * 4}", "mudah ditebak"),
        (f"v1:{base64.b64encode(b'aaaaaaaabbbbbbbbccccccccdddddddd').decode()}", "mudah ditebak"),
    ],
)
def test_a_key_that_protects_nothing_is_refused_and_not_told(text: str, words: str) -> None:
    with pytest.raises(ConfigProblem) as caught:
        hmac_key(text)
    assert words in str(caught.value)
    assert text not in str(caught.value)
    assert text.partition(":")[2] not in str(caught.value) or not text.partition(":")[2]


def test_the_key_is_in_no_representation() -> None:
    shown = repr(HmacKey("v1", KEY))
    assert KEY.hex() not in shown
    assert repr(KEY) not in shown
