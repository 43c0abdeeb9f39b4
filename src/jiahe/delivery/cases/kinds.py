"""The kinds of cases that the programmes of the house declare."""

from __future__ import annotations

from jiahe.delivery.cases.kind import CaseKind
from jiahe.delivery.cases.models import Case
from jiahe.delivery.catalogue.programme import offer_of, programmes
from jiahe.foundation.accounts.gate import OutOfReach

UNDER = "under"  # in the content of a case: the numbers it was opened under
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


def kind_for(case: Case) -> CaseKind:
    """The kind of a case under the numbers that held where and when it was opened: it ends as it began.

    Raises:
        OutOfReach: no programme declares it.
    """
    declared = kind_of(case.kind)
    return declared.under(case.content.get(UNDER, {})) if _has_numbers(case.programme) else declared


def _has_numbers(programme: str) -> bool:
    return any(one.code == programme and one.parameters for one in programmes())


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
