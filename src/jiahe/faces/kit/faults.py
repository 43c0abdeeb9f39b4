"""The pages that are shown when something went wrong: what happened, what to do now, a way back, whom to ask.

They need no database and no template of another face, for either may be what went wrong.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from jiahe.faces.kit.display import display_of
from jiahe.foundation.accounts.models import User

PLAIN = "系统出了点问题，没做完的那一步没有写入。请过几分钟再试；还不行，请告诉系统管理员。"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what came could not be understood, or came under a name that is not served here."""
    return _page("400.html", request, 400, foreign_name=isinstance(exception, DisallowedHost))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: it is there, and the post has not the right."""
    return _page("403.html", request, 403, said=str(exception), **_way_back(request))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not his; the page is the same to the letter."""
    return _page("404.html", request, 404, **_way_back(request))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours. Whatever went wrong, this page must not go wrong with it."""
    try:
        return _page("500.html", request, 500, at=timezone.localtime())
    except Exception:  # above all: the static files were not collected, so that no page knows its styles
        return HttpResponse(PLAIN, status=500, content_type="text/plain; charset=utf-8")


def _page(template: str, request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    # Rendered without the request: what every other page asks of it leads to the session, and so to the database.
    return HttpResponse(render_to_string(template, {"display": display_of(request), **context}), status=status)


def _way_back(request: HttpRequest) -> dict[str, object]:
    """Where somebody came from: the desk, his family, or the front door."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"back": reverse("welcome"), "back_text": "回首页"}
    if user.is_staff_member:
        return {"back": reverse("desk:home"), "back_text": "回工作台", "has_posts": True}
    return {"back": reverse("portal:family"), "back_text": "回我的家"}
