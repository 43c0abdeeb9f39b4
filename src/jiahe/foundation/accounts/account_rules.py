"""What an account may be called, and what is said of one that cannot be."""

from __future__ import annotations

import re

from jiahe.foundation.accounts.actions import OF_RESIDENTS

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
PHONE = re.compile(r"1[3-9]\d{9}")


class AccountRefused(ValueError):
    """What cannot be done with an account or a post, in a sentence; ``field`` names what to mend, if anything."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def check_username(text: str) -> str:
    """A sign-in name as it is kept.

    Raises:
        AccountRefused: it is none.
    """
    name = text.strip().lower()
    if not USERNAME.fullmatch(name) or name.startswith(OF_RESIDENTS):
        raise AccountRefused("username", "账号用 3 到 40 个小写字母、数字、点、横线或下划线，以字母或数字开头。")
    return name


def check_phone(text: str) -> str:
    """A mobile phone as it is kept; empty when none is given.

    Raises:
        AccountRefused: it is none.
    """
    number = re.sub(r"[\s-]", "", text).removeprefix("+86")
    if number and not PHONE.fullmatch(number):
        raise AccountRefused("phone", "手机号码是 11 位数字，以 1 开头，请核对。")
    return number


def check_name(text: str) -> str:
    """The name of a member of staff as it is kept.

    Raises:
        AccountRefused: there is none, or it is too long.
    """
    name = " ".join(text.split())
    if not name:
        raise AccountRefused("name", "请填写姓名。")
    if len(name) > 50:
        raise AccountRefused("name", "姓名太长了，最多 50 个字。")
    return name
