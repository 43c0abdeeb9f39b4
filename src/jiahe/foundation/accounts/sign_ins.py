"""Sign-ins: how long one lasts, the list a person sees of his own, ending them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.models import Ending, SignIn, User
from jiahe.foundation.audit.actions import write_entry

NOTED_EVERY = timedelta(minutes=1)  # a write for each request would make readers wait for one another
KEPT_FOR = timedelta(days=30)  # ended sign-ins: long enough to ask "was that me?"


def idle_limit(user: User) -> timedelta:
    """How long somebody may be away before he has to sign in again."""
    return timedelta(
        minutes=settings.JIAHE_IDLE_MINUTES if user.is_staff_member else settings.JIAHE_IDLE_MINUTES_OF_RESIDENTS
    )


def whole_limit(user: User) -> timedelta:
    """How long a sign-in lasts at most, however busy somebody is."""
    return timedelta(
        hours=settings.JIAHE_SIGN_IN_HOURS if user.is_staff_member else settings.JIAHE_SIGN_IN_HOURS_OF_RESIDENTS
    )


def begin_sign_in(*, user: User, device: str, network: str, at: datetime) -> SignIn:
    """Note that somebody signed in; what ended long ago is forgotten."""
    with transaction.atomic():
        SignIn.objects.filter(user=user, used_at__lt=at - KEPT_FOR).delete()
        return SignIn.objects.create(user=user, began_at=at, used_at=at, device=device[:60], network=network[:40])


def continue_sign_in(pk: object, *, user: User, at: datetime) -> Ending | None:
    """Note that a sign-in is used. None while it goes on, otherwise why it is over."""
    found = SignIn.objects.filter(pk=pk, user=user).first() if isinstance(pk, int) else None
    if found is None:
        return Ending.ENDED
    if found.ended_at is not None:
        return Ending(found.ending)
    ending = over_because(found, user, at)
    if ending is not None:
        SignIn.objects.filter(pk=found.pk, ended_at=None).update(ended_at=at, ending=ending)
    elif at - found.used_at >= NOTED_EVERY:
        SignIn.objects.filter(pk=found.pk).update(used_at=at)
    return ending


def over_because(sign_in: SignIn, user: User, at: datetime) -> Ending | None:
    """Why the time of a sign-in has run out; None while it has not."""
    if at - sign_in.began_at >= whole_limit(user):
        return Ending.TOO_LONG
    # A use within the same minute may not have been noted.
    return Ending.IDLE if at - sign_in.used_at >= idle_limit(user) + NOTED_EVERY else None


def open_sign_ins(user: User, *, at: datetime) -> list[SignIn]:
    """Where somebody is signed in now, used last first."""
    found = SignIn.objects.filter(user=user, ended_at=None).order_by("-used_at", "-pk")
    return [sign_in for sign_in in found if over_because(sign_in, user, at) is None]


def end_sign_in(*, pk: int, user: User, by: Actor, at: datetime, ending: Ending = Ending.ENDED) -> None:
    """End one sign-in of a user; one that is over already stays as it is.

    Raises:
        Http404: the user has no such sign-in.
    """
    if not SignIn.objects.filter(pk=pk, user=user).exists():
        raise Http404("没有找到这次登录。")
    _end(SignIn.objects.filter(pk=pk), user=user, by=by, at=at, ending=ending)


def end_sign_ins(*, user: User, by: Actor, at: datetime, ending: Ending = Ending.ENDED, but: int | None = None) -> int:
    """End all sign-ins of a user, except one; how many they were.

    Whoever resets a password, disables an account or takes factors away calls this in the same transaction.
    """
    others = SignIn.objects.all() if but is None else SignIn.objects.exclude(pk=but)
    return _end(others, user=user, by=by, at=at, ending=ending)


def note_sign_in(*, user: User, ways: str, by: Actor, at: datetime) -> None:
    """Let the audit know that somebody signed in, and with what."""
    with transaction.atomic():
        write_entry(
            actor=by, action="accounts.sign_in", at=at, subject_type="user", subject_id=user.pk, details={"with": ways}
        )


def _end(which: QuerySet[SignIn], *, user: User, by: Actor, at: datetime, ending: Ending) -> int:
    with transaction.atomic():
        ended = which.filter(user=user, ended_at=None).update(ended_at=at, ending=ending)
        if ended and ending != Ending.SIGNED_OUT:
            write_entry(
                actor=by,
                action="accounts.end_sign_ins",
                at=at,
                subject_type="user",
                subject_id=user.pk,
                details={"count": ended, "why": ending.value},
            )
    return ended
