"""A pack as a ZIP: what goes in comes out, and what is hostile is refused with a sentence."""

from __future__ import annotations

import warnings
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import PackError
from dashboard.publications.pack import archive
from dashboard.publications.pack.archive import from_zip, to_zip

AT = datetime(2026, 11, 29, 21, 32, tzinfo=UTC)
NAMES = st.from_regex(r"[a-z]{1,5}(/[a-z]{1,5})?", fullmatch=True)


def zipped(*entries: tuple[str, bytes]) -> bytes:
    out = BytesIO()
    with warnings.catch_warnings(), ZipFile(out, "w", ZIP_DEFLATED) as made:
        warnings.simplefilter("ignore")
        for name, content in entries:
            made.writestr(name, content)
    return out.getvalue()


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
