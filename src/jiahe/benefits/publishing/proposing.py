"""Proposing a change of the law as it stands here, publishing it, refusing it, taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction
from django.db.models import Max

from jiahe.benefits.editions import version_of
from jiahe.benefits.law import every_law
from jiahe.benefits.models import Proposal, ProposalKind, ProposalState
from jiahe.benefits.publishing.notices import tell_answered, tell_proposed
from jiahe.benefits.publishing.preview import ask_preview
from jiahe.benefits.publishing.reading import is_own, reaches_area, region_of_area
from jiahe.benefits.publishing.wording import what_changes
from jiahe.benefits.rights import PROPOSE_LAW, PUBLISH_LAW
from jiahe.benefits.rules import BY_CODE
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.database import advisory_lock
from jiahe.foundation.rules.parameters import GRADES, NATION, scale_of
from jiahe.registry.actions.common import refuse

MOST = 10**12  # fen: no amount of one family comes near it, and no column overflows
LONGEST = 300
EARLIEST, LATEST = date(1949, 10, 1), date(2100, 1, 1)
LONGEST_TITLE, LONGEST_NUMBER = 200, 80


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a change comes from: the document, its number and day, its official address, and how sure we are of it."""

    document: str
    number: str = ""
    dated: date | None = None
    url: str = ""
    grade: str = "A"
    checked_on: date | None = None


def propose_value(
    *, code: str, area: int, since: date, value: str, basis: Basis, reason: str, by: Actor, at: datetime, on: date
) -> Proposal:
    """Propose another value of a number of the law, in an area from a day on; an empty value ends it.

    Asked twice while it waits, it is the same proposal. Who would change is counted at once, beside the requests.

    Raises:
        OutOfReach, RightMissing: the area is not wholly the actor's, or he may not propose.
        Refused: at the field that cannot be.
    """
    law = every_law().get(code)
    if law is None:
        raise OutOfReach("没有找到这个数值。")
    _require(area, by)
    counted = _counted(value, law.unit)
    if value.strip() == "" and area == NATION and not law.layers.get(NATION):
        raise refuse("value", "全国没有这个标准，没有什么可以停的。请填写数值。")
    _check(since, basis, reason, on)
    said = {"kind": ProposalKind.VALUE, "code": code, "area": area, "since": since, "value": counted}
    return _propose(said, basis, reason, by, at, on)


def propose_days(
    *, benefit: str, version: date, since: date, until: date | None, basis: Basis, reason: str, by: Actor,
    at: datetime, on: date,
) -> Proposal:  # fmt: skip
    """Propose that a version of a rule acts from and until (the first day after it) other days.

    Raises:
        OutOfReach, RightMissing: there is no such version, the province is not the actor's, or he may not propose.
        Refused: at the field that cannot be.
    """
    try:
        version_of(benefit, version)
    except KeyError:
        raise OutOfReach("没有找到这一版规定。") from None
    _require(NATION, by)
    _check(since, basis, reason, on)
    if until is not None and until <= since:
        raise refuse("until", "失效的日子要在开始执行的日子以后。")
    others = [other for other in BY_CODE[benefit].versions if other.since != version]
    if any(_overlap(since, until, other.since, other.until) for other in others):
        raise refuse("since", "这几天已经有另一版规定在执行，两版不能同时有效。请先改另一版的日期。")
    said = {"kind": ProposalKind.DAYS, "code": benefit, "version": version, "since": since, "until": until}
    return _propose(said, basis, reason, by, at, on)


def publish(*, proposal: Proposal, by: Actor, at: datetime) -> Proposal:
    """Bring a proposal into force, from its day on; what was answered before keeps the edition it was answered by.

    Raises:
        OutOfReach, RightMissing: the area is not wholly the actor's, or he may not publish.
        Refused: it is his own, it was decided before, or who changes is not counted yet.
    """
    _require_publisher(proposal, by)
    with transaction.atomic():
        advisory_lock("benefits.publish")
        waiting = Proposal.objects.filter(pk=proposal.pk, state=ProposalState.OPEN)
        if not waiting.filter(preview_done=True).exists() and waiting.exists():
            raise refuse("", "还在算谁会受影响，算完才能发布。请稍等一会儿再来。")
        last = Proposal.objects.aggregate(last=Max("publication"))["last"] or 0
        decided = {"state": ProposalState.PUBLISHED, "publication": last + 1}
        return _decide(proposal, "benefits.publish", decided, "", by, at)


def refuse_proposal(*, proposal: Proposal, answer: str, by: Actor, at: datetime) -> Proposal:
    """Send a proposal back with a reason.

    Raises:
        OutOfReach, RightMissing: the area is not wholly the actor's, or he may not publish.
        Refused: it is his own, it was decided before, or no reason is given.
    """
    _require_publisher(proposal, by)
    if not answer.strip():
        raise refuse("answer", "请写明为什么不通过，提出的同事要看。")
    _short_enough("answer", answer)
    with transaction.atomic():
        return _decide(proposal, "benefits.refuse", {"state": ProposalState.REFUSED}, answer.strip(), by, at)


def withdraw(*, proposal: Proposal, by: Actor, at: datetime) -> Proposal:
    """Take one's own proposal back.

    Raises:
        OutOfReach: it is not the actor's.
        Refused: it was decided before.
    """
    if not is_own(proposal, by):
        raise OutOfReach("没有找到这份修改。")
    require(by, PROPOSE_LAW)
    with transaction.atomic():
        return _decide(proposal, "benefits.withdraw", {"state": ProposalState.WITHDRAWN}, "", by, at)


def _require(area: int, by: Actor) -> None:
    if not reaches_area(area, by):
        raise OutOfReach("这个地方的标准不归这个岗位管。")
    require(by, PROPOSE_LAW)


def _require_publisher(proposal: Proposal, by: Actor) -> None:
    if not reaches_area(proposal.area, by):
        raise OutOfReach("这个地方的标准不归这个岗位管。")
    require(by, PUBLISH_LAW)
    if is_own(proposal, by):
        raise refuse("", "自己提出的修改不能自己发布，请另一位同事来审核。")


def _check(since: date, basis: Basis, reason: str, on: date) -> None:
    if not EARLIEST <= since <= LATEST:
        raise refuse("since", "这个日子不对，请核对年份。")
    if not basis.document.strip():
        raise refuse("document", "请写文件的名称。没有文件依据的数值不能提出。")
    if basis.dated is not None and basis.dated > on:
        raise refuse("document_date", "文件的日期还没有到，请核对。")
    if basis.checked_on is not None and basis.checked_on > on:
        raise refuse("checked_on", "核对的日期还没有到，请核对。")
    if basis.grade not in GRADES:
        raise refuse("grade", "请选一个把握程度。")
    if basis.url and not basis.url.startswith(("https://", "http://")):
        raise refuse("url", "网址要以 https:// 开头。")
    for field, text, longest in (
        ("document", basis.document, LONGEST_TITLE),
        ("document_number", basis.number, LONGEST_NUMBER),
        ("url", basis.url, LONGEST),
        ("reason", reason, LONGEST),
    ):
        _short_enough(field, text, longest)
    if not reason.strip():
        raise refuse("reason", "请写一句为什么要改，审核的同事要看。")


def _short_enough(field: str, text: str, longest: int = LONGEST) -> None:
    if len(text.strip()) > longest:
        raise refuse(field, f"写得太长了，最多 {longest} 个字。")


def _counted(text: str, unit: str) -> int | None:
    """What was typed as it is counted inside; None where nothing was."""
    if not text.strip():
        return None
    try:
        typed = Decimal(text.strip().replace(",", "").replace("，", ""))
        counted = typed * scale_of(unit)
    except InvalidOperation:
        raise refuse("value", f"请填一个数字，单位是{unit}。") from None
    if not counted.is_finite() or counted < 0 or counted > MOST:
        raise refuse("value", "这个数不对，请核对。")
    if counted != counted.to_integral_value():
        raise refuse("value", f"写得太细了：{unit}最多写到{'分' if unit.startswith('元') else '整数'}。")
    return int(counted)


def _overlap(since: date, until: date | None, other_since: date, other_until: date | None) -> bool:
    return (other_until is None or since < other_until) and (until is None or other_since < until)


def _propose(said: dict[str, object], basis: Basis, reason: str, by: Actor, at: datetime, on: date) -> Proposal:
    if by.id is None or by.post_id is None:
        raise OutOfReach("修改要由一个岗位上的同事提出。")
    said |= {
        "document": basis.document.strip(), "document_number": basis.number.strip(), "document_date": basis.dated,
        "url": basis.url.strip(), "grade": basis.grade, "checked_on": basis.checked_on or on, "reason": reason.strip(),
    }  # fmt: skip
    with transaction.atomic():
        advisory_lock("benefits.propose")
        standing = Proposal.objects.filter(state=ProposalState.OPEN, proposed_by=by.id, **said).first()
        if standing is not None:
            return standing
        proposal = Proposal.objects.create(
            **said, proposed_by_id=by.id, proposed_post_id=by.post_id, proposed_at=at,
            preview_day=max(on, said["since"] if isinstance(said["since"], date) else on),
        )  # fmt: skip
        _note("benefits.propose", proposal, by, at)
        tell_proposed(proposal, at=at)
        ask_preview(proposal, at=at)
    return proposal


def _decide(
    proposal: Proposal, action: str, decided: dict[str, object], answer: str, by: Actor, at: datetime
) -> Proposal:
    waiting = Proposal.objects.filter(pk=proposal.pk, state=ProposalState.OPEN)
    if not waiting.update(**decided, decided_by=by.id, decided_at=at, answer=answer):
        raise refuse("", "这份修改已经有人处理过了。请刷新页面再看。")
    proposal.refresh_from_db()
    _note(action, proposal, by, at)
    if decided["state"] != ProposalState.WITHDRAWN:
        tell_answered(proposal, at=at)
    return proposal


def _note(action: str, proposal: Proposal, by: Actor, at: datetime) -> None:
    region = region_of_area(proposal.area)
    write_entry(
        actor=by,
        action=action,
        at=at,
        subject_type="proposal",
        subject_id=proposal.pk,
        region_code=None if region is None else region.code,
        details={"what": what_changes(proposal)},
    )
