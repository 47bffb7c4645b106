"""The survey form behind the address on a slip: no account, no scripts, one file per answer.

This process cannot tell whether a token is that of a ticket, nor read what lies in the inbox: it only puts
answers there. The pipeline, which has the key, looks at them (`etl/inbox.py`).
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock

import structlog
from flask import Flask, abort, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from dashboard import plain
from dashboard.guard import Route
from dashboard.questionnaire import QUESTIONS, TRAITS

ROUTES = {"survei": Route(frozenset({"GET", "HEAD", "POST"}), signed_in=False)}
MOST, MOST_OF_ONE, WITHIN_S = 300, 60, 600
"""Answers of all and of one address within so many seconds; a tablet at the counter is one address."""
TITLE = "Survei kepuasan"
INCOMPLETE = "Masih ada pertanyaan yang belum dijawab."
BUSY = "Terlalu banyak jawaban dalam waktu singkat. Coba lagi beberapa menit lagi."
NOT_KEPT = "Jawaban belum dapat disimpan. Coba lagi nanti, atau minta formulir kertas di loket."
_TOKEN = re.compile(r"[a-z2-7]{16}")
_FORM = "application/x-www-form-urlencoded"
_INTRO = Markup(
    "{message}<p>Nilai layanan yang baru Anda terima. Sembilan pertanyaan, satu menit.</p>"
    '<p class="plain-small">Untuk mengukur dan memperbaiki pelayanan (PermenPANRB 14/2017). Yang disimpan '
    "hanya jawaban dan hari mengisinya, tanpa nama, nomor, atau jam; dihapus bila masa simpan arsip kantor "
    "berakhir. Mengisi ini sukarela dan tidak memengaruhi layanan Anda.</p>"
)
_QUESTION = Markup('<fieldset class="ask"><legend>{}</legend>{}</fieldset>')
_ANSWER = Markup(
    '<label><input type="radio" name="{name}" value="{score}" required{checked}> <span>{words}</span></label>'
)
_TRAIT = Markup(
    '<p><label for="{name}">{label} (boleh kosong)</label><select id="{name}" name="{name}">{}</select></p>'
)
_OPTION = Markup('<option value="{}"{}>{}</option>')
_SEND = Markup(
    '<form method="post" action="{}" class="survey">{}<p><button type="submit">Kirim</button></p></form>'
)

log = structlog.get_logger()


class Brake:
    """So many within a time, of all and of each address, in this process."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._sent: deque[tuple[float, str]] = deque()
        self._lock = Lock()

    def allows(self, address: str) -> bool:
        with self._lock:
            now = self._clock()
            while self._sent and now - self._sent[0][0] > WITHIN_S:
                self._sent.popleft()
            of_one = sum(1 for _, who in self._sent if who == address)
            if len(self._sent) >= MOST or of_one >= MOST_OF_ONE:
                return False
            self._sent.append((now, address))
            return True


@dataclass(frozen=True)
class SurveyForm:
    """`today`: the day on the office's clock, None while nothing is known of it."""

    inbox: Path
    styles: tuple[str, ...]
    today: Callable[[], date | None]
    brake: Brake = field(repr=False)

    def register(self, server: Flask) -> None:
        server.add_url_rule("/survei/<token>", "survei", self._answer, methods=["GET", "POST"])

    def _answer(self, token: str) -> Response:
        today = self.today()
        if not _TOKEN.fullmatch(token) or today is None:
            abort(404)
        if request.method != "POST":
            return self._page(token, {})
        if request.mimetype != _FORM:
            abort(415)
        sent = list(request.form.items(multi=True))
        told = dict(sent)
        if len(sent) != len(told) or not _offered(told):
            abort(400)
        if any(question.unsur not in told for question in QUESTIONS):
            return self._page(token, told, INCOMPLETE, 400)
        if not self.brake.allows(request.remote_addr or ""):
            return self._page(token, told, BUSY, 429)
        try:
            keep(self.inbox, content(token, today, told))
        except OSError as failed:
            log.error("survey_not_kept", error=type(failed).__name__)
            return self._page(token, told, NOT_KEPT, 503)
        return self._said("Terima kasih", "Jawaban Anda sudah diterima.")

    def _page(self, token: str, told: Mapping[str, str], message: str = "", status: int = 200) -> Response:
        alert = (
            Markup('<p class="plain-alert" role="alert">{}</p>').format(message) if message else Markup("")
        )
        asked = Markup("").join(
            _QUESTION.format(
                question.words, _answers(question.unsur, question.answers, told.get(question.unsur))
            )
            for question in QUESTIONS
        )
        traits = Markup("").join(_trait(name, told.get(name, "")) for name in TRAITS)
        form = _SEND.format(f"/survei/{token}", asked + traits)
        page = plain.document(TITLE, _INTRO.format(message=alert) + form, self.styles)
        return Response(page, status, mimetype="text/html")

    def _said(self, title: str, sentence: str) -> Response:
        return Response(
            plain.told(title, sentence, self.styles, way=("/", "Angka kantor ini")), mimetype="text/html"
        )


def _offered(told: Mapping[str, str]) -> bool:
    """Nothing but what the form offers."""
    scores = {question.unsur: {"1", "2", "3", "4"} for question in QUESTIONS}
    choices = {**scores, **{name: {"", *codes} for name, (_, codes) in TRAITS.items()}}
    return all(value in choices.get(name, ()) for name, value in told.items())


def content(token: str, day: date, told: Mapping[str, str]) -> bytes:
    """What the pipeline reads: the day and no time, scores as numbers, of the person what was said."""
    scores = {question.unsur: int(told[question.unsur]) for question in QUESTIONS}
    traits = {name: told[name] for name in TRAITS if told.get(name)}
    return json.dumps(
        {"token": token, "day": day.isoformat(), **scores, **traits}, ensure_ascii=False
    ).encode()


def keep(inbox: Path, body: bytes) -> None:
    """Whole or not at all, under a name that nobody can guess. It needs no right to look into the folder."""
    name = secrets.token_hex(16)
    draft = inbox / f"{name}.part"
    made = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o640)
    try:
        with os.fdopen(made, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(inbox / f"{name}.json")
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def _answers(unsur: str, answers: Sequence[str], chosen: str | None) -> Markup:
    checked = Markup(" checked")
    return Markup("").join(
        _ANSWER.format(name=unsur, score=score, words=words, checked=checked if chosen == str(score) else "")
        for score, words in enumerate(answers, 1)
    )


def _trait(name: str, chosen: str) -> Markup:
    label, codes = TRAITS[name]
    selected = Markup(" selected")
    options = Markup("").join(
        _OPTION.format(code, selected if code == chosen else "", words)
        for code, words in {"": "–", **codes}.items()
    )
    return _TRAIT.format(options, name=name, label=label)
