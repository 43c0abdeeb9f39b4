"""Recording lectures, correcting them with a history, and striking out what should not be there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from jiahe.delivery.library.anonymity import betrays
from jiahe.delivery.library.kind import Lectures, lectures_of, programme_of
from jiahe.delivery.library.measures import ASKED, HELD, PEOPLE, RIGHT
from jiahe.delivery.library.models import Lecture, LectureEntry
from jiahe.delivery.library.rights import RECORD_LECTURES
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import require_at
from jiahe.foundation.audit.actions import write_entry
from jiahe.foundation.database import advisory_lock
from jiahe.foundation.facts.actions import FactKey, append_facts
from jiahe.foundation.regions.queries import villages
from jiahe.registry.actions.common import in_words, refuse
from jiahe.registry.rows import Fault, Refused

LOCK = "library.lectures"
MOST_PEOPLE = 20_000  # beyond it somebody typed a nought too many
OLDEST = timedelta(days=3 * 366)
LONGEST_REASON = 200
Answers = Mapping[str, tuple[int, int]]  # by the code of the question: how many answered, how many rightly
FIELDS = ("village_code", "place", "held_on", "speaker", "people")


@dataclass(frozen=True, slots=True)
class LectureDetails:
    """Where and when it was, who spoke, how many came, and how the questions were answered."""

    village_code: int
    place: str
    held_on: date
    speaker: str
    people: int
    answers: Answers


class AlreadyRecorded(Refused):
    """Such a lecture stands there: ``lecture`` is the first record of it."""

    def __init__(self, lecture: Lecture) -> None:
        self.lecture = lecture
        sentence = f"{in_words(lecture.held_on)}这里的这个主题已经登记过一场。是同一场的，请去那一条里更正；不是的，请核对日期和地方。"
        super().__init__([Fault(1, "held_on", sentence)])


def record_lecture(
    *, kind: str, topic: str, details: LectureDetails, by: Actor, at: datetime, on: date, once: UUID | None = None
) -> Lecture:
    """Record a lecture; a form sent again under the same key finds the record it made.

    Raises:
        OutOfReach, RightMissing: the village is not the actor's, or he may not record lectures.
        AlreadyRecorded: one of this topic is recorded there for that day.
        Refused: something that was said cannot be.
    """
    require_at(by, RECORD_LECTURES, details.village_code)
    declared = lectures_of(kind)
    _require_possible(declared, topic, details, on)
    with transaction.atomic():
        advisory_lock(LOCK)
        there = Lecture.objects.filter(once=once).first() if once else None
        if there is not None:
            require_at(by, RECORD_LECTURES, there.village_code)
            return there
        _require_first(kind, topic, details)
        lecture = Lecture.objects.create(
            kind=kind, programme=programme_of(kind), topic=topic, once=once, **_columns(details)
        )
        append_facts(_facts(lecture))
        _enter(lecture, "record", {}, "", by, at)
    return lecture


def correct_lecture(
    *, lecture: Lecture, seen: int, details: LectureDetails, reason: str, by: Actor, at: datetime, on: date
) -> Lecture:
    """Put right what was recorded; what stood there before stays in the history, and the numbers follow.

    Raises:
        OutOfReach, RightMissing: either village is not the actor's, or he may not record lectures.
        AlreadyRecorded: the day and place it is moved to have one already.
        Refused: no reason is given, somebody was before, it is struck out, or something cannot be.
    """
    require_at(by, RECORD_LECTURES, lecture.village_code)
    require_at(by, RECORD_LECTURES, details.village_code)
    said = _reason(reason)
    _require_possible(lectures_of(lecture.kind), lecture.topic, details, on)
    with transaction.atomic():
        row = _locked(lecture, seen)
        new = _columns(details)
        changes = {
            n: [_plain(getattr(row, n)), _plain(v)] for n, v in new.items() if _plain(getattr(row, n)) != _plain(v)
        }
        if not changes:
            return row
        _require_first(row.kind, row.topic, details, but=row.pk)
        moved = Counter({key: -n for key, n in _facts(row).items()})
        for name, value in new.items():
            setattr(row, name, value)
        row.moves += 1
        row.save()
        moved.update(_facts(row))
        append_facts({key: n for key, n in moved.items() if n})
        _enter(row, "correct", changes, said, by, at)
    return row


def strike_lecture(*, lecture: Lecture, seen: int, reason: str, by: Actor, at: datetime) -> Lecture:
    """Strike out a record that should not be there: it counts no more, and stays readable.

    Raises:
        OutOfReach, RightMissing: the village is not the actor's, or he may not record lectures.
        Refused: no reason is given, it is struck out already, or somebody was before.
    """
    require_at(by, RECORD_LECTURES, lecture.village_code)
    said = _reason(reason)
    with transaction.atomic():
        row = _locked(lecture, seen)
        append_facts({key: -n for key, n in _facts(row).items()})
        row.struck_at = at
        row.moves += 1
        row.save()
        _enter(row, "strike", {}, said, by, at)
    return row


def _require_possible(declared: Lectures, topic: str, details: LectureDetails, on: date) -> None:
    faults = [*_day_faults(details.held_on, on), *_word_faults(details), *_answer_faults(declared, topic, details)]
    if topic not in declared.topics:
        faults.append(("topic", "请选讲的是哪个主题。"))
    village = villages([details.village_code]).get(details.village_code)
    if village is None:
        faults.append(("village", "没有找到这个村居，请核对。"))
    elif not village.stood_on(details.held_on):
        faults.append(
            ("village", f"{in_words(details.held_on)}没有{village.title}这个村居，请核对日期，或者选现在的村居。")
        )
    if faults:
        raise Refused([Fault(1, field, sentence) for field, sentence in faults])


def _day_faults(held_on: date, on: date) -> list[tuple[str, str]]:
    if held_on > on:
        return [("held_on", "这一天还没有到，讲完了再登记。")]
    if held_on < on - OLDEST:
        return [("held_on", "三年以前的讲座不在这里登记，请核对年份。")]
    return []


def _word_faults(details: LectureDetails) -> list[tuple[str, str]]:
    faults = []
    if not details.place.strip():
        faults.append(("place", "请写在哪里讲的，比如 村文化礼堂。"))
    if not details.speaker.strip():
        faults.append(("speaker", "请写谁讲的，比如 市司法局公益律师。"))
    elif sentence := betrays(details.speaker):
        faults.append(("speaker", sentence))
    if not 0 < details.people <= MOST_PEOPLE:
        faults.append(("people", f"来了多少人，请写 1 到 {MOST_PEOPLE:,} 之间的数。"))
    return faults


def _answer_faults(declared: Lectures, topic: str, details: LectureDetails) -> list[tuple[str, str]]:
    faults = []
    for each in declared.asked_at(topic):
        asked, right = details.answers.get(each.code, (0, 0))
        if asked < 0 or right < 0:
            faults.append((f"asked_{each.code}", "请写不是负数的整数；没有问就写 0。"))
        elif asked > details.people > 0:
            faults.append((f"asked_{each.code}", f"答题的有 {asked} 人，比来的 {details.people} 人还多，请核对。"))
        elif right > asked:
            faults.append((f"right_{each.code}", f"答对的 {right} 人比答题的 {asked} 人还多，请核对。"))
    return faults


def _require_first(kind: str, topic: str, details: LectureDetails, *, but: int = 0) -> None:
    same = Lecture.objects.filter(
        kind=kind, topic=topic, village_code=details.village_code, held_on=details.held_on, struck_at=None
    )
    first = same.exclude(pk=but).first()
    if first is not None:
        raise AlreadyRecorded(first)


def _reason(text: str) -> str:
    said = text.strip()
    if not said:
        raise refuse("reason", "请写为什么要改，以后的同事看得到，比如“人数数错了”。")
    if len(said) > LONGEST_REASON:
        raise refuse("reason", f"写得太长了，最多 {LONGEST_REASON} 个字。")
    return said


def _columns(details: LectureDetails) -> dict[str, Any]:
    answers = {code: list(pair) for code, pair in sorted(details.answers.items())}
    pairs: Sequence[tuple[int, int]] = list(details.answers.values())
    return {
        **{name: getattr(details, name) for name in FIELDS},
        "place": details.place.strip(),
        "speaker": details.speaker.strip(),
        "answers": answers,
        "asked": sum(asked for asked, _ in pairs),
        "right": sum(right for _, right in pairs),
    }


def _facts(lecture: Lecture) -> dict[FactKey, int]:
    where = (lecture.village_code, lecture.held_on)
    amounts = ((HELD, 1), (PEOPLE, lecture.people), (ASKED, lecture.asked), (RIGHT, lecture.right))
    return {(measure.code, *where): amount for measure, amount in amounts if amount}


def _plain(value: Any) -> Any:
    """A value as the history keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def _locked(lecture: Lecture, seen: int) -> Lecture:
    advisory_lock(LOCK)
    row = Lecture.objects.get(pk=lecture.pk)
    if row.struck_at is not None:
        raise refuse("", "这一条已经划掉了。")
    if row.moves != seen:
        raise refuse("", "有同事刚刚更正过这一条。请看一看现在的样子；还是这样改的话，请再点一次。")
    return row


def _enter(lecture: Lecture, deed: str, changes: dict[str, Any], reason: str, by: Actor, at: datetime) -> None:
    LectureEntry.objects.create(
        lecture=lecture, at=at, user_id=by.id, post_id=by.post_id, reason=reason, changes=changes
    )
    write_entry(
        actor=by, action=f"library.{deed}_lecture", at=at, subject_type="lecture", subject_id=lecture.pk,
        region_code=lecture.village_code, details={"topic": lecture.topic, "changed": sorted(changes)},
    )  # fmt: skip
