"""F-03: what users answered, question by question, as counts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.office_page import form
from dashboard.office_parts import card, facts, listed
from dashboard.pekppp.deeds import USERS
from dashboard.pekppp.instrument import TOP, Question
from dashboard.pekppp.looked_at import SLUG, Looked, number_in
from dashboard.pekppp.views.parts import value


def heard(looked: Looked) -> Sequence[Component]:
    chosen = number_in(looked.visit.asked.get("pertanyaan", ""))
    question = next((each for each in looked.instrument.questions if each.number == chosen), None)
    parts = [html.P(html.A("Semua indikator", href=looked.href())), _whole(looked)]
    if looked.writes and question is not None:
        parts.append(_entry(looked, question))
    return [*parts, _questions(looked)]


def _whole(looked: Looked) -> Component:
    rule = looked.instrument.f03
    rows: list[tuple[str, Component | str]] = [
        ("Rata-rata dari rata-rata aspek", value(looked.users.by_aspects)),
        ("Rata-rata semua jawaban", value(looked.users.by_answers)),
        ("Responden", f"{fmt.number(looked.users.respondents)} (pertanyaan yang paling sedikit dijawab)"),
    ]
    if rule:
        rows.append(("Paling sedikit", fmt.number(rule.least)))
    return card(
        f"F-03 {looked.of.year}",
        html.P(
            "Jawaban pengguna layanan, 0 sampai 5. Ini bukan SKM (1 sampai 4), dan keduanya tidak dicampur."
        ),
        facts(rows),
    )


def _entry(looked: Looked, question: Question) -> Component:
    given = looked.given.get(question.number, {})
    counts = {f"n{score}": str(given.get(score, "")) for score in range(TOP + 1)}
    values = {**looked.about, "pertanyaan": str(question.number), **counts}
    return card(
        f"{question.number}. {question.label}",
        html.P("Berapa pengguna yang memberi tiap nilai? Yang kosong dihitung tidak ada."),
        form(looked.visit, SLUG, USERS, values),
    )


def _questions(looked: Looked) -> Component:
    rows = [_row(looked, each) for each in looked.instrument.questions]
    heads = ("Pertanyaan", "Aspek", "Jawaban", "Rata-rata")
    return card("Pertanyaan", listed("Pertanyaan F-03", heads, rows))


def _row(looked: Looked, each: Question) -> Sequence[Component | str]:
    given = looked.given.get(each.number, {})
    n = sum(given.values())
    mean = Fraction(sum(score * count for score, count in given.items()), n) if n else None
    words = f"{each.number} · {each.label}"
    link = html.A(words, href=looked.href(pertanyaan=str(each.number)))
    return [link if looked.writes else words, each.aspect, fmt.number(n), value(mean)]
