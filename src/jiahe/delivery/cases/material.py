"""A closed case becomes material 写成案例: the draft of a story that says what kind of matter it was and how it ended.

Nothing of what was said goes along, and no name: the names of those it was about are handed over only so that they can
be refused wherever they turn up. The story knows the case by a loose key; the library knows nothing of cases.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from jiahe.delivery.cases.kind import CaseKind
from jiahe.delivery.cases.kinds import kind_of
from jiahe.delivery.cases.models import Case, CaseState
from jiahe.delivery.cases.rights import VIEW_CASES
from jiahe.delivery.catalogue.money import FEN
from jiahe.delivery.catalogue.programme import offer_of
from jiahe.delivery.catalogue.questions import told_answers
from jiahe.delivery.library.actions import StoryText, write_story
from jiahe.delivery.library.kind import StoryKind
from jiahe.delivery.library.models import Story
from jiahe.delivery.library.queries import is_told, story_from
from jiahe.delivery.library.rights import WRITE_STORIES
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require, require_at
from jiahe.foundation.accounts.models import Department, Post
from jiahe.foundation.regions.models import Region
from jiahe.registry.actions.common import refuse
from jiahe.registry.models.person import members_of

WHOLE_NAME = 4  # characters: 茶厂 is what any of them is called, 英都茶厂 is one
ROUND = 100  # yuan: an exact sum tells those who know of it whose it is


def source_of(case: Case) -> str:
    """The key by which a story knows from what it came."""
    return f"case:{case.pk}"


def may_write_up(case: Case, *, by: Actor) -> bool:
    """Whether the actor may make a story of a case: it was answered, its programme has stories, and nobody was before."""
    rights = by.may(VIEW_CASES) and by.may(WRITE_STORIES) and by.reaches(case.village_code)
    if not rights or case.state != CaseState.ANSWERED or _kind_for(case) is None:
        return False
    return not is_told(source_of(case))


def written_up(case: Case, *, by: Actor) -> Story | None:
    """The story that was made of a case, where the actor may see it."""
    return story_from(source_of(case), by=by)


def write_up(*, case: Case, by: Actor, at: datetime) -> Story:
    """Begin a story from a case that was answered; begun before, it is the one there is.

    Raises:
        OutOfReach, RightMissing: the case is not the actor's to see, or he may not write stories.
        Refused: it is not answered, or its programme has no stories.
    """
    require_at(by, VIEW_CASES, case.village_code)
    require(by, WRITE_STORIES)
    kind = _kind_for(case)
    if case.state != CaseState.ANSWERED:
        raise refuse("", "办结、答复了的才能写成案例。")
    if is_told(source_of(case)) and written_up(case, by=by) is None:
        raise refuse("", "这件事上级已经写成案例了。")
    if kind is None:
        raise refuse("", "这件事项所在的项目没有案例可写。")
    return write_story(
        kind=kind.code, text=_draft(case, kind, _place_of(by)), by=by, at=at, source=source_of(case),
        avoid=_names(case),
    )  # fmt: skip


def _kind_for(case: Case) -> StoryKind | None:
    found = offer_of(case.kind)
    offers = found[0].offers if found else ()
    return next((offer for offer in offers if isinstance(offer, StoryKind)), None)


def _place_of(by: Actor) -> Region:
    post = Post.objects.select_related("region").filter(pk=by.post_id or 0).first()
    if post is None:
        raise OutOfReach("没有找到您的岗位。")
    return post.region


def _draft(case: Case, kind: StoryKind, place: Region) -> StoryText:
    declared, content = kind_of(case.kind), case.content
    said = told_answers([q for q in declared.questions if q.code == declared.summary], content.get("answers", {}))
    what = said[0][1] if said else declared.title
    lines = [f"有一家人为“{what}”的事来找我们。", _way(case), *_result(content, declared)]
    return StoryText(
        category=next(iter(kind.categories)), title=f"{what}：后来办成了", body="\n\n".join(lines), region=place
    )


def _way(case: Case) -> str:
    days = (case.closed_on - case.opened_on).days if case.closed_on else 0
    took = "当天就有了结果" if not days else f"前后 {days} 天有了结果"
    with_whom = f"转给{Department(case.department).label}一起办，" if case.department else ""
    return f"首先接到的负责到底，{with_whom}{took}。"


def _result(content: dict[str, Any], declared: CaseKind) -> list[str]:
    last = content.get("steps", {}).get(declared.steps[-1].code, {})
    yuan = int(last.get(declared.recovers, 0) or 0) // FEN // ROUND * ROUND if declared.recovers else 0
    return [f"要回来 {yuan:,} 多元。"] if yuan else []


def _names(case: Case) -> list[str]:
    """Who may not stand in the story: whom the case is about, those who live with him, and where he works."""
    content = case.content
    employer = str(content.get("answers", {}).get("employer", ""))
    names = [str(content.get("name", "")), employer if len(employer) >= WHOLE_NAME else ""]
    if case.person is not None:
        names += [member.name for member in members_of([case.person.household_id])]
    return [name for name in names if name]
