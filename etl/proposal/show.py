"""The proposal as a person reads it: comments with evidence, samples and questions around valid TOML."""

from collections.abc import Sequence
from typing import Any

from etl.facts import NUMBERED, SHAPES
from etl.proposal.catalogue import SERVICE_HEADER, STANDARD_HEADER, Catalogue, as_csv
from etl.proposal.coding import TABLES
from etl.proposal.columns import Holds, Seen
from etl.proposal.draft import ASK, Draft, Line, sources
from etl.proposal.look import Look
from etl.proposal.people import masked
from etl.proposal.table import Table
from etl.proposal.text import comment, cut, key, quoted, rows_said, toml
from etl.reference import Reference, normal
from etl.skm import UNSUR
from etl.visible import number

_ORDER = (
    "fact", "read", "path", "encoding", "delimiter", "sheet", "header_rows", "skip_rows", "rows", "timezone",
    "version", "order_8_9",
)  # fmt: skip


def about(file: str, table: Table, look: Look) -> list[str]:
    """The comment lines that say what was seen of the file as a whole."""
    said = [f"Berkas {quoted(file)}: {rows_said(table.rows)}, {len(table.header)} kolom", *look.notes]
    if nameless := sum(1 for name in table.header if not name):
        said.append(f"{nameless} kolom tanpa judul tidak dapat dipakai")
    if doubled := sorted({name for name in table.header if name and table.header.count(name) > 1}):
        said.append(f"judul ganda tidak dapat dipakai: {', '.join(doubled)}")
    if table.broken:
        said.append(f"{rows_said(table.broken)} tidak dapat dibaca utuh dan akan ditolak")
    for lost in (column for column in table.columns if column.lost):
        said.append(
            f"{rows_said(lost.lost)} di kolom {cut(lost.name)} tidak dapat dibaca utuh, misalnya angka "
            "yang dipotong Excel; baris itu hanya ditolak bila kolom ini dipakai"
        )
    if table.repeats:
        said.append(f"{rows_said(table.repeats)} mengulang baris judul")
    for column, words in table.footers.items():
        said.append(f"baris jumlah di kolom {column}: {', '.join(words)}")
    return [line for text in said for line in comment(text)]


def samples(columns: Sequence[Seen], draft: Draft | None, reference: Reference) -> list[str]:
    """Each column: what it seems to be, what it becomes, and three readings."""
    lines = comment("Kolom, isinya menurut seluruh baris, dan tiga contoh (teks → dibaca sebagai):")
    for seen in columns:
        become = _becomes(seen, draft)
        what = seen.personal or seen.holds.value
        if seen.fits:
            what += " " + " atau ".join(fit.format for fit in seen.fits)
        if seen.empty:
            what += "; kosong bila " + ", ".join(quoted(word) for word in seen.empty)
        lines += comment(
            f"- {cut(seen.name)}: {what}; {rows_said(seen.filled)} terisi, {number(len(seen.texts))} "
            f"tulisan → {', '.join(become) or _unused(seen)}"
        )
        for text, reading in _readings(seen, become, draft, reference):
            lines += comment(quoted(cut(text)) + (f" → {reading}" if reading else ""), indent=6)
    return lines


def _becomes(seen: Seen, draft: Draft | None) -> list[str]:
    if draft is None:
        return []
    names = [line.name for line in draft.lines if any(seen.name in sources(rule) for rule in line.rules)]
    return names + (["version"] if draft.keys.get("version") == seen.name else [])


def _unused(seen: Seen) -> str:
    return "tidak dibaca: data orang tidak dimuat" if seen.holds is Holds.PERSON else "tidak dipakai"


def _readings(
    seen: Seen, become: Sequence[str], draft: Draft | None, reference: Reference
) -> list[tuple[str, str]]:
    """Coded texts may be shown: they stand in the office's own tables."""
    for name in become:
        if name in TABLES:
            codes = reference.codes(TABLES[name])
            known = [text for text in seen.texts if normal(text) in codes]
            if known:
                some = list(dict.fromkeys((known[0], known[len(known) // 2], known[-1])))
                return [(text, codes[normal(text)]) for text in some]
    if seen.holds is Holds.WORDS and not become:
        # Who serves comes back like a word of a list: what is not used is not told.
        return [(masked(text), "") for text, _ in seen.samples()]
    words = _words(seen, become, draft)
    return [(text, reading or words.get(normal(text), "")) for text, reading in seen.samples()]


def _words(seen: Seen, become: Sequence[str], draft: Draft | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in become:
        line = draft.line(name) if draft is not None else None
        for rule in line.rules if line is not None else ():
            if rule.get("from") == seen.name:
                found |= {normal(text): str(target) for text, target in rule.get("map", {}).items()}
    return found


def block(name: str, draft: Draft) -> list[str]:
    """The block itself: TOML that is refused until its questions are answered."""
    asked = _Asked()
    lines = ["", f"[source.{key(name)}]"]
    for word in (word for word in _ORDER if word in draft.keys):
        for text in [draft.why[word]] if word in draft.why else []:
            lines += comment(text)
        if word in draft.asks:
            lines += asked.comment(draft.asks[word])
        lines.append(f"{word} = {toml(draft.keys[word])}")
    if draft.headers:
        lines += ["", *comment("Nama pendek bagi judul panjang; * berarti apa saja")]
        lines.append(f"[source.{key(name)}.headers]")
        lines += [f"{key(short)} = {toml(pattern)}" for short, pattern in draft.headers.values()]
    lines += ["", f"[source.{key(name)}.columns]"]
    for line in draft.lines:
        lines += _line(line, asked, draft)
    if draft.exclude:
        lines += ["", f"[source.{key(name)}.exclude]"]
        lines += [f"{key(_short(column, draft))} = {toml(words)}" for column, words in draft.exclude.items()]
    return [*lines, ""]


class _Asked:
    """Questions by number; the same question in several places is one."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers) + 1)

    def comment(self, text: str) -> list[str]:
        again = text in self.numbers
        place = self.number(text)
        return comment(f"{ASK} {place}: " + ("(pertanyaan di atas)" if again else text))


def _short(column: Any, draft: Draft) -> Any:
    return draft.headers[column][0] if isinstance(column, str) and column in draft.headers else column


def _line(line: Line, asked: _Asked, draft: Draft) -> list[str]:
    lines = [part for text in line.why for part in comment(text)]
    lines += [part for text in line.asks for part in asked.comment(text)]
    rules = [{**rule, "from": _short(rule["from"], draft)} if "from" in rule else rule for rule in line.rules]
    if line.asks:
        rules[0] = {ASK: [asked.number(text) for text in line.asks], **rules[0]}
    if len(rules) == 1:
        return [*lines, f"{line.name} = {toml(rules[0])}"]
    return [*lines, f"{line.name} = [", *(f"  {toml(rule)}," for rule in rules), "]"]


def questions(draft: Draft) -> int:
    texts = [*draft.asks.values(), *(text for line in draft.lines for text in line.asks)]
    return len(set(texts))


def summary(columns: Sequence[Seen], draft: Draft) -> list[str]:
    asked = {line.name for line in draft.lines if line.asks}
    used = {word for line in draft.lines for rule in line.rules for word in sources(rule)}
    left = [line for line in SHAPES[draft.fact].columns if draft.line(line) is None]
    said = [
        f"Ringkasan: {len(draft.lines) - len(asked)} kolom Pantau jelas, {len(asked)} dengan pertanyaan; "
        f"{len(columns) - len(used & {seen.name for seen in columns})} kolom berkas tidak dipakai",
        f"{questions(draft)} pertanyaan bertanda {ASK}: jawab, lalu hapus kunci {ASK} di baris itu. Sebelum "
        "semua terjawab seluruh pengaturan ditolak"
        if questions(draft)
        else "tidak ada pertanyaan; periksa contoh bacaan di atas",
    ]
    numbered = any(line.name in NUMBERED["regulation"] for line in draft.lines)
    absent = [name for name in left if not (numbered and name in UNSUR)]
    if absent:
        said.insert(1, f"tidak ada di berkas ini, dibiarkan kosong: {', '.join(absent)}")
    return [line for text in said for line in comment(text)]


def tables(found: Catalogue) -> list[str]:
    """The rows that the office may copy into its reference tables."""
    said = comment(
        "Ini katalog layanan dengan janji waktu, bukan catatan pelayanan: usulan baris tabel acuan."
    )
    said += comment(
        f"Salin ke folder tabel acuan sesudah tiap {ASK} diganti; selama masih ada, tabelnya ditolak."
    )
    for words, rows, reading in found.spellings:
        said += comment(f"{quoted(cut(words))} ({rows_said(rows)}) → {reading}")
    for place, text in enumerate(found.asks, start=1):
        said += comment(f"{ASK} {place}: {text}")
    for text in found.notes:
        said += comment(text)
    said += ["", "# services.csv", *as_csv(SERVICE_HEADER, found.services)]
    return [*said, "", "# standards.csv", *as_csv(STANDARD_HEADER, found.standards), ""]


def no_fact(reasons: Sequence[str]) -> list[str]:
    said = comment("Tidak ada jenis fakta yang cocok dengan berkas ini, jadi tidak ada blok yang diusulkan:")
    return said + [line for reason in reasons for line in comment(f"- bukan {reason}")]
