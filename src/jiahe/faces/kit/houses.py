"""The question a device with a passkey is asked: under which name this house asks, and that each is answered once."""

from __future__ import annotations

import json
from datetime import timedelta
from ipaddress import ip_address
from typing import Any

from django.http.request import split_domain_port
from django.utils.dateparse import parse_datetime

from jiahe.faces.kit.acting import ActingRequest
from jiahe.foundation.accounts.models import User
from jiahe.foundation.accounts.passkeys import House

QUESTION_KEY = "passkey_question"
GOOD_FOR = timedelta(minutes=10)


def house_of(request: ActingRequest) -> House | None:
    """The house as the browser sees it; None where it is reached by a number, to which no passkey can belong."""
    host, _ = split_domain_port(request.get_host())
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return House(host=host, origin=f"{request.scheme}://{request.get_host()}")
    return None


def question(request: ActingRequest, *, user: User | None = None, new: bool = False) -> str:
    """What a device is asked, as text for the page; the session keeps what the answer must fit.

    Raises:
        ValueError: there is no house here that could ask.
    """
    house = house_of(request)
    if house is None:
        raise ValueError("passkeys need a host with a name")
    asked, state = house.ask_new(user) if new and user is not None else house.ask(user)
    request.session[QUESTION_KEY] = {**state, "at": request.at.isoformat()}
    return json.dumps(asked["publicKey"])


def answered(request: ActingRequest) -> dict[str, Any] | None:
    """What an answer must fit; taken out, so that no answer is taken twice. None when nothing was asked of late."""
    state = request.session.pop(QUESTION_KEY, None)
    if not isinstance(state, dict):
        return None
    asked_at = parse_datetime(str(state.get("at", "")))
    return state if asked_at is not None and request.at - asked_at <= GOOD_FOR else None
