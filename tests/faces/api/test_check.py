"""The anonymous check: the answer of the command, over HTTP, to anybody."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiahe.benefits.answering import answer_for
from jiahe.benefits.family import family_from_json
from jiahe.benefits.family.fields import MEMBER_FIELDS
from jiahe.benefits.rules import BY_CODE
from jiahe.faces.kit.limits import MOST_ADDRESSES, PerMinute
from tests.benefits.families import CONTRACT, TODAY, contract_family
from tests.faces.api.conftest import Ask

pytestmark = pytest.mark.django_db

# No test here may use the database: an attempt would fail it. Nothing of a family is read from a table or written to one.
AT = datetime(2026, 3, 1, 8, 0, 30, tzinfo=UTC)


def test_a_family_is_answered_as_the_command_answers_it(ask: Ask) -> None:
    response = ask(CONTRACT)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json; charset=utf-8"
    assert response["Cache-Control"] == "no-store"
    family = family_from_json(json.dumps(CONTRACT).encode(), on=None, today=TODAY)
    assert json.loads(response.content) == json.loads(json.dumps(answer_for(family)))


def test_without_a_day_the_answer_is_that_of_today(ask: Ask) -> None:
    response = ask({name: value for name, value in CONTRACT.items() if name != "on"})
    assert json.loads(response.content)["on"] >= "2026-11-01"


def test_some_benefits_are_asked_for_alone(ask: Ask) -> None:
    answer = json.loads(ask(CONTRACT, "?benefits=childcare_subsidy,immunisation,childcare_subsidy").content)
    asked = [entry["benefit"] for part in ("entitlements", "not_entitled", "unknown") for entry in answer[part]]
    assert set(asked) == {"childcare_subsidy", "immunisation"}
    assert asked.count("childcare_subsidy") == 1


@pytest.mark.parametrize("codes", ["free_lunch", "childcare_subsidy,", ",", "childcare_subsidy,Immunisation"])
def test_a_benefit_nobody_knows_is_refused(ask: Ask, codes: str) -> None:
    response = ask(CONTRACT, f"?benefits={codes}")
    assert response.status_code == 422
    assert json.loads(response.content)["path"] == "benefits"


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (contract_family(child1={"birth_date": None}), "members[2].birth_date"),
        (contract_family(child1={"colour": "red"}), "members[2].colour"),
        (contract_family(mother={"birth_date": "2020-10-01"}), "members[2].mother"),
        (contract_family(mother={"spouse": "nobody"}), "members[0].spouse"),
        (contract_family(mother={"sex": "X"}), "members[0].sex"),
        ({"members": []}, "members"),
        ({}, "members"),
        ([], ""),
        (None, ""),
        ("家", ""),
        (b"", ""),
        (b"{", ""),
        (b"\xff\xfe", ""),
        (b'{"members": NaN}', ""),
        (b'{"on": "2026-01-01", "on": "2026-01-02"}', "on"),
        (b"[" * 100_000, ""),
        (b"9" * 5_000, ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_is_refused_with_the_path_and_a_sentence(ask: Ask, body: Any, path: str) -> None:
    response = ask(body)
    assert response.status_code == 422
    said = json.loads(response.content)
    assert list(said) == ["path", "message"]
    assert said["path"] == path
    assert said["message"].endswith(("。", "？"))


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
ODD_MEMBERS = st.dictionaries(st.sampled_from([*MEMBER_FIELDS, "colour"]), ANY_JSON, max_size=8)
ODD_FAMILIES = st.fixed_dictionaries(
    {"members": st.lists(ODD_MEMBERS, max_size=3)},
    optional={"on": ANY_JSON, "region": ANY_JSON, "complete": ANY_JSON},
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=ANY_JSON | ODD_FAMILIES)
def test_whatever_is_sent_is_answered_or_refused_in_a_sentence(ask: Ask, settings: Any, body: Any) -> None:
    settings.JIAHE_API_CHECKS_A_MINUTE = 0
    response = ask(body)
    assert response.status_code in (200, 422)
    if response.status_code == 422:
        assert list(json.loads(response.content)) == ["path", "message"]


@pytest.mark.parametrize("size", [1_000_001, 3_000_000])
def test_a_body_that_is_no_family_s_is_not_read(ask: Ask, size: int) -> None:
    response = ask(b" " * size)
    assert response.status_code == 413
    assert "太大" in json.loads(response.content)["message"]


def test_only_a_post_checks(ask: Ask) -> None:
    assert Client().get("/api/v1/benefits/check").status_code == 405


def test_no_form_of_ours_is_needed_to_ask(ask: Ask) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert (
        strict.post("/api/v1/benefits/check", json.dumps(CONTRACT), content_type="application/json").status_code == 200
    )


def test_one_address_may_ask_so_often_and_another_is_not_kept_waiting(ask: Ask, settings: Any) -> None:
    settings.JIAHE_API_CHECKS_A_MINUTE, settings.JIAHE_PROXIES = 2, ["1"]
    here, there = {"X-Forwarded-For": "203.0.113.5"}, {"X-Forwarded-For": "203.0.113.6"}
    asked = [ask(CONTRACT, "?benefits=immunisation", **here).status_code for _ in range(3)]
    assert asked[:2] == [200, 200]
    assert asked[2] in (200, 429)  # the minute may have turned
    last = [ask(CONTRACT, "?benefits=immunisation", **here) for _ in range(3)][-1]
    assert last.status_code == 429
    assert last["Retry-After"] == "60"
    assert "一分钟最多问 2 次" in json.loads(last.content)["message"]
    assert ask(CONTRACT, "?benefits=immunisation", **there).status_code == 200


def test_the_limit_can_be_lifted(ask: Ask, settings: Any) -> None:
    settings.JIAHE_API_CHECKS_A_MINUTE = 0
    assert {ask(CONTRACT, "?benefits=immunisation").status_code for _ in range(70)} == {200}


def test_a_count_is_of_one_minute_and_begins_anew_with_the_next() -> None:
    counts = PerMinute()
    assert [counts.allows("a", most=2, at=AT) for _ in range(3)] == [True, True, False]
    assert counts.allows("b", most=2, at=AT)
    assert not counts.allows("a", most=2, at=AT + timedelta(seconds=29))
    assert counts.allows("a", most=2, at=AT + timedelta(seconds=30))


def test_a_flood_of_addresses_does_not_fill_the_memory() -> None:
    counts = PerMinute()
    for number in range(MOST_ADDRESSES + 10):
        counts.allows(str(number), most=1, at=AT)
    assert len(counts._counts) <= MOST_ADDRESSES


def test_every_benefit_can_be_asked_for_by_its_code(ask: Ask) -> None:
    assert ask(CONTRACT, f"?benefits={','.join(BY_CODE)}").content == ask(CONTRACT).content
