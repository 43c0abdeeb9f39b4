"""After a village was split: which households still wait for somebody to say where they belong. Reads through the gate."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.accounts.gate import OutOfReach, require_at
from jiahe.foundation.regions.models import ChangeKind, Level, Region, RegionChange
from jiahe.foundation.regions.queries import villages
from jiahe.registry.models import Allotment, Household
from jiahe.registry.queries import Page, keyset, with_people
from jiahe.registry.rights import EDIT_FAMILIES
from jiahe.registry.rows import Fault, Refused

NUMBER_AND_CODE = 2  # columns of a list


@dataclass(frozen=True, slots=True)
class Split:
    """A village was split on a day: ``rest`` holds its households, until they are given to one of ``parts`` or stay."""

    deed: int
    rest: Region
    parts: tuple[Region, ...]
    on: date
    recorded_on: date

    @property
    def places(self) -> list[Region]:
        """Where a household may belong: the rest first."""
        return [self.rest, *self.parts]

    def waiting(self) -> QuerySet[Household]:
        """The households of which nobody has said yet where they belong; who came later was registered knowingly."""
        said = Allotment.objects.filter(household=OuterRef("pk"), deed=self.deed)
        homes = Household.objects.filter(village_code=self.rest.code, merged_into=None, until=None)
        return homes.filter(~Exists(said), since__lte=self.recorded_on)


def split_of(village: Region) -> Split | None:
    """The first split of a village that has households waiting; None where all is said, or nothing was split."""
    if village.level != Level.VILLAGE or village.is_closed:
        return None
    rest = Q(old_code=village.code, carries=False) | Q(new_code=village.code, carries=True)
    rows = RegionChange.objects.filter(rest, kind=ChangeKind.SPLIT, level=Level.VILLAGE, recorded_at__isnull=False)
    for deed in dict.fromkeys(rows.order_by("deed").values_list("deed", flat=True)):
        pairs = list(RegionChange.objects.filter(deed=deed).order_by("pk"))
        stands = villages(pair.new_code for pair in pairs if pair.new_code)
        parts = [r for r in stands.values() if not r.is_closed and r.code != village.code]
        recorded = pairs[0].recorded_at
        if parts and recorded is not None:
            found = Split(
                deed, village, tuple(sorted(parts, key=lambda r: r.code)), pairs[0].effective_on, localdate(recorded)
            )
            if found.waiting().exists():
                return found
    return None


def waiting(village: Region, *, by: Actor) -> int:
    """How many households of a village wait, for whoever may say where they belong; 0 for anybody else."""
    if not (by.reaches(village.code) and by.may(EDIT_FAMILIES)):
        return 0
    found = split_of(village)
    return found.waiting().count() if found else 0


def worklist(split: Split, *, by: Actor, after: int = 0, before: int = 0) -> Page[Household]:
    """A page of the households that wait, with their people.

    Raises:
        OutOfReach, RightMissing: the village is not the actor's, or he may not edit families.
    """
    require_at(by, EDIT_FAMILIES, split.rest.code)
    page = keyset(split.waiting(), after, before)
    with_people(page.rows)
    return page


def split_to_allot(village: Region, *, by: Actor) -> Split | None:
    """The split of a village whose households wait.

    Raises:
        OutOfReach, RightMissing: the village is not the actor's, or he may not edit families.
    """
    require_at(by, EDIT_FAMILIES, village.code)
    if village.level != Level.VILLAGE:
        raise OutOfReach("没有找到这个村居。")
    return split_of(village)


def read_list(text: str, split: Split) -> dict[int, int]:
    """Where households go, by their ids, from a list of household numbers and codes; a first line of headings may stand.

    Raises:
        Refused: a line is not of two columns, names no household that waits, a code that is none of the split's, or a
            household twice.
    """
    try:
        lines = [(n, [cell.strip() for cell in row]) for n, row in enumerate(csv.reader(io.StringIO(text)), start=1)]
    except csv.Error:
        raise Refused([Fault(0, "list", "名单读不出来，请检查有没有多余的引号。")]) from None
    said = [(n, row) for n, row in lines if any(row)]
    if said and len(said[0][1]) >= NUMBER_AND_CODE and not said[0][1][1].isdecimal():
        said = said[1:]
    if not said:
        raise Refused([Fault(0, "list", "名单是空的。一行一户：户编号、逗号、编码。")])
    numbers = {row[0] for _, row in said}
    homes = {home.number: home.pk for home in split.waiting().filter(number__in=numbers)}
    return _read_lines(said, split, homes)


def _read_lines(said: Sequence[tuple[int, list[str]]], split: Split, homes: Mapping[str, int]) -> dict[int, int]:
    codes = {str(place.code): place.code for place in split.places}
    found: dict[int, int] = {}
    faults: list[Fault] = []
    for line, row in said:
        if len(row) < NUMBER_AND_CODE:
            faults.append(Fault(line, "list", f"第 {line} 行应当是户编号、逗号、编码。"))
        elif row[0] not in homes:
            faults.append(
                Fault(line, "list", f"第 {line} 行：{split.rest.title}没有还没定的户 {row[0][:40]}，请核对户编号。")
            )
        elif row[1] not in codes:
            named = "、".join(f"{place.title} {place.code}" for place in split.places)
            faults.append(Fault(line, "list", f"第 {line} 行：编码 {row[1][:20]} 不是这次拆分的单位（{named}）。"))
        elif homes[row[0]] in found:
            faults.append(Fault(line, "list", f"第 {line} 行：户 {row[0]} 写了两次，请只留一行。"))
        else:
            found[homes[row[0]]] = codes[row[1]]
    if faults:
        raise Refused(faults)
    return found
