"""Which question of a survey asks about which unsur: by the words of its header, by its number, or asked."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from etl.errors import SourceRefused
from etl.facts import NUMBERED
from etl.long_names import renamed
from etl.proposal import lexicon, roles
from etl.proposal.columns import Holds, Seen, scale_of
from etl.proposal.draft import Line
from etl.proposal.text import cut, listed
from etl.skm import UNSUR

LONG = 40
"""Letters of a header: a longer one gets a short name in the block."""

_SWAPPED = ("pengaduan", "sarana")
_NUMBER = re.compile(
    r"(?i)\W*(?P<unsur>u(?:nsur)?\W*)?(?:p|q|no|pertanyaan)?\W*(?P<number>[1-9])(?!\d)[.)\]:]*"
)
_SHIFTED = "nomor pertanyaan tidak sama dengan nomor unsurnya; unsur dibaca dari kata di judul kolom. Benar?"
_BY_NUMBER = "judul kolom tidak menyebut unsurnya; unsur dibaca dari nomor pertanyaan. Benar?"


@dataclass(frozen=True)
class Question:
    """`key` names the unsur as a block does, by its name or by its number."""

    key: str
    seen: Seen
    asks: tuple[str, ...] = ()

    @property
    def unsur(self) -> str:
        """One name for `u1` and `persyaratan`; which ones u8 and u9 are depends on the form."""
        return self.key if self.key in ("u8", "u9") else NUMBERED["regulation"].get(self.key, self.key)

    def line(self) -> Line:
        seen = self.seen
        rule: dict[str, Any] = {"from": seen.name, **({"empty": list(seen.empty)} if seen.empty else {})}
        if words := scale_of(seen):
            rule["map"] = {word.capitalize(): score for word, score in words.items()}
        if any("," in text for text in seen.texts):
            rule["number"] = {"decimal": ","}
        return Line(self.key, [rule], asks=list(self.asks))


def questions(columns: Sequence[Seen]) -> dict[str, Question]:
    """By key. Where several claim one unsur it is asked, and the surest is taken."""
    claims: defaultdict[str, list[Question]] = defaultdict(list)
    scores = [seen for seen in columns if seen.holds is Holds.SCORE]
    found = [question for question in map(_question, scores) if question is not None]
    for question in sorted(found, key=lambda question: bool(question.asks)):
        claims[question.unsur].append(question)
    chosen = [_one_of(unsur, claiming) for unsur, claiming in claims.items()]
    claimed = {question.seen.name for question in found}
    strange = [seen.name for seen in scores if seen.name not in claimed and _is_question(seen.name)]
    if chosen and strange and len(chosen) < len(UNSUR):
        ask = f"{listed(strange)}: nilai 1–4, tetapi unsurnya tidak disebut; unsur mana? Bila bukan, biarkan"
        chosen[0] = Question(chosen[0].key, chosen[0].seen, (*chosen[0].asks, ask))
    return {question.key: question for question in chosen}


def _question(seen: Seen) -> Question | None:
    if exact := lexicon.unsur(roles.spelled(seen.name)):
        return Question(exact, seen)
    words = list(lexicon.unsur_words(seen.name))
    number, marked = _number(seen.name)
    meant = _SWAPPED if number in ("u8", "u9") else (NUMBERED["regulation"].get(number, ""),)
    if len(both := [word for word in words if word in meant]) == 1:
        return Question(both[0], seen)
    if len(words) == 1:
        return Question(words[0], seen, (_SHIFTED,) if number else ())
    if words:
        return Question(words[0], seen, (f'"{cut(seen.name)}" menyebut {listed(words)}; unsur mana?',))
    return Question(number, seen, () if marked else (_BY_NUMBER,)) if number else None


def _one_of(unsur: str, claiming: Sequence[Question]) -> Question:
    first, *others = claiming
    if not others:
        return first
    names = listed([cut(other.seen.name) for other in others])
    ask = f'"{cut(first.seen.name)}" atau {names}? Judulnya sama-sama menyebut {unsur}'
    return Question(first.key, first.seen, (*first.asks, ask))


def _number(header: str) -> tuple[str, bool]:
    """`u1` for "1. Bagaimana …", "" for none; and whether the header says itself that it is an unsur's."""
    found = _NUMBER.match(header)
    return (f"u{found['number']}", bool(found["unsur"])) if found else ("", False)


def _is_question(header: str) -> bool:
    return len(header) > LONG or bool(_NUMBER.match(header))


def short_names(keys: Mapping[str, str], header: Sequence[str]) -> dict[str, tuple[str, str]]:
    """For each long column of `keys`, column → key: its short name, and the pattern that fits it alone."""
    found = {}
    for column, short in keys.items():
        pattern = _pattern(column, short, header) if len(column) > LONG and short not in header else ""
        if pattern:
            found[column] = (short, pattern)
    return found


def _pattern(column: str, short: str, header: Sequence[str]) -> str:
    begun = _NUMBER.match(column)
    number = begun[0].strip() + (" " if column[begun.end() :][:1].isspace() else "") if begun else ""
    words = lexicon.unsur_words(column)
    word = words.get(short) or next(iter(words.values()), "")
    likely = [f"{number}*{word}*", f"*{word}*"] if word else [f"{number}*"] if number else []
    for pattern in [*likely, f"{column[:LONG]}*", column]:
        try:
            if renamed(header, {short: pattern})[header.index(column)] == short:
                return pattern
        except SourceRefused:
            continue
    return ""
