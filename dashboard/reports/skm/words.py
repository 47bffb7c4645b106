"""Words of a Laporan SKM that no figure changes. The chapters are those of the form that offices use."""

from collections.abc import Mapping

from dashboard import questionnaire
from dashboard.questionnaire import UNSUR

TITLE = "Laporan Survei Kepuasan Masyarakat"
FILES = (
    "Lengkap dari Bab I sampai V dan lampiran. PDF untuk dicetak, DOCX untuk diisi dan diubah kantor, "
    "XLSX dengan matriks responden dan rumus penghitungan indeks."
)

BACKGROUND = (
    "Pelayanan publik dinilai oleh yang menerimanya. Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan "
    "Publik meminta penyelenggara melibatkan masyarakat dalam menilai dan memperbaiki pelayanan. Salah "
    "satu caranya adalah Survei Kepuasan Masyarakat (SKM), yang tata caranya ditetapkan dengan Peraturan "
    "Menteri PANRB Nomor 14 Tahun 2017 dan dilaksanakan paling sedikit satu kali dalam setahun.",
    "Laporan ini menyajikan hasil SKM {office} untuk periode {period}: siapa yang menjawab, bagaimana mereka "
    "menilai tiap unsur pelayanan, dan unsur mana yang perlu diperbaiki lebih dahulu.",
)
LAWS = (
    "Undang-Undang Nomor 25 Tahun 2009 tentang Pelayanan Publik.",
    "Peraturan Pemerintah Nomor 96 Tahun 2012 tentang Pelaksanaan Undang-Undang Nomor 25 Tahun 2009 tentang "
    "Pelayanan Publik.",
    "Peraturan Menteri Pendayagunaan Aparatur Negara dan Reformasi Birokrasi Nomor 14 Tahun 2017 tentang "
    "Pedoman Penyusunan Survei Kepuasan Masyarakat Unit Penyelenggara Pelayanan Publik.",
)
PURPOSE = (
    "Survei ini dimaksudkan untuk mengetahui tingkat kepuasan masyarakat atas pelayanan yang diterimanya. "
    "Tujuannya:"
)
AIMS = (
    "mengukur mutu pelayanan menurut penilaian penerima layanan;",
    "menemukan unsur pelayanan yang lemah dan yang sudah baik;",
    "menjadi dasar rencana perbaikan pelayanan;",
    "memberi tahu masyarakat bagaimana pelayanan dinilai dan apa yang akan diperbaiki.",
)
USES = (
    "Hasilnya bermanfaat bagi pimpinan untuk menetapkan prioritas perbaikan, bagi pelaksana sebagai "
    "umpan balik, dan bagi masyarakat sebagai gambaran kinerja pelayanan."
)
METHOD = (
    "Data dikumpulkan dengan kuesioner yang diisi penerima layanan, menurut Peraturan Menteri PANRB Nomor 14 "
    "Tahun 2017; setiap unsur dinilai dengan angka 1 sampai 4, dari yang paling rendah sampai yang paling "
    "tinggi. Unsur yang dihitung:"
)
MISSING = (
    "Jawaban yang melewatkan suatu unsur tetap dihitung pada unsur yang diisinya: nilai rata-rata tiap "
    "unsur dihitung dari yang menjawab unsur itu. Jawaban dengan nilai di luar 1 sampai 4 ditolak saat "
    "data dimuat."
)
SAMPLE = (
    "Jumlah responden minimum ditentukan dengan rumus Krejcie dan Morgan (taraf kesalahan 5 %) atas jumlah "
    "penerima layanan pada periode survei, dibulatkan ke bilangan bulat terdekat. Populasi adalah "
    "penerima layanan, bukan jumlah penduduk."
)
FORMULAS = (
    "Nilai rata-rata (NRR) unsur = jumlah nilai unsur : jumlah responden yang menjawab unsur itu.",
    "NRR tertimbang unsur = NRR unsur × bobot unsur.",
    "Nilai indeks = jumlah NRR tertimbang semua unsur.",
    "IKM = nilai indeks × 25, dibulatkan dua angka di belakang koma sesudah dijumlahkan.",
    "Nilai konversi unsur = NRR unsur × 25.",
)
BANDS = (
    ("1", "1,00 – 2,5996", "25,00 – 64,99", "D", "tidak baik"),
    ("2", "2,60 – 3,064", "65,00 – 76,60", "C", "kurang baik"),
    ("3", "3,0644 – 3,532", "76,61 – 88,30", "B", "baik"),
    ("4", "3,5324 – 4,00", "88,31 – 100,00", "A", "sangat baik"),
)
"""PermenPANRB 14/2017: nilai persepsi, nilai interval, nilai interval konversi, mutu, kinerja."""
ACTIVITIES = (
    "Persiapan",
    "Pengumpulan data",
    "Pengolahan data dan analisis",
    "Penyusunan dan pelaporan hasil",
)
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    asked.unsur: (asked.subject, *(answer.lower() for answer in asked.answers))
    for asked in sorted(questionnaire.QUESTIONS, key=lambda asked: UNSUR.index(asked.unsur))
}
"""Unsur → what is asked about and the four answers, in the order of the regulation."""
"""Unsur → what is asked and what the scores 1 to 4 are called."""
NOBODY = "Tidak ada jawaban survei pada periode ini, jadi bagian ini tidak dapat diisi."
