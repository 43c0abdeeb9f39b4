"""Holding families against what is known: who is new, who changed, who cannot come in and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.regions.history import last_change, old_code_sentence, successor_of
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import Range, province, villages
from jiahe.foundation.vault.crypto import blind_index
from jiahe.registry.enrolment.grouping import Family
from jiahe.registry.former_codes import with_new_codes
from jiahe.registry.models import Household, Person, PersonMerge
from jiahe.registry.models.person import members_of
from jiahe.registry.rows import PLAIN_FIELDS, Fault, PersonRow
from jiahe.registry.validation import check_household

PROVINCE_WIDTH = 10**10  # a 12-digit code without its last ten digits is the province


@dataclass(frozen=True, slots=True)
class Place:
    """Where a household stands: its village, and whether it lives away from the province."""

    village: int
    away: bool


@dataclass(slots=True)
class Entry:
    """One row that may come in, and the person it is about where he is known already."""

    row: PersonRow
    id_index: bytes | None
    phone_index: bytes | None
    person: Person | None = None


@dataclass(slots=True)
class FamilyPlan:
    """One family that may come in: its place, the household where it is known, the rows, the members known before."""

    number: str
    place: Place
    household: Household | None
    entries: list[Entry]
    members: list[Person]
    address: str


@dataclass(slots=True)
class Planned:
    """The plans of one chunk, what it takes to forget that they were made, and what it was made on."""

    as_of: AsOf | None = None
    plans: list[FamilyPlan] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    seen_before: list[tuple[object, int | None]] = field(default_factory=list)

    @property
    def is_all_new(self) -> bool:
        """Whether nobody in it was known: then it changes nobody."""
        return all(plan.household is None for plan in self.plans)


@dataclass(slots=True)
class Planner:
    """Holds the rows of one enrolment against the registry, chunk by chunk.

    ``within`` are the code ranges a household may stand in: the actor's scope cut by the region he names.
    """

    by: Actor
    territory: Region | None
    within: Sequence[Range]
    at: datetime
    on: date
    faults: list[Fault] = field(default_factory=list)
    known_villages: dict[int, Region] = field(default_factory=dict)
    province_digits: int = field(default_factory=lambda: _province_digits())
    _asked: set[int] = field(default_factory=set)
    _aliases: set[bytes] = field(default_factory=set)
    _seen: dict[object, int] = field(default_factory=dict)
    _refused: set[int] = field(init=False)
    _planned: Planned = field(default_factory=Planned)

    def __post_init__(self) -> None:
        self._refused = {fault.line for fault in self.faults if fault.severity == "error"}

    def plan(self, families: Iterable[Family]) -> Planned:
        """The plans of some families; what keeps a row out is added to ``faults``."""
        self._planned = Planned(as_of())
        batch, old_codes = with_new_codes(families)
        for warning in old_codes:
            self._find(warning)
        self._asked.clear()  # a village may have closed since the last chunk
        rows = [row for family in batch for row in family]
        self._learn_villages(rows)
        indexes = {row.line: _indexes(row) for row in rows}
        people, self._aliases = _people_by_id_number(index for index, _ in indexes.values() if index)
        placed = _joined((family, self._place(family, people, indexes)) for family in batch)
        households = _households((place.village, family[0].household_number) for family, place in placed)
        members = _members(households.values())
        plans = []
        for family, place in placed:
            household = households.get((place.village, family[0].household_number))
            household = household or self._household_of_known(family, people, indexes)
            plans.append(self._plan_family(family, place, household, people, members, indexes))
        self._planned.plans = [plan for plan in plans if plan.entries]
        return self._planned

    def forget(self, planned: Planned) -> None:
        """Be as if a chunk had never been planned."""
        gone = set(map(id, planned.faults))
        self.faults = [fault for fault in self.faults if id(fault) not in gone]
        self._refused = {fault.line for fault in self.faults if fault.severity == "error"}
        for key, line in reversed(planned.seen_before):
            if line is None:
                self._seen.pop(key, None)
            else:
                self._seen[key] = line

    def refused_lines(self) -> set[int]:
        """The rows that stay out."""
        return set(self._refused)

    def _learn_villages(self, rows: Iterable[PersonRow]) -> None:
        codes = {code for row in rows for code in (row.residence_code, row.hukou_code) if code} - self._asked
        self._asked |= codes
        self.known_villages.update(villages(codes))

    def _refuse(self, row: PersonRow, column: str, message: str) -> None:
        self._find(Fault(row.line, column, message))

    def _find(self, fault: Fault) -> None:
        self.faults.append(fault)
        self._planned.faults.append(fault)
        if fault.severity == "error":
            self._refused.add(fault.line)

    def _place(
        self, family: Family, people: Mapping[bytes, Person], indexes: Mapping[int, tuple[bytes | None, bytes | None]]
    ) -> Place | None:
        """Where the household stands: the head's residence decides; outside the province it is the hukou village."""
        head = next((row for row in family if row.relation == "head"), family[0])
        code = head.residence_code or self._default_village()
        known = people.get(indexes[head.line][0] or b"")
        if code is None and known is not None:
            self._learn_villages([PersonRow(residence_code=known.village_code)])
            code, away, column = known.village_code, known.household.away, "residence_code"
        else:
            away = code is not None and self._is_elsewhere(code)
            column = "hukou_code" if away else "residence_code"
            code = head.hukou_code if away else code
        problem = self._place_problem(code, away)
        if problem is None and code is not None:
            return Place(code, away)
        self._refuse(head, column, problem or "请填写居住地编码（12 位村居编码）。")
        for row in family:
            if row is not head:
                self._refuse(row, column, f"同一户第 {head.line} 行的居住地需要先改好，这一行才能导入。")
        return None

    def _place_problem(self, code: int | None, away: bool) -> str | None:
        if code is None:
            return (
                "这户住在省外，请填写户籍地编码，我们把它放在户籍所在的村。"
                if away
                else "请填写居住地编码（12 位村居编码）。"
            )
        region = self.known_villages.get(code)
        if region is None:
            return unknown_sentence(code)
        if not region.has_data:
            return f"{region.title}没有可以登记的人口，请检查编码。"
        if not any(low <= code <= high for low, high in self.within):
            where = self.territory.title if self.territory else "您负责的地方"
            return f"{region.title}不在{where}的范围里，您不能在那里登记。请改正编码，或交给当地登记。"
        return None

    def _refuse_where_closed(self, family: Family, place: Place, household: Household | None) -> None:
        """Nobody new comes into a village that is no more; a household that is still there stays to be mended."""
        village = self.known_villages[place.village]
        if village.is_closed and (household is None or household.until is not None):
            for row in family:
                self._refuse(row, "residence_code", closed_sentence(village))

    def _default_village(self) -> int | None:
        """Where a row without a residence lives: the village named for the import, if it is a village."""
        if self.territory is None or self.territory.level != 4:
            return None
        self._learn_villages([PersonRow(residence_code=self.territory.code)])
        return self.territory.code

    def _is_elsewhere(self, code: int) -> bool:
        """Whether a code lies in another province than the one this installation serves."""
        return code // PROVINCE_WIDTH != self.province_digits

    def _household_of_known(
        self, family: Family, people: Mapping[bytes, Person], indexes: Mapping[int, tuple[bytes | None, bytes | None]]
    ) -> Household | None:
        """Rows without a household number belong to the household of the person whose ID number they carry."""
        known = people.get(indexes[family[0].line][0] or b"") if not family[0].household_number else None
        return known.household.root if known else None

    def _plan_family(
        self,
        family: Family,
        place: Place,
        household: Household | None,
        people: Mapping[bytes, Person],
        members: Mapping[int, list[Person]],
        indexes: Mapping[int, tuple[bytes | None, bytes | None]],
    ) -> FamilyPlan:
        mine = members.get(household.pk, []) if household else []
        self._refuse_where_closed(family, place, household)
        entries = [Entry(row, *indexes[row.line]) for row in family if row.line not in self._refused]
        for entry in entries:
            entry.person = people.get(entry.id_index or b"") or _same_person(entry.row, mine, entry.id_index)
            if entry.person is not None and entry.id_index in self._aliases:
                entry.id_index, entry.row = None, replace(entry.row, id_number="")  # the number of a merged record
            self._leave_released(entry)
        for fault in _faults_together(entries, mine, self.on):
            self._find(fault)
        entries = [e for e in entries if e.row.line not in self._refused and self._may_enter(e, household, place)]
        address = next((row.address for row in family if row.address), "")
        return FamilyPlan(family[0].household_number, place, household, entries, mine, address)

    def _leave_released(self, entry: Entry) -> None:
        """A sheet may be older than the day on which somebody said that the number is another's now."""
        person, index = entry.person, entry.phone_index
        if person is None or index is None or person.released_phone_index is None:
            return
        if index == bytes(person.released_phone_index) and person.phone_index is None:
            said = "这个号码已经说明不再是这一位的，没有登记。如果现在又是了，请在他的页面上填。"
            self._find(Fault(entry.row.line, "phone", said, "warning"))
            entry.phone_index, entry.row = None, replace(entry.row, phone="")

    def _may_enter(self, entry: Entry, household: Household | None, place: Place) -> bool:
        row, person = entry.row, entry.person
        if not row.household_number and household is None:
            self._refuse(row, "household_number", "请填写户编号，这样才知道是哪一户。")
        elif person is not None and (household is None or person.household.root_id != household.pk):
            self._refuse(row, "id_number", "这个人已经登记在另一户。如果搬了家，请先在原来那一户办理迁移。")
        elif person is None and not row.name:
            self._refuse(row, "name", "请填写姓名。")
        elif row.hukou_code and self._is_unknown_here(row.hukou_code):
            self._refuse(row, "hukou_code", unknown_sentence(row.hukou_code))
        elif row.residence_code and self._is_unknown_here(row.residence_code):
            self._refuse(row, "residence_code", unknown_sentence(row.residence_code))
        else:
            return not self._came_before(entry, place)
        return False

    def _is_unknown_here(self, code: int) -> bool:
        return code not in self.known_villages and not self._is_elsewhere(code)

    def _came_before(self, entry: Entry, place: Place) -> bool:
        """Whether an earlier row of the same sheet is about the same person."""
        row = entry.row
        alike = (place.village, row.household_number, row.name, row.sex, row.birth_date)
        keys: list[object] = [entry.id_index] if entry.id_index else []
        if entry.person is not None:
            keys.append(entry.person.pk)
        keys.append((alike, bool(entry.id_index)))
        # Two numbers are two people, even of one name and birthday; a row without one is whoever looks the same.
        asked = [*keys[:-1], (alike, False), *([] if entry.id_index else [(alike, True)])]
        earlier = next((self._seen[key] for key in asked if key in self._seen), None)
        if earlier is not None:
            self._refuse(row, "id_number" if row.id_number else "name", f"和第 {earlier} 行是同一个人，请只留一行。")
            return True
        for key in keys:
            self._planned.seen_before.append((key, self._seen.get(key)))
            self._seen[key] = row.line
        return False


def _joined(placed: Iterable[tuple[Family, Place | None]]) -> list[tuple[Family, Place]]:
    """The families that have a place; those of one number that turn out to stand in one village are one."""
    joined: dict[object, tuple[Family, Place]] = {}
    for family, place in placed:
        if place is not None:
            key = (place.village, family[0].household_number or family[0].line)
            before, first = joined.get(key, ([], place))
            joined[key] = ([*before, *family], first)
    return list(joined.values())


def _faults_together(entries: Sequence[Entry], members: Sequence[Person], on: date) -> list[Fault]:
    """What the rows make impossible beside each other and beside the members whom they do not name."""
    if not entries:
        return []
    named = {entry.person.pk for entry in entries if entry.person is not None}
    known = [_completed_by(PersonRow(line=-m.pk), m) for m in members if m.pk not in named]
    said = [_completed_by(entry.row, entry.person) if entry.person else entry.row for entry in entries]
    return [fault for fault in check_household([*known, *said], on=on) if fault.line >= 0]


def _completed_by(row: PersonRow, person: Person) -> PersonRow:
    """The row with what the person's record knows where the row says nothing."""
    return replace(row, **{f: getattr(person, f) for f in PLAIN_FIELDS if getattr(row, f) in ("", None)})


AsOf = tuple[int | None, int | None]


def as_of() -> AsOf:
    """The newest change of any unit and the newest merge of people: while they are the same, so are villages and aliases."""
    return last_change(), PersonMerge.objects.order_by("-pk").values_list("pk", flat=True).first()


def unknown_villages(codes: Iterable[int]) -> set[int]:
    """The codes of our own province that name no village of it."""
    ours = {code for code in codes if code // PROVINCE_WIDTH == _province_digits()}
    return ours - villages(ours).keys()


def unknown_sentence(code: int) -> str:
    """What to say of a code that names no village here; where it is one of former times, what became of it."""
    return f"编码 {code} 不是现有的村居。{old_code_sentence(code)}请对照村居编码表改正。"


def closed_sentence(village: Region) -> str:
    """That a village is no more, and which code to write instead."""
    now = successor_of(village.code, level=village.level)
    instead = f"由{now.title}接替，请改用编码 {now.code}" if now else "请对照村居编码表改正"
    return f"{village.title}（{village.code}）{village.closed_on} 已经撤销，{instead}。"


def _province_digits() -> int:
    ours = province()
    return ours.code // PROVINCE_WIDTH if ours else 0


def _indexes(row: PersonRow) -> tuple[bytes | None, bytes | None]:
    id_index = blind_index(row.id_number, field_class="identity") if row.id_number else None
    phone_index = blind_index(row.phone, field_class="contact") if row.phone else None
    return id_index, phone_index


def _people_by_id_number(indexes: Iterable[bytes]) -> tuple[dict[bytes, Person], set[bytes]]:
    """The people with these numbers, and which of the numbers only a merged record carries; it leads to its person."""
    found = Person.objects.filter(id_number_index__any_of=list(indexes))
    found = found.select_related("household__merged_into", "merged_into__household__merged_into")
    people = {bytes(p.id_number_index or b""): p for p in found if p.merged_into is None}
    aliases = {bytes(p.id_number_index or b""): p.merged_into for p in found if p.merged_into is not None}
    merged = {index: person for index, person in aliases.items() if index not in people}
    return people | merged, set(merged)


def _households(keys: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Household]:
    wanted = {key for key in keys if key[1]}
    found = Household.objects.filter(village_code__in={v for v, _ in wanted}, number__in={n for _, n in wanted})
    found = found.select_related("merged_into")
    return {(h.village_code, h.number): h.root for h in found if (h.village_code, h.number) in wanted}


def _members(households: Iterable[Household]) -> dict[int, list[Person]]:
    by_household: dict[int, list[Person]] = {}
    for person in members_of(household.pk for household in households):
        by_household.setdefault(person.household.root_id, []).append(person)
    return by_household


def _same_person(row: PersonRow, members: Sequence[Person], id_index: bytes | None) -> Person | None:
    """The member a row without ID number is about, or the member whose ID number was not known before."""
    for member in members:
        same = (member.name, member.sex, member.birth_date) == (row.name, row.sex, row.birth_date)
        if same and (id_index is None or member.id_number_index is None):
            return member
    return None
