"""The pages of a province that is not Fujian: its own name, no map of somebody else's, no 平潭."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from jiahe.foundation.accounts.actions import give_post, open_account, open_post
from jiahe.foundation.accounts.models import Role
from jiahe.foundation.regions.loading import load_regions
from jiahe.foundation.regions.models import Region, RegionChange
from jiahe.foundation.regions.queries import province
from jiahe.registry.enrolment import enrol
from tests.people import family
from tests.places import NOW, TODAY
from tests.provinces import PLUM, SOUTH_RIVER, small_province, write_list

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def south_river(db: None, tmp_path: Path) -> Region:
    """A province of nine units in the place of Fujian, until the test ends."""
    RegionChange.objects.all().delete()
    Region.objects.update(parent=None, reports_to=None)
    Region.objects.all().delete()
    load_regions(write_list(tmp_path / "98.csv", small_province()))
    found = province()
    assert found is not None
    return found


def test_the_pages_speak_of_the_province_that_is_installed(south_river: Region, by_operator) -> None:
    rows = family("009", hukou_code=PLUM, residence_code=PLUM)
    assert enrol(rows, by=by_operator, at=NOW, on=TODAY, territory=south_river).created == 3
    user, _ = open_account(username="hui", name="省会长", password="warm-tea-and-rain", by=by_operator, at=NOW)
    post = open_post(role=Role.PRESIDENT, region=south_river, by=by_operator, at=NOW)
    give_post(user=user, post=post, since=TODAY, by=by_operator, at=NOW)
    client = Client()
    welcome = client.get("/").content.decode()
    client.force_login(user, backend=BACKEND)
    screen = client.get(reverse("screen:unit", args=["province", SOUTH_RIVER])).content.decode()
    boundaries = client.get(reverse("screen:boundaries", args=["province", SOUTH_RIVER])).json()
    desk = client.get(reverse("desk:region", args=["province", SOUTH_RIVER])).content.decode()
    for page in (welcome, screen, desk):
        assert "南河省" in page
        assert "福建" not in page
        assert "平潭" not in page
    assert boundaries["features"] == []
    assert "data-map" not in screen
    assert "平川市" in screen
