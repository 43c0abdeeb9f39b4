"""The deeds of cases: opening, handling, and what the applicant does.

Every deed names the number of moves its doer had read (``seen``): when another was quicker, nothing is done and he is
told. Each writes the row, an entry of the history, the audit, the facts and what people are told in one transaction.
"""

from jiahe.delivery.cases.actions.applicant import rate, reopen, reply, withdraw
from jiahe.delivery.cases.actions.bulk import MOST as MOST_AT_ONCE
from jiahe.delivery.cases.actions.bulk import do_many
from jiahe.delivery.cases.actions.handling import (
    ask_applicant,
    finish_step,
    hand_on,
    receive,
    refer,
    reject,
    send_back,
)
from jiahe.delivery.cases.actions.opening import Visitor, open_case
from jiahe.delivery.cases.actions.papers import add_paper, open_paper
from jiahe.delivery.cases.actions.public import end_notices, object_to, put_up, running, settle_objections

__all__ = [
    "MOST_AT_ONCE",
    "Visitor",
    "add_paper",
    "ask_applicant",
    "do_many",
    "end_notices",
    "finish_step",
    "hand_on",
    "object_to",
    "open_case",
    "open_paper",
    "put_up",
    "rate",
    "receive",
    "refer",
    "reject",
    "reopen",
    "reply",
    "running",
    "send_back",
    "settle_objections",
    "withdraw",
]
