"""How many answers a survey needs: PermenPANRB 14/2017 by the table of Krejcie and Morgan."""

from fractions import Fraction

CHI_SQUARE = Fraction(3841, 1000)
"""One degree of freedom, 5 %: the rounded value with which the published table was made."""

PROPORTION = Fraction(1, 2)
PRECISION = Fraction(5, 100)


def sample_size(population: int) -> int:
    """The fewest respondents out of `population` recipients of the service in the period (not residents).

    S = X²·N·P(1−P) / (d²·(N−1) + X²·P(1−P)), to the nearest whole number, a tie upwards: so the formula gives
    every row of the published table, and a population between two rows its own number. Never more than
    `population`; 0 for 0. Raises ValueError below 0.

    Source: PermenPANRB 14/2017 by R. V. Krejcie and D. W. Morgan, Determining Sample Size for Research
    Activities (1970); the table as offices publish it, for instance ikm.baritotimurkab.go.id.
    """
    if population < 0:
        raise ValueError(f"population: {population} < 0")
    if population == 0:
        return 0
    spread = CHI_SQUARE * PROPORTION * (1 - PROPORTION)
    size = population * spread / (PRECISION**2 * (population - 1) + spread)
    return min(_nearest(size), population)


def _nearest(size: Fraction) -> int:
    return (2 * size.numerator + size.denominator) // (2 * size.denominator)
