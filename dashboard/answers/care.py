"""How answers of the survey were given: with gaps, all alike, twice the same; and the index without them.

They are flags. Who is content gives the same score nine times, and two people may say the same: nothing is
left out of the index for it.
"""

from collections.abc import Sequence
from fractions import Fraction

from dashboard import format as fmt
from dashboard import text
from dashboard.answers import respondents
from dashboard.filters import AREA, CHANNEL, SERVICE, Filters
from dashboard.reader import Reader
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table
from etl.skm import UNSUR

NOTE = (
    "Ini tanda, bukan kesalahan: yang puas sering memberi nilai sama, dan dua orang dapat menjawab sama. "
    "Tidak ada yang dikeluarkan dari indeks. Nilai rata-rata tiap unsur dihitung dari yang menjawab unsur "
    "itu, jadi jawaban yang tidak lengkap ikut. Kembar: nilai, ciri, layanan, kantor, dan harinya persis "
    "sama dengan jawaban lain; yang pertama tidak dihitung kembar."
)
ALL, LAST = "Semua", "Tanpa yang bertanda"
_KEPT = {"complete": 1, "flat": 0, "copy": 0}
_NAMES = {
    "complete": ("Lengkap saja", "tidak lengkap"),
    "flat": ("Tanpa nilai sama", "bernilai sama di semua unsur"),
    "copy": ("Tanpa kembar", "kembar"),
}


def flagged(reader: Reader, filters: Filters) -> Section:
    heard, unheard = respondents.hearing(filters, (AREA, SERVICE, CHANNEL))
    whole = reader.values("ikm", filters=heard)
    if not whole:
        return EMPTY
    rows = [_row(ALL, "", whole[0], whole[0]["n"])]
    asked = _asked(reader, heard)
    for key in asked:
        rows.append(_row(*_NAMES[key], _left(reader, (key,), heard), whole[0]["n"]))
    if len(asked) == len(_KEPT):
        rows.append(_row(LAST, "", _left(reader, asked, heard), whole[0]["n"]))
    columns = (
        Column("name", "Jawaban"),
        Column("value", "Indeks", Kind.SCORE, text.UNKNOWN),
        Column("letter", "Mutu", missing=text.UNKNOWN),
        Column("out", "Di luar itu", Kind.COUNT),
        Column("share", "Bagian", Kind.SHARE),
        Column("n", "n", Kind.COUNT),
    )
    notes = (NOTE, _refused(reader), "" if len(asked) == len(_KEPT) else _FEWER, respondents.told(unheard))
    return Section(
        said(rows),
        None,
        Table(columns, rows),
        whole[0]["n"],
        note=" ".join(filter(None, notes)),
        unheard=unheard,
    )


_FEWER = "Definisi ini tidak menghitung kesembilan unsur, jadi kelengkapan dan keseragaman tidak dihitung."


def _asked(reader: Reader, filters: Filters) -> tuple[str, ...]:
    """What is kept knows of all nine alone."""
    nine = set(reader.definition(filters.end).unsur) == set(UNSUR)
    return tuple(_KEPT) if nine else ("copy",)


def _left(reader: Reader, keys: tuple[str, ...], filters: Filters) -> Row:
    """Of the answers without these flags: `n`, `index`, `mutu`."""
    rows = reader.values("ikm", keys, filters=filters)
    return next((row for row in rows if all(row[key] == _KEPT[key] for key in keys)), {"n": 0})


def _row(name: str, words: str, row: Row, total: int) -> Row:
    out = total - row["n"]
    value = row.get("index")
    return {
        "name": name,
        "words": words,
        "n": row["n"],
        "out": out,
        "share": Fraction(out, total),
        "value": value,
        "letter": row.get("mutu"),
    }


def _refused(reader: Reader) -> str:
    rows = reader.rejected_scores()
    if not rows:
        return "Tidak ada jawaban yang ditolak karena nilainya di luar 1 sampai 4."
    return (
        f"{fmt.number(rows)} jawaban ditolak saat dimuat, sepanjang data di semua kantor, karena nilainya di "
        "luar 1 sampai 4; jawaban yang ditolak tidak dihitung."
    )


def said(rows: Sequence[Row]) -> str:
    """How many of each, and whether the index without all of them has another letter."""
    whole, *flags = [row for row in rows if row["name"] != LAST]
    counts = [
        f"{fmt.number(row['out'])} {row['words']} ({fmt.percent(row['share'])})"
        for row in flags
        if row["out"]
    ]
    if not counts:
        return f"Dari {fmt.number(whole['n'])} jawaban tidak ada yang bertanda."
    first = f"Dari {fmt.number(whole['n'])} jawaban: {fmt.joined(counts)}."
    last = rows[-1]
    if whole["value"] is None:
        return first
    if last["value"] is None or last["n"] < text.FEW:
        return f"{first} Yang tersisa terlalu sedikit untuk sebuah indeks pembanding."
    now, then = (f"{fmt.number(row['value'], 2)} ({row['letter']})" for row in (whole, last))
    without = "yang bertanda" if last["name"] == LAST else last["words"]
    if last["letter"] == whole["letter"]:
        return f"{first} Indeks {now}; tanpa {without} {then}, mutunya sama."
    return f"{first} Hati-hati: indeks {now}, tetapi tanpa {without} {then}."
