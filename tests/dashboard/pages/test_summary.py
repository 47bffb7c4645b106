"""The first page says of known facts what there is to do, with the numbers of the pages that it leads to."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from html import unescape
from typing import Any

import pytest

from dashboard import compare, findings, lead, pages, text
from dashboard import format as fmt
from dashboard.answers import promises, standards, unsur
from dashboard.change import Change, Verdict
from dashboard.compare import Compared
from dashboard.content import find_pages
from dashboard.filters import Filters
from dashboard.keynumbers import Chip, Number, Tone, key_numbers
from dashboard.markup import to_html
from dashboard.pages import summary
from dashboard.reader import Reader
from dashboard.rights import EVERYTHING, Right, scope_of
from dashboard.roles import Role
from dashboard.section import shown
from dashboard.store import Store
from tests.dashboard import published

OCTOBER = Filters(date(2026, 10, 1), date(2026, 10, 31))
SEASON = Filters(published.FIRST, published.LAST)
NEVER = Filters(date(2020, 1, 1), date(2020, 1, 31))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def pair(reader: Reader, filters: Filters) -> compare.Pair | None:
    return compare.pair_before(filters, reader.data.first_day, reader.data.last_day)


def numbers(reader: Reader, filters: Filters) -> dict[str, Number]:
    return {number.slug: number for number in key_numbers(reader, filters, pair(reader, filters))}


def test_five_numbers_in_words_with_their_n(reader: Reader) -> None:
    found = numbers(reader, OCTOBER)
    said = {
        slug: (plain(f"{n.value} {n.unit}").strip(), [plain(w) for w in n.below]) for slug, n in found.items()
    }
    assert list(said) == ["waktu-tunggu", "standar", "volume", "kepuasan", "pengaduan"]
    waiting = reader.values("waiting", filters=OCTOBER)[0]
    assert said["waktu-tunggu"] == (
        plain(fmt.duration(waiting["p90_seconds"])),
        ["Median 8 menit", f"n = {fmt.number(waiting['n'])} kunjungan yang dipanggil"],
    )
    assert said["volume"] == ("111", ["eLOK 19,8 %", "● tidak berubah nyata"])
    assert said["kepuasan"] == ("tidak ada data", [])
    kept = reader.values("complaints_on_time", filters=OCTOBER)[0]
    assert said["pengaduan"][0] == f"{kept['met']} dari {kept['judged']}"


def test_the_numbers_are_those_of_the_sections(reader: Reader) -> None:
    """One number everywhere: the block, and the row «seluruh periode» of the pages that it leads to."""
    found = numbers(reader, SEASON)
    sections = {
        (page.slug, key): question.answer(reader, SEASON)
        for page in find_pages(pages)
        for key, question in page.sections.items()
        if page.slug in found
    }
    cells = {
        slug: {
            shown(column, row)
            for (page, _), section in sections.items()
            if page == slug
            for row in section.table.rows
            for column in section.table.columns
        }
        for slug in found
    }
    assert f"{found['waktu-tunggu'].value}{fmt.NBSP}menit" in cells["waktu-tunggu"]
    assert f"{found['standar'].value}{fmt.NBSP}%" in cells["standar"]
    assert found["volume"].value in cells["volume"]
    assert found["pengaduan"].value in cells["pengaduan"]


def test_a_steady_office_has_not_changed(reader: Reader) -> None:
    assert summary.beside(pair(reader, OCTOBER), list(numbers(reader, OCTOBER).values())) == (
        "Dibanding September 2026: tidak ada yang berubah nyata."
    )
    found = findings.findings(reader, OCTOBER, list(numbers(reader, OCTOBER).values()))
    assert not [finding for finding in found if "nyata" in finding.words]


def test_without_a_period_before_it_says_so(reader: Reader) -> None:
    found = numbers(reader, SEASON)
    assert pair(reader, SEASON) is None
    assert "belum bisa dinilai" in summary.beside(None, list(found.values()))
    assert {number.chip.words for number in found.values()} == {"● belum cukup data"}


def test_the_broken_promise_is_named_with_its_hour(reader: Reader) -> None:
    """Legalisasi waits 40 minutes at nine, longer than its promise of 30; nothing else is late so often."""
    first = findings.broken_promise(reader, OCTOBER)[0]
    rows = [standards.kept(row) for row in reader.values("on_time", ("service",), filters=OCTOBER)]
    named = promises.breaker(rows)
    assert named is not None
    assert reader.name("service", named["service"]) in first.words
    assert f"{named['broken']} dari {named['judged']} terlambat" in first.words
    assert re.search(r"terbanyak dari yang masuk \w+ pukul \d\d\.00", first.words)
    assert "terburuk di" not in first.words, "there is one office only"
    assert first.filters == replace(OCTOBER, service=named["service"])


def test_what_lies_overdue_is_counted_whatever_the_period(reader: Reader) -> None:
    late = reader.late("complaint", filters=NEVER)
    assert late
    words = findings.complaints(reader, NEVER)[0].words
    assert fmt.day(late[0]["due_at"].date()) in words
    assert str(sum(row["promise"] == "selesai" for row in late)) in words


def test_unsur_below_b_are_named_if_enough_people_answered(reader: Reader) -> None:
    summer = Filters(date(2026, 7, 1), date(2026, 9, 30))
    words = findings.poor_elements(reader, summer)[0].words
    assert words == "Unsur kepuasan di bawah B: Sarana dan prasarana (3,00, mutu C)."
    few = Filters(date(2026, 9, 2), date(2026, 9, 30))
    assert reader.values("ikm", filters=few)[0]["n"] < text.FEW
    assert findings.poor_elements(reader, few) == []


def changed(slug: str, tone: Tone, before: int, after: int) -> Number:
    change = Change(Fraction(before), Fraction(after), 9.0, Verdict.CHANGED)
    rows = [{"p90_seconds": 60 * v, "value": Fraction(v, 100), "index": Fraction(v)} for v in (before, after)]
    return Number(slug, slug, "", "", Chip("▲ 1 · berubah nyata", tone), [], None, Compared(*rows, change))


def test_what_harms_comes_first_and_five_are_enough(reader: Reader) -> None:
    numbers = [
        changed("volume", Tone.FLAT, 10, 20),
        changed("kepuasan", Tone.GOOD, 80, 90),
        changed("waktu-tunggu", Tone.BAD, 20, 30),
    ]
    found = findings.findings(reader, replace(OCTOBER, start=date(2026, 8, 31)), numbers)
    assert len(found) == findings.MOST
    assert [finding.slug for finding in found[:2]] == ["standar", "waktu-tunggu"]
    assert plain(found[1].words) == "Waktu tunggu (P90) naik nyata: dari 20 menit menjadi 30 menit."
    assert [finding.slug for finding in found][-1] in ("volume", "kepuasan")


def test_the_block_is_in_the_first_paint_and_leads_on_with_the_filters(reader: Reader) -> None:
    html = to_html(summary.PAGE.render(reader, *summary.PAGE.parse({"periode": "bulan-lalu"}, reader)))
    assert html.index(lead.TODO) < html.index("Angka kunci") < html.index("<h2>Berapa lama")
    links = [unescape(href) for href in re.findall(r'<a href="(/staf/[^"#]*)">', html)]
    slugs = {page.slug for page in find_pages(pages)}
    assert {re.match(r"/staf/([\w-]+)", link).group(1) for link in links} <= slugs  # type: ignore[union-attr]
    assert all("periode=bulan-lalu" in link for link in links)
    images = re.findall(r"<img [^>]*>", html)
    assert images
    assert all(re.search(r'alt="Per \w+: terendah', image) for image in images)


def test_without_data_the_numbers_say_so(reader: Reader) -> None:
    found = numbers(reader, NEVER)
    assert {number.value for number in found.values()} == {fmt.NO_DATA}
    assert all(number.trend is None for number in found.values())


def test_a_source_that_is_late_is_said_to_all_and_its_page_to_those_who_have_it(
    reader: Reader, address: str
) -> None:
    late = replace(reader.data, sources=(replace(reader.data.sources[0], late=True),))
    here = Store(address, "staff")
    for scope, slug in ((EVERYTHING, "mutu-data"), (scope_of(Role.LURAH, "63.71.04"), None)):
        bound: Any = here.reader(scope)
        bound.__dict__["data"] = late
        (finding,) = findings.late_sources(bound, OCTOBER)
        assert finding.slug == slug
        assert late.sources[0].source in finding.words
    here.close()


def test_who_reads_no_offices_reads_no_numbers(address: str) -> None:
    store = Store(address, "staff")
    nothing = store.reader(scope_of(Role.LURAH, None))
    assert nothing is not None
    assert {number.value for number in numbers(nothing, SEASON).values()} == {fmt.NO_DATA}
    assert findings.findings(nothing, SEASON, []) == []
    store.close()


def test_all_who_read_figures_may_open_it_and_it_comes_first() -> None:
    assert summary.PAGE.right is Right.FIGURES
    assert find_pages(pages)[0] is summary.PAGE


def service(name: str, judged: int, broken: int) -> dict[str, Any]:
    share = Fraction(judged - broken, judged)
    return {"name": name, "judged": judged, "broken": broken, "value": share}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([service("A", 1000, 20), service("B", 40, 10)], "B paling banyak meleset: 10 dari 40 terlambat"),
        ([service("A", 29, 20), service("B", 100, 0)], "hanya pada layanan dengan kurang dari 30 kasus"),
        (
            [service("A", 29, 20), service("B", 100, 1)],
            "21 dari 129 urusan yang dinilai terlambat; tidak ada layanan dengan 30 kasus atau lebih yang",
        ),
        ([service("A", 100, 0), service("B", 100, 0)], "Semua urusan yang dinilai selesai tepat janji."),
        ([service("A", 20, 9)], text.NOT_ENOUGH),
        ([service("A", 100, 9)], "A paling banyak meleset: 9 dari 100 terlambat, 91,0 % tepat janji."),
        ([service("A", 1000, 300), service("B", 40, 20)], "A paling banyak meleset: 300 dari 1.000"),
    ],
    ids=[
        "a large good one is not to blame",
        "few cases",
        "few cases and a little elsewhere",
        "none late",
        "too few",
        "one service",
        "most people",
    ],
)
def test_who_breaks_promises_is_who_keeps_fewer_and_broke_most(
    rows: list[dict[str, Any]], words: str
) -> None:
    assert words in plain(promises.most_broken(rows, lambda row: str(row["name"])))


def test_an_office_too_small_for_hours_of_the_week_has_hours_of_the_day() -> None:
    rows = [
        {"weekday": day, "hour": hour, "judged": 10, "broken": 12 - hour}
        for day in range(1, 6)
        for hour in (9, 10)
    ]
    assert promises.peak(rows) is None
    top = promises.peak(promises.of_any_day(rows))
    assert top is not None
    assert (top["judged"], top["broken"], promises.moment(top)) == (50, 15, "pukul 09.00")


def element(name: str, value: int, n: int = text.FEW) -> dict[str, Any]:
    return {"name": name, "value": Fraction(value, 100), "mutu": "C" if value < 306 else "B", "n": n}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([305, 312], "Terendah: U0, 3,05 (mutu C). Hanya unsur ini yang di bawah B."),
        ([300, 305, 312], "Terendah: U0, 3,00 (mutu C). Di bawah B: U0 dan U1."),
        ([310, 320], "Terendah: U0, 3,10 (mutu B). Semua unsur bermutu B."),
        ([300, 301, 302, 303, 320], "Terendah: U0, 3,00 (mutu C). Lebih dari tiga unsur di bawah B."),
    ],
)
def test_the_lowest_unsur_and_those_below_b(values: list[int], words: str) -> None:
    rows = [element(f"U{i}", value) for i, value in enumerate(values)]
    assert unsur.lowest(rows) == words
    assert unsur.lowest([{**row, "n": text.FEW - 1} for row in rows]) == text.NOT_ENOUGH


def test_an_unsur_that_few_answered_is_neither_named_nor_called_poor() -> None:
    """Nine unsur of one survey need not have been answered by the same people."""
    rows = [element("Sarana", 250, text.FEW - 1), element("Waktu", 312), element("Biaya", 320)]
    assert unsur.below(rows) == []
    assert unsur.lowest(rows) == (
        "Terendah: Waktu, 3,12 (mutu B). Yang lebih rendah kurang dari 30 jawaban. "
        "Semua unsur yang dijawab 30 orang atau lebih bermutu B."
    )


def test_findings_call_pages_by_their_titles() -> None:
    assert {
        page.slug: page.title for page in find_pages(pages) if page.slug in findings.PAGES
    } == findings.PAGES


def test_a_change_too_small_for_the_digits_is_told_by_its_size() -> None:
    number = changed("waktu-tunggu", Tone.BAD, 12, 12)
    number = replace(
        number, chip=Chip("▲ kurang dari 1 menit · berubah nyata", Tone.BAD, "kurang dari 1 menit")
    )
    assert findings.changed(number, OCTOBER).words == "Waktu tunggu (P90) turun nyata: kurang dari 1 menit."
