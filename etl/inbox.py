"""Answers of the own survey form: from the inbox, a file each, into a delivery of the source that loads it.

An answer counts when its token is that of a ticket that was served: so it waits until the queue log of its
day is loaded, and only then is a token without a ticket refused. The first answer of a token counts. What is
refused is put aside with its reason; nothing goes without a word in the report.
"""

from __future__ import annotations

import json
import os
import stat
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from etl.skm import UNSUR
from etl.slip import TOKEN, SurveyKey
from etl.visible import number
from etl.warehouse.schema import answer, ledger, visit

LARGEST = 4096
TRAITS = {"sex": 1, "age_band": 16, "education": 16, "occupation": 32}
"""What may be said beside the scores, and how many letters it may have."""
LATEST = timedelta(days=14)
"""After the visit an answer still counts."""
ASIDE = "ditolak"
DELIVERY = "survei-"
_UNKNOWN_AREA = "tidak-diketahui"

NO_ANSWER = "bukan-jawaban"
NO_TICKET = "nomor-tidak-dikenal"
NOT_SERVED = "tidak-dilayani"
TOO_LATE = "terlambat"
AGAIN = "sudah-dijawab"
WORDS = {
    NO_ANSWER: "bukan jawaban yang utuh",
    NO_TICKET: "nomornya tidak ada di catatan antrean",
    NOT_SERVED: "nomornya tidak dilayani",
    TOO_LATE: f"lebih dari {LATEST.days} hari sesudah dilayani",
    AGAIN: "slip itu sudah dipakai",
}


@dataclass(frozen=True)
class Survey:
    """`source` loads what is gathered; its block reads JSON and names the columns of `row`."""

    inbox: Path
    source: str
    key: SurveyKey


@dataclass(frozen=True)
class Sent:
    """One answer as it lies in the inbox."""

    path: Path
    token: str
    day: date
    told: Mapping[str, Any]


@dataclass(frozen=True)
class Visited:
    office: str
    area: str
    service: str
    channel: str
    day: date
    served: bool
    open: bool


@dataclass
class Gathered:
    rows: list[dict[str, Any]] = field(default_factory=list)
    done: list[Path] = field(default_factory=list)
    waiting: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def notes(self) -> list[str]:
        """For the report; nothing where there was nothing."""
        parts = [f"{number(len(self.rows))} jawaban diterima"] if self.rows else []
        parts += [f"{number(self.waiting)} menunggu catatan antrean harinya"] if self.waiting else []
        parts += [f"{number(n)} ditolak: {WORDS[why]}" for why, n in sorted(self.refused.items())]
        return [f"Formulir survei: {'; '.join(parts)}."] if parts else []


def gather(connection: Connection, survey: Survey, folder: Path, *, now: datetime) -> Gathered:
    """Writes the delivery into `folder`, then empties the inbox of it. `now`: of the office's own clock.

    Raises OSError where the inbox or the folder does not let it.
    """
    found = Gathered()
    sent = list(_sent(survey.inbox, found))
    if sent:
        _judge(connection, survey, sent, found, now.date(), _delivered(connection, survey.source, folder))
    if found.rows:
        _deliver(folder / f"{DELIVERY}{now:%Y%m%dT%H%M%S%f}.json", found.rows)
    for path in found.done:
        path.unlink(missing_ok=True)
    return found


def _delivered(connection: Connection, source: str, folder: Path) -> set[str]:
    """Numbers of the answers that left the inbox and are not loaded: the run that took them was not
    committed."""
    loaded = set(connection.scalars(select(ledger.c.name).where(ledger.c.source == source)))
    waiting = [path for path in folder.glob(f"{DELIVERY}*.json") if path.name not in loaded]
    lines = (line for path in waiting for line in path.read_bytes().splitlines())
    return {told for told in map(_told, lines) if told is not None}


def _told(line: bytes) -> str | None:
    """None for a line that somebody spoiled by hand: its reading says so."""
    try:
        return str(json.loads(line)["nomor"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _judge(
    connection: Connection,
    survey: Survey,
    sent: Sequence[Sent],
    found: Gathered,
    today: date,
    delivered: set[str],
) -> None:
    visits, latest = _visits(connection, survey.key, sent)
    ids = {one.token: survey.key.answer(one.token) for one in sent}
    known = select(answer.c.id).where(answer.c.source == survey.source, answer.c.id.in_(set(ids.values())))
    answered = delivered | set(connection.scalars(known))
    for one in sent:
        at = visits.get(one.token)
        told = latest is not None and (one.day < latest or one.day == latest < today)
        if (at is None and not told) or (at is not None and at.open):
            found.waiting += 1
            continue
        why = _wrong(one, at, ids[one.token] in answered)
        if why is None and at is not None:
            answered.add(ids[one.token])
            found.rows.append(row(ids[one.token], one, at))
            found.done.append(one.path)
        else:
            _put_aside(one.path, why or NO_TICKET, found)


def _wrong(one: Sent, at: Visited | None, answered: bool) -> str | None:
    if at is None:
        return NO_TICKET
    if not at.served:
        return NOT_SERVED
    if not at.day <= one.day <= at.day + LATEST:
        return TOO_LATE
    return AGAIN if answered else None


def row(number_: str, one: Sent, at: Visited) -> dict[str, Any]:
    """As the source reads it: the day and no time; where and what of is the ticket's."""
    return {
        "nomor": number_,
        "kantor": at.office,
        "kelurahan": "" if at.area == _UNKNOWN_AREA else at.area,
        "layanan": at.service,
        "kanal": at.channel,
        "tanggal": one.day.isoformat(),
        **{unsur: one.told[unsur] for unsur in UNSUR},
        **{trait: one.told.get(trait, "") for trait in TRAITS},
    }


def _visits(
    connection: Connection, key: SurveyKey, sent: Sequence[Sent]
) -> tuple[dict[str, Visited], date | None]:
    """By token those of the days that the answers may be of, and the last day that the log tells of."""
    # Longer than an answer counts: what comes too late is told so, and not that its ticket is unknown.
    first, last = min(one.day for one in sent) - 4 * LATEST, max(one.day for one in sent)
    columns = (
        visit.c.office, visit.c.area, visit.c.service, visit.c.channel, visit.c.ticket, visit.c.taken_day,
        visit.c.outcome,
    )  # fmt: skip
    query = select(*columns).where(visit.c.taken_day.between(first, last), visit.c.ticket.is_not(None))
    found = {
        key.token(each.office, each.taken_day, each.ticket): Visited(
            each.office,
            each.area,
            each.service,
            each.channel,
            each.taken_day,
            each.outcome == "served",
            each.outcome == "open",
        )
        for each in connection.execute(query)
    }
    return found, connection.scalar(select(func.max(visit.c.taken_day)))


def _sent(inbox: Path, found: Gathered) -> Iterator[Sent]:
    """The oldest first; what is no answer is put aside."""
    paths = [path for path in inbox.iterdir() if path.suffix == ".json"]
    for path in sorted(paths, key=lambda path: (path.lstat().st_mtime_ns, path.name)):
        one = _read(path)
        if one is None:
            _put_aside(path, NO_ANSWER, found)
        else:
            yield one


def _read(path: Path) -> Sent | None:
    """Whatever lies there was written by a process that strangers talk to."""
    kept = path.lstat()
    if not stat.S_ISREG(kept.st_mode) or kept.st_size > LARGEST:
        return None
    try:
        told = json.loads(path.read_bytes())
        day = date.fromisoformat(told["day"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return Sent(path, told["token"], day, told) if _sound(told) else None


def _sound(told: Mapping[str, Any]) -> bool:
    scores = [told.get(unsur) for unsur in UNSUR]
    traits = [(told.get(trait, ""), longest) for trait, longest in TRAITS.items()]
    return (
        set(told) <= {"token", "day", *UNSUR, *TRAITS}
        and isinstance(told.get("token"), str)
        and TOKEN.fullmatch(told["token"]) is not None
        and all(type(score) is int and 1 <= score <= 4 for score in scores)
        and all(isinstance(t, str) and len(t) <= longest and t.isprintable() for t, longest in traits)
    )


def _put_aside(path: Path, why: str, found: Gathered) -> None:
    found.refused[why] += 1
    place = path.parent / ASIDE / why
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.rename(place / path.name)


def _deliver(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Whole or not at all: the answers leave the inbox only after it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    with draft.open("w", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
