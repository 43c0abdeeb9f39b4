"""What the library counts, each with a recount from its own tables that must always equal the rollups.

A story is counted where it is published for, be that a county or the whole province: its facts stand at that unit and
are carried up from there. A lecture is counted in the village where it was held.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from jiahe.delivery.library.models import Lecture, StoryReads, StorySpell
from jiahe.foundation.facts.measures import Counted, Kind, Measure, declare


def _published(on: date) -> Iterable[Counted]:
    for code, since, until in StorySpell.objects.order_by().values_list("region_code", "since", "until").iterator():
        if since <= on:
            yield Counted(code, since.replace(day=1), 1)
        if until is not None and until <= on:
            yield Counted(code, until.replace(day=1), -1)


def _read(on: date) -> Iterable[Counted]:
    rows = StoryReads.objects.filter(on__lte=on).order_by().values_list("region_code", TruncMonth("on"))
    return (Counted(*row) for row in rows.annotate(n=Sum("times")))


def _lectures(on: date, what: Count | Sum) -> Iterable[Counted]:
    rows = Lecture.objects.filter(held_on__lte=on, struck_at=None).order_by()
    return (Counted(*row) for row in rows.values_list("village_code", TruncMonth("held_on")).annotate(n=what))


PUBLISHED = Measure("stories_published", "正在给人看的内容", "篇", Kind.STOCK, _published)
READS = Measure("story_reads", "内容被打开的次数", "次", Kind.FLOW, _read)
HELD = Measure("lectures_held", "讲座", "场", Kind.FLOW, lambda on: _lectures(on, Count("pk")))
PEOPLE = Measure("lecture_people", "听讲座的人次", "人次", Kind.FLOW, lambda on: _lectures(on, Sum("people")))
ASKED = Measure("quiz_asked", "知晓率答题", "题次", Kind.FLOW, lambda on: _lectures(on, Sum("asked")))
RIGHT = Measure("quiz_right", "知晓率答对", "题次", Kind.FLOW, lambda on: _lectures(on, Sum("right")))
OF_STORIES, OF_LECTURES = (PUBLISHED, READS), (HELD, PEOPLE, ASKED, RIGHT)


def declare_all() -> None:
    """Put them into the register."""
    for measure in (*OF_STORIES, *OF_LECTURES):
        declare(measure)
