"""The edition in force here: the package with all that was published, in the order of publication."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

from django.db.models import Max

from jiahe.benefits.editions import AS_WRITTEN, Change, Edition, NewDays, NewValue
from jiahe.benefits.models import Proposal, ProposalKind, ProposalState
from jiahe.foundation.rules.parameters import Source

_lock = Lock()
_held: dict[str, Edition] = {"edition": AS_WRITTEN}


def current_edition() -> Edition:
    """The edition of this moment: one small question to the database, and the rules made anew only after a publication."""
    last = Proposal.objects.filter(state=ProposalState.PUBLISHED).aggregate(last=Max("publication"))["last"] or 0
    edition = _held["edition"]
    if edition.number == last:
        return edition
    with _lock:
        if _held["edition"].number != last:
            published = Proposal.objects.filter(state=ProposalState.PUBLISHED).order_by("publication")
            _held["edition"] = AS_WRITTEN.with_changes(changes_of(published), number=last)
        return _held["edition"]


def changes_of(proposals: Iterable[Proposal]) -> list[Change]:
    """What some proposals change."""
    return [change_of(proposal) for proposal in proposals]


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
