"""Settings: proposed by one, approved by another, the smallest place first, and nothing that was opened changes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from jiahe.delivery.cases import actions as cases
from jiahe.delivery.cases.clock import remind
from jiahe.delivery.cases.models import Case, CaseState
from jiahe.delivery.catalogue import programme as register
from jiahe.delivery.catalogue.actions import approve_setting, propose_setting, refuse_setting, withdraw_setting
from jiahe.delivery.catalogue.in_force import in_force, in_village, running_in
from jiahe.delivery.catalogue.models import ProgrammeSetting, SettingState
from jiahe.delivery.catalogue.parameters import Amount, Parameter, Words
from jiahe.delivery.catalogue.programme import Programme
from jiahe.delivery.catalogue.queries import preview
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, RightMissing
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.holidays.workdays import working_days_after
from jiahe.foundation.notices.models import Notice
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import find_region
from jiahe.programmes.marriage_and_birth.three_talks_two_visits.programme import PROGRAMME
from jiahe.registry.models import Person
from jiahe.registry.rows import Refused
from tests.conftest import Cast
from tests.delivery.conftest import STORY
from tests.places import NOW, TODAY, XIAXI, YUNLIN
from tests.residents import resident_client

pytestmark = pytest.mark.django_db
COUNTY, TOWNSHIP, CITY, PINGTAN = 350583000000, 350583103000, 350500000000, 350128000000
SINCE = TODAY + timedelta(days=7)
LIST = reverse("desk:settings")
Do = Callable[..., Case]


def place(code: int) -> Region:
    """A region by its code."""
    found = find_region(code)
    assert found is not None
    return found


def proposed(code: int = COUNTY, who: str = "county", since: date = SINCE, on: bool | None = None, **typed: str) -> Any:
    """What somebody of the cast proposes."""
    return propose_setting(
        programme=PROGRAMME, region=place(code), since=since, is_on=on, typed=typed, reason="想再快一点",
        by=Cast().actor(who), at=NOW, on=TODAY,
    )  # fmt: skip


def approved(code: int = COUNTY, who: str = "county", by: str = "city", **said: Any) -> ProgrammeSetting:
    """The same, approved by another."""
    return approve_setting(setting=proposed(code, who, **said), by=Cast().actor(by), at=NOW, on=TODAY)


def days(village: int, on: date) -> int:
    """Within how many days a matter is settled in a village, of what is opened on a day."""
    return in_village(PROGRAMME, village, on=on).numbers["settle_days"]


def test_a_setting_holds_from_its_day_on_and_no_day_before() -> None:
    approved(settle_days="15")
    assert days(YUNLIN, SINCE - timedelta(days=1)) == 22
    assert days(YUNLIN, SINCE) == 15
    assert days(350102001001, SINCE) == 22  # 福州 is none of 南安's


def test_what_waits_or_was_refused_or_taken_back_holds_nowhere() -> None:
    proposed(settle_days="15")
    refused = proposed(settle_days="16")
    refuse_setting(setting=refused, answer="太急了", by=Cast().actor("city"), at=NOW)
    withdraw_setting(setting=proposed(settle_days="17"), by=Cast().actor("county"), at=NOW)
    assert days(YUNLIN, SINCE) == 22


def test_the_smaller_place_goes_before_the_larger_however_late_that_speaks() -> None:
    approved(TOWNSHIP, settle_days="10")
    approved(CITY, "city", by="president", since=SINCE + timedelta(days=1), settle_days="20", contact_days="2")
    later = SINCE + timedelta(days=5)
    assert days(YUNLIN, later) == 10
    assert in_village(PROGRAMME, YUNLIN, on=later).numbers["contact_days"] == 2
    assert in_force(PROGRAMME, place(COUNTY), on=later).numbers["settle_days"] == 20


def test_of_one_place_the_later_day_holds_then_the_later_answer() -> None:
    approved(since=SINCE + timedelta(days=3), settle_days="12")
    approved(since=SINCE, settle_days="15")
    assert [days(YUNLIN, SINCE + timedelta(days=n)) for n in (0, 3)] == [15, 12]


def test_pingtan_reports_past_fuzhou_and_does_not_follow_it() -> None:
    approved(350100000000, "fuzhou", by="president", settle_days="9")
    village = next(iter(Region.objects.filter(level=4, code__gt=PINGTAN, code__lt=PINGTAN + 999999)))
    assert days(village.code, SINCE) == 22
    assert days(350102001001, SINCE) == 9


def test_nobody_approves_his_own_and_nothing_is_decided_twice() -> None:
    county, city = Cast().actor("county"), Cast().actor("city")
    setting = proposed(settle_days="15")
    with pytest.raises(Refused, match="自己提出的"):
        approve_setting(setting=setting, by=county, at=NOW, on=TODAY)
    approve_setting(setting=setting, by=city, at=NOW, on=TODAY)
    for again in (lambda: approve_setting(setting=setting, by=city, at=NOW, on=TODAY),
                  lambda: refuse_setting(setting=setting, answer="晚了", by=city, at=NOW)):  # fmt: skip
        with pytest.raises(Refused, match="已经有人处理过"):
            again()
    with pytest.raises(TypeError, match="never changed"):
        setting.save()
    told = [Notice.objects.filter(kind=f"catalogue.{what}").count() for what in ("proposed", "answered")]
    assert told == [1, 1]
    assert set(Entry.objects.filter(subject_type="programme_setting").values_list("action", flat=True)) == {
        "catalogue.propose_setting", "catalogue.approve_setting",
    }  # fmt: skip


def test_what_is_approved_on_its_day_would_change_what_was_opened_this_morning_and_is_refused() -> None:
    setting = proposed(since=TODAY + timedelta(days=1), settle_days="15")
    with pytest.raises(Refused, match="日子已经到了"):
        approve_setting(setting=setting, by=Cast().actor("city"), at=NOW, on=setting.since)
    assert not ProgrammeSetting.objects.filter(state=SettingState.APPROVED).exists()


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"since": TODAY, "settle_days": "15"}, "since", "明天或者以后"),
        ({"settle_days": "4"}, "settle_days", "5 到 60 之间"),
        ({"settle_days": "-1"}, "settle_days", "5 到 60 之间"),
        ({"settle_days": "二十"}, "settle_days", "5 到 60 之间"),
        ({"intro": " "}, "intro", "请写上"),
        ({"intro": "长" * 301}, "intro", "最多 300 个字"),
        ({"settle_days": "22"}, "", "没有要改的"),
        ({"on": True}, "", "没有要改的"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_is_kept(
    said: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(Refused) as caught:
        proposed(**said)
    assert [(fault.field, sentence in fault.message) for fault in caught.value.faults] == [(field, True)]
    assert not ProgrammeSetting.objects.exists()


def test_who_has_no_such_place_or_right_proposes_nothing() -> None:
    with pytest.raises(OutOfReach):
        proposed(CITY, "county", settle_days="15")
    with pytest.raises(RightMissing):
        proposed(TOWNSHIP, "township", settle_days="15")
    with pytest.raises(Refused, match="不按村定"):
        proposed(YUNLIN, "county", settle_days="15")


def test_a_double_click_proposes_once() -> None:
    assert proposed(settle_days="15").pk == proposed(settle_days="15").pk


def test_a_case_that_is_open_ends_under_the_days_it_was_opened_under(wife: Person, herself: Actor, deed: Do) -> None:
    before = cases.open_case(kind="reception", typed=STORY, person=wife, by=herself, at=NOW, on=TODAY)
    approved(settle_days="5", contact_days="3")
    after = cases.open_case(
        kind="reception", typed=STORY | {"story": "后来的一件"}, person=wife, by=herself, at=NOW, on=SINCE
    )
    assert after.due_on == working_days_after(SINCE, 3)
    later = SINCE + timedelta(days=10)
    for case, settled in ((before, 22), (after, 5)):
        deed("finish_step", case, "lin", on=later, typed={"found": "问清了"})
        assert case.due_on == working_days_after(later, settled)
    deed("hand_on", before, "lin", on=later, reason="请镇里办")  # the clock of the step starts anew, by the same days
    assert before.due_on == working_days_after(later, 22)
    deed("finish_step", before, "township", on=later, typed={"answer": "办好了"})
    deed("reopen", before, herself, on=later, reason="还没有到账")
    assert before.due_on == working_days_after(later, 22)


def test_where_a_programme_is_off_nothing_new_comes_in_and_what_is_open_goes_on(
    wife: Person, herself: Actor, deed: Do
) -> None:
    heard = cases.open_case(kind="reception", typed=STORY, person=wife, by=herself, at=NOW, on=TODAY)
    approved(on=False)
    with pytest.raises(Refused, match="还没有开办") as caught:
        cases.open_case(kind="reception", typed=STORY | {"story": "又一件"}, person=wife, by=herself, at=NOW, on=SINCE)
    assert "打电话给县计生协" in str(caught.value)
    assert Case.objects.count() == 1
    deed("finish_step", heard, "lin", on=SINCE, typed={"found": "问清了"})
    deed("finish_step", heard, "lin", on=SINCE, typed={"answer": "办好了"})
    assert heard.state == CaseState.ANSWERED
    assert remind(on=SINCE, at=NOW) == 0


@pytest.fixture
def off_now(cast: Cast) -> ProgrammeSetting:
    """三说两访 does not run in 英都镇 since yesterday."""
    for who in ("county", "city"):
        cast.user(who)
    setting = approved(TOWNSHIP, on=False)
    ProgrammeSetting.objects.filter(pk=setting.pk).update(since=localdate() - timedelta(days=1))
    return setting


def test_where_it_is_off_neither_phone_nor_desk_nor_programs_show_it(off_now: ProgrammeSetting, wife: Person) -> None:
    herself, lin, county = resident_client(wife), Cast().client("lin"), Cast().client("county")
    assert "三说两访" not in herself.get(reverse("services")).content.decode()
    for address in (reverse("service", args=[PROGRAMME.code]), reverse("portal:ask-case", args=["reception"])):
        answer = herself.get(address)
        assert answer.status_code == 404
        assert "在这里还没有开办" in answer.content.decode()
    ask = reverse("desk:case-visit", args=["reception"])
    assert ask not in lin.get(reverse("desk:new-case")).content.decode()
    assert lin.get(reverse("desk:programme", args=[PROGRAMME.code])).status_code == 404
    assert ask in county.get(reverse("desk:new-case")).content.decode()  # elsewhere in the county it runs
    assert "三说两访" in Client().get(reverse("services")).content.decode()
    for code, there in ((YUNLIN, False), (TOWNSHIP, False), (COUNTY, True)):
        listed = Client().get(f"/api/v1/programmes?region={code}").json()
        assert (PROGRAMME.code in [one["code"] for one in listed]) is there
        one = Client().get(f"/api/v1/programmes/{PROGRAMME.code}?region={code}")
        assert one.status_code == (200 if there else 404)
    assert Client().get("/api/v1/programmes?region=12").status_code == 422


@pytest.fixture
def local() -> Iterator[Programme]:
    """A programme that runs only where a place has switched it on."""
    offer = replace(PROGRAMME.offers[0], code="local-talk")  # type: ignore[type-var]  # a kind of cases
    found = replace(PROGRAMME, code="local-talks", title="本地说事", offers=[offer], everywhere=False)
    register.declare(found)
    yield found
    register.withdraw(found.code)


def test_a_programme_that_is_not_everywhere_begins_where_a_county_switches_it_on(
    local: Programme, wife: Person, herself: Actor
) -> None:
    said = {"kind": "local-talk", "typed": STORY, "person": wife, "by": herself, "at": NOW}
    assert "本地说事" not in Client().get(reverse("services")).content.decode()
    with pytest.raises(Refused, match="还没有开办"):
        cases.open_case(**said, on=SINCE)
    setting = propose_setting(
        programme=local, region=place(COUNTY), since=SINCE, is_on=True, typed={}, reason="县里开办", at=NOW, on=TODAY,
        by=Cast().actor("county"),
    )  # fmt: skip
    approve_setting(setting=setting, by=Cast().actor("city"), at=NOW, on=TODAY)
    assert local not in running_in(place(COUNTY), on=SINCE - timedelta(days=1))
    for code in (YUNLIN, XIAXI, COUNTY, CITY, 350000000000):
        assert local in running_in(place(code), on=SINCE)
    assert local not in running_in(place(PINGTAN), on=SINCE)
    assert cases.open_case(**said, on=SINCE).programme == "local-talks"


def test_who_proposes_sees_where_and_how_much_it_concerns(heard: Case) -> None:
    approved(TOWNSHIP, settle_days="10")
    setting = proposed(settle_days="15")
    seen = preview(setting, on=TODAY)
    assert seen.villages > 300
    assert [one.region.title for one in seen.exempt] == ["英都镇"]
    assert list(seen.running) == [("在办的事项", 1)]
    page = Cast().client("county").get(reverse("desk:setting-proposal", args=[setting.pk])).content.decode()
    assert "英都镇" in page
    assert "1 件，按收下时的办完，不变" in page
    assert re.search(r"22 个工作日.*15 个工作日", page, re.DOTALL)


def test_a_county_sets_a_programme_on_the_pages_and_the_resident_reads_it(wife: Person) -> None:
    county, city = Cast().client("county"), Cast().client("city")
    address = reverse("desk:propose-setting", args=[PROGRAMME.code, "county", COUNTY])
    form = county.get(address).content.decode()
    assert 'value="22"' in form
    typed = {
        "since": (localdate() + timedelta(days=1)).isoformat(), "is_on": "yes", "contact_days": "2", "settle_days": "15",
        "intro": "有难处，先跟我们说。", "where": "每月 10 日上午，县计生协接访室。", "reason": "县里定了新办法",
    }  # fmt: skip
    wrong = county.post(address, typed | {"settle_days": "99"})
    assert wrong.status_code == 422
    assert "5 到 60 之间" in wrong.content.decode()
    assert "有难处，先跟我们说。" in wrong.content.decode()  # nothing that was typed is lost
    shown = county.post(address, typed).url
    answer = f"{shown}answer/"
    assert county.post(answer, {"verdict": "approve"}).status_code == 422
    assert city.get(reverse("desk:home")).content.decode().count("审核：南安市 三说两访") == 1
    assert city.post(answer, {"verdict": "refuse", "answer": ""}).status_code == 422
    assert city.post(answer, {"verdict": "approve"}).status_code == 302
    service = reverse("service", args=[PROGRAMME.code])
    herself = resident_client(wife)
    assert "有难处，先跟我们说。" not in herself.get(service).content.decode()
    ProgrammeSetting.objects.update(since=localdate())  # the day has come
    page = herself.get(service).content.decode()
    for words in ("有难处，先跟我们说。", "每月 10 日上午", "15 个工作日", "这是芸林村现在的办法"):
        assert words in page
    assert "有难处，先跟我们说。" not in Client().get(service).content.decode()
    assert "有难处，先跟我们说。" in herself.get(reverse("portal:ask-case", args=["reception"])).content.decode()
    history = county.get(reverse("desk:setting-place", args=[PROGRAMME.code, "township", TOWNSHIP])).content.decode()
    assert "南安市定的" in history
    assert "city看" in history.replace(" ", "")


def test_the_lists_of_settings_ask_as_many_questions_for_twenty_as_for_ten() -> None:
    county = Cast().client("county")
    addresses = (LIST, reverse("desk:setting", args=[PROGRAMME.code]))

    def questions(first: int, last: int) -> list[int]:
        for number in range(first, last):
            approved(settle_days=str(23 + number), since=SINCE)
        found = []
        for address in addresses:
            county.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert county.get(address).status_code == 200
            found.append(len(captured))
        return found

    assert questions(0, 9) == questions(9, 18)


def test_an_amount_is_typed_in_yuan_and_kept_in_fen() -> None:
    award = Amount("award", "资助", 300_000, 100_000, 1_000_000)
    assert (award.read("2,500.50"), award.shown(300_000), award.typed(300_000)) == (250_050, "3,000 元", "3000")
    for typed in ("", "x", "0.001", "99999999", "-1"):
        with pytest.raises(ValueError, match="元"):
            award.read(typed)


def test_two_parameters_of_one_code_are_refused_when_they_are_declared() -> None:
    one = Parameter("days", "", 1, 1, 2, "天")
    with pytest.raises(ValueError, match="重复"):
        replace(PROGRAMME, parameters=[one], texts=[Words("days", "", "")])
    with pytest.raises(ValueError, match="since"):
        replace(PROGRAMME, texts=[Words("since", "", "")])
