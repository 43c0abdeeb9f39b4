"""Reading families through the query gate: every function takes the actor and gives only what is his to see.

A household is read by the village where it lives and by the village of a member's hukou; it is written only by the
first. A resident reads the household he belongs to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, RightMissing, reached, require
from jiahe.foundation.accounts.rights import Right
from jiahe.foundation.facts.measures import Measure
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import ranges_of
from jiahe.foundation.vault.crypto import blind_index
from jiahe.registry import id_number
from jiahe.registry.measures import rows_behind
from jiahe.registry.models import Household, ImportRun, LifeEvent, Person
from jiahe.registry.rights import EDIT_FAMILIES, VIEW_FAMILIES

PAGE = 30
SEARCH_LIMIT = 20


Row = TypeVar("Row", Household, Person)


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
    members = Prefetch("members", Person.objects.select_related("mother", "father", "spouse").order_by("id"))
    found = Household.objects.filter(pk=pk).prefetch_related(members).first()
    if found is None or not _reads(by, found, found.members.all()):
        raise OutOfReach("没有找到这一户。")
    if by.kind != "resident":
        require(by, VIEW_FAMILIES)
    return found


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
    found = Person.objects.filter(pk=pk).first()
    if found is None:
        raise OutOfReach("没有找到这个人。")
    home = household(found.household_id, by=by)
    return _with_home(next(m for m in home.members.all() if m.pk == pk), home)


def person_to_edit(pk: int, *, by: Actor, right: Right = EDIT_FAMILIES) -> Person:
    """A person of the actor's own place, to change; raises as ``household_to_edit`` does."""
    found = person(pk, by=by)
    return _with_home(found, household_to_edit(found.household_id, by=by, right=right))


def _with_home(found: Person, home: Household) -> Person:
    found.household = home
    return found


def _reads(by: Actor, home: Household, members: Sequence[Person] | QuerySet[Person]) -> bool:
    if by.kind == "resident":
        return any(m.pk in by.persons for m in members)
    return by.reaches(home.village_code) or any(m.hukou_code and by.reaches(m.hukou_code) for m in members)


def timeline(home: Household) -> list[LifeEvent]:
    """What happened to the members of a household that was read through the gate, latest first."""
    events = LifeEvent.objects.filter(person__in=home.members.all(), withdrawn_at=None).select_related("person")
    return list(events.order_by("-on", "-id"))


def _inside(region: Region | None, column: str) -> Q:
    if region is None:
        return Q()
    inside = Q(pk__in=[])
    for low, high in ranges_of(region):
        inside |= Q(**{f"{column}__range": (low, high)})
    return inside


def households(
    *,
    by: Actor,
    region: Region | None = None,
    behind: Q | None = None,
    after: int = 0,
    before: int = 0,
    size: int = PAGE,
) -> Page[Household]:
    """A page of households in the actor's scope, by id; ``behind`` narrows it to those a number counts."""
    require(by, VIEW_FAMILIES)
    members = Prefetch("members", Person.objects.order_by("id"))
    rows = Household.objects.filter(reached(by, "village_code"), _inside(region, "village_code"), behind or Q())
    rows = rows.annotate(size=Count("members", filter=Q(members__death_date=None)))
    return _keyset(rows.prefetch_related(members), after, before, size)


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
    """A page of the people whom a number counts, in the actor's scope."""
    require(by, VIEW_FAMILIES)
    column = "hukou_code" if measure.code == "hukou_people" else "village_code"
    rows = Person.objects.filter(reached(by, column), _inside(region, column), rows_behind(measure, on=on, since=since))
    return _keyset(rows.select_related("household"), after, before, size)


def households_behind(
    measure: Measure, *, by: Actor, region: Region, on: date, since: date, after: int = 0, before: int = 0
) -> Page[Household]:
    """A page of the households whom a number counts, in the actor's scope."""
    behind = rows_behind(measure, on=on, since=since)
    return households(by=by, region=region, behind=behind, after=after, before=before)


def _keyset(rows: QuerySet[Row], after: int, before: int, size: int) -> Page[Row]:
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


def search(text: str, *, by: Actor, limit: int = SEARCH_LIMIT) -> list[Person]:
    """People by whole ID number, whole phone number, or name; those the actor may read, at most ``limit``."""
    require(by, VIEW_FAMILIES)
    wanted = id_number.normalise(text)
    if not wanted:
        return []
    home = Household.objects.filter(pk=OuterRef("household_id")).filter(reached(by, "village_code"))
    readable = reached(by, "village_code") | reached(by, "hukou_code")
    found = Person.objects.filter(readable).annotate(here=Exists(home)).select_related("household")
    if len(wanted) == 18:
        found = found.filter(id_number_index=blind_index(wanted, field_class="identity"))
    elif len(wanted) == 11 and wanted.isdigit():
        found = found.filter(phone_index=blind_index(wanted, field_class="contact"))
    else:
        found = found.filter(name__contains=text.strip())
    return list(found.order_by("-here", "pk")[:limit])


def incomplete(*, by: Actor, limit: int = 5) -> list[Person]:
    """Living people of the actor's scope of whom the ID number is not known yet, or the phone of a head of household."""
    require(by, VIEW_FAMILIES)
    missing = Q(id_number_index=None) | Q(relation="head", phone_index=None)
    rows = Person.objects.filter(reached(by, "village_code"), missing, death_date=None)
    return list(rows.select_related("household").order_by("pk")[:limit])


def import_run(pk: int, *, by: Actor) -> ImportRun:
    """An import of the actor's own post; OutOfReach for any other."""
    found = ImportRun.objects.filter(pk=pk, post_id=by.post_id).select_related("region").first()
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
    found = Person.objects.filter(pk__in=by.persons).order_by("pk").first()
    if found is None:
        raise OutOfReach("没有找到您的家庭。")
    return household(found.household_id, by=by)
