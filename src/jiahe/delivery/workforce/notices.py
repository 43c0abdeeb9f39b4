"""What posts and people who serve are told: that somebody waits, what the answer was, that a credential ends."""

from __future__ import annotations

from datetime import datetime

from jiahe.delivery.workforce.levels import nearest_posts
from jiahe.delivery.workforce.models import Credential, ServiceWorker, WorkerState
from jiahe.delivery.workforce.rights import NOMINATE_WORKFORCE
from jiahe.foundation.notices.actions import notify
from jiahe.foundation.notices.kinds import NoticeKind, declare
from jiahe.foundation.regions.models import Level

WAITING, ANSWERED, YOURS = "workforce.waiting", "workforce.answered", "workforce.yours"
BACK = "workforce.back"
SOON, OVER = "workforce.credential_soon", "workforce.credential_over"
OWN_SOON, OWN_OVER = "workforce.own_credential_soon", "workforce.own_credential_over"
OWN_PAGE = "/my/serving/"


def declare_all() -> None:
    """Make them known."""
    declare(NoticeKind(WAITING, "有一位服务人员等您审核", "{kind} {name}。看过情况以后，同意或者写明原因。"))
    declare(NoticeKind(ANSWERED, "推荐的服务人员有了答复", "{kind} {name}：{answer}。"))
    declare(NoticeKind(YOURS, "您报名的事有了答复", "{kind}：{answer}。", channels=("sms",)))
    declare(NoticeKind(BACK, "{name}说好 {day} 回来", "{kind} {name}。回来了的点“回来服务”，还要休息的不用办。"))
    declare(NoticeKind(SOON, "有一本证书快到期了", "{kind} {name}的{title}，{day}到期。请提前办好续期。"))
    declare(NoticeKind(OVER, "有一本证书到期了", "{kind} {name}的{title}，{day}到期，续期以前不能再安排服务。"))
    declare(NoticeKind(OWN_SOON, "您的证书快到期了", "{title}，{day}到期。请联系村里办续期。", channels=("sms",)))
    declare(
        NoticeKind(
            OWN_OVER, "您的证书到期了", "{title}，{day}到期。续期以前先不安排服务，请联系村里。", channels=("sms",)
        )
    )


def tell_reviewers(worker: ServiceWorker, *, at: datetime) -> None:
    """Tell the posts whose word is waited for."""
    for post in nearest_posts(worker.village_code, worker.awaits or Level.PROVINCE):
        notify(WAITING, at=at, post=post, path=_page(worker), words=_words(worker))


def tell_answer(worker: ServiceWorker, *, at: datetime) -> None:
    """Tell the village, and himself where he is known."""
    answer = "可以开始服务了" if worker.state == WorkerState.SERVING else "这次没有通过"
    for post in nearest_posts(worker.village_code, Level.VILLAGE, NOMINATE_WORKFORCE):
        notify(ANSWERED, at=at, post=post, path=_page(worker), words={**_words(worker), "answer": answer})
    if (person := _himself(worker)) is not None:
        words = {"kind": worker.get_kind_display(), "answer": answer}
        notify(YOURS, at=at, person=person, path=OWN_PAGE, words=words)


def tell_of_credential(credential: Credential, *, over: bool, at: datetime) -> None:
    """Tell who looks after him, and himself where he is known."""
    worker, day = credential.worker, credential.expires_on
    said = {"title": credential.title, "day": f"{day:%Y-%m-%d}" if day else ""}
    for post in nearest_posts(worker.village_code, Level.VILLAGE, NOMINATE_WORKFORCE):
        notify(OVER if over else SOON, at=at, post=post, path=_page(worker), words={**_words(worker), **said})
    if (person := _himself(worker)) is not None:
        notify(OWN_OVER if over else OWN_SOON, at=at, person=person, path=OWN_PAGE, words=said)


def tell_back(worker: ServiceWorker, *, at: datetime) -> None:
    """Tell the village that the day has come on which somebody said he would be back; said once for a day."""
    day = f"{worker.rests_until:%Y-%m-%d}" if worker.rests_until else ""
    for post in nearest_posts(worker.village_code, Level.VILLAGE, NOMINATE_WORKFORCE):
        notify(BACK, at=at, post=post, path=_page(worker), words={**_words(worker), "day": day}, once=True)


def _himself(worker: ServiceWorker) -> int | None:
    """Who he is, where that is known and he lives."""
    who = worker.who
    return who.pk if who is not None and who.death_date is None else None


def _words(worker: ServiceWorker) -> dict[str, object]:
    return {"kind": worker.get_kind_display(), "name": worker.name}


def _page(worker: ServiceWorker) -> str:
    return f"/desk/workforce/{worker.pk}/"
