"""The matrix itself, and the wall behind it: a reader refuses what is not its own, whoever asked before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from dashboard import pages
from dashboard.content import find_pages
from dashboard.errors import NotYoursError, UnguardedError
from dashboard.filters import AREA, Filters, parse
from dashboard.pages import volume
from dashboard.reader import Reader
from dashboard.rights import KEYS, MATRIX, Access, Right, check, scope_of, who
from dashboard.roles import Role
from dashboard.store import Store
from etl.metrics import metrics
from tests.dashboard import published
from tests.dashboard.published import FIRST, LAST
from tests.sharing import built_once

ALL = Filters(FIRST, LAST)
UTARA = "63.71.04.1002"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    found = Store(built_once(tmp_path_factory, "kantor", published.publish)[1], "staff")
    yield found
    found.close()


def bound(store: Store, role: Role, office: str | None = None) -> Reader:
    found = store.reader(scope_of(role, office))
    assert found is not None
    return found


def test_a_lurah_reads_the_own_office_only_and_without_one_nothing() -> None:
    scope = scope_of(Role.LURAH, UTARA)
    assert scope.holds(UTARA)
    assert not scope.holds("63.71.04.1001")
    assert not scope_of(Role.LURAH, None).holds(UTARA)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.LURAH])
def test_every_other_role_has_no_office_of_its_own(role: Role) -> None:
    assert scope_of(role, None).offices is None


def test_what_may_be_taken_may_be_seen() -> None:
    for role in Role:
        scope = scope_of(role, None)
        assert scope.files <= scope.rights
        assert scope.rights, "a role without any right is none"
    assert scope_of(Role.EVALUATOR, None).files == {Right.PUBLICATIONS}


def test_every_right_and_role_has_its_words_and_every_right_somebody() -> None:
    assert all(role.label for role in Role)
    assert all(right.label for right in Right)
    assert len({right.label for right in Right}) == len(list(Right))
    assert set(MATRIX) == set(Right)
    assert all(MATRIX.values())


@dataclass(frozen=True)
class Planted:
    slug: str
    rights: frozenset[Right]


def test_a_page_that_nobody_was_granted_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    check(find_pages(pages))
    with pytest.raises(UnguardedError, match=r"“terbuka”.*rights\.py"):
        check([Planted("terbuka", frozenset())])
    monkeypatch.setitem(MATRIX, Right.COUNTERS, {})  # type: ignore[arg-type]
    with pytest.raises(UnguardedError, match="per-loket"):
        check(find_pages(pages))


def test_a_section_that_nobody_was_granted_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MATRIX, Right.CASES, {})  # type: ignore[arg-type]
    with pytest.raises(UnguardedError, match="standar"):
        check(find_pages(pages))


def test_figures_per_counter_are_for_camat_and_lurah_and_nobody_else() -> None:
    assert who(Right.COUNTERS) == {Role.CAMAT, Role.LURAH}


@pytest.mark.parametrize("name", sorted(metrics()))
def test_an_evaluator_gets_no_metric_by_area_and_none_narrowed_to_one(store: Store, name: str) -> None:
    """Although the camat has just asked the same, so that it is known."""
    camat, evaluator = bound(store, Role.CAMAT), bound(store, Role.EVALUATOR)
    narrowed = replace(ALL, area=UTARA)
    asked: list[Callable[[Reader], Any]] = [
        lambda reader: reader.values(name, filters=narrowed),
        lambda reader: reader.numbers(name, filters=narrowed),
    ]
    if "area" in camat.metric(name).dimensions:
        asked.append(lambda reader: reader.values(name, by=("area",), filters=ALL))
        asked.append(lambda reader: reader.numbers(name, by=("month", "area"), filters=ALL))
        if camat.metric(name).edges:
            asked.append(lambda reader: reader.bins(name, filters=narrowed))
            asked.append(lambda reader: reader.exceeding(name, 60, ("area",), filters=ALL))
        for ask in asked:
            ask(camat)
    for ask in asked:
        with pytest.raises(NotYoursError, match="kelurahan"):
            ask(evaluator)
    evaluator.values(name, filters=ALL)


def test_late_cases_are_counted_for_an_evaluator_and_never_listed(store: Store) -> None:
    evaluator = bound(store, Role.EVALUATOR)
    evaluator.late_counts("request", filters=ALL)
    with pytest.raises(NotYoursError):
        evaluator.late("request", filters=ALL)
    with pytest.raises(NotYoursError):
        evaluator.late_counts("request", filters=replace(ALL, area=UTARA))


@pytest.mark.parametrize("role", [Role.WALI_KOTA, Role.PENYUSUN, Role.EVALUATOR, Role.OPERATOR, Role.ADMIN])
def test_nobody_else_gets_a_figure_per_counter(store: Store, role: Role) -> None:
    bound(store, Role.CAMAT).values("waiting", by=("office", "counter"), filters=ALL)
    with pytest.raises(NotYoursError):
        bound(store, role).values("waiting", by=("office", "counter"), filters=ALL)
    with pytest.raises(NotYoursError):
        bound(store, role).numbers("waiting", by=("counter",), filters=ALL)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.ADMIN])
def test_who_keeps_data_or_accounts_gets_no_figure_at_all(store: Store, role: Role) -> None:
    reader = bound(store, role)
    with pytest.raises(NotYoursError):
        reader.values("volume", filters=ALL)
    with pytest.raises(NotYoursError):
        reader.late_counts("request", filters=ALL)
    with pytest.raises(NotYoursError):
        reader.scores(filters=ALL)


@pytest.mark.parametrize("role", [Role.LURAH, Role.EVALUATOR, Role.ADMIN])
@pytest.mark.parametrize(
    "ask",
    [
        Reader.runs,
        Reader.readings,
        Reader.ledger,
        Reader.corrections,
        Reader.header_changes,
        Reader.rejects,
        lambda reader: reader.source_days(FIRST),
    ],
)
def test_how_data_came_in_is_not_for_everybody(
    store: Store, role: Role, ask: Callable[[Reader], Any]
) -> None:
    ask(bound(store, Role.OPERATOR))
    with pytest.raises(NotYoursError):
        ask(bound(store, role, UTARA))


def test_what_is_refused_is_not_offered(store: Store) -> None:
    camat, evaluator = bound(store, Role.CAMAT), bound(store, Role.EVALUATOR)
    assert len(camat.choices(AREA.key)) > 1
    for key in KEYS:
        assert evaluator.choices(key) == []
    filters, notices = parse({AREA.word: UTARA}, evaluator)
    assert filters.area is None
    assert notices == [f"Saringan {AREA.label} di alamat ini tidak dikenal, jadi diabaikan."]
    assert parse({AREA.word: UTARA}, camat)[0].area == UTARA


def test_of_a_page_only_the_own_sections_are_asked(store: Store) -> None:
    def shown(role: Role) -> set[str]:
        return {question.id for question in volume.PAGE.asked(bound(store, role, UTARA))}

    assert shown(Role.CAMAT) - shown(Role.EVALUATOR) == {"peta", "urutan"}
    assert shown(Role.OPERATOR) == set()


def test_a_file_is_a_right_of_its_own(store: Store) -> None:
    given = volume.PAGE.sections["per-kanal"]
    assert volume.PAGE.gives(given, bound(store, Role.CAMAT))
    assert not volume.PAGE.gives(given, bound(store, Role.EVALUATOR))
    assert MATRIX[Right.FIGURES][Role.EVALUATOR] is Access.SEE
