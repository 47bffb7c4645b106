"""What each column seems to hold, by all of its rows."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np

from etl.identity import names_someone
from etl.proposal import lexicon
from etl.proposal.dates import Fit, fits, serial, written
from etl.proposal.people import held, masked, named, private
from etl.proposal.roles import spelled
from etl.proposal.table import Column, Table
from etl.reference import normal
from etl.validate.layout import Bools, Ints


class Holds(Enum):
    NOTHING = "semua kosong"
    PERSON = "data orang"
    INSTANT = "tanggal dan jam"
    DATE = "tanggal"
    CLOCK = "jam"
    SCORE = "nilai 1–4"
    NUMBER = "angka"
    WORDS = "kata berulang"
    TEXT = "teks"


TIMES = (Holds.INSTANT, Holds.DATE, Holds.CLOCK)
_KINDS = {"instant": Holds.INSTANT, "date": Holds.DATE, "clock": Holds.CLOCK}
_NOTHING = frozenset(
    ("-", "--", "–", "—", "null", "(null)", "none", "nan", "n/a", "#n/a", "(kosong)", "kosong",
     "0000-00-00", "0000-00-00 00:00:00", "00/00/0000")
)  # fmt: skip
_NUMBER = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,12})?")
_TIMELY = re.compile(r"\b(tanggal|tgl|date|dt|jam|waktu|time|pukul|at)\b")
# Of the rows: fewer than this fit a format, and it is none; the others are told, or asked if they are many.
_ALMOST = 0.8
_SCORED = 0.95
FEW = 60
_SCORE = re.compile(r"[1-4](?:[.,]0+)?")
_ZERO = re.compile(r"0?0[:.]00(?:[:.]00)?")


@dataclass(frozen=True, eq=False)
class Seen:
    """A column and what its filled rows hold. `empty` are the texts, beside "", that mean nothing."""

    column: Column
    holds: Holds
    empty: tuple[str, ...] = ()
    fits: tuple[Fit, ...] = ()
    """Formats, over `texts`. Several: they all fit, and say different things."""
    personal: str = ""

    @property
    def name(self) -> str:
        return self.column.name

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The distinct texts that mean something."""
        gone = {"", *(word.casefold() for word in self.empty)}
        return tuple(text for text in self.column.texts if text.strip().casefold() not in gone)

    @cached_property
    def weights(self) -> Ints:
        rows = dict(zip(self.column.texts, self.column.counts, strict=True))
        return np.array([rows[text] for text in self.texts], np.int64)

    @cached_property
    def given(self) -> Bools:
        """Rows that mean something."""
        return self.column.rows_of(self.texts)

    @property
    def filled(self) -> int:
        return int(self.given.sum())

    @cached_property
    def read(self) -> Bools:
        """Rows that the best format fits."""
        return self.column.rows_of(np.array(self.texts, object)[self.fits[0].ok]) if self.fits else self.given

    def seconds(self, of: str) -> Ints:
        """Per row what the one format says, `days` or `seconds`; 0 where nothing is given."""
        values = getattr(self.fits[0], of)
        if values is None:
            return np.zeros(len(self.column.codes), np.int64)
        place = {text: i for i, text in enumerate(self.texts)}
        said = [int(values[place[text]]) if text in place else 0 for text in self.column.texts]
        return np.array(said or [0], np.int64)[self.column.codes]

    def misfits(self) -> int:
        """Rows that the best format does not fit."""
        return int(self.weights[~self.fits[0].ok].sum()) if self.fits else 0

    def samples(self) -> tuple[tuple[str, str], ...]:
        """Three texts from the column and what each is read as; about persons only the shape."""
        some = dict.fromkeys((0, len(self.texts) // 2, len(self.texts) - 1)) if self.texts else {}
        return tuple(self._sample(place) for place in some)

    def _sample(self, place: int) -> tuple[str, str]:
        text = self.texts[place]
        stray = private(text) if self.holds is Holds.WORDS else names_someone(text)
        if self.secret or stray:
            return masked(text), ""
        if not self.fits:
            return text, ""
        readings = [written(fit, place) if fit.ok[place] else "tidak terbaca" for fit in self.fits]
        return text, " atau ".join(dict.fromkeys(readings))

    @property
    def secret(self) -> bool:
        """May a text of this column be of a person? Then it is not printed."""
        return self.holds in (Holds.PERSON, Holds.TEXT)


def look_at(table: Table, known: frozenset[str] = frozenset()) -> tuple[Seen, ...]:
    """`known` are names of the reference tables, as `normal` writes them."""
    return tuple(_seen(column, known) for column in table.columns)


def _seen(column: Column, known: frozenset[str]) -> Seen:
    empty = _empties(column)
    bare = Seen(column, Holds.TEXT, empty)
    if not bare.texts:
        return Seen(column, Holds.NOTHING, empty)
    personal = held(bare.texts, bare.weights) or ("" if _impersonal(bare, known) else named(column.name))
    if personal:
        return Seen(column, Holds.PERSON, empty, personal=personal)
    if found := _moments(bare):
        return _zeroed(Seen(column, _KINDS[found[0].kind], empty, found))
    return Seen(column, _plain(bare), empty)


def _impersonal(bare: Seen, known: frozenset[str]) -> bool:
    """Answers of a survey, and names that the office knows, are no person's whatever the header says.

    Answers in words need a header that asks about an unsur: a remark may well be "Baik".
    """
    names = bare.weights[[normal(text) in known for text in bare.texts]]
    if int(names.sum()) >= _SCORED * bare.filled:
        return True
    scale = scale_of(bare)
    return scale == {} or (scale is not None and bool(lexicon.unsur_words(bare.name)))


def _empties(column: Column) -> tuple[str, ...]:
    header = spelled(column.name)
    words = dict.fromkeys(text.strip() for text in column.texts)
    return tuple(word for word in words if word.casefold() in _NOTHING or _says_none(word, header))


def _says_none(word: str, header: str) -> bool:
    """`NO_SERVER` in a column `server`, `Tanpa loket` in a column `loket`."""
    found = re.fullmatch(r"(?:no|none|tanpa|tidak ada|non) (.+)", spelled(word))
    return found is not None and found[1] in header.split()


def _moments(bare: Seen) -> tuple[Fit, ...]:
    """Formats of dates and clocks. Bare numbers need a header that speaks of time."""
    texts = [text.strip() for text in bare.texts]
    timely = bool(_TIMELY.search(spelled(bare.name)))
    if all(_NUMBER.fullmatch(text) for text in texts):
        if not timely and not any(re.fullmatch(r"0\d[.]\d\d", text) for text in texts):
            return ()
        found = fits(bare.texts, bare.weights, _ALMOST)
        values = [float(text.replace(",", ".")) for text in texts]
        if not found and min(values) >= 32_874 and max(values) < 73_415:
            return (serial(bare.texts),)
        return found
    if not any(character.isdigit() for character in texts[0]):
        return ()
    return fits(bare.texts, bare.weights, _ALMOST)


def _zeroed(seen: Seen) -> Seen:
    """Midnight on the dot that stands there far more often than any other time means: did not happen."""
    zeros = tuple(text for text in seen.texts if _ZERO.fullmatch(text.strip()))
    if seen.holds is not Holds.CLOCK or not zeros:
        return seen
    rows = int(seen.weights[[text in zeros for text in seen.texts]].sum())
    others = [int(n) for text, n in zip(seen.texts, seen.weights, strict=True) if text not in zeros]
    if not others or rows < 5 or rows < 20 * max(others):
        return seen
    kept = np.array([text not in zeros for text in seen.texts])
    return Seen(seen.column, seen.holds, (*seen.empty, *zeros), tuple(_part(fit, kept) for fit in seen.fits))


def _part(fit: Fit, kept: Bools) -> Fit:
    def cut(values: Ints | None) -> Ints | None:
        return None if values is None else values[kept]

    return Fit(fit.format, fit.ok[kept], cut(fit.days), cut(fit.seconds), cut(fit.offset))


def _plain(bare: Seen) -> Holds:
    texts = [text.strip() for text in bare.texts]
    if scale_of(bare) is not None:
        return Holds.SCORE
    if all(_NUMBER.fullmatch(text) for text in texts):
        return Holds.NUMBER
    # Words that come back are of a list; what a person writes or is called does not come back so often.
    folded = {normal(text) for text in texts}
    often = bare.filled >= 3 * len(folded) or len(folded) <= 3
    long = int(bare.weights[[len(text) > FEW for text in texts]].sum())
    return Holds.WORDS if len(folded) <= FEW and often and long * 100 <= bare.filled else Holds.TEXT


def scale_of(seen: Seen) -> dict[str, int] | None:
    """What each word of a survey's answers is worth; {} if all are numbers, None if they are no answers."""
    texts = [normal(text) for text in seen.texts]
    numbers = [bool(_SCORE.fullmatch(text)) for text in texts]
    for scale in ({}, *lexicon.SCALES):
        fits = [number or text in scale for number, text in zip(numbers, texts, strict=True)]
        if int(seen.weights[fits].sum()) >= _SCORED * seen.filled:
            return dict(scale)
    return None
