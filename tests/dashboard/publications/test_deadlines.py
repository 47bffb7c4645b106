"""The list of what is due when, as drawn days; and what is written wrongly in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dashboard.errors import InstrumentError
from dashboard.publications.deadlines import calendar, load

SHIPPED = Path(__file__).resolve().parents[3] / "data" / "reference" / "tenggat.toml"
ABOUT = 'nama = "Laporan"\ndasar = "uji"\nkepastian = "pilihan"\n'


def written(folder: Path, lines: str) -> Path:
    file = folder / "tenggat.toml"
    file.write_text(f"[[tenggat]]\n{ABOUT}{lines}\n", encoding="utf-8")
    return file


# Today, the rule, and the days on which it is due with the period it is for.
@pytest.mark.parametrize(
    ("rule", "today", "due"),
    [
        ('setiap = "bulan"\nhari_sesudah = 10', "2026-11-24", ["2026-11-10 2026-10", "2026-12-10 2026-11"]),
        ('setiap = "bulan"\nhari_sesudah = 0', "2026-12-31", ["2026-11-30 2026-11", "2026-12-31 2026-12"]),
        (
            'setiap = "triwulan"\nhari_sesudah = 9',
            "2026-01-01",
            ["2026-01-09 2025-T4", "2026-04-09 2026-T1"],
        ),
        (
            'setiap = "semester"\nhari_sesudah = 9',
            "2026-06-30",
            ["2026-01-09 2025-S2", "2026-07-09 2026-S1"],
        ),
        ('setiap = "tahun"\nhari_sesudah = 59', "2026-11-24", ["2026-02-28 2025", "2027-02-28 2026"]),
        ('tiap_tanggal = "11-30"', "2026-11-24", ["2026-11-30"]),
        ('tiap_tanggal = "11-30"', "2026-12-31", ["2026-11-30"]),
        ('tiap_tanggal = "11-30"', "2027-01-01", ["2027-11-30"]),
        ('tiap_tanggal = "12-31"', "2027-01-31", ["2026-12-31"]),
        ("tanggal = 2026-12-15", "2026-11-24", ["2026-12-15"]),
        ("tanggal = 2026-10-24", "2026-11-24", ["2026-10-24"]),
        ("tanggal = 2026-10-23", "2026-11-24", []),
    ],
)
def test_a_deadline_says_its_day_and_its_period(
    tmp_path: Path, rule: str, today: str, due: list[str]
) -> None:
    found = calendar(load(written(tmp_path, rule)), date.fromisoformat(today))
    assert [f"{each.day} {each.term.code}" if each.term else str(each.day) for each in found] == due


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("", "tepat satu dari"),
        ('tanggal = 2026-12-15\ntiap_tanggal = "11-30"', "tepat satu dari"),
        ('setiap = "pekan"\nhari_sesudah = 1', "salah satu dari bulan"),
        ('setiap = "bulan"', "bilangan bulat"),
        ('setiap = "bulan"\nhari_sesudah = 367', "bilangan bulat"),
        ('tiap_tanggal = "02-29"', "11-30"),
        ('tiap_tanggal = "30-11"', "11-30"),
        ('tiap_tanggal = "W01-1"', "11-30"),
        ('tanggal = "2026-12-15"', "tanggal, misalnya"),
        ("tanggal = 2026-12-15\nhari = 3", "salah satu dari nama"),
    ],
)
def test_what_is_written_wrongly_is_named_with_its_place(tmp_path: Path, lines: str, said: str) -> None:
    with pytest.raises(InstrumentError, match=said) as refused:
        load(written(tmp_path, lines))
    assert "tenggat ke-1" in str(refused.value)


def test_the_shipped_list_says_how_sure_each_is() -> None:
    found = load(SHIPPED)
    assert len(found) >= 4
    assert all(each.basis for each in found)
    days = [each.day for each in calendar(found, date(2026, 11, 24))]
    assert days == sorted(days)
