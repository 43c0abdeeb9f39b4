"""The kinds of cases that the programmes of the house declare."""

from __future__ import annotations

from jiahe.delivery.cases.kind import CaseKind
from jiahe.delivery.catalogue.programme import offer_of
from jiahe.foundation.accounts.gate import OutOfReach

_own: dict[str, CaseKind] = {}  # what the house itself has for cases that come from a lower floor


def declare_own(kind: CaseKind) -> None:
    """Make a kind known that belongs to no programme; nobody is asked its questions on a page."""
    _own[kind.code] = kind


def kind_of(code: str) -> CaseKind:
    """The kind with a code.

    Raises:
        OutOfReach: no programme declares it.
    """
    if code in _own:
        return _own[code]
    found = offer_of(code)
    if found is None or not isinstance(found[1], CaseKind):
        raise OutOfReach("没有找到这项服务。")
    return found[1]


def asked_kind(code: str) -> CaseKind:
    """The kind with a code that people open on a page.

    Raises:
        OutOfReach: there is none, or its cases come from a lower floor.
    """
    found = kind_of(code)
    if not found.is_asked:
        raise OutOfReach("没有找到这项服务。")
    return found


def programme_of(code: str) -> str:
    """The code of the programme that offers it; empty where none does."""
    found = offer_of(code)
    return found[0].code if found else ""
