"""In whose name a job is done: of who asked for it, in the post in which he asked."""

from __future__ import annotations

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.models import User
from jiahe.foundation.accounts.queries import actor_in
from jiahe.foundation.jobs.kinds import JobImpossible, Run


def asker(run: Run, *, gone: str) -> Actor:
    """Who asked for a job (``about`` names ``user`` and ``post``), as he may act today.

    Raises:
        JobImpossible: he holds the post no longer; the sentence ``gone`` says so.
    """
    user = User.objects.filter(pk=run.about["user"]).first()
    by = actor_in(user, run.about["post"], on=run.on) if user else None
    if by is None:
        raise JobImpossible(gone)
    return by
