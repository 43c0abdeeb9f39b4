"""Which post has a case: the nearest that may handle it, the one a level above, the partner departments of a county."""

from __future__ import annotations

from jiahe.delivery.cases.rights import HANDLE_CASES
from jiahe.foundation.accounts.models import Post, Role
from jiahe.foundation.accounts.queries import posts_with
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import find_region, path_to


def nearest(village_code: int, *, from_level: Level = Level.VILLAGE) -> Post | None:
    """The post that handles what comes from a village: on a level, or the next above that somebody holds."""
    village = find_region(village_code, Level.VILLAGE)
    if village is None:
        return None
    for place in reversed(path_to(village)):
        if place.level <= from_level:
            posts = _handlers(place)
            if posts:
                return posts[0]
    return None


def above(post: Post, village_code: int, *, levels: int = 1) -> Post | None:
    """The post so many levels above another (counting only levels on which somebody is), on the way up from a village.

    None where nobody is.
    """
    village = find_region(village_code, Level.VILLAGE)
    if village is None:
        return None
    rank = post.region.level if post.role != Role.PARTNER else Level.TOWNSHIP
    for place in reversed(path_to(village)):
        if place.level < rank and (posts := _handlers(place)):
            levels -= 1
            if levels == 0:
                return posts[0]
    return None


def partner(village_code: int, department: str = "") -> Post | None:
    """The post of a partner department of a village's county, or of its city: its own, or where it has none the one that
    stands for all of them. None where nobody holds one.
    """
    village = find_region(village_code, Level.VILLAGE)
    if village is None:
        return None
    for place in reversed(path_to(village)):
        if place.level <= Level.COUNTY:
            posts = [post for post in posts_with(HANDLE_CASES, at=[place]) if post.role == Role.PARTNER]
            for wanted in dict.fromkeys((department, "")):
                if found := next((post for post in posts if post.department == wanted), None):
                    return found
    return None


def _handlers(place: Region) -> list[Post]:
    return [post for post in posts_with(HANDLE_CASES, at=[place]) if post.role != Role.PARTNER]
