"""能领什么: eight questions asked of anybody, answered by the rules, kept nowhere."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiahe.benefits.family import FamilyFault, family_from_values
from jiahe.benefits.summary import amount_in_words
from jiahe.faces.portal.due.family import field_of, names_of, values_of
from jiahe.faces.portal.due.questions import DueForm

pytestmark = pytest.mark.django_db
DUE = reverse("portal:due")
TODAY = date(2026, 11, 28)
MOTHER = {
    "county": "350583000000", "hukou": "here", "hukou_type": "rural", "sex": "F", "birth_date": "1995-04-02",
    "marital_status": "married", "spouse_birth_date": "1993-01-20", "child1_birth_date": "2025-07-15",
    "child1_sex": "F",
}  # fmt: skip


def ask(**changed: str) -> str:
    response = Client().post(DUE, MOTHER | changed)
    return response.content.decode()


def test_there_are_eight_questions_and_three_things_that_must_be_said() -> None:
    form = DueForm(on=TODAY)
    assert len(list(form.questions())) == 8
    assert [name for name, field in form.fields.items() if field.required] == ["county", "sex", "birth_date"]


def test_every_field_is_asked_in_some_question() -> None:
    form = DueForm(on=TODAY)
    asked: set[str] = set()
    for question in form.questions():
        for line in [*question.fields, *question.more]:
            asked |= {field.name for field in (line if isinstance(line, tuple) else (line,))}
    assert asked == set(form.fields)


def test_the_answer_names_amount_reason_source_and_next_step(db: None) -> None:
    page = ask()
    for words in ("育儿补贴", "3,600 元/年", "不满3周岁", "《育儿补贴制度实施方案》", "孩子户籍所在地的乡镇"):
        assert words in page


def test_nothing_that_was_typed_is_kept(db: None) -> None:
    client = Client()
    with CaptureQueriesContext(connection) as captured:
        client.post(DUE, MOTHER)
    assert not [q for q in captured if q["sql"].lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]
    assert not Session.objects.exists()
    assert "no-store" in client.post(DUE, MOTHER)["Cache-Control"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"county": "350999000000"}, "选"),
        ({"birth_date": "1995-13-40"}, "1995-04-02 的样子"),
        ({"birth_date": "2020-01-01"}, "至少要比孩子大 12 岁"),
        ({"birth_date": "2990-01-01"}, "还没有到"),
        ({"child1_sex": ""}, "男孩还是女孩"),
        ({"child1_death_date": "2020-01-01"}, "去世日期"),
        ({"pregnant": "yes"}, "请写预产期"),
        ({"spouse_birth_date": ""}, "爱人的出生日期"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_lost(changed: dict[str, str], words: str) -> None:
    response = Client().post(DUE, MOTHER | changed)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "members[" not in page
    assert 'value="1993-01-20"' in page or "spouse_birth_date" in changed


WIDOW = {
    "birth_date": "1956-04-02", "marital_status": "widowed", "spouse_birth_date": "", "child1_birth_date": "",
    "child1_sex": "",
}  # fmt: skip


def test_a_check_before_marriage_is_open_to_a_widow_and_nothing_she_is_due(db: None) -> None:
    page = ask(**WIDOW)
    due, _, choices = page.partition('id="due-choices"')
    assert "免费婚前医学检查" not in due
    card = choices.partition("<article")[2].partition("</article>")[0]
    assert "免费婚前医学检查" in card
    assert "再次登记结婚以前" in card
    assert "data-share-line" not in card


def test_who_never_married_is_not_told_of_marrying_again(db: None) -> None:
    page = ask(**WIDOW | {"birth_date": "1998-04-02", "marital_status": "single"})
    choices = page.partition('id="due-choices"')[2]
    assert "登记结婚以前，两个人可以一起去免费检查" in choices
    assert "再次" not in page


def cleaned(**changed: str) -> dict[str, object]:
    form = DueForm(MOTHER | changed, on=TODAY)
    assert form.is_valid(), form.errors
    return form.cleaned_data


@pytest.mark.parametrize(
    "changed",
    [
        {"sex": "M", "spouse_birth_date": "1994-02-03"},
        {"marital_status": "widowed", "spouse_birth_date": ""},
        {"pregnant": "yes", "due_date": "2027-02-01", "employment": "employee", "insurance": "employee"},
        {"father_birth_date": "1960-01-01", "mother_birth_date": "1962-01-01", "only_child": "yes"},
        {"father_birth_date": "1960-01-01", "only_child": "no", "sibling_birth_date": "1990-01-01"},
        {"hukou": "elsewhere", "disability_grade": "2", "low_income": "yes", "certificate": "no"},
        {"child2_birth_date": "2010-01-01", "child2_sex": "M", "child2_death_date": "2024-01-01"},
        {"hukou": "", "hukou_type": "", "marital_status": "", "spouse_birth_date": ""},
    ],
)
def test_every_way_to_answer_is_a_family_the_rules_can_read(changed: dict[str, str]) -> None:
    values = values_of(cleaned(**changed))
    family = family_from_values(values, on=TODAY, today=TODAY)
    assert family.members[0].id == "self"


def test_a_fault_of_the_family_finds_its_field() -> None:
    values = values_of(cleaned(father_birth_date="1990-01-01", only_child="yes"))
    with pytest.raises(FamilyFault) as caught:
        family_from_values(values, on=None, today=TODAY)
    assert field_of(caught.value, values) == "father_birth_date"


def test_people_are_called_as_at_home_and_who_only_stands_for_somebody_is_not_named() -> None:
    assert names_of(["self", "spouse", "child1", "father"]) == {"self": "您", "spouse": "爱人", "child1": "孩子"}
    assert names_of(["self", "child1", "child3"]) == {"self": "您", "child1": "老大", "child3": "老二"}


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"amount": "3600.00", "unit": "CNY/year"}, "3,600 元/年"),
        ({"amount": "0.68", "unit": "ratio"}, "报销 68%"),
        ({"amount": "1", "unit": "ratio"}, "报销 100%"),
        ({"amount": None, "unit": None}, ""),
        ({"amount_min": "158", "amount_max": "180", "unit": "days"}, "158–180 天"),
    ],
)
def test_amounts_are_written_as_people_read_them(entry: dict[str, object], words: str) -> None:
    assert amount_in_words(entry) == words


def test_a_family_reads_nothing_of_a_loss_it_did_not_have_and_no_hard_word_of_one_it_had() -> None:
    page = ask()
    for word in ("特别扶助", "并发症", "双岗", "死亡", "失独", "伤残"):
        assert word not in page
    lost = ask(
        birth_date="1970-04-02", spouse_birth_date="1968-01-20", child1_birth_date="1995-07-15",
        child1_death_date="2020-05-01", low_income="no",
    )  # fmt: skip
    assert "失独" not in lost
    assert "850 元/月" in lost or "750 元/月" in lost


def test_what_is_over_and_may_still_be_claimed_is_not_among_what_is_not_due() -> None:
    page = ask(child1_birth_date=f"{TODAY.year - 3}-02-10")
    late = page.split("过了，还能补申请")[1].split("</section>")[0]
    assert "育儿补贴" in late
    assert f"{TODAY.year} 年 12 月 31 日以前" in late


def test_what_may_be_sent_on_is_marked_with_amount_and_document_and_without_a_name(db: None) -> None:
    page = ask()
    marked = re.findall(r"data-share-[a-z]+=\"[^\"]*\"", page)
    assert 'data-share-line="育儿补贴"' in marked
    assert 'data-share-amount="3,600 元/年"' in marked
    assert 'data-share-source="《育儿补贴制度实施方案》中共中央办公厅、国务院办公厅"' in marked
    assert not [each for each in marked if "老大" in each or "您" in each]
    assert 'class="qr"' in page
    assert "分享图片" not in Client().get(DUE).content.decode()
