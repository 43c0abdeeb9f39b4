"""Who serves, his credentials, what he looks after, the hours he gave, and what was done about him."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from jiahe.delivery.workforce.kinds import CredentialLevel, KindRules, ServicePurpose, Skill, WorkerKind, rules_of
from jiahe.foundation.accounts.models import Post, User
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.vault.crypto import open_sealed, seal
from jiahe.foundation.vault.masks import mask_phone
from jiahe.registry.models import Household, Person


class WorkerState(models.TextChoices):
    """How it stands with somebody."""

    NOMINATED = "nominated", "等审核"
    REFUSED = "refused", "没有通过"
    SERVING = "serving", "服务中"
    RESTING = "resting", "休息中"
    ENDED = "ended", "不再服务"


LIVE = (WorkerState.NOMINATED, WorkerState.SERVING, WorkerState.RESTING)
COUNTED = (WorkerState.SERVING, WorkerState.RESTING)


class ServiceWorker(models.Model):
    """Somebody who serves, or a body that does (``contact`` is who speaks for it). ``village_code`` is its scope key.

    ``serves`` is the region he serves, on the way up from his village. While he is nominated, ``awaits`` is the level
    whose word is waited for. ``person`` is who he is in the registry where that is known (an import
    that is undone takes it back), ``user`` his account where he
    has one of staff. ``counted_to`` is the day up to which the facts of him are written, ``changes_on`` the next day on
    which they change by themselves. ``once`` is the key of the form that nominated him: sent twice, it nominates once.
    """

    kind = models.CharField(max_length=20, choices=WorkerKind.choices)
    name = models.CharField(max_length=40)
    contact = models.CharField(max_length=30, blank=True)
    village_code = models.BigIntegerField()
    serves = models.ForeignKey(Region, models.PROTECT, related_name="+")
    job = models.CharField(max_length=40, blank=True)
    skills = models.JSONField(default=list)
    hours = models.CharField(max_length=80, blank=True)
    whereabouts = models.CharField(max_length=80, blank=True)
    capacity = models.PositiveSmallIntegerField()
    shown = models.BooleanField(default=False)
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.BinaryField(null=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    state = models.CharField(max_length=10, choices=WorkerState.choices, default=WorkerState.NOMINATED)
    awaits = models.PositiveSmallIntegerField(choices=Level.choices, null=True)
    state_reason = models.CharField(max_length=120, blank=True)
    rests_from = models.DateField(null=True)
    rests_until = models.DateField(null=True)
    handed_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    counted_to = models.DateField()
    changes_on = models.DateField(null=True)

    once = models.UUIDField(null=True, unique=True)
    nominated_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    nominated_on = models.DateField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "phone_index"], condition=Q(state__in=LIVE), name="service_worker_once"
            ),
            models.CheckConstraint(
                condition=Q(state=WorkerState.NOMINATED, awaits__isnull=False)
                | ~Q(state=WorkerState.NOMINATED) & Q(awaits=None),
                name="service_worker_waits",
            ),
        ]
        indexes = [
            models.Index(fields=["village_code", "kind"], name="service_worker_place"),
            models.Index(fields=["serves", "state"], name="service_worker_serves"),
            models.Index(fields=["changes_on"], name="service_worker_changes", condition=Q(changes_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"service worker {self.pk}"

    @property
    def rules(self) -> KindRules:
        """What holds for his kind."""
        return rules_of(self.kind)

    @property
    def skill_titles(self) -> list[str]:
        """What he is good at, in words."""
        return [Skill(code).label for code in self.skills if code in Skill.values]

    @property
    def who(self) -> Person | None:
        """Who he is in the registry now: the record that stands for his, where it was merged into another."""
        return (self.person.merged_into or self.person) if self.person is not None else None

    @property
    def is_organisation(self) -> bool:
        """Whether it is a body and not a person."""
        return self.kind == WorkerKind.ORGANISATION

    def seal_phone(self, phone: str) -> None:
        """Put in the phone; the row's id must be known."""
        self.phone_sealed = seal(phone, **self._place())

    @property
    def phone(self) -> str:
        """The phone, decrypted: for who looks after him, never for a page of families."""
        return open_sealed(bytes(self.phone_sealed), **self._place()) if self.phone_sealed else ""

    @property
    def masked_phone(self) -> str:
        """The phone as pages show it."""
        return mask_phone(self.phone)

    def _place(self) -> Any:
        return {"table": "workforce_serviceworker", "column": "phone", "row": self.pk, "field_class": "contact"}


class ServiceSpell(models.Model):
    """From when to when somebody is counted in a village; ``until`` is the first day he is no more."""

    worker = models.ForeignKey(ServiceWorker, models.CASCADE, related_name="spells")
    village_code = models.BigIntegerField()
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["worker"], condition=Q(until=None), name="service_worker_counted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.since}"


class Credential(models.Model):
    """A paper that opens a door: from the day it was issued to its last day. Renewed, it has a row of its own.

    ``told_soon`` and ``told_over``: those who look after him were told that it ends soon, and that it has ended.
    """

    worker = models.ForeignKey(ServiceWorker, models.CASCADE, related_name="credentials")
    title = models.CharField(max_length=40)
    level = models.CharField(max_length=10, choices=CredentialLevel.choices)
    number = models.CharField(max_length=40)
    issuer = models.CharField(max_length=60)
    issued_on = models.DateField()
    expires_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    withdrawn_why = models.CharField(max_length=120, blank=True)
    told_soon = models.BooleanField(default=False)
    told_over = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["worker", "number", "issued_on"], name="credential_recorded_once"),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gte=models.F("issued_on")), name="credential_in_order"
            ),
        ]
        indexes = [
            models.Index(fields=["number"], name="credential_number"),
            models.Index(fields=["expires_on"], name="credential_ends", condition=Q(withdrawn_on=None)),
        ]

    def __str__(self) -> str:
        return f"credential {self.pk}"

    @property
    def over_on(self) -> date | None:
        """The first day it is valid no more; None where it has no end."""
        ends = [self.expires_on + timedelta(days=1)] if self.expires_on else []
        return min([*ends, *([self.withdrawn_on] if self.withdrawn_on else [])], default=None)

    def valid(self, on: date) -> bool:
        """Whether it is valid on a day."""
        return self.issued_on <= on and (self.over_on is None or on < self.over_on)


class Assignment(models.Model):
    """What somebody looks after: a household, or a place or a matter named in ``what``.

    ``subject`` is the key of a caller above who assigned it: open only once for one worker.
    """

    worker = models.ForeignKey(ServiceWorker, models.PROTECT, related_name="assignments")
    household = models.ForeignKey(Household, models.SET_NULL, null=True, related_name="+")
    what = models.CharField(max_length=80)
    subject = models.CharField(max_length=60)
    since = models.DateField()
    until = models.DateField(null=True)
    assigned_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["worker", "subject"], condition=Q(until=None), name="assignment_once"),
        ]

    def __str__(self) -> str:
        return f"assignment {self.pk}"


class HoursState(models.TextChoices):
    """How it stands with hours somebody gave."""

    RECORDED = "recorded", "等确认"
    CONFIRMED = "confirmed", "已确认"
    REFUSED = "refused", "没有确认"


class ServiceHours(models.Model):
    """Time somebody gave on a day for one purpose, in minutes; counted once a level above has confirmed it."""

    worker = models.ForeignKey(ServiceWorker, models.PROTECT, related_name="services")
    village_code = models.BigIntegerField()
    served_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=20, choices=ServicePurpose.choices)
    place = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=HoursState.choices, default=HoursState.RECORDED)
    awaits = models.PositiveSmallIntegerField(choices=Level.choices)
    reason = models.CharField(max_length=120, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["worker", "served_on", "purpose"],
                condition=~Q(state=HoursState.REFUSED),
                name="service_hours_once",
            ),
            models.CheckConstraint(condition=Q(minutes__range=(30, 960)), name="service_hours_of_a_day"),
        ]
        indexes = [
            models.Index(fields=["village_code", "state", "awaits"], name="service_hours_waiting"),
            models.Index(fields=["worker", "-served_on"], name="service_hours_of_worker"),
        ]

    def __str__(self) -> str:
        return f"service hours {self.pk}"

    @property
    def length(self) -> str:
        """How long, in words: 2.5 小时."""
        return f"{self.minutes / 60:g} 小时"


class WorkerDeed(models.TextChoices):
    """What was done about somebody."""

    NOMINATED = "nominated", "推荐"
    SIGNED_UP = "signed_up", "自己报名"
    PASSED = "passed", "审核通过"
    REFUSED = "refused", "审核没有通过"
    CHANGED = "changed", "修改资料"
    CERTIFIED = "certified", "登记证书"
    WITHDRAWN = "withdrawn", "收回证书"
    RESTED = "rested", "休息"
    RESUMED = "resumed", "回来服务"
    ENDED = "ended", "不再服务"
    TAKEN_OVER = "taken_over", "接手"


class WorkerEntry(models.Model):
    """One deed about somebody, never changed."""

    worker = models.ForeignKey(ServiceWorker, models.CASCADE, related_name="entries")
    deed = models.CharField(max_length=12, choices=WorkerDeed.choices)
    at = models.DateTimeField()
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    text = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.deed} {self.worker_id}"
