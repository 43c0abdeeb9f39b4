"""The sample province has cases in every state, and making them again adds none."""

from __future__ import annotations

import pytest

from jiahe.delivery.cases.models import Case, CasePaper, CaseState, PublicNotice
from jiahe.delivery.cases.sample import sample_cases
from jiahe.foundation.accounts.actor import operator
from jiahe.foundation.facts.verification import verify
from jiahe.foundation.regions.models import Region
from jiahe.registry.sample import synthesise
from tests.conftest import Cast
from tests.places import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_it_has_every_state_and_is_made_once(yunlin: Region) -> None:
    posts = {"village": Cast().actor("lin"), "township": Cast().actor("township"), "county": Cast().actor("county")}
    Cast().user("partner")
    synthesise(region=yunlin, households=120, seed=20240722, by=operator(), at=NOW, on=TODAY)
    for _ in range(2):
        sample_cases(village=yunlin, posts=posts, at=NOW, on=TODAY)
    assert Case.objects.count() == 28
    assert {CaseState.OPEN, CaseState.WAITING, CaseState.ANSWERED, CaseState.REJECTED} <= set(
        Case.objects.values_list("state", flat=True)
    )
    assert PublicNotice.objects.filter(ended_on=None).count() == 2
    assert CasePaper.objects.count() == 11
    assert Case.objects.filter(department="labour").exists()
    proof = verify(on=TODAY)
    assert proof.ok, proof.differences
