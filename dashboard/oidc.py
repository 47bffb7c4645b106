"""What the environ says of the provider whose accounts may sign in, by OpenID Connect. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from dashboard.errors import SettingsError
from dashboard.roles import Role

_PREFIX = "PANTAU_OIDC_"
_NEEDED = ("CLIENT_ID", "CLIENT_SECRET")
_KNOWN = {*_NEEDED, "ISSUER", "NAME", "CLAIM", "GROUPS", "GROUPS_CLAIM"}

_LONGEST = 255

Post = tuple[Role, str | None]
"""A role, and the code of the office that it is bound to."""


@dataclass(frozen=True)
class Oidc:
    issuer: str
    """Without a slash at its end."""
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    """What people here call an account of it."""
    claim: str
    """By which an admin names people: an address of mail only counts when the provider has verified it."""
    groups_claim: str
    groups: Mapping[str, Post]
    """What members of a group are here; empty: the role is what the admin has given."""


def load_oidc(environ: Mapping[str, str]) -> Oidc | None:
    """None without an issuer. Raises SettingsError."""
    found = {name.removeprefix(_PREFIX): text for name, text in environ.items() if name.startswith(_PREFIX)}
    if unknown := sorted(found.keys() - _KNOWN):
        known = ", ".join(sorted(_KNOWN))
        raise SettingsError(f"{_PREFIX}{unknown[0]} tidak dikenal; yang ada: {_PREFIX} dengan {known}")
    if not any(found.values()):
        return None
    for name in ("ISSUER", *_NEEDED):
        if not found.get(name):
            raise SettingsError(f"{_PREFIX}{name} belum diisi, padahal {_PREFIX}* lain sudah")
    return Oidc(
        issuer=_issuer(found["ISSUER"]),
        client_id=found["CLIENT_ID"],
        client_secret=found["CLIENT_SECRET"],
        name=found.get("NAME") or "akun kantor",
        claim=found.get("CLAIM") or "email",
        groups_claim=found.get("GROUPS_CLAIM") or "groups",
        groups=_groups(found.get("GROUPS", "")),
    )


def safe(address: str, *, beside: str | None = None) -> bool:
    """https; plain http only on this machine, and only `beside` an issuer that is there too."""
    parts = urlsplit(address)
    if not parts.hostname or parts.username or parts.fragment:
        return False
    if parts.scheme == "https":
        return True
    return (
        parts.scheme == "http"
        and _here(parts.hostname)
        and (beside is None or not beside.startswith("https:"))
    )


def _here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _issuer(text: str) -> str:
    issuer = text.strip().rstrip("/")
    if not safe(issuer) or urlsplit(issuer).query or len(issuer) > _LONGEST:
        raise SettingsError(
            f"{_PREFIX}ISSUER: “{text}” bukan alamat https penyedia akun; contoh: "
            "https://sso.contoh.go.id/realms/pemda"
        )
    return issuer


def _groups(text: str) -> dict[str, Post]:
    posts: dict[str, Post] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        group, equals, word = part.rpartition("=")
        group = group.strip()
        if not equals or not group or group in posts:
            raise SettingsError(
                f"{_PREFIX}GROUPS: “{part}” tidak dapat dibaca; tulis tiap grup sekali, grup=peran atau "
                "grup=lurah:KODE-KANTOR, dipisah titik koma"
            )
        posts[group] = _post(part, word.strip())
    return posts


def _post(part: str, word: str) -> Post:
    role, _, office = word.partition(":")
    if role not in set(Role):
        raise SettingsError(f"{_PREFIX}GROUPS: “{part}”: “{role}” bukan peran; yang ada: {', '.join(Role)}")
    if (role == Role.LURAH) != bool(office):
        raise SettingsError(
            f"{_PREFIX}GROUPS: “{part}”: kode kantor wajib untuk lurah (lurah:63.71.04.1002), dan hanya "
            "untuk lurah"
        )
    return Role(role), office or None
