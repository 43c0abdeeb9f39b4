"""Notices in an inbox, and the messages that go out for them."""

from __future__ import annotations

from django.db import models

from jiahe.foundation.accounts.models import Post, User


class Notice(models.Model):
    """Something one recipient is told: a post (whoever holds it), a member of staff, or a person of the registry.

    ``path`` is the page where he goes on; ``stopped_at`` is when it was taken back because of a loss.
    """

    kind = models.CharField(max_length=60)
    post = models.ForeignKey(Post, models.CASCADE, null=True, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    person = models.BigIntegerField(null=True)
    title = models.CharField(max_length=100)
    text = models.CharField(max_length=400, blank=True)
    path = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(post__isnull=False, user=None, person=None)
                | models.Q(post=None, user__isnull=False, person=None)
                | models.Q(post=None, user=None, person__isnull=False),
                name="notice_one_recipient",
            )
        ]
        indexes = [
            models.Index(fields=["post", "-id"], name="notice_post", condition=models.Q(post__isnull=False)),
            models.Index(fields=["user", "-id"], name="notice_user", condition=models.Q(user__isnull=False)),
            models.Index(fields=["person", "-id"], name="notice_person", condition=models.Q(person__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class MessageState(models.TextChoices):
    """Where a message stands."""

    WAITING = "waiting", "等着发"
    SENDING = "sending", "正在发"
    SENT = "sent", "发出了"
    FAILED = "failed", "没有发成"
    STOPPED = "stopped", "不发了"


class Message(models.Model):
    """What goes out to a phone for a notice, on one channel. The number is looked up when it is sent, never kept here.

    ``sending_at`` is when it was handed to the channel: what was handed over and not confirmed is asked of the channel.
    """

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="messages")
    channel = models.CharField(max_length=20)
    text = models.CharField(max_length=200)
    stage = models.BooleanField(default=False)
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.WAITING)
    due_at = models.DateTimeField()
    sending_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="message_once")]
        indexes = [
            models.Index(fields=["due_at"], name="message_open", condition=models.Q(state__in=["waiting", "sending"]))
        ]

    def __str__(self) -> str:
        return f"message {self.pk} by {self.channel}"


class Stillness(models.Model):
    """A person to whom no stage of life is spoken of any more, since there was a loss in the family."""

    person = models.BigIntegerField(unique=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"stillness around person {self.person}"
