"""A one-time password on its way to the page that shows it once: sealed in the session, gone when it is read."""

from __future__ import annotations

from typing import TypedDict

from jiahe.faces.kit.acting import ActingRequest
from jiahe.foundation.accounts.models import User
from jiahe.foundation.vault.crypto import open_sealed, seal

KEY = "one_time_passwords"


class _Place(TypedDict):
    table: str
    column: str
    field_class: str


PLACE: _Place = {"table": "django_session", "column": KEY, "field_class": "identity"}


def keep_password(request: ActingRequest, user: User, password: str) -> None:
    """Keep a password until the next page shows it."""
    held = dict(request.session.get(KEY, {}))
    held[str(user.pk)] = seal(password, row=user.pk, **PLACE).hex()  # the table of sessions is not sealed
    request.session[KEY] = held


def password_to_show(request: ActingRequest, user: User) -> str:
    """The password that waits to be shown for an account, taken out; empty when there is none."""
    held = dict(request.session.get(KEY, {}))
    sealed = held.pop(str(user.pk), "")
    if not sealed:
        return ""
    request.session[KEY] = held
    return open_sealed(bytes.fromhex(sealed), row=user.pk, **PLACE)
