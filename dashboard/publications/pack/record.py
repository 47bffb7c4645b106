"""An evaluation as data that a program reads, and what of it is otherwise today. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from dashboard import format as fmt
from dashboard.office.evidence import Kind, Piece
from dashboard.office.pekppp import Decision
from dashboard.pekppp.assessment import Assessment
from dashboard.pekppp.instrument import Indicator
from dashboard.pekppp.proposal import Proposal
from dashboard.pekppp.score import Users

Record = Mapping[str, Any]
ATTACHED = "indikator/{:02}/bukti/{}-{}"


def record(assessment: Assessment) -> dict[str, Any]:
    whole, ipp = assessment.whole, assessment.ipp
    return {
        "year": assessment.of.year,
        "version": assessment.of.version,
        "instrument": assessment.instrument.title,
        "day": assessment.figures.today.isoformat(),
        "f02": _exact(whole.value),
        "f02_low": _exact(whole.low),
        "f02_high": _exact(whole.high),
        "f03": _users(assessment.users),
        "ipp": _exact(ipp.value),
        "category": ipp.category.code if ipp.category else None,
        "indicators": {
            str(each.number): _indicator(assessment, each) for each in assessment.instrument.indicators
        },
    }


def _exact(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def _users(users: Users) -> dict[str, Any]:
    return {
        "by_aspects": _exact(users.by_aspects),
        "by_answers": _exact(users.by_answers),
        "respondents": users.respondents,
    }


def _indicator(assessment: Assessment, each: Indicator) -> dict[str, Any]:
    decision, answer = assessment.decisions.get(each.number), assessment.answers.get(each.number)
    return {
        "label": each.label,
        "code": each.code,
        "aspect": each.aspect,
        "weight": _exact(assessment.instrument.weight(each)),
        "certainty": each.certainty.value,
        "decision": _decision(decision) if decision else None,
        "proposal": _proposal(assessment.proposals.get(each.number)),
        "answer": answer.answer if answer else None,
        "evidence": [_piece(piece) for piece in assessment.evidence(each.number)],
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "score": decision.score,
        "state": decision.state.value,
        "proposed": decision.proposed,
        "figure": decision.figure,
        "reason": decision.reason,
        "by": decision.account,
        "at": decision.at.isoformat(timespec="seconds"),
    }


def _proposal(found: Proposal | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "score": found.score,
        "figure": found.figure,
        "n": found.n,
        "counts": [[name, count] for name, count in found.counts],
        "rule": found.rule,
        "certainty": found.certainty,
        "period": [day.isoformat() for day in found.period] if found.period else None,
        "page": found.link,
    }


def _piece(piece: Piece) -> dict[str, Any]:
    return {
        "number": piece.id,
        "kind": piece.kind.value,
        "title": piece.title,
        "content": piece.content,
        "day": piece.day.isoformat(),
        "owner": piece.owner,
        "sha256": piece.sha256,
        "path": attached(piece) if piece.kind is Kind.FILE else None,
    }


def attached(piece: Piece) -> str:
    """Where its file lies in the pack."""
    return ATTACHED.format(piece.indicator, piece.id, piece.content)


def changes(then: Record, now: Record) -> Iterator[str]:
    """One sentence per thing that is otherwise now, indicator by indicator."""
    for number in sorted(then["indicators"].keys() | now["indicators"].keys(), key=int):
        before, after = then["indicators"].get(number), now["indicators"].get(number)
        if before is None or after is None:
            yield f"Indikator {number}: {'baru di' if before is None else 'tidak ada lagi di'} instrumen."
            continue
        yield from (f"Indikator {number}: {words}" for words in _of_one(before, after))
    if (then["ipp"], then["category"]) != (now["ipp"], now["category"]):
        yield f"IPP: dahulu {_ipp(then)}, sekarang {_ipp(now)}."


def _of_one(before: Record, after: Record) -> Iterator[str]:
    old, new = before["proposal"], after["proposal"]
    if _measured(old) != _measured(new):
        yield f"angka dahulu {_figure(old)}, sekarang {_figure(new)}."
    if _score(before) != _score(after):
        yield f"nilai dahulu {_score(before) or 'belum ada'}, sekarang {_score(after) or 'belum ada'}."
    if before["answer"] != after["answer"]:
        yield "jawaban F-01 berubah."
    held = [{each["number"] for each in one["evidence"]} for one in (before, after)]
    if held[0] != held[1]:
        yield f"bukti: {len(held[1] - held[0])} ditambahkan, {len(held[0] - held[1])} dicabut."


def _measured(found: Record | None) -> tuple[Any, ...]:
    """What was counted; how the rule is worded may change without that."""
    if found is None:
        return ()
    return (found["score"], found["figure"], found["n"], [tuple(each) for each in found["counts"]])


def _figure(found: Record | None) -> str:
    if found is None:
        return "tidak ada"
    score = "tanpa usulan nilai" if found["score"] is None else f"usulan {found['score']}"
    counts = "; ".join(f"{name} {fmt.number(int(count))}" for name, count in found["counts"])
    return f"{found['figure']} ({', '.join(part for part in (score, counts) if part)})"


def _score(one: Record) -> str | None:
    decision = one["decision"]
    return None if decision is None else str(decision["score"])


def _ipp(one: Record) -> str:
    return "belum ada" if one["ipp"] is None else f"{fmt.number(Fraction(one['ipp']), 2)} ({one['category']})"
