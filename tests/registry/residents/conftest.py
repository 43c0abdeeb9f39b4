"""The family of 芸林村 and its neighbours, as the tests about residents meet them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jiahe.foundation.accounts.codes import send_code
from jiahe.foundation.regions.models import Region
from jiahe.registry.enrolment import enrol
from jiahe.registry.models import Person
from tests.people import FAMILY, family
from tests.places import NOW, TODAY


@pytest.fixture
def wife(yunlin: Region, by_operator) -> Person:
    """陈秀英, with her husband and child; another family lives beside hers."""
    enrol([*FAMILY, *family("002")], by=by_operator, at=NOW, on=TODAY, territory=yunlin)
    return Person.objects.select_related("household").get(household__number="001", relation="spouse")


@pytest.fixture
def husband(wife: Person) -> Person:
    """林建国."""
    return Person.objects.select_related("household").get(household__number="001", relation="head")


@pytest.fixture
def child(wife: Person) -> Person:
    """林小满, half a year old."""
    return Person.objects.select_related("household").get(household__number="001", relation="daughter")


@pytest.fixture
def neighbour(wife: Person) -> Person:
    """A woman of the family beside."""
    return Person.objects.select_related("household").get(household__number="002", relation="spouse")


@pytest.fixture
def code_for(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """A code that was just sent to a phone."""

    def sent(phone: str, at=NOW) -> str:
        capsys.readouterr()
        send_code(phone=phone, at=at, deliver=True)
        return capsys.readouterr().out.split("验证码是 ")[1][:6]

    return sent
