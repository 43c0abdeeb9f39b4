"""Recording how things stand with a person from a day on, and taking back what was recorded by mistake."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db import transaction

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require_at
from jiahe.foundation.database import REGISTRY_LOCK, advisory_lock, allocate_ids
from jiahe.foundation.events.delivery import emit
from jiahe.foundation.vault.crypto import seal
from jiahe.registry.actions.common import audit_person, in_words, refuse, require_in_lifetime
from jiahe.registry.circumstances import Circumstances, circumstances_of
from jiahe.registry.events import CircumstanceRecorded
from jiahe.registry.models import Circumstance, Person
from jiahe.registry.models.circumstance import ANSWERS, SEAL, SEALED, CircumstanceKind
from jiahe.registry.rights import EDIT_FAMILIES, VIEW_SENSITIVE

WORKING_AGE = 16
MOST_MONTHS = 720
HIGHEST_WAGE = Decimal(1_000_000)
# What cannot be said of somebody so young or so old: answer → least and greatest age in completed years.
AGES: Mapping[CircumstanceKind, Mapping[str, tuple[int, int]]] = {
    CircumstanceKind.EMPLOYMENT: dict.fromkeys(
        ("employee", "civil_servant", "flexible", "unemployed", "retired"), (WORKING_AGE, 150)
    ),
    CircumstanceKind.SCHOOL: {
        "nursery": (0, 6),
        "preschool": (2, 8),
        "preschool_last_year": (4, 8),
        "primary": (4, 150),
        "junior": (8, 150),
        "senior": (10, 150),
        "college": (10, 150),
    },
}
# Said again they say nothing new, unlike a number of months, a wage or a grade that was assessed anew.
LASTING = frozenset(
    {CircumstanceKind.EMPLOYMENT, CircumstanceKind.INSURANCE, CircumstanceKind.SCHOOL, CircumstanceKind.CHRONIC}
)


def record_circumstance(
    *, person: Person, kind: CircumstanceKind, value: str, since: date, by: Actor, at: datetime, on: date
) -> Circumstance:
    """Record what is so with a person from a day on, from which his state on any day follows.

    ``value`` is a code of ``ANSWERS``, a number of months, or CNY a month with at most two decimals. The button pressed
    twice records it once.

    Raises:
        OutOfReach, RightMissing: the person is not the actor's, or he may not edit families. A sensitive kind does not
            exist for who may not know it.
        Refused: it cannot be so, on that day or at all, or it is known already.
    """
    require_at(by, EDIT_FAMILIES, person.village_code)
    _require_known(kind, by)
    said = _plain(kind, value)
    require_in_lifetime(person, since, "since", on=on)
    with transaction.atomic():
        advisory_lock(REGISTRY_LOCK)
        known = circumstances_of([person], by=by)[person.pk]
        if (same := _recorded(known, kind, said, since)) is not None:
            return same
        _check(person, kind, said, since, known)
        pk = allocate_ids(Circumstance, 1)[0]
        sealed = kind in SEALED
        recorded = Circumstance.objects.create(
            pk=pk, person=person, kind=kind, on=since, recorded_at=at, value="" if sealed else said,
            value_sealed=seal(said, row=pk, **SEAL) if sealed else None,
        )  # fmt: skip
        _tell("registry.record_circumstance", recorded, person, by, at, withdrawn=False)
    return recorded


def withdraw_circumstance(*, circumstance: Circumstance, by: Actor, at: datetime, on: date) -> None:
    """Take back what was recorded by mistake; it stays to be read, and what held before it holds again.

    Raises:
        OutOfReach, RightMissing: as ``record_circumstance``.
    """
    person = circumstance.person
    require_at(by, EDIT_FAMILIES, person.village_code)
    _require_known(CircumstanceKind(circumstance.kind), by)
    with transaction.atomic():
        advisory_lock(REGISTRY_LOCK)
        taken = Circumstance.objects.filter(pk=circumstance.pk, withdrawn_at=None).update(withdrawn_at=at)
        if taken:
            _tell("registry.withdraw_circumstance", circumstance, person, by, at, withdrawn=True)


def _require_known(kind: CircumstanceKind, by: Actor) -> None:
    if kind in SEALED and not by.may(VIEW_SENSITIVE):
        raise OutOfReach("没有找到这项情况。")


def _tell(action: str, told: Circumstance, person: Person, by: Actor, at: datetime, *, withdrawn: bool) -> None:
    """The audit, the floors above, and the person's record, which an import that is undone leaves alone from now on."""
    Person.objects.filter(pk=person.pk).update(changed_at=at)
    audit_person(action, person, by, at, {"kind": str(told.kind), "circumstance": told.pk})
    emit(CircumstanceRecorded(person_id=person.pk, kind=str(told.kind), on=told.on, withdrawn=withdrawn), at=at)


def _recorded(known: Circumstances, kind: CircumstanceKind, said: str, since: date) -> Circumstance | None:
    """The record that says just this already and holds."""
    same_day = [one for one in known.of(kind) if one.on == since]
    if kind != CircumstanceKind.VACCINATION:
        same_day = same_day[-1:]
    return next((one for one in same_day if one.said == said), None)


def _plain(kind: CircumstanceKind, value: str) -> str:
    """A value as it is kept."""
    if kind in ANSWERS:
        if value not in ANSWERS[kind]:
            raise refuse("value", f"请从这些里选一个：{'、'.join(ANSWERS[kind].values())}。")
        return value
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise refuse("value", "请填写数字，例如 26。") from None
    if kind == CircumstanceKind.INSURED_MONTHS:
        return _months(number)
    return _wage(number)


def _months(number: Decimal) -> str:
    if not number.is_finite() or number != int(number) or not 0 <= number <= MOST_MONTHS:
        raise refuse("value", f"月数是 0 到 {MOST_MONTHS} 的整数，请核对。")
    return str(int(number))


def _wage(number: Decimal) -> str:
    if not number.is_finite() or not 0 < number <= HIGHEST_WAGE or number != round(number, 2):
        raise refuse("value", "请填写每个月多少元，例如 7500，最多两位小数。")
    return f"{number.normalize():f}"


# What cannot be so


def _check(person: Person, kind: CircumstanceKind, said: str, since: date, known: Circumstances) -> None:
    least, most = AGES.get(kind, {}).get(said, (0, 150))
    age = person.age(since)
    if not least <= age <= most:
        answer = ANSWERS[kind][said]
        raise refuse("value", f"{person.name}那一天 {age} 周岁，不能是“{answer}”。请核对日期，或另选一项。")
    if kind == CircumstanceKind.INSURED_MONTHS:
        _check_months(person, int(said), since)
    if kind == CircumstanceKind.WAGE and age < WORKING_AGE:
        raise refuse("since", f"{person.name}那一天还不满 {WORKING_AGE} 周岁，请核对日期。")
    before = known.latest(kind, since)
    if kind in LASTING and before is not None and before.said == said:
        raise refuse("value", f"从{in_words(before.on)}起已经是“{before.answer}”，不用再记一次。")


def _check_months(person: Person, months: int, since: date) -> None:
    years = person.age(since) - WORKING_AGE
    if months > max(years + 1, 0) * 12:
        raise refuse("value", f"从满 {WORKING_AGE} 周岁到这一天没有 {months} 个月，请核对月数和日期。")
