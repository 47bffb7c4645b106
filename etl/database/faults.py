"""What a database or its driver says → a sentence. Never its own words: they may hold data or an address."""

import re

from sqlalchemy.exc import DBAPIError, NoSuchModuleError, NoSuchTableError, SQLAlchemyError

_DRIVER = (
    "penggerak untuk basis data ini belum terpasang; PostgreSQL dan SQLite siap pakai, yang lain perlu "
    "paketnya, misalnya mysql+pymysql:// memerlukan PyMySQL"
)
_UNREACHED = (
    "basis data tidak dapat dihubungi; periksa alamat, akun, sandi, dan jaringannya, lalu jalankan lagi"
)
_CODES = {
    "28": _UNREACHED,
    "08": _UNREACHED,
    "3D": "basis data dengan nama itu tidak ada di server; periksa alamatnya",
    "42501": "akun ini tidak boleh membaca tabel itu; minta hak SELECT untuknya",
    "25006": "permintaan ini hendak menulis; tulis SELECT saja",
    "0A000": "server tidak menjalankan permintaan seperti itu; tulis SELECT saja",
    "57014": "server menghentikan permintaan ini; persempit permintaannya, atau coba lagi nanti",
    "40": "server membatalkan pembacaan ini karena bentrok dengan penulisan; jalankan lagi",
    "57": "server sedang dimatikan atau dimulai; coba lagi nanti",
    "53": "server kehabisan sambungan atau ruang; coba lagi nanti",
    "22": "ada isi yang tidak dapat diubah oleh permintaan ini; periksa CAST dan pembandingnya di query",
}
_OWN_WORDS = re.compile(
    r'(?:(?:column|relation) "?[\w. ]+"? does not exist|no such (?:column|table): [\w. ]+'
    r'|syntax error at or near "?\w+|near "?[\w ]+"?: syntax error|no such function: \w+'
    r"|Unknown column '[\w. ]+'|Table '[\w. ]+' doesn't exist)"
)
"""Parts of a message that hold nothing but names of the office's own SELECT."""


def sentence(error: Exception) -> str:
    if isinstance(error, NoSuchModuleError | ModuleNotFoundError | ImportError):
        return _DRIVER
    if isinstance(error, NoSuchTableError):
        return "tabel itu tidak ada, atau akun ini tidak boleh melihatnya; periksa table"
    if not isinstance(error, DBAPIError):
        return "permintaan ini tidak dapat dijalankan; periksa query, table, dan :since"
    code = str(getattr(error.orig, "sqlstate", None) or "")
    for length in (5, 2):
        if code[:length] in _CODES and code:
            return _CODES[code[:length]]
    if found := _OWN_WORDS.search(str(error.orig)):
        return f"basis data menolak permintaan ini ({found[0]}); periksa nama kolom dan tabel di query"
    return _of_a_file(str(error.orig)) or _otherwise(error, code)


def _of_a_file(message: str) -> str | None:
    if "locked" in message or "busy" in message:
        return "berkas basis data sedang ditulis program lain; coba lagi nanti"
    if "not a database" in message or "malformed" in message:
        return "berkas itu rusak atau bukan SQLite; pulihkan dari salinannya"
    if "readonly" in message or "read-only" in message:
        return "permintaan ini hendak menulis; tulis SELECT saja"
    return None


def _otherwise(error: DBAPIError, code: str) -> str:
    if error.statement is None:
        return _UNREACHED
    said = f" (kode {code})" if code.isalnum() else ""
    return f"basis data menolak atau memutus permintaan ini{said}; periksa query, lalu jalankan lagi"


Faults = (SQLAlchemyError, ImportError)
