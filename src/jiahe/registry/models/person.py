"""The person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property

from jiahe.foundation.database import where_known
from jiahe.foundation.vault.crypto import open_sealed
from jiahe.foundation.vault.masks import mask_id_number, mask_phone
from jiahe.registry.choices import RELATIONS
from jiahe.registry.models.household import Household


class Person(models.Model):
    """A person of a household. ID number and phone are sealed; beside them stand keyed indexes for exact search.

    ``village_code`` repeats the household's, so that a list of people needs no join; ``since`` is the first day the
    person is counted there (where he was before stands in his stays). ``away`` marks a member who lives elsewhere.
    The columns say how things stand now; since when, and how they stood before, say the life events, and
    ``birth_date`` and ``death_date`` always equal theirs. ``pinyin`` and ``initials`` are the name as it is typed
    without tones; ``phone_tail_index`` finds the last four digits within a township, and
    ``released_phone_index`` knows a number that was let go, so that no old sheet brings it back. ``changes_on`` is the next day
    on which a category of the person begins or ends. A record with ``merged_into`` is an alias of another.
    """

    household = models.ForeignKey(Household, models.PROTECT, related_name="members")
    village_code = models.BigIntegerField()
    relation = models.CharField(max_length=20)
    name = models.CharField(max_length=50)
    pinyin = models.CharField(max_length=120, blank=True)
    initials = models.CharField(max_length=20, blank=True)
    sex = models.CharField(max_length=1, choices=[("F", "女"), ("M", "男")])
    birth_date = models.DateField()
    death_date = models.DateField(null=True)
    id_number_sealed = models.BinaryField(null=True)
    id_number_index = models.BinaryField(null=True)
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True)
    phone_tail_index = models.BinaryField(null=True)
    released_phone_index = models.BinaryField(null=True)
    ethnicity = models.CharField(max_length=20, blank=True)
    hukou_code = models.BigIntegerField(null=True)
    hukou_type = models.CharField(max_length=10, blank=True)
    residence_code = models.BigIntegerField(null=True)
    away = models.BooleanField(default=False)
    marital_status = models.CharField(max_length=10, blank=True)
    married_on = models.DateField(null=True)
    education = models.CharField(max_length=20, blank=True)
    occupation = models.CharField(max_length=50, blank=True)
    low_income = models.BooleanField(null=True)
    only_child_certificate = models.BooleanField(null=True)
    disability_grade = models.PositiveSmallIntegerField(null=True)
    note = models.CharField(max_length=500, blank=True)
    mother = models.ForeignKey("self", models.PROTECT, null=True, related_name="children_of_mother", db_index=False)
    father = models.ForeignKey("self", models.PROTECT, null=True, related_name="children_of_father", db_index=False)
    spouse = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    since = models.DateField()
    changes_on = models.DateField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="aliases", db_index=False)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["id_number_index"],
                condition=models.Q(merged_into__isnull=True),
                name="person_id_number",
            )
        ]
        indexes = [
            models.Index(fields=["pinyin", "village_code"], name="person_pinyin"),
            models.Index(fields=["initials", "village_code"], name="person_initials"),
            models.Index(fields=["village_code", "id"], name="person_village"),
            models.Index(fields=["hukou_code", "id"], name="person_hukou"),
            models.Index(fields=["name", "village_code"], name="person_name"),
            where_known("phone_index", "person_phone"),
            where_known("phone_tail_index", "person_phone_tail"),
            where_known("mother", "person_mother"),
            where_known("father", "person_father"),
            where_known("spouse", "person_spouse"),
            where_known("changes_on", "person_changes_on"),
            where_known("merged_into", "person_merged_into"),
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"

    @cached_property
    def id_number(self) -> str:
        """The ID number, decrypted: only for comparison and for a reveal that is audited."""
        return self._opened("id_number", self.id_number_sealed, "identity")

    @cached_property
    def phone(self) -> str:
        """The phone number, decrypted: only for comparison and for a reveal that is audited."""
        return self._opened("phone", self.phone_sealed, "contact")

    def _opened(self, column: str, sealed: bytes | memoryview | None, field_class: str) -> str:
        if not sealed:
            return ""
        return open_sealed(bytes(sealed), table="registry_person", column=column, row=self.pk, field_class=field_class)

    @property
    def masked_id_number(self) -> str:
        """The ID number as pages show it."""
        return mask_id_number(self.id_number)

    @property
    def masked_phone(self) -> str:
        """The phone number as pages show it."""
        return mask_phone(self.phone)

    @property
    def relation_title(self) -> str:
        """The relation to the head of the household as people say it."""
        return RELATIONS.get(self.relation, "")

    def age(self, on: date) -> int:
        """Age in completed years on a day, or at death; a child of 29 February turns a year older on 1 March."""
        end = min(on, self.death_date) if self.death_date else on
        before = (end.month, end.day) < (self.birth_date.month, self.birth_date.day)
        return end.year - self.birth_date.year - before


def members_of(households: Iterable[int]) -> QuerySet[Person]:
    """The people of some households and of the records merged into them, in order of their ids; no merged people."""
    wanted = list(households)
    inside = Q(household__in=wanted) | Q(household__merged_into__in=wanted)
    return Person.objects.filter(inside, merged_into=None).select_related("household__merged_into").order_by("pk")
