"""Reading digit by digit and by expression are one: the fast way may not be another way."""

from dataclasses import replace

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.validate.examples import example
from etl.validate.formats import ALLOWED, compile_format

FORMATS = ["%d/%m/%Y", "%H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y%m%d", "%j-%y", "%d·%m·%Y"]
NEAR = st.text("0123456789/:-T. ·٣", min_size=4, max_size=19)
WELL = st.datetimes().flatmap(lambda moment: st.sampled_from(FORMATS).map(lambda text: moment.strftime(text)))


@pytest.mark.parametrize("text", FORMATS)
@given(texts=st.lists(NEAR | WELL, max_size=6), start=st.integers(0, 6))
def test_a_layout_reads_what_the_expression_reads(text, texts, start):
    fast = compile_format(text)
    assert fast.layout is not None
    slow = replace(fast, layout=None)
    # A slice begins inside the buffers of its array.
    cells = pa.array(texts, pa.string())[start:]
    one, other = fast.parse(cells), slow.parse(cells)
    assert one.ok.tolist() == other.ok.tolist()
    for ours, theirs in ((one.days, other.days), (one.seconds, other.seconds)):
        assert (ours is None) == (theirs is None)
        if ours is not None and theirs is not None:
            assert ours[one.ok].tolist() == theirs[one.ok].tolist()


@pytest.mark.parametrize("text", ["%d %B %Y", "%H:%M:%S.%f", "%I:%M %p", "%H:%M%z", "excel"])
def test_a_text_of_no_fixed_width_has_no_layout(text):
    assert compile_format(text).layout is None


@pytest.mark.parametrize("text", ["", "tanggal", "%", "%Y%", "%%", "%é"])
def test_a_format_that_says_nothing(text):
    with pytest.raises(ValueError, match="yang boleh: excel"):
        compile_format(text)


@pytest.mark.parametrize(
    "text", [*FORMATS, "%F %T", "%D %R", "%I:%M %p %%", "%A, %d %B %Y", "%a %d %b %y", "excel"]
)
def test_the_example_of_a_format_is_read_by_it(text):
    assert compile_format(text).parse(pa.array([example(text)])).ok.all()


def test_every_sign_of_a_format_has_an_example():
    assert "%" not in example(ALLOWED)
    assert (example("%d/%m/%Y %H.%M"), example("%H:%M:%S.%f%z %Z")) == (
        "31/12/2026 14.05",
        "14:05:09.250+08:00 WITA",
    )
