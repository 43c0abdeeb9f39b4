"""What all calls of the API need: nobody's count of calls from an earlier test."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from jiahe.faces.api.benefits import checks

Ask = Callable[..., HttpResponse]


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> None:
    checks.forget()


@pytest.fixture
def ask() -> Ask:
    """Have a family checked: its values, or the bytes of a body as they are."""

    def asked(body: Any, query: str = "", **headers: str) -> HttpResponse:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return Client().post(
            f"/api/v1/benefits/check{query}", content, content_type="application/json", headers=headers
        )

    return asked
