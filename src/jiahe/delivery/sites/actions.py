"""Opening, changing, pausing, closing and inspecting sites: every write, with its right, its entry and its facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from jiahe.delivery.sites import spells
from jiahe.delivery.sites.checklist import LARGEST, Standard, kept, score_of, standards_of
from jiahe.delivery.sites.details import FIRST_PLAQUE, SiteDetails, details_of, plaque_faults, require_possible
from jiahe.delivery.sites.following import LOCK
from jiahe.delivery.sites.models import Inspection, Site, SiteState, Verdict
from jiahe.delivery.sites.rights import EDIT_SITES, INSPECT_SITES
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import require_at
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.database import advisory_lock
from jiahe.registry.actions.common import refuse
from jiahe.registry.rows import Fault, Refused

Answers = Mapping[str, int | bool]


def open_site(*, details: SiteDetails, by: Actor, at: datetime, on: date, once: UUID | None = None) -> Site:
    """Open a site; a form sent again under the same key ``once`` finds the site it opened.

    Raises:
        OutOfReach, RightMissing: the actor may not keep sites there.
        Refused: something that was said cannot be, or the village has such a site under this name.
    """
    require_at(by, EDIT_SITES, details.village_code)
    require_possible(details, on=on)
    with transaction.atomic():
        advisory_lock(LOCK)
        there = Site.objects.filter(once=once).first() if once else None
        if there is not None:
            require_at(by, EDIT_SITES, there.village_code)
            return there
        _require_other_name(details)
        site = Site.objects.create(
            **asdict(details), once=once, created_at=at, created_by_id=by.id, changed_at=at, changed_by_id=by.id
        )
        spells.begin(site, on)
        _audit("sites.open", site, by, at, {"kind": site.kind, "name": site.name})
    return site


def change_site(*, site: Site, details: SiteDetails, by: Actor, at: datetime, on: date) -> Site:
    """Change what is said of a site; another village takes it over from today on.

    Raises:
        OutOfReach, RightMissing: the actor may not keep sites there, or not in the village named.
        Refused: something that was said cannot be.
    """
    require_at(by, EDIT_SITES, site.village_code)
    require_at(by, EDIT_SITES, details.village_code)
    require_possible(details, on=on)
    with transaction.atomic():
        row = _locked(site)
        before = details_of(row)
        changed = sorted(name for name, value in asdict(details).items() if value != getattr(before, name))
        if not changed:
            return row
        _require_other_name(details, but=row.pk)
        _write(row, {name: getattr(details, name) for name in changed}, by, at)
        if "village_code" in changed:
            spells.move(row, details.village_code, on)
        _audit("sites.change", row, by, at, {"changed": changed, "village_before": before.village_code})
    return row


def renew_plaque(
    *, site: Site, level: str, batch: str, plaque_on: date, plaque_until: date | None, by: Actor, at: datetime, on: date
) -> Site:
    """Give a site its new plaque: whose it is, of which batch, from when to when. The one before stands in the audit.

    Raises:
        OutOfReach, RightMissing: the actor may not keep sites there.
        Refused: the days cannot be.
    """
    require_at(by, EDIT_SITES, site.village_code)
    faults = [Fault(0, field, message) for field, message in plaque_faults(plaque_on, plaque_until, on)]
    if faults:
        raise Refused(faults)
    with transaction.atomic():
        row = _locked(site)
        before = details_of(row)
        said = {"level": level, "batch": batch, "plaque_on": plaque_on, "plaque_until": plaque_until}
        if replace(before, **said) == before:  # type: ignore[arg-type]  # the four have the types of the fields
            return row
        _write(row, said, by, at)
        days = [day.isoformat() if day else "" for day in (before.plaque_on, before.plaque_until)]
        _audit("sites.renew_plaque", row, by, at, {"level_before": before.level, "days_before": days})
    return row


def pause_site(*, site: Site, reason: str, by: Actor, at: datetime) -> Site:
    """Say that families cannot come for a while, and why; paused already, nothing changes.

    Raises:
        OutOfReach, RightMissing: the actor may not keep sites there.
        Refused: no reason is given, or it is closed.
    """
    if site.state == SiteState.CLOSED:
        raise refuse("reason", "已经关闭了，不用暂停。")
    return _set_state(site, SiteState.PAUSED, _required(reason), by, at)


def close_site(*, site: Site, reason: str, by: Actor, at: datetime, on: date) -> Site:
    """Close a site: from today on it is counted no more; closed already, nothing changes.

    Raises:
        OutOfReach, RightMissing: the actor may not keep sites there.
        Refused: no reason is given.
    """
    with transaction.atomic():
        row = _set_state(site, SiteState.CLOSED, _required(reason), by, at)
        spells.end(row, on)
    return row


def reopen_site(*, site: Site, by: Actor, at: datetime, on: date) -> Site:
    """Open a site again that was paused or closed; open already, nothing changes.

    Raises:
        OutOfReach, RightMissing: the actor may not keep sites there.
        Refused: what is said of it cannot be any more, as when its village is no more.
    """
    require_at(by, EDIT_SITES, site.village_code)
    require_possible(details_of(site), on=on)
    with transaction.atomic():
        row = _set_state(site, SiteState.OPEN, "", by, at)
        if not row.spells.filter(until=None).exists():
            spells.begin(row, on)
    return row


def record_inspection(
    *,
    site: Site,
    inspected_on: date,
    inspector: str,
    answers: Answers,
    verdict: str,
    remarks: str,
    next_due: date,
    by: Actor,
    at: datetime,
    on: date,
    once: UUID | None = None,
) -> Inspection:
    """Record what an inspection found; the score is reckoned, and the standards of that day are kept with it.

    Raises:
        OutOfReach, RightMissing: the actor may not inspect there.
        Refused: an answer is missing or cannot be, or what was found cannot pass.
    """
    require_at(by, INSPECT_SITES, site.village_code)
    standards = standards_of(site.kind, place=site.village_code, on=inspected_on)
    faults = [
        *_answer_faults(standards, answers),
        *_finding_faults(standards, answers, verdict, remarks),
        *_day_faults(inspected_on, next_due, on),
    ]
    if faults:
        raise Refused([Fault(0, field, message) for field, message in faults])
    with transaction.atomic():
        row = _locked(site)
        there = Inspection.objects.filter(once=once, site=row).first() if once else None
        if there is not None:
            return there
        found = Inspection.objects.create(
            site=row, inspected_on=inspected_on, inspector=inspector.strip(), score=score_of(standards, answers),
            verdict=verdict, answers=kept(standards, answers), remarks=remarks.strip(), next_due=next_due, once=once,
            recorded_at=at, recorded_by_id=by.id,
        )  # fmt: skip
        said: dict[str, object] = {"inspection": found.pk, "score": found.score, "verdict": verdict}
        _audit("sites.inspect", row, by, at, said)
    return found


def _answer_faults(standards: list[Standard], answers: Answers) -> list[tuple[str, str]]:
    """A question that stands open, and a number that cannot be."""
    faults = []
    for each in standards:
        answer = answers.get(each.item.code)
        if answer is None:
            if not each.item.optional:
                faults.append((f"answer_{each.item.code}", "这一条还没有填。"))
        elif each.threshold is not None and not 0 <= answer <= LARGEST:
            faults.append((f"answer_{each.item.code}", "这个数不对，请核对。"))
    return faults


def _finding_faults(standards: list[Standard], answers: Answers, verdict: str, remarks: str) -> list[tuple[str, str]]:
    """A verdict that what was found does not bear."""
    missed = [
        each
        for each in standards
        if each.binding and each.item.code in answers and not each.met(answers[each.item.code])
    ]
    if verdict == Verdict.PASSED and missed:
        named = "；".join(f"{each.item.question}，应当{each.says}" for each in missed)
        return [("verdict", f"有规定的数没有达到，不能记合格：{named}。")]
    if verdict == Verdict.MEND and not remarks.strip():
        return [("remarks", "要整改的，请写清楚改什么。")]
    return []


def _day_faults(inspected_on: date, next_due: date, on: date) -> list[tuple[str, str]]:
    if not FIRST_PLAQUE <= inspected_on <= on:
        return [("inspected_on", "检查的日子是今天或者以前，请核对。")]
    if not inspected_on < next_due <= inspected_on.replace(day=1, year=inspected_on.year + 5):
        return [("next_due", "下一次检查要在这一次以后、五年以内，请核对。")]
    return []


def _set_state(site: Site, state: SiteState, reason: str, by: Actor, at: datetime) -> Site:
    require_at(by, EDIT_SITES, site.village_code)
    with transaction.atomic():
        row = _locked(site)
        if row.state != state:
            before = row.state
            _write(row, {"state": state, "state_reason": reason}, by, at)
            _audit(f"sites.{state}", row, by, at, {"before": before, "reason": reason})
    return row


def _required(reason: str) -> str:
    if not reason.strip():
        raise refuse("reason", "请写原因，来的人看得到，比如“装修到 3 月底”。")
    return reason.strip()


def _require_other_name(details: SiteDetails, *, but: int = 0) -> None:
    same = Site.objects.filter(village_code=details.village_code, kind=details.kind, name=details.name)
    if same.exclude(pk=but).exists():
        raise refuse("name", "这个村居已经有一处同一种、同一个名称的阵地。关闭了的，请打开那一处再恢复。")


def _locked(site: Site) -> Site:
    """The row as it stands now, after whoever was before; the caller stands in a transaction."""
    advisory_lock(LOCK)
    return Site.objects.get(pk=site.pk)


def _write(row: Site, said: Mapping[str, object], by: Actor, at: datetime) -> None:
    for name, value in {**said, "changed_at": at, "changed_by_id": by.id}.items():
        setattr(row, name, value)
    row.save()


def _audit(action: str, site: Site, by: Actor, at: datetime, details: Mapping[str, object]) -> None:
    write_entry(
        actor=by, action=action, at=at, subject_type="site", subject_id=site.pk, region_code=site.village_code,
        details=details,
    )  # fmt: skip
