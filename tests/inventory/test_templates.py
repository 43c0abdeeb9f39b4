"""Every template is rendered by some page: none is left over, none is broken."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.test.signals import template_rendered
from django.urls import reverse
from django.views.csrf import csrf_failure

from jiahe.faces.kit import faults
from jiahe.foundation.accounts.actions import open_account
from jiahe.foundation.accounts.actor import operator
from jiahe.foundation.accounts.models import Holding, OneTimeCode, SignIn
from jiahe.foundation.files.models import StoredFile
from jiahe.foundation.regions.models import Region
from jiahe.registry.enrolment import enrol
from jiahe.registry.id_number import make
from jiahe.registry.models import Household, Person
from tests.conftest import Cast
from tests.inventory.routes import ROUTES
from tests.inventory.scene import signed_in
from tests.inventory.test_routes import asked
from tests.people import family
from tests.places import NOW, TODAY, XIAXI
from tests.residents import resident_client

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).parents[2] / "src" / "jiahe"


def written() -> set[str]:
    """The names of all templates of the project."""
    return {str(path.relative_to(folder)) for folder in SOURCE.rglob("templates") for path in folder.rglob("*.html")}


def open_everything(things: dict[str, int]) -> None:
    """Open every route as those who may, and the states that only a deed brings."""
    waiting = Client()  # Lin has a passkey here, so her password leads to the second step
    waiting.post(reverse("desk:sign-in"), {"username": "lin", "password": "warm-tea-and-rain"})
    waiting.get(reverse("desk:second-step"))
    signed_in("lin").get(reverse("desk:recovery-codes"))  # while she has the passkey: one route takes it away
    for route in ROUTES:
        address = reverse(route.name, args=[things.get(str(a), a) for a in route.arguments])
        for who in ("lin", "township", "president", "administrator", "resident", "nobody"):
            client = signed_in(who)
            asked(client, address, route)
    late = signed_in("lin")
    SignIn.objects.filter(pk=late.session["sign_in"]).update(used_at=NOW)
    late.post(reverse("desk:edit-address", args=[things["household"]]), {"address": "岭头 7 号"})
    late.force_login(Cast().user("lin"), backend="django.contrib.auth.backends.ModelBackend")
    late.get(reverse("desk:kept-form"))
    without_post = Client()
    without_post.force_login(
        open_account(username="without", name="", password="x", by=operator(), at=NOW)[0],
        backend="django.contrib.auth.backends.ModelBackend",
    )
    without_post.get(reverse("desk:my-account"))
    lin = signed_in("lin")
    lin.post(reverse("desk:search"), {"q": "陈"})
    lin.post(reverse("desk:add-household", args=[350583103201]), {})
    lin.post(reverse("desk:imports"), {})
    for case in ("grant", "claimed"):
        lin.get(reverse("desk:case", args=[things[case]]))
    Cast().client("administrator").get(reverse("desk:division", args=["county", 350404000000]))
    county = Cast().client("county")
    county.get(reverse("desk:make-batch", args=["golden-autumn"]))
    county.post(reverse("desk:withdraw-proposal", args=[things["proposal"]]))
    county.get(reverse("desk:proposal", args=[things["proposal"]]))
    county.get(reverse("desk:inspect-site", args=[things["site"]]))
    StoredFile.objects.update(deleted_at=NOW)
    lin.get(reverse("desk:file", args=[things["file"]]))
    Cast().client("township").get(reverse("desk:accounts"))
    post = Holding.objects.filter(user__username="chen")
    chen = Cast().client("chen")
    post.update(until=TODAY)
    chen.get(reverse("desk:home"))
    post.update(until=None)
    stranger = Client()
    stranger.post(reverse("portal:sign-in"), {"phone": "13900000012"})
    stranger.get(reverse("portal:code"))
    open_what_only_a_deed_of_a_resident_shows(things)
    Cast().client("chen").get(reverse("desk:region", args=["village", XIAXI]))


def open_what_only_a_deed_of_a_resident_shows(things: dict[str, int]) -> None:
    """The question at the first sign-in, codes, a shared phone, and what is said when somebody leaves."""
    wife = Person.objects.get(pk=things["person"])
    stranger = Client()
    claim = {"name": "陈秀英", "id_number": make("999999", date(1980, 1, 1), 77), "phone": "13800000099"}
    stranger.post(reverse("portal:claim"), claim)
    stranger.get(reverse("portal:claim-code"))
    session = stranger.session
    session.update({"sign_in_phone": "00", "sign_in_proved": "00"})
    session.save()
    stranger.get(reverse("portal:which"))
    OneTimeCode.objects.all().delete()  # one went to her a moment ago
    changing = resident_client(wife)
    changing.post(reverse("portal:phone"), {"phone": "13800000098"})
    changing.get(reverse("portal:phone-codes"))
    changing.post(reverse("portal:answer-consent", args=[wife.pk, "basic"]), {"answer": "withdraw"})
    resident_client(wife, agreed=False).get(reverse("portal:consent"))
    resident_client(wife, agreed=False).post(reverse("portal:not-me"))


def open_the_pages_of_faults(rf: RequestFactory) -> None:
    """The pages that only a fault shows."""
    request = rf.get("/")
    request.user = Cast().user("lin")
    faults.page_not_found(request, Http404())
    faults.permission_denied(request, PermissionDenied("没有这项权限。"))
    faults.server_error(request)
    faults.bad_request(request, ValueError())
    csrf_failure(request)


def test_every_template_is_rendered_by_some_page(
    things: dict[str, int], yunlin: Region, by_operator, rf: RequestFactory
) -> None:
    rows = [row for number in range(10, 60) for row in family(f"{number:03d}")[:1]]
    enrol(rows, by=by_operator, at=NOW, on=TODAY, territory=yunlin)
    Person.objects.filter(pk=Person.objects.order_by("pk")[1].pk).update(id_number_index=None)
    assert Household.objects.count() > 30
    seen: set[str] = set()

    def note(template: Any, **kwargs: Any) -> None:
        seen.add(str(template.name))

    template_rendered.connect(note)
    try:
        open_everything(things)
        open_the_pages_of_faults(rf)
    finally:
        template_rendered.disconnect(note)
    assert written() - seen == set()


@pytest.mark.parametrize("name", sorted(written()))
def test_every_template_can_be_read(name: str) -> None:
    get_template(name)
