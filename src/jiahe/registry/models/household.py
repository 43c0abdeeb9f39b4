"""The household: who lives together, in which village."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.functional import cached_property

from jiahe.foundation.database import where_known
from jiahe.foundation.vault.crypto import open_sealed

if TYPE_CHECKING:
    from jiahe.registry.models.person import Person


class Household(models.Model):
    """A family living together. ``village_code`` is where it lives: its scope key and the place it is counted.

    ``since`` is the day it came into the registry (or moved here) and ``until`` the day its last member died or left.
    ``away`` marks a household that lives outside the province and stands in the village of its hukou. A record with
    ``merged_into`` is an alias of another; its members keep pointing to it and readers put them together.
    """

    number = models.CharField(max_length=40)
    village_code = models.BigIntegerField()
    away = models.BooleanField(default=False)
    address_sealed = models.BinaryField(null=True)
    since = models.DateField()
    until = models.DateField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="aliases", db_index=False)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["village_code", "number"], name="household_village_number")]
        indexes = [
            models.Index(fields=["village_code", "id"], name="household_village"),
            where_known("merged_into", "household_merged_into"),
        ]

    def __str__(self) -> str:
        return f"户 {self.number}"

    @property
    def root(self) -> Household:
        """The household itself, or the one it was merged into."""
        return self.merged_into or self

    @property
    def root_id(self) -> int:
        """The id of ``root``, without reading it."""
        return self.merged_into_id or self.pk

    @cached_property
    def people(self) -> list[Person]:
        """Who belongs to the household, those of its merged records among them, in order of their ids.

        A list of households fills it for all of them at once (``queries.with_people``).
        """
        from jiahe.registry.models.person import members_of  # a person knows his household, so it stands below him

        return list(members_of([self.pk]))

    @property
    def size(self) -> int:
        """How many of them live."""
        return sum(m.death_date is None for m in self.people)

    @property
    def title(self) -> str:
        """What people call the household: 林秀英家."""
        heads = [m for m in self.people if m.relation == "head"]
        named = min(heads, key=lambda m: m.death_date is not None, default=None)
        named = named or (self.people[0] if self.people else None)
        return f"{named.name}家" if named else f"户 {self.number}"

    @cached_property
    def address(self) -> str:
        """The address within the village, decrypted."""
        if not self.address_sealed:
            return ""
        return open_sealed(
            bytes(self.address_sealed), table="registry_household", column="address", row=self.pk, field_class="contact"
        )
