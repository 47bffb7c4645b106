"""The index of public satisfaction by PermenPANRB 14/2017."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import reduce
from operator import add

from sqlalchemy import func

from etl.metric import DAY, MONTH, Counts, Fields, Leg, Metric, Options, Unit, by, scores
from etl.warehouse.schema import UNSUR, answer

WEIGHTS = {"1/9": Fraction(1, 9), "0.111": Fraction(111, 1000), "0.11": Fraction(11, 100)}
"""All three are in official use; the office says which, and every index shows it."""

SCORES = range(1, 5)

TRAITS = ("sex", "age_band", "education", "occupation")
"""Who answered: each by itself, for a cell of several would soon be one person. Empty: not said."""

BANDS = (("D", Decimal("65.00")), ("C", Decimal("76.61")), ("B", Decimal("88.31")))
"""Letter and the index that it stays below; from the last on it is A. The index is rounded first."""


def index(nrr: list[Fraction], weight: Fraction) -> Decimal:
    """Sum of weighted NRR times 25, half-up to two decimals: PermenPANRB 14/2017, lampiran."""
    return half_up(sum(nrr, Fraction()) * weight * 25)


def half_up(value: Fraction) -> Decimal:
    """Two decimals; a tie goes up. Exact, whatever the fraction."""
    hundredths = (value.numerator * 200 + value.denominator) // (2 * value.denominator)
    return (Decimal(hundredths) / 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def mutu(value: Decimal) -> str:
    """The letter of an index that is already rounded to two decimals."""
    return next((letter for letter, below in BANDS if value < below), "A")


def _value(counts: Counts, options: Options) -> Fields:
    """NRR per unsur over those who answered it; an unsur that nobody answered leaves no index."""
    nrr: dict[str, Fraction | None] = {}
    for unsur in UNSUR:
        given = {score: counts.buckets[f"{unsur}_{score}"] for score in SCORES}
        n = sum(given.values())
        nrr[unsur] = Fraction(sum(score * count for score, count in given.items()), n) if n else None
    known = [value for value in nrr.values() if value is not None]
    ikm = index(known, WEIGHTS[options.weight]) if len(known) == len(UNSUR) else None
    return {
        "index": Fraction(ikm) if ikm is not None else None,
        "mutu": mutu(ikm) if ikm is not None else None,
        "weight": options.weight,
        **{f"nrr_{unsur}": value for unsur, value in nrr.items()},
    }


METRIC = Metric(
    name="ikm",
    label="Indeks Kepuasan Masyarakat",
    unit=Unit.INDEX,
    higher_is_better=True,
    definition="Nilai rata-rata sembilan unsur survei (1 sampai 4), ditimbang dan dikali 25, "
    "dibulatkan dua angka; hurufnya ditentukan sesudah pembulatan.",
    source="PermenPANRB 14/2017",
    legs=(
        Leg(
            fact=answer,
            day=answer.c.answered_day,
            keys={
                # Known only of those who answered all nine: a sum with a gap is NULL.
                "score_sum": reduce(add, (answer.c[unsur] for unsur in UNSUR)),
                **{trait: func.coalesce(answer.c[trait], "") for trait in TRAITS},
            },
            buckets=scores({unsur: answer.c[unsur] for unsur in UNSUR}, SCORES[0], SCORES[-1]),
        ),
    ),
    levels=(DAY, MONTH, by("score_sum"), *(by(trait, dimensions=("office",)) for trait in TRAITS)),
    value=_value,
)
