"""What a change of units would do, and what is wrong with it. Reads the tree, writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Sum

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import require_at
from jiahe.foundation.facts.models import Fact
from jiahe.foundation.redistricting.rights import EDIT_REGIONS
from jiahe.foundation.regions.files import NAME_LENGTH, Key
from jiahe.foundation.regions.models import FIXED_DIGITS, ChangeKind, Level, Region, code_above

Named = tuple[int, str]
HOLDING = ("households", "people")  # measures: where either is not nought, somebody lives
HUKOU = "hukou_people"


class RegionRefused(ValueError):
    """What cannot be, in plain sentences: ``problems`` has one for each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class Pair:
    """One unit before and one after; ``carries`` when the people of the first go to the second."""

    old: Named | None
    new: Named | None
    carries: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One deed on the units of one level."""

    kind: ChangeKind
    level: int
    pairs: tuple[Pair, ...]


@dataclass(slots=True)
class Tree:
    """Every unit there is or was, by code and level."""

    units: dict[Key, Region]
    _open_below: dict[int, list[Region]] = field(default_factory=dict)

    @classmethod
    def read(cls) -> Tree:
        """The tree as it stands."""
        return cls({(region.code, region.level): region for region in Region.objects.all()})

    def standing(self, key: Key) -> Region | None:
        """The unit with a code and level, where it is open."""
        found = self.units.get(key)
        return None if found is None or found.is_closed else found

    def open_below(self, unit: Region) -> list[Region]:
        """The open units right below one."""
        if not self._open_below:
            for region in self.units.values():
                if not region.is_closed and region.parent_id:
                    self._open_below.setdefault(region.parent_id, []).append(region)
        return self._open_below.get(unit.pk, [])


@dataclass(slots=True)
class Plan:
    """Some changes that take effect on one day."""

    effective_on: date
    source: str = ""
    opened: dict[Key, str] = field(default_factory=dict)
    closed: dict[Key, Region] = field(default_factory=dict)
    renamed: dict[Key, str] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    def add(self, kind: ChangeKind, level: int, *pairs: Pair) -> None:
        """Add a deed."""
        self.changes.append(Change(kind, level, pairs))

    @property
    def successors(self) -> dict[Key, int]:
        """The code that takes over the people of each unit that closes and says so, by code and level."""
        return {
            (pair.old[0], change.level): pair.new[0]
            for change in self.changes
            for pair in change.pairs
            if pair.carries and pair.old is not None and pair.new is not None
        }

    def codes(self) -> set[int]:
        """Every code that the plan touches."""
        pairs = [pair for change in self.changes for pair in change.pairs]
        return {side[0] for pair in pairs for side in (pair.old, pair.new) if side is not None}

    def require(self, by: Actor) -> None:
        """Raise OutOfReach or RightMissing unless the actor may change every unit that the plan touches."""
        for code in sorted(self.codes()):
            require_at(by, EDIT_REGIONS, code)


def households_in(codes: Iterable[int]) -> dict[int, int]:
    """How many households (or, where there are none, people) live in villages, by code; villages with nobody are left out."""
    wanted = set(codes)
    sums = _sums(HOLDING, wanted)
    return {code: n for code in sorted(wanted) if (n := sums[HOLDING[0], code] or sums[HOLDING[1], code])}


def _sums(measures: Iterable[str], codes: Iterable[int]) -> Counter[tuple[str, int]]:
    """What stands in villages now, by measure and code."""
    facts = Fact.objects.filter(measure__in=list(measures), village_code__any_of=sorted(codes))
    rows = facts.values_list("measure", "village_code").annotate(n=Sum("amount")).order_by()
    return Counter({(measure, village): amount for measure, village, amount in rows})


def faults_of(plan: Plan, tree: Tree, *, on: date) -> list[str]:
    """Everything that keeps a plan from being carried out on the day ``on``, each as one sentence that says how to mend it."""
    if plan.effective_on > on:
        return [f"生效日期 {plan.effective_on} 还没有到。请到那一天再办，或者核对日期。"]
    if not plan.changes:
        return []
    return [
        *_opening_faults(plan, tree),
        *_closing_faults(plan, tree),
        *_renaming_faults(plan, tree),
        *_pair_faults(plan, tree),
        *_homeless(plan, tree),
    ]


def _opening_faults(plan: Plan, tree: Tree) -> Iterator[str]:
    for (code, level), name in plan.opened.items():
        known = tree.units.get((code, level))
        label = Level(level).label
        if not 10**11 <= code < 10**12 or code % 10 ** (12 - FIXED_DIGITS[Level(level)]):
            yield f"{code} 不能作{label}一级的编码：要 12 位，{label}以下的几位是 0。"
            continue
        if not name.strip() or len(name) > NAME_LENGTH:
            yield f"编码 {code} 的名称应当是 1 到 {NAME_LENGTH} 个字。"
        if known is not None and not known.is_closed:
            yield f"编码 {code} 已经是{known.title}的，请换一个编码。"
        elif known is not None and known.closed_on is not None and plan.effective_on < known.closed_on:
            yield f"编码 {code} 到 {known.closed_on} 还是{known.title}的，生效日期不能早于这一天。"
        if level == Level.PROVINCE:
            yield "一套系统只有一个省，不能再设一个省级单位。"
            continue
        above = (code_above(code, level), level - 1)
        parent = tree.standing(above)
        if (parent is None or above in plan.closed) and above not in plan.opened:
            yield f"编码 {code}（{name}）不在任何现有单位的编码范围里：上级 {above[0]} 没有或者已撤销。请核对编码，或先设上级。"
        elif parent is not None and parent.opened_on is not None and plan.effective_on < parent.opened_on:
            yield f"上级{parent.title} {parent.opened_on} 才设立，{name}不能早于这一天。"


def _closing_faults(plan: Plan, tree: Tree) -> Iterator[str]:
    arriving = Counter((code_above(code, level), level - 1) for code, level in plan.opened if level)
    for key, unit in plan.closed.items():
        if unit.closed_on is not None:
            yield f"{unit.title}（{unit.code}）{unit.closed_on} 已经撤销了，不用再办。"
            continue
        if unit.level == Level.PROVINCE:
            yield f"{unit.title}是这套系统的省，不能撤销。"
        if unit.opened_on is not None and plan.effective_on < unit.opened_on:
            yield f"{unit.title} {unit.opened_on} 才设立，生效日期不能早于这一天。"
        left = [below for below in tree.open_below(unit) if (below.code, below.level) not in plan.closed]
        if left or arriving[key]:
            few = "、".join(below.title for below in left[:3])
            yield f"{unit.title}下面还有 {len(left) + arriving[key]} 个单位（{few or '新设的'}等）。请先把它们撤销、合并或改编码，再办{unit.title}。"


def _renaming_faults(plan: Plan, tree: Tree) -> Iterator[str]:
    for key, name in plan.renamed.items():
        unit = tree.units[key]
        if not name.strip() or len(name) > NAME_LENGTH:
            yield f"{unit.title}的新名称应当是 1 到 {NAME_LENGTH} 个字。"
        if unit.opened_on is not None and plan.effective_on < unit.opened_on:
            yield f"{unit.title} {unit.opened_on} 才设立，改名不能早于这一天。"


def _pair_faults(plan: Plan, tree: Tree) -> Iterator[str]:
    """A successor must stand when all is done; an old unit has one at most."""
    heirs: Counter[Key] = Counter()
    for change in plan.changes:
        for pair in change.pairs:
            if pair.new is not None:
                key = (pair.new[0], change.level)
                stands = key in plan.opened or (tree.standing(key) is not None and key not in plan.closed)
                if not stands:
                    yield f"接收单位 {key[0]} 在{Level(change.level).label}一级没有，或者也要撤销。请另选一个。"
                standing = tree.standing(key)
                if standing is not None and standing.opened_on and plan.effective_on < standing.opened_on:
                    yield f"{standing.title} {standing.opened_on} 才设立，不能在这以前接收别的单位。"
            if pair.carries and pair.old is not None:
                heirs[pair.old[0], change.level] += 1
    for key, n in heirs.items():
        if n > 1:
            yield f"{tree.units[key].title}（{key[0]}）的家庭写了 {n} 个接收单位，请只留一个；归别处的家庭，更新以后再一户一户定。"


def _homeless(plan: Plan, tree: Tree) -> Iterator[str]:
    successors = plan.successors
    alone = {code: unit for (code, level), unit in plan.closed.items() if level == Level.VILLAGE}
    alone = {code: unit for code, unit in alone.items() if (code, unit.level) not in successors}
    for code, n in households_in(alone).items():
        same = [c for (c, level), name in plan.opened.items() if level == Level.VILLAGE and name == alone[code].name]
        hint = f"（新名单里同名的是 {same[0]}）" if len(same) == 1 else ""
        yield f"{alone[code].title}（{code}）还有 {n} 户家庭，撤销前要写明由哪个村居接收{hint}。"
        del alone[code]
    for (_, code), n in sorted(_sums([HUKOU], alone).items()):
        if n:
            yield f"{alone[code].title}（{code}）还有 {n} 人的户口，撤销前要写明由哪个村居接收。"
