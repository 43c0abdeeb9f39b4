"""Posts pass to the unit that takes over, and reach what they should."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jiahe.foundation.accounts.actor import in_post
from jiahe.foundation.accounts.models import Post, Role
from jiahe.foundation.accounts.queries import posts_of
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.redistricting import actions
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import find_region, province, reporting_units
from tests.places import NOW, TODAY, XIAXI, YUNLIN

pytestmark = [pytest.mark.django_db, pytest.mark.differs]

AUTUMN = date(2026, 10, 15)
NEW = 350583103299


def place(code: int, level: int | None = None) -> Region:
    found = find_region(code, level)
    assert found is not None
    return found


@pytest.fixture
def when(by_operator) -> dict[str, Any]:
    """Who changes units, when and since when."""
    return {"effective_on": AUTUMN, "source": "南政文〔2026〕9号", "by": by_operator, "at": NOW, "on": TODAY}


def test_the_post_of_a_merged_village_becomes_one_with_its_successors(when, cast) -> None:
    lin, chen = cast.user("lin"), cast.user("chen")
    actions.merge_units(units=[place(YUNLIN)], into=place(XIAXI), **when)
    [post] = {holding.post for holding in lin.holdings.filter(until=None)}
    assert post == chen.holdings.get().post
    assert post.region == place(XIAXI)
    assert [holding.until for holding in lin.holdings.order_by("pk")] == [AUTUMN, None]
    for user in (lin, chen):
        assert in_post(user, post).reaches_all([(YUNLIN, YUNLIN), (XIAXI, XIAXI)])
    assert posts_of(lin, on=TODAY) == [post]
    assert Entry.objects.filter(action="accounts.join_posts").count() == 1
    again = {**when, "effective_on": TODAY}
    actions.open_unit(code=YUNLIN, level=4, name="芸林村委会", **again)
    assert not in_post(chen, Post.objects.get(pk=post.pk)).reaches(YUNLIN)
    assert in_post(chen, Post.objects.get(pk=post.pk)).reaches(XIAXI)


def test_the_posts_of_both_pass_to_a_new_village(when, cast) -> None:
    lin, chen = cast.user("lin"), cast.user("chen")
    actions.merge_units(units=[place(YUNLIN), place(XIAXI)], into=(NEW, "芸霞村委会"), **when)
    for user in (lin, chen):
        [post] = posts_of(user, on=TODAY)
        assert (post.region, post.role) == (place(NEW), Role.VILLAGE_WORKER)
        assert all(in_post(user, post).reaches(code) for code in (YUNLIN, XIAXI, NEW))


def test_pingtan_with_a_new_code_still_reports_to_the_province_and_fuzhou_does_not_reach_it(when, cast) -> None:
    pingtan, fuzhou = cast.user("pingtan"), cast.user("fuzhou")
    below = Region.objects.filter(low__gte=350128000000, high__lte=350128999999, level__gt=Level.COUNTY)
    below.update(closed_on=AUTUMN)  # as a yearly list closes them with the county
    new = actions.recode_unit(unit=place(350128000000, 2), code=350129000000, name="平潭县", **when)
    assert (new.title, new.is_own_unit, new.reports_to) == ("平潭综合实验区", True, province())
    assert new in reporting_units(place(350000000000))
    assert new not in reporting_units(place(350100000000))
    assert [post.region for post in posts_of(pingtan, on=TODAY)] == [new]
    assert in_post(pingtan, posts_of(pingtan, on=TODAY)[0]).reaches(350129001001)
    of_fuzhou = in_post(fuzhou, posts_of(fuzhou, on=TODAY)[0])
    assert of_fuzhou.reaches(350181000000)
    assert not of_fuzhou.reaches(350129001001)
    assert not of_fuzhou.reaches(350128001001)
