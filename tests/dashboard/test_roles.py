from __future__ import annotations

import pytest

from dashboard.roles import EVERYTHING, NOTHING, STAFF, Role, Scope, scope_of


def test_a_lurah_reads_the_own_office_only() -> None:
    scope = scope_of(Role.LURAH, "63.71.04.1002")
    assert scope == Scope(frozenset({"63.71.04.1002"}))
    assert scope.holds("63.71.04.1002")
    assert not scope.holds("63.71.04.1001")


@pytest.mark.parametrize("role", [Role.CAMAT, Role.WALI_KOTA, Role.OPERATOR])
def test_these_read_every_office(role: Role) -> None:
    assert scope_of(role, None) == EVERYTHING
    assert scope_of(role, None).holds("63.71.04.1001")


@pytest.mark.parametrize(
    ("role", "office"), [(Role.ADMIN, None), (Role.ADMIN, "63.71.04"), (Role.LURAH, None)]
)
def test_these_read_nothing(role: Role, office: str | None) -> None:
    assert scope_of(role, office) == NOTHING
    assert not scope_of(role, office).holds("63.71.04.1001")


def test_every_role_has_a_label_and_an_admin_reads_no_figures() -> None:
    assert all(role.label for role in Role)
    assert Role.ADMIN not in STAFF
