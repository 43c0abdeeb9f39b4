"""Every write of the workforce, with its right, its entry and its facts."""

from jiahe.delivery.workforce.actions.credentials import record_credential, withdraw_credential
from jiahe.delivery.workforce.actions.hours import answer_hours, record_hours
from jiahe.delivery.workforce.actions.life import end_worker, rest_worker, resume_worker
from jiahe.delivery.workforce.actions.load import assign, end_assignment
from jiahe.delivery.workforce.actions.nominating import change_worker, nominate, review, sign_up
from jiahe.delivery.workforce.actions.taking import reveal_phone, take_list

__all__ = [
    "answer_hours",
    "assign",
    "change_worker",
    "end_assignment",
    "end_worker",
    "nominate",
    "record_credential",
    "record_hours",
    "rest_worker",
    "resume_worker",
    "reveal_phone",
    "review",
    "sign_up",
    "take_list",
    "withdraw_credential",
]
