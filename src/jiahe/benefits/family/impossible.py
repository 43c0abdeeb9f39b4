"""What cannot be in a family. What is merely unlikely or unlawful, as a young mother or a late adoption, can be."""

from __future__ import annotations

from collections.abc import Mapping

from jiahe.benefits.family.faults import FamilyFault
from jiahe.benefits.family.members import Family, Member
from jiahe.foundation.rules.calendar import birthday

YEARS_TO_A_CHILD = 12
PARENTS = {"mother": "F", "father": "M"}
WORDS = {"mother": "母亲", "father": "父亲"}
# What happens to a person stands within his life.
IN_A_LIFE = {
    "adopted_on": "收养日期", "married_on": "结婚日期", "low_income_since": "享受低保的日期",
    "disability_since": "残疾评定日期",
}  # fmt: skip


def refuse_what_cannot_be(family: Family) -> None:
    """Raise FamilyFault at the first thing that cannot be; the order is that of the members."""
    by_id: dict[str, Member] = {}
    for member in family.members:
        if member.id in by_id:
            raise FamilyFault(
                f"{member.path}.id", f"“{member.id}”和 {by_id[member.id].path} 重复，每个人要有自己的 id。"
            )
        by_id[member.id] = member
    for member in family.members:
        _refuse_own(member)
        _refuse_parents(member, by_id)
    _refuse_spouses(family, by_id)


def _refuse_own(member: Member) -> None:
    said, born = member.said, member.birth_date
    died = said.get("death_date")
    if died is not None and died < born:
        raise FamilyFault(f"{member.path}.death_date", f"去世日期 {died} 早于出生日期 {born}，请核对。")
    for name in IN_A_LIFE:
        day = said.get(name)
        if day is not None and (day < born or (died is not None and day > died)):
            raise FamilyFault(f"{member.path}.{name}", f"{IN_A_LIFE[name]} {day} 不在这个人的一生之内，请核对。")
    if member.sex == "M":
        for name in ("pregnant_due", "births"):
            if said.get(name):
                raise FamilyFault(f"{member.path}.{name}", "这一项只能写在女性名下，请核对性别。")
    for place, birth in enumerate(said.get("births", ())):
        path = f"{member.path}.births[{place}].on"
        if birth["on"] < (birthday(born, YEARS_TO_A_CHILD) or born):
            raise FamilyFault(path, f"生育日期 {birth['on']} 时本人还不满 {YEARS_TO_A_CHILD} 岁，请核对。")
        if died is not None and birth["on"] > died:
            raise FamilyFault(path, f"生育日期 {birth['on']} 晚于去世日期 {died}，请核对。")
    for place, given in enumerate(said.get("vaccinations", ())):
        if given["on"] < born:
            raise FamilyFault(
                f"{member.path}.vaccinations[{place}].on", f"接种日期 {given['on']} 早于出生日期 {born}。"
            )


def _refuse_parents(member: Member, by_id: Mapping[str, Member]) -> None:
    said = member.said
    for role, sex in PARENTS.items():
        name = said.get(role)
        if name is None:
            continue
        parent = by_id.get(name)
        if parent is None or parent is member or parent.sex != sex:
            raise FamilyFault(f"{member.path}.{role}", _no_parent(member, role, parent))
        if said.get("adopted_on") is None:
            _refuse_by_birth(member, role, parent)
        elif parent.said.get("death_date") is not None and said["adopted_on"] > parent.said["death_date"]:
            raise FamilyFault(f"{member.path}.adopted_on", f"收养日期晚于{WORDS[role]}去世的日期，请核对。")


def _no_parent(member: Member, role: str, parent: Member | None) -> str:
    """Why somebody cannot be a parent."""
    if parent is None:
        return f"名单里没有 id 为“{member.said[role][:30]}”的人。"
    if parent is member:
        return "不能是自己，请核对。"
    return f"{parent.path}.sex 写的性别和{WORDS[role]}不符，请核对。"


def _refuse_by_birth(member: Member, role: str, parent: Member) -> None:
    born = member.birth_date
    if born < (birthday(parent.birth_date, YEARS_TO_A_CHILD) or born):
        raise FamilyFault(
            f"{member.path}.{role}",
            f"亲生{WORDS[role]}至少比孩子大 {YEARS_TO_A_CHILD} 岁，现在 {parent.path}.birth_date 是 {parent.birth_date}，"
            f"{member.path}.birth_date 是 {born}，请核对；收养的请写 adopted_on。",
        )
    died = parent.said.get("death_date")
    if role == "mother" and died is not None and born > died:
        raise FamilyFault(f"{member.path}.{role}", f"孩子的出生日期 {born} 晚于母亲去世的日期 {died}，请核对。")


def _refuse_spouses(family: Family, by_id: Mapping[str, Member]) -> None:
    chosen: dict[str, Member] = {}
    for member in family.members:
        if "spouse" not in member.said:
            continue
        path, name = f"{member.path}.spouse", member.said["spouse"]
        spouse = by_id.get(name)
        if spouse is None:
            raise FamilyFault(path, f"名单里没有 id 为“{name[:30]}”的人。")
        if spouse.id == member.id:
            raise FamilyFault(path, "配偶不能是自己，请核对。")
        if spouse.said.get("spouse", member.id) != member.id:
            raise FamilyFault(path, f"配偶写的是“{name[:30]}”，但 {spouse.path}.spouse 写的是另一个人，请核对。")
        if name in chosen:
            raise FamilyFault(path, f"“{name[:30]}”已经是 {chosen[name].path} 的配偶，请核对。")
        if member.said.get("marital_status") == "single":
            raise FamilyFault(path, "婚姻状况写的是未婚，却有配偶，请核对。")
        chosen[name] = member
