"""What of an evaluation is otherwise today: a sentence for each thing, and none for what stayed."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from dashboard.publications.pack.record import changes

ONE = {
    "decision": {"score": 4, "state": "accepted"},
    "proposal": {"score": 4, "figure": "60 % (3 dari 5)", "n": 5, "counts": [["Masuk", 5], ["Selesai", 3]]},
    "answer": "Ada",
    "evidence": [{"number": 1}, {"number": 2}],
}
THEN: dict[str, Any] = {"ipp": "187/50", "category": "B", "indicators": {"9": ONE, "28": deepcopy(ONE)}}
MEASURED = {**ONE["proposal"], "figure": "40 % (2 dari 5)", "counts": [["Masuk", 5], ["Selesai", 2]]}  # type: ignore[dict-item]


def test_what_stayed_is_not_told() -> None:
    assert list(changes(THEN, deepcopy(THEN))) == []
    reworded = deepcopy(THEN)
    reworded["indicators"]["28"]["proposal"]["rule"] = "lain"
    assert list(changes(THEN, reworded)) == []


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        (
            "proposal",
            MEASURED,
            "angka dahulu 60 % (3 dari 5) (usulan 4, Masuk 5; Selesai 3), "
            "sekarang 40 % (2 dari 5) (usulan 4, Masuk 5; Selesai 2).",
        ),
        (
            "proposal",
            None,
            "angka dahulu 60 % (3 dari 5) (usulan 4, Masuk 5; Selesai 3), sekarang tidak ada.",
        ),
        ("decision", {"score": 3}, "nilai dahulu 4, sekarang 3."),
        ("decision", None, "nilai dahulu 4, sekarang belum ada."),
        ("answer", None, "jawaban F-01 berubah."),
        ("evidence", [{"number": 2}, {"number": 3}, {"number": 4}], "bukti: 2 ditambahkan, 1 dicabut."),
    ],
)
def test_what_changed_is_told_with_its_indicator_and_nothing_else(key: str, value: Any, told: str) -> None:
    now = deepcopy(THEN)
    now["indicators"]["28"][key] = value
    assert list(changes(THEN, now)) == [f"Indikator 28: {told}"]


def test_an_index_and_an_instrument_that_changed_are_told() -> None:
    now = {"ipp": None, "category": None, "indicators": {"9": ONE, "30": ONE}}
    assert list(changes(THEN, now)) == [
        "Indikator 28: tidak ada lagi di instrumen.",
        "Indikator 30: baru di instrumen.",
        "IPP: dahulu 3,74 (B), sekarang belum ada.",
    ]
