"""The one role × right table: which post may do what. Where a post may do it, its scope says."""

from __future__ import annotations

from jiahe.benefits.rights import PROPOSE_LAW, PUBLISH_LAW, VIEW_LAW
from jiahe.delivery.cases.rights import HANDLE_CASES, VIEW_CASES
from jiahe.delivery.catalogue.rights import APPROVE_SETTINGS, PROPOSE_SETTINGS
from jiahe.delivery.library.rights import (
    RECORD_LECTURES,
    REVIEW_STORIES,
    VIEW_LECTURES,
    VIEW_STORIES,
    WRITE_STORIES,
)
from jiahe.delivery.payments.rights import CHECK_PAYMENTS, EDIT_PAYEES, MAKE_PAYMENTS, VIEW_PAYMENTS
from jiahe.delivery.sites.rights import EDIT_SITES, INSPECT_SITES, VIEW_SITES
from jiahe.delivery.workforce.rights import CERTIFY_WORKFORCE, NOMINATE_WORKFORCE, REVIEW_WORKFORCE, VIEW_WORKFORCE
from jiahe.foundation.accounts.models import Role
from jiahe.foundation.accounts.rights import MANAGE_ACCOUNTS, Right
from jiahe.foundation.holidays.rights import EDIT_HOLIDAYS
from jiahe.foundation.jobs.rights import RUN_JOBS
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
LOOKS = frozenset({VIEW_SCREEN, VIEW_FAMILIES, EXPORT_PEOPLE, VIEW_CASES, HANDLE_CASES, VIEW_STORIES, VIEW_LECTURES})
LEADERS = LOOKS | {APPROVE_EXPORTS}
VILLAGE = LOOKS | {EDIT_FAMILIES, IMPORT_PEOPLE, MERGE_RECORDS, REVEAL_IDENTITY, VIEW_SENSITIVE, ANSWER_RESIDENTS}
VILLAGE |= {RECORD_LECTURES}
WORKERS = VILLAGE | LEADERS | {WRITE_STORIES}

# What the law is here is said by those who answer for a county or more; who proposes it does not publish it.
LAW = frozenset({VIEW_LAW, PROPOSE_LAW, PUBLISH_LAW})

# A village says where its people are paid and sees what is due to them; a county makes the batches. Who made one never
# checks it: another of the county, or the city, does.
PAYEES = frozenset({VIEW_PAYMENTS, EDIT_PAYEES})

# Who keeps a site does not inspect it alone: the township and the county keep, the county and the city inspect.
KEEPS_SITES = frozenset({VIEW_SITES, EDIT_SITES})
INSPECTS_SITES = frozenset({VIEW_SITES, INSPECT_SITES})

# A village nominates and answers those who offer themselves; each level accepts whom the one below named. Credentials
# are recorded from the township up: who names somebody does not certify him.
NOMINATES = frozenset({VIEW_WORKFORCE, NOMINATE_WORKFORCE, REVIEW_WORKFORCE})
CERTIFIES = NOMINATES | {CERTIFY_WORKFORCE}

# A township writes stories; a county and a city also review them, the province reviews: each what another wrote.
WRITES_AND_REVIEWS = frozenset({WRITE_STORIES, REVIEW_STORIES})

# How a programme runs here is said by those who lead it; who proposes it does not approve it.
SETS_PROGRAMMES = frozenset({PROPOSE_SETTINGS, APPROVE_SETTINGS})

ROLE_RIGHTS: dict[str, frozenset[Right]] = {
    Role.PRESIDENT: (
        LEADERS | LAW | SETS_PROGRAMMES | {VIEW_PAYMENTS, VIEW_SITES, REVIEW_STORIES, VIEW_WORKFORCE, REVIEW_WORKFORCE}
    ),
    Role.CITY_SECRETARY: (
        LEADERS
        | LAW
        | SETS_PROGRAMMES
        | INSPECTS_SITES
        | WRITES_AND_REVIEWS
        | CERTIFIES
        | {MANAGE_ACCOUNTS, VIEW_PAYMENTS, CHECK_PAYMENTS}
    ),
    Role.COUNTY_SECRETARY: (
        WORKERS
        | LAW
        | SETS_PROGRAMMES
        | PAYEES
        | KEEPS_SITES
        | INSPECTS_SITES
        | CERTIFIES
        | WRITES_AND_REVIEWS
        | {MANAGE_ACCOUNTS, MAKE_PAYMENTS, CHECK_PAYMENTS}
    ),
    Role.TOWNSHIP_SECRETARY: WORKERS | PAYEES | KEEPS_SITES | CERTIFIES | {MANAGE_ACCOUNTS},
    Role.VILLAGE_WORKER: VILLAGE | PAYEES | NOMINATES | {VIEW_SITES},
    # Least use: a leader's group is not in the system yet, so he sees the numbers of his village and no family.
    Role.GROUP_LEADER: frozenset({VIEW_SCREEN}),
    # What these four do comes with the programmes; until then they have an account and nothing to look at.
    Role.EXPERT: frozenset(),
    Role.GUIDE: frozenset(),
    Role.VOLUNTEER: frozenset(),
    Role.PROVIDER: frozenset(),
    # A department sees what was handed to it, and nothing else.
    Role.PARTNER: frozenset({HANDLE_CASES}),
    Role.AUDITOR: frozenset({VIEW_SCREEN, VIEW_LAW}),
    Role.ADMINISTRATOR: LAW | {VIEW_SCREEN, EDIT_REGIONS, MANAGE_ACCOUNTS, RUN_JOBS, EDIT_HOLIDAYS},
}
