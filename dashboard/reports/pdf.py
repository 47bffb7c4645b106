"""A report as PDF/UA-1: tagged, in Indonesian, with its typefaces inside. Its look: report.typ.

What the report says goes to the typesetter as JSON and is only ever laid out as text: nothing in it is
read as markup, opens a file or reaches the network.
"""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from dashboard import text
from dashboard.reports.drawing import FONT, drawing
from dashboard.reports.model import (
    Blank,
    Chart,
    Grid,
    Heading,
    Part,
    Points,
    Report,
    Signature,
    Text,
    numbered,
    readable,
)
from dashboard.section import Column, Kind, shown

LAYOUT = Path(__file__).with_name("report.typ")
_COMMON = 0x24F
"""The last letter of those of Latin, all of which the typefaces have."""
_LONG = 18
"""Letters from which on the words of a column share the width that is left."""


def to_pdf(report: Report) -> bytes:
    """The same report makes the same bytes."""
    return typst.compile(
        LAYOUT.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"report": drawable(json.dumps(_told(report), ensure_ascii=False))},
        pdf_standards="ua-1",
        timestamp=int(report.until.timestamp()),
    )


def to_pictures(report: Report, *, ppi: float = 96) -> list[bytes]:
    """Its pages as PNG, to be looked at."""
    made: bytes | list[bytes] = typst.compile(
        LAYOUT.read_bytes(),
        format="png",
        ppi=ppi,
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(_told(report), ensure_ascii=False)},
    )
    return made if isinstance(made, list) else [made]


def to_picture(figure: Mapping[str, Any], *, ppi: float = 160) -> bytes:
    """One drawing as PNG."""
    page = b"""#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 160mm)"""
    inputs = {"svg": readable(drawing(figure))}
    return typst.compile(page, format="png", ppi=ppi, ignore_system_fonts=True, sys_inputs=inputs)


def drawable(words: str) -> str:
    """PDF/UA refuses a whole report for one letter that its typefaces do not have, such as a smiley."""
    missing = {letter for letter in set(words) if ord(letter) > _COMMON and not _drawn(letter)}
    return words.translate({ord(letter): "\ufffd" for letter in missing}) if missing else words


@lru_cache(maxsize=10_000)
def _drawn(letter: str) -> bool:
    page = f"""#set document(title: "x")
#set text(font: "{FONT}", lang: "id")
#for word in (sys.inputs.letter,) [#word #strong(word) #emph(word)]"""
    try:
        typst.compile(
            page.encode(),
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"letter": letter},
            pdf_standards="ua-1",
        )
    except typst.TypstError:
        return False
    return True


def _told(report: Report) -> dict[str, Any]:
    return {
        "font": FONT,
        "title": readable(report.title),
        "office": readable(report.office),
        "period": readable(report.period),
        "stamp": readable(report.stamp),
        "sample": text.SAMPLE if report.sample else None,
        "brief": report.brief,
        "parts": [_part(part, caption) for part, caption in numbered(report.parts)],
    }


def _part(part: Part, caption: str) -> dict[str, Any]:
    match part:
        case Heading():
            return {"kind": "heading", "words": readable(part.words), "level": part.level}
        case Text():
            return {"kind": "text", "words": readable(part.words), "small": part.small}
        case Points():
            return {"kind": "points", "items": _each(part.items), "numbered": part.numbered}
        case Grid():
            return {"kind": "grid", "caption": readable(caption), **_grid(part)}
        case Chart():
            words = {"caption": readable(caption), "alt": readable(part.alt)}
            return {"kind": "chart", **words, "svg": readable(drawing(part.figure))}
        case Blank():
            return {"kind": "blank", "label": readable(part.label), "lines": part.lines}
        case Signature():
            return {"kind": "signature", "above": _each(part.above), "below": _each(part.below)}


def _each(words: Iterable[str]) -> list[str]:
    return [readable(word) for word in words]


def _grid(part: Grid) -> dict[str, Any]:
    table = part.table
    rows = [[readable(shown(column, row)) for column in table.columns] for row in table.rows]
    return {
        "heads": [readable(column.head) for column in table.columns],
        "rows": rows,
        "right": [column.kind is not Kind.TEXT for column in table.columns],
        "open": [column.key in part.open for column in table.columns],
        "wide": [_wide(column, room) for column, room in zip(table.columns, part.room, strict=True)],
    }


def _wide(column: Column, room: int) -> int:
    """Parts of the width that is left; 0: as narrow as its words."""
    if column.kind is not Kind.TEXT or column.whole or room < _LONG:
        return 0
    return min(room // 8, 6)
