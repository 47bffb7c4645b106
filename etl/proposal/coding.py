"""Columns that hold codes: which one fits each reference table, and what its texts lack there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from etl.facts import SHAPES
from etl.proposal import lexicon, roles
from etl.proposal.codes import Coded, Unknown, coded, may_be_code
from etl.proposal.columns import Holds, Seen
from etl.proposal.draft import ASK, Line
from etl.proposal.people import masked, private
from etl.proposal.text import cut, listed, rows_said, share_said
from etl.reference import Reference, normal

TABLES = {"office": "offices", "area": "areas", "service": "services", "channel": "channels",
           "category": "categories"}  # fmt: skip
_SAID = {"office": "kantor", "area": "kelurahan asal", "service": "layanan", "channel": "kanal",
         "category": "kategori aduan"}  # fmt: skip
_RARE = 0.02
_MOST_ASKED = 12
_OFTEN = 3


@dataclass(frozen=True)
class Setting:
    """What is known beside the file: the office's code, its zone and its reference tables."""

    office: str
    timezone: str
    reference: Reference


def known_names(reference: Reference) -> frozenset[str]:
    """What the reference tables know by name: a column of these is about no person."""
    return frozenset(name for table in TABLES.values() for name in reference.codes(table))


class Coding:
    """The columns with codes of one file. `roles` are the columns that were found, by canonical name."""

    def __init__(self, fact: str, columns: Sequence[Seen], setting: Setting, but: Seen | None) -> None:
        self._fact = fact
        self._columns = columns
        self._setting = setting
        self._shape = SHAPES[fact].columns
        self.roles = self._cast(but)
        self.exclude: dict[str, list[str]] = {}

    def _cast(self, but: Seen | None) -> dict[str, tuple[Seen, Coded]]:
        """The best column of each table: by its header and by how many of its rows the table knows."""
        claims = []
        for name in TABLES:
            for seen in self._columns if name in self._shape else ():
                if seen is but:
                    continue
                found = coded(seen, TABLES[name], self._setting.reference)
                if weight := _claim(name, seen, found):
                    claims.append((weight, name, seen, found))
        cast: dict[str, tuple[Seen, Coded]] = {}
        taken: set[str] = set()
        for _, name, seen, found in sorted(claims, key=lambda claim: -claim[0]):
            if name not in cast and seen.name not in taken:
                cast[name] = (seen, found)
                taken.add(seen.name)
        return cast

    def line(self, name: str) -> Line | None:
        if name not in self._shape:
            return None
        table = TABLES[name]
        codes = list(dict.fromkeys(self._setting.reference.codes(table).values()))
        if name not in self.roles:
            return self._constant(name, codes)
        seen, found = self.roles[name]
        rule: dict[str, Any] = {"from": seen.name, "codes": table}
        if seen.empty:
            rule["empty"] = list(seen.empty)
        line = Line(name, [rule], [_known(found, seen)])
        self._unknown(line, seen, found)
        blank = len(seen.column.codes) - seen.filled
        if blank and self._shape[name].blank is None:
            line.why.append(f"kosong di {rows_said(blank)}: baris itu akan ditolak")
        if not roles.names(name, seen.name):
            line.asks.append(
                f'judul "{cut(seen.name)}" tidak menyebut {_SAID[name]}; isinya cocok. Benar kolom ini?'
            )
        return line

    def _unknown(self, line: Line, seen: Seen, found: Coded) -> None:
        """Texts that the table lacks: near ones are suggested, and all are asked unless they are few."""
        nothing = [one.text for one in found.unknown if normal(one.text) in lexicon.NO_FACT]
        if nothing:
            self.exclude[seen.name] = nothing
            line.asks.append(
                f"{listed(nothing)} tampaknya bukan data dan dikecualikan (lihat exclude); benar?"
            )
        strange = [one for one in found.unknown if one.text not in nothing]
        rows = sum(one.rows for one in strange)
        if not rows:
            return
        near = {one.text: one.near for one in strange if one.near is not None}
        some = listed(dict.fromkeys(_told(one) for one in strange))
        guess = f"; mungkin {_pairs(near)}" if near else ""
        if rows < _RARE * found.filled:
            line.why.append(f"{rows_said(rows)} tidak dikenal dan akan ditolak: {some}{guess}")
            return
        where = f"tambahkan ke {found.table}.csv, atau petakan di map"
        line.asks.append(
            f"{rows_said(rows)} tidak ada di {found.table}.csv: {some}{guess}. Apa artinya? ({where})"
        )
        mapped = [one for one in strange if _may_be_told(one)]
        if mapped and len(mapped) <= _MOST_ASKED:
            line.rules[0]["map"] = {one.text: one.near or ASK for one in mapped}

    def _constant(self, name: str, codes: list[str]) -> Line | None:
        column = self._shape[name]
        if column.absent is not None and column.blank is not None:
            return None
        if name == "office" and self._setting.office in codes and len(codes) > 1:
            asked = (
                f'tidak ada kolom kantor; semua baris milik "{self._setting.office}"? Kode lain: offices.csv'
            )
            return Line(name, [{"value": ASK}], asks=[asked])
        if len(codes) == 1:
            return Line(
                name, [{"value": codes[0]}], [f"tidak ada kolomnya; {TABLES[name]}.csv hanya punya kode ini"]
            )
        if name == "channel" and self._fact == "visit" and column.absent in codes:
            return Line(name, [{"value": column.absent}], ["nomor antrean diambil di tempat"])
        asked = f"tidak ada kolom {_SAID[name]}; kode mana untuk semua baris? {listed(codes, 20)}"
        return Line(name, [{"value": ASK}], asks=[asked])


def _claim(name: str, seen: Seen, found: Coded) -> float:
    """How much a column speaks for a table; 0 if not at all."""
    named = roles.names(name, seen.name)
    if seen.holds is Holds.NOTHING:
        return 1.0 if name == "area" and named >= 5 else 0.0
    if not may_be_code(seen):
        return 0.0
    if not named:
        several = sum(1 for text in seen.texts) > 1
        return 3 * found.share if found.share >= 0.95 and several and seen.holds is not Holds.NUMBER else 0.0
    if not found.known and (named < 4 or seen.holds is Holds.NUMBER):
        return 0.0
    return named + 6 * found.share


def _known(found: Coded, seen: Seen) -> str:
    if not found.filled:
        return "semua kosong di berkas ini"
    kinds = f"{len(seen.texts)} tulisan"
    return f"{share_said(found.share)} dari {rows_said(found.filled)} ada di {found.table}.csv ({kinds})"


def _may_be_told(one: Unknown) -> bool:
    """A text that comes back, or is nearly a known name, is no person's."""
    return not private(one.text) and (one.rows >= _OFTEN or one.near is not None)


def _told(one: Unknown) -> str:
    return one.text if _may_be_told(one) else masked(one.text)


def _pairs(near: Mapping[str, str | None]) -> str:
    return ", ".join(f'"{cut(text)}" = {code}' for text, code in list(near.items())[:5])
