"""Programmes 项目: what the association runs, each a declaration of the offers it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol, runtime_checkable

from jiahe.delivery.catalogue.parameters import Parameter, Words

# What the form of a setting asks besides; no parameter or text may be called so.
RESERVED = frozenset({"since", "is_on", "reason", "on", "csrfmiddlewaretoken"})


class System(Enum):
    """The four systems of the association's work, and what leads them."""

    MARRIAGE_AND_BIRTH = "婚育支持"
    FAMILY_HEALTH = "家庭健康促进"
    LIVELIHOOD = "民生保障"
    TECHNOLOGY = "科技支持"
    LEADERSHIP = "党建引领"


class Task(Enum):
    """The six key tasks of a family planning association."""

    EDUCATION = "宣传教育"
    REPRODUCTIVE_HEALTH = "生殖健康咨询服务"
    BIRTH_GUIDANCE = "优生优育指导"
    FAMILY_SUPPORT = "家庭帮扶"
    RIGHTS = "权益维护"
    MIGRANTS = "流动人口服务"


@runtime_checkable
class Offer(Protocol):
    """What a programme offers. ``kind`` names the room of ``delivery`` that runs it; ``code`` is unique in the house."""

    @property
    def kind(self) -> str:
        """The kind: case, story, …"""
        ...

    @property
    def code(self) -> str:
        """Its code, also part of its addresses."""
        ...

    @property
    def title(self) -> str:
        """What people call it."""
        ...


@dataclass(frozen=True, slots=True)
class Programme:
    """A programme. ``journey`` is the test that walks it through every face; ``summary`` says in a sentence what for.

    ``everywhere``: it runs where no place has switched it off; otherwise only where one has switched it on.
    ``parameters`` and ``texts`` are what a place may set of it.
    """

    code: str
    title: str
    system: System
    task: Task
    summary: str
    offers: Sequence[Offer]
    journey: str
    everywhere: bool = True
    parameters: Sequence[Parameter] = ()
    texts: Sequence[Words] = ()

    def __post_init__(self) -> None:
        """Refuse two parameters or texts of one code: a setting names them by it.

        Raises:
            ValueError: there are two, or one is named like a field of the page.
        """
        codes = [*(one.code for one in self.parameters), *(one.code for one in self.texts)]
        if len(set(codes)) < len(codes) or RESERVED.intersection(codes):
            raise ValueError(f"{self.code}：参数、文字的代号重复，或者是 {'、'.join(sorted(RESERVED))}")

    @property
    def kinds(self) -> list[str]:
        """The kinds of its offers, each once."""
        return list(dict.fromkeys(offer.kind for offer in self.offers))


class Twice(ValueError):
    """Two programmes, or two offers, have one code."""


_programmes: dict[str, Programme] = {}


def declare(programme: Programme) -> Programme:
    """Put a programme into the register.

    Raises:
        Twice: its code, or that of one of its offers, is another's.
    """
    others = {offer.code for other in _programmes.values() for offer in other.offers}
    own = [offer.code for offer in programme.offers]
    clash = {programme.code} & _programmes.keys() | others.intersection(own) | {c for c in own if own.count(c) > 1}
    if clash:
        raise Twice(f"声明了两次：{'、'.join(sorted(clash))}")
    _programmes[programme.code] = programme
    return programme


def withdraw(code: str) -> None:
    """Take a programme out of the register: for tests that declare one of their own."""
    _programmes.pop(code, None)


def programmes() -> list[Programme]:
    """All programmes, in the order of their declaration."""
    return list(_programmes.values())


def offer_of(code: str) -> tuple[Programme, Offer] | None:
    """An offer by its code, with its programme; None where nobody declares it."""
    return next(((p, offer) for p in _programmes.values() for offer in p.offers if offer.code == code), None)
