"""A forgotten password: the request of somebody who cannot sign in, and the post it lies with."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.delegation import responsible_post
from jiahe.foundation.accounts.events import PasswordForgotten
from jiahe.foundation.accounts.models import PasswordRequest, User, UserKind
from jiahe.foundation.accounts.rights import MANAGE_ACCOUNTS
from jiahe.foundation.events.delivery import emit
from jiahe.foundation.vault.crypto import blind_index

AN_HOUR = 5  # requests from one address
STANDS = timedelta(days=7)  # then he has asked in person, or found his password


class TooManyRequests(ValueError):
    """Somebody asked too often from one place; in a sentence."""


def ask_for_password(*, username: str, address: str, at: datetime, on: date) -> None:
    """Let who looks after an account know that its password was forgotten.

    Whether there is such an account makes no difference to who asks. Asked again, the request that stands is enough.

    Raises:
        TooManyRequests: too often from the same address.
    """
    index = blind_index(address, field_class="contact")
    with transaction.atomic():
        PasswordRequest.objects.filter(user=None, asked_at__lt=at - timedelta(days=1)).delete()
        if PasswordRequest.objects.filter(address_index=index, asked_at__gt=at - timedelta(hours=1)).count() >= AN_HOUR:
            raise TooManyRequests("从这里来的请求太多了，请一小时后再试，或者直接打电话给上一级计生协。")
        user = User.objects.filter(username=username.strip().lower(), kind=UserKind.STAFF, is_active=True).first()
        if user is not None and _open().filter(user=user, asked_at__gt=at - STANDS).exists():
            user = None  # it waits already; this one counts for the address alone
        post = responsible_post(user, on=on) if user is not None else None
        PasswordRequest.objects.create(user=user, post=post, address_index=index, asked_at=at)
        if user is not None and post is not None:
            emit(PasswordForgotten(user_id=user.pk, post_id=post.pk), at=at)


def requests_waiting(*, by: Actor, at: datetime) -> QuerySet[PasswordRequest]:
    """The requests that lie with the actor's post, oldest first."""
    if not by.may(MANAGE_ACCOUNTS) or by.post_id is None:
        return PasswordRequest.objects.none()
    waiting = _open().filter(post=by.post_id, user__isnull=False, user__is_active=True, asked_at__gt=at - STANDS)
    return waiting.select_related("user").order_by("asked_at", "pk")


def _open() -> QuerySet[PasswordRequest]:
    return PasswordRequest.objects.filter(done_at=None)
