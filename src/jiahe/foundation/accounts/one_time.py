"""Codes that an app shows anew every half minute (TOTP, RFC 6238), and the address that tells the app its secret."""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

DIGITS = 6
STEP = 30  # seconds
SECRET_BYTES = 20  # as long as what SHA-1 gives, as RFC 4226 asks
DRIFT = 1  # steps before and after: a phone's clock may be half a minute wrong


def new_secret() -> str:
    """A new secret in base32, as apps take it."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def step_of(at: datetime) -> int:
    """The number of the half minute."""
    return int(at.timestamp()) // STEP


def code_at(secret: str, step: int) -> str:
    """The code of one half minute."""
    # SHA-1 because every app takes it; many take nothing else. HMAC with it is not touched by its collisions.
    return HOTP(base64.b32decode(secret), DIGITS, SHA1()).generate(step).decode()  # noqa: S303


def fitting_step(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """The half minute whose code this is, among those near ``at`` and later than ``after``; None when there is none."""
    now = step_of(at)
    found = None
    for step in range(now - DRIFT, now + DRIFT + 1):  # all are looked at, so that time tells nothing
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > after:
            found = step
    return found


def address_for_app(secret: str, *, account: str, house: str) -> str:
    """What the picture that an app scans says (otpauth)."""
    label = f"{quote(house)}:{quote(account)}"
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(house)}&digits={DIGITS}&period={STEP}"
