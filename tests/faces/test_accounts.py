"""账号管理 through the pages: what is shown once, what is refused at its field, what an old window may still do."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiahe.foundation.accounts import administration
from jiahe.foundation.accounts.models import Authenticator, Holding, PasswordRequest, Post, Role, User
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.regions.models import Region
from jiahe.registry.enrolment import enrol
from jiahe.registry.exports import ask_export
from jiahe.registry.exports import making as export_making
from jiahe.registry.exports import requests as export_requests
from jiahe.registry.exports.reading import export_requests as requests_of
from jiahe.registry.models import ExportRequest, Household, ImportRun
from jiahe.registry.queries import Narrowing
from tests.faces.test_factors import app_of
from tests.people import FAMILY
from tests.places import NOW, TODAY, XIAXI, YUNLIN

pytestmark = pytest.mark.django_db
OPEN = reverse("desk:open-account", args=["village", YUNLIN])


def today():
    return timezone.localdate()


def new_account(client: Client, **more: str):
    said = {"role": "village_worker", "name": "叶新", "username": "ye.xin", "phone": "", "since": today().isoformat()}
    return client.post(OPEN, {**said, **more}, follow=True)


def one_time(page: str) -> str:
    found = re.search(r'number-shown">\s*([a-z0-9-]{14})\s*<', page)
    return found.group(1) if found else ""


def test_a_one_time_password_is_shown_once_and_opens_the_account(cast) -> None:
    client = cast.client("township")
    page = new_account(client)
    password = one_time(page.content.decode())
    user = User.objects.get(username="ye.xin")
    assert user.check_password(password)
    assert page["Cache-Control"] == "no-store"
    assert not one_time(client.get(reverse("desk:account", args=[user.pk])).content.decode())
    fresh = Client()
    fresh.post(reverse("desk:sign-in"), {"username": "ye.xin", "password": password})
    assert fresh.get(reverse("desk:home")).url == reverse("desk:password")


def test_pressed_twice_one_account_is_opened(cast) -> None:
    client = cast.client("township")
    new_account(client)
    assert new_account(client).status_code == 200
    assert User.objects.filter(username="ye.xin").count() == 1
    assert Entry.objects.filter(action="accounts.open_account", actor_name="township").count() == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("username", "叶", "小写字母"),
        ("username", "county", "已经有人用了"),
        ("name", "", "请填写姓名"),
        ("phone", "123", "11 位数字"),
        ("role", "administrator", "选择"),
        ("since", "昨天", "2020-01-05"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_opened(cast, field: str, value: str, said: str) -> None:
    cast.user("county")
    before = User.objects.count()
    client = cast.client("township")
    answer = new_account(client, **{field: value})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert User.objects.count() == before + 1


def test_a_reset_password_ends_the_sessions_of_its_user_and_answers_his_request(cast) -> None:
    worker, boss = cast.client("lin"), cast.client("township")
    stranger = Client()
    for name in ("lin", "nobody.here"):
        answer = stranger.post(reverse("desk:forgotten"), {"username": name})
        assert "已经告诉管您账号的同事" in answer.content.decode()
    assert "有人忘了密码" in boss.get(reverse("desk:home")).content.decode()
    lin = User.objects.get(username="lin")
    page = boss.post(reverse("desk:reset-password", args=[lin.pk]), follow=True).content.decode()
    lin.refresh_from_db()
    assert lin.check_password(one_time(page))
    assert worker.get(reverse("desk:home")).url.startswith(reverse("desk:sign-in"))
    assert "有人忘了密码" not in boss.get(reverse("desk:home")).content.decode()
    assert Entry.objects.filter(action="accounts.reset_password", subject_id=lin.pk).count() == 1


def test_the_page_for_a_forgotten_password_answers_the_same_for_every_name_and_stops_at_five(cast) -> None:
    cast.user("lin")
    pages = [Client().post(reverse("desk:forgotten"), {"username": name}) for name in ("lin", "x.y", "lin", "z", "q")]
    clean = {re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode()) for page in pages}
    assert len(clean) == 1
    assert [Client().post(reverse("desk:forgotten"), {"username": n}).status_code for n in ("lin", "x")] == [429, 429]
    assert PasswordRequest.objects.exclude(user=None).count() == 1


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(cast) -> None:
    worker, boss = cast.client("lin"), cast.client("township")
    address = reverse("desk:set-account-active", args=[User.objects.get(username="lin").pk])
    boss.post(address, {"active": "no"})
    assert worker.get(reverse("desk:home")).status_code == 302
    boss.post(address, {"active": "yes"})
    assert User.objects.get(username="lin").is_active


def test_a_post_given_away_in_another_window_writes_nothing_and_says_to_whom_it_went(
    cast, yunlin: Region, by_operator
) -> None:
    enrol(FAMILY, by=by_operator, at=NOW, on=TODAY, territory=yunlin)
    home = Household.objects.get()
    worker, boss = cast.client("lin"), cast.client("township")
    form = reverse("desk:edit-address", args=[home.pk])
    assert worker.get(form).status_code == 200
    held = Holding.objects.get(user__username="lin")
    said = {"username": "wang.jie", "name": "王洁", "phone": "", "since": today().isoformat()}
    page = boss.post(reverse("desk:hand-over", args=[held.pk]), said, follow=True)
    assert one_time(page.content.decode())
    answer = worker.post(form, {"address": "9组9号"})
    assert answer.status_code == 409
    assert "已经交接给王洁" in answer.content.decode()
    assert Household.objects.get().address != "9组9号"
    assert "请联系" in worker.get(reverse("desk:choose-post")).content.decode()


def test_another_post_never_takes_the_place_of_one_that_went_by_itself(cast) -> None:
    worker = cast.client("lin")
    post, _ = Post.objects.get_or_create(role=Role.GUIDE, region=Holding.objects.get(user__username="lin").post.region)
    Holding.objects.create(user=User.objects.get(username="lin"), post=post, since=TODAY - timedelta(days=9))
    held = Holding.objects.get(user__username="lin", post__role=Role.VILLAGE_WORKER)
    administration.end_holding(holding=held, until=today(), by=cast.actor("township"), at=NOW, on=today())
    assert worker.get(reverse("desk:home")).status_code == 409
    worker.post(reverse("desk:choose-post"), {"post": post.pk})
    assert worker.get(reverse("desk:home")).status_code == 200


def test_open_work_goes_along_with_its_post(cast, yunlin: Region, by_operator, monkeypatch: pytest.MonkeyPatch) -> None:
    enrol(FAMILY, by=by_operator, at=NOW, on=TODAY, territory=yunlin)
    for place in (export_requests, export_making):
        monkeypatch.setattr(place, "ALONE", 1)
    lin, boss = cast.actor("lin"), cast.actor("township")
    wanted = ask_export(region=yunlin, narrowing=Narrowing(), reason="核对名册", by=lin, at=timezone.now(), on=today())
    ImportRun.objects.create(
        region=yunlin, post_id=lin.post_id, file_name="半路.csv", digest="", status="checked", started_at=NOW
    )
    held = Holding.objects.get(user__username="lin")
    manager = cast.client("township")
    shown = manager.get(reverse("desk:hand-over", args=[held.pk])).content.decode()
    assert re.search(r"导出名单</dt>\s*<dd>\s*1 份", shown)
    assert re.search(r"没有导完的表格</dt>\s*<dd>\s*1 份", shown)
    to = administration.NewPerson("wang.jie", "王洁")
    taken, _ = administration.hand_over(holding=held, to=to, since=today(), by=boss, at=NOW, on=today())
    taker = Client()
    User.objects.filter(pk=taken.user_id).update(must_change_password=False)
    taker.force_login(User.objects.get(pk=taken.user_id), backend="django.contrib.auth.backends.ModelBackend")
    assert "半路.csv" in taker.get(reverse("desk:imports")).content.decode()
    page = taker.get(reverse("desk:export", args=[wanted.pk]))
    assert page.status_code == 200
    manager.post(reverse("desk:answer-export", args=[wanted.pk]), {"answer": "yes", "reason": ""})
    wanted.refresh_from_db()
    assert wanted.status == "ready"
    assert wanted.file is not None
    assert wanted.file.owner_id == taken.user_id
    answer = taker.get(reverse("desk:file", args=[wanted.file_id]))
    assert answer.status_code == 200
    assert b"".join(answer)[:2] == b"PK"


def test_nobody_approves_the_list_he_took_over(cast, yunlin: Region) -> None:
    town = cast.actor("township")
    asked = ExportRequest.objects.create(
        region=yunlin, people=1200, status="waiting", asked_by_id=town.id, post_id=town.post_id, asked_at=NOW
    )
    held = Holding.objects.get(user__username="township")
    administration.hand_over(
        holding=held, to=administration.NewPerson("wang.jie", "王洁"), since=today(), by=cast.actor("county"),
        at=NOW, on=today(),
    )  # fmt: skip
    User.objects.filter(username="wang.jie").update(must_change_password=False)
    taker = Client()
    taker.force_login(User.objects.get(username="wang.jie"), backend="django.contrib.auth.backends.ModelBackend")
    taker.post(reverse("desk:answer-export", args=[asked.pk]), {"answer": "yes", "reason": ""})
    asked.refresh_from_db()
    assert asked.status == "waiting"


def test_a_list_that_is_ready_stays_with_who_had_it_made(cast, yunlin: Region, by_operator) -> None:
    enrol(FAMILY, by=by_operator, at=NOW, on=TODAY, territory=yunlin)
    lin = cast.actor("lin")
    ready = ask_export(region=yunlin, narrowing=Narrowing(), reason="", by=lin, at=timezone.now(), on=today())
    export_making.make_export(ready, at=timezone.now(), on=today())
    held = Holding.objects.get(user__username="lin")
    administration.hand_over(
        holding=held, to=cast.user("chen"), since=today(), by=cast.actor("township"), at=NOW, on=today()
    )
    from jiahe.foundation.accounts.actor import in_post

    chen = in_post(User.objects.get(username="chen"), held.post)
    assert [row.pk for row in requests_of(by=chen).rows] == []


def test_a_stand_in_works_in_the_post_and_the_audit_says_in_whose_place(cast, yunlin: Region, by_operator) -> None:
    enrol(FAMILY, by=by_operator, at=NOW, on=TODAY, territory=yunlin)
    home = Household.objects.get()
    worker, colleague = cast.client("lin"), cast.client("chen")
    assert colleague.get(reverse("desk:household", args=[home.pk])).status_code == 404
    held = Holding.objects.get(user__username="lin")
    days = {"since": today().isoformat(), "last": today().isoformat()}
    address = reverse("desk:name-stand-in", args=[held.pk])
    assert "没有找到这样的账号" in worker.post(address, {"who": "nobody", **days}).content.decode()
    assert worker.post(address, {"who": "chen", **days}).url == reverse("desk:my-posts")
    assert "chen" in worker.get(reverse("desk:my-posts")).content.decode()
    chooser = colleague.get(reverse("desk:choose-post")).content.decode()
    assert "（代lin，到" in chooser
    colleague.post(reverse("desk:choose-post"), {"post": held.post_id})
    colleague.post(reverse("desk:edit-address", args=[home.pk]), {"address": "5组5号"})
    assert Household.objects.get().address == "5组5号"
    assert Entry.objects.order_by("-pk").filter(post_id=held.post_id, actor_name="chen 代 lin").exists()
    Holding.objects.filter(stands_in_for__isnull=False).update(since=today() - timedelta(days=3), until=today())
    over = colleague.get(reverse("desk:household", args=[home.pk]))
    assert over.status_code == 409
    assert "代班已经结束" in over.content.decode()


def test_a_holder_who_is_back_ends_the_stand_in(cast) -> None:
    worker = cast.client("lin")
    cast.user("chen")
    held = Holding.objects.get(user__username="lin")
    days = {"since": today().isoformat(), "last": (today() + timedelta(days=5)).isoformat()}
    worker.post(reverse("desk:name-stand-in", args=[held.pk]), {"who": "chen", **days})
    made = Holding.objects.get(stands_in_for__username="lin")
    colleague = cast.client("chen")
    colleague.post(reverse("desk:choose-post"), {"post": held.post_id})
    assert colleague.post(reverse("desk:my-posts"), {"holding": made.pk}).status_code == 404
    worker.post(reverse("desk:my-posts"), {"holding": made.pk})
    made.refresh_from_db()
    assert made.until == today()


def test_the_table_of_rights_names_every_role(cast) -> None:
    page = cast.client("administrator").get(reverse("desk:accounts-roles")).content.decode()
    assert all(role.label in page for role in Role)


def test_a_volunteer_sees_no_number_and_no_family(cast) -> None:
    page = cast.client("volunteer").get(reverse("desk:home")).content.decode()
    assert "您的岗位开好了" in page
    assert "最近的登记" not in page


def test_the_list_is_searched_by_name_account_and_unit(cast) -> None:
    client = cast.client("county")
    for name in ("lin", "chen"):
        cast.user(name)
    User.objects.filter(username="lin").update(name="林海燕")
    for text in ("林海燕", "lin", "芸林"):
        page = client.get(reverse("desk:accounts"), {"q": text}).content.decode()
        assert "林海燕" in page
        assert ">chen<" not in page
    assert "没有找到" in client.get(reverse("desk:accounts"), {"q": "不存在"}).content.decode()


def test_a_unit_is_named_in_words_and_an_unclear_one_is_asked_again(cast) -> None:
    client, lin = cast.client("county"), cast.user("lin")
    said = {"role": "village_worker", "since": today().isoformat(), "until": ""}
    address = reverse("desk:give-post", args=[lin.pk])
    assert client.post(address, {"place": "霞溪村", **said}).status_code == 302
    assert Holding.objects.filter(user=lin, post__region__code=XIAXI).count() == 1
    assert client.post(address, {"place": "村", **said}).status_code == 422
    assert client.post(address, {"place": "辕门", **said}).status_code == 422
    assert client.post(address, {"place": "南安市", **said, "role": "county_secretary"}).status_code == 422


def test_who_lost_the_second_step_gets_in_with_the_password_once_it_is_taken_away(cast, yunlin) -> None:
    lin = cast.user("lin")
    app_of(lin)
    boss = cast.client("township")
    page = boss.post(reverse("desk:reset-factors", args=[lin.pk]), follow=True).content.decode()
    assert "登录只要密码" in page
    assert not Authenticator.objects.exists()
    assert cast.client("chen").post(reverse("desk:reset-factors", args=[lin.pk])).status_code == 404
