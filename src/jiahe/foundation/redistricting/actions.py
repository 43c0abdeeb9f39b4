"""Changes of single units. Each is one transaction with its audit entry, and refuses in plain sentences what cannot be.

All take the day they act from (``effective_on``, never after ``on``), the paper that says so (``source``), who records
it (``by``) and when (``at``). A code says where its unit stands: what goes to another unit above gets a new code.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.redistricting.plan import Named, Pair, Plan, RegionRefused, Tree
from jiahe.foundation.redistricting.writing import carry_out
from jiahe.foundation.regions.models import ChangeKind, Region


def open_unit(
    *, code: int, level: int, name: str, effective_on: date, source: str, by: Actor, at: datetime, on: date
) -> Region:
    """Open a unit below the one its code lies in; a code of a closed unit lets that unit stand again. Returns it.

    Raises:
        OutOfReach, RightMissing: the code is not the actor's, or he may not change units.
        RegionRefused: the code is in use or lies below no open unit, or the day cannot be.
    """
    plan = Plan(effective_on, source)
    plan.opened[code, level] = name
    plan.add(ChangeKind.OPEN, level, Pair(None, (code, name)))
    carry_out(lambda tree: plan, action="regions.open", details={}, region_code=code, by=by, at=at, on=on)
    return Region.objects.get(code=code, level=level)


def close_unit(
    *,
    unit: Region,
    successor: Region | None = None,
    effective_on: date,
    source: str,
    by: Actor,
    at: datetime,
    on: date,
) -> None:
    """Close a unit; where people live in it, ``successor`` takes them over.

    Raises:
        OutOfReach, RightMissing: a unit is not the actor's, or he may not change units.
        RegionRefused: open units stand below it, people live there and nobody takes them over, or the day cannot be.
    """

    def make(tree: Tree) -> Plan:
        plan = Plan(effective_on, source)
        old = _closing(plan, tree, unit)
        if successor is None:
            plan.add(ChangeKind.CLOSE, unit.level, Pair(old, None))
        else:
            _same_level(unit, successor)
            plan.add(ChangeKind.MERGE, unit.level, Pair(old, (successor.code, successor.name), carries=True))
        return plan

    carry_out(make, action="regions.close", details={}, region_code=unit.code, by=by, at=at, on=on)


def rename_unit(*, unit: Region, name: str, effective_on: date, source: str, by: Actor, at: datetime, on: date) -> None:
    """Give a unit another name; its code stays.

    Raises:
        OutOfReach, RightMissing: the unit is not the actor's, or he may not change units.
        RegionRefused: it is called so already, it is closed, or the day cannot be.
    """

    def make(tree: Tree) -> Plan:
        known = tree.units[unit.code, unit.level]
        if known.is_closed:
            raise RegionRefused([f"{known.title}已经撤销，不能再改名。"])
        if known.name == name:
            raise RegionRefused([f"{known.title}现在就叫“{name}”，不用改。"])
        plan = Plan(effective_on, source)
        plan.renamed[unit.code, unit.level] = name
        known.unit_name = ""  # who renames 平潭综合实验区 by hand says what it is called from now on
        plan.add(ChangeKind.RENAME, unit.level, Pair((unit.code, known.name), (unit.code, name)))
        return plan

    carry_out(make, action="regions.rename", details={}, region_code=unit.code, by=by, at=at, on=on)


def recode_unit(
    *, unit: Region, code: int, name: str, effective_on: date, source: str, by: Actor, at: datetime, on: date
) -> Region:
    """Give a unit a new code, and so perhaps another unit above; ``name`` may stay what it is. Returns the new unit.

    Its posts and people go along, and it still reports past its parent if it did.

    Raises:
        OutOfReach, RightMissing: a code is not the actor's, or he may not change units.
        RegionRefused: the code is in use or lies below no open unit, units stand below the old one, or the day cannot be.
    """

    def make(tree: Tree) -> Plan:
        plan = Plan(effective_on, source)
        old = _closing(plan, tree, unit)
        plan.opened[code, unit.level] = name
        plan.add(ChangeKind.RECODE, unit.level, Pair(old, (code, name), carries=True))
        return plan

    carry_out(make, action="regions.recode", details={"code": code}, region_code=unit.code, by=by, at=at, on=on)
    return Region.objects.get(code=code, level=unit.level)


def merge_units(
    *,
    units: Sequence[Region],
    into: Region | Named,
    effective_on: date,
    source: str,
    by: Actor,
    at: datetime,
    on: date,
) -> Region:
    """Merge units into one that stands, or into a new one of the code and name given; it takes over their people.

    Raises:
        OutOfReach, RightMissing: a unit is not the actor's, or he may not change units.
        RegionRefused: units of different levels, units that stand below them, a code in use, or the day cannot be.
    """

    def make(tree: Tree) -> Plan:
        plan = Plan(effective_on, source)
        if not units or (not isinstance(into, Region) and len(units) < 2):
            raise RegionRefused(["合并要有两个或更多的单位，请再选一个。"])
        new = (into.code, into.name) if isinstance(into, Region) else into
        for unit in units:
            _same_level(units[0], unit)
            if unit.code == new[0]:
                raise RegionRefused([f"{unit.title}不能并入它自己，请换一个编码。"])
        if isinstance(into, Region):
            _same_level(units[0], into)
        else:
            plan.opened[new[0], level] = new[1]
        olds = [_closing(plan, tree, unit) for unit in units]
        plan.add(ChangeKind.MERGE, level, *(Pair(old, new, carries=True) for old in olds))
        return plan

    level = units[0].level if units else 0
    code = into.code if isinstance(into, Region) else into[0]
    details = {"units": [unit.code for unit in units]}
    carry_out(make, action="regions.merge", details=details, region_code=code, by=by, at=at, on=on)
    return Region.objects.get(code=code, level=level)


def split_unit(
    *,
    unit: Region,
    into: Sequence[Named],
    stays: bool,
    effective_on: date,
    source: str,
    by: Actor,
    at: datetime,
    on: date,
) -> list[Region]:
    """Split units off a unit: of the codes and names given. Returns them.

    Where the unit ``stays``, its people stay too; where it closes, the first new one takes them over. From there those
    who live in the others are given to them (``registry.allotting``).

    Raises:
        OutOfReach, RightMissing: a code is not the actor's, or he may not change units.
        RegionRefused: too few new units, a code in use, units that stand below, or the day cannot be.
    """

    def make(tree: Tree) -> Plan:
        if len(into) < (1 if stays else 2):
            raise RegionRefused(["拆分以后至少要有两个单位，请再写一个。"])
        if len({code for code, _ in into}) < len(into):
            raise RegionRefused(["新单位里有两个编码一样，请核对。"])
        plan = Plan(effective_on, source)
        if stays:
            known = tree.standing((unit.code, unit.level))
            if known is None:
                raise RegionRefused([f"{unit.title}已经撤销，不能再拆分。"])
            old = (known.code, known.name)
        else:
            old = _closing(plan, tree, unit)
        plan.opened.update({(code, unit.level): name for code, name in into})
        pairs = [Pair(old, new, carries=not stays and n == 0) for n, new in enumerate(into)]
        plan.add(ChangeKind.SPLIT, unit.level, *pairs)
        return plan

    details = {"into": [code for code, _ in into], "stays": stays}
    carry_out(make, action="regions.split", details=details, region_code=unit.code, by=by, at=at, on=on)
    return list(Region.objects.filter(code__in=[code for code, _ in into], level=unit.level))


def _closing(plan: Plan, tree: Tree, unit: Region) -> Named:
    """Put a unit among those that close; returns its code and name as they are now."""
    known = tree.units[unit.code, unit.level]
    plan.closed[known.code, known.level] = known
    return known.code, known.name


def _same_level(one: Region, other: Region) -> None:
    if one.level != other.level:
        raise RegionRefused([f"{one.title}和{other.title}不在同一级，不能合在一起。"])
