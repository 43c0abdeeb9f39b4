"""The citizen identification number 公民身份号码, as GB 11643-1999 defines it.

Eighteen places: six for the region, eight for the day of birth, three for the sequence (odd for men, even for women)
and one check digit by ISO 7064 MOD 11-2. The region is not checked against a list: old codes live on, and 999999 marks
synthetic people. No message ever repeats the number.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import lru_cache
from operator import mul
from typing import Final, Literal

Sex = Literal["F", "M"]

LENGTH: Final = 18
SYNTHETIC_REGION: Final = "999999"
HIGHEST_SEQUENCE: Final = 999

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ZEROES: Final = sum(_WEIGHTS) * ord("0")
_CHECK_DIGITS: Final = "10X98765432"
_MARKS_AROUND: Final = "'’‘`′"


def check_digit(first17: str) -> str:
    """The last place, computed from the first seventeen digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    if len(first17) != len(_WEIGHTS):
        raise ValueError("The check digit needs the first seventeen digits.")
    total = sum(map(mul, _WEIGHTS, first17.encode("ascii"))) - _ZEROES
    return _CHECK_DIGITS[total % 11]


def birth_date_of(number: str) -> date | None:
    """The day of birth that stands in places 7 to 14, or None when it is no day of the calendar."""
    if len(number) != LENGTH:
        return None
    return _day_of(number[6:14])


@lru_cache(maxsize=65_536)
def _day_of(digits: str) -> date | None:
    if not _all_digits(digits):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def sex_of(number: str) -> Sex:
    """M when place 17 is odd, F when it is even. The number must have eighteen places."""
    return "M" if int(number[16]) % 2 else "F"


def normalise(text: str) -> str:
    """The number as it is stored: half-width, without spaces or a leading apostrophe, with a capital X."""
    if len(text) == LENGTH and _all_digits(text[:17]) and text[17] in "0123456789X":
        return text
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(sign for sign in plain if not sign.isspace() and unicodedata.category(sign) != "Cf")
    return plain.lstrip(_MARKS_AROUND).upper()


def fault_of(number: str) -> str | None:
    """What is wrong with a normalised number, in one plain sentence, or None."""
    if len(number) == 15 and _all_digits(number):
        return "这是15位的旧号码，请填写现在使用的18位公民身份号码。"
    if len(number) != LENGTH:
        return f"公民身份号码应为18位，这里是{len(number)}位，请对照身份证或户口簿补正。"
    if not _all_digits(number[:17]) or number[17] not in "0123456789X":
        return "公民身份号码前17位应是数字，最后一位是数字或X，请对照身份证或户口簿改正。"
    if birth_date_of(number) is None:
        return "公民身份号码第7至14位不是真实的出生日期，请对照身份证或户口簿改正。"
    if check_digit(number[:17]) != number[17]:
        return "公民身份号码的校验位对不上，可能有一位写错了，请对照身份证或户口簿逐位核对。"
    return None


def make(region6: str, birth_date: date, sequence: int) -> str:
    """A number with a right check digit, for synthetic people and tests."""
    if len(region6) != 6 or not _all_digits(region6):
        raise ValueError("The region of an ID number has six digits.")
    if not 0 <= sequence <= HIGHEST_SEQUENCE:
        raise ValueError("The sequence of an ID number lies between 0 and 999.")
    first17 = f"{region6}{birth_date.year:04d}{birth_date.month:02d}{birth_date.day:02d}{sequence:03d}"
    return first17 + check_digit(first17)


def _all_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
