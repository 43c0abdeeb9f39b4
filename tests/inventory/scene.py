"""Who opens the routes, and the things he finds behind them."""

from __future__ import annotations

import copy
from dataclasses import dataclass, replace
from datetime import date
from http.cookies import SimpleCookie

from django.test import Client
from django.utils import timezone

from jiahe.benefits.publishing.proposing import Basis, propose_value
from jiahe.delivery.cases.actions import add_paper, do_many, open_case
from jiahe.delivery.cases.claims import open_claim
from jiahe.delivery.catalogue.actions import propose_setting
from jiahe.delivery.workforce.actions import assign, record_hours
from jiahe.foundation.accounts.actions import give_post, open_account, resident_account
from jiahe.foundation.accounts.actor import Actor, operator
from jiahe.foundation.accounts.models import Holding, Passkey, Post, User
from jiahe.foundation.accounts.sign_ins import begin_sign_in
from jiahe.foundation.files.actions import keep_file
from jiahe.foundation.jobs.actions import ask
from jiahe.foundation.notices.actions import notify
from jiahe.foundation.notices.kinds import NoticeKind, declare
from jiahe.foundation.redistricting.lists import keep_list
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import find_region
from jiahe.foundation.staffing.models import AccountSheet
from jiahe.programmes.marriage_and_birth.three_talks_two_visits.programme import PROGRAMME as THREE_TALKS
from jiahe.registry import actions
from jiahe.registry.enrolment import enrol
from jiahe.registry.imports.uploads import IMPORT_SHEET
from jiahe.registry.models import AgreedHelper, ExportRequest, Household, ImportRun, Person
from jiahe.registry.models.circumstance import CircumstanceKind
from jiahe.registry.models.life_event import EventKind
from jiahe.registry.residents.asking import ask_benefit, ask_correction
from tests.conftest import CAST, Cast
from tests.delivery.granting import GRANT, PDF
from tests.delivery.paying import at_the_bank
from tests.library import lecture_at, story_for
from tests.passkey_device import Device
from tests.people import FAMILY, HEAD, family
from tests.places import NOW, TODAY, YUNLIN
from tests.provinces import fujian, text_of
from tests.residents import agree, resident_client
from tests.sites import site_at
from tests.workforce import certified, serving

CLAIMED = {"title": "育儿补贴", "because": [], "sources": [], "rule_version": "2025-01-01", "edition": 0}
EVERYBODY = [*CAST, "nobody", "resident", "neighbour"]


@dataclass(frozen=True, slots=True)
class Scene:
    """The keys of what stands behind the routes, and the browsers of everybody."""

    things: dict[str, int]
    cookies: dict[str, SimpleCookie]

    def client(self, who: str) -> Client:
        """A browser in which somebody is signed in; what it does to its cookies stays with it."""
        client = Client()
        client.cookies = copy.deepcopy(self.cookies[who])
        return client


def build() -> dict[str, int]:
    """A family of 芸林村, another beside it, and an import of Lin's post."""
    yunlin, by_operator = find_region(YUNLIN), operator()
    assert yunlin is not None
    enrol([*FAMILY, *family("002")], by=by_operator, at=NOW, on=TODAY, territory=yunlin)
    lin = Cast().actor("lin")
    run = ImportRun.objects.create(
        region=yunlin, post_id=lin.post_id, file_name="x.csv", digest="", status="done", started_at=NOW
    )
    sheet = keep_file(purpose=IMPORT_SHEET, name="x.csv", content=b"a,b", by=lin, at=timezone.now(), region=yunlin)
    export = ExportRequest.objects.create(
        region=yunlin, people=1200, status="waiting", asked_by_id=lin.id, post_id=lin.post_id, asked_at=NOW
    )
    home = Household.objects.get(number="001")
    wife = Person.objects.select_related("household").get(household=home, relation="spouse")
    kept = keep_list(
        content=text_of(fujian()[:-1]), successors="", file_name="x.csv", effective_on=TODAY, source="", by=by_operator,
        at=NOW, on=TODAY,
    )  # fmt: skip
    found = {"household": home.pk, "person": wife.pk, "import_run": run.pk, "region_list": kept.pk}
    job = ask("registry.export", about={"request": 0}, key="0", at=NOW)
    found |= {"file": sheet.pk, "export": export.pk, "job": job.pk}
    found |= _notices(lin, wife)
    found |= {"file": sheet.pk, "export": export.pk, "holding": Holding.objects.get(user=lin.id).pk}
    clerk, _ = open_account(username="clerk", name="叶文", password=None, by=by_operator, at=NOW)
    give_post(user=clerk, post=Post.objects.get(pk=lin.post_id), since=TODAY, by=by_operator, at=NOW)
    sheet_of_accounts = AccountSheet.objects.create(
        post_id=Cast().actor("township").post_id, file_name="y.xlsx", digest="", status="checked", started_at=NOW
    )
    found |= {"account": clerk.pk, "account_sheet": sheet_of_accounts.pk, **_ways_in(User.objects.get(pk=lin.id))}
    proposal = propose_value(
        code="childcare_subsidy", area=350583, since=TODAY, value="4000", basis=Basis("关于提高育儿补贴标准的通知"),
        reason="县里提高了标准", by=Cast().actor("county"), at=NOW, on=TODAY,
    )  # fmt: skip
    found |= {"proposal": proposal.pk, "own_proposal": proposal.pk}
    found |= _settings()
    helper = AgreedHelper.objects.create(
        person=wife, helper=Person.objects.get(household=home, relation="head"), agreed_on=TODAY, recorded_at=NOW
    )
    wrong = ask_correction(person=wife, field="occupation", value="茶农", by=agree(wife), at=NOW, on=TODAY)
    heard = open_case(
        kind="reception", typed={"topic": "maternity_leave", "story": "产假只给了九十八天。"}, person=wife, by=agree(wife),
        at=NOW, on=TODAY,
    )  # fmt: skip
    grant = open_case(kind="golden-autumn-grant", typed=GRANT, person=wife, by=agree(wife), at=NOW, on=TODAY)
    paper = add_paper(
        case=grant, paper="admission", name="a.pdf", content=PDF, by=agree(wife), at=timezone.now(), on=TODAY
    )
    request = ask_benefit(person=wife, benefit="childcare_subsidy", content=CLAIMED, by=agree(wife), at=NOW)
    claimed = open_claim(request.pk, at=NOW, on=TODAY)
    assert claimed is not None
    found["claimed"] = claimed.pk
    several = do_many(cases={0: 0}, deed="receive", reason="", key="scene", by=lin, at=NOW, on=TODAY)
    found["case_bulk"] = several.pk
    found |= {"helper": helper.pk, "request": wrong.pk, "case": heard.pk, "grant": grant.pk, "paper": paper.pk}
    found |= at_the_bank(
        wife, Person.objects.get(household=home, relation="head"), Cast().actor("county"), Cast().actor("city")
    )
    found["site"] = site_at(YUNLIN, by=by_operator).pk
    found |= _who_serves(wife)
    found |= _library(yunlin)
    return found | _deeds(wife, yunlin, by_operator)


def _who_serves(wife: Person) -> dict[str, int]:
    """A matchmaker with her credential and something to look after, and the wife, who is a volunteer."""
    matchmaker = serving()
    paper = certified(matchmaker)
    todo = assign(worker=matchmaker, what="会员之家值班", by=operator(), at=NOW, on=TODAY)
    own = serving(1, kind="volunteer", name=wife.name, phone=wife.phone)
    record_hours(
        worker=own, served_on=TODAY, minutes=90, purpose="company", place="村里", by=agree(wife), at=NOW, on=TODAY
    )
    serving(2, kind="volunteer", name="林某某")
    return {
        "service_worker": matchmaker.pk,
        "credential": paper.pk,
        "assignment": todo.pk,
        "own_worker": own.pk,
    }


def _library(yunlin: Region) -> dict[str, int]:
    """A story that is read, one that is still written, and a lecture."""
    county = Cast().actor("county")
    story = story_for(350583000000, by=county, reviewer=Cast().actor("city"))
    draft = story_for(350583000000, by=county, title="陪产假是规定")
    return {"story": story.pk, "draft_story": draft.pk, "lecture": lecture_at(yunlin.code, by=Cast().actor("lin")).pk}


def _settings() -> dict[str, int]:
    """A setting that the county proposed."""
    county = find_region(350583000000)
    assert county is not None
    setting = propose_setting(
        programme=THREE_TALKS, region=county, since=date(2100, 1, 1), is_on=None, typed={"settle_days": "15"},
        reason="想再快一点", by=Cast().actor("county"), at=NOW, on=TODAY,
    )  # fmt: skip
    return {"setting": setting.pk, "own_setting": setting.pk}


def _notices(lin: Actor, wife: Person) -> dict[str, int]:
    """Something Lin's post was told, and something the family was told."""
    declare(NoticeKind("tests.told", "有一件事"))
    told = [notify("tests.told", at=NOW, **to) for to in ({"post": lin.post_id}, {"person": wife.pk})]
    return {name: notice.pk for name, notice in zip(("notice", "message"), told, strict=True) if notice}


def _ways_in(lin: User) -> dict[str, int]:
    """A device Lin is signed in on, and a passkey of hers."""
    sign_in = begin_sign_in(user=lin, device="Windows 电脑", network="203.0.*.*", at=timezone.now())
    public = bytes(Device().public)
    key = Passkey.objects.create(
        user=lin, name="我的手机", credential_id=b"1", credential_digest="1", public_key=public, added_at=NOW
    )
    wife = resident_account(person_id=Person.objects.get(household__number="001", relation="spouse").pk)
    hers = begin_sign_in(user=wife, device="安卓手机", network="203.0.*.*", at=timezone.now())
    return {"sign_in": sign_in.pk, "passkey": key.pk, "resident_sign_in": hers.pk}


def _deeds(wife: Person, village: Region, by: Actor) -> dict[str, int]:
    """What was done in 芸林村 and can be undone: events, a move, two merges; and a pair to look at."""
    when = {"by": by, "at": NOW, "on": TODAY}
    ill = actions.record_circumstance(
        person=wife, kind=CircumstanceKind.CHRONIC, value="hypertension", since=TODAY, **when
    )
    stay = actions.record_event(person=wife, kind=EventKind.HOSPITAL_STAY, happened_on=TODAY, **when)
    rows = [
        replace(HEAD, line=n, household_number=f"9{n}", name=name, id_number="", phone="", birth_date=date(1970, 1, n))
        for n, name in ((1, "王一"), (2, "王二"), (2, "王二"), (3, "王三"), (3, "王三"))
    ]
    rows = [replace(row, household_number=f"9{i}", line=i) for i, row in enumerate(rows, start=1)]
    enrol(rows, at=NOW, on=TODAY, by=by, territory=village)
    one, two, second, three, third = (
        Person.objects.filter(name__startswith="王").select_related("household").order_by("pk")
    )
    move = actions.move_people(people=[one], village=village, target=wife.household, moved_on=TODAY, **when)
    return {
        "event": stay.pk,
        "circumstance": ill.pk,
        "move": move.pk,
        "person_merge": actions.merge_people(one=two, other=second, **when).pk,
        "household_merge": actions.merge_households(one=two.household, other=second.household, **when).pk,
        "alike": three.pk,
        "alike_too": third.pk,
    }


def signed_in(who: str) -> Client:
    """A browser in which somebody is signed in, or nobody."""
    if who == "nobody":
        return Client()
    if who in {"resident", "neighbour"}:
        number = "001" if who == "resident" else "002"
        person = Person.objects.get(household__number=number, relation="spouse")
        return resident_client(person)
    return Cast().client(who)
