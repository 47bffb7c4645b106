"""Clocks beside dates: which day a clock belongs to, and what is none."""

from typing import Any

import pytest

from tests.etl.proposal.test_proposal import block, said, written


def test_a_clock_that_did_not_happen_is_not_midnight(add: Any) -> None:
    rows = [
        f"A{i:03};2025-03-{10 + i % 5};08:{i % 60:02}:10;{'0:00:00' if i % 2 else f'09:{i % 60:02}:11'}"
        for i in range(200)
    ]
    found = add(written(*rows, head="tiket;tanggal;jam_ambil;jam_panggil"))
    called = block(found)["columns"]["called_at"]
    assert called["empty"] == ["0:00:00"]
    assert called["from"] == ["tanggal", "jam_panggil"]


@pytest.mark.parametrize("day", [0, 6])
@pytest.mark.parametrize("wrong", ["25.10", "7.99", "siang"])
def test_a_clock_that_cannot_be_read_is_not_past_midnight(add: Any, wrong: str, day: int) -> None:
    rows = [
        f"A{i:03};2025-03-{10 + i % 5};{8 + day}.{i % 60:02};"
        f"{wrong if i == 7 else f'{9 + day}.{i % 60:02}'};{10 + day}.{i % 60:02}"
        for i in range(200)
    ]
    found = add(written(*rows, head="tiket;tanggal;jam_ambil;jam_panggil;jam_selesai"))
    columns = block(found)["columns"]
    assert not [name for name in ("called_at", "finished_at") if "next_day" in columns[name]]
    assert "tengah malam" not in said(found)
    assert "1 baris di jam_panggil tidak cocok dengan %H.%M dan akan ditolak" in said(found)


@pytest.mark.parametrize(
    ("taken", "finished", "passes"), [("15.50", "03.20", False), ("23.50", "00.20", True)]
)
def test_an_afternoon_hour_of_the_twelve_hour_clock_is_not_past_midnight(
    add: Any, taken: str, finished: str, passes: bool
) -> None:
    rows = [f"A{i:03};2025-03-{10 + i % 5};14.{i % 60:02};15.00;16.{i % 60:02}" for i in range(200)]
    rows[7] = f"A007;2025-03-12;{taken};{taken};{finished}"
    found = add(written(*rows, head="tiket;tanggal;jam_ambil;jam_panggil;jam_selesai"))
    assert ("next_day" in block(found)["columns"]["finished_at"]) is passes
    assert ("lebih awal dari acuannya" in said(found)) is not passes


LONE = "nomor;kantor;layanan;TANGGAL;JAM;TGL SELESAI;status"
FAR = "nomor;JAM;kantor;layanan;TANGGAL;TGL SELESAI;status"


def lone_clocks(head: str) -> str:
    rows = []
    for i in range(40):
        came = {"nomor": f"L{i:04}", "kantor": "Kuin Utara", "layanan": "KTP", "JAM": f"08:{i:02}"}
        came |= {
            "TANGGAL": f"{13 + i % 9}/03/2025",
            "TGL SELESAI": f"{14 + i % 9}/03/2025",
            "status": "Selesai",
        }
        rows.append(";".join(came[name] for name in head.split(";")))
    return written(*rows, head=head)


def test_a_lone_clock_belongs_to_the_date_before_it(add: Any) -> None:
    found = add(lone_clocks(LONE))
    asked = block(found)["columns"]["submitted_at"]
    assert asked["from"] == ["TANGGAL", "JAM"]
    assert "TANYA" not in asked
    assert 'berdiri tepat sesudah "TANGGAL"' in said(found)


def test_a_lone_clock_beside_no_date_is_asked_and_not_dropped(add: Any) -> None:
    found = add(lone_clocks(FAR))
    told = said(found)
    assert "jam dari" in told or '"JAM" tidak dipakai' in told
    assert found.questions > add(lone_clocks(LONE)).questions
