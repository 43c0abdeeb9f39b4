"""Sending what waits: each message once, also when the process dies in the middle."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import F

from jiahe.foundation.jobs.kinds import JobKind, Run, Schedule, declare
from jiahe.foundation.notices.actions import SEND
from jiahe.foundation.notices.channels import Undeliverable, address_of, channel
from jiahe.foundation.notices.models import Message, MessageState
from jiahe.foundation.notices.quiet import next_waking

logger = logging.getLogger(__name__)
AT_ONCE = 200
TRIES = 5
ANSWERS_WITHIN = timedelta(minutes=2)  # longer than any channel is waited for: what is silent longer was interrupted
PAUSE = timedelta(minutes=5)


def declare_job() -> None:
    """Make the sending known as a job."""
    declare(JobKind(SEND, "发出等着的消息", _work, schedule=Schedule(every=timedelta(minutes=1))))


def _work(run: Run) -> None:
    send_due(lambda: run.at)


def send_due(clock: Callable[[], datetime]) -> int:
    """Send what is due; returns how many messages went out. Safe side by side and after a crash.

    A message is first marked as handed over, then handed over under a key of its own, then marked as sent. Where that
    breaks off, the channel is asked whether it has the key.
    """
    _settle_interrupted(clock())
    sent = 0
    while due := list(_due(clock())):
        for message in due:
            sent += _send(message, clock)
    return sent


def _due(at: datetime) -> list[Message]:
    waiting = Message.objects.filter(state=MessageState.WAITING, due_at__lte=at)
    return list(waiting.select_related("notice").order_by("due_at", "pk")[:AT_ONCE])


def _key(message: Message) -> str:
    # With its moment: after a restore an id is given anew that a message had which the backup does not know.
    return f"jiahe-{message.pk}-{message.notice.at.timestamp() * 1000:.0f}"


def doubt_what_waits(at: datetime) -> int:
    """After a restore: what waits may have gone out since the backup, so the channels are asked before it is sent."""
    waiting = Message.objects.filter(state=MessageState.WAITING)
    return waiting.update(state=MessageState.SENDING, sending_at=at - 2 * ANSWERS_WITHIN)


def _settle_interrupted(at: datetime) -> None:
    """What was handed over and never confirmed: sent if the channel has it, else it waits again."""
    left = Message.objects.filter(state=MessageState.SENDING, sending_at__lt=at - ANSWERS_WITHIN)
    for message in left.select_related("notice").order_by("pk")[:10_000]:
        mine = Message.objects.filter(pk=message.pk, state=MessageState.SENDING, sending_at=message.sending_at)
        if channel(message.channel).has_sent(_key(message)):
            mine.update(state=MessageState.SENT, sent_at=message.sending_at)
        else:
            mine.update(state=MessageState.WAITING)


def _send(message: Message, clock: Callable[[], datetime]) -> bool:
    at = clock()
    waiting = Message.objects.filter(pk=message.pk, state=MessageState.WAITING)
    morning = at if message.urgent else next_waking(at)
    if morning > at:
        waiting.update(due_at=morning)
        return False
    if not waiting.update(state=MessageState.SENDING, sending_at=at, attempts=F("attempts") + 1):
        return False  # another worker has it, or a loss has stopped it
    mine = Message.objects.filter(pk=message.pk, state=MessageState.SENDING, sending_at=at)
    address = address_of(message.notice.person, message.channel) if message.notice.person else ""
    if not address:
        mine.update(state=MessageState.FAILED, fault="没有登记号码")
        return False
    try:
        channel(message.channel).send(key=_key(message), address=address, text=message.text)
    except Undeliverable:
        mine.update(state=MessageState.FAILED, fault="号码收不到")
        return False
    except Exception as error:
        # The class name alone: the message may quote the number.
        logger.warning("message %s could not be sent by %s: %s", message.pk, message.channel, type(error).__name__)
        last = message.attempts + 1 >= TRIES
        state = MessageState.FAILED if last else MessageState.WAITING
        mine.update(state=state, due_at=at + PAUSE * (message.attempts + 1), fault=type(error).__name__)
        return False
    mine.update(state=MessageState.SENT, sent_at=clock(), fault="")
    return True
