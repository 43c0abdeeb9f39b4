"""Where somebody is paid."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction

from jiahe.delivery.payments.locking import alone
from jiahe.delivery.payments.models import FIELD_CLASS, Account
from jiahe.delivery.payments.queries import records_of
from jiahe.delivery.payments.rights import EDIT_PAYEES
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import require_at
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.database import allocate_ids
from jiahe.foundation.vault.crypto import blind_index, seal
from jiahe.registry.actions.common import refuse
from jiahe.registry.models import Person

LONGEST_HOLDER, LONGEST_BANK = 50, 60


def set_account(*, person: Person, holder: str, bank: str, number: str, by: Actor, at: datetime) -> Account:
    """Pay a person to this account from now on. The same one again is kept, unless the bank sent money back from it.

    Raises:
        OutOfReach, RightMissing: the person is not the actor's, or he may not change accounts.
        Refused: at the field that cannot be.
    """
    person = person.merged_into or person
    require_at(by, EDIT_PAYEES, person.village_code)
    holder, bank, digits = holder.strip(), bank.strip(), normalised(number)
    _check(holder, bank, digits)
    index = blind_index(digits, field_class=FIELD_CLASS)
    with transaction.atomic():
        alone()
        # Of the records merged into this one, too: nothing goes to an account that was replaced.
        mine = Account.objects.filter(person_id__in=records_of(person), ended_at=None)
        current = mine.order_by("-pk").first()
        if current is not None and current.bounced_at is None and _says(current) == (holder, bank, index):
            return current
        mine.update(ended_at=at)
        (pk,) = allocate_ids(Account, 1)
        sealed = seal(digits, table="payments_account", column="number", row=pk, field_class=FIELD_CLASS)
        account = Account(
            pk=pk, person=person, holder=holder, bank=bank, number_sealed=sealed, number_index=index,
            tail=digits[-4:], entered_by_id=by.id, entered_at=at,
        )  # fmt: skip
        account.save(force_insert=True)
        write_entry(
            actor=by,
            action="payments.set_account",
            at=at,
            subject_type="person",
            subject_id=person.pk,
            region_code=person.village_code,
            details={"account": pk, "before": current.pk if current else None},
        )
    return account


def _says(account: Account) -> tuple[str, str, bytes]:
    return account.holder, account.bank, bytes(account.number_index)


def normalised(number: str) -> str:
    """A number as it is typed, without what stands between its groups."""
    return re.sub(r"[\s\-]", "", number)


def passes_luhn(digits: str) -> bool:
    """Whether the last digit of a card number fits the others."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _check(holder: str, bank: str, digits: str) -> None:
    if not holder:
        raise refuse("holder", "请填写户名，和银行卡上的一样。")
    if len(holder) > LONGEST_HOLDER:
        raise refuse("holder", f"户名最多 {LONGEST_HOLDER} 个字。")
    if not bank:
        raise refuse("bank", "请填写开户行，例如：福建农信南安英都信用社。")
    if len(bank) > LONGEST_BANK:
        raise refuse("bank", f"开户行最多 {LONGEST_BANK} 个字。")
    if not re.fullmatch(r"[0-9]{12,19}", digits):
        raise refuse("number", "账号是 12 到 19 位数字，请照着卡再数一遍。")
    if not passes_luhn(digits):
        raise refuse("number", "这个账号有一位对不上，多半是抄错了一个数字。请照着卡再填一次。")
