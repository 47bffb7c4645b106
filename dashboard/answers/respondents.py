"""Who answered the survey: enough of them, who they are, and whether they are like those who were served."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from dashboard import figures, text
from dashboard import format as fmt
from dashboard.canvas import SHARE
from dashboard.figures import Bar
from dashboard.filters import AREA, CHANNEL, SERVICE, Dimension, Filters
from dashboard.pairs import Group, Half, pairs
from dashboard.reader import Reader
from dashboard.sampling import sample_size
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table

TRAITS = {
    "sex": "Jenis kelamin",
    "age_band": "Umur",
    "education": "Pendidikan",
    "occupation": "Pekerjaan",
}
NAMES = {
    "L": "Laki-laki",
    "P": "Perempuan",
    "SWASTA": "Swasta",
    "WIRAUSAHA": "Wirausaha",
    "LAINNYA": "Lainnya",
}
"""Codes of the usual questionnaire that are not read well; others are shown as they stand."""
UNSAID = "tidak diisi"
SCHOOLS = ("SD", "SMP", "SMA", "D", "S1", "S2", "S3")
"""How levels of education begin, from the lowest."""
TOP = 10
MOST = 3
"""Names in a sentence."""
BEYOND = 3
"""Standard errors from which on two shares are told apart: about twenty are looked at together."""
SERVED = (
    "Yang dilayani: kunjungan yang dilayani menurut hari mengambil nomor, ditambah permohonan daring yang "
    "selesai menurut hari selesai. Orang yang datang dua kali dihitung dua kali."
)


def enough(reader: Reader, filters: Filters) -> Section:
    answers = {row["office"]: row["n"] for row in reader.numbers("ikm", ("office",), filters=filters)}
    if not answers:
        return EMPTY
    visits = _visits(reader, "office", filters)
    online = _online(reader, "office", filters)
    codes = [code for code, _ in reader.choices("office") if code in {*answers, *visits, *online}]
    rows = [
        _needed(reader.name("office", code), visits.get(code, 0), online.get(code, 0), answers.get(code, 0))
        for code in codes
    ]
    whole = _needed("Semua", *(sum(row[key] for row in rows) for key in ("visits", "online", "n")))
    columns = (
        Column("name", "Kantor"),
        Column("visits", "Kunjungan", Kind.COUNT),
        Column("online", "Daring", Kind.COUNT),
        Column("served", "Dilayani", Kind.COUNT),
        Column("needed", "Perlu", Kind.COUNT),
        Column("n", "Didapat", Kind.COUNT),
        Column("verdict", "Hasil", whole=True),
    )
    return Section(
        adequate(whole, rows),
        None,
        Table(columns, [*rows, whole] if len(rows) > 1 else rows),
        whole["n"],
        note="Yang diperlukan menurut tabel Krejcie dan Morgan (PermenPANRB 14/2017), untuk tiap kantor dan "
        f"untuk semua; yang diperlukan tidak dapat dijumlahkan. {SERVED}",
    )


def _visits(reader: Reader, by: str, filters: Filters) -> Mapping[str, int]:
    rows = reader.numbers("arrivals", (by,), of=("served",), filters=filters)
    return {row[by]: row["served"] for row in rows}


def _online(reader: Reader, by: str, filters: Filters) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for row in reader.numbers("turnaround", (by, "channel"), filters=filters):
        if reader.online(row["channel"]):
            found[row[by]] = found.get(row[by], 0) + row["n"]
    return found


def _needed(name: str, visits: int, online: int, n: int) -> Row:
    served = visits + online
    needed = sample_size(served)
    verdict = "cukup" if served and n >= needed else "belum cukup"
    return {
        "name": name,
        "visits": visits,
        "online": online,
        "served": served,
        "needed": needed,
        "n": n,
        "verdict": verdict if served else fmt.NO_DATA,
    }


def adequate(whole: Row, rows: Sequence[Row]) -> str:
    if not whole["served"]:
        return "Tidak ada yang tercatat dilayani, jadi tidak diketahui berapa responden yang diperlukan."
    words = (
        f"{whole['verdict'].capitalize()}: {fmt.number(whole['n'])} responden; diperlukan "
        f"{fmt.number(whole['needed'])} dari {fmt.number(whole['served'])} penerima layanan."
    )
    lacking = [row["name"] for row in rows if row["verdict"] == "belum cukup"]
    if len(rows) < 2 or not lacking:
        return words
    alone = [row["name"] for row in rows if row["verdict"] == "cukup"]
    if not alone:
        return f"{words} Bila dihitung sendiri, semua kantor belum cukup."
    if len(lacking) <= MOST:
        return f"{words} Bila dihitung sendiri, belum cukup: {fmt.joined(lacking)}."
    if len(alone) <= MOST:
        return f"{words} Bila dihitung sendiri, hanya cukup: {fmt.joined(alone)}."
    return f"{words} Bila dihitung sendiri, banyak kantor belum cukup."


def traits(reader: Reader, filters: Filters) -> Section:
    heard, unheard = hearing(filters, (AREA, SERVICE, CHANNEL))
    found = reader.values("ikm", filters=heard)
    if not found:
        return EMPTY
    n = found[0]["n"]
    rows = [
        _group(trait, code, row, n)
        for trait in TRAITS
        for code, row in sorted(
            ((row[trait], row) for row in reader.values("ikm", (trait,), filters=heard)),
            key=lambda pair: _rank(trait, pair[0]),
        )
    ]
    columns = (
        Column("trait", "Ciri"),
        Column("group", "Kelompok"),
        Column("n", "n", Kind.COUNT),
        Column("share", "Bagian", Kind.SHARE),
        Column("value", "Indeks", Kind.SCORE, text.UNKNOWN),
    )
    bars = [Bar(f"{row['trait']} · {row['group']}", row["share"], row["n"]) for row in rows]
    return Section(
        largest(rows) if n >= text.FEW else text.NOT_ENOUGH,
        figures.bars(bars, SHARE, top=100),
        Table(columns, rows),
        n,
        note="Tiap ciri berjumlah semua jawaban. "
        f"Kelompok dengan kurang dari {text.FEW} jawaban tidak diberi indeks. {told(unheard)}".strip(),
        unheard=unheard,
    )


def hearing(filters: Filters, deaf: Sequence[Dimension]) -> tuple[Filters, tuple[str, ...]]:
    """Without what cannot be followed, and the labels of what was chosen and is not."""
    chosen = [dimension for dimension in deaf if getattr(filters, dimension.key) is not None]
    without: dict[str, Any] = {dimension.key: None for dimension in chosen}
    return replace(filters, **without), tuple(dimension.label for dimension in chosen)


def told(unheard: Sequence[str]) -> str:
    if not unheard:
        return ""
    return f"Bagian ini tidak mengikuti saringan {fmt.joined(list(unheard))}."


def _group(trait: str, code: str, row: Row, n: int) -> Row:
    return {
        "trait": TRAITS[trait],
        "group": NAMES.get(code, code) or UNSAID,
        "n": row["n"],
        "share": Fraction(row["n"], n),
        "value": row["index"] if row["n"] >= text.FEW else None,
    }


def _rank(trait: str, code: str) -> tuple[bool, int, str]:
    """Schools from the lowest, else by name; who did not say comes last."""
    level = 0
    if trait == "education":
        fitting = [i for i, school in enumerate(SCHOOLS) if code.upper().startswith(school)]
        level = max(fitting, default=len(SCHOOLS))
    return (not code, level, code)


def largest(rows: Sequence[Row]) -> str:
    """The largest group of each trait."""
    words = []
    for trait in TRAITS.values():
        mine = [row for row in rows if row["trait"] == trait and row["group"] != UNSAID]
        if mine:
            most = max(mine, key=lambda row: row["n"])
            words.append(f"{most['group']} ({fmt.percent(most['share'])})")
    if not words:
        return f"Ciri responden {UNSAID}."
    return f"Terbanyak dari tiap ciri: {fmt.joined(words)}."


def like_the_served(reader: Reader, filters: Filters) -> Section:
    """The services of those who answered beside the services of those who were served."""
    heard, unheard = hearing(filters, (SERVICE,))
    answers = {row["service"]: row["n"] for row in reader.numbers("ikm", ("service",), filters=heard)}
    if not answers:
        return EMPTY
    visits, online = (count(reader, "service", heard) for count in (_visits, _online))
    served = {code: visits.get(code, 0) + online.get(code, 0) for code in {*visits, *online}}
    names = {code: reader.name("service", code) for code in {*served, *answers}}
    both = beside(served, answers, names)
    groups = [Group(pair[0]["name"], [_half(row) for row in pair]) for pair in both[:TOP]]
    columns = (
        Column("name", "Layanan"),
        Column("who", "Siapa"),
        Column("n", "Jumlah", Kind.COUNT),
        Column("share", "Bagian", Kind.SHARE),
    )
    only = text.only_top(len(both), TOP, "layanan terbanyak")
    drawn = f"Batang menunjukkan bagian{only}." if only else None
    return Section(
        skewed(both),
        pairs(groups, SHARE) if served else None,
        Table(columns, [row for pair in both for row in pair]),
        sum(answers.values()),
        note=" ".join(filter(None, (drawn, SERVED, told(unheard)))),
        unheard=unheard,
    )


ALL, ASKED = "dilayani", "menjawab"


def beside(
    served: Mapping[str, int], answers: Mapping[str, int], names: Mapping[str, str]
) -> list[tuple[Row, Row]]:
    """Per service its part of all who were served and of all who answered, the most served first."""
    order = sorted(names, key=lambda code: (-served.get(code, 0), names[code]))
    sides = ((ALL, served, sum(served.values())), (ASKED, answers, sum(answers.values())))
    both = []
    for code in order:
        first, second = (
            {
                "name": names[code],
                "who": who,
                "n": counts.get(code, 0),
                "share": Fraction(counts.get(code, 0), total) if total else None,
            }
            for who, counts, total in sides
        )
        both.append((first, second))
    return both


def _half(row: Row) -> Half:
    return Half(row["who"], row["share"], row["n"], strong=row["who"] == ASKED)


def skewed(both: Sequence[tuple[Row, Row]]) -> str:
    """The service that those who answered speak for least, by the difference of the two shares."""
    if both[0][0]["share"] is None:
        return "Tidak ada data tentang yang dilayani, jadi tidak dapat dibandingkan."
    if sum(row["n"] for _, row in both) < text.FEW:
        return text.NOT_ENOUGH
    if len(both) == 1:
        return f"Semua jawaban dan semua yang dilayani: {both[0][0]['name']}."
    n = sum(row["n"] for _, row in both)
    served, answered = max(both, key=lambda pair: pair[0]["share"] - pair[1]["share"])
    part = served["share"]
    words = (
        f"{served['name']}, {fmt.percent(part)} dari yang dilayani, "
        f"{fmt.percent(answered['share'])} dari yang menjawab."
    )
    if (part - answered["share"]) ** 2 * n > BEYOND**2 * part * (1 - part):
        return f"Kurang terwakili: {words}"
    return f"Tidak ada layanan yang jelas kurang terwakili. Beda terbesar: {words}"
