"""What each line of a sheet would do, worked out without writing: the same for the check and for the deed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from django.db.models import Q

from jiahe.foundation.accounts.account_rules import AccountRefused, check_name, check_phone, check_username
from jiahe.foundation.accounts.actions import stands_at
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.delegation import RESERVED, manages, manages_all, places_managed
from jiahe.foundation.accounts.directory import leading_role
from jiahe.foundation.accounts.models import Holding, Role, User, UserKind
from jiahe.foundation.regions.models import Region
from jiahe.foundation.staffing.rows import AccountRow, LineFault

Value = TypeVar("Value", int, str)
AT_ONCE = 500  # names asked of the database at once
ROLES = {role.label: role for role in Role}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One good line: who is to hold which post where. ``user`` is his account, where he has one already."""

    line: int
    region: Region
    role: Role
    name: str
    phone: str
    username: str
    user: User | None
    holds: bool

    @property
    def deed(self) -> str:
        """What comes of it: opened, given, changed or unchanged."""
        if self.user is None:
            return "opened"
        if not self.holds:
            return "given"
        return "changed" if self.phone and self.user.phone != self.phone else "unchanged"


@dataclass(slots=True)
class Plan:
    """What a sheet would do."""

    wanted: list[Wanted] = field(default_factory=list)
    faults: list[LineFault] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """How many lines stay out."""
        return len({fault.line for fault in self.faults if fault.severity == "error"})

    def counts(self) -> dict[str, int]:
        """How many lines come to what. A second post of a person who is opened in the same sheet is one given."""
        counts = dict.fromkeys(("opened", "given", "changed", "unchanged"), 0)
        seen: set[str] = set()
        for line in self.wanted:
            counts["given" if line.deed == "opened" and line.username in seen else line.deed] += 1
            seen.add(line.username)
        return counts


def plan_rows(rows: Sequence[AccountRow], *, by: Actor, on: date) -> Plan:
    """Hold the lines against the units the actor manages and the accounts there are."""
    places = _places(by)
    reserved: tuple[Role, ...] = () if manages_all(by) else RESERVED
    users = _users(row.username.strip().lower() for row in rows)
    held = _held([user.pk for user in users.values()], on)
    occupied = _occupied(row.code for row in rows)
    plan, names = Plan(), dict[str, tuple[str, int]]()
    managed: dict[int, bool] = {}
    for row in rows:
        try:
            region, role = _post_of(row, places, reserved)
            name, phone, username = check_name(row.name), check_phone(row.phone), check_username(row.username)
            known = names.setdefault(username, (name, row.line))
            if known[0] != name:
                raise AccountRefused("username", f"这个账号第 {known[1]} 行已经给了另一个人，请换一个。")
            user = users.get(username)
            if user is not None and (user.name != name or user.kind != UserKind.STAFF):
                raise AccountRefused("username", "这个账号已经是别人的，请换一个。")
            wanted = Wanted(
                row.line, region, role, name, phone, username, user,
                user is not None and (user.pk, region.pk, role) in held,
            )  # fmt: skip
            if user is not None and wanted.deed != "unchanged":
                if user.pk not in managed:
                    managed[user.pk] = manages(user, by=by, on=on)
                if not managed[user.pk]:
                    raise AccountRefused("username", "这个账号不归您管理，不能由您改。")
        except AccountRefused as refused:
            plan.faults.append(LineFault(row.line, refused.field or "username", str(refused)))
            continue
        others = occupied.get((region.pk, role), set()) - {username}
        if others and not wanted.holds:
            message = "这个岗位已经有人在岗，这一位会一起担任。要换人，请用“交接”。"
            plan.faults.append(LineFault(row.line, "role", message, "warning"))
        plan.wanted.append(wanted)
    return plan


def _post_of(row: AccountRow, places: dict[int, list[Region]], reserved: tuple[Role, ...]) -> tuple[Region, Role]:
    if not row.code.isdecimal() or len(row.code) != 12:
        raise AccountRefused("code", "区划编码是 12 位数字，请照空表里的填。")
    found = places.get(int(row.code), [])
    if not found:
        raise AccountRefused("code", "这个单位不在您管的范围里，或者已经撤销。")
    role = ROLES.get(row.role) if row.role else leading_role(found[0])
    if role is None:
        raise AccountRefused(
            "role", f"没有这种岗位。可以填的有：{'、'.join(r for r in ROLES if ROLES[r] not in RESERVED)}。"
        )
    region = next((region for region in found if stands_at(role, region)), None)
    if region is None or role in reserved:
        raise AccountRefused("role", f"{role.label}这个岗位不能由您设在{found[0].title}。")
    return region, role


def _places(by: Actor) -> dict[int, list[Region]]:
    places: dict[int, list[Region]] = {}
    for region in places_managed(by).order_by("level"):
        places.setdefault(region.code, []).append(region)
    return places


def _parts(values: Iterable[Value]) -> Iterator[list[Value]]:
    every = list(dict.fromkeys(values))
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]


def _users(names: Iterable[str]) -> dict[str, User]:
    return {user.username: user for part in _parts(names) for user in User.objects.filter(username__in=part)}


def _held(users: Iterable[int], on: date) -> set[tuple[int, int, str]]:
    runs = Q(until=None) | Q(until__gt=on)
    return {
        found
        for part in _parts(users)
        for found in Holding.objects.filter(runs, user__in=part, stands_in_for=None).values_list(
            "user", "post__region", "post__role"
        )
    }


def _occupied(codes: Iterable[str]) -> dict[tuple[int, str], set[str]]:
    numbers = [int(code) for code in codes if code.isdecimal() and len(code) == 12]
    taken: dict[tuple[int, str], set[str]] = {}
    for part in _parts(numbers):
        rows = Holding.objects.filter(until=None, post__region__code__in=part)
        for region, role, username in rows.values_list("post__region", "post__role", "user__username"):
            taken.setdefault((region, role), set()).add(username)
    return taken
