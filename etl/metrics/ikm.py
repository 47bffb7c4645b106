"""The index of public satisfaction by PermenPANRB 14/2017."""

from fractions import Fraction
from functools import reduce
from operator import add

from sqlalchemy import String, and_, case, cast, func

from etl.metric import DAY, MONTH, Counts, Fields, Leg, Level, Metric, Options, Unit, by, scores
from etl.skm import GAP, SCORES, UNSUR
from etl.warehouse.schema import answer

TRAITS = ("sex", "age_band", "education", "occupation")
"""Who answered: each by itself, for a cell of several would soon be one person. Empty: not said."""


_SCORES = [answer.c[unsur] for unsur in UNSUR]
_ALIKE = (answer.c.answered_day, answer.c.office, answer.c.service, *_SCORES, *(answer.c[t] for t in TRAITS))

FLAGS = {
    "complete": case((and_(*(score.is_not(None) for score in _SCORES)), 1), else_=0),
    "flat": case((and_(*(score == _SCORES[0] for score in _SCORES[1:])), 1), else_=0),
    "copy": case((func.row_number().over(partition_by=_ALIKE) > 1, 1), else_=0),
}
"""All nine answered; all nine with the same score; and one more of what another one of that day has said word
for word. None of them is left out of the index: they are told, and the index without them."""


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
                "score_sum": reduce(add, _SCORES),
                **{trait: func.coalesce(answer.c[trait], "") for trait in TRAITS},
                **FLAGS,
                "pattern": reduce(add, (func.coalesce(cast(each, String), GAP) for each in _SCORES)),
            },
            buckets=scores({unsur: answer.c[unsur] for unsur in UNSUR}, SCORES[0], SCORES[-1]),
        ),
    ),
    levels=(
        DAY,
        MONTH,
        by("score_sum"),
        *(by(trait, dimensions=("office",)) for trait in TRAITS),
        Level("flags", tuple(FLAGS), dimensions=("office",)),
        # One answer after the other, by day and office: for the office alone, and then in files alone.
        Level("pattern", ("pattern",), dimensions=("office",), whole=True),
    ),
    value=_value,
)
