"""The rows that a reader must refuse: for each source and reason, what one does to a good row.

Each change gives a row exactly one fault. Dates to come lie in 2099, so that they stay ahead of every clock.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from data.sample.instants import DAY, month_first, spelled, with_offset

Changes = Mapping[str, str]
# Some faults depend on when the good row was last changed: an order of times must be wrong, but past.
Fault = Changes | Callable[[int], Changes]
Fields = tuple[str, ...]

WRONG_COUNT, TWIN = "jumlah_kolom", "kunci_ganda"
LONG = "9" * 120


@dataclass(frozen=True)
class Dirt:
    """What is wrong with some rows of a source; `key` is the column that gets an id of its own.

    `twin` gives a known row other content under the same id and version, or None where that row is unfit.
    """

    key: str
    share: float
    faults: Mapping[str, tuple[Fault, ...]]
    excluded: Changes
    twin: Callable[[Mapping[str, str]], Changes | None]


_NOTHING_HAPPENED = {
    "jam_panggil": "-",
    "jam_mulai": "-",
    "jam_selesai": "-",
    "loket": "-",
    "status": "MENUNGGU",
}
QUEUE = Dirt(
    key="nomor",
    share=4e-4,
    faults={
        "wajib_kosong": ({"jam_ambil": ""}, {"layanan": ""}),
        "bukan_waktu": (
            {**_NOTHING_HAPPENED, "tanggal": "31/02/2025"},
            {"jam_ambil": "25:10:00"},
            {"jam_ambil": " 08:15:00"},
            {"jam_selesai": "09:61:00"},
        ),
        "tahun_di_luar": ({**_NOTHING_HAPPENED, "tanggal": "05/03/1925"},),
        "kode_tak_dikenal": (
            {"kantor": "Kelurahan Negeri Awan"},
            {"layanan": "Cetak paspor"},
            {"kelurahan": "Kampung Antah Berantah"},
            {"status": "ENTAH"},
        ),
        "urutan_waktu": (
            {"jam_ambil": "11:00:00", "jam_panggil": "09:30:00", "jam_mulai": "-", "jam_selesai": "11:30:00"},
            {
                "jam_ambil": "08:00:00",
                "jam_panggil": "08:10:00",
                "jam_mulai": "09:00:00",
                "jam_selesai": "08:50:00",
            },
        ),
        "di_masa_depan": ({**_NOTHING_HAPPENED, "tanggal": "14/06/2099"},),
        "terlalu_panjang": ({"loket": LONG},),
    },
    excluded={"status": "UJI COBA"},
    twin=lambda row: {"loket": "Loket 9"},
)
COUNTER = Dirt(
    key="nomor",
    share=4e-4,
    faults={
        "wajib_kosong": ({"diajukan": ""}, {"layanan": ""}, {"kantor": ""}),
        "bukan_waktu": (
            {"diajukan": "31 Februari 2025 08:00"},
            {"diajukan": "12 Mayo 2025 08:00"},
            {"diajukan": "5 Mei 2025 08:15 "},
            {"selesai": "kemarin"},
        ),
        "tahun_di_luar": ({"diajukan": "5 Maret 1925 08:00"},),
        "kode_tak_dikenal": (
            {"kantor": "Kelurahan Negeri Awan"},
            {"layanan": "Cetak paspor"},
            {"kelurahan": "Kampung Antah Berantah"},
            {"status": "Entah"},
        ),
        "urutan_waktu": (
            lambda at: {"diajukan": spelled(at - DAY), "selesai": spelled(at - 3 * DAY), "status": "Selesai"},
        ),
        "di_masa_depan": ({"diajukan": "14 Juni 2099 08:00", "selesai": "", "status": "Diproses"},),
        "terlalu_panjang": ({"nomor": LONG},),
    },
    excluded={},
    twin=lambda row: {"status": "Ditolak"} if row["status"] == "Selesai" else None,
)
ONLINE = Dirt(
    key="id_permohonan",
    share=6e-4,
    faults={
        "wajib_kosong": ({"waktu_pengajuan": ""}, {"jenis_layanan": ""}, {"unit": ""}),
        "bukan_waktu": (
            {"waktu_pengajuan": "2025-02-31T08:00:00+08:00"},
            {"waktu_pengajuan": "03/05/2025 08:00"},
            {"waktu_selesai": "2025-05-03T25:00:00+08:00"},
        ),
        "tahun_di_luar": ({"waktu_pengajuan": "1925-03-05T08:00:00+08:00"},),
        "kode_tak_dikenal": (
            {"unit": "63.71.99"},
            {"jenis_layanan": "Cetak paspor"},
            {"domisili": "Kampung Antah Berantah"},
            {"status": "ENTAH"},
        ),
        "urutan_waktu": (
            lambda at: {
                "waktu_pengajuan": with_offset(at - DAY, hours=8),
                "waktu_selesai": with_offset(at - 3 * DAY, hours=7),
                "status": "SELESAI",
            },
        ),
        "di_masa_depan": (
            {"waktu_pengajuan": "2099-06-14T08:00:00+08:00", "waktu_selesai": "", "status": "DIPROSES"},
        ),
        "terlalu_panjang": ({"id_permohonan": LONG},),
    },
    excluded={"status": "DRAF"},
    twin=lambda row: {"status": "DITOLAK"} if row["status"] == "SELESAI" else None,
)
SURVEY = Dirt(
    key="nomor",
    share=8e-4,
    faults={
        "wajib_kosong": ({"tanggal": ""}, {"layanan": ""}, {"kantor": ""}),
        "bukan_waktu": ({"tanggal": "31-02-2025"}, {"jam": "25.10"}, {"tanggal": " 05-03-2025"}),
        "tahun_di_luar": ({"tanggal": "05-03-1925"},),
        "kode_tak_dikenal": (
            {"kantor": "Kelurahan Negeri Awan"},
            {"layanan": "Cetak paspor"},
            {"kelurahan": "Kampung Antah Berantah"},
            {"kanal": "Burung merpati"},
        ),
        "bukan_angka": ({"u2": "lumayan"}, {"u5": "x"}),
        "di_luar_rentang": ({"u1": "5"}, {"u6": "0"}, {"u9": "44"}),
        "di_masa_depan": ({"tanggal": "14-06-2099"},),
        "terlalu_panjang": ({"nomor": LONG},),
    },
    excluded={"bersedia": "Tidak"},
    twin=lambda row: {"u1": "4" if row["u1"] in {"1", "Tidak sesuai"} else "1"},
)
COMPLAINTS = Dirt(
    key="nomor",
    share=3e-3,
    faults={
        "wajib_kosong": ({"diterima": ""}, {"kategori": ""}, {"kantor": ""}),
        "bukan_waktu": (
            {"diterima": "02/31/2025 08:00 AM"},
            {"diterima": "13/05/2025 08:00 AM"},
            {"ditanggapi": "besok"},
        ),
        "tahun_di_luar": ({"diterima": "03/05/1925 08:00 AM"},),
        "kode_tak_dikenal": (
            {"kantor": "Kelurahan Negeri Awan"},
            {"kanal": "Burung merpati"},
            {"kategori": "Cuaca buruk"},
            {"status": "Entah"},
        ),
        "urutan_waktu": (
            lambda at: {
                "diterima": month_first(at - DAY),
                "ditanggapi": month_first(at - 3 * DAY),
                "ditutup": "",
                "status": "Diproses",
            },
        ),
        "di_masa_depan": (
            {"diterima": "06/14/2099 08:00 AM", "ditanggapi": "", "ditutup": "", "status": "Diproses"},
        ),
        "terlalu_panjang": ({"nomor": LONG},),
    },
    excluded={"kategori": "SPAM"},
    twin=lambda row: None if row["kategori"].casefold().startswith("lain") else {"kategori": "Lain-lain"},
)


def changes(fault: Fault, at: int) -> Changes:
    return fault(at) if callable(fault) else fault
