"""A catalogue of services with promised times → rows for the reference tables."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from etl.proposal import roles
from etl.proposal.columns import TIMES, Holds, Seen
from etl.proposal.draft import ASK
from etl.proposal.text import cut, listed, rows_said
from etl.proposal.words import PromiseError, promise
from etl.reference import Reference, normal
from etl.visible import number, visible

_LEAST = 0.6
_CODE = 40
_IDLE = frozenset({"tidak aktif", "nonaktif", "non aktif", "inactive", "tidak", "dihapus"})


@dataclass
class Catalogue:
    """Rows of `services.csv` and `standards.csv` as text, and what the office must tell."""

    services: list[tuple[str, ...]] = field(default_factory=list)
    standards: list[tuple[str, ...]] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    spellings: list[tuple[str, int, str]] = field(default_factory=list)
    """(words, rows, what they are read as)."""


SERVICE_HEADER = ("code", "name", "level", "channels", "bukti", "synonyms")
STANDARD_HEADER = ("service", "value", "unit", "decree", "sejak", "sampai", "note")


def catalogue(columns: Sequence[Seen], reference: Reference) -> Catalogue | None:
    """None unless a column promises times, another names services, and none says when something happened."""
    if any(seen.holds in TIMES for seen in columns):
        return None
    promised = max(columns, key=_promising, default=None)
    if promised is None or _promising(promised) < _LEAST:
        return None
    names = [seen for seen in columns if seen is not promised and _names_services(seen)]
    if not names:
        return None
    name = max(names, key=lambda seen: (roles.names("service", seen.name), len(seen.texts)))
    return _rows(columns, name, promised, reference)


def _promising(seen: Seen) -> float:
    """The share of all rows whose words are a promised time."""
    if seen.holds not in (Holds.WORDS, Holds.TEXT):
        return 0.0
    rows = sum(int(n) for text, n in zip(seen.texts, seen.weights, strict=True) if _kept(text))
    return rows / len(seen.column.codes)


def _kept(text: str) -> bool:
    try:
        promise(text)
    except PromiseError:
        return False
    return True


def _names_services(seen: Seen) -> bool:
    usual = seen.holds in (Holds.WORDS, Holds.TEXT) and roles.names("service", seen.name) > 0
    return usual and len(seen.texts) * 10 >= len(seen.column.codes) * 8


def _rows(columns: Sequence[Seen], name: Seen, promised: Seen, reference: Reference) -> Catalogue:
    found = Catalogue()
    known = reference.codes("services")
    used = set(known)
    short = next(
        (s for s in columns if re.search(r"\b(singkat|singkatan|alias)\b", roles.spelled(s.name))), None
    )
    for text, said, alias in _cells(name, promised, short):
        plain = " ".join(text.split())
        code = known.get(normal(plain))
        if code is None:
            code = _code(plain, used)
            synonyms = _synonyms(text, plain, alias, used)
            used |= {normal(word) for word in (code, plain, *synonyms)}
            found.services.append((code, plain, ASK, ASK, ASK, "|".join(synonyms)))
        else:
            found.notes.append(f'"{cut(plain)}" sudah ada di services.csv ({code})')
        if _kept(said):
            kept = promise(said)
            found.standards.append((code, str(kept.value), kept.unit or ASK, ASK, ASK, "", said.strip()))
    _questions(found, promised)
    _idle(found, columns)
    return found


def _cells(name: Seen, promised: Seen, short: Seen | None) -> Iterator[tuple[str, str, str]]:
    """(service, promise, short name) of each row with a service."""
    for row in range(len(name.column.codes)):
        text = name.column.texts[name.column.codes[row]].strip()
        if text:
            alias = short.column.texts[short.column.codes[row]].strip() if short is not None else ""
            yield text, promised.column.texts[promised.column.codes[row]], alias


def _code(name: str, used: set[str]) -> str:
    bare = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:_CODE].strip("-") or "layanan"
    code, again = bare, 2
    while code in used:
        code, again = f"{bare}-{again}", again + 1
    return code


def _synonyms(written: str, name: str, alias: str, used: set[str]) -> list[str]:
    """The short name, if no other row has it."""
    taken = used | {normal(name)}
    return [alias] if alias and "|" not in alias and normal(alias) not in taken else []


def _questions(found: Catalogue, promised: Seen) -> None:
    days: list[str] = []
    for text, rows in sorted(zip(promised.texts, promised.weights, strict=True), key=lambda pair: -pair[1]):
        try:
            said = promise(text)
        except PromiseError as why:
            found.spellings.append((text.strip(), int(rows), f"ditolak: {why}"))
            continue
        reading = f"{number(said.value)} {said.unit or ' atau '.join(said.units)}"
        found.spellings.append((text.strip(), int(rows), reading))
        if said.unit is None:
            days.append(text.strip())
    if days:
        found.asks.append(
            f"{listed(days)}: hari kerja atau hari kalender (jam kerja atau menit)? Tertulis polos; tulis "
            "satuannya di kolom unit menurut keputusan yang berlaku"
        )
    if missing := len(promised.column.codes) - promised.filled:
        found.notes.append(f"{rows_said(missing)} tanpa janji waktu: tanpa baris di standards.csv")
    found.asks.append(
        "decree, sejak: dasar keputusan dan tanggal berlakunya; tanpa itu sebuah janji tidak dihitung"
    )
    found.asks.append(
        "level, channels, bukti: siapa yang melayani, lewat kanal apa, dan fakta mana yang membuktikannya"
    )


def _idle(found: Catalogue, columns: Sequence[Seen]) -> None:
    for seen in columns:
        if not roles.names("status", seen.name):
            continue
        rows = sum(int(n) for t, n in zip(seen.texts, seen.weights, strict=True) if normal(t) in _IDLE)
        if rows:
            found.asks.append(
                f"{rows_said(rows)} tidak aktif menurut kolom {seen.name}; hapus yang tidak dilayani lagi?"
            )


def as_csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    written = io.StringIO()
    shown = [[visible(cell) for cell in row] for row in rows]
    csv.writer(written, lineterminator="\n").writerows([header, *shown])
    return written.getvalue().splitlines()
