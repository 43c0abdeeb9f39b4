"""Falling silent after a loss, in the transaction that records it (rule 8 of the architecture)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from jiahe.foundation.notices.actions import fall_silent, speak_again
from jiahe.registry.drafts import AnyPerson
from jiahe.registry.models import Person
from jiahe.registry.models.life_event import PregnancyOutcome

LOSSES = (PregnancyOutcome.MISCARRIAGE.value, PregnancyOutcome.STILLBIRTH.value)


def mourn(people: Collection[AnyPerson], *, at: datetime) -> None:
    """There was a loss: nothing of a stage of life is said to their families any more, from this transaction on."""
    fall_silent(_near(people), at=at)


def speak_of_life_again(person: AnyPerson) -> None:
    """A loss was recorded by mistake, or new life is expected: stages may be spoken of to the family again."""
    speak_again(_near([person]))


def _near(people: Collection[AnyPerson]) -> set[int]:
    """Those of a loss: the households, the parents, the spouses and the children, wherever they are registered."""
    ours = [person.pk for person in people]
    homes = [person.household_id for person in people]
    relatives = Q(mother__in=ours) | Q(father__in=ours) | Q(spouse__in=ours)
    near = Person.objects.filter(Q(household__in=homes) | relatives)
    found = set(near.values_list("pk", flat=True)).union(ours)
    for person in people:
        found |= {pk for pk in (person.mother_id, person.father_id, person.spouse_id) if pk is not None}
    return found
