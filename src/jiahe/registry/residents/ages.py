"""The ages at which somebody begins to speak for himself, and the day on which he does."""

from __future__ import annotations

from datetime import date

MINOR_UNTIL = 14  # 个人信息保护法 art. 31: below it the parents agree for the child; from it on he signs in himself
ADULT_FROM = 18  # 民法典 art. 17: from it on nobody acts for him as his parent
ELDER_FROM = 60  # 老年人权益保障法 art. 2: from it on he may name somebody of the family who does things for him


def turns(birth_date: date, age: int) -> date:
    """The day somebody completes so many years; a child of 29 February does on 1 March where there is none."""
    try:
        return birth_date.replace(year=birth_date.year + age)
    except ValueError:
        return date(birth_date.year + age, 3, 1)
