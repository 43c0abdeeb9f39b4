"""What the registry tells people, and where a resident is reached."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from jiahe.foundation.notices.actions import notify
from jiahe.foundation.notices.channels import declare_address
from jiahe.foundation.notices.kinds import NoticeKind, declare
from jiahe.registry.exports.reading import posts_that_may_answer
from jiahe.registry.models import ExportRequest, ImportRun, Person
from jiahe.registry.models.exports import ExportStatus
from jiahe.registry.models.imports import ImportStatus

EXPORT_ASKED, EXPORT_ANSWERED, IMPORT_ENDED = (
    "registry.export_asked",
    "registry.export_answered",
    "registry.import_ended",
)
ANSWERS = {
    ExportStatus.APPROVED: "批准了，名单正在生成",
    ExportStatus.REFUSED: "没有批准",
}
ENDS = {
    ImportStatus.DONE: "导入完成了",
    ImportStatus.UNDONE: "已经撤销",
    ImportStatus.FAILED: "没有导入完",
}


def declare_all() -> None:
    """Make the notices of the registry known, and the phone of a person."""
    declare(NoticeKind(EXPORT_ASKED, "{place}有一份名单等人审批", "{people} 人。用途写在申请里，请看过以后答复。"))
    declare(NoticeKind(EXPORT_ANSWERED, "您申请的{place}名单：{answer}", "{people} 人。"))
    declare(NoticeKind(IMPORT_ENDED, "“{file}”{end}", "新增 {created} 人，更新 {updated} 人，没有导入 {refused} 行。"))
    declare_address("sms", phone_of)


def phone_of(person: int) -> str:
    """The phone of somebody who lives; a merged record is the one it was merged into."""
    found = Person.objects.filter(Q(pk=person) | Q(aliases=person), merged_into=None, death_date=None).first()
    return found.phone if found else ""


def tell_export_asked(request: ExportRequest, *, at: datetime) -> None:
    """Tell those who may answer that a long list waits."""
    words = {"place": request.region.title, "people": f"{request.people:,}"}
    for post in posts_that_may_answer(request):
        notify(EXPORT_ASKED, at=at, post=post, path=f"/desk/exports/{request.pk}/", words=words)


def tell_export_answered(request: ExportRequest, status: ExportStatus, *, at: datetime) -> None:
    """Tell who asked for a list what came of it."""
    words = {"place": request.region.title, "people": f"{request.people:,}", "answer": ANSWERS[status]}
    notify(EXPORT_ANSWERED, at=at, user=request.asked_by_id, path=f"/desk/exports/{request.pk}/", words=words)


def tell_import_ended(run: ImportRun, *, user: int, at: datetime) -> None:
    """Tell who brought a sheet that it is through; one that was only checked is looked at anyway."""
    if run.status in ENDS:
        words = {"file": run.file_name[:60], "end": ENDS[ImportStatus(run.status)]}
        counts = {"created": f"{run.created:,}", "updated": f"{run.updated:,}", "refused": f"{run.refused:,}"}
        notify(IMPORT_ENDED, at=at, user=user, path=f"/desk/imports/{run.pk}/", words=words | counts, once=True)
