"""Sheets that still carry old codes: what a row means today, told with a warning that says the new code.

A code is old when its village became another, or when its county had another code before the records begin and kept
its villages (长乐市 350182 is 长乐区 350112). A household is found by the village and number it had.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import replace
from itertools import count, islice

from jiahe.foundation.regions.history import codes_that_changed, is_the_same, unit_now
from jiahe.foundation.regions.models import Level, Region, code_range
from jiahe.foundation.regions.queries import villages
from jiahe.registry.enrolment.grouping import Family
from jiahe.registry.models import Household, Move
from jiahe.registry.models.residence import MoveKind
from jiahe.registry.rows import Fault, PersonRow

LONGEST_NUMBER = 40
Numbered = tuple[int, str]  # village and number of a household


def numbers_for(number: str, old: int) -> Iterator[str]:
    """The numbers a household may get in the new village, best first: its own, or with the old village before it."""
    yield number
    yield f"{old % 1000:03d}-{number}"[:LONGEST_NUMBER]
    yield f"{old}-{number}"[:LONGEST_NUMBER]
    yield from (f"{old}-{n}" for n in count(1))


def with_new_codes(families: Iterable[Family]) -> tuple[list[Family], list[Fault]]:
    """Families as their rows would be written today, and a warning for each cell that was understood so."""
    given = list(families)
    codes = {code for family in given for row in family for code in (row.residence_code, row.hukou_code) if code}
    known = villages(codes)
    changed = codes_that_changed(codes, Level.VILLAGE)
    doubtful = changed | _of_former_counties(codes - known.keys())
    became = {
        code: now
        for code in sorted(doubtful)
        if (now := unit_now(code, Level.VILLAGE)) is not None and now.code != code
    }
    if not became and not changed:
        return given, []
    homes = _homes_now((_village_of(family), family[0].household_number) for family in given)
    same = {code: is_the_same(code, Level.VILLAGE) for code in became}
    titles = {code: place.title for code, place in villages(home.village_code for home in homes.values()).items()}
    warnings: list[Fault] = []
    return [_renewed(family, became, same, homes, titles, warnings) for family in given], warnings


def _of_former_counties(unknown: Set[int]) -> set[int]:
    """Those of some codes that lie in a county of former times; hukous of other provinces do not."""
    counties = {code: code_range(code, Level.COUNTY)[0] for code in unknown}
    former = codes_that_changed(set(counties.values()), Level.COUNTY) if counties else set()
    return {code for code, county in counties.items() if county in former}


def _village_of(family: Family) -> int:
    """Where the head says the family lives; 0 where he says nothing."""
    head = next((row for row in family if row.relation == "head"), family[0])
    return head.residence_code or 0


def _renewed(
    family: Family,
    became: Mapping[int, Region],
    same: Mapping[int, bool],
    homes: Mapping[Numbered, Household],
    titles: Mapping[int, str],
    warnings: list[Fault],
) -> Family:
    village, number = _village_of(family), family[0].household_number
    went = homes.get((village, number))
    codes = {old: (now.code, now.title) for old, now in became.items()}
    if went is not None:
        codes[village] = (went.village_code, titles[went.village_code])
        number = went.number
    elif village in became and number and not same[village]:
        number = next(islice(numbers_for(number, village), 1, None))  # its own may be another family's here
    return [_renewed_row(row, codes, number, warnings) for row in family]


def _renewed_row(row: PersonRow, codes: Mapping[int, tuple[int, str]], number: str, warnings: list[Fault]) -> PersonRow:
    changes: dict[str, object] = {}
    for column in ("residence_code", "hukou_code"):
        old = getattr(row, column)
        if old in codes:
            code, title = codes[old]
            changes[column] = code
            message = f"编码 {old} 已经改了，现在是{title}（{code}），按新编码办理。下次请直接填新编码。"
            warnings.append(Fault(row.line, column, message, "warning"))
    if number != row.household_number:
        changes["household_number"] = number
        message = f"区划调整以后，户编号 {row.household_number} 改成了 {number}，按新编号办理。"
        warnings.append(Fault(row.line, "household_number", message, "warning"))
    return replace(row, **changes) if changes else row  # type: ignore[arg-type]  # fields of the row by name


def _homes_now(named: Iterable[Numbered]) -> dict[Numbered, Household]:
    """The record a household has today, by the village and number it had before a change of units."""
    wanted = {(village, number) for village, number in named if village and number}
    found: dict[Numbered, Household] = {}
    sources = Household.objects.filter(
        village_code__in={village for village, _ in wanted}, number__in={number for _, number in wanted}
    ).select_related("merged_into")
    steps: dict[int, list[Numbered]] = {}  # two numbers may be one household by now
    for home in sources:
        steps.setdefault(home.root_id, []).append((home.village_code, home.number))
    while steps:
        moves = Move.objects.filter(kind=MoveKind.REGION, source__any_of=list(steps)).select_related("target")
        onward = [(steps[move.source_id], move.target) for move in moves]
        found |= {key: target for keys, target in onward for key in keys if key in wanted}
        steps = {target.pk: keys for keys, target in onward}
    return found
