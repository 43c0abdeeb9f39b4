"""Letters of a case, read back out of the PDF: the right words, in type one can copy, and nothing typed is markup."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from jiahe.delivery.cases.models import Case
from jiahe.delivery.catalogue.letters import Letter, as_pdf, has_chinese_type
from jiahe.foundation.audit.models import Entry
from jiahe.registry.models import Person
from tests.conftest import Cast
from tests.places import NOW
from tests.residents import resident_client

Do = Callable[..., Case]
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not has_chinese_type(), reason="no Chinese type on this machine: apt-get install fonts-noto-cjk"
    ),
]


def read(pdf: bytes) -> str:
    assert pdf.startswith(b"%PDF-")
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s+", "", "".join(pages))


def letter(client: Client, face: str, case: Case, kind: str) -> str:
    answer = client.get(reverse(f"{face}:case-letter", args=[case.pk, kind]))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    return read(answer.content)


def test_the_applicant_saves_that_it_was_taken_up_and_what_was_answered(heard: Case, deed: Do, wife: Person) -> None:
    herself = resident_client(wife)
    text = letter(herself, "portal", heard, "receipt")
    assert "受理通知书" in text
    assert wife.name in text
    assert heard.number in text
    assert "南安市计划生育协会" in text
    assert "第1页，共1页" in text
    assert herself.get(reverse("portal:case-letter", args=[heard.pk, "decision"])).status_code == 404
    deed("finish_step", heard, "lin", typed={"found": "问清了"})
    deed("finish_step", heard, "lin", typed={"answer": "补足六十天。\n工资补发 5,200 元。"})
    text = letter(herself, "portal", heard, "decision")
    assert "补足六十天。工资补发5,200元。" in text
    assert "问清了" not in text, "what is for the posts is in no letter to her"
    assert Entry.objects.filter(action="cases.letter", subject_id=heard.pk).count() == 2


def test_a_department_is_written_to_and_the_letter_says_whether_it_signed(heard: Case, deed: Do, wife: Person) -> None:
    deed("refer", heard, "lin", department="labour", reason="请查一查这家单位的产假")
    lin = Cast().client("lin")
    text = letter(lin, "desk", heard, "referral")
    assert "人力资源社会保障：" in text
    assert "请查一查这家单位的产假" in text
    assert "还没有签收" in text
    deed("receive", heard, "partner")
    assert "还没有签收" not in letter(lin, "desk", heard, "referral")
    assert resident_client(wife).get(reverse("portal:case-letter", args=[heard.pk, "referral"])).status_code == 404
    assert Cast().client("chen").get(reverse("desk:case-letter", args=[heard.pk, "referral"])).status_code == 404


@pytest.mark.parametrize(
    "typed",
    [
        '#read("/etc/passwd")',
        '$x^2$ *粗* _斜_ [括号] #import "a.typ"',
        "<标签> @引用 \\ 反斜杠 // 注释",
        "生僻字㐂龘𠮷",
    ],
)
def test_what_was_typed_stands_there_as_it_was_typed(typed: str) -> None:
    made = as_pdf(
        Letter("题目", "编号 1", "某人", [typed], [("项", typed)], "某地计划生育协会", "2026年1月1日"), at=NOW
    )
    assert read(made).count(re.sub(r"\s+", "", typed)) == 2


def test_a_long_letter_goes_over_several_pages_with_their_numbers() -> None:
    made = as_pdf(
        Letter("题目", "编号 1", "某人", ["这是一段话。" * 60] * 12, [], "某地计划生育协会", "2026年1月1日"), at=NOW
    )
    text = read(made)
    assert "第2页，共" in text
    assert text.count("这是一段话。") > 700, "but for those that a page parts"
