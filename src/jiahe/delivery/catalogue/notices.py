"""What those are told who may approve a setting, and the one who proposed it."""

from __future__ import annotations

from datetime import datetime

from jiahe.delivery.catalogue.models import ProgrammeSetting, SettingState
from jiahe.delivery.catalogue.queries import who_may_approve
from jiahe.delivery.catalogue.wording import title_of_setting
from jiahe.foundation.notices.actions import notify
from jiahe.foundation.notices.kinds import NoticeKind, declare

PROPOSED, ANSWERED = "catalogue.proposed", "catalogue.answered"


def declare_all() -> None:
    """Make them known."""
    declare(NoticeKind(PROPOSED, "有一份项目设置等您审核", "{what}，{since}起。"))
    declare(NoticeKind(ANSWERED, "您提出的项目设置：{answer}", "{what}，{since}起。"))


def tell_proposed(setting: ProgrammeSetting, *, at: datetime) -> None:
    """Tell those who may approve it."""
    for post in who_may_approve(setting):
        notify(PROPOSED, at=at, post=post, path=_path(setting), words=_words(setting))


def tell_answered(setting: ProgrammeSetting, *, at: datetime) -> None:
    """Tell the post that proposed it."""
    words = _words(setting) | {"answer": SettingState(setting.state).label}
    notify(ANSWERED, at=at, post=setting.proposed_post, path=_path(setting), words=words)


def _words(setting: ProgrammeSetting) -> dict[str, str]:
    return {"what": title_of_setting(setting), "since": f"{setting.since.month} 月 {setting.since.day} 日"}


def _path(setting: ProgrammeSetting) -> str:
    return f"/desk/settings/proposals/{setting.pk}/"
