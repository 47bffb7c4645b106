"""A pack as a ZIP: what goes in comes out, and what is hostile is refused with a sentence."""

from __future__ import annotations

import struct
import tracemalloc
import warnings
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import PackError
from dashboard.publications.pack import archive
from dashboard.publications.pack.archive import from_zip, to_zip

AT = datetime(2026, 11, 29, 21, 32, tzinfo=UTC)
NAMES = st.from_regex(r"[a-z]{1,5}(/[a-z]{1,5})?", fullmatch=True)


def zipped(
    *entries: tuple[str, bytes], mode: int = 0, method: int = ZIP_DEFLATED, comment: bytes = b""
) -> bytes:
    out = BytesIO()
    with warnings.catch_warnings(), ZipFile(out, "w", method) as made:
        warnings.simplefilter("ignore")
        made.comment = comment
        for name, content in entries:
            entry = ZipInfo(name)
            entry.compress_type, entry.external_attr = method, mode << 16
            made.writestr(entry, content)
    return out.getvalue()


# The flag that says so, in the entry and in the list.
ENCRYPTED = zipped(("a", b"1")).replace(b"PK\x03\x04\x14\0\0", b"PK\x03\x04\x14\0\1")
ENCRYPTED = ENCRYPTED.replace(b"PK\x01\x02\x14\x03\x14\0\0", b"PK\x01\x02\x14\x03\x14\0\1")


@given(st.dictionaries(NAMES, st.binary(max_size=50), max_size=5))
def test_what_goes_in_comes_out_and_the_same_makes_the_same(files: dict[str, bytes]) -> None:
    made = to_zip(files, AT)
    assert from_zip(made).files == files
    assert from_zip(made).broken == frozenset()
    assert to_zip(dict(reversed(files.items())), AT) == made


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04",
        b"x" * 1000,
        zipped(("a", b"1"), ("a", b"2")),
        zipped(("../a", b"1")),
        zipped(("/etc/passwd", b"1")),
        zipped(("a\\b", b"1")),
        zipped(("a\nb", b"1")),
        zipped(("a/../../b", b"1")),
        zipped(("a.csv", b"1"), ("A.csv", b"1")),
        zipped(("\u00e9", b"1"), ("e\u0301", b"1")),
        zipped(("a/", b"1")),
        zipped(("a", b"1"), mode=0o120777),
        zipped(("a", b"1"), method=ZIP_LZMA),
        zipped(("a", b"1"), method=ZIP_BZIP2),
        zipped(("a", b"1"), comment=b"x"),
        zipped(*((str(number), b"") for number in range(archive.MOST_FILES + 1))),
        ENCRYPTED,
        zipped(("a", b"1")).replace(b"a", b"\0"),
    ],
)
def test_what_is_no_pack_is_refused(content: bytes) -> None:
    with pytest.raises(PackError):
        from_zip(content)


def test_what_would_fill_the_memory_is_refused_before_it_is_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bomb = zipped(("a", bytes(2_000_000)))
    assert len(bomb) < 10_000
    monkeypatch.setattr(archive, "LARGEST", 1_000_000)
    with pytest.raises(PackError, match="lebih dari"):
        from_zip(bomb)
    with pytest.raises(PackError, match="cabut berkas bukti"):
        to_zip({"a": bytes(2_000_000)}, AT)


def test_a_file_that_says_to_be_smaller_than_it_is_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    made = bytearray(zipped(("a", bytes(5000))))
    size = (5000).to_bytes(4, "little")
    assert made.count(size) == 2
    lying = bytes(made).replace(size, (10).to_bytes(4, "little"))
    found = from_zip(lying)
    assert "a" in found.broken or len(found.files["a"]) <= 11


@given(st.data())
def test_no_byte_that_is_changed_ends_in_anything_but_an_answer(data: st.DataObject) -> None:
    made = bytearray(to_zip({"a": b"satu" * 20, "b/c": b"dua" * 20}, AT))
    place = data.draw(st.integers(0, len(made) - 1))
    made[place] ^= data.draw(st.integers(1, 255))
    with suppress(PackError):
        from_zip(bytes(made))


def test_a_list_of_a_million_entries_is_refused_before_it_is_read() -> None:
    """And so is one that is longer than the ZIP says, or that a ZIP of 64 bits tells of."""
    entry = b"PK\x01\x02" + bytes(42)
    for count, length in ((65535, 46 * 200_000), (1, 46 * 200_000)):
        content = entry * 200_000 + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, length, 0, 0)
        tracemalloc.start()
        with pytest.raises(PackError):
            from_zip(content)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
        tracemalloc.stop()
    made = zipped(("a", b"1"))
    longer = made[:-22] + b"PK\x06\x07" + bytes(16) + made[-22:]
    with pytest.raises(PackError, match="buatan Pantau"):
        from_zip(longer)
