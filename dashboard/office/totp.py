"""The second factor: codes of six digits that a telephone makes from a shared secret and the time (RFC 6238).

The secret stands nowhere. It is made of the account, a random salt in the store, and the key of the
dashboard, so that a copy of the store alone makes no codes.
"""

from __future__ import annotations

import hmac
from base64 import b32encode
from datetime import datetime

import pyotp
import segno
from sqlalchemy import Connection, select, update

from dashboard.office import sessions
from dashboard.office.schema import account

_ISSUER = "Pantau"
_STEP = 30
_EITHER_SIDE = 1
"""Steps that a telephone's clock may be off."""


def secret(key: bytes, account_id: int, salt: str) -> str:
    """As an app takes it: 160 bits in base 32."""
    made = hmac.new(key, f"totp\n{account_id}\n{salt}".encode(), "sha256").digest()
    return b32encode(made[:20]).decode()


def step_of(shared: str, code: str, *, now: datetime, after: int | None) -> int | None:
    """The step that the code is of, if it is of now and after the last one used."""
    typed = code.replace(" ", "")
    current = int(now.timestamp()) // _STEP
    for step in range(current - _EITHER_SIDE, current + _EITHER_SIDE + 1):
        right = hmac.compare_digest(
            pyotp.TOTP(shared).at(step * _STEP).encode(), typed.encode(errors="replace")
        )
        if right and (after is None or step > after):
            return step
    return None


def switch_on(connection: Connection, account_id: int, salt: str, step: int) -> None:
    _keep(connection, account_id, totp_salt=salt, totp_step=step)


def switch_off(connection: Connection, account_id: int) -> None:
    """Ends every session: without the code an account is another one."""
    _keep(connection, account_id, totp_salt=None, totp_step=None)
    sessions.end_all(connection, account_id)


def use(connection: Connection, account_id: int, code: str, *, key: bytes, now: datetime) -> bool:
    """Whether the code is right; it then was the last time."""
    row = connection.execute(select(account).where(account.c.id == account_id)).first()
    if row is None or row.totp_salt is None:
        return False
    step = step_of(secret(key, account_id, row.totp_salt), code, now=now, after=row.totp_step)
    if step is not None:
        _keep(connection, account_id, totp_step=step)
    return step is not None


def _keep(connection: Connection, account_id: int, **values: str | int | None) -> None:
    connection.execute(update(account).where(account.c.id == account_id).values(**values))


def picture(shared: str, name: str) -> str:
    """What an app reads with the camera, as the address of an image."""
    address = pyotp.TOTP(shared).provisioning_uri(name=name, issuer_name=_ISSUER)
    drawn: str = segno.make(address, error="m").svg_data_uri(scale=5, border=3, dark="#000", light="#fff")
    return drawn


def grouped(shared: str) -> str:
    """For typing it in."""
    return " ".join(shared[at : at + 4] for at in range(0, len(shared), 4))
