"""Reading the region tree. Regions are public: no permission is asked for here.

What finds a unit by its code (``find_region``, ``villages``, ``path_to``, ``ranges_of``) finds closed ones too, because
old rows and old months carry their codes. What lists units lists those that stand: now, or on the day ``on``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from jiahe.foundation.regions.history import unit_now
from jiahe.foundation.regions.models import FIXED_DIGITS, Level, Region

Range = tuple[int, int]


def is_code(text: str) -> bool:
    """Whether a text is a code: twelve digits, or as many of the first as a level fixes."""
    return text.isascii() and text.isdecimal() and len(text) in FIXED_DIGITS.values()


def standing(on: date | None = None) -> Q:
    """A filter that keeps the units that stand now, or that stood on a day."""
    if on is None:
        return Q(closed_on=None)
    return (Q(opened_on=None) | Q(opened_on__lte=on)) & (Q(closed_on=None) | Q(closed_on__gt=on))


def find_region(code: int, level: int | None = None) -> Region | None:
    """The region with a code, on the level given or on the highest level that carries it; None when there is none."""
    found = Region.objects.filter(code=code)
    if level is not None:
        found = found.filter(level=level)
    return found.select_related("reports_to").order_by("level").first()


def province() -> Region | None:
    """The province this installation serves; None before `jiahe setup`."""
    return Region.objects.filter(level=Level.PROVINCE).first()


def reporting_units(region: Region, on: date | None = None) -> QuerySet[Region]:
    """The units whose numbers add up to this one: for the province of Fujian the nine cities and 平潭.

    Units that closed are not among them, though their numbers of that time are still in the sum: ``closed_units``.
    """
    return Region.objects.filter(standing(on), reports_to=region).order_by("code")


def closed_units(region: Region) -> QuerySet[Region]:
    """The units that reported to this one and are no more."""
    return Region.objects.filter(reports_to=region, closed_on__isnull=False).order_by("code")


def units_below(region: Region, on: date | None = None) -> QuerySet[Region]:
    """The units right below one in the tree of codes."""
    return Region.objects.filter(standing(on), parent=region).order_by("code")


def path_to(region: Region) -> list[Region]:
    """The chain of reports from the province down to the region, both included."""
    codes = [(region.code // 10 ** (12 - FIXED_DIGITS[lv]) * 10 ** (12 - FIXED_DIGITS[lv]), lv) for lv in Level]
    above = Q()
    for code, level in codes[: region.level]:
        above |= Q(code=code, level=level)
    by_id = {r.id: r for r in Region.objects.filter(above)} if above else {}
    chain = [region]
    while (parent := by_id.get(chain[0].reports_to_id or 0)) is not None:
        chain.insert(0, parent)
    return chain


def title_of(region: Region) -> str:
    """The region's whole name without the province: 泉州市 南安市 英都镇 芸林村."""
    return " ".join(r.title for r in path_to(region) if r.level > Level.PROVINCE) or region.title


def closed_below(region: Region) -> QuerySet[Region]:
    """The units that stood right below one in the tree of codes and are no more, last closed first."""
    return Region.objects.filter(parent=region, closed_on__isnull=False).order_by("-closed_on", "code")


def ranges_of(region: Region) -> list[Range]:
    """The code ranges of all that reports to a region: 福州市 is its codes without those of 平潭."""
    return ranges_of_all([region])[region.pk]


def ranges_of_all(regions: Iterable[Region]) -> dict[int, list[Range]]:
    """The code ranges of several regions, by region id, in as many queries as for one."""
    past = [(unit, {step.pk for step in path_to(unit)}) for unit in _units_reporting_past_their_parent()]
    return {
        region.pk: _without(
            (region.low, region.high),
            [(u.low, u.high) for u, way in past if region.low <= u.low <= region.high and region.pk not in way],
        )
        for region in regions
    }


def _units_reporting_past_their_parent() -> QuerySet[Region]:
    return Region.objects.filter(parent__isnull=False).exclude(reports_to=F("parent")).order_by("low")


def own_units() -> list[Region]:
    """The standing units that report past the one above them in the tree of codes: 平潭 in Fujian, none elsewhere."""
    return [unit for unit in _units_reporting_past_their_parent() if not unit.is_closed]


def _without(whole: Range, parts: list[Range]) -> list[Range]:
    """A range without some parts of it, which are in order."""
    ranges, start = [], whole[0]
    for low, high in parts:
        if start < low:
            ranges.append((start, low - 1))
        start = high + 1
    if start <= whole[1]:
        ranges.append((start, whole[1]))
    return ranges


def villages(codes: Iterable[int]) -> dict[int, Region]:
    """The villages with these codes, by code; closed ones too."""
    return {r.code: r for r in Region.objects.filter(level=Level.VILLAGE, code__in=set(codes))}


def in_ranges(field: str, ranges: Iterable[Range]) -> Q:
    """A filter that keeps the rows whose region code, in the field named, lies in one of the ranges."""
    inside = Q(pk__in=[])
    for low, high in ranges:
        inside |= Q(**{f"{field}__range": (low, high)})
    return inside


def villages_in(ranges: Iterable[Range], on: date | None = None) -> QuerySet[Region]:
    """The standing villages with population data in some code ranges, by code."""
    return Region.objects.filter(in_ranges("code", ranges), standing(on), level=Level.VILLAGE, has_data=True).order_by(
        "code"
    )


def search_regions(text: str, within: Iterable[Range], limit: int = 20, on: date | None = None) -> list[Region]:
    """Standing regions in some ranges whose name holds the text, larger units first.

    A code, whole or short, finds the unit that it means today; one of former times too.
    """
    if is_code(text):
        now = unit_now(int(text))
        places = [now] if now is not None else []
        return [p for p in places if any(low <= p.low and p.high <= high for low, high in within)]
    inside = Q(pk__in=[])
    for low, high in within:
        inside |= Q(low__gte=low, high__lte=high)
    found = Region.objects.filter(inside, standing(on), Q(name__contains=text) | Q(unit_name__contains=text))
    return list(found.order_by("level", "code")[:limit])


def flaws() -> list[str]:
    """What is wrong with the tree as it stands, each in one sentence; nothing where it is whole."""
    found = []
    provinces = Region.objects.filter(standing(), level=Level.PROVINCE).count()
    if provinces != 1:
        found.append(
            "还没有装好区划，请运行 jiahe setup。" if not provinces else f"有 {provinces} 个省级单位，只应有一个。"
        )
    below = Region.objects.filter(standing(), level__gt=Level.PROVINCE)
    lost = below.filter(Q(parent=None) | Q(reports_to=None)).count()
    if lost:
        found.append(f"有 {lost} 个单位没有上级，说明有人绕过系统改动过区划，请从备份恢复。")
    orphaned = below.filter(Q(parent__closed_on__isnull=False) | Q(reports_to__closed_on__isnull=False)).count()
    if orphaned:
        found.append(f"有 {orphaned} 个单位的上级已经撤销，请用 jiahe regions update 导入最新名单。")
    astray = below.exclude(low__gte=F("parent__low"), high__lte=F("parent__high"), code__range=(F("low"), F("high")))
    if astray.exists():
        found.append(f"有 {astray.count()} 个单位的编码不在上级的范围里，说明有人绕过系统改动过区划，请从备份恢复。")
    return found


def count_by_level(on: date | None = None) -> dict[str, int]:
    """How many standing regions each level holds, by the level's word; every level is named."""
    counts = dict(Region.objects.filter(standing(on)).values_list("level").annotate(n=Count("id")).order_by("level"))
    return {level.slug: counts.get(level.value, 0) for level in Level}
