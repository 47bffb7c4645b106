"""How long they waited who left: beside waiting the honest picture of patience."""

from fractions import Fraction

from etl.metric import Options
from tests.build import minutes, value_of, within_a_bin
from tests.drawn import visits


def test_patience_is_from_the_number_to_the_leaving() -> None:
    """UU 25/2009 Ps. 21: who left unserved is counted, and apart from those who were called."""
    facts = visits("""
        ticket  taken  called  end    outcome
        A01     08:00  .       08:10  left
        A02     08:00  .       08:50  left
        A03     08:00  08:05   08:20  served
        A04     08:00  08:30   08:31  no_show
        A05     08:00  .       08:40  transferred
        A06     08:00  .       .      open
    """)
    patience = value_of("left_after", facts, options=Options(limits={"left_after": 1800}))
    assert patience is not None
    assert patience.n == 2
    assert patience.p50_seconds == within_a_bin(minutes(10))
    assert patience.p90_seconds == within_a_bin(minutes(50))
    assert patience.mean_seconds == minutes(30)
    assert patience.share_over == Fraction(1, 2)


def test_who_left_at_an_unknown_time_has_no_duration() -> None:
    """A time that nobody wrote down is not made up."""
    assert value_of("left_after", visits("ticket taken end outcome\nA01 08:00 . left")) is None


def test_nobody_left_is_no_data() -> None:
    assert value_of("left_after", visits("ticket taken called outcome\nA01 08:00 08:10 served")) is None
