"""What every answer says to the browser: whose pages it may keep, frame, and tell others of."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from tests.inventory.routes import ROUTES, Route
from tests.inventory.scene import Scene
from tests.inventory.test_routes import asked

pytestmark = pytest.mark.django_db
PAGES = [route for route in ROUTES if route.name != "healthz"]  # a word for a monitor, said before everything else
KEPT = {"screen:boundaries"}  # the map: the same for everybody, and names nobody


def answers(route: Route, scene: Scene) -> list[Any]:
    """What a route answers to who may open it, to who may not, and to a stranger."""
    address = reverse(route.name, args=[scene.things.get(str(a), a) for a in route.arguments])
    return [asked(scene.client(who), address, route) for who in ("lin", "president", "resident", "nobody")]


@pytest.mark.parametrize("route", PAGES, ids=lambda r: f"{r.name}-{r.place or ''}")
def test_every_answer_keeps_itself_to_itself(route: Route, scene: Scene) -> None:
    for answer in answers(route, scene):
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"
        assert "unsafe" not in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    "route", [r for r in ROUTES if r.audience != "public"], ids=lambda r: f"{r.name}-{r.place or ''}"
)
def test_no_personal_answer_is_stored_on_its_way_or_in_the_browser(route: Route, scene: Scene) -> None:
    for answer in answers(route, scene)[:3]:
        kept = route.name in KEPT and answer.status_code == 200
        assert ("max-age=3600" if kept else "no-store") in answer["Cache-Control"]


def test_the_cookies_are_for_this_house_and_for_no_script() -> None:
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"
    assert settings.SESSION_COOKIE_SECURE is settings.CSRF_COOKIE_SECURE is settings.BEHIND_HTTPS
