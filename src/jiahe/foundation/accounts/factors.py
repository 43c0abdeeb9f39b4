"""The second step: codes of an app, codes on paper, who must have one, and taking all of it away.

Nobody gets past by trying: five wrong codes close the second step of that account for a quarter of an hour, the next
five for half an hour, and so on up to a day. Only who has given the password comes as far as this.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypedDict

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.delegation import account
from jiahe.foundation.accounts.models import (
    Authenticator,
    Ending,
    FactorGuard,
    Holding,
    Passkey,
    RecoveryCode,
    User,
)
from jiahe.foundation.accounts.one_time import fitting_step
from jiahe.foundation.accounts.sign_ins import end_sign_ins
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.vault.crypto import blind_index, open_sealed, seal

FIELD_CLASS = "access"
TRIES = 5
FIRST_WAIT = timedelta(minutes=15)
LONGEST_WAIT = timedelta(days=1)
PAPER_CODES = 10
PAPER_DIGITS = 10  # on paper they may lie for years, so they are longer than a code that lives half a minute
WRONG = "这个码不对。请看一眼验证器上现在的 6 位数字，或者换一个没用过的恢复码。"


class FactorRefused(ValueError):
    """A factor that does not fit or cannot be added, in a sentence for who holds it."""


class Place(TypedDict):
    """Where a value is sealed."""

    table: str
    column: str
    row: int
    field_class: str


def secret_place(user: User) -> Place:
    """Where the secret of a user's app is sealed: each user has at most one, so his id is as good as the row's."""
    return {"table": "accounts_authenticator", "column": "secret", "row": user.pk, "field_class": FIELD_CLASS}


@dataclass(frozen=True, slots=True)
class Factors:
    """What somebody has beside his password."""

    authenticator: Authenticator | None
    passkeys: tuple[Passkey, ...]
    codes_left: int

    @property
    def any(self) -> bool:
        """Whether a second step is asked of him."""
        return self.authenticator is not None or bool(self.passkeys)


def factors_of(user: User) -> Factors:
    """What a user has beside his password."""
    return Factors(
        Authenticator.objects.filter(user=user).first(),
        tuple(Passkey.objects.filter(user=user).order_by("added_at", "pk")),
        RecoveryCode.objects.filter(user=user, used_at=None).count(),
    )


def has_second_step(user: User) -> bool:
    """Whether a second step is asked of a user."""
    return Authenticator.objects.filter(user=user).exists() or Passkey.objects.filter(user=user).exists()


def add_authenticator(*, user: User, secret: str, code: str, by: Actor, at: datetime, sign_in: int | None) -> None:
    """Take an app as second step, once it has shown a code that fits; in place of the one there was.

    Every other sign-in ends: it was begun with a password alone.

    Raises:
        FactorRefused: the code does not fit.
    """
    step = fitting_step(secret, code, at=at, after=0)
    if step is None:
        raise FactorRefused(
            "这 6 位数字不对。请看一眼验证器上现在的数字；要是一直不对，请打开手机的“自动设置时间”再试。"
        )
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        sealed = seal(secret, **secret_place(user))
        Authenticator.objects.create(user=user, secret_sealed=sealed, added_at=at, last_step=step)
        end_sign_ins(user=user, by=by, at=at, ending=Ending.FACTORS, but=sign_in)
        _note(user, "add_authenticator", by, at)


def remove_authenticator(*, user: User, by: Actor, at: datetime) -> None:
    """Take the app away again."""
    with transaction.atomic():
        if Authenticator.objects.filter(user=user).delete()[0]:
            _note(user, "remove_authenticator", by, at)
            drop_paper_of_nothing(user)


def drop_paper_of_nothing(user: User) -> None:
    """Codes on paper stand in for a second step; where there is none any more they go."""
    if not has_second_step(user):
        RecoveryCode.objects.filter(user=user).delete()


def make_recovery_codes(*, user: User, by: Actor, at: datetime) -> list[str]:
    """Make ten codes for paper; those there were open nothing any more. They can be read now and never again."""
    codes = [f"{secrets.randbelow(10**PAPER_DIGITS):0{PAPER_DIGITS}d}" for _ in range(PAPER_CODES)]
    with transaction.atomic():
        RecoveryCode.objects.filter(user=user).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(user=user, digest=_paper_digest(user, code), made_at=at) for code in codes
        )
        _note(user, "make_recovery_codes", by, at)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def use_code(*, user: User, code: str, by: Actor, at: datetime) -> str:
    """Use up a code of the app or of the paper; returns which it was, ``authenticator`` or ``recovery``.

    Raises:
        FactorRefused: it does not fit, was used before, or there were too many wrong ones.
    """
    digits = "".join(sign for sign in code if sign.isascii() and sign.isdigit())
    # A wrong try is counted and stays counted: it is committed before the answer is given.
    with transaction.atomic():
        guard = _guard(user)
        _refuse_while_closed(guard, at)
        way = _used(user, digits, at)
        if way:
            FactorGuard.objects.filter(pk=guard.pk).update(failures=0, failed_at=None)
            if way == "recovery":
                _note(user, "use_recovery_code", by, at)
        else:
            guard.failures, guard.failed_at = guard.failures + 1, at
            guard.save(update_fields=["failures", "failed_at"])
            if guard.failures % TRIES == 0:
                _note(user, "second_step_closed", by, at)
    if not way:
        _refuse_while_closed(guard, at)
        raise FactorRefused(WRONG)
    return way


def _guard(user: User) -> FactorGuard:
    FactorGuard.objects.get_or_create(user=user)
    return FactorGuard.objects.select_for_update().get(user=user)  # tries at once are counted one after the other


def _refuse_while_closed(guard: FactorGuard, at: datetime) -> None:
    until = closed_until(guard)
    if until is not None and at < until:
        raise FactorRefused(f"输错的次数太多。为了安全，请在 {timezone.localtime(until):%H:%M} 以后再试。")


def closed_until(guard: FactorGuard) -> datetime | None:
    """Until when a second step is closed; None when it was never."""
    if guard.failed_at is None or not guard.failures or guard.failures % TRIES:
        return None
    wait: timedelta = FIRST_WAIT * 2 ** min(guard.failures // TRIES - 1, 10)
    return guard.failed_at + min(wait, LONGEST_WAIT)


def _used(user: User, digits: str, at: datetime) -> str:
    if len(digits) == PAPER_DIGITS:
        found = RecoveryCode.objects.filter(user=user, digest=_paper_digest(user, digits), used_at=None)
        return "recovery" if found.update(used_at=at) else ""
    own = Authenticator.objects.filter(user=user).first()
    if own is None:
        return ""
    secret = open_sealed(bytes(own.secret_sealed), **secret_place(user))
    step = fitting_step(secret, digits, at=at, after=own.last_step)
    if step is None:
        return ""
    # Of two who send the same code at once one is a moment later, and gets nothing.
    taken = Authenticator.objects.filter(pk=own.pk, last_step__lt=step).update(last_step=step, used_at=at)
    return "authenticator" if taken else ""


def _paper_digest(user: User, digits: str) -> bytes:
    return blind_index(f"{user.pk}:{digits}", field_class=FIELD_CLASS)


def must_have_second_step(role: str) -> bool:
    """Whether the house asks a second step of who acts in such a post."""
    return role in settings.JIAHE_REQUIRE_SECOND_FACTOR


def asked_until(*, user: User, on: date) -> date:
    """The last day somebody may still work without the second step that is asked of him; counted from the first ask."""
    with transaction.atomic():
        guard = _guard(user)
        if guard.asked_on is None:
            guard.asked_on = on
            guard.save(update_fields=["asked_on"])
    return guard.asked_on + timedelta(days=settings.JIAHE_SECOND_FACTOR_GRACE_DAYS)


def reset_factors(*, user: User, by: Actor, at: datetime, on: date) -> None:
    """Take everything away that somebody had beside his password, because he lost it; every sign-in of his ends.

    Raises:
        OutOfReach, RightMissing: the account is not the actor's to manage.
        FactorRefused: it is the actor's own account.
    """
    account(user.pk, by=by, on=on)
    if by.kind == "user" and by.id == user.pk:
        raise FactorRefused("自己的登录方式请到“我的账号”里改。")
    with transaction.atomic():
        for kind in (Authenticator, Passkey, RecoveryCode):
            kind.objects.filter(user=user).delete()
        FactorGuard.objects.filter(user=user).update(failures=0, failed_at=None, asked_on=None)
        end_sign_ins(user=user, by=by, at=at, ending=Ending.FACTORS)
        _note(user, "reset_factors", by, at)


def _held(user: User, on: date) -> Iterable[Holding]:
    return Holding.objects.filter(user=user).exclude(until__lte=on)


def _note(user: User, deed: str, by: Actor, at: datetime) -> None:
    write_entry(actor=by, action=f"accounts.{deed}", at=at, subject_type="user", subject_id=user.pk)
