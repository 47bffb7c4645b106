"""Which columns are the number of a row, and that looking for them has an end."""

import io
from time import perf_counter

import pytest

from etl.proposal.columns import Seen, look_at
from etl.proposal.identity import identity
from etl.proposal.table import read_table


def seen(*rows: str, head: str) -> tuple[Seen, ...]:
    content = "\n".join([head, *rows]) + "\n"
    return look_at(read_table(io.BytesIO(content.encode()), {"read": "csv", "delimiter": ";"}))


def names(columns: tuple[Seen, ...] | None) -> list[str]:
    return [column.name for column in columns or ()]


def test_a_number_that_comes_again_in_another_office_is_not_whole() -> None:
    columns = seen(*(f"{i // 2 + 1};{'AB'[i % 2]}" for i in range(60)), head="nomor;kantor")
    found = identity(columns, columns[1:], None, columns[1:], restarts=False)
    assert found is not None
    assert (names(found.columns), found.whole, found.repeats, found.sure) == (["nomor"], False, 0, True)


@pytest.mark.parametrize(("restarts", "whole"), [(True, False), (False, True)])
def test_a_short_number_is_whole_only_where_numbers_do_not_restart(restarts: bool, whole: bool) -> None:
    columns = seen(*(f"{i + 301};A" for i in range(60)), head="nomor;kantor")
    found = identity(columns, columns[1:], None, columns[1:], restarts=restarts)
    assert found is not None
    assert (found.whole, found.restarts) == (whole, restarts)


@pytest.mark.parametrize("form", ["{}", "{}.", "{:04}"])
def test_a_number_that_only_counts_the_rows_restarts_whatever_the_fact(form: str) -> None:
    columns = seen(*(f"{form.format(i + 1)};A" for i in range(60)), head="nomor;kantor")
    found = identity(columns, columns[1:], None, columns[1:], restarts=False)
    assert found is not None
    assert (found.whole, found.restarts, found.repeats) == (False, True, 0)


def test_a_number_of_its_own_goes_before_one_that_only_counts() -> None:
    columns = seen(*(f"{i + 1};R-{7 * i}" for i in range(60)), head="no;nomor registrasi")
    found = identity(columns, (), None, (), restarts=False)
    assert found is not None
    assert (names(found.columns), found.whole) == (["nomor registrasi"], True)


def test_a_file_of_hundreds_of_numbers_is_looked_at_for_a_moment() -> None:
    head = ";".join(f"nomor {i}" for i in range(300))
    columns = seen(*(";".join([str(i % 40)] * 300) for i in range(200)), head=head)
    before = perf_counter()
    found = identity(columns, (), None, (), restarts=False)
    assert found is not None
    # A row that is there again letter for letter is no second row: one column tells them apart.
    assert names(found.columns) == ["nomor 0"]
    rows = (";".join([*(str((i + j) % 40) for j in range(300)), str(i)]) for i in range(200))
    mixed = seen(*rows, head=f"{head};jumlah")
    assert identity(mixed, (), None, (), restarts=False) is None
    assert perf_counter() - before < 20
