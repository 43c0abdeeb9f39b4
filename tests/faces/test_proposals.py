"""A change of the law: one proposes it, the families concerned are counted, another publishes it, answers follow."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jiahe.benefits.households import values_of_households
from jiahe.benefits.models import Proposal, ProposalState
from jiahe.benefits.publishing import counting, preview
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.jobs.models import Job
from jiahe.foundation.regions.models import Region
from jiahe.registry import queries
from jiahe.registry.enrolment import enrol
from jiahe.registry.models import Household, Person
from tests.people import FAMILY, family
from tests.places import NOW, TODAY

pytestmark = pytest.mark.django_db
SAID = {
    "area": "350583", "since": "2026-01-01", "value": "5000", "document": "关于提高育儿补贴标准的通知",
    "document_number": "测试〔2026〕1号", "document_date": "2025-12-20", "url": "https://www.example.gov.cn/1",
    "grade": "A", "checked_on": TODAY.isoformat(), "reason": "县里发文提高了标准",
}  # fmt: skip


@pytest.fixture
def home(yunlin: Region, by_operator) -> Household:
    enrol([*FAMILY, *family("002")], by=by_operator, territory=yunlin, at=NOW, on=TODAY)
    return Household.objects.get(number="001")


def proposed(client: Client, code: str = "childcare_subsidy", **changes: str) -> Proposal:
    answer = client.post(reverse("desk:propose", args=[code]), {**SAID, **changes})
    assert answer.status_code == 302, answer.content.decode()
    return Proposal.objects.latest("pk")


def answered(client: Client, proposal: Proposal, verdict: str = "publish", answer: str = "") -> str:
    page = client.post(
        reverse("desk:answer-proposal", args=[proposal.pk]), {"verdict": verdict, "answer": answer}, follow=True
    )
    proposal.refresh_from_db()
    return page.content.decode()


def test_one_proposes_another_publishes_and_every_page_answers_by_it(home: Household, cast) -> None:
    county, city = cast.client("county"), cast.client("city")
    due = reverse("desk:benefits", args=[home.pk])
    assert "3,600 元/年" in cast.client("lin").get(due).content.decode()
    proposal = proposed(county)
    page = county.get(reverse("desk:proposal", args=[proposal.pk])).content.decode()
    for words in ("育儿补贴标准", "2026年1月1日起 5,000 元/年", "2 户", "增加 2,800 元", "撤回", "county"):
        assert words in page, words
    assert "3,600 元/年" in cast.client("lin").get(due).content.decode()
    assert "发布了" in answered(city, proposal)
    assert (proposal.state, proposal.publication) == (ProposalState.PUBLISHED, 1)
    page = cast.client("lin").get(due).content.decode()
    assert "5,000 元/年" in page
    assert SAID["document"] in page
    assert set(Entry.objects.filter(subject_type="proposal").values_list("action", flat=True)) == {
        "benefits.propose", "benefits.publish",
    }  # fmt: skip


def test_money_that_families_would_lose_is_counted_as_what_it_is(home: Household, cast) -> None:
    proposal = proposed(cast.client("county"), value="3000")
    page = cast.client("county").get(reverse("desk:proposal", args=[proposal.pk])).content.decode()
    assert "减少 1,200 元" in page
    assert (proposal.previewed["less"], proposal.previewed["fen_a_year"]) == (2, -120_000)


def test_nobody_publishes_what_he_proposed(home: Household, cast) -> None:
    county = cast.client("county")
    proposal = proposed(county)
    assert "自己提出的修改不能自己发布" in answered(county, proposal)
    assert proposal.is_open


def test_what_was_published_is_never_written_again(home: Household, cast) -> None:
    proposal = proposed(cast.client("county"))
    answered(cast.client("city"), proposal)
    proposal.value = 1
    with pytest.raises(TypeError):
        proposal.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(publication=None)
    for verdict in ("publish", "refuse"):
        assert "已经有人处理过" in answered(cast.client("president"), proposal, verdict, "再看看")
    assert "已经有人处理过" in str(
        cast.client("county").post(reverse("desk:withdraw-proposal", args=[proposal.pk]), follow=True).content.decode()
    )


def test_a_later_publication_of_the_same_day_mends_an_earlier_one(home: Household, cast) -> None:
    for value in ("5000", "4800"):
        answered(cast.client("city"), proposed(cast.client("county"), value=value))
    page = cast.client("lin").get(reverse("desk:benefits", args=[home.pk])).content.decode()
    assert "4,800 元/年" in page
    assert Proposal.objects.filter(state=ProposalState.PUBLISHED).count() == 2


def test_a_publication_of_another_history_under_the_same_number_is_told_apart(home: Household, cast) -> None:
    answered(cast.client("city"), proposed(cast.client("county"), value="5000"))
    assert "5,000 元/年" in cast.client("lin").get(reverse("desk:benefits", args=[home.pk])).content.decode()
    Proposal.objects.all().delete()  # as a restore of an earlier day does
    answered(cast.client("city"), proposed(cast.client("county"), value="4100"))
    assert Proposal.objects.get().publication == 1
    assert "4,100 元/年" in cast.client("lin").get(reverse("desk:benefits", args=[home.pk])).content.decode()


def test_what_a_later_package_does_not_know_any_more_breaks_no_page(home: Household, cast) -> None:
    answered(cast.client("city"), proposed(cast.client("county")))
    Proposal.objects.update(code="renamed_meanwhile")
    assert "3,600 元/年" in cast.client("lin").get(reverse("desk:benefits", args=[home.pk])).content.decode()
    for name in ("desk:proposals", "desk:law"):
        assert cast.client("county").get(reverse(name)).status_code == 200
    page = cast.client("county").get(reverse("desk:proposal", args=[Proposal.objects.get().pk]))
    assert "renamed_meanwhile" in page.content.decode()


def test_a_proposal_that_is_sent_back_says_why_and_changes_nothing(home: Household, cast) -> None:
    proposal = proposed(cast.client("county"))
    assert "请写明为什么不通过" in answered(cast.client("city"), proposal, "refuse")
    assert proposal.is_open
    answered(cast.client("city"), proposal, "refuse", "原文是 3800")
    assert proposal.state == ProposalState.REFUSED
    assert "原文是 3800" in cast.client("county").get(reverse("desk:proposal", args=[proposal.pk])).content.decode()
    assert "3,600 元/年" in cast.client("lin").get(reverse("desk:benefits", args=[home.pk])).content.decode()


def test_one_takes_back_ones_own_and_nobody_elses(home: Household, cast) -> None:
    proposal = proposed(cast.client("county"))
    address = reverse("desk:withdraw-proposal", args=[proposal.pk])
    assert cast.client("city").post(address).status_code == 404
    cast.client("county").post(address)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.WITHDRAWN


def test_asked_twice_it_is_one_proposal(home: Household, cast) -> None:
    county = cast.client("county")
    assert proposed(county).pk == proposed(county).pk
    assert Proposal.objects.count() == 1


def test_a_county_speaks_for_itself_and_a_city_does_not_speak_for_the_nation(home: Household, cast) -> None:
    for who, area in (("county", "0"), ("county", "3505"), ("city", "35"), ("fuzhou", "350583")):
        page = cast.client(who).post(reverse("desk:propose", args=["childcare_subsidy"]), {**SAID, "area": area})
        assert page.status_code == 422
    proposal = proposed(cast.client("county"))
    assert cast.client("fuzhou").post(
        reverse("desk:answer-proposal", args=[proposal.pk]), {"verdict": "publish"}
    ).status_code in (403, 404)
    assert proposed(cast.client("president"), area="0").area == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"value": "三千"}, "请填一个数字，单位是元/年"),
        ({"value": "-1"}, "这个数不对"),
        ({"value": "3600.005"}, "写得太细了"),
        ({"value": "1e99"}, "这个数不对"),
        ({"value": "NaN"}, "这个数不对"),
        ({"since": "0026-01-01"}, "核对年份"),
        ({"since": "2026-02-30"}, "2020-01-05"),
        ({"document": " "}, "文件的名称"),
        ({"reason": ""}, "为什么要改"),
        ({"url": "javascript:alert(1)"}, "https://"),
        ({"document_date": "2030-01-01"}, "还没有到"),
        ({"grade": "E"}, "E"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_typed_is_lost(
    home: Household, cast, changes: dict[str, str], words: str
) -> None:
    page = cast.client("county").post(reverse("desk:propose", args=["childcare_subsidy"]), {**SAID, **changes})
    assert page.status_code == 422
    assert words in page.content.decode()
    assert SAID["document_number"] in page.content.decode()
    assert not Proposal.objects.exists()


def test_an_unknown_number_and_an_unknown_version_are_not_there(cast) -> None:
    president = cast.client("president")
    assert president.get(reverse("desk:propose", args=["no_such"])).status_code == 404
    for benefit, version in (("childcare_subsidy", "1999-01-01"), ("childcare_subsidy", "x"), ("none", "2025-01-01")):
        assert president.get(reverse("desk:propose-rule", args=[benefit, version])).status_code == 404


def test_the_days_of_a_rule_are_changed_by_the_province_alone(home: Household, cast) -> None:
    address = reverse("desk:propose-rule", args=["childcare_subsidy", "2025-01-01"])
    said = {**SAID, "since": "2025-01-01", "until": TODAY.isoformat()}
    assert cast.client("county").get(address).status_code == 404
    assert (
        "要在开始执行的日子以后"
        in cast.client("president").post(address, {**said, "until": "2024-01-01"}).content.decode()
    )
    assert cast.client("president").post(address, said).status_code == 302
    proposal = Proposal.objects.get()
    page = cast.client("president").get(reverse("desk:proposal", args=[proposal.pk])).content.decode()
    assert "不再够条件" in page
    assert proposal.previewed["loses"] == 2
    answered(cast.client("administrator"), proposal)
    page = cast.client("lin").get(reverse("desk:benefits", args=[home.pk])).content.decode()
    assert "3,600 元/年" not in page


def test_money_of_an_unconfirmed_document_is_not_added_up(home: Household, cast) -> None:
    proposal = proposed(cast.client("county"), grade="C")
    page = cast.client("county").get(reverse("desk:proposal", args=[proposal.pk])).content.decode()
    assert "依据还待核实，不合计" in page
    assert "待核实" in page


def test_it_is_not_published_before_it_is_counted_who_changes(home: Household, cast, settings) -> None:
    settings.JIAHE_BACKGROUND = "nowhere"
    proposal = proposed(cast.client("county"))
    assert "还在算谁会受影响" in answered(cast.client("city"), proposal)
    assert proposal.is_open


def test_a_count_that_broke_off_goes_on_where_it_stopped_and_doubles_nothing(
    home: Household, cast, settings, monkeypatch
) -> None:
    monkeypatch.setattr(counting, "CHUNK", 1)
    settings.JIAHE_BACKGROUND = "nowhere"
    proposal = proposed(cast.client("county"))
    job = Job.objects.get(kind=preview.PREVIEW)
    looked: list[int] = []

    class Broken(Exception):
        pass

    class Run:
        about, on = {"proposal": proposal.pk}, TODAY

        def progress(self, done: int, total: int) -> None:
            looked.append(done)
            assert total == 2
            if len(looked) == 1:
                raise Broken

    with pytest.raises(Broken):
        counting.count(Run())  # type: ignore[arg-type]  # what a job's work sees of its run
    counting.count(Run())  # type: ignore[arg-type]
    proposal.refresh_from_db()
    assert looked == [1, 2]
    assert (proposal.preview_done, proposal.previewed["households"], proposal.previewed["more"]) == (True, 2, 2)
    assert job.about == {"proposal": proposal.pk}


def test_many_households_are_read_as_each_of_them_alone(home: Household, by_operator, yunlin: Region) -> None:
    other = Household.objects.get(number="002")
    child = Person.objects.get(household=other, relation="daughter")
    Person.objects.filter(pk=child.pk).update(mother=Person.objects.get(household=home, relation="spouse"))
    page = queries.households(by=by_operator, region=yunlin, on=TODAY)
    together = values_of_households(page.rows, by=by_operator, on=TODAY)
    alone = [values_of_households([one], by=by_operator, on=TODAY)[0] for one in page.rows]
    sort = lambda values: {**values, "members": sorted(values["members"], key=lambda m: m["id"])}  # noqa: E731
    assert [sort(v) for v in together] == [sort(v) for v in alone]
    assert str(child.pk) in {member["id"] for member in together[0]["members"]}


def test_a_long_list_costs_as_many_queries_as_a_short_one(home: Household, cast, settings) -> None:
    settings.JIAHE_BACKGROUND = "nowhere"
    county = cast.client("county")

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert county.get(reverse("desk:proposals")).status_code == 200
        return len(captured)

    costs = []
    for round in range(2):
        for number in range(10):
            proposed(county, since=(date(2026, 1, 1) + timedelta(days=round * 10 + number)).isoformat())
        costs.append(cost())
    assert costs[0] == costs[1]
    assert "2026年1月20日起" in county.get(reverse("desk:proposals")).content.decode()


def test_who_may_publish_is_told_and_so_is_who_proposed(home: Household, cast) -> None:
    city = cast.client("city")
    county = cast.client("county")
    proposal = proposed(county)
    assert "有一处政策修改等您审核" in city.get(reverse("desk:notices")).content.decode()
    answered(city, proposal)
    assert "您提出的政策修改：已发布" in county.get(reverse("desk:notices")).content.decode()


def test_a_village_worker_has_no_say_in_the_law(cast) -> None:
    assert cast.client("lin").get(reverse("desk:proposals")).status_code == 403
