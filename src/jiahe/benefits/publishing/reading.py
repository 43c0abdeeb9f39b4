"""Who sees which proposal, and which places a proposal speaks for."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from jiahe.benefits.models import Proposal, ProposalState
from jiahe.benefits.rights import PROPOSE_LAW, PUBLISH_LAW
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require
from jiahe.foundation.accounts.models import Post
from jiahe.foundation.accounts.queries import posts_with
from jiahe.foundation.regions.history import whole_code
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import find_region, path_to, province, ranges_of
from jiahe.foundation.rules.parameters import NATION
from jiahe.registry.queries import Page, newest

PAGE = 20
WITH = ("proposed_by", "proposed_post__region", "decided_by")


def region_of_area(area: int) -> Region | None:
    """The region that an area of the law is: of the nation, the province that this installation serves."""
    if area == NATION:
        return province()
    return find_region(whole_code(area))


def proposals(*, by: Actor, after: int = 0, before: int = 0, size: int = PAGE) -> Page[Proposal]:
    """A page of the proposals, newest first. They are about the law and about nobody, so every post that proposes sees them.

    Raises:
        RightMissing: the actor may neither propose nor publish.
    """
    _require_either(by)
    return newest(Proposal.objects.select_related(*WITH), after, before, size)


def proposal(pk: int, *, by: Actor) -> Proposal:
    """One of them.

    Raises:
        OutOfReach: there is none.
        RightMissing: the actor may neither propose nor publish.
    """
    _require_either(by)
    found = Proposal.objects.select_related(*WITH).filter(pk=pk).first()
    if found is None:
        raise OutOfReach("没有找到这份修改。")
    return found


def proposals_of(code: str, *, by: Actor, most: int = 20) -> Sequence[Proposal]:
    """The last proposals about one number or benefit."""
    _require_either(by)
    return list(Proposal.objects.select_related(*WITH).filter(code=code)[:most])


def may_publish(found: Proposal, by: Actor) -> bool:
    """Whether the answer is the actor's to give: he has the right for the whole place, and did not propose it."""
    return found.state == ProposalState.OPEN and not is_own(found, by) and by.may(PUBLISH_LAW) and speaks_for(found, by)


def is_own(found: Proposal, by: Actor) -> bool:
    """Whether the actor proposed it, in whatever post."""
    return found.proposed_by_id == by.id


def speaks_for(found: Proposal, by: Actor) -> bool:
    """Whether the actor's scope holds the whole place the proposal is about."""
    return reaches_area(found.area, by)


def reaches_area(area: int, by: Actor) -> bool:
    """Whether the actor's scope holds an area of the law whole."""
    region = region_of_area(area)
    return region is not None and by.reaches_all(ranges_of(region))


def waiting_for(by: Actor) -> QuerySet[Proposal] | None:
    """The proposals whose answer is the actor's to give; None where none ever is."""
    if not by.may(PUBLISH_LAW):
        return None
    waiting = Proposal.objects.filter(state=ProposalState.OPEN).exclude(proposed_by=by.id).select_related(*WITH)
    # An area is the beginning of a code, which no filter compares with a scope; those that wait are few.
    areas = set(waiting.order_by().values_list("area", flat=True))
    return waiting.filter(area__in=[area for area in areas if _begins_in_scope(area, by)])


def _begins_in_scope(area: int, by: Actor) -> bool:
    region = province() if area == NATION else None
    return by.reaches(region.code if region is not None else whole_code(area))


def who_may_publish(found: Proposal) -> list[Post]:
    """The posts that may answer it."""
    region = region_of_area(found.area)
    return posts_with(PUBLISH_LAW, at=path_to(region), but=found.proposed_by_id) if region is not None else []


def _require_either(by: Actor) -> None:
    if not by.may(PUBLISH_LAW):
        require(by, PROPOSE_LAW)
