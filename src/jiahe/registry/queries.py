"""Reading families through the query gate: every function takes the actor and gives only what is his to see.

A household is read by the village where it lives and by the village of a member's hukou; it is written only by the
first. A resident reads the household he belongs to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from django.db.models import Model, Q, QuerySet

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, RightMissing, reached, reached_within, require
from jiahe.foundation.accounts.rights import Right
from jiahe.foundation.facts.measures import Measure
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import in_ranges, ranges_of
from jiahe.registry.categories import BY_CODE
from jiahe.registry.measures import BY_CATEGORY, PEOPLE, category_of, households_counted, people_counted
from jiahe.registry.models import Household, ImportRun, Move, Person
from jiahe.registry.models.person import members_of
from jiahe.registry.models.residence import MoveKind
from jiahe.registry.rights import EDIT_FAMILIES, VIEW_FAMILIES, VIEW_SENSITIVE

PAGE = 30


Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows of a keyset page, with the keys that open the pages beside it (None where there is none)."""

    rows: Sequence[Row]
    previous: int | None
    next: int | None


def household(pk: int, *, by: Actor) -> Household:
    """A household with its members, to read.

    Raises:
        OutOfReach: there is none, or it is not the actor's to know of.
        RightMissing: he reaches it and may not read families.
    """
    found = Household.objects.filter(pk=pk).select_related("merged_into").first()
    found = found.root if found else None
    if found is not None:
        relatives = ("mother__merged_into", "father__merged_into", "spouse__merged_into")
        found.people = list(members_of([found.pk]).select_related("household__merged_into", *relatives))
        for member in found.people:
            _resolve_relatives(member)
    if found is None or not _reads(by, found, found.people):
        raise OutOfReach("没有找到这一户。")
    if by.kind != "resident":
        require(by, VIEW_FAMILIES)
    return found


def record_now(home: Household) -> int:
    """The id of the record that stands for a household today: its own, or that in the village its own became."""
    pk = home.pk
    while (step := Move.objects.filter(source=pk, kind=MoveKind.REGION).first()) is not None:
        pk = step.target_id
    return pk


def household_numbered(number: str, *, village_code: int, like: Household, by: Actor) -> Household | None:
    """Another household of a village by its number, as far as the actor may read it; None when there is none."""
    found = Household.objects.filter(village_code=village_code, number=number).exclude(pk=like.pk).first()
    return household(found.pk, by=by) if found else None


def _resolve_relatives(member: Person) -> None:
    """A relative whose record was merged is the one it was merged into. For reading: nothing of it is saved."""
    for side in ("mother", "father", "spouse"):
        relative = getattr(member, side)
        if relative is not None and relative.merged_into is not None:
            setattr(member, side, relative.merged_into)


def household_to_edit(pk: int, *, by: Actor, right: Right = EDIT_FAMILIES) -> Household:
    """A household of the actor's own place, to change.

    Raises:
        OutOfReach: there is none, or it is not the actor's to know of.
        RightMissing: he may not change it, because of his post or because it lives elsewhere.
    """
    found = household(pk, by=by)
    if not by.reaches(found.village_code):
        raise RightMissing("这一户住在别处，由居住地的村居登记和修改。")
    require(by, right)
    return found


def person(pk: int, *, by: Actor) -> Person:
    """A person with his household, to read; raises as ``household`` does."""
    found = Person.objects.filter(pk=pk).select_related("merged_into").first()
    if found is None:
        raise OutOfReach("没有找到这个人。")
    found = found.merged_into or found
    home = household(found.household_id, by=by)
    return _with_home(next(m for m in home.people if m.pk == found.pk), home)


def person_to_edit(pk: int, *, by: Actor, right: Right = EDIT_FAMILIES) -> Person:
    """A person of the actor's own place, to change; raises as ``household_to_edit`` does."""
    found = person(pk, by=by)
    return _with_home(found, household_to_edit(found.household_id, by=by, right=right))


def household_called(number: str, *, village_code: int, by: Actor) -> Household | None:
    """The household with a number in a village, as far as the actor may read it; None when there is none."""
    found = Household.objects.filter(village_code=village_code, number=number, merged_into=None).first()
    return household(found.pk, by=by) if found else None


def _with_home(found: Person, home: Household) -> Person:
    found.household = home
    return found


def _reads(by: Actor, home: Household, members: Sequence[Person]) -> bool:
    if by.kind == "resident":  # of a ward who lives elsewhere he reads the person, not the household
        return any(m.pk == by.own for m in members)
    return by.reaches(home.village_code) or any(m.hukou_code and by.reaches(m.hukou_code) for m in members)


def households(
    *, by: Actor, region: Region, on: date, after: int = 0, before: int = 0, size: int = PAGE
) -> Page[Household]:
    """A page of the households counted in a region on a day, within the actor's scope, by id."""
    require(by, VIEW_FAMILIES)
    rows = Household.objects.filter(households_counted(reached_within(by, ranges_of(region)), on=on))
    page = keyset(rows, after, before, size)
    with_people(page.rows)
    return page


def count_households(*, by: Actor, region: Region, on: date) -> int:
    """How many households are counted in a region on a day, within the actor's scope."""
    require(by, VIEW_FAMILIES)
    return Household.objects.filter(households_counted(reached_within(by, ranges_of(region)), on=on)).count()


def with_people(homes: Sequence[Household]) -> None:
    """Read the people of some households at once."""
    by_home: dict[int, list[Person]] = {home.pk: [] for home in homes}
    for member in members_of(by_home):
        by_home[member.household.root_id].append(member)
    for home in homes:
        home.people = by_home[home.pk]


def people_behind(
    measure: Measure,
    *,
    by: Actor,
    region: Region,
    on: date,
    since: date,
    after: int = 0,
    before: int = 0,
    size: int = PAGE,
) -> Page[Person]:
    """A page of the people whom a number counts, in the actor's scope.

    Raises:
        RightMissing: the actor may not read families, or the measure tells of something he need not know.
    """
    require(by, VIEW_FAMILIES)
    category = category_of(measure)
    if category is not None and category.sensitive:
        require(by, VIEW_SENSITIVE)
    counted = people_counted(measure, reached_within(by, ranges_of(region)), on=on, since=since)
    rows = Person.objects.filter(counted)
    return keyset(rows.select_related("household"), after, before, size)


def keyset(rows: QuerySet[Row], after: int, before: int, size: int = PAGE) -> Page[Row]:
    """One page by ascending id: as fast on the last page as on the first, and steady while rows come in."""
    if before:
        found = list(rows.filter(pk__lt=before).order_by("-pk")[: size + 1])[::-1]
        more = len(found) > size
        found = found[-size:]
        return Page(found, found[0].pk if more and found else None, before - 1 if found else None)
    found = list(rows.filter(pk__gt=after).order_by("pk")[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(found, found[0].pk if after and found else None, found[-1].pk if more else None)


def newest(rows: QuerySet[Row], after: int, before: int, size: int = PAGE) -> Page[Row]:
    """One page by descending id: ``before`` gives what came earlier than a row, ``after`` what came later."""
    if after:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: size + 1])
        more, shown = len(found) > size, found[:size][::-1]
        return Page(shown, shown[0].pk if more else None, shown[-1].pk if shown else None)
    found = list((rows.filter(pk__lt=before) if before else rows).order_by("-pk")[: size + 1])
    more, shown = len(found) > size, found[:size]
    return Page(shown, shown[0].pk if before and shown else None, shown[-1].pk if more else None)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What narrows a list of people; an empty one shows everybody who lives. ``ages`` are completed years, both ends in."""

    category: str = ""
    sex: str = ""
    ages: tuple[int | None, int | None] = (None, None)
    missing: str = ""
    away: bool = False


def people(
    narrowing: Narrowing, *, by: Actor, region: Region, on: date, after: int = 0, before: int = 0, size: int = PAGE
) -> Page[Person]:
    """A page of the people of ``listed``, by id; raises as it does."""
    rows = listed(narrowing, by=by, region=region, on=on)
    return keyset(rows.select_related("household"), after, before, size)


def listed(narrowing: Narrowing, *, by: Actor, region: Region, on: date) -> QuerySet[Person]:
    """The living people of a region in the actor's scope; a sensitive category narrows nothing.

    Raises:
        RightMissing: the actor may not read families.
    """
    require(by, VIEW_FAMILIES)
    ranges = reached_within(by, ranges_of(region))
    category = BY_CATEGORY.get(narrowing.category)
    if category is not None and BY_CODE[category.code].sensitive:
        category = None
    behind = people_counted(category or PEOPLE, ranges, on=on, since=on)
    # A category is asked of its index; that he lives here today is asked of the person, whose household opens.
    rows = Person.objects.filter(behind, in_ranges("village_code", ranges), death_date=None)
    if narrowing.sex:
        rows = rows.filter(sex=narrowing.sex)
    youngest, oldest = narrowing.ages
    if youngest is not None:
        rows = rows.filter(birth_date__lte=_years_before(on, youngest))
    if oldest is not None:
        rows = rows.filter(birth_date__gt=_years_before(on, oldest + 1))
    if narrowing.missing in MISSING:
        rows = rows.filter(MISSING[narrowing.missing])
    if narrowing.away:
        rows = rows.filter(away=True)
    return rows


MISSING = {
    "id_number": Q(id_number_index=None),
    "phone": Q(phone_index=None),
    "hukou": Q(hukou_code=None),
    "education": Q(education=""),
}
MISSING_WORDS = {
    "id_number": "缺公民身份号码",
    "phone": "缺手机号码",
    "hukou": "缺户籍地",
    "education": "缺文化程度",
}


def _years_before(on: date, years: int) -> date:
    """The birth date of somebody who turns so many years old on a day."""
    try:
        return on.replace(year=max(on.year - years, 1))
    except ValueError:
        return date(max(on.year - years, 1), 2, 28)


def people_to_edit(pks: Sequence[int], *, by: Actor) -> list[Person]:
    """Those of some people whom the actor may change, in order of their ids; the others are left out.

    Raises:
        RightMissing: he may not edit families.
    """
    require(by, EDIT_FAMILIES)
    rows = Person.objects.filter(reached(by, "village_code"), pk__in=pks, merged_into=None, death_date=None)
    return list(rows.select_related("household__merged_into").order_by("pk"))


def incomplete(*, by: Actor, limit: int = 5) -> list[Person]:
    """Living people of the actor's scope of whom the ID number is not known yet, or the phone of a head of household."""
    require(by, VIEW_FAMILIES)
    missing = Q(id_number_index=None) | Q(relation="head", phone_index=None)
    rows = Person.objects.filter(reached(by, "village_code"), missing, death_date=None, merged_into=None)
    return list(rows.select_related("household").order_by("pk")[:limit])


def import_run(pk: int, *, by: Actor) -> ImportRun:
    """An import of the actor's own post; OutOfReach for any other."""
    found = ImportRun.objects.filter(pk=pk, post_id=by.post_id).select_related("region", "sheet").first()
    if found is None or by.post_id is None:
        raise OutOfReach("没有找到这次导入。")
    return found


def import_runs(*, by: Actor, limit: int = 10) -> list[ImportRun]:
    """The latest imports of the actor's post."""
    return list(ImportRun.objects.filter(post_id=by.post_id).select_related("region").order_by("-id")[:limit])


def own_household(*, by: Actor) -> Household:
    """The household a resident belongs to.

    Raises:
        OutOfReach: nobody he acts for is in the registry any more.
    """
    found = Person.objects.filter(pk=by.own or 0).first()
    if found is None:
        raise OutOfReach("没有找到您的家庭。")
    return household(found.household_id, by=by)


def own_people(*, by: Actor) -> list[Person]:
    """A resident himself and those he acts for, himself first."""
    rows = Person.objects.filter(pk__in=by.persons).select_related("household__merged_into")
    return sorted(rows, key=lambda person: (person.pk != by.own, person.birth_date))


def own_person(pk: int, *, by: Actor) -> Person:
    """One of those a resident acts for, or himself.

    Raises:
        OutOfReach: there is none, or it is not his to speak for.
    """
    found = next((person for person in own_people(by=by) if person.pk == pk), None)
    if found is None:
        raise OutOfReach("没有找到这个人。")
    return found
