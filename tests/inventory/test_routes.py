"""The walker: every route, as everybody, and nobody sees what is not his."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from jiahe.delivery.cases.rights import HANDLE_CASES, VIEW_CASES
from jiahe.foundation.accounts.rights import MANAGE_ACCOUNTS
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import find_region, ranges_of
from jiahe.roles import ROLE_RIGHTS
from tests.conftest import CAST, Cast
from tests.inventory.routes import ROUTES, Route
from tests.inventory.scene import EVERYBODY, Scene

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
BACKEND = "django.contrib.auth.backends.ModelBackend"
# Of one's own, and nobody else's.
OF_THE_POST = {
    "import_run": "lin", "file": "lin", "notice": "lin", "sign_in": "lin", "passkey": "lin",
    "account_sheet": "township", "case_bulk": "lin", "own_proposal": "county", "own_setting": "county",
    "sent_batch": "county",
}  # fmt: skip


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from patterns(pattern, space)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"


def test_every_route_stands_in_the_permission_table() -> None:
    assert {route.name for route in ROUTES} == set(patterns(get_resolver()))


@pytest.mark.parametrize("journey", sorted({route.journey for route in ROUTES}))
def test_the_journey_of_each_route_exists(journey: str) -> None:
    file, name = journey.split("::")
    assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")


def asked(client: Client, address: str, route: Route) -> Any:
    """The answer of a route, read to its end."""
    answer = client.get(address) if route.post is None else client.post(address, route.post)
    if answer.streaming:
        list(answer)
    return answer


def expected(route: Route, who: str, rights: frozenset[object]) -> int:
    """The status somebody must get."""
    if route.audience == "public":
        return route.opens
    if who == "nobody":
        return 401 if route.name.startswith("api:") else 302  # a program is not led to a form
    if route.audience == "resident":
        return route.opens if who in ({route.whose} if route.whose else {"resident", "neighbour"}) else 404
    if who in {"resident", "neighbour"}:
        return 404
    if not route.personal:
        return route.opens
    role, code, level = CAST[who]
    own = find_region(code, level)
    assert own is not None
    if route.managed is not None:
        return expected_of_a_manager(route, who, role, own, rights)
    if route.place is not None and not reaches(own, route):
        return 404
    own_rights = ROLE_RIGHTS[role]
    if {"case", "grant"} & set(route.arguments) and HANDLE_CASES in own_rights and VIEW_CASES not in own_rights:
        return 404  # a department knows of the cases that it was handed, and of no other
    if not rights <= own_rights:
        return 403
    owners = {OF_THE_POST[str(a)] for a in route.arguments if str(a) in OF_THE_POST}
    return 404 if owners and who not in owners else route.opens


def expected_of_a_manager(route: Route, who: str, role: str, own: Region, rights: frozenset[object]) -> int:
    """What somebody must get of an account or a post in 芸林村: it is managed from above, with the right to."""
    if not rights and who == "lin":
        return route.opens  # who stands in for her, she says herself
    if not reaches(own, replace(route, place=route.managed)):
        return 404
    if not rights <= ROLE_RIGHTS[role]:
        return 403
    return route.opens if MANAGE_ACCOUNTS in ROLE_RIGHTS[role] else 404


def reaches(own: Region, route: Route) -> bool:
    """Whether the whole of the route's place lies in a post's region."""
    first = str((*route.arguments, "")[0]) if route.managed is None else ""
    level = Level.from_slug(first) if first in {lv.slug for lv in Level} else None
    place = find_region(route.place or 0, level)
    assert place is not None
    mine = ranges_of(own)
    return all(any(a <= low and high <= b for a, b in mine) for low, high in ranges_of(place))


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: f"{r.name}-{r.place or ''}")
def test_everybody_gets_from_each_route_what_is_his_and_no_more(route: Route, scene: Scene) -> None:
    address = reverse(route.name, args=[scene.things.get(str(a), a) for a in route.arguments])
    rights = frozenset(resolve(address).func.rights)
    wrong = []
    for who in EVERYBODY:
        client = scene.client(who)
        response = asked(client, address, route)
        want = expected(route, who, rights)
        if response.status_code != want:
            wrong.append(f"{who}: {response.status_code}, expected {want}")
        if response.status_code in {403, 404} and "陈秀英" in response.content.decode():
            wrong.append(f"{who}: a name stands on a page he may not open")
    assert not wrong


@pytest.mark.parametrize(
    "route", [r for r in ROUTES if r.audience != "public"], ids=lambda r: f"{r.name}-{r.place or ''}"
)
def test_a_thing_that_is_not_there_looks_like_a_thing_that_is_not_his(route: Route, scene: Scene) -> None:
    things = scene.things
    if not things.keys() & {str(a) for a in route.arguments}:
        return
    real = reverse(route.name, args=[things.get(str(a), a) for a in route.arguments])
    absent = reverse(route.name, args=[987654321 if str(a) in things else a for a in route.arguments])
    who = "city" if "account_sheet" in route.arguments else "chen"
    client = scene.client(who)
    answers = [asked(client, a, route) for a in (real, absent)]
    # What belongs to no place and to nobody (a change of the law) is kept from her by her rights, there or not.
    kept = route.audience == "staff" and route.place is None and route.managed is None
    closed = kept and not frozenset(resolve(real).func.rights) <= ROLE_RIGHTS[CAST[who][0]]
    assert answers[0].status_code == answers[1].status_code == (403 if closed else 404)
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: f"{r.name}-{r.place or ''}")
def test_every_view_says_for_whom_it_is(route: Route, things: dict[str, int]) -> None:
    view = resolve(reverse(route.name, args=[things.get(str(a), a) for a in route.arguments])).func
    assert view.audience == route.audience


def test_what_changes_something_needs_a_form_of_ours() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(Cast().user("lin"), backend=BACKEND)
    assert strict.post(reverse("desk:sign-out")).status_code == 403
