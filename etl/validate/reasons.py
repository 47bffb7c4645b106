"""Why a row is refused, and the shape in which a refused text may be kept."""

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
    WAJIB_KOSONG = ("wajib_kosong", "Kolom wajib kosong", "Isi kolom itu di sistem asal.")
    BUKAN_WAKTU = (
        "bukan_waktu",
        "Bukan tanggal atau jam yang ada",
        "Tulis persis menurut format sumber, tanpa spasi di depan atau belakang.",
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
        "Periksa jam di sistem asal: tidak ada yang selesai sebelum dimulai.",
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


SHAPE_LENGTH = 12


def shape(text: str) -> str:
    """`"Siti, 0812"` → `"AAAA, 9999"`: digits 9, letters A, at most 12 characters, never the text itself."""
    return "".join(map(_mask, text[:SHAPE_LENGTH]))


def _mask(character: str) -> str:
    if character.isalpha():
        return "A"
    if character.isnumeric():
        return "9"
    # Marks, controls and symbols outside ASCII could spell something; ASCII punctuation cannot.
    return character if character.isascii() and character.isprintable() else "?"
