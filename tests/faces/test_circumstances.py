"""A person's work, school and health at the desk: what is asked, what is shown to whom, what goes nowhere else."""

from __future__ import annotations

import io
import logging
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiahe.registry import actions
from jiahe.registry.enrolment import enrol
from jiahe.registry.exports import sheet
from jiahe.registry.models import Circumstance, Household, LifeEvent, Person
from jiahe.registry.models.circumstance import CircumstanceKind
from jiahe.registry.rights import VIEW_SENSITIVE
from jiahe.roles import ROLE_RIGHTS, Role
from tests.people import FAMILY
from tests.places import NOW, TODAY, YUNLIN

pytestmark = pytest.mark.django_db
WHEN = {"at": NOW, "on": TODAY}
KIND = CircumstanceKind


@pytest.fixture
def home(yunlin, by_operator):
    enrol(FAMILY, by=by_operator, territory=yunlin, **WHEN)


def person(name: str) -> Person:
    return Person.objects.select_related("household").get(name=name)


def page(name: str) -> str:
    return reverse("desk:circumstances", args=[person(name).pk])


def form(name: str, kind: CircumstanceKind) -> str:
    return reverse("desk:record-circumstance", args=[person(name).pk, kind.value])


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def record(name: str, kind: CircumstanceKind, value: str, since: date, by) -> Circumstance:
    return actions.record_circumstance(person=person(name), kind=kind, value=value, since=since, by=by, **WHEN)


def test_a_worker_records_what_somebody_does_and_takes_a_slip_back(home, cast) -> None:
    lin = cast.client("lin")
    assert text(lin, page("陈秀英")).count("还不清楚") == 8, "four of work, one of school, three of health"
    done = lin.post(form("陈秀英", KIND.EMPLOYMENT), {"value": "employee", "since": "2024-01-01"}, follow=True)
    assert done.redirect_chain == [(page("陈秀英"), 302)]
    shown = done.content.decode()
    assert "工作情况记下了。" in shown
    assert "2024 年 1 月 1 日起" in shown
    undo = reverse("desk:withdraw-circumstance", args=[Circumstance.objects.get().pk])
    assert f'action="{undo}"' in shown
    back = lin.post(undo, follow=True).content.decode()
    assert "已撤销这条登记。" in back
    assert "在单位上班" not in back


@pytest.mark.parametrize(
    ("name", "kind", "said", "sentence"),
    [
        ("陈秀英", KIND.EMPLOYMENT, {"value": "", "since": "2024-01-01"}, "请选一项。"),
        ("陈秀英", KIND.EMPLOYMENT, {"value": "king", "since": "2024-01-01"}, "请从列出的里面选一项。"),
        ("陈秀英", KIND.EMPLOYMENT, {"value": "employee", "since": ""}, "请填写从哪一天起。"),
        ("陈秀英", KIND.EMPLOYMENT, {"value": "employee", "since": "2999-01-01"}, "日期还没有到，请核对年份。"),
        ("陈秀英", KIND.EMPLOYMENT, {"value": "employee", "since": "1980-01-01"}, "在出生（1992年7月9日）以前"),
        ("陈秀英", KIND.EMPLOYMENT, {"value": "employee", "since": "2000-01-01"}, "那一天 7 周岁，不能是“在单位上班”"),
        ("陈秀英", KIND.INSURED_MONTHS, {"value": "x", "since": "2024-01-01"}, "请填写整数，例如 26。"),
        ("陈秀英", KIND.INSURED_MONTHS, {"value": "700", "since": "2024-01-01"}, "没有 700 个月"),
        ("陈秀英", KIND.WAGE, {"value": "很多", "since": "2024-01-01"}, "请填写数字，例如 7500。"),
        ("陈秀英", KIND.WAGE, {"value": "0", "since": "2024-01-01"}, "请填写每个月多少元"),
        ("林小满", KIND.SCHOOL, {"value": "college", "since": "2026-08-01"}, "那一天 0 周岁，不能是“大专以上”"),
        ("林小满", KIND.VACCINATION, {"value": "", "since": "2026-08-01"}, "请选一项。"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence_and_nothing_is_written(home, cast, name, kind, said, sentence) -> None:
    answer = cast.client("lin").post(form(name, kind), said)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Circumstance.objects.exists()


@pytest.mark.parametrize("kind", list(KIND))
def test_every_question_can_be_opened_and_answered_where_it_can_concern_somebody(home, cast, by_operator, kind) -> None:
    grandmother = Person.objects.filter(name="陈秀英")
    years = {KIND.ABILITY: 1950}.get(kind)
    if years:
        grandmother.update(birth_date=date(years, 1, 1))
    lin = cast.client("lin")
    assert "从哪一天起" in text(lin, form("陈秀英", kind)) or "日期" in text(lin, form("陈秀英", kind))
    value = {KIND.INSURED_MONTHS: "26", KIND.WAGE: "7500", KIND.VACCINATION: "hpv", KIND.ABILITY: "2"}.get(kind, "none")
    if kind == KIND.COMPLICATION:
        value = "3"
    done = lin.post(form("陈秀英", kind), {"value": value, "since": "2025-01-01"})
    assert done.status_code == 302
    assert Circumstance.objects.get().said == value
    assert Circumstance.objects.get().answer in text(lin, page("陈秀英"))


@pytest.mark.parametrize(
    ("name", "kind"),
    [("林小满", KIND.EMPLOYMENT), ("林小满", KIND.COMPLICATION), ("陈秀英", KIND.ABILITY)],
)
def test_what_cannot_concern_somebody_is_not_asked(home, cast, name, kind) -> None:
    lin = cast.client("lin")
    assert lin.get(form(name, kind)).status_code == 404
    assert form(name, kind) not in text(lin, page(name))


def test_of_the_dead_everything_can_be_read_and_nothing_is_asked(home, cast) -> None:
    record("林建国", KIND.EMPLOYMENT, "flexible", date(2020, 1, 1), cast.actor("township"))
    Person.objects.filter(name="林建国").update(death_date=TODAY)
    lin = cast.client("lin")
    shown = text(lin, page("林建国"))
    assert "灵活就业" in shown
    assert form("林建国", KIND.EMPLOYMENT) not in shown
    assert lin.get(form("林建国", KIND.EMPLOYMENT)).status_code == 404


def test_months_go_on_by_themselves_and_the_page_says_from_what(home, cast) -> None:
    by, since = cast.actor("township"), TODAY - timedelta(days=100)
    record("陈秀英", KIND.INSURANCE, "employee", since, by)
    record("陈秀英", KIND.INSURED_MONTHS, "26", since, by)
    shown = text(cast.client("lin"), page("陈秀英"))
    assert "29 个月" in shown
    assert "登记为 26 个月" in shown


def test_a_newborns_form_asks_how_the_child_came_and_keeps_it_with_the_mother(home, cast) -> None:
    lin = cast.client("lin")
    address = reverse("desk:add-newborn", args=[person("陈秀英").household_id])
    assert "怎样生的" in text(lin, address)
    born = {
        "relation": "son",
        "name": "林小川",
        "sex": "M",
        "birth_date": TODAY.isoformat(),
        "outcome": "difficult_birth",
    }
    wrong = lin.post(address, {**born, "weeks": "99"})
    assert wrong.status_code == 422
    assert "孕周填 20 到 45 的整数。" in wrong.content.decode()
    assert lin.post(address, {**born, "weeks": "38"}).status_code == 302
    ended = LifeEvent.objects.get(kind="pregnancy_end")
    assert (ended.person.name, ended.details) == ("陈秀英", {"outcome": "difficult_birth", "weeks": 38})
    assert "怎样生的" not in text(lin, reverse("desk:add-person", args=[person("陈秀英").household_id]))


def test_a_stranger_finds_no_page_and_who_may_only_read_is_told_so(home, cast) -> None:
    told = record("陈秀英", KIND.EMPLOYMENT, "employee", date(2024, 1, 1), cast.actor("township"))
    undo = reverse("desk:withdraw-circumstance", args=[told.pk])
    chen, president = cast.client("chen"), cast.client("president")
    assert [chen.get(a).status_code for a in (page("陈秀英"), form("陈秀英", KIND.EMPLOYMENT))] == [404, 404]
    assert chen.post(undo).status_code == 404
    assert president.get(form("陈秀英", KIND.EMPLOYMENT)).status_code == 403
    assert president.post(undo).status_code == 403
    assert cast.client("auditor").get(page("陈秀英")).status_code == 403
    shown = text(president, page("陈秀英"))
    assert "在单位上班" in shown
    assert undo not in shown
    assert "记下<" not in shown


SECRETS = ("高血压", "hypertension", "HPV 疫苗", "三级", "7523.4")  # long enough that no token holds one by chance


@pytest.fixture
def ill(home, cast) -> None:
    by = cast.actor("township")
    record("陈秀英", KIND.CHRONIC, "hypertension", date(2024, 1, 1), by)
    record("陈秀英", KIND.COMPLICATION, "3", date(2024, 1, 1), by)
    record("陈秀英", KIND.VACCINATION, "hpv", date(2024, 1, 1), by)
    record("陈秀英", KIND.WAGE, "7523.4", date(2024, 1, 1), by)
    record("陈秀英", KIND.EMPLOYMENT, "employee", date(2024, 1, 1), by)


def test_to_who_need_not_know_it_the_health_of_a_family_does_not_exist(ill, cast) -> None:
    lin, president = cast.client("lin"), cast.client("president")
    family = reverse("desk:household", args=[person("陈秀英").household_id])
    for address in (page("陈秀英"), family):
        assert all(word in text(lin, address) for word in SECRETS[:1] + SECRETS[2:])
        shown = text(president, address)
        assert not any(word in shown for word in SECRETS)
        assert "慢性病" not in shown
        assert "单位月平均工资" not in shown
        assert "在单位上班" in shown
    assert VIEW_SENSITIVE not in ROLE_RIGHTS[Role.PRESIDENT]


def test_health_stands_on_no_list_in_no_search_and_in_no_export(ill, cast) -> None:
    lin = cast.client("lin")
    village = reverse("desk:region", args=["village", YUNLIN])
    pages = [
        text(lin, village),
        text(lin, reverse("desk:people", args=["village", YUNLIN])),
        text(lin, reverse("desk:rows", args=["village", YUNLIN, "people"])),
        lin.post(reverse("desk:search"), {"q": "陈秀英"}).content.decode(),
        text(lin, reverse("desk:home")),
    ]
    assert not any(word in shown for shown in pages for word in SECRETS)
    exported = " ".join(cell for row in sheet.cells_of(list(Person.objects.all())) for cell in map(str, row))
    assert "陈秀英" in exported
    assert not any(word in exported for word in SECRETS)


def test_no_page_about_health_is_kept_by_a_browser(ill, cast) -> None:
    lin = cast.client("lin")
    assert lin.get(page("陈秀英"))["Cache-Control"] == "no-store"
    assert lin.get(form("陈秀英", KIND.CHRONIC))["Cache-Control"] == "no-store"


def test_nothing_of_health_goes_into_a_log(home, cast) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        lin = cast.client("lin")
        lin.post(form("陈秀英", KIND.CHRONIC), {"value": "hypertension", "since": "2024-01-01"})
        lin.post(form("陈秀英", KIND.CHRONIC), {"value": "hypertension", "since": "2999-01-01"})
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    assert not any(word in stream.getvalue() for word in SECRETS)


@pytest.mark.parametrize("route", ["circumstances", "household"])
def test_a_page_costs_as_much_with_twenty_records_as_with_ten(home, cast, route) -> None:
    lin, by = cast.client("lin"), cast.actor("township")
    child = person("林小满")
    pk = child.pk if route == "circumstances" else child.household_id
    address = reverse(f"desk:{route}", args=[pk])

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert lin.get(address).status_code == 200
        return len(captured)

    lin.get(address)  # the first reading of the day is noted for the family; those after it are not
    for day in range(10):
        record("林小满", KIND.VACCINATION, "polio", child.birth_date + timedelta(days=day), by)
    ten = queries()
    for day in range(10, 20):
        record("林小满", KIND.VACCINATION, "dtap", child.birth_date + timedelta(days=day), by)
    assert queries() == ten
    assert Household.objects.count() == 1
