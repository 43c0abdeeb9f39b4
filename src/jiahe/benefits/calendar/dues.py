"""The days that stand in the answer of the rules: payments, last days to claim, the ends of leave, what begins.

What follows a loss (the quiet benefits) is not reminded of: it is told on the page of what is due, to whom it is due.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jiahe.benefits.answering import documents_of
from jiahe.benefits.benefit import Version
from jiahe.benefits.calendar.entries import Entry, Kind
from jiahe.benefits.calendar.stages import awaited, last_living_birth, lives
from jiahe.benefits.editions import Edition
from jiahe.benefits.family.members import Family, Member
from jiahe.benefits.subjects import subjects_of
from jiahe.benefits.summary import grouped
from jiahe.foundation.rules.expressions import Subject
from jiahe.foundation.rules.parameters import UNCONFIRMED
from jiahe.foundation.rules.snapshots import snapshot_of

Said = Mapping[str, Any]
Claimed = Collection[tuple[str, str]]  # beneficiary and benefit of each claim that waits or was seen to
# Their days stand in a timetable.
SCHEDULED = {"immunisation", "hpv_vaccination", "child_health_checks", "antenatal_checks", "newborn_screening"}
# One's own to decide on: no day of the calendar is theirs, and to be reminded may wound.
IN_OWN_TIME = {"premarital_check", "prepregnancy_check", "assisted_reproduction", "labour_analgesia"}
AFTER_A_BIRTH = {"maternity_leave", "paternity_leave", "maternity_allowance"}
LEAVE_UNITS = ("days", "days/year")
AT_THE_END = "这是按现在登记的情况算的。到时候要不要再办，问一问村里。"
QUARTERS = ((1, "一"), (4, "二"), (7, "三"), (10, "四"))
LONGEST_FOR_A_FATHER = 365  # days after a birth within which leave for it is spoken of


@dataclass(frozen=True, slots=True)
class _Law:
    """The law that an answer was made by, as it will be for those it speaks of."""

    edition: Edition
    subjects: Mapping[str, Subject]

    def version_on(self, code: str, day: date) -> Version | None:
        """The version of a benefit that will act on a day."""
        return self.edition.by_code[code].version_on(day)[0]

    def sources_on(self, said: Said, day: date) -> list[Said]:
        """The documents of a rule and of its amount on a day: an answer names those of what is due today only."""
        version = self.version_on(said["benefit"], day)
        if version is None:
            return []
        documents, _ = documents_of(version, snapshot_of(self.subjects[said["beneficiary"]], day))
        return list(documents)


def dues_of(answer: Said, edition: Edition, family: Family, until: date, claimed: Claimed) -> Iterator[Entry]:
    """What the answer of an edition brings to the living, before a day; of what is ``claimed`` no last day is spoken of."""
    members = {member.id: member for member in family.members}
    law = _Law(edition, subjects_of(family))
    found = [(said, _of_entitlement(said, family.on, until)) for said in answer["entitlements"]]
    found += [(said, _of_refusal(said, law)) for said in answer["not_entitled"]]
    for said, entries in found:
        if _speaks_of(said, members[said["beneficiary"]], family, edition):
            for entry in entries:
                if entry.kind is not Kind.DEADLINE or (entry.who, said["benefit"]) not in claimed:
                    yield entry


def _speaks_of(said: Said, member: Member, family: Family, edition: Edition) -> bool:
    code = said["benefit"]
    if not lives(member) or code in SCHEDULED | IN_OWN_TIME or edition.by_code[code].quiet:
        return False
    return code not in AFTER_A_BIRTH or _expects_or_has(member, family)


def _expects_or_has(member: Member, family: Family) -> bool:
    """Whether a child is on its way to somebody, or came and lives: after a loss there is no leave to speak of."""
    if member.sex == "F":
        return awaited(member, family.on) is not None or last_living_birth(member, family) is not None
    wives = [
        one for one in family.members if member.id == one.said.get("spouse") or one.id == member.said.get("spouse")
    ]
    lately = [
        child
        for child in family.members
        if child.said.get("father") == member.id and (family.on - child.birth_date).days < LONGEST_FOR_A_FATHER
    ]
    return all(lives(child) for child in lately) and (
        bool(lately) or any(awaited(wife, family.on) is not None for wife in wives)
    )


def _of_entitlement(said: Said, on: date, until: date) -> Iterator[Entry]:
    todo, title = said["how_to_claim"], said["title"]
    yield from _payments(said, on)
    if said["deadline"]:
        yield _entry(Kind.DEADLINE, said, f"{title}：申请的最后一天", _day(said["deadline"]), todo)
    if said["until"] and said["unit"] in LEAVE_UNITS:
        yield _entry(Kind.LEAVE, said, f"{title}：休到这一天为止", _day(said["until"]), todo)
    elif said["until"] and str(said["unit"]).startswith("CNY"):
        yield _entry(Kind.ENDS, said, f"{title}：到这一天为止", _day(said["until"]), AT_THE_END)
    if said["benefit"] == "elder_health_check":
        for year in range(on.year, until.year + 1):
            yield _entry(Kind.CHECK, said, f"{year} 年的免费体检", date(year, 1, 1), todo, last=date(year, 12, 31))
    if said["benefit"] == "chronic_followup":
        for year in range(on.year, until.year + 1):
            for month, quarter in QUARTERS:
                day = date(year, month, 1)
                yield _entry(
                    Kind.CHECK, said, f"慢病随访（{year} 年第{quarter}季度）", day, todo, last=_end_of_quarter(day)
                )


def _payments(said: Said, on: date) -> Iterator[Entry]:
    """Each payment that comes once or once a year; of monthly ones only the month from which it is another amount."""
    monthly, before = said["unit"] == "CNY/month", None
    for payment in said["payments"]:
        amount, day = payment["amount"], _day(payment["on"])
        changed, before = before not in (None, amount), amount
        if amount is None or day < on or (monthly and not changed):
            continue
        yuan = grouped(amount)
        words = f"每月改成 {yuan} 元" if monthly else f"{yuan} 元"
        yield _entry(Kind.MONEY, said, f"{said['title']}：{words}", day, said["how_to_claim"])


def _of_refusal(said: Said, law: _Law) -> Iterator[Entry]:
    still = said.get("still_claimable")
    if still:
        todo, day = "这一项已经到期，还没有申请的可以补。到村里问一问。", _day(still["deadline"])
        title = f"{said['title']}：补申请的最后一天"
        yield _entry(Kind.DEADLINE, said, title, day, todo, sources=law.sources_on(said, day))
    if said.get("from_when") and said["benefit"] != "maternity_leave":  # that stands among the stages
        day = _day(said["from_when"])
        version = law.version_on(said["benefit"], day)
        todo = version.claim.how if version is not None else ""
        yield _entry(Kind.BEGINS, said, said["title"], day, todo, sources=law.sources_on(said, day))


def _entry(
    kind: Kind, said: Said, title: str, on: date, todo: str, *,
    last: date | None = None, sources: Collection[Said] | None = None,
) -> Entry:  # fmt: skip
    named = said["sources"] if sources is None else list(sources)
    unverified = said.get("unverified", any(source["confidence"] in UNCONFIRMED for source in named))
    return Entry(kind, said["beneficiary"], title, on, last, todo, named, unverified)


def _end_of_quarter(first: date) -> date:
    return date(first.year, first.month + 2, 30 if first.month in (4, 7) else 31)


def _day(text: str) -> date:
    return date.fromisoformat(text)
