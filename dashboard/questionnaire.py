"""The survey as it is asked: nine questions in the order of the usual questionnaire, each with four answers.

PermenPANRB 14/2017; the words of the answers are those that offices print. Their order there differs from the
regulation's in the last two, so they are named and never numbered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """`answers` from the lowest score, 1, to the highest, 4."""

    unsur: str
    subject: str
    """What is asked about, as a report names it."""
    words: str
    answers: tuple[str, str, str, str]


UNSUR = (
    "persyaratan", "prosedur", "waktu", "biaya", "produk", "kompetensi", "perilaku", "pengaduan", "sarana",
)  # fmt: skip
"""In the order of the regulation."""
QUESTIONS: Sequence[Question] = (
    Question(
        "persyaratan",
        "Kesesuaian persyaratan dengan jenis pelayanannya",
        "Sesuaikah syarat yang diminta dengan layanannya?",
        ("Tidak sesuai", "Kurang sesuai", "Sesuai", "Sangat sesuai"),
    ),
    Question(
        "prosedur",
        "Kemudahan prosedur pelayanan",
        "Mudahkah alur layanannya?",
        ("Tidak mudah", "Kurang mudah", "Mudah", "Sangat mudah"),
    ),
    Question(
        "waktu",
        "Kecepatan waktu dalam memberikan pelayanan",
        "Cepatkah layanannya selesai?",
        ("Tidak cepat", "Kurang cepat", "Cepat", "Sangat cepat"),
    ),
    Question(
        "biaya",
        "Kewajaran biaya atau tarif",
        "Wajarkah biayanya?",
        ("Sangat mahal", "Cukup mahal", "Murah", "Gratis"),
    ),
    Question(
        "produk",
        "Kesesuaian hasil pelayanan dengan standar pelayanan",
        "Sesuaikah hasilnya dengan yang dijanjikan?",
        ("Tidak sesuai", "Kurang sesuai", "Sesuai", "Sangat sesuai"),
    ),
    Question(
        "kompetensi",
        "Kemampuan petugas dalam memberikan pelayanan",
        "Mampukah petugas melayani dengan baik?",
        ("Tidak kompeten", "Kurang kompeten", "Kompeten", "Sangat kompeten"),
    ),
    Question(
        "perilaku",
        "Kesopanan dan keramahan petugas",
        "Sopan dan ramahkah petugasnya?",
        ("Tidak sopan dan ramah", "Kurang sopan dan ramah", "Sopan dan ramah", "Sangat sopan dan ramah"),
    ),
    Question(
        "sarana",
        "Mutu sarana dan prasarana",
        "Baikkah tempat dan perlengkapannya?",
        ("Buruk", "Cukup", "Baik", "Sangat baik"),
    ),
    Question(
        "pengaduan",
        "Penanganan pengaduan pengguna layanan",
        "Bagaimana pengaduan dan saran ditangani?",
        ("Tidak ada", "Ada tetapi tidak berfungsi", "Berfungsi kurang maksimal", "Dikelola dengan baik"),
    ),
)
TRAITS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "sex": ("Jenis kelamin", {"L": "Laki-laki", "P": "Perempuan"}),
    "age_band": (
        "Umur",
        {
            words: words
            for words in ("17–25 tahun", "26–35 tahun", "36–45 tahun", "46–55 tahun", "56 tahun ke atas")
        },
    ),
    "education": (
        "Pendidikan",
        {words: words for words in ("SD ke bawah", "SMP", "SMA", "D-III", "S1", "S2 ke atas")},
    ),
    "occupation": (
        "Pekerjaan",
        {
            "PNS": "PNS",
            "TNI/POLRI": "TNI/Polri",
            "SWASTA": "Swasta",
            "WIRAUSAHA": "Wirausaha",
            "LAINNYA": "Lainnya",
        },
    ),
}
"""What a person may say of himself, or leave open: its label, and the codes with their words."""
