"""What a password must be, in the words its owner reads, and the checks behind each rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import CommonPasswordValidator, MinimumLengthValidator
from django.core.exceptions import ValidationError

from jiahe.foundation.accounts.models import PastPassword, User

SHORTEST = 10
REMEMBERED = 5
RULES = (
    f"至少 {SHORTEST} 个字，汉字、字母、数字、符号都行。三四个不相干的词连起来，好记又难猜",
    "不能是很多人都在用的，例如 1234567890、qwertyuiop",
    "里面不能有您的姓名、拼音、账号、手机号码或者生日",
    f"不能和最近用过的 {REMEMBERED} 个一样",
)
_DIGITS = re.compile(r"\d+")
_MOBILE = re.compile(r"1[3-9]\d{9}")
SHORTEST_WORD = 3  # a name of two letters stands in every other word
OLDEST_YEAR = 1900


class LongEnough(MinimumLengthValidator):
    """Length is what makes a password hard to find."""

    def get_error_message(self) -> str:
        """What is wrong, and how to mend it."""
        return f"密码太短了，至少要 {self.min_length} 个字。可以再加一两个不相干的词。"


class NotCommon(CommonPasswordValidator):
    """None of the twenty thousand that everybody tries first."""

    def get_error_message(self) -> str:
        """What is wrong, and how to mend it."""
        return "这个密码很多人都在用，会最先被试到。请换成几个不相干的词。"


class NothingOfTheOwner:
    """No name, account, phone or birthday: whoever knows the person tries those first."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuse a password that holds what others know of its owner.

        Raises:
            ValidationError: with a sentence that says what to leave out.
        """
        plain = password.casefold()
        for word, what in _known_of(user):
            if word in plain:
                raise ValidationError(f"密码里有您的{what}，认识您的人会先试它。请换掉这一段。", code="owner")
        for digits in _DIGITS.findall(password):
            if _MOBILE.search(digits):
                raise ValidationError("密码里有一个手机号码，很容易被猜到。请换掉这一段。", code="phone")
            if _holds_a_day(digits):
                raise ValidationError("密码里有一个像生日的日期，很容易被猜到。请换掉这一段。", code="day")

    def get_help_text(self) -> str:
        """The rule as its owner reads it."""
        return RULES[2]


def _known_of(user: User | None) -> Iterator[tuple[str, str]]:
    if user is None:
        return
    from pypinyin import lazy_pinyin  # reads its dictionary for a third of a second: not for every command

    syllables = lazy_pinyin(user.name)
    known = [
        (user.username, "账号"),
        (user.name, "姓名"),
        ("".join(syllables), "姓名拼音"),
        ("".join(syllables[1:] + syllables[:1]), "姓名拼音"),
        (str(getattr(user, "phone", "")), "手机号码"),
    ]
    for word, what in known:
        least = 2 if what == "姓名" else SHORTEST_WORD
        if len(word) >= least:
            yield word.casefold(), what


def _holds_a_day(digits: str) -> bool:
    """Whether eight digits in a row are a day on which somebody living may be born: 19800105."""
    for start in range(len(digits) - 7):
        year, month, day = (
            int(digits[start : start + 4]),
            int(digits[start + 4 : start + 6]),
            int(digits[start + 6 : start + 8]),
        )
        if not OLDEST_YEAR <= year < OLDEST_YEAR + 200:
            continue
        try:
            date(year, month, day)
        except ValueError:
            continue
        return True
    return False


class NotUsedBefore:
    """None of the last few: a password that leaked once is tried again."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuse the password somebody has now and those he had before it.

        Raises:
            ValidationError: with a sentence.
        """
        if user is None or user.pk is None:
            return
        before = (
            PastPassword.objects.filter(user=user).order_by("-replaced_at", "-pk").values_list("password", flat=True)
        )
        for known in [user.password, *before[: REMEMBERED - 1]]:
            if check_password(password, known):
                raise ValidationError("这个密码您用过了。请换一个没用过的。", code="used")

    def get_help_text(self) -> str:
        """The rule as its owner reads it."""
        return RULES[3]


class NotOneOfMany:
    """No row of keys and no sign again and again; Django's list holds the words, this the patterns."""

    rows = (
        "01234567890123456789",
        "abcdefghijklmnopqrstuvwxyz",
        "qwertyuiop",
        "asdfghjkl",
        "zxcvbnm",
        "1qaz2wsx3edc4rfv5tgb",
    )

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuse a password that is little more than a row of keys or a few signs repeated.

        Raises:
            ValidationError: with a sentence.
        """
        plain = password.casefold()
        rest = plain
        for row in (*self.rows, *(row[::-1] for row in self.rows)):
            for length in range(len(row), 3, -1):
                for start in range(len(row) - length + 1):
                    rest = rest.replace(row[start : start + length], " ")
        if len(set(plain)) < 4 or len(rest) < 6:
            raise ValidationError("这个密码太有规律，很容易被猜到。请换成几个不相干的词。", code="pattern")

    def get_help_text(self) -> str:
        """The rule as its owner reads it."""
        return RULES[1]


def remember_password(user: User, *, at: datetime) -> None:
    """Keep the hash of the password that is about to be replaced, and no more of them than are asked for."""
    if not user.has_usable_password():
        return
    PastPassword.objects.create(user=user, password=user.password, replaced_at=at)
    kept = (
        PastPassword.objects.filter(user=user).order_by("-replaced_at", "-pk").values_list("pk", flat=True)[:REMEMBERED]
    )
    PastPassword.objects.filter(user=user).exclude(pk__in=list(kept)).delete()
