"""The secret address under which a resident's phone subscribes to the calendar."""

from __future__ import annotations

from django.db import models

from jiahe.foundation.accounts.models import User


class CalendarAddress(models.Model):
    """The address of one resident. Of its secret only the digest is kept, so nobody can read it here; one that is
    replaced or ended is gone, and the audit tells of it.

    ``phone_mark`` is that of the phone the account was bound to: an address opens nothing when the number is another's.
    """

    user = models.OneToOneField(User, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    phone_mark = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"calendar address {self.pk}"
