"""Carrying a plan out: the units, their history, the posts that go along, and the news."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from jiahe.foundation.accounts.actions import join_posts, move_post, reach_no_more, reach_too, stands_at
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.models import Post, Role
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.database import REGISTRY_LOCK, advisory_lock, allocate_ids, update_many
from jiahe.foundation.events.delivery import emit
from jiahe.foundation.redistricting.events import RegionReplaced
from jiahe.foundation.redistricting.plan import Plan, RegionRefused, Tree, faults_of
from jiahe.foundation.regions.files import Key
from jiahe.foundation.regions.loading import is_zone, record, unit_of
from jiahe.foundation.regions.models import ChangeKind, Region, RegionChange, code_above
from jiahe.foundation.regions.queries import path_to


def carry_out(
    make: Callable[[Tree], Plan],
    *,
    action: str,
    details: Mapping[str, object],
    region_code: int,
    by: Actor,
    at: datetime,
    on: date,
) -> Plan:
    """Make a plan of the tree as it stands, check it and carry it out, all in one transaction. Returns the plan.

    A plan that changes nothing writes nothing.

    Raises:
        OutOfReach, RightMissing: a unit is not the actor's, or he may not change units.
        RegionRefused: the plan cannot be.
    """
    with transaction.atomic():
        advisory_lock(REGISTRY_LOCK)  # while a village closes nobody may be enrolled in it
        tree = Tree.read()
        plan = make(tree)
        plan.require(by)
        problems = faults_of(plan, tree, on=on)
        if problems:
            raise RegionRefused(problems)
        if plan.changes:
            _write(plan, tree, by, at)
            counts = {kind.value: sum(c.kind == kind for c in plan.changes) for kind in ChangeKind}
            write_entry(
                actor=by,
                action=action,
                at=at,
                subject_type="region",
                region_code=region_code,
                details={
                    "effective_on": plan.effective_on.isoformat(),
                    "source": plan.source,
                    "changes": {kind: n for kind, n in counts.items() if n},
                    **details,
                },
            )
    return plan


def _write(plan: Plan, tree: Tree, by: Actor, at: datetime) -> None:
    _open(plan, tree)
    for key, name in plan.renamed.items():
        unit = tree.units[key]
        unit.name, unit.is_statistical_zone = name, is_zone(unit.code, unit.level, name)
    for unit in plan.closed.values():
        unit.closed_on = plan.effective_on
    changed = {key: tree.units[key] for key in (*plan.renamed, *plan.closed)}
    update_many(Region, changed.values(), ["name", "unit_name", "is_statistical_zone", "closed_on"])
    record(_rows(plan, at))
    _carry_posts(plan, tree, by, at)
    for (code, level), successor in plan.successors.items():
        if (code, level) in plan.closed:
            emit(RegionReplaced(code, level, successor, plan.effective_on), at=at)


def _open(plan: Plan, tree: Tree) -> None:
    """Bring in the new units, those above first; a closed unit that comes back stands again."""
    again = {key: name for key, name in plan.opened.items() if key in tree.units}
    for key, name in again.items():
        unit = tree.units[key]
        unit.name, unit.closed_on = name, None
    update_many(Region, [tree.units[key] for key in again], ["name", "closed_on"])
    new = sorted((key for key in plan.opened if key not in again), key=lambda key: key[1])
    recoded = _recoded(plan, tree)
    made = []
    for (code, level), pk in zip(new, allocate_ids(Region, len(new)), strict=True):
        unit = unit_of(code, level, plan.opened[code, level])
        parent = tree.units[code_above(code, level), level - 1]
        unit.pk, unit.parent, unit.reports_to = pk, parent, parent
        unit.opened_on, unit.has_data = plan.effective_on, parent.has_data
        if (old := recoded.get((code, level))) is not None:
            _stay_what_it_was(unit, old, plan, tree)
        tree.units[code, level] = unit
        made.append(unit)
    Region.objects.bulk_create(made, batch_size=2000)
    _keep_scopes(tree, again, made)


def _recoded(plan: Plan, tree: Tree) -> dict[Key, Region]:
    """The unit that each new code stands for, where it is one that was there before."""
    changes = [change for change in plan.changes if change.kind == ChangeKind.RECODE]
    pairs = [(pair, change.level) for change in changes for pair in change.pairs]
    return {(p.new[0], level): tree.units[p.old[0], level] for p, level in pairs if p.old and p.new}


def _stay_what_it_was(unit: Region, old: Region, plan: Plan, tree: Tree) -> None:
    """A unit with a new code still has, or has not, data, and still reports past its parent if it did (平潭)."""
    unit.has_data = old.has_data
    if old.is_own_unit and old.reports_to is not None:
        key = (old.reports_to.code, old.reports_to.level)
        unit.reports_to = tree.units[plan.successors.get(key, key[0]), key[1]]
        unit.unit_name = old.unit_name if unit.name == old.name else ""


def _rows(plan: Plan, at: datetime) -> list[list[RegionChange]]:
    return [
        [
            RegionChange(
                kind=change.kind,
                level=change.level,
                old_code=pair.old[0] if pair.old else None,
                old_name=pair.old[1] if pair.old else "",
                new_code=pair.new[0] if pair.new else None,
                new_name=pair.new[1] if pair.new else "",
                carries=pair.carries,
                effective_on=plan.effective_on,
                source=plan.source,
                recorded_at=at,
            )
            for pair in change.pairs
        ]
        for change in plan.changes
    ]


def _carry_posts(plan: Plan, tree: Tree, by: Actor, at: datetime) -> None:
    """The posts of a unit that closes pass to its successor, with their holders and what they reached.

    Where the successor has such a post already the two become one; a role that does not work there (平潭's city
    secretary at a county) stays behind. The posts of the successor reach the old codes too.
    """
    became = {
        tree.units[key].pk: tree.units[successor, key[1]]
        for key, successor in plan.successors.items()
        if key in plan.closed
    }
    both = [*became, *(unit.pk for unit in became.values())]
    posts = list(Post.objects.filter(region_id__any_of=both).select_related("region").order_by("pk"))
    standing = {(post.role, post.department, post.region_id): post for post in posts}
    for post in posts:
        region = became.get(post.region_id)
        if region is None or not post.is_active or not stands_at(Role(post.role), region):
            continue
        into = standing.get((post.role, post.department, region.pk))
        if into is None:
            move_post(post=post, region=region, by=by, at=at)
            standing[post.role, post.department, region.pk] = post
        else:
            join_posts(post=post, into=into, since=plan.effective_on, by=by, at=at)
    held = {region for *_, region in standing}
    for (code, level), successor in plan.successors.items():
        if (code, level) in plan.closed and tree.units[successor, level].pk in held:
            old = tree.units[code, level]
            reach_too(region=tree.units[successor, level], low=old.low, high=old.high)


def _keep_scopes(tree: Tree, again: Iterable[Key], made: Iterable[Region]) -> None:
    """What comes back to itself, or reports past its parent, is no longer reached by those it does not report to."""
    for unit in [*(tree.units[key] for key in again), *(unit for unit in made if unit.is_own_unit)]:
        inside = Region.objects.filter(low__gte=unit.low, high__lte=unit.high)
        chain = [step.pk for step in path_to(unit)]
        reach_no_more(low=unit.low, high=unit.high, but=[*chain, *inside.values_list("pk", flat=True)])
