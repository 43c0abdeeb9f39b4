"""Telling the post that looks after an account that its password was forgotten."""

from __future__ import annotations

from datetime import datetime

from jiahe.foundation.accounts.events import PasswordForgotten
from jiahe.foundation.accounts.models import User
from jiahe.foundation.events.bus import subscribe
from jiahe.foundation.notices.actions import notify
from jiahe.foundation.notices.kinds import NoticeKind, declare

FORGOTTEN = "accounts.password_forgotten"


def subscribe_all() -> None:
    """Declare the notice and hear of the event."""
    declare(NoticeKind(FORGOTTEN, "{name}忘了密码，请您重置", "请先打电话核对是不是本人，再在账号那一页重置。"))
    subscribe(PasswordForgotten, _tell, key="notices.forgotten")


def _tell(event: PasswordForgotten, at: datetime) -> None:
    user = User.objects.filter(pk=event.user_id).first()
    if user is not None:
        name = user.name or user.username
        notify(FORGOTTEN, at=at, post=event.post_id, path=f"/desk/accounts/people/{user.pk}/", words={"name": name})
