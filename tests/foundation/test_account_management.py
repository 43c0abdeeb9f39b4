"""Who manages whose accounts, hand-over, stand-ins, forgotten passwords."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from jiahe.foundation.accounts import administration, delegation, directory
from jiahe.foundation.accounts.account_rules import AccountRefused
from jiahe.foundation.accounts.administration import NewPerson
from jiahe.foundation.accounts.forgotten import TooManyRequests, ask_for_password, requests_waiting
from jiahe.foundation.accounts.gate import OutOfReach, RightMissing
from jiahe.foundation.accounts.models import Holding, Post, Role, User
from jiahe.foundation.accounts.queries import posts_of
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.events.delivery import deliver_pending
from jiahe.foundation.notices.queries import inbox
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import find_region
from tests.places import NOW, TODAY, XIAXI, YUNLIN

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


def place(code: int, level: int | None = None) -> Region:
    found = find_region(code, level)
    assert found is not None
    return found


@pytest.fixture
def when() -> dict[str, Any]:
    """The moment and the day of a deed."""
    return {"at": NOW, "on": TODAY}


def opened(by: Any, code: int, role: Role, when: dict[str, Any], username: str = "new.one") -> User:
    said = {"username": username, "name": "叶新", "phone": "13900000001", "since": TODAY}
    return administration.open_account_in_post(role=role, region=place(code), by=by, **said, **when)[0]


TOWN, COUNTY, CITY = 350583103000, 350583000000, 350500000000


@pytest.mark.parametrize(
    ("who", "code", "role", "may"),
    [
        ("administrator", 350000000000, Role.ADMINISTRATOR, True),
        ("administrator", YUNLIN, Role.VILLAGE_WORKER, True),
        ("city", COUNTY, Role.COUNTY_SECRETARY, True),
        ("city", CITY, Role.CITY_SECRETARY, False),
        ("city", COUNTY, Role.AUDITOR, False),
        ("city", COUNTY, Role.ADMINISTRATOR, False),
        ("county", TOWN, Role.TOWNSHIP_SECRETARY, True),
        ("county", COUNTY, Role.EXPERT, False),
        ("county", 350128001001, Role.VILLAGE_WORKER, False),
        ("township", YUNLIN, Role.GROUP_LEADER, True),
        ("township", TOWN, Role.VOLUNTEER, False),
        ("pingtan", 350128001001, Role.VILLAGE_WORKER, True),
        ("pingtan", 350128000000, Role.CITY_SECRETARY, False),
        ("fuzhou", 350128001001, Role.VILLAGE_WORKER, False),
        ("president", YUNLIN, Role.VILLAGE_WORKER, False),
        ("lin", YUNLIN, Role.VILLAGE_WORKER, False),
    ],
)
def test_each_level_opens_accounts_below_it_and_nowhere_else(who, code, role, may, cast, when) -> None:
    by = cast.actor(who)
    if may:
        assert opened(by, code, role, when).must_change_password
        return
    with pytest.raises((OutOfReach, RightMissing, AccountRefused)):
        opened(by, code, role, when)
    assert not User.objects.filter(username="new.one").exists()


def test_an_account_with_a_post_above_is_not_reached_through_its_post_below(cast, when) -> None:
    township, both = cast.actor("township"), cast.user("county")
    post = Post.objects.create(role=Role.VILLAGE_WORKER, region=place(YUNLIN))
    Holding.objects.create(user=both, post=post, since=date(2026, 1, 1))
    with pytest.raises(OutOfReach):
        administration.reset_password(user=both, by=township, **when)
    assert administration.reset_password(user=cast.user("lin"), by=township, **when)


def test_nobody_gives_himself_a_post_or_closes_his_own_account(cast, when) -> None:
    county, himself = cast.actor("county"), cast.user("county")
    said = {"role": Role.VILLAGE_WORKER, "region": place(YUNLIN), "since": TODAY, "until": None}
    with pytest.raises(OutOfReach):
        administration.give_a_post(user=himself, by=county, **said, **when)
    chief = cast.actor("administrator")
    with pytest.raises(AccountRefused, match="自己的账号"):
        administration.set_active(user=cast.user("administrator"), active=False, by=chief, **when)


def test_the_same_account_opened_twice_is_one(cast, when) -> None:
    by = cast.actor("township")
    said = {"username": "YE.xin", "name": "叶新", "phone": "", "role": Role.VILLAGE_WORKER, "since": TODAY}
    first, password = administration.open_account_in_post(region=place(YUNLIN), by=by, **said, **when)
    second, nothing = administration.open_account_in_post(region=place(YUNLIN), by=by, **said, **when)
    assert (first, first.username, nothing) == (second, "ye.xin", "")
    assert first.check_password(password)
    with pytest.raises(AccountRefused, match="已经有人用了"):
        administration.open_account_in_post(region=place(YUNLIN), by=by, **{**said, "name": "别人"}, **when)


def test_a_post_is_handed_over_on_a_day_and_once(cast, when) -> None:
    by, lin = cast.actor("township"), cast.user("lin")
    held = lin.holdings.get()
    said = {"holding": held, "to": NewPerson("wang.jie", "王洁"), "since": TOMORROW, "by": by}
    taken, password = administration.hand_over(**said, **when)
    assert taken.user.check_password(password)
    assert [p.pk for p in posts_of(lin, on=TODAY)] == [held.post_id]
    assert posts_of(taken.user, on=TODAY) == []
    assert posts_of(lin, on=TOMORROW) == []
    assert [p.pk for p in posts_of(taken.user, on=TOMORROW)] == [held.post_id]
    assert administration.hand_over(**said, **when) == (taken, "")
    assert Entry.objects.filter(action="accounts.hand_over").count() == 1


def test_a_post_is_not_handed_to_somebody_out_of_reach(cast, when) -> None:
    held = cast.user("lin").holdings.get()
    with pytest.raises(AccountRefused, match="不归您管理"):
        administration.hand_over(holding=held, to=cast.user("county"), since=TODAY, by=cast.actor("township"), **when)
    with pytest.raises(OutOfReach):
        administration.hand_over(holding=held, to=cast.user("chen"), since=TODAY, by=cast.actor("pingtan"), **when)
    held.refresh_from_db()
    assert held.until is None


def test_a_stand_in_has_the_post_on_his_days_only_and_is_audited_as_one(cast, when) -> None:
    from jiahe.foundation.accounts.actor import in_post

    lin, chen = cast.actor("lin"), cast.user("chen")
    held = cast.user("lin").holdings.get()
    back = TODAY + timedelta(days=3)
    said = {"holding": held, "by_whom": chen, "since": TODAY, "until": back, "by": lin}
    made = administration.name_stand_in(**said, **when)
    assert administration.name_stand_in(**said, **when) == made
    [own, other] = posts_of(chen, on=TODAY)
    assert (own.instead_of, other.instead_of) == (None, cast.user("lin"))
    assert in_post(chen, other).name == "chen 代 lin"
    assert len(posts_of(chen, on=back)) == 1
    assert len(posts_of(chen, on=TODAY - timedelta(days=1))) == 1
    assert len(posts_of(cast.user("lin"), on=TODAY)) == 1


def test_only_a_colleague_nearby_stands_in(cast, when) -> None:
    lin = cast.actor("lin")
    held = cast.user("lin").holdings.get()
    for far in ("pingtan", "president"):
        with pytest.raises(AccountRefused, match="没有找到这样的账号"):
            administration.name_stand_in(
                holding=held, by_whom=cast.user(far), since=TODAY, until=TOMORROW, by=lin, **when
            )
    with pytest.raises(OutOfReach):
        administration.name_stand_in(
            holding=held, by_whom=cast.user("chen"), since=TODAY, until=TOMORROW, by=cast.actor("chen"), **when
        )


def test_a_stand_in_ends_with_the_post_of_whom_he_stands_in_for(cast, when) -> None:
    held = cast.user("lin").holdings.get()
    chen = cast.user("chen")
    administration.name_stand_in(
        holding=held, by_whom=chen, since=TODAY, until=TODAY + timedelta(days=9), by=cast.actor("lin"), **when
    )
    administration.end_holding(holding=held, until=TOMORROW, by=cast.actor("township"), **when)
    assert len(posts_of(chen, on=TODAY)) == 2
    assert len(posts_of(chen, on=TOMORROW)) == 1


@pytest.mark.parametrize(
    ("who", "post"),
    [("lin", "township"), ("township", "county"), ("city", "administrator"), ("auditor", "administrator")],
)
def test_an_account_is_looked_after_by_the_nearest_post_above_that_somebody_holds(who, post, cast) -> None:
    for name in ("township", "county", "city", "administrator"):
        cast.user(name)
    found = delegation.responsible_post(cast.user(who), on=TODAY)
    assert found == cast.user(post).holdings.get().post


def test_where_the_nearest_post_is_empty_the_next_one_above_looks_after_an_account(cast) -> None:
    cast.user("county")
    assert delegation.responsible_post(cast.user("lin"), on=TODAY) == cast.user("county").holdings.get().post


def test_the_list_names_posts_below_in_the_order_of_the_codes_page_by_page(cast, monkeypatch) -> None:
    monkeypatch.setattr(directory, "PAGE", 1)
    by = cast.actor("county")
    for name in ("lin", "chen", "township", "auditor"):
        cast.user(name)
    seen, key = [], ""
    for _ in range(9):
        page = directory.posts_of_place(by=by, place=place(COUNTY), on=TODAY, after=key)
        seen += [post.region.code for post in page.rows]
        key = page.next
        if not key:
            break
    assert seen == [TOWN, YUNLIN, XIAXI]
    last = f"{XIAXI}-{cast.user('chen').holdings.get().post_id}"
    before = directory.posts_of_place(by=by, place=place(COUNTY), on=TODAY, before=last)
    assert [post.region.code for post in before.rows] == [YUNLIN]
    assert before.previous
    assert before.next


def test_units_without_anybody_are_counted(cast) -> None:
    by = cast.actor("township")
    before = directory.count_vacant(by=by, place=place(TOWN), on=TODAY)
    cast.user("lin")
    assert directory.count_vacant(by=by, place=place(TOWN), on=TODAY) == before - 1


def test_a_forgotten_password_lies_with_the_post_above_until_it_is_reset(cast, when) -> None:
    township, county, lin = cast.actor("township"), cast.actor("county"), cast.user("lin")
    for _ in range(2):
        ask_for_password(username=" LIN ", address="10.0.0.1", **when)
    assert [r.user for r in requests_waiting(by=township, at=NOW)] == [lin]
    assert not requests_waiting(by=county, at=NOW)
    deliver_pending()
    (told,) = inbox(by=township)
    assert (told.title, told.path) == ("lin忘了密码，请您重置", f"/desk/accounts/people/{lin.pk}/")
    administration.reset_password(user=lin, by=township, **when)
    assert not requests_waiting(by=township, at=NOW)


def test_asking_for_a_password_too_often_from_one_address_is_refused_whoever_is_named(cast, when) -> None:
    cast.user("lin")
    for name in ("lin", "nobody", "no.one", "lin", "x"):
        ask_for_password(username=name, address="10.0.0.1", **when)
    for name in ("lin", "nobody"):
        with pytest.raises(TooManyRequests):
            ask_for_password(username=name, address="10.0.0.1", **when)
    ask_for_password(username="lin", address="10.0.0.2", **when)
