"""Which of two rows is newer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.etl.written import (
    block,
    check,
    reasons,
    visits,
)


def versions(*texts: str, **keys: object) -> list[str]:
    rows = [f"{i};;03/03/2025 08:00:00;{text}" for i, text in enumerate(texts)]
    keys = {"version": "diubah", **keys}
    checked = visits(None, *rows, header="no;kelurahan;ambil;diubah", **keys)
    assert reasons(checked) == []
    return checked.facts["version"].to_pylist()


def test_versions_sort_as_texts_in_the_order_of_time():
    texts = ["", "2025-03-01", "2025-03-01 00:00:01", "2025-03-01T08:00", "2025-03-01T00:00:00.5Z",
             "2025-03-01T00:00:00.500Z", "2025-03-01T10:00:00+07:00"]  # fmt: skip
    found = versions(*texts)
    assert found == [
        "", "2025-02-28T16:00:00", "2025-02-28T16:00:01", "2025-03-01T00:00:00", "2025-03-01T00:00:00.5",
        "2025-03-01T00:00:00.5", "2025-03-01T03:00:00",
    ]  # fmt: skip
    assert found == sorted(found)


@given(st.lists(st.integers(0, 10**20 - 1), min_size=2, max_size=5))
def test_numbered_versions_sort_as_numbers(numbers):
    found = versions(*map(str, numbers))
    assert [int(text) for text in sorted(found)] == sorted(numbers)


def test_a_version_from_a_format_or_from_the_files_name():
    rule = {"from": "diubah", "format": "%d/%m/%Y"}
    assert versions("02/03/2025", version=rule) == ["2025-03-01T16:00:00"]
    text = "no;kelurahan;ambil\n1;;03/03/2025 08:00:00\n"
    source = block(None, version={"file": r"(\d{8})"})
    assert check(source, text, file_name="x-20250304.csv").facts["version"].to_pylist() == [
        "00000000000020250304"
    ]


@pytest.mark.parametrize("text", ["kemarin", "2025-02-30", "2025-3-1", "03/03/2025", "1" * 21])
def test_a_version_that_is_none(text):
    checked = visits(
        None, f"1;;03/03/2025 08:00:00;{text}", header="no;kelurahan;ambil;diubah", version="diubah"
    )
    assert [found[1:3] for found in reasons(checked)] == [("diubah", "bukan_waktu")]
