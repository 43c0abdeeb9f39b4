"""What a resident may ask to have put right, and how a value is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from jiahe.registry.choices import EDUCATIONS, HUKOU_TYPES, MARITAL_STATUSES, SEXES
from jiahe.registry.models import Person
from jiahe.registry.rows import HEADINGS

OTHER = "other"  # said in words; the worker puts it right on the pages of the family
CORRECTABLE: Mapping[str, str] = {
    name: HEADINGS[name]
    for name in (
        "name", "sex", "birth_date", "id_number", "ethnicity", "marital_status", "education", "occupation",
        "hukou_type", "address",
    )
} | {OTHER: "别的地方"}  # fmt: skip
LISTS: Mapping[str, Mapping[str, str]] = {
    "sex": SEXES, "marital_status": MARITAL_STATUSES, "education": EDUCATIONS, "hukou_type": HUKOU_TYPES,
}  # fmt: skip


def known(person: Person, field: str) -> str:
    """What is known of one field, as text that can be kept; the number of a card masked."""
    if field == OTHER:
        return ""
    if field == "address":
        return person.household.root.address
    if field == "id_number":
        return person.masked_id_number
    value = getattr(person, field)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def read_as(field: str, value: str) -> str:
    """A value as people read it: 女, 初中, 1992 年 7 月 9 日."""
    if field in LISTS:
        return LISTS[field].get(value, value)
    if field == "birth_date" and value:
        day = date.fromisoformat(value)
        return f"{day.year} 年 {day.month} 月 {day.day} 日"
    return value


def read_masked(field: str, value: str) -> str:
    """The same with an ID number by its end only: enough to hold it against the card in the hand."""
    return f"••••••••••••{value[-6:]}" if field == "id_number" and value else read_as(field, value)
