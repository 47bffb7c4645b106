"""Words of a monthly report that no figure changes."""

from dashboard import text
from etl.period import Kind

TITLES = {
    Kind.MONTH: "Laporan Bulanan Kinerja Pelayanan",
    Kind.TRIWULAN: "Laporan Triwulanan Kinerja Pelayanan",
    Kind.SEMESTER: "Laporan Semesteran Kinerja Pelayanan",
    Kind.YEAR: "Laporan Tahunan Kinerja Pelayanan",
}
TITLE = "Laporan Kinerja Pelayanan"
"""Of any other stretch of days."""
FILES = (
    "Halaman pertama untuk pimpinan: angka pokok, yang berubah, dan yang perlu diputuskan; sesudahnya "
    "rinciannya. PDF untuk dicetak, DOCX untuk diubah kantor, XLSX dengan satu lembar per tabel."
)
TESTED = (
    "Naik atau turun disebut hanya bila bedanya lebih dari naik-turun harian. Biasa: tidak lebih, jadi tidak "
    "perlu ditafsirkan. Belum cukup: datanya belum cukup untuk menilai. n: banyaknya yang dihitung."
)
ALONE = "Tidak ada periode sebelumnya yang sama panjang dalam data, jadi perubahan belum dapat dinilai."
FEW = (
    f"Kasusnya sedikit (kurang dari {text.FEW} pada semua ukuran), jadi angkanya hanya gambaran dan tidak "
    "cukup untuk menyimpulkan apa pun."
)
NOTHING = "Tidak ada kunjungan, permohonan, jawaban survei, atau pengaduan yang tercatat pada periode ini."
CALM = (
    "Tidak ada yang lewat batas waktu, tidak ada unsur di bawah B, dan tidak ada sumber data yang terlambat."
)
AS_OF = "Yang lewat batas waktu dan sumber yang terlambat: keadaan menurut data terakhir, {day}."
NO_TREND = "Belum ada perkembangan: dalam data tidak ada periode sebelumnya yang sama panjang."
LEDGER = (
    "Baris dihitung dari semua pembacaan sampai versi data ini, bukan hanya dari periode laporan: pemuatan "
    "tidak mengenal bulan."
)
FACTS = {
    "visit": "Kunjungan (antrean)",
    "request": "Permohonan",
    "answer": "Jawaban survei",
    "complaint": "Pengaduan",
}
RULES = (
    "Berubah nyata: hari adalah satuannya, dan bedanya paling sedikit tiga kali galat bakunya; secara "
    "kebetulan saja kurang dari satu dari seratus pembandingan menyebut perubahan.",
    "Periode sebelumnya sama panjang dan berakhir tepat sebelum periode laporan; tahun sebelumnya berisi "
    "hari yang sama setahun lebih awal.",
    text.DURATIONS,
    f"Kurang dari {text.FEW} kasus: angkanya ditulis, tetapi tidak ada kalimat yang disusun darinya.",
    "Yang tidak ada datanya ditulis «tidak ada data», tidak pernah nol.",
)


def inside(words: str) -> str:
    """As it stands within a sentence, of what does not begin with a proper name."""
    return words[:1].lower() + words[1:]
