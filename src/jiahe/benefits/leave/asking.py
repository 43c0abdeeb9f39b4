"""The kinds of leave, what each asks, and the smallest family by which the rules answer it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Members = list[dict[str, Any]]
SOMEWHERE_HERE = "350102000000"  # what the province gives is the same in each of its counties
GROWN = 30  # years: old enough for every leave, and for nothing else that is asked


@dataclass(frozen=True, slots=True)
class LeaveKind:
    """One kind: its benefit, the date it asks beside the first day of leave, and the family of that date.

    ``by_the_year`` is leave of which one may take some days now and some later.
    """

    code: str
    benefit: str
    title: str
    whose: str
    asks: str
    hint: str
    members: Callable[[date, date], Members]
    by_the_year: bool = False


def _me(first: date, sex: str = "F", **facts: Any) -> dict[str, Any]:
    born = date(first.year - GROWN, 1, 1).isoformat()
    return {"id": "self", "sex": sex, "birth_date": born, "employment": "employee"} | facts


def _marriage(first: date, married: date) -> Members:
    return [_me(first, marital_status="married", married_on=married.isoformat())]


def _maternity(first: date, born: date) -> Members:
    """Before the birth the day is the one it is due on."""
    if born > first:
        return [_me(first, births=[], pregnant_due=born.isoformat())]
    return [_me(first, births=[{"on": born.isoformat(), "kind": "normal", "babies": 1}])]


def _child(first: date, born: date) -> Members:
    return [_me(first, "M"), {"id": "child", "sex": "F", "birth_date": born.isoformat(), "father": "self"}]


def _parent(first: date, born: date) -> Members:
    me = _me(first, mother="parent")
    me["birth_date"] = date(born.year + GROWN, 1, 1).isoformat()
    return [me, {"id": "parent", "sex": "F", "birth_date": born.isoformat(), "hospitalised": True}]


KINDS: Mapping[str, LeaveKind] = {
    kind.code: kind
    for kind in (
        LeaveKind("marriage", "marriage_leave", "婚假", "新婚夫妻", "登记结婚的日子", "结婚证上写着。", _marriage),
        LeaveKind("maternity", "maternity_leave", "产假", "妈妈", "孩子出生的日子", "还没生的，写预产期。", _maternity),
        LeaveKind("paternity", "paternity_leave", "照顾假", "爸爸", "孩子出生的日子", "", _child),
        LeaveKind("parental", "parental_leave", "育儿假", "爸爸、妈妈都有", "孩子出生的日子", "到孩子满3周岁为止，每年都有。", _child, by_the_year=True),
        LeaveKind("carer", "only_child_carer_leave", "独生子女护理假", "独生子女，照顾住院的父母", "住院的父亲或母亲的出生日期", "满60周岁的父母生病住院时可以请。", _parent, by_the_year=True),
    )
}  # fmt: skip


def family_of(kind: LeaveKind, *, first: date, about: date) -> dict[str, Any]:
    """The family as of the first day of leave, complete, living in the province."""
    return {"on": first.isoformat(), "region": SOMEWHERE_HERE, "members": kind.members(first, about)}
