"""Accounts from a sheet: checked without writing, carried out once, gone on with after a crash."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

from jiahe.foundation.accounts.actions import give_post, open_account
from jiahe.foundation.accounts.models import Holding, Post, Role, User
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.files.queries import FileGone
from jiahe.foundation.jobs.actions import cancel
from jiahe.foundation.jobs.models import Job
from jiahe.foundation.jobs.running import SILENT_FOR, run_due
from jiahe.foundation.regions.queries import find_region
from jiahe.foundation.staffing import actions, jobs, plan
from jiahe.foundation.staffing.jobs import go_on_with_sheet
from jiahe.foundation.staffing.models import AccountSheet, AccountSheetPart, SheetStatus
from jiahe.foundation.staffing.rows import AccountSheetError, read_rows
from jiahe.foundation.staffing.workbooks import write_account_template
from jiahe.registry.sheets import first_table
from tests.places import NOW, TODAY, XIAXI, YUNLIN
from tests.staffing import read_table, write_accounts

pytestmark = [pytest.mark.django_db, pytest.mark.differs]
WHEN = {"at": NOW, "on": TODAY}
GOOD = [(str(YUNLIN), "林一", "13900000011", "lin.yi"), (str(XIAXI), "陈二", "", "chen.er")]


def checked(by, tmp_path: Path, rows) -> AccountSheet:
    content = write_accounts(tmp_path / "in.xlsx", rows).read_bytes()
    return actions.check_sheet(content, name="开账号.xlsx", table=first_table, by=by, **WHEN)


def confirmed(by, tmp_path: Path, rows) -> AccountSheet:
    found = checked(by, tmp_path, rows)
    actions.confirm_sheet(found, by=by)
    found.refresh_from_db()
    return found


def carried(by, tmp_path: Path, rows) -> AccountSheet:
    found = confirmed(by, tmp_path, rows)
    actions.carry_out_sheet(found, table=first_table, by=by, **WHEN)
    return found


def test_the_empty_sheet_names_every_village_and_says_nothing_until_it_is_filled_in(cast, tmp_path: Path) -> None:
    by, town = cast.actor("county"), find_region(350583103000)
    assert town is not None
    count = write_account_template(tmp_path / "t.xlsx", place=town, by=by)
    rows = read_table(tmp_path / "t.xlsx")
    assert count == len(rows) - 1 > 10
    assert rows[1][:3] == [str(YUNLIN), "泉州市 南安市 英都镇 芸林村", "村级工作者"]
    with pytest.raises(AccountSheetError, match="还没有填姓名"):
        read_rows(first_table(tmp_path / "t.xlsx"))


def test_a_check_opens_nothing_and_the_deed_opens_each_account_with_its_post(cast, tmp_path: Path) -> None:
    by = cast.actor("township")
    found = checked(by, tmp_path, GOOD)
    assert (found.opened, found.refused, User.objects.filter(username="lin.yi").exists()) == (2, 0, False)
    found = carried(by, tmp_path, GOOD)
    assert (found.status, found.opened, found.unchanged) == (SheetStatus.DONE, 2, 0)
    user = User.objects.get(username="lin.yi")
    assert (user.name, user.phone, user.must_change_password) == ("林一", "13900000011", True)
    assert user.holdings.get().post.region.code == YUNLIN
    assert not AccountSheetPart.objects.exists()
    (tmp_path / "out.xlsx").write_bytes(actions.fetch_result(found, by=by, at=NOW))
    by_account = {row[5]: row[6] for row in read_table(tmp_path / "out.xlsx")[1:]}
    assert user.check_password(by_account["lin.yi"])
    found.refresh_from_db()
    with pytest.raises(FileGone):
        actions.fetch_result(AccountSheet.objects.get(pk=found.pk), by=by, at=NOW)
    assert Entry.objects.filter(action="accounts.open_account", actor_name="township").count() == 2


def test_the_same_sheet_again_changes_nothing(cast, tmp_path: Path) -> None:
    by = cast.actor("township")
    carried(by, tmp_path, GOOD)
    before = [*User.objects.order_by("pk").values("pk", "password", "name"), *Holding.objects.order_by("pk").values()]
    again = carried(by, tmp_path, GOOD)
    assert (again.opened, again.given, again.changed, again.unchanged, again.result) == (0, 0, 0, 2, None)
    assert before == [
        *User.objects.order_by("pk").values("pk", "password", "name"), *Holding.objects.order_by("pk").values()
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "heading", "said"),
    [
        (("350583103201", "", "13900000011", "a.b.c"), "姓名", "请填写姓名"),
        (("350583103201", "林一", "12345", "a.b.c"), "手机号码", "11 位"),
        (("350583103201", "林一", "", "林一"), "账号", "小写字母"),
        (("350583103201", "林一", "", "county"), "账号", "已经是别人的"),
        (("350128001001", "林一", "", "a.b.c"), "区划编码", "不在您管的范围"),
        (("350583103", "林一", "", "a.b.c"), "区划编码", "12 位"),
        (("350583103201", "林一", "", "a.b.c", "县秘书长"), "岗位", "不能由您"),
        (("350583103201", "林一", "", "a.b.c", "村长"), "岗位", "没有这种岗位"),
        (("350583103000", "林一", "", "a.b.c", "乡镇秘书长"), "区划编码", "不在您管的范围"),
    ],
)
def test_what_is_wrong_with_a_line_is_said_beside_its_cell_and_the_others_come_in(
    row, heading, said, cast, tmp_path: Path
) -> None:
    by = cast.actor("township")
    cast.user("county")
    found = carried(by, tmp_path, [row, GOOD[1]])
    [[line, at, message, severity]] = found.faults
    assert (line, at, severity) == (2, heading, "error")
    assert said in message
    assert (found.opened, found.refused) == (1, 1)


def test_two_people_with_one_account_are_told_apart_and_one_person_may_have_two_posts(cast, tmp_path: Path) -> None:
    by = cast.actor("township")
    rows = [GOOD[0], (str(XIAXI), "林一", "13900000011", "lin.yi"), (str(XIAXI), "别人", "", "lin.yi")]
    found = carried(by, tmp_path, rows)
    assert (found.opened, found.given, found.refused) == (1, 1, 1)
    assert Holding.objects.filter(user__username="lin.yi").count() == 2


def test_a_line_for_a_post_that_somebody_holds_comes_in_with_a_warning(cast, tmp_path: Path) -> None:
    by = cast.actor("township")
    cast.user("lin")
    found = checked(by, tmp_path, [GOOD[0]])
    assert [fault[3] for fault in found.faults] == ["warning"]
    assert found.opened == 1


def test_the_account_of_somebody_above_is_not_given_a_post_by_a_sheet(cast, tmp_path: Path) -> None:
    by, above = cast.actor("township"), cast.user("county")
    found = carried(by, tmp_path, [(str(YUNLIN), above.name, "", "county")])
    assert found.refused == 1
    assert not Post.objects.filter(role=Role.VILLAGE_WORKER, region__code=YUNLIN).exists()


def test_what_a_crash_left_half_done_is_gone_on_with_and_no_password_is_lost(
    cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = cast.actor("township")
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    found = confirmed(by, tmp_path, GOOD)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.carry_out_sheet(found, table=first_table, by=by, progress=stop, **WHEN)
    assert User.objects.filter(username__in=("lin.yi", "chen.er")).count() == 1
    actions.carry_out_sheet(found, table=first_table, by=by, **WHEN)
    assert (found.status, found.opened) == (SheetStatus.DONE, 2)
    (tmp_path / "out.xlsx").write_bytes(actions.fetch_result(found, by=by, at=NOW))
    for row in read_table(tmp_path / "out.xlsx")[1:]:
        assert User.objects.get(username=row[5]).check_password(row[6])


def test_a_sheet_whose_server_died_is_carried_out_by_the_next_one_without_anybody_looking(
    cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = cast.actor("township")
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    found = confirmed(by, tmp_path, GOOD)
    go_on_with_sheet(found, by=by, at=NOW)

    def dies(*words: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(jobs, "note_progress", dies)
        with pytest.raises(KeyboardInterrupt):
            run_due(lambda: NOW)
    assert User.objects.filter(username__in=("lin.yi", "chen.er")).count() == 1
    run_due(lambda: NOW + 2 * SILENT_FOR)
    found.refresh_from_db()
    assert (found.status, found.opened) == (SheetStatus.DONE, 2)


def test_a_cancelled_sheet_keeps_what_it_opened_and_no_password(
    cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by_operator
) -> None:
    by = cast.actor("township")
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    found = confirmed(by, tmp_path, GOOD)
    go_on_with_sheet(found, by=by, at=NOW)

    def asked_to_stop(*words: object) -> None:
        cancel(job=Job.objects.get(), by=by_operator, at=NOW)

    monkeypatch.setattr(jobs, "note_progress", asked_to_stop)
    run_due(lambda: NOW)
    found.refresh_from_db()
    assert found.status == SheetStatus.FAILED
    assert "取消" in found.problem
    assert "重置" in found.problem
    assert not found.parts.exists()
    assert User.objects.filter(username__in=("lin.yi", "chen.er")).count() == 1


def test_the_passwords_leave_by_their_own_page_only(cast, tmp_path: Path) -> None:
    found = carried(cast.actor("township"), tmp_path, GOOD)
    client = cast.client("township")
    assert client.get(reverse("desk:file", args=[found.result_id])).status_code == 404
    assert client.get(reverse("desk:file", args=[found.sheet_id])).status_code == 410  # his, and older than a day


def test_a_plan_asks_as_much_of_the_database_for_forty_unchanged_lines_as_for_twenty(
    cast, by_operator, django_assert_num_queries
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    by, post = cast.actor("township"), cast.user("lin").holdings.get().post
    rows = []
    for n in range(40):
        user, _ = open_account(username=f"a{n:03d}", name="叶", password="x", by=by_operator, at=NOW)
        give_post(user=user, post=post, since=TODAY, by=by_operator, at=NOW)
        rows.append([str(YUNLIN), "", "", "叶", "", f"a{n:03d}"])
    read = read_rows([["区划编码", "单位", "岗位", "姓名", "手机号码", "账号"], *rows])
    with CaptureQueriesContext(connection) as few:
        plan.plan_rows(read[:20], by=by, on=TODAY)
    with CaptureQueriesContext(connection) as many:
        assert plan.plan_rows(read, by=by, on=TODAY).counts()["unchanged"] == 40
    assert len(few) == len(many)
