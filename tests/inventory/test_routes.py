"""The walker: every route, as everybody, and nobody sees what is not his."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import timezone

from jiahe.foundation.accounts.actions import give_post, open_account
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.models import Holding, Passkey, Post, User
from jiahe.foundation.accounts.rights import MANAGE_ACCOUNTS
from jiahe.foundation.accounts.sign_ins import begin_sign_in
from jiahe.foundation.files.actions import keep_file
from jiahe.foundation.jobs.actions import ask
from jiahe.foundation.notices.actions import notify
from jiahe.foundation.notices.kinds import NoticeKind, declare
from jiahe.foundation.redistricting.lists import keep_list
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import find_region, ranges_of
from jiahe.foundation.staffing.models import AccountSheet
from jiahe.registry import actions
from jiahe.registry.enrolment import enrol
from jiahe.registry.imports.uploads import IMPORT_SHEET
from jiahe.registry.models import AgreedHelper, ExportRequest, Household, ImportRun, Person
from jiahe.registry.models.circumstance import CircumstanceKind
from jiahe.registry.models.life_event import EventKind
from jiahe.registry.residents.asking import ask_correction
from jiahe.roles import ROLE_RIGHTS
from tests.conftest import CAST, Cast
from tests.inventory.routes import ROUTES, Route
from tests.passkey_device import Device
from tests.people import FAMILY, HEAD, family
from tests.places import NOW, TODAY
from tests.provinces import fujian, text_of
from tests.residents import agree, resident_client

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]
BACKEND = "django.contrib.auth.backends.ModelBackend"
# Of one's own, and nobody else's.
OF_THE_POST = {
    "import_run": "lin", "file": "lin", "notice": "lin", "sign_in": "lin", "passkey": "lin",
    "account_sheet": "township",
}  # fmt: skip
EVERYBODY = [*CAST, "nobody", "resident", "neighbour"]


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


@pytest.fixture
def things(yunlin: Region, by_operator) -> dict[str, int]:
    """A family of 芸林村, another beside it, and an import of Lin's post."""
    enrol([*FAMILY, *family("002")], by=by_operator, at=NOW, on=TODAY, territory=yunlin)
    lin = Cast().actor("lin")
    run = ImportRun.objects.create(
        region=yunlin, post_id=lin.post_id, file_name="x.csv", digest="", status="done", started_at=NOW
    )
    sheet = keep_file(purpose=IMPORT_SHEET, name="x.csv", content=b"a,b", by=lin, at=timezone.now(), region=yunlin)
    export = ExportRequest.objects.create(
        region=yunlin, people=1200, status="waiting", asked_by_id=lin.id, post_id=lin.post_id, asked_at=NOW
    )
    home = Household.objects.get(number="001")
    wife = Person.objects.select_related("household").get(household=home, relation="spouse")
    kept = keep_list(
        content=text_of(fujian()[:-1]), successors="", file_name="x.csv", effective_on=TODAY, source="", by=by_operator,
        at=NOW, on=TODAY,
    )  # fmt: skip
    found = {"household": home.pk, "person": wife.pk, "import_run": run.pk, "region_list": kept.pk}
    job = ask("registry.export", about={"request": 0}, key="0", at=NOW)
    found |= {"file": sheet.pk, "export": export.pk, "job": job.pk}
    found |= _notices(lin, wife)
    found |= {"file": sheet.pk, "export": export.pk, "holding": Holding.objects.get(user=lin.id).pk}
    clerk, _ = open_account(username="clerk", name="叶文", password=None, by=by_operator, at=NOW)
    give_post(user=clerk, post=Post.objects.get(pk=lin.post_id), since=TODAY, by=by_operator, at=NOW)
    sheet_of_accounts = AccountSheet.objects.create(
        post_id=Cast().actor("township").post_id, file_name="y.xlsx", digest="", status="checked", started_at=NOW
    )
    found |= {"account": clerk.pk, "account_sheet": sheet_of_accounts.pk, **_ways_in(User.objects.get(pk=lin.id))}
    helper = AgreedHelper.objects.create(
        person=wife, helper=Person.objects.get(household=home, relation="head"), agreed_on=TODAY, recorded_at=NOW
    )
    wrong = ask_correction(person=wife, field="occupation", value="茶农", by=agree(wife), at=NOW, on=TODAY)
    found |= {"helper": helper.pk, "request": wrong.pk}
    return found | _deeds(wife, yunlin, by_operator)


def _notices(lin: Actor, wife: Person) -> dict[str, int]:
    """Something Lin's post was told, and something the family was told."""
    declare(NoticeKind("tests.told", "有一件事"))
    told = [notify("tests.told", at=NOW, **to) for to in ({"post": lin.post_id}, {"person": wife.pk})]
    return {name: notice.pk for name, notice in zip(("notice", "message"), told, strict=True) if notice}


def _ways_in(lin: User) -> dict[str, int]:
    """A device Lin is signed in on, and a passkey of hers."""
    sign_in = begin_sign_in(user=lin, device="Windows 电脑", network="203.0.*.*", at=timezone.now())
    public = bytes(Device().public)
    key = Passkey.objects.create(
        user=lin, name="我的手机", credential_id=b"1", credential_digest="1", public_key=public, added_at=NOW
    )
    return {"sign_in": sign_in.pk, "passkey": key.pk}


def _deeds(wife: Person, village: Region, by: Actor) -> dict[str, int]:
    """What was done in 芸林村 and can be undone: events, a move, two merges; and a pair to look at."""
    when = {"by": by, "at": NOW, "on": TODAY}
    ill = actions.record_circumstance(
        person=wife, kind=CircumstanceKind.CHRONIC, value="hypertension", since=TODAY, **when
    )
    stay = actions.record_event(person=wife, kind=EventKind.HOSPITAL_STAY, happened_on=TODAY, **when)
    rows = [
        replace(HEAD, line=n, household_number=f"9{n}", name=name, id_number="", phone="", birth_date=date(1970, 1, n))
        for n, name in ((1, "王一"), (2, "王二"), (2, "王二"), (3, "王三"), (3, "王三"))
    ]
    rows = [replace(row, household_number=f"9{i}", line=i) for i, row in enumerate(rows, start=1)]
    enrol(rows, at=NOW, on=TODAY, by=by, territory=village)
    one, two, second, three, third = (
        Person.objects.filter(name__startswith="王").select_related("household").order_by("pk")
    )
    move = actions.move_people(people=[one], village=village, target=wife.household, moved_on=TODAY, **when)
    return {
        "event": stay.pk,
        "circumstance": ill.pk,
        "move": move.pk,
        "person_merge": actions.merge_people(one=two, other=second, **when).pk,
        "household_merge": actions.merge_households(one=two.household, other=second.household, **when).pk,
        "alike": three.pk,
        "alike_too": third.pk,
    }


def client_of(who: str, things: dict[str, int]) -> Client:
    if who == "nobody":
        return Client()
    if who in {"resident", "neighbour"}:
        number = "001" if who == "resident" else "002"
        person = Person.objects.get(household__number=number, relation="spouse")
        return resident_client(person)
    return Cast().client(who)


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
        return 302
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
    if not rights <= ROLE_RIGHTS[role]:
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
def test_everybody_gets_from_each_route_what_is_his_and_no_more(route: Route, things: dict[str, int]) -> None:
    address = reverse(route.name, args=[things.get(str(a), a) for a in route.arguments])
    rights = frozenset(resolve(address).func.rights)
    wrong = []
    for who in EVERYBODY:
        client = client_of(who, things)
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
def test_a_thing_that_is_not_there_looks_like_a_thing_that_is_not_his(route: Route, things: dict[str, int]) -> None:
    if not things.keys() & {str(a) for a in route.arguments}:
        return
    real = reverse(route.name, args=[things.get(str(a), a) for a in route.arguments])
    absent = reverse(route.name, args=[987654321 if str(a) in things else a for a in route.arguments])
    client = Cast().client("city" if "account_sheet" in route.arguments else "chen")
    answers = [asked(client, a, route) for a in (real, absent)]
    assert answers[0].status_code == answers[1].status_code == 404
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: f"{r.name}-{r.place or ''}")
def test_every_view_says_for_whom_it_is(route: Route, things: dict[str, int]) -> None:
    view = resolve(reverse(route.name, args=[things.get(str(a), a) for a in route.arguments])).func
    assert view.audience == route.audience


def test_what_changes_something_needs_a_form_of_ours() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(Cast().user("lin"), backend=BACKEND)
    assert strict.post(reverse("desk:sign-out")).status_code == 403
