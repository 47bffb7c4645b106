"""Why a row is refused."""

from enum import StrEnum


class Reason(StrEnum):
    """The code that the warehouse keeps; `label` and `hint` are what a clerk reads."""

    label: str
    hint: str

    def __new__(cls, code: str, label: str, hint: str) -> "Reason":
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        member.hint = hint
        return member

    @classmethod
    def of(cls, code: str) -> "Reason":
        """Raises StopIteration for a code that the warehouse cannot hold."""
        return next(reason for reason in cls if reason == code)

    JUMLAH_KOLOM = (
        "jumlah_kolom",
        "Jumlah kolom tidak sama dengan judul",
        "Periksa pemisah dan tanda kutip di baris itu.",
    )
    WAJIB_KOSONG = ("wajib_kosong", "Kolom yang wajib diisi masih kosong", "Isi kolom itu di sistem asal.")
    SELESAI_TANPA_WAKTU = (
        "selesai_tanpa_waktu",
        'Status "Selesai", tetapi waktu berakhirnya kosong',
        "Isi waktu berakhirnya di sistem asal. Bila permohonannya masih berjalan, betulkan statusnya.",
    )
    DITOLAK_TANPA_WAKTU = (
        "ditolak_tanpa_waktu",
        'Status "Ditolak", tetapi waktu berakhirnya kosong',
        "Isi tanggal penolakannya di sistem asal. Bila permohonannya masih berjalan, betulkan statusnya.",
    )
    DITARIK_TANPA_WAKTU = (
        "ditarik_tanpa_waktu",
        'Status "Ditarik", tetapi waktu berakhirnya kosong',
        "Isi tanggal penarikannya di sistem asal. Bila permohonannya masih berjalan, betulkan statusnya.",
    )
    BUKAN_WAKTU = (
        "bukan_waktu",
        "Bukan tanggal atau jam yang ada",
        "Tulis tanggal dan jam yang ada, menurut format kolom itu di blok sumber.",
    )
    TAHUN_DI_LUAR = ("tahun_di_luar", "Tahun di luar 1990–2100", "Periksa angka tahunnya.")
    KODE_TAK_DIKENAL = (
        "kode_tak_dikenal",
        "Kode atau nama tidak dikenal",
        "Tambahkan sinonim di tabel acuan, atau isian map di blok sumber.",
    )
    BUKAN_ANGKA = (
        "bukan_angka",
        "Bukan angka",
        "Tulis dengan angka, atau isi map di blok sumber.",
    )
    DI_LUAR_RENTANG = (
        "di_luar_rentang",
        "Angka di luar rentang",
        "Nilai survei hanya bilangan bulat 1–4.",
    )
    URUTAN_WAKTU = (
        "urutan_waktu",
        "Urutan waktu tidak mungkin",
        "Periksa di sistem asal: peristiwa yang kemudian tercatat lebih awal daripada yang mendahuluinya.",
    )
    DI_MASA_DEPAN = (
        "di_masa_depan",
        "Waktu belum terjadi",
        "Periksa tanggal, atau jam komputer asal.",
    )
    KUNCI_GANDA = (
        "kunci_ganda",
        "Nomor yang sama dengan isi berbeda",
        "Nomor tidak boleh dipakai ulang; untuk koreksi, sumber perlu kolom version.",
    )
    TERLALU_PANJANG = ("terlalu_panjang", "Teks lebih dari 100 huruf", "Periksa apakah kolomnya tertukar.")
    BARIS_RUSAK = (
        "baris_rusak",
        "Baris ini tidak dapat dibaca",
        "Periksa susunan baris itu di berkas asal, lalu ekspor lagi.",
    )
    ANGKA_TERPOTONG = (
        "angka_terpotong",
        "Angka lebih dari 15 digit: Excel tidak menyimpan digit sesudahnya",
        "Jadikan kolom itu Teks sebelum nomornya diisi, lalu ekspor lagi.",
    )
    BUKAN_SATU_NILAI = (
        "bukan_satu_nilai",
        "Isinya daftar atau objek, bukan satu nilai",
        "Sebut bagiannya di blok sumber, misalnya pelapor.kelurahan.",
    )
    NIK_DI_KOLOM_LAIN = (
        "nik_di_kolom_lain",
        "Tampaknya NIK, nomor telepon, atau surel di kolom yang bukan tempatnya",
        "Periksa apakah kolomnya tertukar. Bila memang nomor sistem asal, sebut kolomnya di own_numbers.",
    )
    BUKAN_NIK = (
        "bukan_nik",
        "Bukan NIK yang mungkin ada",
        "NIK 16 angka: wilayah, tanggal lahir, nomor urut. Betulkan, kosongkan, atau sebut di empty.",
    )


WITHOUT_END = {
    "completed": Reason.SELESAI_TANPA_WAKTU,
    "refused": Reason.DITOLAK_TANPA_WAKTU,
    "withdrawn": Reason.DITARIK_TANPA_WAKTU,
}
"""What to say of a row that by this word has ended, and lacks the instant."""
