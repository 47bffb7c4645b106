"""What the words in the cells mean: states of a case, answers of the survey, the respondent's sex."""

import re
from collections.abc import Mapping

from etl.reference import normal
from etl.skm import UNSUR


def _words(table: Mapping[str, str]) -> dict[str, str]:
    return {word.strip(): code for code, words in table.items() for word in words.split("|")}


_STATES: Mapping[str, dict[str, str]] = {
    "request": _words(
        {
            "completed": "selesai|sudah selesai|completed|complete|closed|close|done|finished|resolved|"
            "terbit|diterbitkan|sudah terbit|disetujui|approved|issued|diserahkan|sudah diambil|tuntas",
            "refused": "ditolak|tolak|rejected|refused|denied|tidak disetujui",
            "withdrawn": "dibatalkan|batal|dicabut|ditarik|cancelled|canceled|withdrawn",
            "open": "open|opened|diproses|proses|sedang diproses|dalam proses|in progress|pending|menunggu|"
            "new|baru|verifikasi|diverifikasi|diajukan|submitted|berjalan",
        }
    ),
    "visit": _words(
        {
            "served": "selesai|served|dilayani|sudah dilayani|agent|completed|complete|done|finished|hadir",
            "no_show": "tidak hadir|no show|no-show|noshow|absent|absen|tidak datang|tidak ada|mangkir|"
            "dilewati|skipped|skip",
            "left": "pergi|meninggalkan antrean|left|hang|hang up|hangup|abandoned|abandon|reneged|"
            "batal antre",
            "transferred": "dialihkan|alih loket|pindah loket|transferred|transfer|dirujuk",
            "open": "menunggu|waiting|open|dipanggil|sedang dilayani|serving|diproses",
        }
    ),
    "complaint": _words(
        {
            "resolved": "selesai|resolved|closed|close|tuntas|ditutup|done|terselesaikan",
            "open": "open|diproses|proses|dalam proses|sedang diproses|pending|baru|new|menunggu|in progress|"
            "tindak lanjut|ditindaklanjuti|belum selesai|verifikasi",
        }
    ),
}
# Rows of these are no facts at all.
NO_FACT = frozenset(
    [
        "uji coba",
        "ujicoba",
        "tes",
        "test",
        "testing",
        "draf",
        "draft",
        "konsep",
        "spam",
        "dummy",
        "contoh",
        "latihan",
    ]
)
SEX: Mapping[str, str] = _words(
    {
        "L": "l|laki|laki-laki|laki - laki|laki laki|lk|pria|m|male",
        "P": "p|perempuan|pr|wanita|f|female",
    }
)
# The usual form's words, worst first.
_USUAL = (
    "tidak sesuai|kurang sesuai|sesuai|sangat sesuai",
    "tidak mudah|kurang mudah|mudah|sangat mudah",
    "tidak cepat|kurang cepat|cepat|sangat cepat",
    "sangat mahal|cukup mahal|murah|gratis",
    "tidak kompeten|kurang kompeten|kompeten|sangat kompeten",
    "tidak sopan dan ramah|kurang sopan dan ramah|sopan dan ramah|sangat sopan dan ramah",
    "buruk|cukup|baik|sangat baik",
    "tidak ada|ada tetapi tidak berfungsi|berfungsi kurang maksimal|dikelola dengan baik",
    "tidak baik|kurang baik|baik|sangat baik",
    "tidak puas|kurang puas|puas|sangat puas",
)
SCALES: tuple[Mapping[str, int], ...] = tuple(
    {word: score for score, word in enumerate(words.split("|"), start=1)} for words in _USUAL
)
_NAMED: Mapping[str, str] = {
    "persyaratan": "persyaratan|syarat",
    "prosedur": "prosedur|sistem mekanisme dan prosedur|sistem mekanisme prosedur",
    "waktu": "waktu penyelesaian|waktu pelayanan|kecepatan",
    "biaya": "biaya|tarif|biaya tarif",
    "produk": "produk|produk spesifikasi jenis pelayanan|produk layanan",
    "kompetensi": "kompetensi|kompetensi pelaksana",
    "perilaku": "perilaku|perilaku pelaksana",
    "pengaduan": "penanganan pengaduan|penanganan pengaduan saran dan masukan|pengaduan",
    "sarana": "sarana|sarana dan prasarana|sarana prasarana",
}

# In the questions of a form, which name them in many words (Permenpan RB 14/2017).
_ASKED: Mapping[str, re.Pattern[str]] = {
    unsur: re.compile(rf"(?i)\b(?:{words})(?:nya)?\b")
    for unsur, words in {
        "persyaratan": "persyaratan|syarat",
        "prosedur": "prosedur|mekanisme|sistem|alur",
        "waktu": "waktu|kecepatan",
        "biaya": "biaya|tarif",
        "produk": "produk|hasil|spesifikasi",
        "kompetensi": "kompetensi|kemampuan|keterampilan|keahlian",
        "perilaku": "perilaku|kesopanan|keramahan|sikap",
        "pengaduan": "pengaduan|aduan|keluhan|penanganan saran",
        "sarana": "sarana|prasarana|fasilitas",
    }.items()
}


def state(fact: str, text: str) -> str | None:
    """`state("visit", "SELESAI")` → `served`."""
    return _STATES[fact].get(normal(text).replace("_", " "))


def sex(text: str) -> str | None:
    return SEX.get(normal(text))


def score(text: str) -> int | None:
    """What every scale that knows the word says of it; None where two scales differ."""
    said = {scale[normal(text)] for scale in SCALES if normal(text) in scale}
    return said.pop() if len(said) == 1 else None


def unsur(spelled: str) -> str | None:
    """The unsur that a header names: by number (`u8`) or by its own words."""
    if spelled in {f"u{number}" for number in range(1, 10)}:
        return spelled
    return next((key for key in UNSUR if spelled in _NAMED[key].split("|")), None)


def unsur_words(header: str) -> dict[str, str]:
    """Each unsur that a long header mentions, and the word by which it does."""
    found = {unsur: pattern.search(header) for unsur, pattern in _ASKED.items()}
    return {unsur: match[0].casefold() for unsur, match in found.items() if match}
