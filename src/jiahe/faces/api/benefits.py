"""What families are due, for programs: anybody's family without a name, the catalogue, a registered household."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from ninja import Router

from jiahe.benefits.answering import answer_for
from jiahe.benefits.benefit import Benefit, Version
from jiahe.benefits.editions import Edition
from jiahe.benefits.family import FamilyFault, family_from_json
from jiahe.benefits.family.fields import family_schema
from jiahe.benefits.family.reading import LARGEST_FILE
from jiahe.benefits.guide import theme_of
from jiahe.benefits.households import answer_for_household
from jiahe.benefits.law import as_source
from jiahe.benefits.publishing.current import current_edition, recent_edition
from jiahe.faces.api.calling import Refusal, answered, for_everybody, for_staff
from jiahe.faces.kit.acting import ActingRequest
from jiahe.faces.kit.devices import client_address
from jiahe.faces.kit.due import SPOKEN_OF_ONLY_WHEN_DUE
from jiahe.faces.kit.limits import PerMinute
from jiahe.faces.kit.numbers import whole_number
from jiahe.registry import queries
from jiahe.registry.rights import VIEW_FAMILIES, VIEW_SENSITIVE

router = Router(tags=["benefits"])
checks = PerMinute()
ANSWER = "今天起算的答案：entitlements 能领的，not_entitled 没有的，unknown 还要知道什么。和 `jiahe benefits check --json` 一样。"
FAULT = {
    "description": "family 里写得不对的地方",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["path", "message"],
                "properties": {"path": {"type": "string"}, "message": {"type": "string"}},
            }
        }
    },
}
FOUND = {"description": ANSWER, "content": {"application/json": {"schema": {"type": "object"}}}}


@router.post(
    "/benefits/check",
    url_name="check-benefits",
    summary="一个家庭能领什么，不用登录，什么都不留",
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/json": {"schema": family_schema()}}},
        "responses": {200: FOUND, 422: FAULT, 413: FAULT, 429: FAULT},
    },
)
@for_everybody
def check(request: ActingRequest, benefits: str = "") -> HttpResponse:
    """The answer to one family. ``benefits`` (codes with commas between) asks for some of them alone.

    The body is FAMILY.json. Nothing of it is kept; every few seconds one table is asked which edition of the law is in force.
    """
    most = settings.JIAHE_API_CHECKS_A_MINUTE
    if most and not checks.allows(client_address(request), most=most, at=request.at):
        raise Refusal(429, "", f"一分钟最多问 {most} 次，请过一分钟再问。")
    asked = _asked(benefits, recent_edition(request.at))
    try:
        family = family_from_json(_body(request), on=None, today=request.on)
    except FamilyFault as fault:
        raise Refusal(422, fault.path, fault.message) from None
    return answered(answer_for(family, asked))


def _asked(codes: str, edition: Edition) -> Sequence[Benefit]:
    if not codes:
        return edition.benefits
    found = [edition.by_code.get(code) for code in dict.fromkeys(codes.split(","))]
    if None in found:
        raise Refusal(422, "benefits", "里面有不认识的待遇，请照 /api/v1/benefits/ 里的 code 写，中间用逗号隔开。")
    return [benefit for benefit in found if benefit is not None]


def _body(request: ActingRequest) -> bytes:
    too_large = Refusal(413, "", "资料太大，不像是一个家庭的。")
    length = whole_number(request.META.get("CONTENT_LENGTH") or "0")
    if length is None or length > LARGEST_FILE:
        raise too_large
    try:
        return request.body
    except RequestDataTooBig:
        raise too_large from None


@router.get("/benefits/", url_name="benefits", summary="所有待遇，每一版规定和它的文件")
@for_everybody
def catalogue(request: ActingRequest) -> HttpResponse:
    """Every benefit with its unit, its theme and its versions through time."""
    return answered({"benefits": [_benefit(benefit) for benefit in current_edition().benefits]}, kept=True)


def _benefit(benefit: Benefit) -> dict[str, Any]:
    return {
        "code": benefit.code,
        "title": benefit.title,
        "theme": theme_of(benefit).code,
        "unit": benefit.unit,
        "versions": [_version(benefit, version) for version in benefit.versions],
    }


def _version(benefit: Benefit, version: Version) -> dict[str, Any]:
    return {
        "rule_version": benefit.name_of(version),
        "since": version.since.isoformat(),
        "until": version.until.isoformat() if version.until else None,
        "conditions": [{"condition": term.code, "text": term.text, "assumed": False} for term in version.terms]
        + [{"condition": code, "text": text, "assumed": True} for code, text in version.assumed],
        "sources": [as_source(reference.document, reference.grade) for reference in version.basis],
    }


@router.get("/benefits/schema", url_name="family-schema", summary="FAMILY.json 的 JSON Schema")
@for_everybody
def schema(request: ActingRequest) -> HttpResponse:
    """What a family may say."""
    return answered(family_schema(), kept=True)


@router.get("/households/{int:pk}/benefits", url_name="household-benefits", summary="登记的一户能领什么")
@for_staff(VIEW_FAMILIES)
def household(request: ActingRequest, pk: int) -> HttpResponse:
    """The answer for the living of a household in the reach of one's post; people go by the keys of their records.

    What follows a loss is told to nobody who may not know of it.
    """
    home = queries.household(pk, by=request.actor)
    found = answer_for_household(home, by=request.actor, on=request.on)
    if found.answer is None:
        raise Refusal(422, "", found.fault)
    living = {id for id, person in found.people.items() if person.death_date is None}
    unspoken = frozenset[str]() if request.actor.may(VIEW_SENSITIVE) else SPOKEN_OF_ONLY_WHEN_DUE
    parts = {
        part: [e for e in found.answer[part] if e["beneficiary"] in living and e["benefit"] not in unspoken]
        for part in ("entitlements", "not_entitled", "unknown")
    }
    return answered({"household": pk, "on": found.answer["on"], **parts})
