"""The one role × right table: which post may do what. Where a post may do it, its scope says."""

from __future__ import annotations

from jiahe.foundation.accounts.models import Role
from jiahe.foundation.accounts.rights import Right
from jiahe.foundation.redistricting.rights import EDIT_REGIONS
from jiahe.insight.rights import VIEW_SCREEN
from jiahe.registry.rights import (
    ANSWER_RESIDENTS,
    APPROVE_EXPORTS,
    EDIT_FAMILIES,
    EXPORT_PEOPLE,
    IMPORT_PEOPLE,
    MERGE_RECORDS,
    REVEAL_IDENTITY,
    VIEW_FAMILIES,
    VIEW_SENSITIVE,
)

# Who sees families may have a list of what he sees. A village asks above when the list is long: it has no second pair
# of eyes of its own.
LOOKS = frozenset({VIEW_SCREEN, VIEW_FAMILIES, EXPORT_PEOPLE})
LEADERS = LOOKS | {APPROVE_EXPORTS}
VILLAGE = LOOKS | {EDIT_FAMILIES, IMPORT_PEOPLE, MERGE_RECORDS, REVEAL_IDENTITY, VIEW_SENSITIVE, ANSWER_RESIDENTS}
WORKERS = VILLAGE | LEADERS

ROLE_RIGHTS: dict[str, frozenset[Right]] = {
    Role.PRESIDENT: LEADERS,
    Role.CITY_SECRETARY: LEADERS,
    Role.COUNTY_SECRETARY: WORKERS,
    Role.TOWNSHIP_SECRETARY: WORKERS,
    Role.VILLAGE_WORKER: VILLAGE,
    Role.AUDITOR: frozenset({VIEW_SCREEN}),
    Role.ADMINISTRATOR: frozenset({VIEW_SCREEN, EDIT_REGIONS}),
}
