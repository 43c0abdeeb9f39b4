"""Setting a programme in a place: proposed by one person, approved by another, from a day that has not come yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from jiahe.delivery.catalogue.in_force import DECIDED, InForce, in_force
from jiahe.delivery.catalogue.models import ProgrammeSetting, SettingState
from jiahe.delivery.catalogue.notices import tell_answered, tell_proposed
from jiahe.delivery.catalogue.programme import Programme
from jiahe.delivery.catalogue.queries import is_own
from jiahe.delivery.catalogue.questions import Wrong
from jiahe.delivery.catalogue.rights import APPROVE_SETTINGS, PROPOSE_SETTINGS
from jiahe.delivery.catalogue.wording import title_of_setting
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require
from jiahe.foundation.accounts.rights import Right
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.database import advisory_lock
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import ranges_of
from jiahe.registry.actions.common import refuse
from jiahe.registry.rows import Fault, Refused

LONGEST = 300
LATEST_YEAR = 2100


def propose_setting(
    *, programme: Programme, region: Region, since: date, is_on: bool | None, typed: Mapping[str, str], reason: str,
    by: Actor, at: datetime, on: date,
) -> ProgrammeSetting:  # fmt: skip
    """Propose that a programme runs or does not, with other numbers and texts, in a place from a day on.

    ``typed`` are numbers and texts by their codes; what is as it was decided already is no change. Asked twice while it waits,
    it is the same proposal.

    Raises:
        OutOfReach, RightMissing: the place is not wholly the actor's, or he may not propose.
        Refused: at the field that cannot be.
    """
    _require(region, by, PROPOSE_SETTINGS)
    if by.id is None or by.post_id is None:
        raise OutOfReach("设置要由一个岗位上的同事提出。")
    if region.level > Level.TOWNSHIP or region.is_closed:
        raise refuse("", "设置按乡镇或者更大的地方定，不按村定。")
    _check(since, reason, on)
    said = _said(in_force(programme, region, on=DECIDED), is_on, typed)
    kept = {"programme": programme.code, "region": region, "since": since, "reason": reason.strip(), **said}
    with transaction.atomic():
        advisory_lock("catalogue.propose")
        standing = ProgrammeSetting.objects.filter(state=SettingState.OPEN, proposed_by=by.id, **kept).first()
        if standing is not None:
            return standing
        setting = ProgrammeSetting.objects.create(
            **kept, proposed_by_id=by.id, proposed_post_id=by.post_id, proposed_at=at
        )
        _note("catalogue.propose_setting", setting, by, at)
        tell_proposed(setting, at=at)
    return setting


def approve_setting(*, setting: ProgrammeSetting, by: Actor, at: datetime, on: date) -> ProgrammeSetting:
    """Bring a setting into force from its day on, which has not come: what was opened before goes on as it began.

    Raises:
        OutOfReach, RightMissing: the place is not wholly the actor's, or he may not approve.
        Refused: it is his own, it was decided before, or its day has come.
    """
    _require_other(setting, by)
    if setting.is_open and setting.since <= on:
        raise refuse("", "生效的日子已经到了。请退回去，请提出的同事改一个以后的日子再提。")
    return _decide(setting, SettingState.APPROVED, "catalogue.approve_setting", "", by, at)


def refuse_setting(*, setting: ProgrammeSetting, answer: str, by: Actor, at: datetime) -> ProgrammeSetting:
    """Send a setting back with a reason.

    Raises:
        OutOfReach, RightMissing: the place is not wholly the actor's, or he may not approve.
        Refused: it is his own, it was decided before, or no reason is given.
    """
    _require_other(setting, by)
    if not answer.strip():
        raise refuse("answer", "请写明为什么退回，提出的同事要看。")
    if len(answer.strip()) > LONGEST:
        raise refuse("answer", f"写得太长了，最多 {LONGEST} 个字。")
    return _decide(setting, SettingState.REFUSED, "catalogue.refuse_setting", answer.strip(), by, at)


def withdraw_setting(*, setting: ProgrammeSetting, by: Actor, at: datetime) -> ProgrammeSetting:
    """Take one's own proposal back.

    Raises:
        OutOfReach, RightMissing: it is not the actor's.
        Refused: it was decided before.
    """
    if not is_own(setting, by):
        raise OutOfReach("没有找到这份设置。")
    require(by, PROPOSE_SETTINGS)
    return _decide(setting, SettingState.WITHDRAWN, "catalogue.withdraw_setting", "", by, at)


def _require(region: Region, by: Actor, right: Right) -> None:
    if not by.reaches_all(ranges_of(region)):
        raise OutOfReach("这个地方的项目设置不归这个岗位管。")
    require(by, right)


def _require_other(setting: ProgrammeSetting, by: Actor) -> None:
    _require(setting.region, by, APPROVE_SETTINGS)
    if is_own(setting, by):
        raise refuse("", "自己提出的设置不能自己审核，请另一位同事来看。")


def _check(since: date, reason: str, on: date) -> None:
    if since <= on:
        raise refuse("since", "生效的日子要在明天或者以后：今天已经收下的，还按今天的办。")
    if since.year > LATEST_YEAR:
        raise refuse("since", "这个日子不对，请核对年份。")
    if not reason.strip():
        raise refuse("reason", "请写一句为什么要改，审核的同事要看。")
    if len(reason.strip()) > LONGEST:
        raise refuse("reason", f"写得太长了，最多 {LONGEST} 个字。")


def _said(held: InForce, is_on: bool | None, typed: Mapping[str, str]) -> dict[str, object]:
    """What is another than what was decided already."""
    numbers: dict[str, int] = {}
    texts: dict[str, str] = {}
    faults = []
    for one in held.programme.parameters:
        if one.code in typed:
            try:
                number = one.read(typed[one.code])
            except Wrong as wrong:
                faults.append(Fault(1, one.code, str(wrong)))
            else:
                numbers |= {one.code: number} if number != held.numbers[one.code] else {}
    for words in held.programme.texts:
        if words.code in typed:
            try:
                text = words.read(typed[words.code])
            except Wrong as wrong:
                faults.append(Fault(1, words.code, str(wrong)))
            else:
                texts |= {words.code: text} if text != held.texts[words.code] else {}
    if faults:
        raise Refused(faults)
    switch = is_on if is_on is not None and is_on != held.is_on else None
    if switch is None and not numbers and not texts:
        raise refuse("", "填的和已经定下的一样，没有要改的。")
    return {"is_on": switch, "numbers": numbers, "texts": texts}


def _decide(
    setting: ProgrammeSetting, state: SettingState, action: str, answer: str, by: Actor, at: datetime
) -> ProgrammeSetting:
    with transaction.atomic():
        waiting = ProgrammeSetting.objects.filter(pk=setting.pk, state=SettingState.OPEN)
        if not waiting.update(state=state, decided_by=by.id, decided_at=at, answer=answer):
            raise refuse("", "这份设置已经有人处理过了。请刷新页面再看。")
        setting.refresh_from_db()
        _note(action, setting, by, at)
        if state != SettingState.WITHDRAWN:
            tell_answered(setting, at=at)
    return setting


def _note(action: str, setting: ProgrammeSetting, by: Actor, at: datetime) -> None:
    write_entry(
        actor=by, action=action, at=at, subject_type="programme_setting", subject_id=setting.pk,
        region_code=setting.region.code,
        details={"what": title_of_setting(setting), "since": setting.since.isoformat()},
    )  # fmt: skip
