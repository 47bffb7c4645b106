"""The whole evaluation: F-02, F-03, IPP, what is missing, what the next category needs, every indicator."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from dash import html
from dash.development.base_component import Component

from dashboard import format as fmt
from dashboard.office_page import OfficePage
from dashboard.office_parts import card, facts, listed, narrowed
from dashboard.pekppp.instrument import Aspect, Averaged, Below, Indicator, Within
from dashboard.pekppp.looked_at import SLUG, Looked
from dashboard.pekppp.next_step import Path, next_step
from dashboard.pekppp.score import aspect, assessed, f02, ipp
from dashboard.pekppp.views.parts import doubt, judged, total, value

MOST_NAMED = 8
"""Missing indicators that are named; the rest is counted."""


def overview(looked: Looked) -> Sequence[Component]:
    if not looked.instrument.scorable:
        return [_narrowing(looked), _unknown(looked), _sources(looked)]
    return [_narrowing(looked), _result(looked), _next(looked), *_aspects(looked), _sources(looked)]


def _narrowing(looked: Looked) -> Component:
    year = looked.of.year
    years = sorted({year, *range(looked.basis.today.year - 2, looked.basis.today.year + 2)}, reverse=True)
    return narrowed(
        SLUG,
        looked.about,
        {
            "tahun": ("Tahun evaluasi", [(str(each), str(each)) for each in years]),
            "versi": ("Versi instrumen", [(each.name, each.title) for each in looked.instruments]),
        },
    )


def _unknown(looked: Looked) -> Component:
    shares = " + ".join(
        f"{fmt.number(share * 100)} % {name.replace('_', ' ')}"
        for name, share in looked.instrument.parts.items()
    )
    names = ", ".join(each.name for each in looked.instrument.aspects)
    return card(
        looked.instrument.title,
        html.P("Versi ini belum dapat dinilai: bobot dan indikatornya belum diketahui.", className="answer"),
        facts(
            [("IPP", shares), ("Komponen", names), ("Kepastian", doubt(looked.instrument.stated.certainty))]
        ),
        html.P(looked.instrument.note),
    )


def _result(looked: Looked) -> Component:
    rule = looked.instrument.f03
    least = rule.least if rule else 0
    other = looked.users.by_answers if rule and rule.mean is Averaged.ASPECTS else looked.users.by_aspects
    named = {Averaged.ASPECTS: "rata-rata semua jawaban", Averaged.ANSWERS: "rata-rata aspek"}
    rows: list[tuple[str, Component | str]] = [
        ("F-02 (penilaian)", total(looked.whole)),
        ("F-03 (pengguna)", value(looked.users.value(rule.mean) if rule else None)),
    ]
    if rule:
        rows.append((f"F-03 menurut {named[rule.mean]}", value(other)))
    said = f"{fmt.number(looked.users.respondents)} dari paling sedikit {fmt.number(least)}"
    rows += [
        (
            "Responden F-03",
            html.Span(
                [
                    f"{said} · ",
                    html.A(
                        "isi jawaban" if looked.writes else "lihat jawaban", href=looked.href(bagian="f03")
                    ),
                ]
            ),
        ),
        ("IPP", judged(looked.ipp)),
    ]
    return card(
        f"Berapa nilai {looked.of.year}?",
        html.P(_sentence(looked), className="answer"),
        facts(rows),
        *_waiting(looked),
        *_others(looked),
        html.P(html.A("Angka beku dan paket bukti", href=f"{OfficePage.base}/publikasi")),
    )


def _waiting(looked: Looked) -> list[Component]:
    """Proposals that nobody has decided about."""
    open_ones = [each for each in looked.instrument.scored if each.number not in looked.decisions]
    offered = [
        each for each in open_ones if (found := looked.proposals.get(each.number)) and found.score is not None
    ]
    if not offered:
        return []
    links = [html.A(str(each.number), href=looked.href(indikator=str(each.number))) for each in offered]
    parts: list[Component | str] = ["Usulan data yang menunggu keputusan: indikator "]
    for place, link in enumerate(links):
        parts += [", ", link] if place else [link]
    return [html.P([*parts, "."])]


def _sentence(looked: Looked) -> str:
    found = looked.ipp
    if found.value is not None and found.category is not None:
        alone = " F-03 tidak ikut, karena respondennya kurang." if found.alone else ""
        category = f"kategori {found.category.code}, {found.category.label}"
        return f"IPP {fmt.number(found.value, 2)}: {category}.{alone}"
    missing = looked.whole.missing
    reasons = [f"{fmt.number(len(missing))} indikator belum dinilai"] if missing else []
    if looked.heard is None:
        reasons.append("jawaban F-03 belum cukup")
    return f"IPP belum dapat dihitung: {' dan '.join(reasons)}."


def _others(looked: Looked) -> list[Component]:
    """What the same scores give by the other readings of the rules, where it is another number."""
    instrument, users = looked.instrument, looked.users
    shares = instrument.parts
    rows: list[Sequence[Component | str]] = []
    way = Within.MEAN if instrument.within is Within.WEIGHTED else Within.WEIGHTED
    words = {Within.MEAN: "F-02: rata-rata biasa di dalam aspek", Within.WEIGHTED: "F-02: bobot indikator"}
    whole = f02(instrument, looked.scores, way)
    if whole.value is not None:
        rows.append(
            [words[way], f"F-02 {value(whole.value)}", judged(assessed(instrument, whole.value, users))]
        )
    if looked.heard is not None and instrument.f03 and looked.whole.value is not None:
        other = users.by_answers if instrument.f03.mean is Averaged.ASPECTS else users.by_aspects
        found = ipp(instrument, {"f02": looked.whole.value, "f03": other})
        rows.append(["F-03: cara rata-rata yang lain", f"F-03 {value(other)}", judged(found)])
    if looked.heard is None and looked.whole.value is not None and "f03" in shares:
        for below, said in (
            (Below.ZERO, "Responden kurang: F-03 dihitung 0"),
            (Below.F02_ALONE, "Responden kurang: IPP = F-02"),
        ):
            rows.append([said, "", judged(assessed(instrument, looked.whole.value, users, below))])
    if not rows:
        return []
    return [
        html.H3("Menurut cara lain"),
        html.P("Naskah aturan belum dibaca utuh, jadi cara lain yang dipakai orang ditunjukkan juga."),
        listed("Menurut cara lain", ("Cara", "Nilai", "IPP"), rows),
    ]


def _next(looked: Looked) -> Component:
    title = "Apa yang dibutuhkan kategori berikutnya?"
    found = next_step(looked.instrument, looked.scores, looked.heard)
    if found is None:
        return card(title, html.P(_why_not(looked)))
    heard = looked.heard or Fraction(0)
    parts: list[Component] = [html.P(_path_sentence(found), className="answer")]
    rows: list[Sequence[Component | str]] = [
        [
            html.A(
                f"{each.number} · {_label(looked, each.number)}", href=looked.href(indikator=str(each.number))
            ),
            f"{each.before} → {each.after}",
            fmt.number(each.adds, 3),
        ]
        for each in found.raises
    ]
    parts.append(listed("Langkah ke kategori berikutnya", ("Indikator", "Nilai", "Menambah IPP"), rows))
    if found.users is not None:
        parts.append(
            html.P(
                f"Atau F-03 saja: dari {fmt.number(heard, 2)} ke {fmt.number(_up(found.users), 2)}, "
                "tanpa nilai lain berubah."
            )
        )
    parts.append(
        html.P(
            "Langkah tersedikit: satu langkah menaikkan satu indikator satu nilai. Yang menambah paling "
            "banyak didahulukan; bila sama, nomor kecil dahulu.",
            className="small",
        )
    )
    return card(title, *parts)


def _path_sentence(found: Path) -> str:
    lack = fmt.number(_up(found.lack, 3), 3)
    goal = f"{found.goal.code} ({found.goal.label})"
    if not found.reaches:
        return f"{goal} tidak tercapai dengan F-02 saja, walau semua indikator bernilai 5; F-03 harus naik."
    return f"Kurang {lack} pada IPP: {fmt.number(found.steps)} langkah lagi untuk {goal}."


def _up(exact: Fraction, decimals: int = 2) -> Fraction:
    """Rounded up: less would not be enough."""
    scale = 10**decimals
    return Fraction(-(-exact * scale // 1), scale)


def _why_not(looked: Looked) -> str:
    missing = looked.whole.missing
    if missing:
        named = ", ".join(map(str, missing[:MOST_NAMED]))
        rest = f", dan {len(missing) - MOST_NAMED} lagi" if len(missing) > MOST_NAMED else ""
        return f"Nilai dahulu indikator {named}{rest}."
    if looked.heard is None:
        return "Isi dahulu jawaban F-03 sampai respondennya cukup."
    return "Sudah di kategori tertinggi."


def _label(looked: Looked, number: int) -> str:
    found = looked.instrument.indicator(number)
    return found.label if found else ""


def _aspects(looked: Looked) -> list[Component]:
    return [_aspect(looked, each) for each in looked.instrument.aspects]


def _aspect(looked: Looked, of: Aspect) -> Component:
    found = aspect(looked.instrument, of.number, looked.scores)
    weight = fmt.number(of.weight or Fraction(0))
    rows = [_row(looked, each) for each in looked.instrument.of(of.number)]
    heads = ("Indikator", "Nilai", "Usulan", "Bukti", "Bobot")
    return card(
        f"{of.number}. {of.name}",
        html.P(f"Bobot {weight} %; nilai aspek {total(found)}."),
        listed(f"Indikator aspek {of.number}", heads, rows),
    )


def _row(looked: Looked, each: Indicator) -> Sequence[Component | str]:
    proposal = looked.proposals.get(each.number)
    offered = "–" if proposal is None else "hanya angka" if proposal.score is None else str(proposal.score)
    if proposal is not None and proposal.score is None and not proposal.n:
        offered = "tidak ada data"
    link = html.A(f"{each.number} · {each.label}", href=looked.href(indikator=str(each.number)))
    weight = f"{fmt.number(each.weight)} %" if each.weight else "tidak dinilai"
    return [
        link,
        _score(looked, each),
        offered,
        fmt.number(len(looked.evidence(each.number))),
        html.Span([f"{weight} ", doubt(each.certainty)]) if each.certainty.doubtful else weight,
    ]


def _score(looked: Looked, each: Indicator) -> str:
    score = looked.scores.get(each.number)
    if score is not None:
        return str(score)
    return "belum" if each.weight else "–"


def _sources(looked: Looked) -> Component:
    instrument = looked.instrument
    stated = [
        ("Instrumen", instrument.stated),
        ("Gabungan F-02 dan F-03", instrument.combined),
        ("Jumlah F-02", instrument.summed),
        *([("Aturan F-03", instrument.f03.stated)] if instrument.f03 else []),
        ("Batas kategori", instrument.bands),
        *([("Daftar sarana", instrument.checklist)] if instrument.checklist else []),
    ]
    rows: list[Sequence[Component | str]] = [
        [name, doubt(each.certainty), each.source] for name, each in stated
    ]
    until = f" sampai {fmt.day(instrument.last)}" if instrument.last else ""
    return card(
        "Seberapa pasti aturan ini?",
        html.P(f"{instrument.title}, berlaku sejak {fmt.day(instrument.first)}{until}. {instrument.note}"),
        listed("Kepastian aturan", ("Bagian", "Kepastian", "Sumber"), rows),
    )
