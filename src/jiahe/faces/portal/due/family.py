"""From the answers to a family as the benefits read it (FAMILY.json), and from a fault in it back to a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from jiahe.benefits.family import FamilyFault
from jiahe.faces.portal.due.questions import MOST_CHILDREN, ORDINALS

ELSEWHERE = "360000000000"  # a code of another province: which one changes nothing of what Fujian gives
CHILDREN = tuple(f"child{number}" for number in range(1, MOST_CHILDREN + 1))
PARENTS = {"mother": "F", "father": "M"}


def values_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """The family of the cleaned answers, complete for spouse and children."""
    me = _grown(said, "", said["sex"])
    members: dict[str, dict[str, Any]] = {"self": me}
    me["birth_date"] = said["birth_date"]
    for name in ("low_income", "certificate"):
        if said.get(name):
            me[{"certificate": "only_child_certificate"}.get(name, name)] = said[name] == "yes"
    if said.get("disability_grade"):
        me["disability_grade"] = int(said["disability_grade"])
    if said.get("marital_status"):
        me["marital_status"] = said["marital_status"]
    if said.get("marital_status") == "married" and said.get("spouse_birth_date"):
        members["spouse"] = _spouse(said, me)
    _pregnancy(said, members)
    _children(said, members)
    _parents(said, members)
    for id, member in members.items():
        member["id"] = id
    rows = [{k: v.isoformat() if isinstance(v, date) else v for k, v in m.items()} for m in members.values()]
    return {"region": said["county"], "members": rows}


def _grown(said: Mapping[str, Any], prefix: str, sex: str) -> dict[str, Any]:
    found: dict[str, Any] = {"sex": sex, **_hukou(said)}
    for name in ("employment", "insurance"):
        if said.get(prefix + name):
            found[name] = said[prefix + name]
    return found


def _hukou(said: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if said.get("hukou") == "here":
        found["hukou_region"] = said["county"]
    elif said.get("hukou") == "elsewhere":
        found["hukou_region"] = ELSEWHERE
    if said.get("hukou_type"):
        found["hukou_type"] = said["hukou_type"]
    return found


def _spouse(said: Mapping[str, Any], me: dict[str, Any]) -> dict[str, Any]:
    spouse = _grown(said, "spouse_", "M" if said["sex"] == "F" else "F")
    spouse |= {"birth_date": said["spouse_birth_date"], "marital_status": "married", "spouse": "self"}
    me["spouse"] = "spouse"
    if "low_income" in me:
        spouse["low_income"] = me["low_income"]
    for one in (me, spouse):
        if said.get("married_on"):
            one["married_on"] = said["married_on"]
    return spouse


def _pregnancy(said: Mapping[str, Any], members: Mapping[str, dict[str, Any]]) -> None:
    for member in members.values():
        if member["sex"] == "F" and said.get("pregnant"):
            member["pregnant_due"] = said["due_date"] if said["pregnant"] == "yes" else None


def _children(said: Mapping[str, Any], members: dict[str, dict[str, Any]]) -> None:
    parents = {("mother" if m["sex"] == "F" else "father"): id for id, m in members.items()}
    for child in CHILDREN:
        born = said.get(f"{child}_birth_date")
        if born:
            found = {"sex": said[f"{child}_sex"], "birth_date": born, **_hukou(said), **parents}
            if said.get(f"{child}_death_date"):
                found["death_date"] = said[f"{child}_death_date"]
            members[child] = found


def _parents(said: Mapping[str, Any], members: dict[str, dict[str, Any]]) -> None:
    """The parents somebody named, where it is known whether he is their only child; they stand for him alone."""
    named = {role: said[f"{role}_birth_date"] for role in PARENTS if said.get(f"{role}_birth_date")}
    sibling = said.get("sibling_birth_date") if said.get("only_child") == "no" else None
    if not named or not (sibling or said.get("only_child") == "yes"):
        return
    for role, born in named.items():
        members[role] = {"sex": PARENTS[role], "birth_date": born}
        members["self"][role] = role
    if sibling:
        members["sibling"] = {"sex": said["sex"], "birth_date": sibling, **{role: role for role in named}}


FIELDS = {"hukou_region": "hukou", "pregnant_due": "due_date", "only_child_certificate": "certificate"}
OF_PARENTS = {"mother": "mother_birth_date", "father": "father_birth_date"}


def field_of(fault: FamilyFault, values: Mapping[str, Any]) -> str | None:
    """The field of the form that a fault in the family is about; None where it is about none alone."""
    head, _, name = fault.path.partition("].")
    if not head.startswith("members["):
        return "county" if fault.path == "region" else None
    id = values["members"][int(head.removeprefix("members["))]["id"]
    name = name.partition("[")[0].partition(".")[0]
    if id in OF_PARENTS:
        return OF_PARENTS[id]
    if id == "sibling":
        return "sibling_birth_date"
    if id in CHILDREN:
        return f"{id}_{name if name == 'death_date' else 'birth_date'}"
    if name in OF_PARENTS:
        return OF_PARENTS[name]
    name = FIELDS.get(name, name)
    return f"spouse_{name}" if id == "spouse" and name in ("birth_date", "employment", "insurance") else name


def names_of(people: Sequence[str]) -> dict[str, str]:
    """What each of the family is called on the page; parents and others who only stand for somebody have no name."""
    children = [one for one in CHILDREN if one in people]
    called = dict(zip(children, ORDINALS, strict=False)) if len(children) > 1 else dict.fromkeys(children, "孩子")
    return {"self": "您"} | ({"spouse": "爱人"} if "spouse" in people else {}) | called


ASKED_IN = {
    "hukou_region": "hukou", "hukou_type": "hukou_type", "marital_status": "marital_status", "married_on": "married_on",
    "employment": "employment", "insurance": "insurance", "pregnant_due": "pregnant", "low_income": "low_income",
    "disability_grade": "disability_grade", "only_child_certificate": "certificate",
}  # fmt: skip
OF_THE_SPOUSE = ("employment", "insurance")


def ask(beneficiary: str, fact: str) -> str:
    """Where on the page a fact is asked for; empty for those that are said only when one signs in."""
    name = ASKED_IN.get(fact, "")
    if beneficiary == "spouse" and fact in OF_THE_SPOUSE:
        name = f"spouse_{fact}"
    return f"#id_{name}" if name else ""
