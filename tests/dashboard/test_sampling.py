"""The fewest respondents: every row of the published table, and what must hold between the rows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.sampling import sample_size

# As ikm.baritotimurkab.go.id publishes the table of Krejcie and Morgan: recipients:respondents.
PUBLISHED = """
10:10 15:14 20:19 25:24 30:28 35:32 40:36 45:40 50:44 55:48 60:52 65:56
70:59 75:63 80:66 85:70 90:73 95:76 100:80 110:86 120:92 130:97 140:103 150:108
160:113 170:118 180:123 190:127 200:132 210:136 220:140 230:144 240:148 250:152 260:155 270:159
280:162 290:165 300:169 320:175 340:181 360:186 380:191 400:196 420:201 440:205 460:210 480:214
500:217 550:226 600:234 650:242 700:248 750:254 800:260 850:265 900:269 950:274 1000:278 1100:285
1200:291 1300:297 1400:302 1500:306 1600:310 1700:313 1800:317 1900:320 2000:322 2200:327 2400:331 2600:335
2800:338 3000:341 3500:346 4000:351 4500:354 5000:357 6000:361 7000:364 8000:367 9000:368 10000:370 15000:375
20000:377 30000:379 40000:380 50000:381 75000:382 1000000:384
"""
ROWS = [tuple(map(int, row.split(":"))) for row in PUBLISHED.split()]


def test_every_row_of_the_published_table() -> None:
    """PermenPANRB 14/2017 by Krejcie and Morgan; none of its rows is left out, none is off by one."""
    assert len(ROWS) == len(dict(ROWS)) == 90
    assert [(population, sample_size(population)) for population, _ in ROWS] == ROWS


@pytest.mark.parametrize(
    ("population", "size"), [(0, 0), (1, 1), (2, 2), (3, 3), (9, 9), (11, 11), (10**12, 384)]
)
def test_where_the_table_ends(population: int, size: int) -> None:
    """Nobody to ask needs nobody; a handful is asked whole; however many there are, 384 do."""
    assert sample_size(population) == size


def test_fewer_than_nobody_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="population: -1"):
        sample_size(-1)


@given(st.integers(1, 2_000_000))
def test_more_people_never_need_fewer_answers_nor_more_than_there_are(population: int) -> None:
    here, beyond = sample_size(population), sample_size(population + 1)
    assert 1 <= here <= population
    assert here <= beyond <= here + 1
