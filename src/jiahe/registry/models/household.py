"""The household: who lives together, in which village."""

from __future__ import annotations

from django.db import models
from django.utils.functional import cached_property

from jiahe.foundation.vault.crypto import open_sealed


class Household(models.Model):
    """A family living together. ``village_code`` is where it lives: its scope key and the place it is counted.

    ``since`` is the day it came into the registry and ``until`` the day its last member died. ``away`` marks a
    household that lives outside the province and stands in the village of its hukou.
    """

    number = models.CharField(max_length=40)
    village_code = models.BigIntegerField()
    away = models.BooleanField(default=False)
    address_sealed = models.BinaryField(null=True)
    since = models.DateField()
    until = models.DateField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["village_code", "number"], name="household_village_number")]
        indexes = [models.Index(fields=["village_code", "id"], name="household_village")]

    def __str__(self) -> str:
        return f"户 {self.number}"

    @property
    def title(self) -> str:
        """What people call the household: 林秀英家. Reads the members, so a list prefetches them by id."""
        members = list(self.members.all())
        head = next((m for m in members if m.relation == "head"), members[0] if members else None)
        return f"{head.name}家" if head else f"户 {self.number}"

    @cached_property
    def address(self) -> str:
        """The address within the village, decrypted."""
        if not self.address_sealed:
            return ""
        return open_sealed(
            bytes(self.address_sealed), table="registry_household", column="address", row=self.pk, field_class="contact"
        )
