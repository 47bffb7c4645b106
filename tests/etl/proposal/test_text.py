"""Nothing in a cell leaves its quotes, its comment line or the terminal."""

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from etl.proposal.text import comment, key, toml

TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
VALUE = st.recursive(
    TEXT | st.integers(-(2**63), 2**63 - 1) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(TEXT, VALUE)
def test_what_is_written_is_read_again(name: str, value: Any) -> None:
    line = f"{key(name)} = {toml(value)}"
    assert tomllib.loads(line) == {name: value}
    assert line.isprintable()


@given(st.text(max_size=300))
def test_a_comment_is_a_comment(text: str) -> None:
    lines = comment(text)
    assert all(line.startswith("#") and line.isprintable() for line in lines)
    assert tomllib.loads("\n".join(lines)) == {}
