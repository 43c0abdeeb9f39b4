"""One-time codes: six digits, good for five minutes and five tries; one a minute and five an hour for a number."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from jiahe.foundation.accounts import channels
from jiahe.foundation.accounts.models import OneTimeCode
from jiahe.foundation.database import advisory_lock
from jiahe.foundation.vault.crypto import blind_index

VALID_FOR = timedelta(minutes=5)
PAUSE = timedelta(minutes=1)
TRIES = 5
CODES_AN_HOUR_FROM_AN_ADDRESS = 30  # a village office, or a mast that many phones share; each costs an SMS
KEPT_FOR = timedelta(days=1)
TRIES_BEHIND_A_CODE = 3
TRIES_BEHIND_CODES_A_DAY = 10
CODES_AN_HOUR = 5  # with five tries each: a number is guessed once in more than four years of trying


class CodeRefused(ValueError):
    """The code does not fit, in a sentence for the person who typed it."""


def send_code(*, phone: str, at: datetime, deliver: bool, address: str = "") -> None:
    """Make a code for a number and send it; ``address`` is the network address it was asked from.

    ``deliver`` is false for a number nobody here has: everything else then happens just the same, so that nobody can
    learn from the page which numbers are known.

    Raises:
        CodeRefused: a code was sent less than a minute ago, or too many were asked for.
    """
    asked_from = blind_index(f"address:{address}", field_class="contact") if address else None
    index = blind_index(phone, field_class="contact")
    with transaction.atomic():
        advisory_lock("one-time codes")  # two who ask at once are counted one after the other
        forget_codes(at=at)
        if OneTimeCode.objects.filter(phone_index=index, sent_at__gt=at - PAUSE).exists():
            raise CodeRefused("验证码刚刚发过，请一分钟后再点一次。")
        if OneTimeCode.objects.filter(phone_index=index, sent_at__gt=at - timedelta(hours=1)).count() >= CODES_AN_HOUR:
            raise CodeRefused("这个号码要验证码的次数太多，请一小时后再试，或者请村里的工作人员帮忙。")
        recent = OneTimeCode.objects.filter(address_index=asked_from, sent_at__gt=at - timedelta(hours=1))
        if asked_from is not None and recent.count() >= CODES_AN_HOUR_FROM_AN_ADDRESS:
            raise CodeRefused("从这个网络要验证码的人太多，请一小时后再试，或者换用手机流量。")
        code = f"{secrets.randbelow(1_000_000):06d}"
        OneTimeCode.objects.create(
            phone_index=index, address_index=asked_from, code_digest=_digest(phone, code), sent_at=at
        )
    if deliver:
        channels.send_text(phone, f"【家和】您的验证码是 {code}，五分钟内有效。请不要告诉别人。")


def use_code(*, phone: str, code: str, at: datetime) -> None:
    """Use up the newest code of a number.

    Raises:
        CodeRefused: wrong, too old, used, or tried too often.
    """
    use_codes([(phone, code)], at=at)


def use_codes(codes: Sequence[tuple[str, str]], *, at: datetime) -> None:
    """Use up the newest code of each of several numbers, all of them or none; ``codes`` are pairs of number and code.

    Raises:
        CodeRefused: one is wrong, too old, used, or tried too often.
    """
    # The count of tries is kept even when a code is wrong, so it is committed before the answer is given.
    with transaction.atomic():
        newest = [_newest(phone, at) for phone, _ in codes]
        fits = [
            hmac.compare_digest(bytes(held.code_digest), _digest(phone, code))
            for held, (phone, code) in zip(newest, codes, strict=True)
        ]
        for held in newest:
            # From its use on the row counts what is tried behind it (``count_try``).
            tried = 0 if all(fits) else F("attempts") + 1
            OneTimeCode.objects.filter(pk=held.pk).update(attempts=tried, used=all(fits))
    if not all(fits):
        wrong = next(phone for (phone, _), fit in zip(codes, fits, strict=True) if not fit)
        which = f"尾号 {wrong[-4:]} 收到的验证码" if len(codes) > 1 else "验证码"
        raise CodeRefused(f"{which}不对，请看一看短信再输一次。")


def count_try(*, phone: str, at: datetime) -> None:
    """Count a try at what stands behind a code that was just used: three for a code, ten a day for a number.

    Raises:
        CodeRefused: no code that was used was sent within ten minutes, or there were too many tries.
    """
    index = blind_index(phone, field_class="contact")
    with transaction.atomic():
        used = OneTimeCode.objects.select_for_update().filter(phone_index=index, used=True)
        today = list(used.filter(sent_at__gt=at - timedelta(days=1)).order_by("-sent_at"))
        if not today or today[0].sent_at < at - 2 * VALID_FOR:
            raise CodeRefused("验证码已过期，请重新获取。")
        if today[0].attempts >= TRIES_BEHIND_A_CODE or sum(c.attempts for c in today) >= TRIES_BEHIND_CODES_A_DAY:
            raise CodeRefused("输错的次数太多，请重新获取验证码；还是不行，请明天再试，或者请村里的工作人员帮忙。")
        OneTimeCode.objects.filter(pk=today[0].pk).update(attempts=F("attempts") + 1)


def _newest(phone: str, at: datetime) -> OneTimeCode:
    index = blind_index(phone, field_class="contact")
    held = OneTimeCode.objects.select_for_update()  # tries at once are counted one after the other
    newest = held.filter(phone_index=index, used=False).order_by("-sent_at").first()
    if newest is None or newest.sent_at < at - VALID_FOR:
        raise CodeRefused("验证码已过期，请重新获取。")
    if newest.attempts >= TRIES:
        raise CodeRefused("验证码输错的次数太多，请重新获取。")
    return newest


def forget_codes(*, at: datetime) -> int:
    """Delete the codes that count for nothing any more; returns how many."""
    return OneTimeCode.objects.filter(sent_at__lt=at - KEPT_FOR).delete()[0]


def _digest(phone: str, code: str) -> bytes:
    return blind_index(f"{phone}:{code}", field_class="contact")
