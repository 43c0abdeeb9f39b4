"""A programme is one declaration: the one of `docs/add-a-programme.md`, walked through portal, desk, screen and API."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from jiahe.delivery.cases.kind import CaseKind, Step
from jiahe.delivery.cases.models import Case, CaseState
from jiahe.delivery.catalogue.programme import Programme, declare, withdraw
from jiahe.delivery.catalogue.questions import Text
from jiahe.foundation.facts.verification import verify
from jiahe.registry.models import Person
from tests.conftest import Cast
from tests.residents import resident_client

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).parents[2] / "docs" / "add-a-programme.md"


@pytest.fixture
def quilts() -> Iterator[Programme]:
    """The declaration of the page, word for word."""
    code = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert code is not None
    names: dict[str, Any] = {}
    exec("\n".join(line.removeprefix("   ") for line in code[1].splitlines()), names)
    programme = declare(names["PROGRAMME"])
    yield programme
    withdraw(programme.code)


def test_it_is_read_by_everybody_and_by_programs(quilts: Programme) -> None:
    assert "冬被" in Client().get(reverse("services")).content.decode()
    page = Client().get(reverse("service", args=[quilts.code])).content.decode()
    assert "申领一床冬被" in page
    assert "村里看一看：3 个工作日以内" in page
    listed = Client().get(f"/api/v1/programmes/{quilts.code}").json()
    assert (listed["system"], listed["kinds"]) == ("民生保障", ["case"])


def test_it_is_asked_for_done_on_two_levels_and_counted(quilts: Programme, wife: Person) -> None:
    herself, lin, township = resident_client(wife), Cast().client("lin"), Cast().client("township")
    said = {"person": str(wife.pk), "size": "double", "why": "旧被子不暖了"}
    herself.post(reverse("portal:ask-case", args=["winter-quilt"]), said)
    case = Case.objects.get()
    shown = reverse("portal:case", args=[case.pk])
    assert "村里会到家里看一看" in herself.get(shown).content.decode()
    assert "双人" in lin.get(reverse("desk:cases")).content.decode()
    finish = reverse("desk:act-case", args=[case.pk, "finish"])
    assert lin.post(finish, {"moves": "0"}).status_code == 422
    assert lin.post(finish, {"moves": "0", "seen": "被子确实旧了"}).status_code == 302
    assert "镇里在商量" in herself.get(shown).content.decode()
    assert lin.post(finish, {"moves": "1", "answer": "给一床"}).status_code == 403
    assert township.post(finish, {"moves": "1", "answer": "给一床"}).status_code == 302
    case.refresh_from_db()
    assert case.state == CaseState.ANSWERED
    assert "给一床" in herself.get(shown).content.decode()
    proof = verify(on=localdate())
    assert proof.ok, proof.differences
    for page in ("desk:programme", "screen:programme"):
        text = township.get(reverse(page, args=[quilts.code])).content.decode()
        assert "冬被" in text
        assert '<span class="figure">1</span>' in text


@pytest.mark.parametrize("question", ["moves", "phone"])
def test_a_question_named_like_a_field_of_the_pages_is_refused_when_it_is_declared(question: str) -> None:
    with pytest.raises(ValueError, match="同名"):
        CaseKind("x", "", "", "", [Text(question, "")], [Step("one", "", 1, "")])
