"""Which kind of fact a file holds, by the roles that its columns can play; where none fits, why not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from etl.facts import SHAPES
from etl.proposal import lexicon, roles
from etl.proposal.codes import coded
from etl.proposal.columns import Holds, Seen
from etl.proposal.points import Point
from etl.proposal.questions import Question, questions
from etl.reference import Reference

NAMES = {"answer": "survei", "visit": "antrean", "complaint": "pengaduan", "request": "permohonan"}
_BEGINS = {
    "visit": "taken_at",
    "request": "submitted_at",
    "complaint": "received_at",
    "answer": "answered_at",
}
_FEWEST_UNSUR = 5


@dataclass(frozen=True, eq=False)
class Role:
    """A point in time in its role; `rivals` have the same weight, `short` is what the header abbreviates."""

    point: Point
    weight: int
    rivals: tuple[Point, ...] = ()
    short: str = ""


@dataclass(frozen=True)
class Fitting:
    fact: str
    times: Mapping[str, Role]
    unsur: Mapping[str, Question]


def fitting(columns: Sequence[Seen], times: Sequence[Point], reference: Reference) -> Fitting | list[str]:
    """The first fact that fits, the most particular first; or for each why it does not."""
    unsur = questions(columns)
    reasons: list[str] = []
    for fact in NAMES:
        cast = _cast(fact, times)
        lack = _lack(fact, cast, unsur, columns, reference)
        if not lack:
            return Fitting(fact, cast, unsur if fact == "answer" else {})
        reasons.append(f"{NAMES[fact]} ({fact}): {lack}")
    return [*reasons, "katalog layanan: tidak ada kolom janji waktu, misalnya «7 hari kerja»"]


def _cast(fact: str, times: Sequence[Point]) -> dict[str, Role]:
    """The heaviest reading of each header first; a point plays one role, a role has one point."""
    weights = [(point, role, weight) for point in times for role, weight in _readings(fact, point).items()]
    cast: dict[str, Role] = {}
    free = list(times)
    for weight in sorted({weight for *_, weight in weights}, reverse=True):
        for role in (*SHAPES[fact].columns, roles.QUEUE_END):
            claims = [p for p, r, w in weights if w == weight and r == role and p in free]
            if role in cast or not claims:
                continue
            chosen = _first_or_last(role, fact, claims)
            cast[role] = Role(
                chosen, weight, tuple(p for p in claims if p is not chosen), _phrase(role, chosen)
            )
            free.remove(chosen)
    return cast


def _readings(fact: str, point: Point) -> dict[str, int]:
    name = point.name
    if point.apart and point.date is not None and fact != "visit":
        name = f"{point.date.name} {name}"
    found = roles.time_roles(fact, name)
    return found or (roles.short_roles(name) if fact == "visit" else {})


def _phrase(role: str, point: Point) -> str:
    return next((phrase for short, phrase in roles.initials(point.name) if short == role), "")


def _first_or_last(role: str, fact: str, claims: Sequence[Point]) -> Point:
    """Of headers that say the same: what begins is the earliest, what ends is the latest."""
    rows = {
        id(point): float(point.seconds[point.read].mean()) if point.read.any() else 0.0 for point in claims
    }
    if role == _BEGINS[fact]:
        return min(claims, key=lambda point: rows[id(point)])
    if role in ("finished_at", "completed_at", "closed_at"):
        return max(claims, key=lambda point: rows[id(point)])
    return claims[0]


def _lack(
    fact: str,
    cast: Mapping[str, Role],
    unsur: Mapping[str, Question],
    columns: Sequence[Seen],
    reference: Reference,
) -> str:
    """What the fact cannot do without and the file does not have; "" if it has all."""
    if fact == "answer":
        few = (
            f"hanya {len(unsur)} dari 9 unsur"
            if unsur
            else "tidak ada kolom nilai unsur (u1 … u9 atau pertanyaan tentang unsur, nilai 1–4)"
        )
        return few if len(unsur) < _FEWEST_UNSUR else ""
    begin = cast.get(_BEGINS[fact])
    if begin is None:
        return f"tidak ada waktu yang berarti {_BEGUN[fact]}"
    if fact == "visit":
        served = {"called_at", "started_at", roles.QUEUE_END} & set(cast)
        sure = begin.weight >= 5 and "finished_at" in cast
        return "" if served or sure else "tidak ada waktu dipanggil atau mulai dilayani"
    if fact == "complaint":
        topics = [seen for seen in columns if _is_topic(seen, "responded_at" in cast, reference)]
        return "" if topics else "tidak ada kategori aduan (categories.csv)"
    told = {"completed_at", "due_at"} & set(cast) or any(knows(fact, seen) >= 0.5 for seen in columns)
    return "" if told else "tidak ada waktu selesai, tenggat, atau status permohonan"


_BEGUN = {"visit": "ambil nomor atau datang", "request": "diajukan", "complaint": "diterima"}


def _is_topic(seen: Seen, answered: bool, reference: Reference) -> bool:
    """A header alone is not enough: services have categories too."""
    if seen.holds not in (Holds.WORDS, Holds.TEXT) or not roles.names("category", seen.name):
        return False
    return coded(seen, "categories", reference).share >= 0.5 or (
        answered and roles.names("category", seen.name) > 2
    )


def knows(fact: str, seen: Seen) -> float:
    """The share of rows whose word is a state of this fact."""
    if fact not in ("visit", "request", "complaint") or seen.holds is not Holds.WORDS:
        return 0.0
    rows = sum(int(n) for text, n in zip(seen.texts, seen.weights, strict=True) if lexicon.state(fact, text))
    return rows / seen.filled
