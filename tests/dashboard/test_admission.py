"""Who of a provider's people is meant, and as what."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.admission import NotAdmittedError, claimed, normal, post
from dashboard.oidc import Oidc
from dashboard.roles import Role

CAMAT, LURAH = (Role.CAMAT, None), (Role.LURAH, "63.71.04.1002")


def oidc(claim: str = "email", **groups: Any) -> Oidc:
    return Oidc("https://sso.contoh.go.id", "pantau", "rahasia", "akun Pemko", claim, "groups", groups)


@given(st.text(max_size=300))
def test_a_name_is_compared_as_it_is_kept(text: str) -> None:
    kept = normal(text)
    assert kept is None or (normal(kept) == kept and 0 < len(kept) <= 254 and kept.isprintable())


@given(st.text(min_size=1, max_size=20), st.text(min_size=1, max_size=20))
def test_two_names_are_one_only_by_ascii_case_and_the_spaces_around(one: str, other: str) -> None:
    same = normal(one) is not None and normal(one) == normal(other)
    letters = [text.strip().translate({n: n + 32 for n in range(65, 91)}) for text in (one, other)]
    assert not same or letters[0] == letters[1]


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"email": "Siti@Contoh.go.id", "email_verified": True}, "siti@contoh.go.id"),
        ({"email": "siti@contoh.go.id", "email_verified": False}, None),
        ({"email": "siti@contoh.go.id", "email_verified": 1}, None),
        ({"email": "siti@contoh.go.id"}, None),
        ({"email": 7, "email_verified": True}, None),
        ({"email": "", "email_verified": True}, None),
        ({}, None),
    ],
)
def test_an_address_counts_when_the_provider_has_verified_it(
    claims: dict[str, Any], name: str | None
) -> None:
    assert claimed(oidc(), claims) == name


def test_another_claim_needs_no_verification() -> None:
    assert claimed(oidc("nip"), {"nip": "198001012005011001"}) == "198001012005011001"


@pytest.mark.parametrize(
    ("told", "found"),
    [
        (["a"], CAMAT),
        (["a", "b"], CAMAT),
        (["x", "c"], LURAH),
        ("c", LURAH),
        (["a", "a"], CAMAT),
    ],
)
def test_a_group_names_the_post(told: Any, found: Any) -> None:
    assert post(oidc(a=CAMAT, b=CAMAT, c=LURAH), {"groups": told}) == found


@pytest.mark.parametrize("told", [None, [], ["A"], ["x"], [["a"]], 7, {"a": 1}, ["a", "c"], "a c"])
def test_no_post_and_two_posts_are_none(told: Any) -> None:
    with pytest.raises(NotAdmittedError):
        post(oidc(a=CAMAT, c=LURAH), {"groups": told})
    assert post(oidc(), {"groups": told}) is None, "groups say nothing here"
