"""The second step: an app on the phone, codes on paper, and what keeps others from getting past it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from jiahe.foundation.accounts.actor import Actor, in_post
from jiahe.foundation.accounts.factors import (
    FactorRefused,
    add_authenticator,
    closed_until,
    make_recovery_codes,
    reset_factors,
    use_code,
)
from jiahe.foundation.accounts.gate import OutOfReach, RightMissing
from jiahe.foundation.accounts.models import Authenticator, FactorGuard, RecoveryCode, SignIn, User
from jiahe.foundation.accounts.one_time import STEP, code_at, fitting_step, new_secret, step_of
from jiahe.foundation.audit.models import Entry
from tests.places import NOW, TODAY

pytestmark = pytest.mark.django_db
PASSWORD = "warm-tea-and-rain"
HOME, DOOR, SECOND = reverse("desk:home"), reverse("desk:sign-in"), reverse("desk:second-step")
ACCOUNT, SET_UP, PAPER = reverse("desk:my-account"), reverse("desk:authenticator"), reverse("desk:recovery-codes")
# RFC 6238, appendix B: the secret "12345678901234567890" and the last six digits of its codes for SHA-1.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC_CODES = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]


def with_password(name: str = "lin", **more: str) -> Client:
    client = Client()
    client.post(DOOR, {"username": name, "password": PASSWORD, **more})
    return client


def owner_of(user: User) -> Actor:
    return Actor("user", user.pk, user.username)


def app_of(user: User, at: datetime | None = None) -> str:
    """Give a user an app, set up long ago; its secret."""
    secret, then = new_secret(), (at or timezone.now()) - timedelta(days=1)
    code = code_at(secret, step_of(then))
    add_authenticator(user=user, secret=secret, code=code, by=owner_of(user), at=then, sign_in=None)
    return secret


def now_on(secret: str) -> str:
    return code_at(secret, step_of(timezone.now()))


@pytest.mark.parametrize(("seconds", "code"), RFC_CODES)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert code_at(RFC_SECRET, step_of(at)) == code
    assert fitting_step(RFC_SECRET, code, at=at, after=0) == seconds // STEP


def test_a_clock_half_a_minute_wrong_is_forgiven_and_a_minute_is_not() -> None:
    code = code_at(RFC_SECRET, step_of(NOW))
    for seconds, fits in ((-60, False), (-30, True), (30, True), (60, False)):
        at = NOW + timedelta(seconds=seconds)
        assert (fitting_step(RFC_SECRET, code, at=at, after=0) is not None) is fits


def test_somebody_sets_up_an_app_and_the_password_alone_opens_nothing_any_more(cast) -> None:
    cast.user("lin")
    elsewhere, client = with_password(), with_password()
    page = client.get(SET_UP).content.decode()
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    assert "<svg" in page
    assert client.post(SET_UP, {"code": "12 34"}).status_code == 422
    assert client.post(SET_UP, {"code": now_on(secret)}).url == PAPER
    assert len(re.findall(r"<li>\d{5}-\d{5}</li>", client.get(PAPER).content.decode())) == 10
    assert elsewhere.get(HOME).status_code == 302, "who signed in with the password alone is shown out"
    assert client.get(HOME).status_code == 200

    again = with_password(next=ACCOUNT)
    assert again.get(HOME).status_code == 302
    assert again.get(SECOND).status_code == 200
    assert again.post(SECOND, {"code": "000000"}).status_code == 422
    # The code that set the app up is not taken a second time, so that of the next half minute is.
    used = Authenticator.objects.get().last_step
    assert again.post(SECOND, {"code": code_at(secret, used)}).status_code == 422
    assert again.post(SECOND, {"code": code_at(secret, used + 1)}).url == ACCOUNT
    assert "已经打开" in again.get(ACCOUNT).content.decode()
    assert Entry.objects.filter(action="accounts.sign_in").last().details == {"with": "password+authenticator"}


def test_the_secret_of_the_app_is_sealed_and_bound_to_its_owner(cast) -> None:
    lin, chen = cast.user("lin"), cast.user("chen")
    secret = app_of(lin)
    sealed = bytes(Authenticator.objects.get(user=lin).secret_sealed)
    assert secret.encode() not in sealed
    app_of(chen)
    Authenticator.objects.filter(user=chen).update(secret_sealed=sealed)
    with pytest.raises(Exception, match="打不开"):
        use_code(user=chen, code=now_on(secret), by=owner_of(chen), at=timezone.now())


def test_a_secret_on_its_way_is_not_readable_in_the_table_of_sessions(cast) -> None:
    cast.user("lin")
    client = with_password()
    page = client.get(SET_UP).content.decode()
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    assert secret not in str(dict(client.session.items()))
    assert client.get(SET_UP).content.decode().count(" ".join(re.findall("....", secret))) == 1, "a reload keeps it"


def test_a_code_is_taken_once(cast) -> None:
    lin = cast.user("lin")
    secret = app_of(lin, NOW)
    code = code_at(secret, step_of(NOW))
    assert use_code(user=lin, code=code, by=owner_of(lin), at=NOW) == "authenticator"
    with pytest.raises(FactorRefused):
        use_code(user=lin, code=code, by=owner_of(lin), at=NOW)
    earlier = code_at(secret, step_of(NOW) - 1)
    with pytest.raises(FactorRefused):
        use_code(user=lin, code=earlier, by=owner_of(lin), at=NOW)


def test_a_code_on_paper_is_good_once_and_only_its_digest_is_kept(cast) -> None:
    lin = cast.user("lin")
    app_of(lin)
    paper = make_recovery_codes(user=lin, by=owner_of(lin), at=NOW)
    assert len(set(paper)) == 10
    client = with_password()
    assert client.post(SECOND, {"code": paper[0]}).url == HOME
    assert client.get(HOME).status_code == 200
    assert with_password().post(SECOND, {"code": paper[0]}).status_code == 422
    assert with_password().post(SECOND, {"code": paper[1].replace("-", " ")}).url == HOME
    assert RecoveryCode.objects.filter(used_at=None).count() == 8
    plain = paper[2].replace("-", "").encode()
    assert all(plain not in bytes(code.digest) for code in RecoveryCode.objects.all())
    make_recovery_codes(user=lin, by=owner_of(lin), at=NOW)
    with pytest.raises(FactorRefused):
        use_code(user=lin, code=paper[3], by=owner_of(lin), at=NOW)


def test_a_code_of_one_is_none_of_another(cast) -> None:
    lin, chen = cast.user("lin"), cast.user("chen")
    app_of(chen)
    paper = make_recovery_codes(user=lin, by=owner_of(lin), at=NOW)
    with pytest.raises(FactorRefused):
        use_code(user=chen, code=paper[0], by=owner_of(chen), at=NOW)


def test_wrong_codes_close_the_second_step_for_longer_each_time(cast) -> None:
    lin = cast.user("lin")
    secret, by = app_of(lin, NOW), owner_of(lin)
    at = NOW
    for minutes in (15, 30, 60):
        for _ in range(5):
            with pytest.raises(FactorRefused):
                use_code(user=lin, code="000000", by=by, at=at)
        guard = FactorGuard.objects.get(user=lin)
        assert closed_until(guard) == at + timedelta(minutes=minutes)
        with pytest.raises(FactorRefused, match=r"在 \d\d:\d\d 以后再试"):
            use_code(user=lin, code=code_at(secret, step_of(at)), by=by, at=at)
        at += timedelta(minutes=minutes)
    assert use_code(user=lin, code=code_at(secret, step_of(at)), by=by, at=at) == "authenticator"
    assert FactorGuard.objects.get(user=lin).failures == 0
    assert Entry.objects.filter(action="accounts.second_step_closed").count() == 3


def test_the_page_says_when_to_try_again(cast) -> None:
    app_of(cast.user("lin"))
    client = with_password()
    pages = [client.post(SECOND, {"code": "111111"}).content.decode() for _ in range(5)]
    assert "这个码不对" in pages[3]
    assert re.search(r"请在 \d\d:\d\d 以后再试", pages[4])


def test_who_waits_at_the_second_step_too_long_begins_again(cast) -> None:
    secret = app_of(cast.user("lin"))
    client = with_password()
    session = client.session
    session["waits_for_second_step"]["at"] = (timezone.now() - timedelta(minutes=11)).isoformat()
    session.save()
    assert client.post(SECOND, {"code": now_on(secret)}).url == DOOR
    assert "等得太久了" in client.get(DOOR).content.decode()


def test_a_password_changed_meanwhile_ends_the_waiting(cast) -> None:
    lin = cast.user("lin")
    secret = app_of(lin)
    client = with_password()
    lin.set_password("another-word-of-mine")
    lin.save()
    assert client.post(SECOND, {"code": now_on(secret)}).url == DOOR


def test_without_a_password_there_is_no_second_step(client: Client) -> None:
    assert client.get(SECOND).url == DOOR


def test_what_changes_how_one_signs_in_asks_for_a_proof_that_is_fresh(cast) -> None:
    secret = app_of(cast.user("lin"))
    client = with_password()
    client.post(SECOND, {"code": now_on(secret)})
    session = client.session
    session["proven_at"] = (timezone.now() - timedelta(minutes=11)).isoformat()
    session.save()
    confirm = reverse("desk:confirm")
    for address in (SET_UP, PAPER, reverse("desk:add-passkey"), reverse("desk:password")):
        assert client.get(address).url.startswith(f"{confirm}?next=")
    assert client.post(reverse("desk:drop-authenticator")).url.startswith(confirm)
    assert Authenticator.objects.exists()
    assert client.post(confirm, {"password": "", "code": ""}).status_code == 422
    assert "密码不对" in client.post(confirm, {"password": "wrong"}).content.decode()
    assert client.post(confirm, {"password": PASSWORD, "next": "https://example.invalid/"}).url == ACCOUNT
    assert client.get(SET_UP).status_code == 200
    client.post(reverse("desk:drop-authenticator"))
    assert not Authenticator.objects.exists()
    assert not RecoveryCode.objects.exists()


def test_a_code_is_as_good_a_proof_as_the_password(cast) -> None:
    secret = app_of(cast.user("lin"))
    client = with_password()
    client.post(SECOND, {"code": now_on(secret)})
    session = client.session
    del session["proven_at"]
    session.save()
    code = code_at(secret, step_of(timezone.now()) + 1)
    assert client.post(reverse("desk:confirm"), {"code": code, "next": PAPER}).url == PAPER


def test_codes_on_paper_are_shown_for_a_few_minutes_and_put_away(cast) -> None:
    app_of(cast.user("lin"))
    lin = User.objects.get(username="lin")
    client = cast.client("lin")
    client.post(PAPER, {"deed": "make"})
    assert "只显示这一次" in client.get(PAPER).content.decode()
    client.post(PAPER, {"deed": "done"})
    assert "只显示这一次" not in client.get(PAPER).content.decode()
    assert lin.recovery_codes.count() == 10


def test_somebody_without_a_second_step_gets_no_paper(cast) -> None:
    client = cast.client("lin")
    assert client.post(PAPER, {"deed": "make"}).url == ACCOUNT
    assert not RecoveryCode.objects.exists()


def test_a_post_that_must_have_a_second_step_may_put_it_off_for_a_week(cast, settings) -> None:
    settings.JIAHE_REQUIRE_SECOND_FACTOR = frozenset({"village_worker"})
    client, asked = cast.client("lin"), reverse("desk:second-step-asked")
    assert client.get(HOME).url == asked
    assert client.get(ACCOUNT).status_code == 200
    assert "以后再说" in client.get(asked).content.decode()
    client.post(asked)
    assert client.get(HOME).status_code == 200
    long_ago = FactorGuard.objects.get().asked_on - timedelta(days=8)
    FactorGuard.objects.update(asked_on=long_ago)
    assert client.get(HOME).url == asked
    assert "以后再说" not in client.get(asked).content.decode()
    client.post(asked)
    assert client.get(HOME).url == asked
    app_of(User.objects.get(username="lin"))
    assert cast.client("lin").get(HOME).status_code == 200


def test_an_administrator_takes_away_what_somebody_has_lost(cast) -> None:
    lin = cast.user("lin")
    app_of(lin)
    make_recovery_codes(user=lin, by=owner_of(lin), at=NOW)
    client = Client()
    client.force_login(lin, backend="django.contrib.auth.backends.ModelBackend")
    administrator = cast.actor("administrator")
    reset_factors(user=lin, by=administrator, at=NOW, on=TODAY)
    assert not Authenticator.objects.exists()
    assert not RecoveryCode.objects.exists()
    assert not SignIn.objects.filter(ended_at=None).exists()
    assert Entry.objects.filter(action="accounts.reset_factors", actor_id=administrator.id).count() == 1
    assert with_password().get(HOME).status_code == 200


def test_nobody_else_takes_it_away(cast) -> None:
    lin = cast.user("lin")
    app_of(lin)
    with pytest.raises(RightMissing):
        reset_factors(user=lin, by=cast.actor("president"), at=NOW, on=TODAY)
    own = cast.user("administrator")
    with pytest.raises(FactorRefused, match="我的账号"):
        reset_factors(user=own, by=in_post(own, own.holdings.get().post), at=NOW, on=TODAY)
    with pytest.raises(OutOfReach):
        reset_factors(user=lin, by=cast.actor("pingtan"), at=NOW, on=TODAY)
    assert Authenticator.objects.filter(user=lin).exists()
