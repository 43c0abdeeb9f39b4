"""What is done to every request and every answer."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from jiahe.faces.kit.acting import acting_user
from jiahe.faces.kit.signing import sign_in_that_lasts

GetResponse = Callable[[HttpRequest], HttpResponse]

__all__ = ["acting_user", "content_security_policy", "sign_in_that_lasts"]


def content_security_policy(get_response: GetResponse) -> GetResponse:
    """Send the policy of settings.SECURE_CSP: the name and shape that Django 6 reads itself."""
    policy = "; ".join(f"{directive} {' '.join(sources)}" for directive, sources in settings.SECURE_CSP.items())

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    return middleware
