"""A frozen period as a text: what goes in comes out, and what is no such text is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.errors import UsageError
from dashboard.filters import Filters
from dashboard.office.publications import Edition
from dashboard.publications import words
from dashboard.publications.frozen import (
    Figure,
    Key,
    breakdowns,
    digest,
    freeze,
    from_text,
    require_frozen,
    to_text,
)
from dashboard.publications.restatement import Restated
from dashboard.publications.sheets import report
from dashboard.publications.views import one
from dashboard.reader import Reader
from dashboard.reports.catalogue import WRITERS
from dashboard.reports.term import parse_term
from dashboard.rights import COMMAND_LINE
from dashboard.store import Store
from etl.metrics import metrics
from tests.dashboard import published
from tests.dashboard.publications.made import FROZEN
from tests.sharing import built_once

VALUES = st.none() | st.integers(0, 10**12) | st.fractions() | st.sampled_from(["A", "0.111", ""])
FIELDS = st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=8), VALUES, max_size=4)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    _, url = built_once(tmp_path_factory, "kantor", published.publish)
    found = Store(url, "staff").reader(COMMAND_LINE)
    assert found is not None
    return found


@given(st.dictionaries(st.tuples(*[st.text(max_size=5)] * 3), st.builds(Figure, st.integers(0, 9), FIELDS)))
def test_what_goes_in_comes_out(figures: dict[Any, Figure]) -> None:
    told = replace(FROZEN, figures=figures)
    text = to_text(told)
    assert from_text(text) == told
    assert to_text(from_text(text)) == text


def _without(key: str) -> Callable[[dict[str, Any]], Any]:
    return lambda told: {name: value for name, value in told.items() if name != key}


def _with(**more: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda told: {**told, **more}


def _field(value: object) -> Callable[[dict[str, Any]], Any]:
    figure = {"metric": "x", "by": "", "code": "", "n": 1, "fields": {"value": value}}
    return _with(figures=[figure])


@pytest.mark.parametrize(
    "spoil",
    [
        lambda told: [],
        lambda told: None,
        *(_without(key) for key in ("format", "period", "figures", "files", "data_time", "names")),
        _with(format=2),
        _with(period="kapan"),
        _with(frozen_at="kemarin"),
        _with(figures=[1]),
        _with(files=[]),
        _field("=1/0"),
        _field("=1e999999999"),
        _field("=" + "9" * 41),
        _field("=satu"),
        _field({}),
    ],
)
def test_what_is_no_frozen_period_is_refused(spoil: Callable[[dict[str, Any]], Any]) -> None:
    with pytest.raises(ValueError, match="bukan angka beku"):
        from_text(json.dumps(spoil(json.loads(to_text(FROZEN)))))


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(ValueError, match="bukan angka beku"):
        from_text("[" * 100_000)


# What the small office knows: 1 July to 6 November 2026, invented.
@pytest.mark.parametrize(
    ("period", "sample", "refused"),
    [
        ("2026-09", True, None),
        ("2026-T3", True, None),
        ("2026-09", False, "--contoh"),
        ("2026-11", True, "belum selesai"),
        ("2026-T4", True, "belum selesai"),
        ("2026-05", True, "sebelum data pertama"),
    ],
)
def test_only_what_is_over_is_frozen_and_a_sample_only_as_one(
    reader: Reader, period: str, sample: bool, refused: str | None
) -> None:
    if refused is None:
        require_frozen(reader, parse_term(period), sample=sample)
        return
    with pytest.raises(UsageError, match=refused):
        require_frozen(reader, parse_term(period), sample=sample)


class Told:
    """A reader that says something else of its data."""

    def __init__(self, reader: Reader, **more: Any) -> None:
        self.data = replace(reader.data, **more)


# The survey of the small office tells up to 30 September: its last three working days may still change.
@pytest.mark.parametrize(("period", "young"), [("2026-08", None), ("2026-09", date(2026, 9, 28))])
def test_a_period_says_from_when_on_it_was_provisional(
    reader: Reader, period: str, young: date | None
) -> None:
    made = freeze(reader, parse_term(period), reader.data.data_time)
    assert made.provisional_from == young
    assert from_text(to_text(made)).provisional_from == young


def test_real_data_are_not_frozen_as_a_sample(reader: Reader) -> None:
    real: Any = Told(reader, sample=False)
    require_frozen(real, parse_term("2026-09"), sample=False)
    with pytest.raises(UsageError, match="hanya untuk data contoh"):
        require_frozen(real, parse_term("2026-09"), sample=True)


def test_each_figure_is_the_one_that_the_pages_show(reader: Reader) -> None:
    term = parse_term("2026-09")
    made = freeze(reader, term, reader.data.data_time)
    assert from_text(to_text(made)) == made
    filters = Filters(term.start, term.end)
    for (name, by, code), figure in made.figures.items():
        rows = reader.values(name, (by,) if by else (), filters=filters)
        row = next(row for row in rows if not by or row[by] == code)
        assert figure.n == row["n"]
        assert figure.fields == {key: value for key, value in row.items() if key not in (by, "n")}
    asked = {(name, by) for name, metric in metrics().items() for by in breakdowns(metric)}
    assert {key[:2] for key in made.figures} == {
        (name, by) for name, by in asked if reader.values(name, (by,) if by else (), filters=filters)
    }
    assert not any(by == "area" for _, by, _ in made.figures)
    assert made.origin.files.keys() == {"antrean", "loket", "skm", "pengaduan"}


def test_the_hash_of_a_source_is_that_of_its_file(reader: Reader, tmp_path_factory: Any) -> None:
    folder, _ = built_once(tmp_path_factory, "kantor", published.publish)
    made = freeze(reader, parse_term("2026-09"), reader.data.data_time)
    for source, hashes in made.origin.files.items():
        assert hashes == (sha256((Path(folder) / f"{source}.csv").read_bytes()).hexdigest(),)


def test_every_field_of_every_metric_has_a_name_and_is_written(reader: Reader) -> None:
    made = freeze(reader, parse_term("2026-09"), reader.data.data_time)
    assert {key[0] for key in made.figures} == set(metrics())
    for (name, _, _), figure in made.figures.items():
        for field, value in figure.fields.items():
            assert field.startswith(words.NRR) or field in words.LABELS
            assert words.said(metrics()[name], field, value)


@pytest.mark.parametrize(
    ("metric", "field", "value", "said"),
    [
        ("on_time", "value", Fraction(7, 9), "77,8 %"),
        ("on_time", "met", 1234, "1.234"),
        ("waiting", "p90_seconds", Fraction(1980), "33 menit"),
        ("waiting", "share_over", Fraction(1, 8), "12,5 %"),
        ("ikm", "index", Fraction(8831, 100), "88,31"),
        ("ikm", "nrr_waktu", Fraction(10, 3), "3,33"),
        ("ikm", "mutu", "A", "A"),
        ("ikm", "index", None, "tidak ada data"),
    ],
)
def test_a_field_is_written_as_its_page_writes_it(
    metric: str, field: str, value: Fraction | int | str | None, said: str
) -> None:
    assert words.said(metrics()[metric], field, value).replace("\u00a0", " ") == said


def test_a_frozen_period_outlives_its_metrics_fields_and_dimensions() -> None:
    """What a later Pantau does not know is called by its own name, and still stands on each sheet."""
    gone: dict[Key, Figure] = {
        ("lama", "", ""): Figure(3, {"nilai_lama": Fraction(1, 3), "nrr_lama": 2}),
        ("on_time", "loket", "A1"): Figure(2, {"lewat": 1}),
    }
    told = replace(FROZEN, figures={**FROZEN.figures, **gone}, names={})
    body = to_text(told)
    edition = Edition(1, "2026-T2", 1, True, body, digest(body), None, "susi", told.frozen_at)
    for _, write in WRITERS.values():
        assert write(report(told, edition, []))
    assert [words.label(name, told) for name in ("nilai_lama", "nrr_lama")] == ["nilai_lama", "NRR lama"]
    assert one._lines(told, Restated(("on_time", "loket", "A1"), gone["on_time", "loket", "A1"], None))


def test_another_letter_is_another_hash() -> None:
    text = to_text(FROZEN)
    assert digest(text) != digest(text.replace("7/9", "8/9"))
