"""Indexes that are not truth can be built anew: for an older database, and for everybody."""

from __future__ import annotations

import pytest

from jiahe.foundation.facts.models import Fact, Rollup
from jiahe.foundation.facts.verification import verify
from jiahe.registry import finding
from jiahe.registry.categories import CATEGORIES
from jiahe.registry.enrolment import enrol
from jiahe.registry.models import Person, Standing
from jiahe.registry.rebuilding import rebuild_all, rebuild_missing
from tests.people import FAMILY
from tests.places import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def older(yunlin, by_operator) -> None:
    """What the version before wrote: no sounds, no ends of phones, no categories."""
    enrol(FAMILY, by=by_operator, territory=yunlin, at=NOW, on=TODAY)
    verify(on=TODAY)
    Standing.objects.all().delete()
    codes = [category.code for category in CATEGORIES]
    Fact.objects.filter(measure__in=codes).delete()
    Rollup.objects.filter(measure__in=codes).delete()
    Person.objects.update(pinyin="", initials="", phone_tail_index=None, changes_on=None)


def test_an_older_database_gets_its_indexes_once(older: None, cast) -> None:
    assert not verify(on=TODAY).ok
    assert rebuild_missing(on=TODAY) == 3
    assert rebuild_missing(on=TODAY) == 0
    assert verify(on=TODAY).ok
    lin = cast.actor("lin")
    assert [p.name for p in finding.find("cxy", by=lin).people] == ["陈秀英"]
    assert [p.name for p in finding.find("0012", by=lin).people] == ["陈秀英"]


def test_building_everything_anew_changes_nothing_that_was_right(yunlin, by_operator) -> None:
    enrol(FAMILY, by=by_operator, territory=yunlin, at=NOW, on=TODAY)
    before = list(Standing.objects.order_by("pk").values()), Fact.objects.count()
    assert rebuild_all(on=TODAY) == 3
    assert (list(Standing.objects.order_by("pk").values()), Fact.objects.count()) == before
