"""What a decision was made by: the facts of the applicant on that day and the edition of the law then in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from jiahe.benefits.publishing.current import current_edition
from jiahe.delivery.cases.models import Case, Deed
from jiahe.foundation.accounts.actor import Actor
from jiahe.registry.contract_facts import facts_of
from jiahe.registry.rights import VIEW_FAMILIES, VIEW_SENSITIVE

DECIDES = (Deed.FINISHED, Deed.ANSWERED, Deed.REJECTED)


def pinned(case: Case, by: Actor, on: date) -> dict[str, Any]:
    """The edition, and the facts as far as the actor may read them; what is sensitive only a claim pins, with its rule.

    A department decides by what it was told and by papers: it reads no registry, so it pins no facts.
    """
    found: dict[str, Any] = {"on": on.isoformat(), "edition": current_edition().number}
    if case.person is not None and by.may(VIEW_FAMILIES):
        reader = replace(by, rights=by.rights - {VIEW_SENSITIVE})
        found["facts"] = facts_of([case.person], by=reader, on=on)[case.person.pk]
    return found
