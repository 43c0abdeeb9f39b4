"""Who looked at a family's record: reads are noted once a day, and told to the family in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.timezone import get_current_timezone

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.models import Post
from jiahe.foundation.audit.models import Entry
from jiahe.foundation.audit.queries import entries_about
from jiahe.foundation.regions.models import Level
from jiahe.foundation.regions.queries import find_region, path_to
from jiahe.registry.actions.common import audit_household
from jiahe.registry.models import Household, Person
from jiahe.registry.models.circumstance import CircumstanceKind
from jiahe.registry.models.consent import Purpose
from jiahe.registry.models.life_event import EventKind
from jiahe.registry.rows import HEADINGS

READ = "registry.read_household"
PAGE = 20

# Action of the audit → what a family reads of it.
DEEDS: Mapping[str, str] = {
    READ: "看了您家的登记",
    "registry.reveal": "看了完整的{field}",
    "registry.add_household": "登记了您家",
    "registry.add_person": "加了一位家人",
    "registry.record_birth": "登记了孩子出生",
    "registry.edit_person": "改了登记的资料",
    "registry.edit_people": "改了登记的资料",
    "registry.edit_address": "改了住址",
    "registry.set_relatives": "改了家人之间的关系",
    "registry.record_death": "登记了家人去世",
    "registry.withdraw_death": "撤销了一条登记错的记录",
    "registry.record_event": "记了一件事：{event}",
    "registry.end_event": "记了一件事的结束：{event}",
    "registry.withdraw_event": "撤销了一件记错的事：{event}",
    "registry.record_circumstance": "记了一项情况：{circumstance}",
    "registry.withdraw_circumstance": "撤销了一项记错的情况：{circumstance}",
    "registry.merge_people": "合并了重复的登记",
    "registry.undo_person_merge": "撤销了一次合并",
    "registry.dismiss_duplicate": "核对过，不是重复登记",
    "registry.merge_households": "合并了重复登记的户",
    "registry.undo_household_merge": "撤销了一次合并",
    "registry.move_people": "办了迁移",
    "registry.undo_move": "撤销了一次迁移",
    "registry.give_consent": "记下了同意：{purpose}",
    "registry.withdraw_consent": "收回了同意：{purpose}",
    "registry.agree_helper": "记下了请家里人代办",
    "registry.end_helper": "停了家里人代办",
    "registry.ask_claim": "有人用另一个手机申请认领这份登记",
    "registry.ask_correction": "申请改正资料",
    "registry.ask_deletion": "申请删除资料",
    "registry.ask_benefit": "申请待遇",
    "registry.accept_request": "办了一件申请",
    "registry.refuse_request": "答复了一件申请：没有办",
    "registry.withdraw_request": "收回了一件申请",
    "registry.bind_phone": "登记了登录用的手机号",
    "registry.release_phone": "把手机号和这份登记分开了",
    "registry.take_own_data": "下载了自己的资料",
    "calendar.make_address": "做了一个订阅日历的地址",
    "calendar.end_address": "停了订阅日历的地址",
    "registry.export_people": "导出了{place}的名单（号码和住址遮着），可能有您家",
}
# Exports are told of a place; the household may have been on them.
EXPORTS = ("registry.export_people",)


@dataclass(frozen=True, slots=True)
class Look:
    """One line: when, in which post, about whom, what was done, and the reason that was given."""

    pk: int
    at: datetime
    who: str
    whom: str
    deed: str
    reason: str


@dataclass(frozen=True, slots=True)
class Looks:
    """A page of lines, newest first; ``older`` opens the next."""

    rows: list[Look]
    older: int | None


def note_read(*, household: Household, by: Actor, at: datetime, on: date) -> None:
    """Note that a family's page was read in a post: once for each post, household and day."""
    if by.kind != "user":
        return
    begins = datetime.combine(on, time.min, tzinfo=get_current_timezone())
    today = entries_about("household", household.pk).filter(action=READ, post_id=by.post_id, at__gte=begins)
    if today.filter(at__lt=begins + timedelta(days=1)).exists():
        return
    with transaction.atomic():
        audit_household(READ, household, by, at, {})


def looks_at(people: Iterable[Person], *, by: Actor, before: int = 0, size: int = PAGE) -> Looks:
    """What the audit tells of a resident and those he acts for, newest first.

    Of the household he reads what was done to it as a whole or to his own; what was done to another grown person of
    it alone is that one's to read.
    """
    # Who only helps an elder with forms does not read what happened to him.
    mine = [person for person in people if person.pk in by.closest]
    found: dict[int, Entry] = {}
    for kind, pk in _subjects(mine, by):
        rows = entries_about(kind, pk)
        if kind == "region":
            rows = rows.filter(action__in=EXPORTS, at__gte=min(_since(person) for person in mine))
        if before:
            rows = rows.filter(pk__lt=before)
        # Each subject by its own index, so that a page costs the same in a long audit as in a short one.
        found |= {entry.pk: entry for entry in rows.order_by("-pk")[: size + 1 + SPARE]}
    known = {pk for person in mine for pk in _records(person)}
    newest = sorted((e for e in found.values() if _concerns(e, known)), key=lambda e: -e.pk)
    shown = newest[:size]
    return Looks(_in_words(shown, mine, by), shown[-1].pk if len(newest) > size else None)


SPARE = 20  # lines of a household that may concern somebody else of it


def _since(person: Person) -> datetime:
    return datetime.combine(person.since, time.min, tzinfo=get_current_timezone())


def _records(person: Person) -> list[int]:
    """The ids under which a person stands in the audit: his own and those merged into it."""
    return [person.pk, *(alias.pk for alias in person.aliases.all())]


def _subjects(people: list[Person], by: Actor) -> set[tuple[str, int]]:
    """His own and his wards' records, his household and the places above it; of a ward elsewhere the record alone."""
    subjects = {("person", pk) for person in people for pk in _records(person)}
    for home in {person.household.root for person in people if person.pk == by.own}:
        subjects |= {("household", home.pk), *(("household", alias.pk) for alias in home.aliases.all())}
        village = find_region(home.village_code, Level.VILLAGE)
        if village is not None:
            subjects |= {("region", place.pk) for place in path_to(village)}
    return subjects


def _concerns(entry: Entry, mine: set[int]) -> bool:
    """Whether an entry about a household concerns it as a whole, or one of mine."""
    people = entry.details.get("people")
    named = people if isinstance(people, list) else [entry.details[k] for k in ("person",) if k in entry.details]
    return entry.subject_type != "household" or not named or bool(mine & set(named))


def _in_words(entries: list[Entry], people: list[Person], by: Actor) -> list[Look]:
    posts = Post.objects.select_related("region").in_bulk([e.post_id for e in entries if e.post_id])
    names = {pk: person for person in people for pk in _records(person)}
    looks = []
    for entry in entries:
        whom = names.get(entry.subject_id or 0) if entry.subject_type == "person" else None
        own = whom is not None and whom.pk == by.own
        reason = str(entry.details.get("reason", ""))
        if entry.subject_type == "region":
            reason = ""  # what somebody needed a list for is not about this family
        looks.append(
            Look(
                pk=entry.pk,
                at=entry.at,
                who=_who(entry, posts, by),
                whom="您自己" if own else whom.name if whom else "您家",
                deed=_deed(entry),
                reason=reason,
            )
        )
    return looks


def _who(entry: Entry, posts: Mapping[int, Post], by: Actor) -> str:
    """The post, never the private person in it."""
    if entry.actor_kind == "resident":
        return "您自己" if entry.actor_id == by.id else "您的家人"
    if entry.actor_kind == "user":
        post = posts.get(entry.post_id or 0)
        return str(post) if post else "工作人员"
    return "系统运维人员" if entry.actor_kind == "operator" else "系统"


def _deed(entry: Entry) -> str:
    details = entry.details
    words = DEEDS.get(entry.action, "办理了登记上的事")
    place = find_region(entry.region_code) if "{place}" in words and entry.region_code else None
    return words.format(
        field=HEADINGS.get(str(details.get("field", "")), "号码"),
        event=_label(EventKind, details.get("kind")),
        circumstance=_label(CircumstanceKind, details.get("kind")),
        purpose=_label(Purpose, details.get("purpose")),
        place=place.title if place else "您所在的地方",
    )


def _label(kinds: type[EventKind] | type[CircumstanceKind] | type[Purpose], value: object) -> str:
    return next((str(kind.label) for kind in kinds if kind.value == value), "其他")
