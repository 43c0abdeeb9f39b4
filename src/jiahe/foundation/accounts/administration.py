"""Managing accounts: opening one with its post, giving and ending posts, hand-over, stand-ins, passwords, closing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from jiahe.foundation.accounts.account_rules import AccountRefused, check_name, check_phone, check_username
from jiahe.foundation.accounts.actions import open_post
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.delegation import account, manages, places_managed, require_manager, roles_given
from jiahe.foundation.accounts.gate import OutOfReach, require
from jiahe.foundation.accounts.models import (
    PHONE_PLACE,
    Ending,
    Holding,
    Passkey,
    PasswordRequest,
    Post,
    Role,
    User,
    UserKind,
)
from jiahe.foundation.accounts.passwords import hash_of_one_time, one_time_password
from jiahe.foundation.accounts.queries import held_on
from jiahe.foundation.accounts.rights import MANAGE_ACCOUNTS
from jiahe.foundation.accounts.sign_ins import end_sign_ins
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.database import advisory_lock
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import ranges_of
from jiahe.foundation.vault.crypto import seal

LONGEST_STAND_IN = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who takes over a post and has no account yet."""

    username: str
    name: str
    phone: str = ""


def open_account_in_post(
    *,
    username: str,
    name: str,
    phone: str,
    role: Role,
    region: Region,
    since: date,
    by: Actor,
    at: datetime,
    on: date,
    department: str = "",
) -> tuple[User, str]:
    """Open an account with a post. Returns the user and the one-time password that opens it.

    Pressed twice, the second time finds the account of the first and gives back no password.

    Raises:
        OutOfReach, RightMissing: the unit is not the actor's to give posts at.
        AccountRefused: the role is not his to give there, or a value is not what it should be.
    """
    _require_place(region, by)
    if role not in roles_given(by, region):
        raise AccountRefused("role", f"{role.label}这个岗位不能由您设在{region.title}。")
    username, name, phone = check_username(username), check_name(name), check_phone(phone)
    with transaction.atomic():
        advisory_lock("accounts")
        standing = User.objects.filter(username=username).first()
        if standing is not None:
            same = Holding.objects.filter(
                user=standing, post__role=role, post__region=region, post__department=department, until=None
            )
            if standing.name == name and same.exists():
                return standing, ""
            raise AccountRefused("username", "这个账号已经有人用了，请换一个。")
        user, password = new_account(username=username, name=name, phone=phone, by=by, at=at)
        _give(user, open_post(role=role, region=region, by=by, at=at, department=department), since, by, at)
    return user, password


def new_account(
    *, username: str, name: str, phone: str, by: Actor, at: datetime, hashed: tuple[str, str] | None = None
) -> tuple[User, str]:
    """Write a new account with a one-time password; the checks are the caller's. ``hashed`` brings one made before."""
    password, encoded = hashed or fresh_password()
    user = User(username=username, name=name, kind=UserKind.STAFF, must_change_password=True, password=encoded)
    user.save()
    if phone:
        _set_phone(user, phone)
    write_entry(actor=by, action="accounts.open_account", at=at, subject_type="user", subject_id=user.pk)
    return user, password


def fresh_password() -> tuple[str, str]:
    """A new one-time password and its hash."""
    password = one_time_password()
    return password, hash_of_one_time(password)


def set_phone(*, user: User, phone: str, by: Actor, at: datetime) -> bool:
    """Keep another phone of a member of staff; False when it is the one he has. The check of the right is the caller's."""
    if user.phone == phone:
        return False
    with transaction.atomic():
        _set_phone(user, phone)
        write_entry(actor=by, action="accounts.set_phone", at=at, subject_type="user", subject_id=user.pk)
    return True


def _set_phone(user: User, phone: str) -> None:
    user.phone_sealed = seal(phone, row=user.pk, **PHONE_PLACE) if phone else None
    user.save(update_fields=["phone_sealed"])


def give_a_post(
    *,
    user: User,
    role: Role,
    region: Region,
    since: date,
    until: date | None,
    by: Actor,
    at: datetime,
    on: date,
    department: str = "",
) -> Holding:
    """Give an account another post; held already for those days, it stays as it is.

    Raises:
        OutOfReach, RightMissing: the account or the unit is not the actor's.
        AccountRefused: the role is not his to give there, or the days are in the wrong order.
    """
    account(user.pk, by=by, on=on)
    _require_place(region, by)
    if role not in roles_given(by, region):
        raise AccountRefused("role", f"{role.label}这个岗位不能由您设在{region.title}。")
    if until is not None and until <= since:
        raise AccountRefused("until", "结束的日子要在开始的日子之后。")
    with transaction.atomic():
        advisory_lock("accounts")
        post = open_post(role=role, region=region, by=by, at=at, department=department)
        running = Holding.objects.filter(user=user, post=post, stands_in_for=None)
        held = running.filter(Q(until=None) | Q(until__gt=since)).first()
        return held or _give(user, post, since, by, at, until=until)


def _give(user: User, post: Post, since: date, by: Actor, at: datetime, until: date | None = None) -> Holding:
    holding = Holding.objects.create(user=user, post=post, since=since, until=until)
    _audit("accounts.give_post", holding, by, at, {"since": since.isoformat()})
    return holding


def end_holding(*, holding: Holding, until: date, by: Actor, at: datetime, on: date) -> bool:
    """End what somebody holds, or one's own stand-in, from a day on; False when it had ended by then.

    Raises:
        OutOfReach, RightMissing: the post is not the actor's to give.
        AccountRefused: the day is before the one it began.
    """
    require_named(holding, by)
    if until < holding.since:
        raise AccountRefused("until", f"任职从 {holding.since:%Y-%m-%d} 开始，不能在那之前结束。")
    with transaction.atomic():
        advisory_lock("accounts")
        running = Holding.objects.filter(Q(until=None) | Q(until__gt=until), pk=holding.pk)
        if not running.update(until=until):
            return False
        action = "accounts.end_stand_in" if holding.stands_in_for_id else "accounts.end_holding"
        _audit(action, holding, by, at, {"until": until.isoformat()})
        if holding.stands_in_for_id is None:
            _end_stand_ins(holding, until, by, at)
    return True


def _end_stand_ins(holding: Holding, until: date, by: Actor, at: datetime) -> None:
    """Nobody stands in for who does not hold the post any more."""
    rows = Holding.objects.filter(post=holding.post_id, stands_in_for=holding.user_id, until__gt=until)
    for row in rows.select_related("post__region"):
        Holding.objects.filter(pk=row.pk).update(until=max(until, row.since))
        _audit("accounts.end_stand_in", row, by, at, {"until": until.isoformat()})


def hand_over(
    *, holding: Holding, to: User | NewPerson, since: date, by: Actor, at: datetime, on: date
) -> tuple[Holding, str]:
    """Let a post go from who holds it to another from a day on: one ends as the other begins.

    What is under way belongs to the post and goes along. Returns the new holding and, for a new person, the one-time
    password. Done before, it stays as it is.

    Raises:
        OutOfReach, RightMissing: the post is not the actor's to give.
        AccountRefused: the other is not there, is the same person, or the day does not fit.
    """
    require_manager(holding.post, by)
    with transaction.atomic():
        advisory_lock("accounts")
        held = Holding.objects.select_for_update().select_related("post__region").get(pk=holding.pk)
        known = User.objects.filter(username=check_username(to.username)).first() if isinstance(to, NewPerson) else to
        done = _handed_over(held, known)
        if done is not None:
            return done, ""
        if held.stands_in_for_id or (held.until is not None and held.until <= on):
            raise AccountRefused("", "这个岗位已经不在他手上，不用再交接。请回到账号那一页看看现在是谁。")
        if since < held.since or (held.until is not None and since > held.until):
            raise AccountRefused("since", f"交接的日子要在他任职的时候：从 {held.since:%Y-%m-%d} 起。")
        password = ""
        if isinstance(to, NewPerson):
            if known is not None:
                raise AccountRefused("username", "这个账号已经有人用了，请换一个。")
            name, phone = check_name(to.name), check_phone(to.phone)
            taker, password = new_account(username=check_username(to.username), name=name, phone=phone, by=by, at=at)
        else:
            taker = to
            _require_successor(held, taker, by, since, on)
        held.until, held.passed_to = since, taker
        held.save(update_fields=["until", "passed_to"])
        _end_stand_ins(held, since, by, at)
        taken = Holding.objects.create(user=taker, post=held.post, since=since)
        _audit("accounts.hand_over", taken, by, at, {"from": held.user_id, "since": since.isoformat()})
    return taken, password


def _handed_over(held: Holding, to: User | None) -> Holding | None:
    """What came of the same hand-over, where it was done before."""
    if to is None or held.passed_to_id != to.pk or held.until is None:
        return None
    return Holding.objects.filter(post=held.post_id, user=to, stands_in_for=None, since=held.until).first()


def _require_successor(held: Holding, to: User, by: Actor, since: date, on: date) -> None:
    if not to.is_active or not to.is_staff_member:
        raise AccountRefused("username", "这个账号停用了，不能接岗位。")
    if to.pk == held.user_id:
        raise AccountRefused("username", "这就是现在在岗的人，请写接手的人的账号。")
    if not manages(to, by=by, on=on):
        raise AccountRefused("username", "这个账号不归您管理，不能由您把岗位交给他。")
    after = Holding.objects.filter(post=held.post_id, user=to, stands_in_for=None)
    if after.filter(Q(until=None) | Q(until__gt=since)).exists():
        raise AccountRefused("username", f"{to}那时已经在这个岗位上，只要结束另一位的任职就行。")


def name_stand_in(
    *, holding: Holding, by_whom: User, since: date, until: date, by: Actor, at: datetime, on: date
) -> Holding:
    """Let somebody stand in for the holder of a post for some days; ``until`` is the day he is back.

    The holder names him himself, or whoever gives the post.

    Raises:
        OutOfReach, RightMissing: the post is neither the actor's own nor his to give.
        AccountRefused: that person may not, or the days do not fit.
    """
    require_named(holding, by)
    if holding.stands_in_for_id is not None:
        raise OutOfReach("没有找到这个岗位。")
    _require_stand_in(holding, by_whom, on)
    if since < max(on, holding.since) or (holding.until is not None and until > holding.until):
        raise AccountRefused("since", "代班从今天或以后开始，也不能比任职的时间长。")
    if until <= since:
        raise AccountRefused("until", "结束的日子不能在开始的日子之前。")
    if until - since > LONGEST_STAND_IN:
        raise AccountRefused("until", "一次代班最长三个月。时间更长的，请上级办理交接。")
    with transaction.atomic():
        advisory_lock("accounts")
        others = Holding.objects.filter(post=holding.post_id, stands_in_for=holding.user_id)
        same = others.filter(user=by_whom, since=since, until=until).first()
        if same is not None:
            return same
        if others.filter(since__lt=until, until__gt=since).exists():
            raise AccountRefused("since", "这几天已经有人代班了。要换人，请先结束原来的代班。")
        made = Holding.objects.create(
            user=by_whom, post=holding.post, since=since, until=until, stands_in_for=holding.user
        )
        days = {"since": since.isoformat(), "until": until.isoformat(), "for": holding.user_id}
        _audit("accounts.name_stand_in", made, by, at, days)
    return made


def _require_stand_in(holding: Holding, user: User, on: date) -> None:
    """Only a colleague nearby stands in: somebody with a post in the unit that the post's own reports to."""
    if not user.is_active or not user.is_staff_member:
        raise AccountRefused("who", "这个账号停用了，请找另一位同事。")
    if user.pk == holding.user_id:
        raise AccountRefused("who", "这就是在岗的人自己，请写代班的同事的账号。")
    if Holding.objects.filter(held_on(on), user=user, post=holding.post_id, stands_in_for=None).exists():
        raise AccountRefused("who", f"{user}本来就在这个岗位上，不用代班。")
    above = holding.post.region.reports_to or holding.post.region
    ranges = ranges_of(above)
    near = Holding.objects.filter(held_on(on), user=user, stands_in_for=None).values_list(
        "post__region__code", flat=True
    )
    if not any(low <= code <= high for code in near for low, high in ranges):
        raise AccountRefused("who", nobody_nearby(holding))


def nobody_nearby(holding: Holding) -> str:
    """The same sentence for an account that is not there and for one elsewhere: a list of names is not to be guessed."""
    above = holding.post.region.reports_to or holding.post.region
    return f"代班的人要是{above.title}范围里的同事。没有找到这样的账号，请核对。"


def set_active(*, user: User, active: bool, by: Actor, at: datetime, on: date) -> bool:
    """Close an account or open it again; False when it is so already. Closed, whoever is signed in with it is out.

    Raises:
        OutOfReach, RightMissing: the account is not the actor's.
        AccountRefused: it is his own.
    """
    account(user.pk, by=by, on=on)
    if user.pk == by.id:
        raise AccountRefused("", "不能停用自己的账号，请另一位管理员来做。")
    with transaction.atomic():
        if not User.objects.filter(pk=user.pk, is_active=not active).update(is_active=active):
            return False
        if not active:
            end_sign_ins(user=user, by=by, at=at)
            for holding in Holding.objects.filter(held_on(on), user=user, stands_in_for=None):
                _end_stand_ins(holding, on, by, at)
        action = "accounts.open_again" if active else "accounts.close_account"
        write_entry(actor=by, action=action, at=at, subject_type="user", subject_id=user.pk)
    return True


def reset_password(*, user: User, by: Actor, at: datetime, on: date) -> str:
    """Give an account a new one-time password; whoever is signed in with it is out, and its passkeys go.

    Returns the password.

    Raises:
        OutOfReach, RightMissing: the account is not the actor's.
        AccountRefused: it is his own, or closed.
    """
    account(user.pk, by=by, on=on)
    if user.pk == by.id:
        raise AccountRefused("", "自己的密码请在“改密码”里改。")
    if not user.is_active:
        raise AccountRefused("", "这个账号停用了。请先恢复，再重置密码。")
    password, encoded = fresh_password()
    with transaction.atomic():
        # The key of every session is made from the hash: with another hash all of them are over.
        User.objects.filter(pk=user.pk).update(password=encoded, must_change_password=True)
        # A passkey opens the account without the password; one that somebody else left there would go on doing so.
        Passkey.objects.filter(user=user).delete()
        end_sign_ins(user=user, by=by, at=at, ending=Ending.PASSWORD)
        PasswordRequest.objects.filter(user=user, done_at=None).update(done_at=at)
        write_entry(actor=by, action="accounts.reset_password", at=at, subject_type="user", subject_id=user.pk)
    return password


def _require_place(region: Region, by: Actor) -> None:
    require(by, MANAGE_ACCOUNTS)
    if not places_managed(by).filter(pk=region.pk).exists():
        raise OutOfReach("没有找到这个地方。")


def require_named(holding: Holding, by: Actor) -> None:
    """Raise OutOfReach, or RightMissing, unless the post is the actor's own, held by himself, or his to give."""
    holder = holding.stands_in_for_id or holding.user_id
    if by.kind == "user" and by.id == holder and by.post_id == holding.post_id:
        return
    if not by.may(MANAGE_ACCOUNTS):
        raise OutOfReach("没有找到这个岗位。")
    require_manager(holding.post, by)


def _audit(action: str, holding: Holding, by: Actor, at: datetime, details: dict[str, object]) -> None:
    write_entry(
        actor=by,
        action=action,
        at=at,
        subject_type="user",
        subject_id=holding.user_id,
        region_code=holding.post.region.code,
        details={"post": holding.post_id, **details},
    )
