"""The edition in force here: the package with all that was published, in the order of publication."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock

from jiahe.benefits.editions import AS_WRITTEN, Change, Edition, NewDays, NewValue
from jiahe.benefits.models import Proposal, ProposalKind, ProposalState
from jiahe.foundation.rules.parameters import Source

Stamp = tuple[int | None, datetime | None]
RECENT = timedelta(seconds=5)


@dataclass(slots=True)
class _Held:
    """The edition this process answers by, the publication that made it, and when that was last looked for."""

    edition: Edition
    stamp: Stamp
    looked_at: datetime
    lock: Lock = field(default_factory=Lock)


_held = _Held(AS_WRITTEN, (0, None), datetime.min.replace(tzinfo=UTC))


def current_edition() -> Edition:
    """The edition of this moment: one small question to the database, and the rules made anew only after a publication."""
    published = Proposal.objects.filter(state=ProposalState.PUBLISHED)
    # The moment beside the number: after a restore the same number may stand for another publication.
    stamp: Stamp = published.order_by("-publication").values_list("publication", "decided_at").first() or (0, None)
    if _held.stamp != stamp:
        with _held.lock:
            if _held.stamp != stamp:
                changes = [change_of(proposal) for proposal in published.order_by("publication")]
                # What a later version of the package has under no such name any more changes nothing.
                known = [change for change in changes if AS_WRITTEN.has(change)]
                _held.edition = AS_WRITTEN.with_changes(known, number=stamp[0] or 0) if known else AS_WRITTEN
                _held.stamp = stamp
    return _held.edition


def recent_edition(at: datetime) -> Edition:
    """The edition as it was at most ``RECENT`` ago: for who asks a hundred times a second and waits on no table."""
    if not timedelta(0) <= at - _held.looked_at < RECENT:
        current_edition()
        _held.looked_at = at
    return _held.edition


def change_of(proposal: Proposal) -> Change:
    """What a proposal changes."""
    if proposal.kind == ProposalKind.DAYS:
        assert proposal.version is not None  # noqa: S101  # said of every such proposal
        return NewDays(proposal.code, proposal.version, proposal.since, proposal.until)
    source = Source(
        proposal.document, proposal.document_number, proposal.url, proposal.grade, proposal.checked_on,
        proposal.document_date,
    )  # fmt: skip
    return NewValue(proposal.code, proposal.area, proposal.since, proposal.value, source)
