"""What became of units: what a code was called, what it is now, and the story of one unit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from jiahe.foundation.regions.models import FIXED_DIGITS, ChangeKind, Level, Region, RegionChange, code_range


@dataclass(frozen=True, slots=True)
class Deed:
    """One change with all the units before and after it, by code and name of that time."""

    kind: ChangeKind
    effective_on: date
    day_known: bool
    source: str
    before: tuple[tuple[int, str], ...]
    after: tuple[tuple[int, str], ...]

    @property
    def title(self) -> str:
        """What happened: 改名, 合并."""
        return str(self.kind.label)

    @property
    def when(self) -> str:
        """The day, or the year where no more is known."""
        return _when(self.effective_on, self.day_known)

    @property
    def in_words(self) -> str:
        """The units before and after, with their codes where these change: 长乐市（350182000000）→ 长乐区（350112000000）."""
        if self.kind == ChangeKind.RENAME:
            return f"{self.before[0][1]} → {self.after[0][1]}"
        sides = ["、".join(f"{name}（{code}）" for code, name in side) for side in (self.before, self.after)]
        return " → ".join(side for side in sides if side)


def _when(day: date, day_known: bool) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日" if day_known else f"{day.year} 年"


def story_of(region: Region) -> list[Deed]:
    """What happened to a unit and to those it came from, oldest first."""
    return _story(region.code, region.level)


def deeds_of_code(code: int) -> list[Deed]:
    """What happened to the unit of a code, which may be one of former times, and to those it came from, oldest first."""
    found = Region.objects.filter(code=whole_code(code)).order_by("level").first()
    return _story(whole_code(code), found.level if found else level_of(whole_code(code)))


def _story(code: int, level: int) -> list[Deed]:
    keys = {code}
    deeds: set[int] = set()
    # Back along the codes: 三元区 was 350403 and took over 350402. Each code is asked for once, so a circle ends.
    asked: set[int] = set()
    while new := keys - asked:
        asked |= new
        mine = Q(old_code__in=new) | Q(new_code__in=new)
        rows = RegionChange.objects.filter(mine, level=level).values_list("deed", "old_code", "new_code", "carries")
        for deed, old, successor, carries in rows:
            deeds.add(deed)
            if old is not None and successor in new and carries:
                keys.add(old)
    return deeds_of(RegionChange.objects.filter(deed__in=deeds))


def deeds_of(rows: Iterable[RegionChange]) -> list[Deed]:
    """Rows put together to deeds, in the order of the rows."""
    found: dict[int, list[RegionChange]] = {}
    for row in rows:
        found.setdefault(row.deed, []).append(row)
    return [_deed(group) for group in found.values()]


def _deed(rows: list[RegionChange]) -> Deed:
    before = dict.fromkeys((row.old_code, row.old_name) for row in rows if row.old_code is not None)
    after = dict.fromkeys((row.new_code, row.new_name) for row in rows if row.new_code is not None)
    first = rows[0]
    return Deed(
        ChangeKind(first.kind),
        first.effective_on,
        first.day_known,
        first.source,
        tuple((code or 0, name) for code, name in before),
        tuple((code or 0, name) for code, name in after),
    )


def latest_deeds(limit: int = 20, start: int = 0) -> list[Deed]:
    """The changes that were recorded here last, newest first; those from before the records began are left out."""
    newest = RegionChange.objects.filter(recorded_at__isnull=False).order_by("-deed").values_list("deed", flat=True)
    deeds = list(newest.distinct()[start : start + limit])
    return deeds_of(RegionChange.objects.filter(deed__in=deeds).order_by("-deed", "id"))


def last_change() -> int | None:
    """The newest change of any unit: while it is the same, every unit is what it was."""
    return RegionChange.objects.order_by("-pk").values_list("pk", flat=True).first()


def whole_code(code: int) -> int:
    """A code of twelve digits, from one that may be short (350182)."""
    return int(str(code).ljust(12, "0"))


def level_of(code: int) -> Level:
    """The level a code speaks of by its zeros: 350182000000 is a county's."""
    return next(level for level in Level if code_range(code, level)[0] == code)


def name_before(code: int, level: int | None = None) -> str:
    """What a code was called before its unit became another; the empty text where nothing is recorded of it."""
    whole = whole_code(code)
    rows = RegionChange.objects.filter(old_code=whole, level=level_of(whole) if level is None else level)
    last = rows.exclude(kind=ChangeKind.RENAME).order_by("effective_on", "id").last()
    return last.old_name if last else ""


def successor_of(code: int, on: date | None = None, level: int | None = None) -> Region | None:
    """The unit that a code is now, or was on a day: itself while it stands, else whoever took over its people.

    None where the code was never here, or where its unit closed without a successor. A short code (350182) will do;
    without a level it is the one the zeros speak of.
    """
    whole = whole_code(code)
    at_level = level_of(whole) if level is None else level
    seen: set[int] = set()
    while whole not in seen:
        seen.add(whole)
        found = Region.objects.filter(code=whole, level=at_level).first()
        if found is not None and (found.stood_on(on) if on else not found.is_closed):
            return found
        step = _step(whole, at_level, on)
        if step is None:
            return None
        whole = step[0]
    return None


def replaced_by(code: int, level: int) -> tuple[int, date] | None:
    """The code that took over from a closed unit, and since when; None where the unit stands or had no successor."""
    stands = Region.objects.filter(code=code, level=level, closed_on=None).exists()
    return None if stands else _step(code, level)


def _step(code: int, level: int, on: date | None = None) -> tuple[int, date] | None:
    """The last change in which a code handed its people over, up to a day where one is named."""
    steps = RegionChange.objects.filter(old_code=code, level=level, carries=True).exclude(new_code=code)
    if on is not None:
        steps = steps.filter(effective_on__lte=on)
    last = steps.order_by("effective_on", "id").last()
    return None if last is None or last.new_code is None else (last.new_code, last.effective_on)


def codes_that_changed(codes: Iterable[int], level: int) -> set[int]:
    """Those of some codes whose unit closed, was split, or had its people taken over."""
    wanted = set(codes)
    named = list(wanted)
    # The rest of a split: its households may have gone on to the others.
    rest = Q(new_code__any_of=named, kind=ChangeKind.SPLIT, carries=True)
    rows = RegionChange.objects.filter(Q(old_code__any_of=named) | rest, level=level).exclude(kind=ChangeKind.RENAME)
    return wanted & {code for pair in rows.values_list("old_code", "new_code") for code in pair}


def is_the_same(code: int, level: int) -> bool:
    """Whether what a code became is the same unit under another code, and not one that took over others too."""
    seen: set[int] = set()
    while code not in seen:
        seen.add(code)
        if (
            RegionChange.objects.filter(old_code=code, level=level, carries=True)
            .exclude(kind=ChangeKind.RECODE)
            .exists()
        ):
            return False
        step = _step(code, level)
        code = step[0] if step else code
    return True


def unit_now(code: int, level: int | None = None) -> Region | None:
    """The unit that a code means today: its own, whoever took it over, or the same below a county's new code.

    The last holds where one county became one other (长乐市 350182 is 长乐区 350112): it kept its towns and villages. A
    short code (350182) will do. None where nothing stands for it.
    """
    whole = whole_code(code)
    at_level = level_of(whole) if level is None else level
    found = successor_of(whole, level=at_level)
    if found is not None or at_level <= Level.COUNTY:
        return found
    county = code_range(whole, Level.COUNTY)[0]
    step = _step(county, Level.COUNTY)
    if step is None:
        return None
    others = RegionChange.objects.filter(new_code=step[0], level=Level.COUNTY, carries=True).exclude(old_code=county)
    return None if others.exists() else successor_of(step[0] + whole - county, level=at_level)


def old_code_sentence(code: int) -> str:
    """Where a code of former times stands now, in one sentence for whoever typed it; empty for any other code."""
    for level in reversed(Level):
        above = code_range(code, level)[0]
        became = RegionChange.objects.filter(old_code=above, level=level, carries=True).exclude(new_code=above)
        change = became.order_by("effective_on", "id").last()
        now = successor_of(above, level=level) if change else None
        if change is not None and now is not None:
            since = _when(change.effective_on, change.day_known)
            short = str(now.code)[: FIXED_DIGITS[Level(now.level)]]
            return f"这是{change.old_name}的旧编码，{since}起是{now.title}（{short}）。"
    return ""
