"""In which bin of durations a number of seconds lies, as each engine computes it best."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Float, Integer, case, cast, func, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import FunctionElement


def duration_edges(last: int) -> tuple[int, ...]:
    """Lower edges in seconds: 15 s wide to four minutes, then sixteen to the doubling, up to `last`.

    `last` is an edge itself, of four minutes or more; another one is a ValueError.
    """
    edges = list(range(0, 240, 15))
    start = 240
    while start < last:
        edges += range(start, min(start * 2, last), start // 16)
        start *= 2
    if last < 240 or last % max(start // 32, 15):
        raise ValueError(f"{last} s is no edge of the duration bins")
    return (*edges, last)


class bin_of(FunctionElement[int]):  # noqa: N801 (it reads as a function)
    """The bin of `seconds`, whole and not negative, among the edges up to `last`."""

    type = Integer()
    inherit_cache = True

    def __init__(self, seconds: ColumnElement[Any], last: int) -> None:
        # As text, so that two ends make two statements.
        super().__init__(seconds, literal_column(str(last), Integer))


@compiles(bin_of)
def _by_cases(element: bin_of, compiler: Any, **options: Any) -> str:
    """Sixteen bins to the doubling by arithmetic: DuckDB computes a column at a time."""
    seconds, last = _parts(element)
    steps = [(seconds < 240, _step(seconds, 0, 15, 0))]
    floor, first = 240, 16
    while floor < last:
        top = min(floor * 2, last)
        steps.append((seconds < top, _step(seconds, floor, floor // 16, first)))
        first += (top - floor) // (floor // 16)
        floor *= 2
    text: str = compiler.process(case(*steps, else_=len(duration_edges(last)) - 1), **options)
    return text


@compiles(bin_of, "postgresql")
def _by_search(element: bin_of, compiler: Any, **options: Any) -> str:
    """PostgreSQL computes row by row, and would compute the seconds once for each case."""
    seconds, last = _parts(element)
    above: Sequence[int] = duration_edges(last)[1:]
    edges = ",".join(map(str, above))
    return f"width_bucket({compiler.process(seconds, **options)}, '{{{edges}}}'::INTEGER[])"


def _parts(element: bin_of) -> tuple[ColumnElement[Any], int]:
    seconds, last = element.clauses
    return seconds, int(str(last))


def _step(seconds: ColumnElement[Any], floor: int, width: int, first: int) -> ColumnElement[Any]:
    # A float division and floor: "/" between integers means two things in two engines.
    return cast(func.floor(cast(seconds - floor, Float) / width), Integer) + first
