"""The yearly list: what it would change, and changing it. A list is whole: what it does not name closes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import require, require_at
from jiahe.foundation.accounts.models import Post
from jiahe.foundation.redistricting.plan import Change, Named, Pair, Plan, Tree, faults_of, households_in
from jiahe.foundation.redistricting.rights import EDIT_REGIONS
from jiahe.foundation.redistricting.writing import carry_out
from jiahe.foundation.regions.files import Key, ListedUnit, ListFault, read_successors, read_units
from jiahe.foundation.regions.models import ChangeKind, Level, Region, RegionChange, code_above, code_range
from jiahe.foundation.regions.queries import province

CUT_OFF = 10  # a list that closes more than a tenth of what stands is more likely cut off than true


@dataclass(frozen=True, slots=True)
class YearlyList:
    """The texts of a list as somebody brings it, the day it acts from and the paper it comes with."""

    content: str
    effective_on: date
    successors: str = ""
    source: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of both texts, for the audit."""
        return hashlib.sha256(f"{self.content}\n{self.successors}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One change. ``households`` live in the villages that close by it, ``posts`` that somebody holds stand in its units.

    ``needs_successor`` when nobody takes the households over; ``new_parent`` names the unit above where that is another.
    """

    kind: ChangeKind
    level: Level
    before: tuple[Named, ...]
    after: tuple[Named, ...]
    households: int = 0
    posts: int = 0
    needs_successor: bool = False
    new_parent: str = ""


@dataclass(slots=True)
class Preview:
    """What a list would change."""

    standing: int
    listed: int
    unchanged: int
    lines: list[PreviewLine] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    posts_left: int = 0  # of those in units without a successor: their holders need other posts

    @property
    def counts(self) -> dict[ChangeKind, int]:
        """How many deeds of each kind, every kind named."""
        found = Counter(line.kind for line in self.lines)
        return {kind: found[kind] for kind in ChangeKind}

    @property
    def looks_cut_off(self) -> bool:
        """Whether so much would close that the list is more likely incomplete."""
        closing = self.standing - self.unchanged - sum(line.kind == ChangeKind.RENAME for line in self.lines)
        return closing * CUT_OFF > self.standing

    @property
    def moving_posts(self) -> int:
        """How many posts that somebody holds pass to another unit."""
        return sum(line.posts for line in self.lines) - self.posts_left

    @property
    def moving_households(self) -> int:
        """How many households get another village."""
        return sum(line.households for line in self.lines)


def preview_list(yearly: YearlyList, *, by: Actor, on: date) -> Preview:
    """What a list would change if it were carried out on the day ``on``. Writes nothing.

    Raises:
        OutOfReach, RightMissing: the province is not the actor's, or he may not change units.
        ListFault: a file is not what it should be.
    """
    _require_province(by)
    tree = Tree.read()
    units = read_units(yearly.content)
    plan = _plan(yearly, units, tree)
    standing = sum(not unit.is_closed for unit in tree.units.values())
    preview = Preview(standing, len(units), len(units) - len(plan.opened) - len(plan.renamed))
    posts = _held_posts(plan)
    preview.lines = list(_lines(plan, tree, posts))
    preview.problems = faults_of(plan, tree, on=on)
    successors = plan.successors
    preview.posts_left = sum(n for key, n in posts.items() if key not in successors)
    return preview


def _held_posts(plan: Plan) -> Counter[Key]:
    """How many posts that somebody holds stand in each unit that closes."""
    posts = Post.objects.filter(is_active=True, holdings__until=None, holdings__isnull=False)
    found = dict(posts.values_list("region_id").annotate(n=Count("id", distinct=True)))
    return Counter({key: found[unit.pk] for key, unit in plan.closed.items() if unit.pk in found})


def update_by_list(yearly: YearlyList, *, by: Actor, at: datetime, on: date) -> Plan:
    """Carry a list out, all of it or nothing; the same list again changes nothing. Returns what was changed.

    Raises:
        OutOfReach, RightMissing: the province is not the actor's, or he may not change units.
        ListFault: a file is not what it should be.
        RegionRefused: something of it cannot be; a village with households has nobody to take them over.
    """
    ours = _require_province(by)
    units = read_units(yearly.content)
    return carry_out(
        lambda tree: _plan(yearly, units, tree),
        action="regions.update_by_list",
        details={"digest": yearly.digest, "units": len(units)},
        region_code=ours.code,
        by=by,
        at=at,
        on=on,
    )


def require_lists(by: Actor) -> None:
    """Raise OutOfReach or RightMissing unless the actor may bring a list for the whole province."""
    _require_province(by)


def _require_province(by: Actor) -> Region:
    ours = province()
    if ours is None:
        require(by, EDIT_REGIONS)
        raise ListFault(["还没有装好区划，请先运行 jiahe setup。"])
    require_at(by, EDIT_REGIONS, ours.code)
    return ours


def _plan(yearly: YearlyList, units: list[ListedUnit], tree: Tree) -> Plan:
    """The difference between a list and what stands."""
    listed = {unit.key: unit for unit in units}
    ours = next(unit for unit in tree.units.values() if unit.level == Level.PROVINCE)
    if (ours.code, ours.level) not in listed:
        raise ListFault([f"这份名单里没有{ours.title}（{ours.code}），是别的省的。另一个省请装在另一个数据文件夹里。"])
    plan = Plan(yearly.effective_on, yearly.source)
    for unit in units:
        known = tree.standing(unit.key)
        if known is None:
            plan.opened[unit.key] = unit.name
        elif known.name != unit.name:
            plan.renamed[unit.key] = unit.name
            plan.add(ChangeKind.RENAME, unit.level, Pair((unit.code, known.name), (unit.code, unit.name)))
    plan.closed = {key: unit for key, unit in tree.units.items() if not unit.is_closed and key not in listed}
    successors = read_successors(yearly.successors) if yearly.successors.strip() else {}
    strange = successors.keys() - {code for code, _ in tree.units}
    strange -= set(RegionChange.objects.filter(old_code__in=strange).values_list("old_code", flat=True))
    if strange:
        raise ListFault([f"接收对照表里的 {code} 从来不是这里的单位，请核对编码。" for code in sorted(strange)])
    _pair_up(plan, units, successors, tree)
    return plan


def _pair_up(plan: Plan, units: Iterable[ListedUnit], successors: dict[int, int], tree: Tree) -> None:
    """Sort what opens and closes into deeds: new codes, mergers, splits, and what simply opens or closes."""
    became: dict[Key, list[Key]] = {}
    for unit in units:
        for old in unit.replaces:
            # Of a list that was carried out already, and of a unit that named itself, nothing is left to do.
            stands = old != unit.code and tree.standing((old, unit.level)) is not None
            if stands and ((old, unit.level) in plan.closed or unit.key in plan.opened):
                became.setdefault((old, unit.level), []).append(unit.key)
    heirs: dict[Key, Key] = {old: new[0] for old, new in became.items() if len(new) == 1 and old in plan.closed}
    for key in plan.closed:
        heir = _named_heir(key, plan, successors, tree) or _carried(key, plan, successors)
        if heir is not None:
            heirs[key] = heir
            if heir not in became.setdefault(key, []):
                became[key].append(heir)
    _add_deeds(plan, became, heirs, tree)


def _named_heir(key: Key, plan: Plan, successors: Mapping[int, int], tree: Tree) -> Key | None:
    """The successor named for a code, on the level on which it stands: 金门县 has one code on three levels."""
    code, level = key
    if code not in successors:
        return None
    new = successors[code]
    stands = [lv for lv in Level if (new, lv) in plan.opened or tree.standing((new, lv)) is not None]
    meant_for_another = level not in stands and any((code, lv) in plan.closed for lv in stands)
    return None if meant_for_another else (new, level)


def _carried(key: Key, plan: Plan, successors: Mapping[int, int]) -> Key | None:
    """What a unit became together with the one above it: where that has a new code, the same last digits and name."""
    code, level = key
    for above in range(level - 1, Level.PROVINCE, -1):
        low, _ = code_range(code, above)
        if low in successors:
            same = (successors[low] + code - low, level)
            return same if plan.opened.get(same) == plan.closed[key].name else None
    return None


def _add_deeds(plan: Plan, became: dict[Key, list[Key]], heirs: dict[Key, Key], tree: Tree) -> None:
    def named(key: Key) -> Named:
        known = tree.units.get(key)
        return key[0], plan.opened.get(key) or plan.renamed.get(key) or (known.name if known else "")

    def before(key: Key) -> Named:
        return key[0], tree.units[key].name

    sources: dict[Key, list[Key]] = {}
    for old, news in became.items():
        if len(news) > 1 or old not in plan.closed:
            pairs = [Pair(before(old), named(new), carries=heirs.get(old) == new) for new in news]
            plan.add(ChangeKind.SPLIT, old[1], *pairs)
        else:
            sources.setdefault(news[0], []).append(old)
    for new, olds in sources.items():
        kind = ChangeKind.RECODE if len(olds) == 1 and new in plan.opened else ChangeKind.MERGE
        plan.add(kind, new[1], *(Pair(before(old), named(new), carries=True) for old in olds))
    for key in plan.closed.keys() - became.keys():
        plan.add(ChangeKind.CLOSE, key[1], Pair(before(key), None))
    arrived = {new for news in became.values() for new in news}
    for key in plan.opened.keys() - arrived:
        plan.add(ChangeKind.OPEN, key[1], Pair(None, named(key)))
    plan.changes.sort(key=lambda change: (list(ChangeKind).index(change.kind), change.level, _first_code(change.pairs)))


def _first_code(pairs: Iterable[Pair]) -> int:
    return min(side[0] for pair in pairs for side in (pair.old, pair.new) if side is not None)


def _lines(plan: Plan, tree: Tree, posts: Mapping[Key, int]) -> Iterator[PreviewLine]:
    closing = [code for code, level in plan.closed if level == Level.VILLAGE]
    homes = households_in(closing)
    successors = plan.successors
    for change in plan.changes:
        olds = dict.fromkeys(pair.old for pair in change.pairs if pair.old is not None)
        leaving = [old for old in olds if change.level == Level.VILLAGE and (old[0], change.level) in plan.closed]
        yield PreviewLine(
            change.kind,
            Level(change.level),
            tuple(olds),
            tuple(dict.fromkeys(pair.new for pair in change.pairs if pair.new is not None)),
            sum(homes.get(code, 0) for code, _ in leaving),
            sum(posts.get((old[0], change.level), 0) for old in olds),
            any(code in homes and (code, change.level) not in successors for code, _ in leaving),
            _new_parent(change, plan, tree, successors),
        )


def _new_parent(change: Change, plan: Plan, tree: Tree, successors: Mapping[Key, int]) -> str:
    """The name of the unit above a new code, where that is neither the one before nor what it became."""
    pair = change.pairs[0]
    if change.kind != ChangeKind.RECODE or pair.old is None or pair.new is None:
        return ""
    old, new = ((code_above(side[0], change.level), change.level - 1) for side in (pair.old, pair.new))
    if old == new or successors.get(old) == new[0]:
        return ""
    stands = tree.standing(new)
    return plan.opened.get(new) or (stands.title if stands else "")
