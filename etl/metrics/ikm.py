"""The index of public satisfaction by PermenPANRB 14/2017."""

from fractions import Fraction
from functools import reduce
from operator import add

from sqlalchemy import func

from etl.metric import DAY, MONTH, Counts, Fields, Leg, Metric, Options, Unit, by, scores
from etl.skm import SCORES, UNSUR
from etl.warehouse.schema import answer

TRAITS = ("sex", "age_band", "education", "occupation")
"""Who answered: each by itself, for a cell of several would soon be one person. Empty: not said."""


def _value(counts: Counts, options: Options) -> Fields:
    """NRR per unsur that the definition counts, over those who answered it; one without leaves no index."""
    definition = options.definition
    nrr: dict[str, Fraction | None] = dict.fromkeys(UNSUR)
    for unsur in definition.unsur:
        given = {score: counts.buckets[f"{unsur}_{score}"] for score in SCORES}
        n = sum(given.values())
        nrr[unsur] = Fraction(sum(score * count for score, count in given.items()), n) if n else None
    ikm = definition.index(nrr)
    return {
        "index": Fraction(ikm) if ikm is not None else None,
        "mutu": definition.mutu(ikm) if ikm is not None else None,
        "weight": definition.weight,
        **{f"nrr_{unsur}": value for unsur, value in nrr.items()},
    }


METRIC = Metric(
    name="ikm",
    label="Indeks Kepuasan Masyarakat",
    unit=Unit.INDEX,
    higher_is_better=True,
    definition="Nilai rata-rata tiap unsur survei (1 sampai 4), ditimbang dan dikali 25, "
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
