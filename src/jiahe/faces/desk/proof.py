"""What asks for a fresh proof: pages that change how one signs in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from jiahe.faces.kit.acting import ActingRequest
from jiahe.faces.kit.display import page_to_return_to
from jiahe.faces.kit.signing import proven_at

GOOD_FOR = timedelta(minutes=10)
P = ParamSpec("P")
Page = Callable[Concatenate[ActingRequest, P], HttpResponseBase]


def proven(page: Page[P]) -> Page[P]:
    """A page that asks for the password or a code first, unless one was given a few minutes ago."""

    @wraps(page)
    def view(request: ActingRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        given = proven_at(request)
        if given is None or not timedelta(0) <= request.at - given <= GOOD_FOR:
            return redirect(f"{reverse('desk:confirm')}?{urlencode({'next': page_to_return_to(request)})}")
        return page(request, *args, **kwargs)

    return view
