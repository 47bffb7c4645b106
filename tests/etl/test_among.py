"""Rows of one file among themselves, however they are cut into batches."""

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from etl.validate import Among

ROW = st.tuples(st.sampled_from("ab"), st.sampled_from(["", "1"]), st.sampled_from(["x", "", None]))


@given(st.lists(st.lists(ROW, max_size=6), max_size=5))
def test_the_first_row_of_a_number_and_version_decides(batches):
    among, first = Among(), {}
    for rows in batches:
        columns = list(zip(*rows, strict=True)) or [()] * 3
        names = ("id", "version", "ticket")
        facts = pa.table(
            {name: pa.array(cells, pa.string()) for name, cells in zip(names, columns, strict=True)}
        )
        repeated, contrary = among.judge(facts)
        for place, (number, version, says) in enumerate(rows):
            known = (number, version) in first
            same = first.setdefault((number, version), says) == says
            assert (repeated[place], contrary[place]) == (known and same, known and not same)
