"""The files of the instrument, read and held to what makes sense; see instrument.py for what they say."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import TypeVar

from dashboard.errors import InstrumentError
from dashboard.pekppp.instrument import (
    F03,
    HUNDRED,
    TOP,
    Aspect,
    Averaged,
    Below,
    Category,
    Certainty,
    Facility,
    Indicator,
    Instrument,
    Question,
    Respondents,
    Stated,
    Within,
)
from dashboard.pekppp.written import Part, read

_LEVELS = TOP + 1

Choice = TypeVar("Choice", bound=StrEnum)


def load(folder: Path, wording: Path | None = None) -> tuple[Instrument, ...]:
    """Every version in the folder, by name. `wording`: a CSV of number;text with the official sentences.

    Raises InstrumentError, which says the file, the place, what was found and what was expected.
    """
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise InstrumentError(f"{folder}: tidak ada versi instrumen PEKPPP (*.toml); periksa PANTAU_PEKPPP")
    found = [_instrument(read(file)) for file in files]
    names = [each.name for each in found]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise InstrumentError(
            f"{folder}: nama versi “{twice}” dipakai dua kali; beri tiap versi nama sendiri"
        )
    texts = official(wording) if wording else {}
    return tuple(_with(each, texts) for each in found)


def official(file: Path) -> dict[int, str]:
    """Number of the indicator → its official sentence. Raises InstrumentError."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as failure:
        raise InstrumentError(f"{file}: tidak dapat dibaca sebagai UTF-8 ({failure})") from None
    found: dict[int, str] = {}
    for line, row in enumerate(csv.reader(StringIO(text), delimiter=";"), start=1):
        if not row or (line == 1 and not row[0].strip().isdecimal()):
            continue
        number = row[0].strip()
        if len(row) != 2 or not number.isascii() or not number.isdecimal() or not row[1].strip():
            raise InstrumentError(
                f"{file}, baris {line}: ditemukan “{';'.join(row)[:60]}”, seharusnya nomor;kalimat"
            )
        if int(number) in found:
            raise InstrumentError(f"{file}, baris {line}: nomor {number} sudah ada di baris sebelumnya")
        found[int(number)] = row[1].strip()
    return found


def _with(instrument: Instrument, texts: Mapping[int, str]) -> Instrument:
    if not texts or not instrument.indicators:
        return instrument
    worded = [replace(each, official=texts.get(each.number)) for each in instrument.indicators]
    return replace(instrument, indicators=tuple(worded))


_KEYS = ("name", "title", "from", "until", "certainty", "source", "note", "combination", "f02", "f03", "data")
_LISTS = ("categories", "aspect", "indicator", "question", "facilities")


def _instrument(whole: Part) -> Instrument:
    whole.only(*_KEYS, *_LISTS)
    combination, f02 = whole.part("combination"), whole.part("f02")
    combination.only("parts", "certainty", "source")
    f02.only("within", "certainty", "source")
    aspects = tuple(_aspect(each) for each in whole.parts("aspect"))
    indicators = tuple(_indicator(each, aspects) for each in whole.parts("indicator"))
    listed = whole.part("facilities") if "facilities" in whole.values else None
    found = Instrument(
        name=whole.text("name"),
        title=whole.text("title"),
        first=whole.day("from"),
        last=whole.day("until") if "until" in whole.values else None,
        note=whole.text("note", ""),
        stated=_stated(whole),
        parts=_shares(combination),
        combined=_stated(combination),
        within=_choice(f02, "within", Within),
        summed=_stated(f02),
        f03=_respondents(whole.part("f03")) if "f03" in whole.values else None,
        categories=_categories(whole.part("categories")),
        bands=_stated(whole.part("categories")),
        aspects=aspects,
        indicators=indicators,
        questions=tuple(_question(each, aspects) for each in whole.parts("question")),
        facilities=tuple(_facility(each, indicators) for each in listed.parts("rows")) if listed else (),
        checklist=_stated(listed) if listed else None,
        lapor=frozenset(whole.part("data").texts("lapor") if "data" in whole.values else ()),
    )
    _check(whole, found)
    return found


def _check(whole: Part, found: Instrument) -> None:
    """What no part alone can tell."""
    if found.last is not None and found.last < found.first:
        raise whole.refuse("until", found.last, f"tanggal sesudah from ({found.first})")
    for key, numbers in (
        ("aspect", [each.number for each in found.aspects]),
        ("indicator", [str(each.number) for each in found.indicators]),
        ("question", [str(each.number) for each in found.questions]),
        ("facilities", [each.key for each in found.facilities]),
    ):
        if twice := next((number for number in numbers if numbers.count(number) > 1), None):
            raise whole.refuse(key, twice, "tiap nomor atau kunci sekali saja")
    if not found.aspects:
        raise whole.refuse("aspect", None, "paling sedikit satu [[aspect]]")
    if F03 in found.parts and (found.f03 is None or not found.questions):
        raise whole.refuse("f03", None, "bagian [f03] dan [[question]], karena IPP memakai f03")
    _check_sums(whole, found)


def _check_sums(whole: Part, found: Instrument) -> None:
    weights = [aspect.weight for aspect in found.aspects]
    if None in weights:
        if found.indicators or any(weight is not None for weight in weights):
            raise whole.refuse("aspect", "bobot sebagian", "bobot tiap aspek, atau tanpa bobot dan indikator")
        return
    total = sum((weight for weight in weights if weight is not None), Fraction(0))
    if total != HUNDRED:
        raise whole.refuse("aspect", f"jumlah bobot {_plain(total)}", "jumlah 100")
    for aspect in found.aspects:
        inside = sum((each.weight for each in found.of(aspect.number)), Fraction(0))
        if inside != HUNDRED:
            raise whole.refuse(
                f"indicator aspek {aspect.number}", f"jumlah bobot {_plain(inside)}", "jumlah 100"
            )


def _plain(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"{float(value):g}"


def _stated(part: Part) -> Stated:
    return Stated(part.text("source"), _choice(part, "certainty", Certainty))


def _choice(part: Part, key: str, kind: type[Choice]) -> Choice:
    found = part.text(key)
    if found not in set(kind):
        raise part.refuse(key, found, f"salah satu dari {', '.join(kind)}")
    return kind(found)


def _shares(part: Part) -> dict[str, Fraction]:
    inner = part.part("parts")
    found = {key: inner.exact(key) for key in inner.values}
    if sum(found.values()) != 1 or any(share <= 0 for share in found.values()):
        raise part.refuse("parts", dict(inner.values), "bagian yang berjumlah 1, masing-masing lebih dari 0")
    return found


def _respondents(part: Part) -> Respondents:
    part.only("mean", "least", "below", "certainty", "source")
    return Respondents(
        _choice(part, "mean", Averaged),
        part.whole("least", 1, 10_000),
        _choice(part, "below", Below),
        _stated(part),
    )


def _categories(part: Part) -> tuple[Category, ...]:
    part.only("certainty", "source", "rows")
    found: list[Category] = []
    for each in part.parts("rows"):
        each.only("code", "label", "upper")
        upper = each.exact("upper")
        if found and upper <= found[-1].upper:
            raise each.refuse("upper", each.values.get("upper"), "batas atas yang naik dari baris ke baris")
        if (upper * 100).denominator != 1:
            raise each.refuse("upper", each.values.get("upper"), "paling banyak dua angka di belakang koma")
        found.append(Category(each.text("code"), each.text("label"), upper))
    if not found or found[-1].upper != TOP:
        raise part.refuse("rows", found[-1].upper if found else None, f"kategori terakhir sampai {TOP}")
    return tuple(found)


def _aspect(part: Part) -> Aspect:
    part.only("number", "name", "weight", "certainty")
    weight = part.exact("weight") if "weight" in part.values else None
    if weight is not None and not 0 < weight <= HUNDRED:
        raise part.refuse("weight", part.values["weight"], "bobot di atas 0 sampai 100")
    return Aspect(part.text("number"), part.text("name"), weight, _choice(part, "certainty", Certainty))


def _indicator(part: Part, aspects: Sequence[Aspect]) -> Indicator:
    part.only("number", "code", "aspect", "weight", "certainty", "label", "rubric", "evidence", "steps")
    weight, rubric, steps = part.exact("weight"), part.texts("rubric"), part.wholes("steps")
    if not 0 <= weight <= HUNDRED:
        raise part.refuse("weight", part.values["weight"], "bobot 0 sampai 100")
    if len(rubric) != _LEVELS:
        raise part.refuse(
            "rubric", f"{len(rubric)} tulisan", f"{_LEVELS} tulisan, untuk nilai 0 sampai {TOP}"
        )
    if steps and (len(steps) != _LEVELS or steps[0] != 0 or list(steps) != sorted(set(steps))):
        raise part.refuse("steps", list(steps), f"{_LEVELS} bilangan yang naik dari 0")
    return Indicator(
        number=part.whole("number", 1, 999),
        code=part.text("code"),
        aspect=_known(part, aspects),
        weight=weight,
        label=part.text("label"),
        rubric=rubric,
        evidence=part.texts("evidence"),
        certainty=_choice(part, "certainty", Certainty),
        steps=steps,
    )


def _question(part: Part, aspects: Sequence[Aspect]) -> Question:
    part.only("number", "aspect", "label")
    return Question(part.whole("number", 1, 999), _known(part, aspects), part.text("label"))


def _facility(part: Part, indicators: Sequence[Indicator]) -> Facility:
    part.only("key", "label", "indicator", "required")
    number = part.whole("indicator", 1, 999)
    if not any(each.number == number and each.steps for each in indicators):
        raise part.refuse("indicator", number, "nomor indikator yang punya steps")
    return Facility(part.text("key"), part.text("label"), number, part.yes("required"))


def _known(part: Part, aspects: Sequence[Aspect]) -> str:
    found = part.text("aspect")
    if not any(each.number == found for each in aspects):
        raise part.refuse("aspect", found, f"salah satu dari {', '.join(each.number for each in aspects)}")
    return found
