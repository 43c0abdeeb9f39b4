"""Whose word is waited for: a level above who spoke last, until the level that must accept has spoken."""

from __future__ import annotations

from jiahe.delivery.workforce.models import ServiceWorker
from jiahe.delivery.workforce.rights import REVIEW_WORKFORCE
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.models import Post
from jiahe.foundation.accounts.queries import posts_with
from jiahe.foundation.accounts.rights import Right
from jiahe.foundation.regions.models import Level
from jiahe.foundation.regions.queries import find_region, path_to

BELOW_ALL = Level.VILLAGE + 1  # where a resident stands: his village has the first word


def rank_of(by: Actor) -> int:
    """The level an actor speaks from. Whoever is at the machine speaks from the top."""
    if by.kind == "resident":
        return BELOW_ALL
    post = Post.objects.select_related("region").filter(pk=by.post_id or 0).first()
    return post.rank if post is not None else Level.PROVINCE


def above(rank: int) -> int:
    """The next level up, at most the province."""
    return max(rank - 1, Level.PROVINCE)


def last_word(worker: ServiceWorker) -> int:
    """The level that must have accepted: that of his kind, or a higher one where he serves a wider place."""
    return min(worker.rules.accepted_by, worker.serves.level)


def is_turn_of(by: Actor, awaits: int | None, *, spoken: set[int | None]) -> bool:
    """Whether an actor may give the word that is waited for; ``spoken`` are the users who spoke already."""
    return awaits is not None and rank_of(by) <= awaits and (by.id is None or by.id not in spoken)


def nearest_posts(village_code: int, awaits: int, right: Right = REVIEW_WORKFORCE) -> list[Post]:
    """The posts that are told: those of a level, or of the next above on which somebody is."""
    village = find_region(village_code, Level.VILLAGE)
    for place in reversed(path_to(village)) if village is not None else ():
        if place.level <= awaits and (found := posts_with(right, at=[place])):
            return found
    return []
