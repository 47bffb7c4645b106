"""What somebody may be here, by what the provider says of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.oidc import Oidc, Post

_LONGEST = 254


class NotAdmittedError(Exception):
    """A person is who they say, and may not come in so; the message is for them."""


def claimed(oidc: Oidc, claims: Mapping[str, Any]) -> str | None:
    """The name by which an admin has named this person; None: it is not said, or nobody has verified it."""
    value = claims.get(oidc.claim)
    if not isinstance(value, str) or (oidc.claim == "email" and claims.get("email_verified") is not True):
        return None
    return normal(value)


def normal(name: str) -> str | None:
    """As names are compared; None for what is none.

    Only ASCII is folded: of other letters several become one, and a stranger could be taken for somebody.
    """
    text = name.strip()
    if not 0 < len(text) <= _LONGEST or not text.isprintable():
        return None
    return text.lower() if text.isascii() else text


def post(oidc: Oidc, claims: Mapping[str, Any]) -> Post | None:
    """Role and office by the groups; None where groups say nothing here. Raises NotAdmittedError."""
    if not oidc.groups:
        return None
    told = claims.get(oidc.groups_claim, [])
    named = [told] if isinstance(told, str) else told if isinstance(told, list) else []
    posts = {oidc.groups[group] for group in named if isinstance(group, str) and group in oidc.groups}
    if not posts:
        raise NotAdmittedError("Tidak ada grup Anda yang punya peran di Pantau.")
    if len(posts) > 1:
        words = ", ".join(sorted(role.label for role, _ in posts))
        raise NotAdmittedError(f"Grup Anda menunjuk lebih dari satu peran di Pantau: {words}.")
    return posts.pop()
