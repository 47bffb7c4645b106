"""A NIK → what only the holder of the key can make of it again: for counting distinct persons.

Unkeyed hashes of a NIK are reversed in seconds, for there are few of them. The key is the pipeline's alone:
it stands in the environment, in no file of ours, no log, no backup and no process of the dashboard.
"""

import base64
import binascii
import hmac
import re
from dataclasses import dataclass, field

from etl.errors import ConfigProblem

KEY_BYTES = 32
VARIABLE = "PANTAU_HMAC_KEY"
_FEWEST = 16
"""Different bytes: of 32 random ones fewer are as good as impossible; of a sentence or a pattern usual."""

_DIGEST = 32
_WRITTEN = re.compile(r"(v[0-9]{1,4}):(\S+)")
_HEX = re.compile(rf"[0-9A-Fa-f]{{{2 * KEY_BYTES}}}")
HOW = 'tulis "v1:" lalu 32 bita acak sebagai 64 angka heksadesimal, misalnya dari: openssl rand -hex 32'


@dataclass(frozen=True)
class HmacKey:
    """`version` stands before each value, so that those of another key are never taken for the same."""

    version: str
    key: bytes = field(repr=False)

    def person(self, nik: str) -> str:
        """`nik` is sixteen digits. Returns the version and 128 bits as hexadecimal digits."""
        digest = hmac.digest(self.key, f"nik|{nik}".encode(), "sha256")
        return f"{self.version}:{digest.hex()[:_DIGEST]}"


def hmac_key(text: str, variable: str = VARIABLE) -> HmacKey | None:
    """The key as the environment holds it; None for "". Raises ConfigProblem, which never tells the key."""
    if not text:
        return None
    written = _WRITTEN.fullmatch(text.strip())
    if written is None:
        raise ConfigProblem(f"{variable}: tidak bertuliskan versi kuncinya; {HOW}")
    key = _bytes(written[2])
    if key is None or len(key) != KEY_BYTES:
        raise ConfigProblem(f"{variable}: kuncinya bukan {KEY_BYTES} bita; {HOW}")
    if len(set(key)) < _FEWEST:
        raise ConfigProblem(f"{variable}: kuncinya mudah ditebak, terlalu banyak yang berulang; {HOW}")
    return HmacKey(written[1], key)


def _bytes(text: str) -> bytes | None:
    if _HEX.fullmatch(text):
        return bytes.fromhex(text)
    try:
        return base64.b64decode(text, altchars=b"-_" if set(text) & set("-_") else None, validate=True)
    except (binascii.Error, ValueError):
        return None
