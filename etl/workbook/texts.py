"""What calamine gives → text as a block's rules read it. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from etl.errors import SourceRefused

MOST_DIGITS = 15
"""What Excel keeps of a number; it turns every further digit into 0."""

_WHOLE = 10**MOST_DIGITS
_DECIMALS = 12
"""More than a number rule or a serial date takes; a millionth of a second in a day."""

_HALF = timedelta(milliseconds=500)
Merged = tuple[tuple[int, int], tuple[int, int]]
"""(row, column) of the first and of the last of some joined cells, from 0."""


def of_number(value: float) -> str | None:
    """Without exponent, decimal point, no .0; None where Excel has lost digits."""
    if abs(value) >= _WHOLE:
        return None
    if value == int(value):
        return str(int(value))
    decimals = min(_DECIMALS, MOST_DIGITS - len(str(int(abs(value)))))
    text = f"{value:.{max(decimals, 1)}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def of_datetime(value: datetime) -> str:
    """To the nearest second, as a serial date is read."""
    return str((value + _HALF).replace(microsecond=0)) if value.microsecond else str(value)


def of_date(value: date) -> str:
    return value.isoformat()


def of_midnight(value: date) -> str:
    """A date in a column whose other cells have a clock."""
    return f"{value.isoformat()} 00:00:00"


def of_time(value: time) -> str:
    since = timedelta(
        hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
    )
    return of_duration(since)


def of_duration(value: timedelta) -> str:
    """HH:MM:SS, with as many hours as there are."""
    seconds = (abs(value) + _HALF) // timedelta(seconds=1)
    sign = "-" if value < timedelta(0) and seconds else ""
    return f"{sign}{seconds // 3600:02}:{seconds % 3600 // 60:02}:{seconds % 60:02}"


def of_bool(value: bool) -> str:
    return "TRUE" if value else "FALSE"


def _itself(value: str) -> str:
    return value


TEXTS: Mapping[type, Callable[[Any], str | None]] = {
    str: _itself,
    float: of_number,
    int: of_number,
    bool: of_bool,
    datetime: of_datetime,
    date: of_date,
    time: of_time,
    timedelta: of_duration,
}


def texts_of(cells: Sequence[Any], *, clocked: bool) -> list[str | None]:
    """A column's cells; in a clocked one a date is midnight. None is a number that Excel has cut."""
    kinds = set(map(type, cells))
    if kinds == {str}:
        return list(cells)
    how = {**TEXTS, date: of_midnight} if clocked else TEXTS
    if len(kinds) == 1:
        return list(map(how[kinds.pop()], cells))
    return [how[type(cell)](cell) for cell in cells]


def blank(row: Sequence[Any]) -> bool:
    for cell in row:  # noqa: SIM110 (all() would take twice as long, and most first cells are not blank)
        if cell != "" and (not isinstance(cell, str) or cell.strip()):
            return False
    return True


def names(rows: Sequence[Sequence[Any]], merged: Iterable[Merged], top: int) -> tuple[str, ...]:
    """Header rows → a name for each column: the lowest that stands there.

    `top` is the place of the first header row and `merged` the joined cells, both counted from 0. Where two
    columns would have one name, all that stands above is put in front.
    """
    grid = [[" ".join(_name(cell).split()) for cell in row] for row in rows]
    if len(rows) > 1:
        for (first_row, first), (_, last) in merged:
            row = first_row - top
            if 0 <= row < len(grid):
                for column in range(first + 1, min(last + 1, len(grid[row]))):
                    grid[row][column] = grid[row][first]
    columns = [[cell for cell in column if cell] for column in zip(*grid, strict=True)]
    lowest = [column[-1] if column else "" for column in columns]
    return tuple(
        " ".join(dict.fromkeys(column)) if lowest.count(name) > 1 else name
        for column, name in zip(columns, lowest, strict=True)
    )


def refuse_merged(merged: Iterable[Merged], after: int, places: Mapping[str, int]) -> None:
    """Only the first of joined cells holds their text: the rows below would be read as empty.

    Raises SourceRefused where that happens below line `after` in a column that is read.
    """
    for (top, first), (bottom, last) in merged:
        if bottom > top and bottom >= after:
            within = [name for name, place in places.items() if first <= place <= last]
            if within:
                raise SourceRefused(
                    f'kolom "{within[0]}": sel baris {top + 1} sampai {bottom + 1} digabung, sehingga hanya '
                    "baris pertamanya berisi; pisahkan sel itu, isi tiap barisnya, lalu simpan lagi"
                )


def _name(cell: Any) -> str:
    return TEXTS[type(cell)](cell) or ""
