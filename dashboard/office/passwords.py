"""Passwords: how they are kept and compared."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from dashboard.errors import AccountError

SHORTEST, LONGEST = 12, 128
# OWASP's first choice for Argon2id (Password Storage Cheat Sheet): 19 MiB, two passes, one lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hashed(password: str) -> str:
    return _HASHER.hash(password)


# Compared with when nobody has the name, so that both answers cost the same. Its password is known to no one.
NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$mGQnUbXQ0mYQ6IYmQjzWFw$BjHSFnvVRpCAmh7TJGJgBHQzVzEuo8CgVnQC4sHhb5U"


def matches(password: str, kept: str) -> bool:
    try:
        return _HASHER.verify(kept, password)
    except (Argon2Error, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """The hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def check_strength(password: str, *, name: str) -> None:
    """Length, not kinds of characters (NIST SP 800-63B 5.1.1.2)."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise AccountError(
            f"kata sandi harus {SHORTEST}–{LONGEST} karakter; kalimat pendek mudah diingat dan kuat"
        )
    if len(set(password.casefold())) < 5 or name.casefold() in password.casefold():
        raise AccountError(
            "kata sandi mudah ditebak: terlalu sedikit huruf yang berbeda, atau memuat nama akun"
        )
