"""Words that more than one page says."""

APP = "Pantau"
SAMPLE = "Data contoh · bukan data kantor"
NO_PUBLISHED = "Belum ada data: jalankan python -m etl run"
HOW_TO_READ = "Cara hitung"
COUNTED = "n: banyaknya yang dihitung."
DURATIONS = (
    "Median: separuh lebih singkat dari itu. P90: sembilan dari sepuluh lebih singkat dari itu. "
    "Dibulatkan ke menit penuh."
)
CLOSED = "tutup"
FEW = 30
"""Below so many cases a percentile of one cell or row is shown, but no sentence is built on it."""
SMALL = "kasus sedikit"
"""Stands beside a bar of fewer."""
UNKNOWN = "belum cukup data"
NOT_ENOUGH = f"Belum cukup data untuk menjawab; perlu sedikitnya {FEW} kasus."

FACTS = {
    "request": "permohonan",
    "visit": "kunjungan",
    "answer": "jawaban survei",
    "complaint": "pengaduan",
}
UNITS = {
    "menit": "menit",
    "jam_kerja": "jam kerja",
    "hari_kerja": "hari kerja",
    "hari_kalender": "hari kalender",
}


def only_top(count: int, most: int, which: str) -> str:
    """« dari 10 layanan terlama; selebihnya ada di tabel» where a figure does not draw all that there are."""
    return f" dari {most} {which}; selebihnya ada di tabel" if count > most else ""
