"""A report whose every word tries to be more than a word."""

from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from dashboard import scales
from dashboard.reports.model import (
    Blank,
    Cell,
    Chart,
    Grid,
    Heading,
    Part,
    Points,
    Report,
    Sheet,
    Signature,
    Text,
)
from dashboard.scales import Dot
from dashboard.section import Column, Kind, Table
from etl.skm import permen

WORDS = (
    '#panic("x")',
    '#read("/etc/passwd")',
    '#image("https://contoh.invalid/x.png")',
    "*tebal* _miring_ $x^2$ `kode` <label> @rujukan = Judul // komentar /* x */",
    "\\u{41} ] } ) [ { ( # \" '",
    "<b>x</b></text></svg><script>alert(1)</script>&amp;&lt;",
    '=HYPERLINK("http://contoh.invalid";"x")',
    "+1+1",
    "@SUM(1)",
    "-2",
    "<r>x</r>",
    "{{ x }} {0} {office} %s %(x)s",
    "https://contoh.invalid/",
    "nol\x00, hapus\x7f, pasangan\ud800, tanda\ufffe",
    "kanan\u202eke kiri",
    "w:t</w:t></w:r><w:instrText>DDEAUTO c:\\\\x</w:instrText>",
    "panjang " * 200,
    "huruf asing 漢字, ไทย, 😀👍🏽, \u0378, \ue000, \U0010fffd",
)


def report() -> Report:
    names = Table(
        (Column("name", WORDS[0]), Column("n", WORDS[6], Kind.COUNT), Column("free", WORDS[3], missing="")),
        [{"name": words, "n": i} for i, words in enumerate(WORDS)],
    )
    parts: list[Part] = [Heading("Bab I"), Heading(WORDS[3], 2)]
    for words in WORDS:
        parts += [Heading(words, 2), Text(words), Text(words, small=True), Blank(words, 2)]
    parts += [
        Points(WORDS),
        Points(WORDS, numbered=True),
        Grid(WORDS[0], names),
        Signature(WORDS[:2], WORDS[4:6]),
    ]
    dots = [Dot(words[:60].encode(errors="replace").decode(), Fraction(88), 40, "A") for words in WORDS]
    parts.append(Chart(WORDS[5], scales.scale(dots, permen()), WORDS[5]))
    cells = [[Cell(words, strong=True), Cell(Fraction(i, 3), f"{i}/3", 4)] for i, words in enumerate(WORDS)]
    return Report(
        title=WORDS[3],
        office=WORDS[0],
        period=WORDS[2],
        stamp=WORDS[4],
        until=datetime(2026, 11, 2, 11, tzinfo=ZoneInfo("Asia/Makassar")),
        file="laporan",
        parts=parts,
        sheets=[Sheet("Hitungan", cells, (40, 12))],
        sample=True,
        n=1,
    )
