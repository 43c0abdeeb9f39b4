"""What the tests of exports share: a family, a crowd, asking for a list and reading the workbook."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import find_region
from jiahe.registry import exports, sample
from jiahe.registry.enrolment import enrol
from jiahe.registry.models import ExportRequest, Person
from jiahe.registry.queries import Narrowing
from tests.people import CHILD, HEAD, WIFE
from tests.places import NOW, TODAY, YUNLIN

COUNTY = 350583000000
EVERYBODY = Narrowing()
WHEN = {"at": NOW, "on": TODAY}


@pytest.fixture
def people(yunlin: Region, by_operator: Actor) -> None:
    """A family with everything that must not leave, and a member whose words look like formulas."""
    poor = replace(HEAD, low_income=True, disability_grade=2, note="长期住院", occupation="=HYPERLINK(1)")
    shy = replace(CHILD, line=5, id_number="", name="@林小安", ethnicity="畲族", occupation="+1+1")
    enrol([poor, WIFE, CHILD, shy], by=by_operator, territory=yunlin, **WHEN)


@pytest.fixture
def crowd(by_operator: Actor) -> int:
    """More than a thousand people of 南安市; returns how many."""
    place = find_region(350583103000)
    assert place is not None
    sample.synthesise(region=place, households=420, seed=5, by=by_operator, **WHEN)
    count = Person.objects.filter(death_date=None).count()
    assert count > exports.ALONE
    return count


def book_of(content: bytes) -> tuple[list[dict[str, str]], dict[str, str]]:
    """The people of a workbook, by heading, and what its second sheet says."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names[:2] == ["人员", "说明"]
    headings, *rows = book.get_sheet_by_name("人员").to_python()
    about = {str(row[0]): str(row[1]) for row in book.get_sheet_by_name("说明").to_python()}
    return [dict(zip(map(str, headings), map(str, row), strict=True)) for row in rows], about


def address(code: int = YUNLIN, level: str = "village") -> str:
    return reverse("desk:ask-export", args=[level, code])


def ask(client: Client, place: str, **said: str) -> ExportRequest:
    answer = client.post(place, said)
    assert answer.status_code == 302, answer.content.decode()
    return ExportRequest.objects.get(pk=int(re.findall(r"\d+", answer["Location"])[0]))


def saved(client: Client, request: ExportRequest) -> bytes:
    answer = client.get(reverse("desk:file", args=[request.file_id]))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def deeds() -> list[str]:
    mine = Entry.objects.filter(action__contains="export").order_by("pk")
    return [entry.action.removeprefix("registry.") for entry in mine]
