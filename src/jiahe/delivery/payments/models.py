"""What is to be paid, to which account, in which batch, and what the bank said of it.

A payment is one entitlement; a line is one attempt to pay it. A line that is out or paid is live, and the database
lets a payment have one live line only: whatever goes wrong above, nobody is paid twice.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from jiahe.foundation.accounts.models import Post, User
from jiahe.foundation.files.models import StoredFile
from jiahe.foundation.regions.models import Region
from jiahe.foundation.vault.crypto import open_sealed
from jiahe.registry.models import Person

FIELD_CLASS = "bank"


class Account(models.Model):
    """Where somebody is paid. A new one ends the one before, which stays for the payments that went there.

    ``bounced_at`` is when the bank sent money back from it: nothing goes there until somebody has looked at it and
    entered it again.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    holder = models.CharField(max_length=50)
    bank = models.CharField(max_length=60)
    number_sealed = models.BinaryField()
    number_index = models.BinaryField()
    tail = models.CharField(max_length=4)
    entered_by_id = models.BigIntegerField(null=True)
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=Q(ended_at=None), name="payments_account_current")
        ]
        indexes = [models.Index(fields=["number_index"], name="payments_account_number")]

    def __str__(self) -> str:
        return f"account {self.pk}"

    @property
    def number(self) -> str:
        """The whole number, decrypted: only for the bank's file."""
        sealed = bytes(self.number_sealed)
        return open_sealed(sealed, table="payments_account", column="number", row=self.pk, field_class=FIELD_CLASS)

    @property
    def masked(self) -> str:
        """The number as pages show it."""
        return f"•••• {self.tail}"


class BatchStatus(models.TextChoices):
    """Where a batch stands."""

    BUILDING = "building", "正在汇总"
    WAITING = "waiting", "等人复核"
    REFUSED = "refused", "退回来了"
    WITHDRAWN = "withdrawn", "撤回了"
    MAKING = "making", "正在生成银行文件"
    SENT = "sent", "交给银行，等结果"
    SETTLED = "settled", "都有结果了"


class Batch(models.Model):
    """Payments of one purpose that go to the bank together: made by one person, checked by another.

    ``after`` is the payment up to which it was put together; ``count`` and ``fen`` are what it holds.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=40)
    title = models.CharField(max_length=100)
    until = models.DateField()
    status = models.CharField(max_length=10, choices=BatchStatus.choices, default=BatchStatus.BUILDING)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    after = models.BigIntegerField(default=0)
    count = models.PositiveIntegerField(default=0)
    fen = models.BigIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["region", "-id"], name="payments_batch_region")]

    def __str__(self) -> str:
        return f"batch {self.pk}"

    @property
    def is_working(self) -> bool:
        """Whether a job is at it."""
        return self.status in (BatchStatus.BUILDING, BatchStatus.MAKING)

    def has_file(self, at: datetime) -> bool:
        """Whether the bank's file can be saved at a moment."""
        return self.file is not None and self.file.is_kept(at)


class PaymentState(models.TextChoices):
    """Where a payment stands."""

    DUE = "due", "待付"
    BATCHED = "batched", "已进批次"
    SENT = "sent", "已交银行"
    PAID = "paid", "已付"
    RETURNED = "returned", "退票"
    CANCELLED = "cancelled", "不付了"


PAYABLE = (PaymentState.DUE, PaymentState.RETURNED)


class Payment(models.Model):
    """One amount that is due to one person. ``source`` names the entitlement it comes from, and stands here once.

    ``village_code`` is where the person lived when it was entered: whose scope and whose sums it is in.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    village_code = models.BigIntegerField()
    purpose = models.CharField(max_length=40)
    title = models.CharField(max_length=100)
    fen = models.BigIntegerField()
    instalment = models.PositiveSmallIntegerField(default=1)
    instalments = models.PositiveSmallIntegerField(default=1)
    due_on = models.DateField()
    source = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=10, choices=PaymentState.choices, default=PaymentState.DUE)
    problem = models.CharField(max_length=200, blank=True)
    paid_on = models.DateField(null=True)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(fen__gt=0), name="payments_payment_positive"),
            models.CheckConstraint(
                condition=Q(instalment__gte=1, instalment__lte=F("instalments")), name="payments_payment_instalment"
            ),
            models.CheckConstraint(
                condition=Q(state="paid", paid_on__isnull=False) | (~Q(state="paid") & Q(paid_on=None)),
                name="payments_payment_paid_on",
            ),
        ]
        indexes = [
            models.Index(
                fields=["purpose", "village_code"], name="payments_payment_open", condition=Q(state__in=PAYABLE)
            ),
            models.Index(fields=["person"], name="payments_payment_person"),
        ]

    def __str__(self) -> str:
        return f"payment {self.pk}"

    @property
    def paid_as(self) -> int:
        """The record of its person that stands: a merged one is paid as the one it was merged into."""
        return self.person.merged_into_id or self.person_id

    @property
    def which(self) -> str:
        """What it is for, as the bank and the family read it."""
        if self.instalments == 1:
            return self.title
        return f"{self.title}（第 {self.instalment}/{self.instalments} 期）"


class BankResult(models.Model):
    """A file of results that the bank sent back for a batch, and what came of it.

    ``faults`` are the rows that cannot be taken, each as its number and a sentence.
    """

    class Status(models.TextChoices):
        """Where it stands."""

        CHECKED = "checked", "等您决定"
        TAKING = "taking", "正在收"
        TAKEN = "taken", "收好了"
        DROPPED = "dropped", "没有收"

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="results")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=Status.choices)
    brought_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    good = models.PositiveIntegerField()
    faults = models.JSONField(default=list)
    paid = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["batch", "digest"], condition=~Q(status="dropped"), name="payments_result_once"
            )
        ]

    def __str__(self) -> str:
        return f"result {self.pk}"

    @property
    def is_working(self) -> bool:
        """Whether a job is at it."""
        return self.status == self.Status.TAKING


class LineState(models.TextChoices):
    """What came of one attempt to pay."""

    OUT = "out", "等结果"
    PAID = "paid", "已付"
    RETURNED = "returned", "退票"
    DROPPED = "dropped", "批次退回"


LIVE = (LineState.OUT, LineState.PAID)


class Line(models.Model):
    """One attempt to pay a payment: in which batch, to which account, and what the bank said in which file.

    Its number is what the bank's file calls it, so that a late answer to an earlier attempt is never taken for one to
    a later.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="+", db_index=False)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="lines")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    fen = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=LineState.choices, default=LineState.OUT)
    reason = models.CharField(max_length=200, blank=True)
    settled_on = models.DateField(null=True)
    result = models.ForeignKey(BankResult, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment"], condition=Q(state__in=LIVE), name="payments_line_one_live")
        ]
        indexes = [models.Index(fields=["batch", "state", "id"], name="payments_line_batch")]

    def __str__(self) -> str:
        return f"line {self.pk}"

    @property
    def number(self) -> str:
        """付款编号."""
        return number_of(self.pk)


def number_of(pk: int) -> str:
    """The number by which the bank's file calls a line."""
    return f"JH{pk:010d}"


def line_of(number: str) -> int | None:
    """The id of the line that a bank's file calls so; None where it is no such number."""
    digits = number.removeprefix("JH")
    return (
        int(digits)
        if number.startswith("JH") and len(digits) == 10 and digits.isdecimal() and digits.isascii()
        else None
    )
