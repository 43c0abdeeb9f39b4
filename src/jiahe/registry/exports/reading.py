"""Who sees which request: the one who asked, and those who may answer it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, reached_whole, require
from jiahe.foundation.accounts.models import Post
from jiahe.foundation.accounts.queries import posts_with, predecessors
from jiahe.foundation.regions.queries import path_to, ranges_of
from jiahe.registry.models import ExportRequest
from jiahe.registry.models.exports import ExportStatus
from jiahe.registry.queries import Page, newest
from jiahe.registry.rights import APPROVE_EXPORTS, EXPORT_PEOPLE

PAGE = 20
# A short list is its maker's alone; of a long one the second person sees what he answers and what he answered.
SECOND = Q(status=ExportStatus.WAITING) | Q(answered_at__isnull=False)
WITH = ("region", "asked_by", "post__region", "answered_by", "file")


def export_request(pk: int, *, by: Actor) -> ExportRequest:
    """A request that is the actor's own, or his to answer.

    Raises:
        OutOfReach: there is none, or it is not his to know of.
        RightMissing: he reaches its region and may not export.
    """
    found = ExportRequest.objects.filter(pk=pk).select_related(*WITH).first()
    if found is None or not by.reaches_all(ranges_of(found.region)):
        raise OutOfReach("没有找到这份申请。")
    require(by, EXPORT_PEOPLE)
    is_long = found.status == ExportStatus.WAITING or found.answered_at is not None
    if not is_own(found, by) and not (is_long and by.may(APPROVE_EXPORTS) and stands_high_enough(found, by)):
        raise OutOfReach("没有找到这份申请。")
    return found


def is_own(request: ExportRequest, by: Actor) -> bool:
    """Whether the actor asked for it, in the post he acts in, or took it over with the post before it was made."""
    if request.post_id != by.post_id:
        return False
    mine = request.asked_by_id == by.id
    return mine or (_goes_along(request, by) and request.asked_by_id in predecessors(by.id, by.post_id))


def _goes_along(request: ExportRequest, by: Actor) -> bool:
    """Whether a request goes along with its post: a list that is ready is its maker's alone."""
    return request.status != ExportStatus.READY or (request.file is not None and request.file.owner_id == by.id)


def _own(by: Actor) -> Q:
    """A filter that keeps what ``is_own`` does."""
    taken = Q(asked_by__in=predecessors(by.id, by.post_id)) & (~Q(status=ExportStatus.READY) | Q(file__owner_id=by.id))
    return Q(post=by.post_id) & (Q(asked_by=by.id) | taken)


def may_answer(request: ExportRequest, by: Actor) -> bool:
    """Whether the answer is the actor's to give, now; of his own request never."""
    waits = request.status == ExportStatus.WAITING and request.asked_by_id != by.id and not is_own(request, by)
    return waits and by.may(APPROVE_EXPORTS) and stands_high_enough(request, by)


def stands_high_enough(request: ExportRequest, by: Actor) -> bool:
    """Whether the actor's post covers the region and stands on the level of the post that asked, or above it."""
    post = _post_of(by)
    return post is not None and by.reaches_all(ranges_of(request.region)) and post.rank <= request.post.region.level


def _post_of(by: Actor) -> Post | None:
    return Post.objects.select_related("region").filter(pk=by.post_id or 0).first()


def _to_answer(by: Actor) -> Q:
    """The requests, answered or not, that lie with the actor to answer."""
    post = _post_of(by)
    if post is None or not by.may(APPROVE_EXPORTS):
        return Q(pk__in=[])
    # A city that reports without one of its counties is several ranges: no one of them holds it whole.
    return (Q(region=post.region_id) | reached_whole(by, "region")) & SECOND & Q(post__region__level__gte=post.rank)


def export_requests(*, by: Actor, after: int = 0, before: int = 0, size: int = PAGE) -> Page[ExportRequest]:
    """A page of the actor's own requests and of those that lie with him to answer, newest first.

    ``before`` gives those asked for earlier than a request, ``after`` those asked for later.

    Raises:
        RightMissing: the actor may not export.
    """
    require(by, EXPORT_PEOPLE)
    rows = ExportRequest.objects.filter(_own(by) | _to_answer(by)).select_related(*WITH)
    return newest(rows, after, before, size)


def waiting_for(by: Actor) -> QuerySet[ExportRequest]:
    """The requests that wait for an answer which is the actor's to give, oldest first."""
    waiting = ExportRequest.objects.filter(_to_answer(by) & ~_own(by), status=ExportStatus.WAITING)
    waiting = waiting.exclude(asked_by=by.id)
    return waiting.select_related(*WITH).order_by("pk")


def who_may_answer(request: ExportRequest) -> list[str]:
    """The posts that may answer a request in words, nearest first, so that one knows whom to ask."""
    return [str(post) for post in posts_that_may_answer(request)]


def posts_that_may_answer(request: ExportRequest) -> list[Post]:
    """The posts that may answer a request, nearest first."""
    places = [place for place in path_to(request.region) if place.level <= request.post.region.level]
    may = posts_with(APPROVE_EXPORTS, at=places, but=request.asked_by_id)
    return sorted(may, key=lambda post: -post.region.level)


def to_make(pk: int) -> ExportRequest:
    """A request with all that its making asks for; whoever looks at a request may set its making going."""
    return ExportRequest.objects.select_related(*WITH).get(pk=pk)
