"""Making an export: counted, written beside the data, noted in the audit, and only then put where it is wanted."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils.timezone import localtime

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require
from jiahe.foundation.accounts.queries import actor_in, successor_of, who_is
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.files.actions import delete_expired, keep_file
from jiahe.foundation.files.kinds import FileRefused, Kind
from jiahe.foundation.files.purposes import FilePurpose
from jiahe.foundation.files.store import workplace, write_whole
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import ranges_of, title_of
from jiahe.registry.actions.common import refuse
from jiahe.registry.categories import BY_CODE
from jiahe.registry.choices import SEXES
from jiahe.registry.exports.sheet import Progress, counts_by_village, in_chunks, write_people
from jiahe.registry.models import ExportRequest
from jiahe.registry.models.exports import ExportStatus
from jiahe.registry.queries import MISSING_WORDS, Narrowing, listed
from jiahe.registry.rights import EXPORT_PEOPLE

ALONE = 1_000  # people that one person may take along alone
MOST = 5_000_000
PIECE = 1 << 20  # bytes copied at once
PEOPLE_EXPORT = FilePurpose(
    code="people-export",
    title="导出的名单",
    kinds=(Kind.XLSX,),
    largest=500 * 1024**2,
    kept_for=timedelta(days=3),
    holds_people=True,
)
EVERYBODY = Narrowing()


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: how many people, and the SHA-256 of the file."""

    people: int
    digest: str


def _quiet(done: int, total: int) -> None:
    """Tell nobody."""


def require_export(region: Region, by: Actor) -> None:
    """Raise OutOfReach unless the actor reaches all of the region, RightMissing unless he may export."""
    if not by.reaches_all(ranges_of(region)):
        raise OutOfReach("没有找到这个地方。")
    require(by, EXPORT_PEOPLE)


def count_people(narrowing: Narrowing, *, region: Region, by: Actor, on: date) -> int:
    """How many people an export would hold; raises as ``require_export`` does."""
    require_export(region, by)
    return listed(narrowing, by=by, region=region, on=on).count()


def export_people(
    *,
    region: Region,
    out: Path,
    by: Actor,
    at: datetime,
    on: date,
    narrowing: Narrowing = EVERYBODY,
    progress: Progress = _quiet,
) -> Exported:
    """Write the people of a region to a file, at once: the whole of it or nothing, over what stood there.

    The operator at the machine may take any number; whoever acts in a post asks at the desk for more than ``ALONE``.

    Raises:
        OutOfReach, RightMissing: the region is not the actor's, or he may not export.
        Refused: there are too many.
    """
    people = count_people(narrowing, region=region, by=by, on=on)
    if by.kind != "operator" and people > ALONE:
        raise refuse(
            "",
            f"这份名单有 {people:,} 人。超过 {ALONE:,} 人要两个人：请在工作台的“导出名单”里申请，另一位同事批准以后再下载。",
        )
    refuse_too_many(people)
    delete_expired(at=at)  # what an export that was killed left behind, too
    with workplace() as folder:
        made = folder / "people.xlsx"
        exported = _write(made, region, narrowing, by, at, on, progress)
        with transaction.atomic():  # noted before it is handed over: no list leaves without its entry
            audit_export("registry.export_people", region, by, at, _told(exported, narrowing))
        with made.open("rb") as pieces:
            write_whole(out, iter(partial(pieces.read, PIECE), b""))
    return exported


def refuse_too_many(people: int) -> None:
    """Refuse what no sheet could be worked with."""
    if people > MOST:
        raise refuse("", f"这里有 {people:,} 人，一份名单最多 {MOST:,} 人。请按市、按县分开导出。")


def make_export(request: ExportRequest, *, at: datetime, on: date, progress: Progress = _quiet) -> None:
    """Make what was asked for, as the one who asked or has the post now; made before, or twice at once, nothing is doubled.

    What stands in the way is said in the request.
    """
    by = actor_in(request.asked_by, request.post_id, on=on)
    if by is None:  # the post went to another, and its open work with it
        successor = successor_of(request.asked_by, request.post_id, on=on)
        by = actor_in(successor, request.post_id, on=on) if successor else None
    if by is None:
        give_up(request, "申请的人已经不在这个岗位，名单没有生成。")
        return
    narrowing = narrowing_of(request)
    try:
        people = count_people(narrowing, region=request.region, by=by, on=on)
        if people > ALONE and request.answered_at is None:
            give_up(request, f"现在有 {people:,} 人，超过了 {ALONE:,} 人，要另一位同事批准。请重新申请。")
            return
        ExportRequest.objects.filter(pk=request.pk, status=ExportStatus.APPROVED).update(status=ExportStatus.MAKING)
        with workplace() as folder:
            made = folder / "people.xlsx"
            exported = _write(made, request.region, narrowing, by, at, on, progress)
            _hand_over(request, made, exported, by, at, on)
    except (Http404, PermissionDenied, FileRefused) as problem:
        give_up(request, str(problem))


def _hand_over(request: ExportRequest, made: Path, exported: Exported, by: Actor, at: datetime, on: date) -> None:
    """Keep the file and say that it is ready, in one transaction: killed before its end, it is made again."""
    with transaction.atomic(), made.open("rb") as content:
        held = ExportRequest.objects.select_for_update().get(pk=request.pk)
        if held.status != ExportStatus.MAKING:
            return
        name = f"名单-{request.region.title}-{on:%Y-%m-%d}.xlsx"
        held.file = keep_file(purpose=PEOPLE_EXPORT, name=name, content=content, by=by, at=at, region=request.region)
        held.status, held.finished_at = ExportStatus.READY, at
        held.people = held.done = held.total = exported.people
        held.save()
        details = {"request": held.pk, **_told(exported, narrowing_of(held))}
        audit_export("registry.export_people", held.region, by, at, details)


def give_up(request: ExportRequest, problem: str) -> None:
    """Say in a sentence why a list cannot be made."""
    working = ExportRequest.objects.filter(pk=request.pk, status__in=(ExportStatus.APPROVED, ExportStatus.MAKING))
    working.update(status=ExportStatus.FAILED, problem=problem[:300])


def narrowing_of(request: ExportRequest) -> Narrowing:
    """What narrows the list that was asked for."""
    said: dict[str, Any] = dict(request.narrowing)
    youngest, oldest = said.pop("ages", (None, None))
    return Narrowing(**said, ages=(youngest, oldest))


def in_words(narrowing: Narrowing) -> str:
    """What narrows a list, as people say it; empty where nothing does."""
    youngest, oldest = narrowing.ages
    category = BY_CODE.get(narrowing.category)
    said = [
        category.title if category and not category.sensitive else "",
        SEXES.get(narrowing.sex, ""),
        f"满 {youngest} 岁" if youngest is not None else "",
        f"不超过 {oldest} 岁" if oldest is not None else "",
        MISSING_WORDS.get(narrowing.missing, ""),
        "住在别处" if narrowing.away else "",
    ]
    return "，".join(word for word in said if word)


def _write(
    path: Path, region: Region, narrowing: Narrowing, by: Actor, at: datetime, on: date, progress: Progress
) -> Exported:
    rows = listed(narrowing, by=by, region=region, on=on)
    counts = counts_by_village(rows)

    def about(people: int) -> list[tuple[str, str]]:
        return [
            ("谁导出的", who_is(by)),
            ("什么时候", f"{localtime(at):%Y-%m-%d %H:%M}"),
            ("哪里的人", f"{title_of(region)}（编码 {region.code}）"),
            ("哪些人", f"{on:%Y-%m-%d} 登记在这里、健在的人；筛选：{in_words(narrowing) or '没有筛选'}"),
            ("多少人", f"{people} 人"),
            ("遮住的", "公民身份号码只留前四位和后两位，手机号码只留前三位和后四位，住址只留前两个字。"
             "要看全一个号码，请到家庭页写明原因查看。"),
            ("空着的", "低保、残疾等级和备注会说到敏感情况，名单里一律不写；关爱家庭、孕期、住院这些也不写。"
             "死亡日期空着，因为名单里只有健在的人。"),
            ("不能再导入", "号码是遮着的，这份名单不能导回系统。要补资料，请下载空表来填。"),
            ("保管", "这里写着家家户户的事。只给要用的人看，用完就删掉；谁在什么时候导出，系统都有记录。"),
        ]  # fmt: skip

    total = sum(count for _, count in counts)
    people = write_people(path, in_chunks(rows, counts), total=total, about=about, progress=progress)
    with path.open("rb") as made:
        return Exported(people, hashlib.file_digest(made, "sha256").hexdigest())


def _told(exported: Exported, narrowing: Narrowing) -> dict[str, object]:
    said = {name: value for name, value in asdict(narrowing).items() if value not in ("", False, (None, None))}
    return {"people": exported.people, "digest": exported.digest, **({"narrowing": said} if said else {})}


def audit_export(action: str, region: Region, by: Actor, at: datetime, details: dict[str, object]) -> None:
    """One entry about an export of a region."""
    write_entry(
        actor=by,
        action=action,
        at=at,
        subject_type="region",
        subject_id=region.pk,
        region_code=region.code,
        details=details,
    )
