"""Who would change: the households of the place, asked by the law as it is and as it is proposed, chunk by chunk.

The count is worked out as the installation itself, not as the proposer: a number of families tells of none of them. It
goes by where families live; who only has the hukou there is not in it, and the page says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from jiahe.benefits.answering import MONEY_A_YEAR, decisions_of
from jiahe.benefits.benefit import Benefit
from jiahe.benefits.deciding import Decision, Standing
from jiahe.benefits.editions import AS_WRITTEN
from jiahe.benefits.family import FamilyFault, family_from_values
from jiahe.benefits.family.members import Family
from jiahe.benefits.households import values_of_households
from jiahe.benefits.models import Proposal, ProposalState
from jiahe.benefits.publishing.current import change_of, current_edition
from jiahe.benefits.publishing.reading import region_of_area
from jiahe.foundation.accounts.actor import operator
from jiahe.foundation.jobs.kinds import Run
from jiahe.registry import queries

CHUNK = 200


def count(run: Run) -> None:
    """Go on from the last household that was looked at; a crash doubles nothing, for each chunk is kept with its end."""
    proposal = Proposal.objects.filter(pk=run.about["proposal"], state=ProposalState.OPEN, preview_done=False).first()
    if proposal is None or not AS_WRITTEN.has(change_of(proposal)):
        return
    region, by = region_of_area(proposal.area), operator()
    old = current_edition()
    new = old.with_changes([change_of(proposal)])
    pairs = [(a, b) for a, b in zip(old.benefits, new.benefits, strict=True) if a is not b]
    day = proposal.preview_day or run.on
    total = queries.count_households(by=by, region=region, on=run.on) if region is not None else 0
    counts = Counter(proposal.previewed)
    while region is not None:
        page = queries.households(by=by, region=region, on=run.on, after=proposal.preview_after, size=CHUNK)
        for values in values_of_households(page.rows, by=by, on=run.on):
            counts.update(_of_household(values, pairs, day))
        if page.rows:
            proposal.preview_after = page.rows[-1].pk
        proposal.previewed, proposal.preview_done = dict(counts), page.next is None
        kept = Proposal.objects.filter(pk=proposal.pk, state=ProposalState.OPEN)
        if not kept.update(
            previewed=proposal.previewed,
            preview_after=proposal.preview_after,
            preview_total=total,
            preview_done=proposal.preview_done,
        ):
            return  # it was taken back meanwhile
        run.progress(min(counts["households"], total), total)
        if page.next is None:
            return


def _of_household(values: dict[str, Any], pairs: Sequence[tuple[Benefit, Benefit]], day: date) -> Counter[str]:
    """What one household adds to the counts."""
    counts: Counter[str] = Counter(households=1)
    try:
        family = family_from_values(values, on=day, today=day)
    except FamilyFault:
        return counts + Counter(unreadable=1)
    before = _held(family, [old for old, _ in pairs])
    after = _held(family, [new for _, new in pairs])
    for key in sorted(before.keys() | after.keys()):
        counts.update(_difference(before.get(key), after.get(key)))  # adding them would drop what becomes less
    if len(counts) > 1:
        counts["changed_households"] = 1
    return counts


def _held(family: Family, benefits: Sequence[Benefit]) -> dict[tuple[str, str], Decision]:
    return {(decision.benefit.code, member): decision for member, decision in decisions_of(family, benefits)}


def _difference(before: Decision | None, after: Decision | None) -> Counter[str]:
    """How one benefit of one person changes: it comes, goes, becomes more or less, or is no longer (or now) known."""
    (was, was_low, was_high), (now, low, high) = _stands(before), _stands(after)
    counts: Counter[str] = Counter()
    if was is not now:
        if now is Standing.ENTITLED:
            counts["gains"] = 1
        elif was is Standing.ENTITLED:
            counts["loses"] = 1
        else:
            counts["differs"] = 1
    elif (was_low, was_high) != (low, high):
        counts["more" if (low or 0) >= (was_low or 0) and (high or 0) >= (was_high or 0) else "less"] = 1
    decision = after or before
    unit = decision.benefit.unit if decision is not None else None
    times = None if unit is None else MONEY_A_YEAR.get(unit)
    if counts and times is not None and was_low == was_high and low == high:
        counts["fen_a_year"] = ((low or 0) - (was_low or 0)) * times
    return counts


def _stands(decision: Decision | None) -> tuple[Standing, int | None, int | None]:
    """How somebody stands and with how much; whom a benefit could not concern it does not give anything."""
    return (Standing.NOT_ENTITLED, None, None) if decision is None else (decision.standing, *decision.bounds)
