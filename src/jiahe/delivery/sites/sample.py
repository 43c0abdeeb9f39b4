"""The sites of the sample province: a few in each city, made up, with phones that ring nowhere."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import NAMESPACE_URL, uuid5

from jiahe.delivery.sites.actions import close_site, open_site, pause_site, record_inspection
from jiahe.delivery.sites.checklist import standards_of
from jiahe.delivery.sites.details import SiteDetails
from jiahe.delivery.sites.models import PlaqueLevel, Site, SiteKind, Verdict
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.regions.models import Level, Region, code_range
from jiahe.foundation.regions.queries import villages_in

# A county of each city (of 南安 the township of the sample accounts), where about it lies, and its area code.
PLACES = (
    (350102, Level.COUNTY, "119.30", "26.08", "0591"), (350128, Level.COUNTY, "119.79", "25.50", "0591"),
    (350203, Level.COUNTY, "118.09", "24.46", "0592"), (350304, Level.COUNTY, "119.01", "25.43", "0594"),
    (350404, Level.COUNTY, "117.61", "26.23", "0598"), (350502, Level.COUNTY, "118.58", "24.91", "0595"),
    (350583103, Level.TOWNSHIP, "118.25", "24.98", "0595"), (350602, Level.COUNTY, "117.65", "24.51", "0596"),
    (350702, Level.COUNTY, "118.18", "26.64", "0599"), (350802, Level.COUNTY, "117.02", "25.08", "0597"),
    (350902, Level.COUNTY, "119.53", "26.66", "0593"),
)  # fmt: skip
NAMES = {
    SiteKind.PARENT_CHILD_HOUSE: ("向日葵亲子小屋", "党群服务中心", "阅读区\n游戏区\n家长课堂", 60),
    SiteKind.EUGENICS_GUIDANCE_CENTRE: ("优生优育指导中心", "妇幼保健院", "培训指导\n咨询服务\n母乳喂养", 320),
    SiteKind.FAMILY_HEALTH_STATION: ("家庭健康驿站", "村卫生所", "自测区\n咨询区", 45),
    SiteKind.WARM_HOME: ("暖心家园", "计生协", "茶叙\n书画\n谈心室", 80),
    SiteKind.HOME_NURSERY: ("家庭托育点", "举办人", "睡眠区\n活动区", 70),
    SiteKind.MEMBERS_HOME: ("会员之家", "计生协", "议事\n阅览", 50),
}
HOURS = ("周二至周日 9:00–11:30，14:30–17:30", "周一至周五 8:30–12:00，14:30–17:30", "周六、周日 9:00–17:00")
MANAGERS = ("林晓梅", "陈丽华", "黄秀珍", "吴小燕", "郑美玲", "叶惠芳")
NAMESPACE = uuid5(NAMESPACE_URL, "jiahe.sample.sites")


def sample_sites(*, by: Actor, at: datetime, on: date) -> int:
    """Open the sample sites, some of them inspected, one paused and one closed; run again, nothing is added."""
    if Site.objects.exists():
        return 0
    made = [
        _open(code, level, Decimal(lon), Decimal(lat), area, by=by, at=at, on=on)
        for code, level, lon, lat, area in PLACES
    ]
    sites = [site for some in made for site in some]
    for number, site in enumerate(sites):
        if number % 3:
            _inspect(site, number, by=by, at=at, on=on)
    if len(sites) > 8:
        pause_site(site=sites[7], reason="装修，下个月再开", by=by, at=at)
        close_site(site=sites[8], reason="并到街道的那一处", by=by, at=at, on=on)
    return len(sites)


def _open(
    code: int, level: Level, lon: Decimal, lat: Decimal, area: str, *, by: Actor, at: datetime, on: date
) -> list[Site]:
    chance = Random(code)  # noqa: S311  # sample data: the same each time is what is wanted
    villages = list(villages_in([code_range(code * 10 ** (12 - len(str(code))), level)])[:6])
    return [
        open_site(
            details=_details(kind, village, chance, lon, lat, area, on), by=by, at=at, on=on,
            once=uuid5(NAMESPACE, f"{code}-{kind}"),
        )
        for kind, village in zip(NAMES, villages, strict=False)
    ]  # fmt: skip


def _details(
    kind: SiteKind, village: Region, chance: Random, lon: Decimal, lat: Decimal, area: str, on: date
) -> SiteDetails:
    name, host, zones, size = NAMES[kind]
    hung = on.replace(day=1) - timedelta(days=chance.randrange(200, 1300))
    plaque = kind != SiteKind.HOME_NURSERY
    return SiteDetails(
        kind=kind,
        name=f"{village.title}{name}",
        level=chance.choice([PlaqueLevel.PROVINCE, PlaqueLevel.CITY, PlaqueLevel.COUNTY])
        if plaque
        else PlaqueLevel.NONE,
        village_code=village.code,
        host=f"{village.title}{host}" if host != "举办人" else "个人举办（样例）",
        hours=chance.choice(HOURS),
        address=f"{village.title}服务中心一层（样例地址）",
        phone=f"{area}-55501{chance.randrange(100):02d}",
        manager=chance.choice(MANAGERS),
        zones=zones,
        area_m2=size + chance.randrange(0, 40),
        longitude=lon + Decimal(chance.randrange(-300, 300)) / 10000,
        latitude=lat + Decimal(chance.randrange(-300, 300)) / 10000,
        batch=f"第{'一二三'[chance.randrange(3)]}批" if plaque else "",
        plaque_on=hung if plaque else None,
        plaque_until=hung + timedelta(days=3 * 365) if plaque else None,
    )


def _inspect(site: Site, number: int, *, by: Actor, at: datetime, on: date) -> None:
    day = on - timedelta(days=30 + number * 4)
    good = number % 5 != 0
    answers: dict[str, int | bool] = {}
    for each in standards_of(site.kind, place=site.village_code, on=day):
        answers[each.item.code] = each.threshold if each.threshold is not None else good or each.item.code != "hours"
    record_inspection(
        site=site, inspected_on=day, inspector="样例检查组", answers=answers,
        verdict=Verdict.PASSED if good else Verdict.MEND, remarks="" if good else "门口的开放时间和实际的不一样，月底前改好。",
        next_due=day + timedelta(days=180), by=by, at=at, on=on,
    )  # fmt: skip
