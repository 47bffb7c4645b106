"""Short names for long headers: the columns of a form are its questions."""

import re
from collections.abc import Mapping, Sequence

from etl.errors import SourceRefused
from etl.identity import is_data, shape, told

_SHOWN, _LENGTH = 5, 60
_LOOKED_AT = 2_000
"""Letters of a header: no question is longer, and a hostile one does not make the search long."""


def renamed(
    header: Sequence[str], patterns: Mapping[str, str], *, where: str = "baris judul"
) -> tuple[str, ...]:
    """The header with the short name instead of each column that its pattern fits.

    Case, and how words are set apart, make no difference. Raises SourceRefused unless
    exactly one column fits.
    """
    found = list(header)
    for short, pattern in patterns.items():
        expression = _expression(pattern)
        fitting = [i for i, name in enumerate(header) if expression.fullmatch(_folded(name))]
        if len(fitting) != 1:
            names = [header[i] for i in fitting]
            raise SourceRefused(_refusal(where, short, pattern, names or header, bool(names)))
        [place] = fitting
        if found[place] != header[place]:
            raise SourceRefused(
                f'{where}: kolom "{_shown(header[place])}" cocok dengan dua pola di headers, '
                f'"{found[place]}" dan "{short.strip()}"; buat polanya lebih khusus'
            )
        found[place] = short.strip()
    return tuple(found)


def _folded(text: str) -> str:
    return " ".join(text[:_LOOKED_AT].casefold().split())


def _expression(pattern: str) -> re.Pattern[str]:
    whole = re.sub(r"\*+", "*", _folded(pattern))
    return re.compile(re.escape(whole).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)


def _shown(name: str) -> str:
    return told(name[:_LENGTH]) + ("…" if len(name) > _LENGTH else "")


def _refusal(where: str, short: str, pattern: str, names: Sequence[str], many: bool) -> str:
    # Where one is a value, the others may be names of persons.
    show = shape if any(map(is_data, names)) else _shown
    some = ", ".join(f'"{show(name)}"' for name in names[:_SHOWN] if name)
    more = f", dan {len(names) - _SHOWN} lagi" if len(names) > _SHOWN else ""
    found = f"{len(names)} kolom" if many else "tidak ada kolom yang"
    return (
        f'{where}: {found} cocok dengan pola headers.{short.strip()} = "{pattern}"; '
        f"{'yang cocok' if many else 'yang ada'}: {some}{more}. Buat polanya cocok dengan tepat satu judul"
    )
