"""Who sees which payment, and how the sums stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from jiahe.delivery.payments.models import (
    PAYABLE,
    Account,
    BankResult,
    Batch,
    BatchStatus,
    Line,
    LineState,
    Payment,
    PaymentState,
)  # fmt: skip
from jiahe.delivery.payments.rights import CHECK_PAYMENTS, EDIT_PAYEES, MAKE_PAYMENTS, VIEW_PAYMENTS
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, reached, reached_whole, require
from jiahe.foundation.accounts.models import Post
from jiahe.foundation.accounts.queries import posts_with
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import in_ranges, path_to, ranges_of
from jiahe.registry.models import Person
from jiahe.registry.queries import Page, keyset, newest, person_to_edit

PAGE = 50
WITH = ("region", "made_by", "post__region", "answered_by", "file")
USABLE = Q(ended_at=None, bounced_at=None)

# Whose record was merged is paid to the account of the record it was merged into, and the other way round.
_record = Coalesce(OuterRef("person__merged_into_id"), OuterRef("person_id"))
_accounts = Account.objects.filter(USABLE)
HAS_ACCOUNT = Q(Exists(_accounts.filter(person_id=_record))) | Q(
    Exists(_accounts.filter(person__merged_into_id=_record))
)


def usable_accounts(people: Iterable[int]) -> dict[int, int]:
    """The account to which each of some people (by the record that stands) is paid; who has none is not in it."""
    wanted = list(people)
    # Two questions, each with an index of its own: joined by "or" they would read every account.
    own = Account.objects.filter(USABLE, person_id__any_of=wanted).values_list("pk", "person_id")
    merged = Account.objects.filter(USABLE, person__merged_into_id__any_of=wanted)
    aliases = merged.values_list("pk", "person__merged_into_id")
    found = [*own, *((pk, person) for pk, person in aliases if person is not None)]
    return {person: pk for pk, person in sorted(found)}


def records_of(person: Person) -> list[int]:
    """The ids under which somebody is known: his own record and those merged into it."""
    return [person.pk, *person.aliases.values_list("pk", flat=True)]


def payable(region: Region, purpose: str, until: date) -> QuerySet[Payment]:
    """What is due in a region for a purpose up to a day, whether its person has an account or not."""
    here = in_ranges("village_code", ranges_of(region))
    return Payment.objects.filter(here, purpose=purpose, due_on__lte=until, state__in=PAYABLE)


@dataclass(frozen=True, slots=True)
class Due:
    """What is due for one purpose: how much and how many, since when, and for how many there is no account."""

    purpose: str
    title: str
    payments: int
    fen: int
    since: date
    lacking: int


def due(*, by: Actor, on: date) -> list[Due]:
    """What is due in the actor's scope on a day and in no batch, by purpose.

    Raises:
        RightMissing: he may not see payments.
    """
    require(by, VIEW_PAYMENTS)
    rows = Payment.objects.filter(reached(by, "village_code"), state__in=PAYABLE, due_on__lte=on).order_by()
    sums = rows.values("purpose").annotate(
        name=Max("title"),
        n=Count("pk"),
        sum=Sum("fen"),
        since=Min("due_on"),
        lacking=Count("pk", filter=~Q(HAS_ACCOUNT)),
    )
    return [
        Due(r["purpose"], r["name"], r["n"], r["sum"], r["since"], r["lacking"])
        for r in sums.order_by("since", "purpose")
    ]


def coming(*, by: Actor, on: date) -> tuple[int, int]:
    """How many payments fall due after a day in the actor's scope, and how much they are."""
    require(by, VIEW_PAYMENTS)
    rows = Payment.objects.filter(reached(by, "village_code"), state=PaymentState.DUE, due_on__gt=on)
    sums = rows.aggregate(n=Count("pk"), sum=Sum("fen"))
    return sums["n"], sums["sum"] or 0


def lacking(*, by: Actor, on: date, after: int = 0, before: int = 0) -> Page[Payment]:
    """A page of what cannot be paid because its person has no account that can be used.

    Raises:
        RightMissing: the actor may not see payments.
    """
    require(by, VIEW_PAYMENTS)
    rows = Payment.objects.filter(reached(by, "village_code"), state__in=PAYABLE, due_on__lte=on)
    return keyset(rows.exclude(HAS_ACCOUNT).select_related("person__household"), after, before, PAGE)


def payee(pk: int, *, by: Actor) -> tuple[Person, Account | None]:
    """A person whose account the actor may change, and the account; raises as ``person_to_edit`` does."""
    person = person_to_edit(pk, by=by, right=EDIT_PAYEES)
    mine = Account.objects.filter(person_id__in=records_of(person), ended_at=None)
    return person, mine.order_by("-pk").first()


def payments_of(person: Person) -> list[Payment]:
    """The latest payments to a person that ``payee`` gave."""
    return list(Payment.objects.filter(person_id__in=records_of(person)).order_by("-due_on", "-pk")[:20])


def batch(pk: int, *, by: Actor) -> Batch:
    """A batch of a place that the actor reaches whole.

    Raises:
        OutOfReach: there is none, or it is not his to know of.
        RightMissing: he may not see payments.
    """
    found = Batch.objects.select_related(*WITH).filter(pk=pk).first()
    if found is None or not by.reaches_all(ranges_of(found.region)):
        raise OutOfReach("没有找到这个批次。")
    require(by, VIEW_PAYMENTS)
    return found


def batches(*, by: Actor, after: int = 0, before: int = 0) -> Page[Batch]:
    """A page of the batches of places that the actor reaches whole, newest first; raises as ``batch`` does."""
    require(by, VIEW_PAYMENTS)
    return newest(Batch.objects.filter(reached_whole(by, "region")).select_related(*WITH), after, before, 20)


def to_check(*, by: Actor) -> list[Batch]:
    """The batches that wait for the actor's answer, oldest first."""
    if not by.may(CHECK_PAYMENTS):
        return []
    waiting = Batch.objects.filter(reached_whole(by, "region"), status=BatchStatus.WAITING).exclude(made_by=by.id)
    return list(waiting.select_related(*WITH).order_by("pk")[:20])


def may_check(found: Batch, by: Actor) -> bool:
    """Whether the answer is the actor's to give, now; to what he made himself never."""
    return found.status == BatchStatus.WAITING and found.made_by_id != by.id and by.may(CHECK_PAYMENTS)


def may_save(found: Batch, by: Actor) -> bool:
    """Whether the bank's file is the actor's to save."""
    return found.file_id is not None and found.post_id == by.post_id and by.may(MAKE_PAYMENTS)


def who_may_check(found: Batch) -> list[Post]:
    """The posts that may answer it."""
    return posts_with(CHECK_PAYMENTS, at=path_to(found.region), but=found.made_by_id)


@dataclass(frozen=True, slots=True)
class Totals:
    """A batch counted anew from its lines, by what came of them: how many, and how much in fen."""

    count: int
    fen: int
    out: int
    out_fen: int
    paid: int
    paid_fen: int
    returned: int
    returned_fen: int
    expected: int
    expected_fen: int

    @property
    def adds_up(self) -> bool:
        """Whether the batch holds to the fen what was paid, came back and is still out."""
        parts = self.out_fen + self.paid_fen + self.returned_fen
        return (self.count, self.fen) == (self.expected, self.expected_fen) and self.fen == parts

    @property
    def share(self) -> int:
        """How many of the lines have a result."""
        return self.paid + self.returned


def totals(found: Batch) -> Totals:
    """How a batch stands, counted by the database from its lines and their payments; one that was let go holds nothing."""
    return totals_of([found])[found.pk]


def totals_of(found: Iterable[Batch]) -> dict[int, Totals]:
    """How some batches stand, in one query."""
    wanted = {one.pk: one for one in found}
    rows = Line.objects.filter(batch__in=wanted).exclude(state=LineState.DROPPED).order_by()
    # The amount is the payment's own: a line that was changed beside it would show here.
    sums = rows.values_list("batch_id", "state").annotate(n=Count("pk"), sum=Sum("payment__fen"))
    by_batch: dict[int, dict[str, tuple[int, int]]] = {pk: {} for pk in wanted}
    for pk, state, n, fen in sums:
        by_batch[pk][state] = (n, fen)
    return {pk: _totals(one, by_batch[pk]) for pk, one in wanted.items()}


def _totals(found: Batch, sums: dict[str, tuple[int, int]]) -> Totals:
    out, paid, back = (sums.get(state, (0, 0)) for state in (LineState.OUT, LineState.PAID, LineState.RETURNED))
    gone = found.status in (BatchStatus.REFUSED, BatchStatus.WITHDRAWN)
    expected = (0, 0) if gone else (found.count, found.fen)
    n, fen = sum(n for n, _ in sums.values()), sum(fen for _, fen in sums.values())
    return Totals(n, fen, *out, *paid, *back, *expected)


def changed_accounts(found: Batch) -> int:
    """How many lines go to an account that was changed, or came back, since the batch was put together."""
    return Line.objects.filter(batch=found, state=LineState.OUT).exclude(
        account__ended_at=None, account__bounced_at=None
    ).count()  # fmt: skip


def shared_accounts(found: Batch) -> int:
    """How many account numbers stand in a batch for more than one person: no fault, but worth a look."""
    lines = Line.objects.filter(batch=found).exclude(state=LineState.DROPPED).order_by()
    people = lines.values("account__number_index").annotate(people=Count("account__person", distinct=True))
    return people.filter(people__gt=1).count()


def lines(found: Batch, *, state: str, after: int = 0, before: int = 0) -> Page[Line]:
    """A page of the lines of a batch that ``batch`` gave; ``state`` narrows it."""
    rows = Line.objects.filter(batch=found).select_related("payment__person", "account")
    if state in LineState.values:
        rows = rows.filter(state=state)
    return keyset(rows, after, before, PAGE)


def result(pk: int, *, by: Actor) -> BankResult:
    """A result of a batch the actor reaches; raises as ``batch`` does."""
    found = BankResult.objects.select_related("batch", "brought_by", "file").filter(pk=pk).first()
    if found is None:
        raise OutOfReach("没有找到这份结果。")
    found.batch = batch(found.batch_id, by=by)
    return found


def results_of(found: Batch) -> list[BankResult]:
    """The latest files of results of a batch that ``batch`` gave."""
    return list(BankResult.objects.filter(batch=found).select_related("brought_by").order_by("-pk")[:20])


def open_lines(found: Batch) -> int:
    """How many lines of a batch wait for the bank."""
    return Line.objects.filter(batch=found, state=LineState.OUT).count()
