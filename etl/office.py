"""The settings and the reference tables of one office, which must fit each other before anything is read."""

from etl.errors import ConfigProblem
from etl.metric import Unit
from etl.metrics import metrics
from etl.reference import Reference, load_reference
from etl.settings import Settings


def reference_of(settings: Settings) -> Reference:
    """The office's reference tables. Raises ReferenceProblem, or ConfigProblem naming the key."""
    reference = load_reference(settings.reference)
    problems = [*_office(settings, reference), *_limits(settings)]
    if problems:
        raise ConfigProblem("\n".join(f"{settings.config.name}, {problem}" for problem in problems))
    return reference


def _office(settings: Settings, reference: Reference) -> list[str]:
    codes = [office.code for office in reference.offices]
    if settings.office in codes:
        return []
    return [
        f'office.code: "{settings.office}" tidak ada di offices.csv; pilih salah satu dari {", ".join(codes)}'
    ]


def _limits(settings: Settings) -> list[str]:
    """A limit that is no edge of the bins could not be counted exactly."""
    durations = {name: metric for name, metric in metrics().items() if metric.unit is Unit.DURATION}
    problems = []
    for name, limit in settings.limits.items():
        if name not in durations:
            problems.append(f"limits.{name}: bukan metrik lama waktu; yang boleh: {', '.join(durations)}")
        elif limit not in durations[name].edges:
            below = max((edge for edge in durations[name].edges if edge < limit), default=0)
            above = min((edge for edge in durations[name].edges if edge > limit), default=below)
            problems.append(
                f"limits.{name}: {limit} detik bukan tepi kotak histogram; yang terdekat {below} dan "
                f"{above} detik (misalnya 5m, 10m, 15m, 20m, 30m, 60m)"
            )
    return problems
