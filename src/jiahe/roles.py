"""The one role × right table: which post may do what. Where a post may do it, its scope says."""

from __future__ import annotations

from jiahe.foundation.accounts.models import Role
from jiahe.foundation.accounts.rights import Right
from jiahe.foundation.redistricting.rights import EDIT_REGIONS
from jiahe.insight.rights import VIEW_SCREEN
from jiahe.registry.rights import (
    EDIT_FAMILIES,
    IMPORT_PEOPLE,
    MERGE_RECORDS,
    REVEAL_IDENTITY,
    VIEW_FAMILIES,
    VIEW_SENSITIVE,
)

LEADERS = frozenset({VIEW_SCREEN, VIEW_FAMILIES})
WORKERS = LEADERS | {EDIT_FAMILIES, IMPORT_PEOPLE, MERGE_RECORDS, REVEAL_IDENTITY, VIEW_SENSITIVE}

ROLE_RIGHTS: dict[str, frozenset[Right]] = {
    Role.PRESIDENT: LEADERS,
    Role.CITY_SECRETARY: LEADERS,
    Role.COUNTY_SECRETARY: WORKERS,
    Role.TOWNSHIP_SECRETARY: WORKERS,
    Role.VILLAGE_WORKER: WORKERS,
    Role.AUDITOR: frozenset({VIEW_SCREEN}),
    Role.ADMINISTRATOR: frozenset({VIEW_SCREEN, EDIT_REGIONS}),
}
