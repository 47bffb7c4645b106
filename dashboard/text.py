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
