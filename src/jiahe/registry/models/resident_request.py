"""What a resident asks of the village: to be bound to his record, to have something put right, to be forgotten, to claim."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.db import models

from jiahe.foundation.accounts.models import User
from jiahe.foundation.vault.crypto import open_sealed, seal
from jiahe.registry.models.person import Person


class RequestKind(models.TextChoices):
    """What is asked for."""

    CLAIM = "claim", "认领登记"
    CORRECTION = "correction", "改正资料"
    DELETION = "deletion", "删除资料"
    BENEFIT = "benefit", "申请待遇"


class RequestStatus(models.TextChoices):
    """Where it stands. That it is expired is never stored of one that waits: it follows from its last day."""

    WAITING = "waiting", "等村里答复"
    ACCEPTED = "accepted", "办好了"
    REFUSED = "refused", "没有办"
    EXPIRED = "expired", "过期了"
    WITHDRAWN = "withdrawn", "自己收回了"
    UNMATCHED = "unmatched", "没有对上"


class ResidentRequest(models.Model):
    """One request. What was typed is sealed (``content``): it may be a number or an address.

    ``person`` is whom it is about; a claim that matches nobody has none, is shown to nobody and is forgotten with the
    others. Of a benefit that is claimed ``field`` is its code, and the content pins the family and the version of the rule
    by which it was due. It lies on the desk of the village where the person lives now. ``for_family`` marks what a worker wrote down at the family's
    word. ``phone_index`` counts what comes from one phone.
    """

    kind = models.CharField(max_length=12, choices=RequestKind.choices)
    status = models.CharField(max_length=10, choices=RequestStatus.choices, default=RequestStatus.WAITING)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="requests")
    field = models.CharField(max_length=30, blank=True)
    content_sealed = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True, db_index=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    for_family = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], name="resident_request_waiting", condition=models.Q(status="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def seal_content(self, content: dict[str, Any]) -> None:
        """Put in what was typed; the row's id must be known."""
        text = json.dumps(content, ensure_ascii=False)
        self.content_sealed = seal(text, **self._place())

    @property
    def content(self) -> dict[str, Any]:
        """What was typed, decrypted; empty once it is forgotten."""
        if not self.content_sealed:
            return {}
        found: dict[str, Any] = json.loads(open_sealed(bytes(self.content_sealed), **self._place()))
        return found

    def _place(self) -> Any:
        return {"table": "registry_residentrequest", "column": "content", "row": self.pk, "field_class": "identity"}

    def status_at(self, at: datetime) -> RequestStatus:
        """How it stands at a moment: one that waited past its last day is expired."""
        if self.status == RequestStatus.WAITING and self.expires_at is not None and self.expires_at <= at:
            return RequestStatus.EXPIRED
        return RequestStatus(self.status)
