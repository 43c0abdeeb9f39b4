"""How long what is kept is kept, said once for residents, administrators and the machine, and carried out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction

from jiahe.foundation.accounts.actor import system
from jiahe.foundation.accounts.codes import KEPT_FOR, forget_codes
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.events.delivery import forget_settled
from jiahe.foundation.files.actions import delete_expired
from jiahe.registry.models import ResidentRequest
from jiahe.registry.models.resident_request import RequestKind, RequestStatus

CLAIM_CONTENT = timedelta(days=30)  # after it was asked: then the phone and the name that were typed are gone
REQUEST_CONTENT = timedelta(days=365 * 2)  # after the answer
NEWS = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the schedule. ``forget`` carries it out and returns how many rows went; None: it stays by law."""

    what: str
    how_long: str
    why: str
    then: str
    forget: Callable[[datetime], int] | None = None


def _forget_codes(at: datetime) -> int:
    return forget_codes(at=at)


def _forget_sessions(at: datetime) -> int:
    return Session.objects.filter(expire_date__lt=at).delete()[0]


def _forget_claims(at: datetime) -> int:
    """A claim that fits nobody goes as a whole; of the others what was typed goes, and that it was answered stays."""
    old = ResidentRequest.objects.filter(kind=RequestKind.CLAIM, asked_at__lt=at - CLAIM_CONTENT)
    gone = old.filter(status=RequestStatus.UNMATCHED).delete()[0]
    expired = old.filter(status=RequestStatus.WAITING, expires_at__lt=at).update(status=RequestStatus.EXPIRED)
    emptied = old.filter(content_sealed__isnull=False).update(content_sealed=None, phone_index=None)
    return gone + max(expired, emptied)


def _forget_answered(at: datetime) -> int:
    old = ResidentRequest.objects.filter(answered_at__lt=at - REQUEST_CONTENT, content_sealed__isnull=False)
    old = old.exclude(kind=RequestKind.BENEFIT)  # it proves by what a benefit was given
    return old.update(content_sealed=None)


def _forget_files(at: datetime) -> int:
    return delete_expired(at=at)


def _forget_news(at: datetime) -> int:
    return forget_settled(before=at - NEWS)


SCHEDULE: tuple[Rule, ...] = (
    Rule(
        "家庭登记：姓名、证件号、住址、家人关系、经过",
        "登记在本地期间；搬走或去世以后按档案规定",
        "依法登记和发放待遇要用",
        "不删，只给办事的人看",
    ),
    Rule("审计记录：谁看过、改过", "一直留着", "让您查得到，也让别人改不了", "不删"),
    Rule("同意和收回", "一直留着", "证明每一次用您的资料都问过您", "不删"),
    Rule("登录的验证码", f"{KEPT_FOR.days} 天", "防止有人反复试", "删掉", _forget_codes),
    Rule("登录状态", "12 小时", "不用每一页都登录", "删掉", _forget_sessions),
    Rule(
        "认领申请里填的姓名和手机号",
        f"{CLAIM_CONTENT.days} 天",
        "给村里核对",
        "删掉填的内容；对不上的整条删掉",
        _forget_claims,
    ),
    Rule("改正、删除申请里写的内容", "答复后 2 年", "有争议时查得到", "删掉写的内容，留下办没办", _forget_answered),
    Rule("待遇申请和当时的依据", "一直留着", "证明凭什么发的", "不删，只给办事的人看"),
    Rule("上传的表格、导出的名单", "1 到 7 天，每一份上写着", "办完事就用不着了", "删掉文件", _forget_files),
    Rule("系统内部的通知", f"{NEWS.days} 天", "出错时查得到", "删掉", _forget_news),
)


def forget_what_is_over(*, at: datetime) -> dict[str, int]:
    """Carry the schedule out: what is over goes. Run twice it does nothing more; says how many rows of each went."""
    with transaction.atomic():
        gone = {rule.what: count for rule in SCHEDULE if rule.forget and (count := rule.forget(at))}
        if gone:
            write_entry(actor=system(), action="registry.forget", at=at, details={"rows": sum(gone.values())})
    return gone
