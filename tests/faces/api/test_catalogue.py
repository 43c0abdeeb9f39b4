"""What programs read about the benefits before they ask: the catalogue, the schema of a family, the API itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client

import jiahe.benefits.family
from jiahe.benefits.rules import BENEFITS

pytestmark = pytest.mark.django_db


def read(address: str) -> object:
    response = Client().get(f"/api/v1{address}")
    assert response.status_code == 200
    return json.loads(response.content)


def test_the_catalogue_has_every_benefit_with_its_versions_and_documents() -> None:
    found = read("/benefits/")
    assert [benefit["code"] for benefit in found["benefits"]] == [benefit.code for benefit in BENEFITS]
    subsidy = found["benefits"][0]
    assert (subsidy["title"], subsidy["unit"], subsidy["theme"]) == ("育儿补贴", "CNY/year", "children")
    version = subsidy["versions"][0]
    assert (version["rule_version"], version["since"], version["until"]) == (
        "childcare_subsidy@2025-01-01", "2025-01-01", None,
    )  # fmt: skip
    assert version["sources"][0] == {
        "title": "育儿补贴制度实施方案", "number": "中共中央办公厅、国务院办公厅", "date": "2025-07-28",
        "url": "https://www.gov.cn/zhengce/202507/content_7034531.htm", "confidence": "B",
    }  # fmt: skip
    assert {"condition": "lawful_birth", "text": "按法律法规生育或收养", "assumed": True} in version["conditions"]


def test_the_schema_is_that_of_the_package() -> None:
    packaged = Path(jiahe.benefits.family.__file__).with_name("family.schema.json")
    assert read("/benefits/schema") == json.loads(packaged.read_text("utf-8"))


def test_what_never_changes_may_be_kept_on_the_way() -> None:
    assert Client().get("/api/v1/benefits/")["Cache-Control"] == "public, max-age=3600"


def test_the_api_describes_itself_with_the_body_the_check_takes() -> None:
    described = read("/openapi.json")
    check = described["paths"]["/api/v1/benefits/check"]["post"]
    body = check["requestBody"]["content"]["application/json"]["schema"]
    assert body["required"] == ["members"]
    assert {"200", "413", "422", "429"} <= set(check["responses"])
    assert [each["name"] for each in check["parameters"]] == ["benefits"]
    assert "/api/v1/households/{pk}/benefits" in described["paths"]


def test_no_page_loads_documents_from_elsewhere() -> None:
    assert Client().get("/api/v1/docs").status_code == 404
