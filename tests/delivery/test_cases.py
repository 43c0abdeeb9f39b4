"""Cases: heard at once, never without an owner, on the clock, and counted as they were."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiahe.delivery.cases import actions
from jiahe.delivery.cases.clock import remind
from jiahe.delivery.cases.models import Case, CaseEntry, CaseState, Deed, Source
from jiahe.delivery.cases.queries import case_at_desk
from jiahe.foundation.accounts.actions import give_post, open_account, open_post
from jiahe.foundation.accounts.actor import Actor, in_post, operator
from jiahe.foundation.accounts.gate import OutOfReach, RightMissing
from jiahe.foundation.accounts.models import Role
from jiahe.foundation.facts.verification import verify
from jiahe.foundation.notices.models import Notice
from jiahe.foundation.regions.models import Level
from jiahe.foundation.regions.queries import find_region
from jiahe.registry.models import Person
from jiahe.registry.queries import PAGE
from jiahe.registry.rows import Refused
from tests.conftest import Cast
from tests.delivery.conftest import STORY
from tests.places import NOW, TODAY, XIAXI, YUNLIN
from tests.residents import resident_client

pytestmark = pytest.mark.django_db
Do = Callable[..., Case]


def counted(on: date = TODAY) -> dict[str, int]:
    """What the screen counts of cases in 芸林村, with every sum proved by a recount."""
    from jiahe.delivery.cases.measures import CLOSED, ON_TIME, OPENED, RECOVERED
    from jiahe.foundation.facts.queries import totals
    from jiahe.foundation.regions.queries import find_region

    proof = verify(on=on)
    assert proof.ok, proof.differences
    village = find_region(YUNLIN)
    assert village is not None
    sums = totals((OPENED, CLOSED, ON_TIME, RECOVERED), [village], on=on, since=on.replace(month=1, day=1))
    return {code: n for (code, _), n in sums.items()}


def test_what_a_resident_asks_lies_with_her_village_and_must_be_taken_up_within_a_working_day(heard: Case) -> None:
    assert heard.owner_id == Cast().actor("lin").post_id
    assert heard.step == "contact"
    assert (heard.due_on - TODAY).days >= 1
    assert Notice.objects.filter(post=heard.owner_id, kind="cases.came").count() == 1


def test_a_double_click_opens_one_case(wife: Person, herself: Actor, heard: Case) -> None:
    again = actions.open_case(kind="reception", typed=STORY, person=wife, by=herself, at=NOW, on=TODAY)
    assert again.pk == heard.pk
    assert Case.objects.count() == 1
    assert counted()["cases_opened"] == 1


def test_what_somebody_says_stands_nowhere_in_the_clear(heard: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cases_case")
        row = repr(cursor.fetchone())
        cursor.execute("SELECT * FROM cases_caseentry")
        row += repr(cursor.fetchall())
    assert "九十八" not in row
    assert "茶厂" not in row
    assert Case.objects.get(pk=heard.pk).content["answers"]["employer"] == "茶厂"


def test_a_case_that_is_asked_back_stands_still_and_then_goes_on_with_the_days_it_had(
    heard: Case, deed: Do, herself: Actor
) -> None:
    deed("finish_step", heard, "lin", typed={"found": "单位承认少给"})
    assert heard.step == "settle"
    before = heard.due_on
    deed("ask_applicant", heard, "lin", question="请拍一张结婚证")
    assert heard.state == CaseState.WAITING
    late = date(2026, 12, 1)
    deed("reply", heard, herself, on=late, text="已经拍了")
    assert heard.state == CaseState.OPEN
    assert heard.due_on > before
    assert heard.left is None


def test_over_the_spring_festival_no_working_day_runs(wife: Person, herself: Actor) -> None:
    eve = date(2026, 2, 13)  # the Friday before; the 14th is worked, the holiday lasts from the 15th to the 23rd
    opened = actions.open_case(kind="reception", typed=STORY, person=wife, by=herself, at=NOW, on=eve)
    assert opened.due_on == date(2026, 2, 14)
    on_the_last_day = actions.open_case(
        kind="reception", typed=STORY | {"story": "另一件"}, person=wife, by=herself, at=NOW, on=date(2026, 2, 14)
    )
    assert on_the_last_day.due_on == date(2026, 2, 24)


def test_the_village_asks_above_the_department_settles_it_and_money_comes_back(
    heard: Case, deed: Do, herself: Actor
) -> None:
    deed("finish_step", heard, "lin", typed={"found": "单位承认少给"})
    deed("hand_on", heard, "lin", reason="单位在镇上")
    assert heard.owner_id == Cast().actor("township").post_id
    assert not heard.received
    deed("receive", heard, "township")
    deed("refer", heard, "township", department="labour", reason="请劳动监察查一查")
    assert heard.owner_id == Cast().actor("partner").post_id
    with pytest.raises(RightMissing):
        deed("finish_step", heard, "lin", typed={"answer": "办好了"})
    deed("receive", heard, "partner")
    deed("finish_step", heard, "partner", typed={"answer": "补足六十天，工资补发", "recovered": "5200.50"})
    assert heard.state == CaseState.ANSWERED
    assert counted() == {"cases_opened": 1, "cases_closed": 1, "cases_on_time": 1, "money_recovered": 520050}
    deed_of_rating = actions.rate(case=heard, stars=5, words="谢谢", by=herself, at=NOW, on=TODAY)
    assert deed_of_rating.rating == 5


def test_what_is_opened_again_is_counted_as_open_again(heard: Case, deed: Do, herself: Actor) -> None:
    deed("finish_step", heard, "lin", typed={"found": "问清了"})
    deed("finish_step", heard, "lin", typed={"answer": "办好了", "recovered": "100"})
    deed("reopen", heard, herself, reason="钱还没到")
    assert heard.owner_id == Cast().actor("lin").post_id
    assert counted() == {"cases_opened": 1, "cases_closed": 0, "cases_on_time": 0, "money_recovered": 0}
    deed("finish_step", heard, "lin", typed={"answer": "到账了", "recovered": "100"})
    assert counted()["money_recovered"] == 10000


def test_after_thirty_days_one_asks_anew(heard: Case, deed: Do, herself: Actor) -> None:
    deed("reject", heard, "lin", reason="请到法院")
    with pytest.raises(Refused, match="三十天"):
        deed("reopen", heard, herself, on=date(2027, 1, 10), reason="还没有好")
    assert counted()["cases_closed"] == 0  # what is not taken on is not answered


def test_of_two_officers_who_decide_one_case_the_second_is_told(heard: Case) -> None:
    lin = Cast().actor("lin")
    seen = heard.moves
    first, second = Case.objects.get(pk=heard.pk), Case.objects.get(pk=heard.pk)
    actions.reject(case=first, reason="请到法院", seen=seen, by=lin, at=NOW, on=TODAY)
    with pytest.raises(Refused, match="刚刚处理过"):
        actions.finish_step(case=second, typed={"found": "问清了"}, seen=seen, by=lin, at=NOW, on=TODAY)
    assert CaseEntry.objects.filter(case=heard).count() == 2


def test_a_form_sent_twice_does_one_deed(heard: Case) -> None:
    client = Cast().client("lin")
    form = {"moves": str(heard.moves), "found": "问清了"}
    assert client.post(reverse("desk:act-case", args=[heard.pk, "finish"]), form).status_code == 302
    again = client.post(reverse("desk:act-case", args=[heard.pk, "finish"]), form)
    assert again.status_code == 422
    assert heard.entries.filter(deed=Deed.FINISHED).count() == 1


def test_it_goes_back_only_to_who_handed_it_over(heard: Case, deed: Do) -> None:
    with pytest.raises(Refused, match="首先接到"):
        deed("send_back", heard, "lin", reason="不归我管")
    deed("hand_on", heard, "lin", reason="单位在镇上")
    deed("send_back", heard, "township", reason="请先问清是哪家单位")
    assert heard.owner_id == Cast().actor("lin").post_id


def test_who_reaches_the_place_sees_it_and_nobody_else(heard: Case) -> None:
    address = reverse("desk:case", args=[heard.pk])
    assert Cast().client("county").get(address).status_code == 200
    assert Cast().client("chen").get(address).status_code == 404
    assert Cast().client("partner").get(address).status_code == 404
    actions.refer(
        case=heard, department="justice", reason="请看一看", seen=heard.moves, by=Cast().actor("lin"), at=NOW, on=TODAY
    )
    page = Cast().client("partner").get(address)
    assert page.status_code == 200
    assert (
        reverse("desk:household", args=[heard.person.household_id if heard.person else 0]) not in page.content.decode()
    )


def test_a_neighbour_neither_reads_nor_rates_it(heard: Case, yunlin: object) -> None:
    from jiahe.foundation.accounts.actor import operator
    from jiahe.registry.enrolment import enrol
    from tests.people import family

    enrol(family("002"), by=operator(), at=NOW, on=TODAY, territory=yunlin)  # type: ignore[arg-type]  # the fixture
    other = resident_client(Person.objects.get(household__number="002", relation="spouse"))
    assert other.get(reverse("portal:case", args=[heard.pk])).status_code == 404
    assert other.post(reverse("portal:act-case", args=[heard.pk, "withdraw"]), {"moves": "0"}).status_code == 404


def test_a_visitor_who_is_not_registered_is_heard_by_name(yunlin: object) -> None:
    lin = Cast().actor("lin")
    heard = actions.open_case(
        kind="reception", typed=STORY, visitor=actions.Visitor("王阿姨", "05958888888"), village_code=YUNLIN,
        source=Source.VISIT, by=lin, at=NOW, on=TODAY,
    )  # fmt: skip
    assert heard.owner_id == lin.post_id
    assert heard.content["name"] == "王阿姨"
    with pytest.raises(OutOfReach):
        actions.open_case(
            kind="reception", typed=STORY, visitor=actions.Visitor("王阿姨"), village_code=XIAXI, by=lin, at=NOW,
            on=TODAY,
        )  # fmt: skip
    with pytest.raises(Refused) as refused:
        actions.open_case(
            kind="reception", typed=STORY, visitor=actions.Visitor(""), village_code=YUNLIN, by=lin, at=NOW, on=TODAY
        )
    assert [fault.field for fault in refused.value.faults] == ["name"]


def test_what_is_late_is_carried_up_level_by_level_and_told_once(heard: Case) -> None:
    after = date(2026, 12, 25)
    assert remind(on=heard.due_on, at=NOW) == 0
    assert remind(on=after, at=NOW) == 1
    assert remind(on=after, at=NOW) == 0
    told = set(Notice.objects.filter(kind="cases.late").values_list("post__role", flat=True))
    assert {"village_worker", "township_secretary", "county_secretary"} <= told
    assert heard.entries.filter(deed=Deed.REMINDED).count() == 1


def test_a_page_of_nobody_elses_words_is_refused_at_its_field(wife: Person) -> None:
    client = resident_client(wife)
    page = client.post(reverse("portal:ask-case", args=["reception"]), {"topic": "", "story": "难"})
    assert page.status_code == 422
    assert "这一项还没有填" in page.content.decode()
    assert "难" in page.content.decode()
    assert Case.objects.count() == 0


def test_an_answer_of_a_case_whose_kind_is_gone_is_still_shown_in_the_list(heard: Case) -> None:
    Case.objects.filter(pk=heard.pk).update(kind="no-longer")
    assert Cast().client("lin").get(reverse("desk:cases")).status_code == 200


@pytest.mark.parametrize(("who", "route"), [("lin", "desk:cases"), ("partner", "desk:cases"), ("", "portal:cases")])
def test_a_list_of_twenty_cases_costs_as_many_queries_as_one_of_ten(
    who: str, route: str, wife: Person, herself: Actor
) -> None:
    client = Cast().client(who) if who else resident_client(wife)
    lin = Cast().actor("lin")

    def ask(first: int, last: int) -> None:
        for number in range(first, last):
            typed = STORY | {"story": f"第{number}件"}
            opened = actions.open_case(kind="reception", typed=typed, person=wife, by=herself, at=NOW, on=TODAY)
            if who == "partner":
                actions.refer(case=opened, department="labour", reason="请查", seen=0, by=lin, at=NOW, on=TODAY)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(route)).status_code == 200
        return len(captured)

    ask(0, 10)
    ten = cost()
    ask(10, 20)
    assert cost() == ten


def test_a_long_list_of_cases_is_turned_page_by_page(wife: Person, herself: Actor) -> None:
    for number in range(PAGE + 2):
        actions.open_case(
            kind="reception", typed=STORY | {"story": f"第{number}件"}, person=wife, by=herself, at=NOW, on=TODAY
        )
    client = Cast().client("lin")
    last, *_, first = Case.objects.order_by("-pk").values_list("pk", flat=True)
    page = client.get(reverse("desk:cases")).content.decode()
    assert reverse("desk:case", args=[last]) in page
    assert reverse("desk:case", args=[first]) not in page
    (following,) = re.findall(r'href="\?(show=mine&amp;before=\d+)"', page)
    rest = client.get(f"{reverse('desk:cases')}?{unescape(following)}").content.decode()
    assert reverse("desk:case", args=[first]) in rest
    assert reverse("desk:case", args=[last]) not in rest
    assert "after=" in rest


def test_a_department_that_has_its_own_post_is_handed_its_own_cases_and_the_others_read_nothing(
    wife: Person, herself: Actor, deed: Do
) -> None:
    at: dict[str, Any] = {"by": operator(), "at": NOW}
    region = find_region(350583000000, Level.COUNTY)
    assert region is not None
    actors = {}
    for department in ("justice", "insurance"):
        user, _ = open_account(username=department, name=department, password="warm-tea-and-rain", **at)
        post = open_post(role=Role.PARTNER, region=region, department=department, **at)
        give_post(user=user, post=post, since=TODAY, **at)
        actors[department] = in_post(user, post)
    case = actions.open_case(kind="reception", typed=STORY, person=wife, by=herself, at=NOW, on=TODAY)
    deed("refer", case, "lin", department="insurance", reason="请查津贴")
    assert case.owner_id == actors["insurance"].post_id
    assert str(case.owner) == "南安市 · 医疗保障"
    with pytest.raises(OutOfReach):
        case_at_desk(case.pk, by=actors["justice"])
    assert case_at_desk(case.pk, by=actors["insurance"]) == case
    other = actions.open_case(
        kind="reception", typed=STORY | {"story": "另一件"}, person=wife, by=herself, at=NOW, on=TODAY
    )
    deed("refer", other, "lin", department="labour", reason="请查")
    assert other.owner_id == Cast().actor("partner").post_id, "where it has none, the one that stands for all has it"
