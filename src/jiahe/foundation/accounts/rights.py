"""Rights: what may be done. Each app declares its own; one table above the floors says which role has which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Right:
    """Something that may be done, as code and as people read it."""

    code: str
    title: str


MANAGE_ACCOUNTS = Right("accounts.manage", "管理账号和岗位")


@cache
def role_table() -> Mapping[str, frozenset[Right]]:
    """The role × right table of this installation."""
    table: Mapping[str, frozenset[Right]] = import_string(settings.JIAHE_ROLE_RIGHTS)
    return table


def rights_of(role: str) -> frozenset[Right]:
    """The rights of a role; none for a role the table does not know."""
    return role_table().get(role, frozenset())


def all_rights() -> frozenset[Right]:
    """Every right some role has."""
    return frozenset().union(*role_table().values())
