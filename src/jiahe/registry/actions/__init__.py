"""Every write of the registry that a person makes on a page: one action each, checked, audited, all or nothing.

``families`` registers and edits, ``lives`` records what happened, ``circumstances`` how things stand, ``moves`` brings people from one household to
another, ``merges`` puts two records of one person or household together; these can be undone. ``allotments`` says where
households belong after a village was split.
"""

from jiahe.registry.actions.allotments import allot_households
from jiahe.registry.actions.circumstances import record_circumstance, withdraw_circumstance
from jiahe.registry.actions.families import (
    BULK_FIELDS,
    Guarded,
    RowResult,
    Side,
    add_household,
    add_person,
    edit_address,
    edit_people,
    edit_person,
    record_death,
    reveal,
    row_of,
    set_relatives,
    withdraw_death,
)
from jiahe.registry.actions.lives import end_event, record_event, withdraw_event
from jiahe.registry.actions.merges import (
    dismiss_duplicate,
    merge_households,
    merge_people,
    undo_household_merge,
    undo_person_merge,
)
from jiahe.registry.actions.moves import move_people, take_in, undo_move
from jiahe.registry.rows import Refused

__all__ = [
    "BULK_FIELDS",
    "Guarded",
    "Refused",
    "RowResult",
    "Side",
    "add_household",
    "add_person",
    "allot_households",
    "dismiss_duplicate",
    "edit_address",
    "edit_people",
    "edit_person",
    "end_event",
    "merge_households",
    "merge_people",
    "move_people",
    "record_circumstance",
    "record_death",
    "record_event",
    "reveal",
    "row_of",
    "set_relatives",
    "take_in",
    "undo_household_merge",
    "undo_move",
    "undo_person_merge",
    "withdraw_circumstance",
    "withdraw_death",
    "withdraw_event",
]
