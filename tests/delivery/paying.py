"""What the tests of payments share: people who are due money, a batch made and checked, a bank that answers."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from jiahe.delivery.payments.bank_file import make_bank_file
from jiahe.delivery.payments.batches import answer_batch, build_batch, make_batch
from jiahe.delivery.payments.entering import Entitlement, enter_payments
from jiahe.delivery.payments.models import BankResult, Batch, Line, Payment
from jiahe.delivery.payments.payees import set_account
from jiahe.delivery.payments.results import bring_result
from jiahe.delivery.payments.sample import synthetic_number
from jiahe.foundation.accounts.actor import Actor, operator
from jiahe.foundation.regions.queries import find_region
from jiahe.registry.enrolment import enrol
from jiahe.registry.models import Person
from tests.delivery.answers import Row, sheet
from tests.people import family
from tests.places import NOW, TODAY, YUNLIN

GRANT = "golden-autumn"
DUE = date(2026, 11, 1)


def people_of(households: Iterable[int]) -> list[Person]:
    """The grown people of some households, enrolled in 芸林村."""
    yunlin = find_region(YUNLIN)
    assert yunlin is not None
    rows = [row for number in households for row in family(f"{number:03d}")]
    enrol(rows, by=operator(), at=NOW, on=TODAY, territory=yunlin)
    return list(Person.objects.filter(relation__in=("head", "spouse")).select_related("household").order_by("pk"))


def entitlement(person: Person, fen: int = 500_000, **changes: object) -> Entitlement:
    """One amount that is due to somebody."""
    said = {
        "person_id": person.pk, "village_code": person.village_code, "purpose": GRANT, "title": "金秋助学", "fen": fen,
        "due_on": DUE, "source": f"case:{person.pk}:1",
    }  # fmt: skip
    return Entitlement(**{**said, **changes})  # type: ignore[arg-type]


def give_account(person: Person, seed: int | None = None) -> None:
    """An account for somebody."""
    number = synthetic_number(seed if seed is not None else person.pk)
    set_account(person=person, holder=person.name, bank="福建农信样例社", number=number, by=operator(), at=NOW)


def owed(
    households: int = 3, *, accounts: bool = True, fen: Callable[[int], int] = lambda n: 10_001 + n
) -> list[Person]:
    """People to each of whom an amount of its own is due."""
    people = people_of(range(1, households + 1))
    for person in people:
        if accounts:
            give_account(person)
    enter_payments(entitlements=[entitlement(p, fen(n)) for n, p in enumerate(people)], by=operator(), at=NOW)
    return people


def made(client: Client, purpose: str = GRANT) -> Batch:
    """A batch that the desk put together, waiting for its second person."""
    answer = client.post(reverse("desk:make-batch", args=[purpose]), {"until": TODAY.isoformat()})
    assert answer.status_code == 302, answer.content.decode()
    return Batch.objects.get(pk=int(re.findall(r"\d+", answer["Location"])[0]))


def approved(batch: Batch, client: Client) -> Batch:
    """The batch, approved by a second person; its file is made."""
    answer = client.post(reverse("desk:answer-batch", args=[batch.pk]), {"answer": "yes"})
    assert answer.status_code == 302, answer.content.decode()
    batch.refresh_from_db()
    return batch


def saved(batch: Batch, client: Client) -> list[list[str]]:
    """The rows of the bank's file, as its maker saves it."""
    answer = client.get(reverse("desk:bank-file", args=[batch.pk]))
    assert answer.status_code == 200
    content = io.BytesIO(b"".join(answer.streaming_content))
    headings, *rows = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()
    assert headings == ["序号", "户名", "账号", "开户行", "金额(元)", "用途", "付款编号"]
    return [[str(cell) for cell in row] for row in rows]


def bring(batch: Batch, client: Client, content: bytes, name: str = "结果.xlsx") -> BankResult:
    """A file of results, uploaded at the page of a batch."""
    answer = client.post(reverse("desk:bring-result", args=[batch.pk]), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return BankResult.objects.get(pk=int(re.findall(r"\d+", answer["Location"])[0]))


def numbers(batch: Batch) -> list[str]:
    """The numbers by which the bank calls the lines of a batch."""
    return [line.number for line in Line.objects.filter(batch=batch).order_by("pk")]


def account_page(person: Person) -> str:
    """Where the account of somebody is entered."""
    return reverse("desk:payee", args=[person.pk])


def states() -> list[str]:
    """How all payments stand, in their order."""
    return list(Payment.objects.order_by("pk").values_list("state", flat=True))


def at_the_bank(one: Person, other: Person, maker: Actor, checker: Actor) -> dict[str, int]:
    """For the walk through all pages: a batch that waits, one that is at the bank, and a result with a fault."""
    county = find_region(350583000000)
    assert county is not None
    made_of: list[Batch] = []
    for person in (other, one):
        give_account(person)
        enter_payments(entitlements=[entitlement(person)], by=maker, at=NOW)
        batch = make_batch(region=county, purpose=GRANT, until=TODAY, by=maker, at=NOW, on=TODAY)
        build_batch(batch, at=NOW, progress=_quiet)
        made_of.append(Batch.objects.get(pk=batch.pk))
        if person is other:
            answer_batch(batch=made_of[0], approve=True, reason="", by=checker, at=timezone.now())
            make_bank_file(made_of[0], at=timezone.now(), progress=_quiet)
    sent = Batch.objects.select_related("region").get(pk=made_of[0].pk)
    rows: list[Row] = [(numbers(sent)[0], "成功", ""), ("JH0", "成功", "")]
    result = bring_result(batch=sent, name="x.xlsx", content=sheet(rows), by=maker, at=timezone.now())
    return {"batch": made_of[1].pk, "sent_batch": sent.pk, "payment_result": result.pk}


def _quiet(done: int, total: int) -> None:
    """Tell nobody."""
