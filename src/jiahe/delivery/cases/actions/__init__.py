"""The deeds of cases: opening, handling, and what the applicant does.

Every deed names the number of moves its doer had read (``seen``): when another was quicker, nothing is done and he is
told. Each writes the row, an entry of the history, the audit, the facts and what people are told in one transaction.
"""

from jiahe.delivery.cases.actions.applicant import rate, reopen, reply, withdraw
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

__all__ = [
    "Visitor",
    "ask_applicant",
    "finish_step",
    "hand_on",
    "open_case",
    "rate",
    "receive",
    "refer",
    "reject",
    "reopen",
    "reply",
    "send_back",
    "withdraw",
]
