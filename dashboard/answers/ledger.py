"""What became of each row that was read: where it went, and why some were refused."""

from collections.abc import Sequence
from fractions import Fraction

from dashboard import figures
from dashboard import format as fmt
from dashboard.canvas import COUNT
from dashboard.figures import Bar
from dashboard.filters import Filters
from dashboard.reader import Reader
from dashboard.section import EMPTY, Column, Kind, Row, Section, Table

PARTS = {
    "new": "Baru",
    "corrected": "Koreksi",
    "unchanged": "Tetap",
    "repeated": "Berulang",
    "rejected": "Ditolak",
    "excluded": "Dikecualikan",
}
LEDGER = (
    Column("read", "Dibaca", Kind.COUNT),
    *(Column(key, head, Kind.COUNT) for key, head in PARTS.items()),
)
ALL = "Semua"
READ = "baris dari semua pembacaan"


def ledger(reader: Reader, filters: Filters) -> Section:
    found = reader.ledger()
    if not found:
        return EMPTY
    words = ("files", "read", *PARTS, "skewed", "retracted")
    whole = {"source": ALL, **{word: sum(row[word] for row in found) for word in words}}
    rows = [{**row, "share": _share(row["rejected"], row["read"])} for row in [*found, whole]]
    columns = (
        Column("source", "Sumber"),
        Column("files", "Berkas", Kind.COUNT),
        *LEDGER,
        Column("share", "Bagian ditolak", Kind.SHARE),
    )
    return Section(added_up(whole), None, Table(columns, rows), whole["read"], note=beside(whole))


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def added_up(whole: Row) -> str:
    """Each part that is not empty; their sum is what was read."""
    parts = [f"{fmt.number(whole[key])} {head.lower()}" for key, head in PARTS.items() if whole[key]]
    read = fmt.number(whole["read"])
    if sum(whole[key] for key in PARTS) != whole["read"]:
        return f"{read} baris dibaca, tetapi jumlah bagiannya tidak cocok: jalankan python -m etl verify."
    if not parts:
        return "Tidak ada baris yang dibaca."
    return f"{read} baris dari semua pembacaan = {' + '.join(parts)}."


def beside(whole: Row) -> str:
    """What is counted beside the sum."""
    return (
        "Semua pembacaan dijumlahkan: baris berkas yang dibaca lagi atau diganti dihitung lagi, jadi yang "
        "ditolak di sini bisa sudah dibetulkan. Dicatat di samping itu: "
        f"{fmt.number(whole['skewed'])} baris dengan jam yang mundur sedikit, yang tetap dihitung, dan "
        f"{fmt.number(whole['retracted'])} baris yang ditarik kembali oleh sumbernya."
    )


def reasons(reader: Reader, filters: Filters) -> Section:
    read = sum(row["read"] for row in reader.ledger())
    if not read:
        return EMPTY
    rows = by_reason(reader.rejects())
    columns = (
        Column("label", "Alasan"),
        Column("n", "Kesalahan", Kind.COUNT),
        Column("share", "Bagian", Kind.SHARE),
        Column("hint", "Yang perlu dilakukan"),
    )
    if not rows:
        return Section(NONE, None, Table(columns), read)
    total = sum(row["n"] for row in rows)
    everything = {"label": ALL, "n": total, "share": Fraction(1), "hint": "–"}
    first = rows[0]
    return Section(
        f"{fmt.number(total)} kesalahan di baris yang masih ditolak. Paling sering: {first['label']} "
        f"({fmt.number(first['n'])}).",
        figures.bars([Bar(row["label"], row["n"], row["n"]) for row in rows], COUNT),
        Table(columns, [*rows, everything]),
        read,
    )


NONE = "Tidak ada baris yang masih ditolak."


def by_reason(found: Sequence[Row]) -> list[Row]:
    """The most frequent first."""
    rows: dict[str, Row] = {}
    for row in found:
        mine = rows.setdefault(row["reason"], {"label": row["label"], "hint": row["hint"], "n": 0})
        mine["n"] += row["rows"]
    total = sum(row["n"] for row in rows.values())
    told = [{**row, "share": Fraction(row["n"], total)} for row in rows.values()]
    return sorted(told, key=lambda row: (-row["n"], row["label"]))
