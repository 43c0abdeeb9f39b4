"""A family that asks for 金秋助学, and how far it has come."""

from __future__ import annotations

from datetime import date

from jiahe.delivery.cases import actions
from jiahe.delivery.cases.models import Case
from jiahe.foundation.accounts.actor import Actor
from jiahe.registry.models import Person
from tests.conftest import Cast
from tests.places import NOW, TODAY

GRANT = {
    "student": "陈小雨", "school": "福建师范大学", "level": "bachelor", "income": "9800", "hardship": "父亲去年摔伤了。",
}  # fmt: skip
PDF = b"%PDF-1.4 a letter of admission"
JPEG = b"\xff\xd8\xff\xe0 a photograph"


def ask_grant(person: Person, by: Actor, *, papers: bool = True, on: date = TODAY) -> Case:
    """What a family asks, with the papers it needs."""
    case = actions.open_case(kind="golden-autumn-grant", typed=GRANT, person=person, by=by, at=NOW, on=on)
    if papers:
        for code, content in (("admission", PDF), ("hardship", JPEG)):
            actions.add_paper(case=case, paper=code, name="a", content=content, by=by, at=NOW, on=on)
    case.refresh_from_db()
    return case


def decided(person: Person, by: Actor, *, on: date = TODAY) -> Case:
    """The same, gone up to the county, which grants 5,000 yuan: the public notice is to be put up."""
    case = ask_grant(person, by, on=on)
    for who, typed in (
        ("lin", {"seen": "属实"}), ("township", {"opinion": "同意"}), ("county", {"award": "5000"}),
    ):  # fmt: skip
        actions.finish_step(case=case, typed=typed, seen=case.moves, by=Cast().actor(who), at=NOW, on=on)
        case.refresh_from_db()
    return case
