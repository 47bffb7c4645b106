"""What is shown steers no terminal and tells no cell."""

import pytest

from etl.validate import Validator
from etl.visible import unforeseen, visible

NIK = "6371044108950001"


def test_control_and_direction_marks_are_shown_as_text() -> None:
    assert visible("a\x1b[2J\u202eb") == "a\\u{001b}[2J\\u{202e}b"


def test_a_fault_of_the_program_tells_where_and_no_cell() -> None:
    with pytest.raises(AttributeError) as inside:
        Validator.check(None, None, file_name=NIK)  # type: ignore[arg-type]
    assert "etl/validate/validator.py:" in unforeseen(inside.value)
    told = unforeseen(ValueError(NIK))
    assert told.startswith("Kesalahan program (ValueError) di luar Pantau.")
    assert NIK not in told
