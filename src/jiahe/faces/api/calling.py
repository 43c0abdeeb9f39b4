"""Who may call an operation, and how a refusal looks: always ``path`` (where the fault is) and ``message``."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.operation import PathView

from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.foundation.accounts.rights import Right

SIGN_IN_FIRST = "请先登录工作台，再来取。"
NO_POST = "请先在工作台选好岗位、办完登录要办的事，再来取。"


class Refusal(Exception):
    """A call that cannot be answered: its status, where the fault is, and a sentence."""

    def __init__(self, status: int, path: str, message: str) -> None:
        self.status, self.path, self.message = status, path, message
        super().__init__(message)


def answered(values: Any, *, status: int = 200, kept: bool = False) -> HttpResponse:
    """Values as JSON. What is the same for everybody until the next version is ``kept`` for an hour on the way."""
    content = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(content.encode(), status=status, content_type="application/json; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600" if kept else "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def refused(request: HttpRequest, refusal: Refusal | type[Refusal]) -> HttpResponse:
    """A refusal as JSON."""
    assert isinstance(refusal, Refusal)  # noqa: S101  # what it is registered for
    response = answered({"path": refusal.path, "message": refusal.message}, status=refusal.status)
    if refusal.status == 429:
        response["Retry-After"] = "60"
    return response


def for_everybody(operation: Callable[..., Any]) -> Callable[..., Any]:
    """An operation anybody may call."""
    operation.rights = ()  # type: ignore[attr-defined]  # read by the permission table
    operation.audience = "public"  # type: ignore[attr-defined]  # read by the permission table
    return operation


def for_staff(*rights: Right) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An operation for a signed-in post. The door is that of the pages; where they lead to a form, a program is told so."""

    def decorate(operation: Callable[..., Any]) -> Callable[..., Any]:
        guarded = staff_page(*rights)(operation)

        @wraps(guarded)
        def call(request: ActingRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                raise Refusal(401, "", SIGN_IN_FIRST)
            response = guarded(request, *args, **kwargs)
            if response.status_code in (302, 409):
                raise Refusal(403, "", NO_POST)
            return response

        return call

    return decorate


def routes(api: NinjaAPI) -> tuple[list[Any], str, str]:
    """The addresses of the API; each view says for whom it is, as the permission table asks of every view."""
    patterns, app_name, namespace = api.urls
    said: dict[str, Any] = {}
    for router in (router for _, router in api._routers):
        for view in router.path_operations.values():
            assert isinstance(view, PathView)  # noqa: S101  # what ninja keeps there
            said |= {operation.url_name or "": operation.view_func for operation in view.operations}
    for pattern in patterns:
        assert isinstance(pattern, URLPattern)  # noqa: S101  # ninja makes no others
        operation = said.get(pattern.name or "")
        for name, default in (("rights", ()), ("audience", "public")):
            setattr(pattern.callback, name, getattr(operation, name, default))
    return patterns, app_name, namespace
