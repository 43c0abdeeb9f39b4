"""The kinds of cases that the programmes of the house declare."""

from __future__ import annotations

from jiahe.delivery.cases.kind import CaseKind
from jiahe.delivery.catalogue.programme import offer_of
from jiahe.foundation.accounts.gate import OutOfReach


def kind_of(code: str) -> CaseKind:
    """The kind with a code.

    Raises:
        OutOfReach: no programme declares it.
    """
    found = offer_of(code)
    if found is None or not isinstance(found[1], CaseKind):
        raise OutOfReach("没有找到这项服务。")
    return found[1]


def programme_of(code: str) -> str:
    """The code of the programme that offers it; empty where none does."""
    found = offer_of(code)
    return found[0].code if found else ""
