"""Finding people and households by what somebody at the door says: a name, how it sounds, a number, a house number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import reached, require
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import villages_in
from jiahe.foundation.vault.crypto import blind_index
from jiahe.registry import id_number
from jiahe.registry.cells import read_name
from jiahe.registry.models import Household, Move, Person
from jiahe.registry.models.residence import MoveKind
from jiahe.registry.queries import with_people
from jiahe.registry.rights import VIEW_FAMILIES

LIMIT = 20
MOST_TOWNSHIPS = 60  # four digits are looked for in each township of the scope; a province has too many
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, at most ``LIMIT`` of each; ``said`` is what was looked for, ``hint`` how to find more."""

    said: str
    people: Sequence[Person] = ()
    households: Sequence[Household] = ()
    hint: str = field(default="")


def find(text: str, *, by: Actor, village: Region | None = None) -> Found:
    """People and households the actor may read.

    A text of 18 characters is an ID number and one of 11 digits a phone, whole; four digits are the end of a phone,
    within the townships of the actor; letters are pinyin or initials; anything else is part of a name, the number of a
    household, or, in ``village`` (or the one village the actor has), part of an address.

    Raises:
        RightMissing: the actor may not read families.
    """
    require(by, VIEW_FAMILIES)
    said = text.replace("\0", "").strip()[:LONGEST]  # PostgreSQL knows no NUL
    wanted = id_number.normalise(said)
    if not wanted:
        return Found(said)
    if len(wanted) == 18:
        return Found(said, _people(by, Q(id_number_index=blind_index(wanted, field_class="identity"))))
    if wanted.isascii() and wanted.isdigit() and len(wanted) == 11:
        return Found(said, _people(by, Q(phone_index=blind_index(wanted, field_class="contact"))))
    if wanted.isascii() and wanted.isdigit() and len(wanted) == 4:
        return _by_last_four(said, wanted, by)
    if said.isascii() and said.replace(" ", "").isalpha():
        typed = said.replace(" ", "").lower()
        sounds = Q(pinyin__startswith=typed) | Q(initials=typed)
        return Found(said, _people(by, sounds), _households(said, by))
    people = _people(by, Q(name__contains=read_name(said)))
    return Found(said, people, _households(said, by, None if people else village or _only_village(by)))


def _people(by: Actor, wanted: Q) -> list[Person]:
    """Those who live in the actor's scope first, then those who only have their hukou there."""
    home = Household.objects.filter(pk=OuterRef("household_id")).filter(reached(by, "village_code"))
    readable = reached(by, "village_code") | reached(by, "hukou_code")
    found: QuerySet[Person] = Person.objects.filter(readable, wanted, merged_into=None)
    return list(found.annotate(here=Exists(home)).select_related("household").order_by("-here", "pk")[:LIMIT])


def _by_last_four(said: str, digits: str, by: Actor) -> Found:
    townships = sorted({code // 1000 for code in villages_in(by.scope).values_list("code", flat=True)})
    if len(townships) > MOST_TOWNSHIPS:
        return Found(said, hint="按手机后四位找人，只在乡镇和村里能用。请输入完整的手机号，或者姓名。")
    tails = [blind_index(f"{township}|{digits}", field_class="contact") for township in townships]
    return Found(said, _people(by, Q(phone_tail_index__in=tails)), _households(digits, by))


def _households(said: str, by: Actor, village: Region | None = None) -> list[Household]:
    """By the number of the household, and by part of the address within one village."""
    went = Exists(Move.objects.filter(source=OuterRef("pk"), kind=MoveKind.REGION))
    was = Exists(Move.objects.filter(target=OuterRef("pk"), kind=MoveKind.REGION, source__number=said))
    own = Household.objects.filter(reached(by, "village_code"), merged_into=None).select_related("merged_into")
    own = own.exclude(went)
    found = list(own.filter(Q(number=said) | was).order_by("pk")[:LIMIT])
    if village is not None and by.reaches(village.code) and len(said) >= 2:
        plain = "".join(said.split())
        living = own.filter(village_code=village.code, until=None, address_sealed__isnull=False).order_by("pk")
        near = (home for home in living if plain in "".join(home.address.split()) and home not in found)
        found += [home for _, home in zip(range(LIMIT - len(found)), near, strict=False)]
    with_people(found)
    return found


def _only_village(by: Actor) -> Region | None:
    """The actor's village, where he has but one."""
    if sum(high - low for low, high in by.scope) > 0:
        return None
    return Region.objects.filter(reached(by, "code"), level=Level.VILLAGE).first()
