"""What the registry tells people, and where a resident is reached."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from jiahe.foundation.accounts.models import Post
from jiahe.foundation.accounts.queries import posts_with
from jiahe.foundation.notices.actions import notify
from jiahe.foundation.notices.channels import declare_address
from jiahe.foundation.notices.kinds import NoticeKind, declare
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import find_region, path_to
from jiahe.registry.exports.reading import posts_that_may_answer
from jiahe.registry.models import ExportRequest, ImportRun, Person, ResidentRequest
from jiahe.registry.models.exports import ExportStatus
from jiahe.registry.models.imports import ImportStatus
from jiahe.registry.models.resident_request import RequestKind, RequestStatus
from jiahe.registry.rights import ANSWER_RESIDENTS

EXPORT_ASKED, EXPORT_ANSWERED, IMPORT_ENDED = (
    "registry.export_asked",
    "registry.export_answered",
    "registry.import_ended",
)
REQUEST_ASKED, REQUEST_ANSWERED = "registry.request_asked", "registry.request_answered"
CLAIM_MADE, CLAIM_ACCEPTED = "registry.claim_made", "registry.claim_accepted"
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
    declare(NoticeKind(REQUEST_ASKED, "有一件居民申请等您答复", "{what}，{place}。"))
    declare(NoticeKind(REQUEST_ANSWERED, "您的申请有答复了", "{what}：{answer}。", channels=("sms",)))
    declare(
        NoticeKind(
            CLAIM_MADE,
            "有人申请认领您的登记",
            "是用另一个手机号申请的。是您本人，不用管；不是您，请告诉村里的工作人员。",
            channels=("sms",),
            pushed="【家和】有人用另一个手机申请认领您的登记。是您本人，不用管；不是您，请告诉村里的工作人员。",
        )
    )
    declare(
        NoticeKind(
            CLAIM_ACCEPTED,
            "手机号登记好了",
            "村里核对过了。以后用这个手机号登录。",
            channels=("sms",),
            pushed="【家和】村里已经核对过，这个手机号登记好了。现在可以用它登录“我的家”。",
        )
    )
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


def tell_request_asked(request: ResidentRequest, *, at: datetime) -> None:
    """Tell the nearest posts above a village that may answer that a resident asks for something."""
    village = find_region(request.person.village_code) if request.person is not None else None
    if village is None:
        return
    words = {"what": RequestKind(request.kind).label, "place": village.title}
    for post in posts_that_answer(village):
        notify(REQUEST_ASKED, at=at, post=post, path=f"/desk/residents/{request.pk}/", words=words)


def posts_that_answer(village: Region) -> list[Post]:
    """The posts that answer the residents of a village: its own, or the next on the way up that somebody holds."""
    for place in reversed(path_to(village)):
        may = posts_with(ANSWER_RESIDENTS, at=[place])
        if may:
            return may
    return []


def tell_request_answered(request: ResidentRequest, *, at: datetime) -> None:
    """Tell a resident what came of what he asked for. Whose claim was refused hears it in the village only (0021)."""
    accepted = request.status == RequestStatus.ACCEPTED
    if request.kind == RequestKind.CLAIM:
        if accepted:
            notify(CLAIM_ACCEPTED, at=at, person=request.person_id, path="/my/")
        return
    words = {"what": RequestKind(request.kind).label, "answer": RequestStatus(request.status).label}
    notify(REQUEST_ANSWERED, at=at, person=request.person_id, path=f"/my/requests/{request.pk}/", words=words)


def tell_claim_made(person: Person, *, at: datetime) -> None:
    """Tell whom a claim is about, on the phone he has."""
    notify(CLAIM_MADE, at=at, person=person.pk, path="/my/")
