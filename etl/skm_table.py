"""A definition of the survey as a table: of the settings, and of what a version says of itself. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from etl.skm import LETTERS, PERMEN, PERMEN_BANDS, UNSUR, Definition, Lower, problems, spelled

Number = str | int | float
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,18}|/\d{1,9})?", re.ASCII)
"""One with an exponent may have a thousand million digits."""


class WrongDefinitionError(ValueError):
    """A key of the table, and a sentence on it."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key


def written(definition: Definition) -> dict[str, Any]:
    """What `definition_of` reads again, for JSON."""
    return {
        "since": definition.since.isoformat() if definition.since else None,
        "unsur": {unsur: spelled(weight) for unsur, weight in definition.weights},
        "bands": dict(zip(LETTERS[1:], map(str, definition.lower), strict=True)),
        "source": definition.source,
    }


def definition_of(
    since: date | str | None,
    unsur: Mapping[str, Number] | Sequence[str],
    weight: str = "",
    bands: Mapping[str, Number] | None = None,
    source: str = "",
) -> Definition:
    """`unsur` with their weights, or their names alone and one `weight` for all (one part in so many where it
    is not said); `bands`: the lowest index of C, B and A. Raises WrongDefinitionError.
    """
    return Definition(
        tuple(_weights(unsur, weight)),
        _lower(bands) if bands else PERMEN_BANDS,
        source or PERMEN,
        date.fromisoformat(since) if isinstance(since, str) else since,
    )


def wrong(definition: Definition) -> list[tuple[str, str]]:
    """As problems, of one whose unsur must be columns of the answers."""
    strange = [unsur for unsur in definition.unsur if unsur not in UNSUR]
    if strange:
        found = f'"{strange[0]}" bukan unsur yang dimuat dari jawaban; yang ada: {", ".join(UNSUR)}'
        return [("unsur", found)]
    return problems(definition)


def _weights(unsur: Mapping[str, Number] | Sequence[str], weight: str) -> Iterator[tuple[str, Fraction]]:
    if isinstance(unsur, Mapping):
        if weight:
            raise WrongDefinitionError("weight", "bobot sudah tertulis di unsur; hapus salah satu")
        yield from ((name, exact("unsur", told)) for name, told in unsur.items())
        return
    each = exact("weight", weight) if weight else Fraction(1, max(len(unsur), 1))
    yield from ((name, each) for name in unsur)


def _lower(bands: Mapping[str, Number]) -> Lower:
    if set(bands) != set(LETTERS[1:]):
        raise WrongDefinitionError(
            "bands", 'tulis nilai terendah C, B, dan A, misalnya { C = "65.00", B = "76.61", A = "88.31" }'
        )
    c, b, a = (exact("bands", bands[letter]) for letter in LETTERS[1:])
    return _two(c), _two(b), _two(a)


def _two(value: Fraction) -> Decimal:
    found = Decimal(value.numerator) / value.denominator
    rounded = found.quantize(Decimal("0.01"))
    return rounded if rounded == found else found


def exact(key: str, told: Number) -> Fraction:
    """As it is written: 1/9, 0.111. Raises WrongDefinitionError."""
    try:
        written = str(told)
        if not _NUMBER.fullmatch(written):
            raise ValueError(written)
        return Fraction(written)
    except (ValueError, ZeroDivisionError):
        raise WrongDefinitionError(
            key, f'"{told}" bukan bilangan; tulis misalnya "1/9" atau "0.111", dengan titik'
        ) from None
