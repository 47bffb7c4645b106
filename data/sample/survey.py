"""Answers to the satisfaction survey (PermenPANRB 14/2017) in the questionnaire's order: u8 is sarana."""

from datetime import date
from typing import NamedTuple

import numpy as np

from data.sample import queue
from data.sample.instants import DAY, date_of, time_of
from data.sample.records import Dialect, Record, Version
from data.sample.requests import Request
from data.sample.visits import Visit, area_text, opened_before
from data.sample.world import SURVEY, World

UNSUR = (
    "persyaratan",
    "prosedur",
    "waktu",
    "biaya",
    "produk",
    "kompetensi",
    "perilaku",
    "sarana",
    "pengaduan",
)
WAKTU, PERILAKU, SARANA = 2, 6, 7
# Mean of the answer before a wait has been felt, and points lost per minute of waiting.
MEAN = np.array([3.50, 3.48, 3.62, 3.92, 3.55, 3.60, 3.66, 3.42, 3.46])
LOST_PER_MINUTE = np.array([0.0, 0.004, 0.021, 0.0, 0.002, 0.002, 0.004, 0.009, 0.003])
NEW_BUILDING_SARANA = 0.38
# The answers as the usual questionnaire after PermenPANRB 14/2017 prints them.
WORDS = (
    ("Tidak sesuai", "Kurang sesuai", "Sesuai", "Sangat sesuai"),
    ("Tidak mudah", "Kurang mudah", "Mudah", "Sangat mudah"),
    ("Tidak cepat", "Kurang cepat", "Cepat", "Sangat cepat"),
    ("Sangat mahal", "Cukup mahal", "Murah", "Gratis"),
    ("Tidak sesuai", "Kurang sesuai", "Sesuai", "Sangat sesuai"),
    ("Tidak kompeten", "Kurang kompeten", "Kompeten", "Sangat kompeten"),
    ("Tidak sopan dan ramah", "Kurang sopan dan ramah", "Sopan dan ramah", "Sangat sopan dan ramah"),
    ("Buruk", "Cukup", "Baik", "Sangat baik"),
    ("Tidak ada", "Ada tetapi tidak berfungsi", "Berfungsi kurang maksimal", "Dikelola dengan baik"),
)
AGES = ("17–25 tahun", "26–35 tahun", "36–45 tahun", "46–55 tahun", "56 tahun ke atas")
SCHOOLS = ("SD ke bawah", "SMP", "SMA", "D-III", "S1", "S2 ke atas")
JOBS = ("PNS", "TNI/POLRI", "SWASTA", "WIRAUSAHA", "LAINNYA")
DIALECT = Dialect(
    name="skm",
    header=(
        "nomor",
        "kantor",
        "layanan",
        "kelurahan",
        "kanal",
        "tanggal",
        "jam",
        "jenis_kelamin",
        "usia",
        "pendidikan",
        "pekerjaan",
        *(f"u{n}" for n in range(1, 10)),
        "saran",
        "bersedia",
        "diubah",
    ),
    delimiter="\t",
    encoding="utf-8-sig",
    newline="\r\n",
)


class Answer(NamedTuple):
    """One answered form; None: that question was left out. `slipped`: perilaku as it was first typed in."""

    id: str
    office: int
    service: int
    area: int
    channel: str
    answered: int
    scores: tuple[int | None, ...]
    profile: tuple[int, int, int, int]
    spelling: int
    waited_minutes: float | None = None
    slipped: int | None = None
    corrected_at: int | None = None
    keep: bool = False


class _Asked(NamedTuple):
    service: int
    area: int
    channel: str
    at: int
    waited_minutes: float | None
    new_building: bool


def answers_of(
    world: World, office: int, day: date, visits: list[Visit], sent: list[Request]
) -> list[Answer]:
    rng = world.chance(SURVEY, office, day)
    asked = _asked(world, visits, sent, rng)
    n = len(asked)
    if n == 0:
        return []
    waits = np.array([person.waited_minutes or 0.0 for person in asked]).clip(0, 75)
    new = np.array([person.new_building for person in asked])
    felt = MEAN - np.outer(waits, LOST_PER_MINUTE)
    felt[:, SARANA] += NEW_BUILDING_SARANA * new
    felt += rng.normal(0.0, 0.22, (n, 1)) + rng.normal(0.0, 0.42, (n, 9))
    scores = np.rint(felt).clip(1, 4).astype(np.int64).tolist()
    left_out = rng.random((n, 9)) < 0.004
    profile = np.column_stack([rng.integers(0, top, n) for top in (2, 5, 6, 5)]).tolist()
    spelling = rng.integers(0, 10_000, n).tolist()
    slip = rng.random(n) < 0.012
    answers = []
    for k, person in enumerate(asked):
        given = tuple(None if left_out[k][u] else scores[k][u] for u in range(9))
        answer = Answer(
            id=f"S{office:02d}-{day:%Y%m%d}-{k + 1:02d}",
            office=office,
            service=person.service,
            area=person.area,
            channel=person.channel,
            answered=person.at,
            scores=given,
            profile=tuple(profile[k]),
            spelling=spelling[k],
            waited_minutes=person.waited_minutes,
        )
        answers.append(_slipped(world, answer, k) if slip[k] else answer)
    return answers


def _asked(world: World, visits: list[Visit], sent: list[Request], rng: np.random.Generator) -> list[_Asked]:
    """Who fills in a form: a few of the served, minutes later, and of those whose eLOK letter has come."""
    chance = rng.random(len(visits)).tolist()
    minutes = rng.integers(1, 9, len(visits)).tolist()
    asked = [
        _Asked(
            service=visit.service,
            area=visit.area,
            channel="loket",
            at=visit.midnight + (visit.ticket.finished or 0) + minutes[n] * 60,
            waited_minutes=(visit.waited_seconds or 0) / 60,
            new_building=opened_before(world, visit),
        )
        for n, visit in enumerate(visits)
        if chance[n] < 0.040 and visit.ticket.outcome == queue.SERVED
    ]
    chance = rng.random(len(sent)).tolist()
    minutes = rng.integers(10, 1_800, len(sent)).tolist()
    for n, request in enumerate(sent):
        if chance[n] < 0.050 and request.status == "completed" and request.ended is not None:
            at = request.ended + minutes[n] * 60
            asked.append(_Asked(request.service, request.area, "elok", at, None, False))
    return [person for person in asked if person.at < world.end - 120]


def _slipped(world: World, answer: Answer, k: int) -> Answer:
    given = answer.scores[PERILAKU]
    at = answer.answered + (1 + answer.spelling % 30) * DAY
    if given is None or at >= world.end:
        return answer
    return answer._replace(slipped=given % 4 + 1, corrected_at=at, keep=answer.spelling % 2 == 0)


def record_of(world: World, answer: Answer) -> Record:
    last = Version(answer.answered + 60, _fields(world, answer, answer.scores))
    if answer.corrected_at is None:
        return Record((last,))
    typed = (*answer.scores[:PERILAKU], answer.slipped, *answer.scores[PERILAKU + 1 :])
    first = Version(answer.answered + 60, _fields(world, answer, typed))
    return Record((first, last._replace(at=answer.corrected_at)), answer.keep)


def _fields(world: World, answer: Answer, scores: tuple[int | None, ...]) -> tuple[str, ...]:
    reference, spelling = world.reference, answer.spelling
    services = reference.services[answer.service].spellings
    offices = reference.offices[answer.office].spellings
    channels = reference.channels[answer.channel]
    day = date_of(answer.answered)
    in_words = (answer.office + day.month) % 2 == 0
    sex, age, school, job = answer.profile
    return (
        answer.id,
        offices[spelling % len(offices)],
        services[spelling % len(services)],
        area_text(reference.areas[answer.area], spelling),
        channels[spelling % len(channels)],
        f"{day:%d-%m-%Y}",
        time_of(answer.answered)[:5].replace(":", "."),
        "LP"[sex],
        AGES[age],
        SCHOOLS[school],
        JOBS[job],
        *(_score_text(u, score, in_words=in_words) for u, score in enumerate(scores)),
        f"Kenari saran {spelling}" if spelling % 9 == 0 else "",
        "Ya",
    )


def _score_text(unsur: int, score: int | None, *, in_words: bool) -> str:
    if score is None:
        return ""
    return WORDS[unsur][score - 1] if in_words else str(score)


def totals(answers: list[Answer]) -> dict[str, dict[str, int]]:
    """Per unsur how many gave a score, and the sum of their scores."""
    found = {}
    for u, unsur in enumerate(UNSUR):
        given = [answer.scores[u] for answer in answers]
        scores = [score for score in given if score is not None]
        found[unsur] = {"n": len(scores), "sum": sum(scores)}
    return found
