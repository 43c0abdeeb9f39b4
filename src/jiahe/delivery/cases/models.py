"""A case, and everything that was done about it."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from jiahe.foundation.accounts.models import Post
from jiahe.foundation.vault.crypto import open_sealed, seal
from jiahe.registry.models import Person, ResidentRequest


class Source(models.TextChoices):
    """How it came."""

    ONLINE = "online", "网上"
    VISIT = "visit", "来访"
    PHONE = "phone", "来电"
    OUTREACH = "outreach", "下访"


class CaseState(models.TextChoices):
    """How it stands."""

    OPEN = "open", "在办"
    WAITING = "waiting", "等您补充"
    ANSWERED = "answered", "办结了"
    REJECTED = "rejected", "没有受理"
    WITHDRAWN = "withdrawn", "自己撤回了"


LIVE = (CaseState.OPEN, CaseState.WAITING)


class Department(models.TextChoices):
    """The departments that cases are referred to."""

    JUSTICE = "justice", "司法行政（法律援助）"
    LABOUR = "labour", "人力资源社会保障"
    UNION = "union", "总工会"
    INSURANCE = "insurance", "医疗保障"
    HEALTH = "health", "卫生健康"
    CIVIL_AFFAIRS = "civil_affairs", "民政"


class Deed(models.TextChoices):
    """What was done about a case."""

    OPENED = "opened", "登记"
    FINISHED = "finished", "办好一步"
    HANDED_ON = "handed_on", "请上级办理"
    REFERRED = "referred", "转给部门"
    RECEIVED = "received", "签收"
    SENT_BACK = "sent_back", "退回"
    ASKED = "asked", "请补充"
    REPLIED = "replied", "补充了"
    REMINDED = "reminded", "超期提醒"
    ANSWERED = "answered", "答复办结"
    REJECTED = "rejected", "不予受理"
    WITHDRAWN = "withdrawn", "撤回"
    REOPENED = "reopened", "要求再办"
    RATED = "rated", "评价"


HANDED = (Deed.HANDED_ON, Deed.REFERRED, Deed.FINISHED)  # after these another post has it, and may give it back


class Case(models.Model):
    """One case. What was said (answers, the visitor's name and phone) is sealed.

    ``person`` is whom it is for; a visitor who is not registered has none. ``owner`` is the post that has it now.
    ``moves`` counts what was done: a deed on a page that was read before another deed is refused. ``due_on`` is the
    last day of the step; while the applicant is waited for, ``left`` holds the working days the clock stopped with.
    ``claim`` is the claim of a benefit it was opened for, whose content pins the family and the rule.
    """

    kind = models.CharField(max_length=60)
    programme = models.CharField(max_length=60)
    source = models.CharField(max_length=10, choices=Source.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="cases")
    claim = models.OneToOneField(ResidentRequest, models.PROTECT, null=True, related_name="case")
    village_code = models.BigIntegerField()
    content_sealed = models.BinaryField(null=True)
    digest = models.CharField(max_length=64, blank=True)  # of who asked what, so that a double click is one case

    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.OPEN)
    step = models.CharField(max_length=40)
    owner = models.ForeignKey(Post, models.PROTECT, related_name="+")
    department = models.CharField(max_length=20, choices=Department.choices, blank=True)
    received = models.BooleanField(default=True)  # whether who has it has signed for it
    due_on = models.DateField()
    left = models.PositiveSmallIntegerField(null=True)
    late_told = models.PositiveSmallIntegerField(default=0)  # how many levels above were told that it is late
    moves = models.PositiveIntegerField(default=0)

    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    rating = models.PositiveSmallIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["village_code", "id"], name="case_in_place"),
            models.Index(fields=["owner", "due_on"], name="case_to_do", condition=Q(state__in=LIVE)),
            models.Index(fields=["due_on"], name="case_clock", condition=Q(state=CaseState.OPEN)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=LIVE, closed_on=None) | ~Q(state__in=LIVE) & Q(closed_on__isnull=False),
                name="case_closed_has_day",
            ),
            models.CheckConstraint(
                condition=Q(state=CaseState.WAITING, left__isnull=False) | ~Q(state=CaseState.WAITING) & Q(left=None),
                name="case_waits_with_stopped_clock",
            ),
            models.CheckConstraint(condition=Q(rating=None) | Q(rating__range=(1, 5)), name="case_rating_of_five"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"

    @property
    def number(self) -> str:
        """The number people name it by."""
        return f"{self.opened_on.year}-{self.pk:06d}"

    @property
    def is_live(self) -> bool:
        """Whether something is still to be done."""
        return self.state in LIVE

    def seal_content(self, content: dict[str, Any]) -> None:
        """Put in what was said; the row's id must be known."""
        self.content_sealed = seal(json.dumps(content, ensure_ascii=False), **self._place("content"))

    @property
    def content(self) -> dict[str, Any]:
        """What was said: ``answers`` of the applicant, those of each step, ``name`` and ``phone`` of a visitor."""
        if not self.content_sealed:
            return {}
        found: dict[str, Any] = json.loads(open_sealed(bytes(self.content_sealed), **self._place("content")))
        return found

    def _place(self, column: str) -> Any:
        return {"table": "cases_case", "column": column, "row": self.pk, "field_class": "identity"}


class CaseEntry(models.Model):
    """One deed about a case, never changed. ``text`` is sealed; the applicant reads it where ``to_applicant``.

    ``pinned`` is what a decision was made by, sealed: the facts of the applicant that day and the edition of the law.
    ``closed``, ``on_time`` and ``fen`` are what it adds to the sums of its day (a case that is opened again takes them
    off); they are what the recount counts.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="entries")
    deed = models.CharField(max_length=10, choices=Deed.choices)
    at = models.DateTimeField()
    on = models.DateField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="case_entries")
    to_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    step = models.CharField(max_length=40)
    text_sealed = models.BinaryField(null=True)
    pinned_sealed = models.BinaryField(null=True)
    to_applicant = models.BooleanField(default=True)
    closed = models.SmallIntegerField(default=0)
    on_time = models.SmallIntegerField(default=0)
    fen = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.deed} {self.case_id}"

    def seal_text(self, text: str) -> None:
        """Put in the words; the row's id must be known."""
        self.text_sealed = seal(text, **self._place("text")) if text else None

    @property
    def text(self) -> str:
        """The words, decrypted."""
        return open_sealed(bytes(self.text_sealed), **self._place("text")) if self.text_sealed else ""

    def seal_pinned(self, pinned: dict[str, Any]) -> None:
        """Put in what it was decided by; the row's id must be known."""
        self.pinned_sealed = seal(json.dumps(pinned, ensure_ascii=False), **self._place("pinned"))

    @property
    def pinned(self) -> dict[str, Any]:
        """What it was decided by; empty where nothing was decided."""
        if not self.pinned_sealed:
            return {}
        found: dict[str, Any] = json.loads(open_sealed(bytes(self.pinned_sealed), **self._place("pinned")))
        return found

    def _place(self, column: str) -> Any:
        return {"table": "cases_caseentry", "column": column, "row": self.pk, "field_class": "identity"}
