"""What a session keeps sealed for a while: secrets on their way, and a form that came after the time had run out."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime

from jiahe.faces.kit.display import page_to_return_to
from jiahe.foundation.accounts.factors import FIELD_CLASS, Place
from jiahe.foundation.accounts.models import User
from jiahe.foundation.vault.crypto import open_sealed, seal
from jiahe.foundation.vault.keys import VaultError

GOOD_FOR = timedelta(minutes=10)
FORM_KEY = "kept_form"
LARGEST_FORM = 100_000  # characters: a page of a family is far smaller
NEVER_KEPT = {"password", "again", "code", "answer"}  # what one proves oneself with is typed anew


def lay_by(request: HttpRequest, key: str, value: Any, *, user: User, at: datetime) -> None:
    """Keep something in the session for a user: the table of sessions is not sealed, this is."""
    request.session[key] = seal(json.dumps([at.isoformat(), value]), **_place(key, user.pk)).hex()


def laid_by(request: HttpRequest, key: str, *, user: User, at: datetime) -> Any:
    """What ``lay_by`` kept for a user; None when there is nothing, it is another's, or it has lain too long."""
    kept = request.session.get(key)
    if not isinstance(kept, str):
        return None
    try:
        when, value = json.loads(open_sealed(bytes.fromhex(kept), **_place(key, user.pk)))
    except (VaultError, ValueError):
        return None
    moment = parse_datetime(when)
    return value if moment is not None and at - moment <= GOOD_FOR else None


def forget(request: HttpRequest, key: str) -> None:
    """Keep something no longer."""
    request.session.pop(key, None)


def _place(key: str, user_id: int) -> Place:
    return {"table": "django_session", "column": key, "row": user_id, "field_class": FIELD_CLASS}


def keep_form(request: HttpRequest, *, user: User, at: datetime) -> None:
    """Keep what somebody sent whose time had run out, so that he need not type it again.

    Called after the check of the form's token. Files are not kept, nor what one proves oneself with.
    """
    fields = [
        (name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"
    ]
    too_large = sum(len(name) + len(str(value)) for name, value in fields) > LARGEST_FORM
    if too_large or request.FILES or NEVER_KEPT & {name for name, _ in fields}:
        return
    form = {"to": request.get_full_path(), "back": page_to_return_to(request), "fields": fields}
    lay_by(request, FORM_KEY, form, user=user, at=at)
