"""What the floors below put on the agenda, which they cannot know, and what the settings of programmes do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q, QuerySet

from jiahe.benefits.models import Proposal
from jiahe.benefits.publishing.reading import waiting_for as law_waiting_for
from jiahe.delivery.catalogue.agenda import Source, Told, declare
from jiahe.delivery.catalogue.models import ProgrammeSetting
from jiahe.delivery.catalogue.queries import waiting_for as settings_waiting_for
from jiahe.delivery.catalogue.wording import title_of_setting
from jiahe.foundation.accounts.actor import Actor
from jiahe.registry.exports.reading import waiting_for
from jiahe.registry.models import ExportRequest, ResidentRequest
from jiahe.registry.models.resident_request import RequestKind
from jiahe.registry.residents.reading import open_at_desk
from jiahe.registry.rights import ANSWER_RESIDENTS, APPROVE_EXPORTS


def declare_all() -> None:
    """Put them on the agenda."""
    declare(
        Source("residents", "居民申请", rows=_asked, told=_requests, place="person__village_code", weight=3),
    )
    declare(Source("exports", "导出审批", rows=_exports, told=_told_exports, mine=lambda by: Q(), place="region__code"))
    declare(Source("law", "政策修改", rows=_law, told=_told_law))
    declare(Source("settings", "项目设置", rows=_settings, told=_told_settings, place="region__code"))


def _asked(by: Actor, on: date) -> QuerySet[ResidentRequest] | None:
    """What residents ask; a claim of a benefit is a case, with a clock, and stands among those."""
    return open_at_desk(by=by, on=on).exclude(kind=RequestKind.BENEFIT) if by.may(ANSWER_RESIDENTS) else None


def _requests(rows: Sequence[ResidentRequest], on: date) -> list[Told]:
    return [
        Told(
            f"{one.person.name if one.person else ''}：{RequestKind(one.kind).label}",
            f"{one.asked_at.month} 月 {one.asked_at.day} 日提的，在等村里答复", f"/desk/residents/{one.pk}/",
            one.person.village_code if one.person else None,
        )
        for one in rows
    ]  # fmt: skip


def _exports(by: Actor, on: date) -> QuerySet[ExportRequest] | None:
    return waiting_for(by) if by.may(APPROVE_EXPORTS) else None


def _told_exports(rows: Sequence[ExportRequest], on: date) -> list[Told]:
    return [
        Told(
            f"审批导出：{one.region.title} {one.people:,} 人", f"{one.asked_by}在等您的意见", f"/desk/exports/{one.pk}/",
            one.region.code,
        )
        for one in rows
    ]  # fmt: skip


def _law(by: Actor, on: date) -> QuerySet[Proposal] | None:
    return law_waiting_for(by)


def _told_law(rows: Sequence[Proposal], on: date) -> list[Told]:
    from jiahe.benefits.publishing.wording import (
        what_changes,  # all rules with it, and every command declares the agenda
    )

    return [
        Told(f"审核：{what_changes(one)}", f"{one.proposed_by}在等您对照原文", f"/desk/law/proposals/{one.pk}/")
        for one in rows
    ]


def _settings(by: Actor, on: date) -> QuerySet[ProgrammeSetting] | None:
    return settings_waiting_for(by)


def _told_settings(rows: Sequence[ProgrammeSetting], on: date) -> list[Told]:
    return [
        Told(
            f"审核：{title_of_setting(one)}", f"{one.proposed_by}在等您的意见，想从 {one.since.month} 月 {one.since.day} 日起用",
            f"/desk/settings/proposals/{one.pk}/", one.region.code,
        )
        for one in rows
    ]  # fmt: skip
