"""Who serves in the sample province: a few in each city, made up, with phones that ring nowhere."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from uuid import NAMESPACE_URL, uuid5

from jiahe.delivery.workforce.actions import answer_hours, assign, nominate, record_credential, record_hours, review
from jiahe.delivery.workforce.details import WorkerDetails
from jiahe.delivery.workforce.kinds import REGISTER, CredentialLevel, ServicePurpose, Skill, WorkerKind
from jiahe.delivery.workforce.models import ServiceWorker
from jiahe.delivery.workforce.queries import may_serve
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.regions.models import Level, Region, code_range
from jiahe.foundation.regions.queries import villages_in

# A county of each city; of 南安 the township of the sample accounts.
PLACES = (
    (350102, Level.COUNTY), (350128, Level.COUNTY), (350203, Level.COUNTY), (350304, Level.COUNTY),
    (350404, Level.COUNTY), (350502, Level.COUNTY), (350583103, Level.TOWNSHIP), (350602, Level.COUNTY),
    (350702, Level.COUNTY), (350802, Level.COUNTY), (350902, Level.COUNTY),
)  # fmt: skip
# Kind → what he is besides, what he is good at, when and where he is found, how far he serves.
PEOPLE: dict[WorkerKind, tuple[str, tuple[Skill, ...], str, str, Level]] = {
    WorkerKind.GUIDE: (
        "村医",
        (Skill.CHRONIC, Skill.NUTRITION, Skill.MINNAN),
        "周一至周五上午",
        "卫生所",
        Level.VILLAGE,
    ),
    WorkerKind.MATCHMAKER: ("退休教师", (Skill.MATCHING, Skill.EVENTS), "周二、周四上午", "会员之家", Level.VILLAGE),
    WorkerKind.VOLUNTEER: ("个体工商户", (Skill.EVENTS, Skill.COMFORT), "周末", "党群服务中心", Level.VILLAGE),
    WorkerKind.EXPERT: (
        "县医院儿科",
        (Skill.INFANT_CARE, Skill.BREASTFEEDING),
        "每月第一个周六",
        "妇幼保健院",
        Level.COUNTY,
    ),
    WorkerKind.CAREGIVER: (
        "养老护理员",
        (Skill.ELDER_CARE, Skill.FIRST_AID),
        "每天，先约",
        "居家养老服务站",
        Level.TOWNSHIP,
    ),
    WorkerKind.PRESENTER: ("中学教师", (Skill.LECTURES, Skill.LAW), "晚上", "文化礼堂", Level.TOWNSHIP),
}
NAMES = (
    "林秀英",
    "陈志强",
    "黄美珠",
    "吴建华",
    "郑玉兰",
    "叶国平",
    "王丽琴",
    "张文辉",
    "苏阿香",
    "许天来",
    "谢小燕",
    "曾庆明",
)
NAMESPACE = uuid5(NAMESPACE_URL, "jiahe.sample.workforce")
LASTS = (timedelta(days=500), timedelta(days=20), timedelta(days=-15), timedelta(days=900))


def sample_workforce(*, by: Actor, at: datetime, on: date) -> int:
    """Some in each sample place, with credentials of which a few end soon or have ended; run again, nobody is added."""
    if ServiceWorker.objects.exists():
        return 0
    made = 0
    for code, level in PLACES:
        some = 3 if level == Level.TOWNSHIP else 1  # where the sample accounts are there is more to look at
        villages = list(villages_in([code_range(code * 10 ** (12 - len(str(code))), level)])[:some])
        for place, (kind, village) in enumerate((k, v) for v in villages for k in PEOPLE):
            _one(kind, village, code * 100 + place, by=by, at=at, on=on)
            made += 1
    return made


def sample_nominations(*, by: Actor, at: datetime, on: date) -> int:
    """Two whom a village names and who wait for its township, and hours that wait; run again, nothing is added."""
    village = villages_in(by.scope).first()
    if village is None or ServiceWorker.objects.filter(nominated_by=by.id).exists():
        return 0
    for number, kind in enumerate((WorkerKind.GUIDE, WorkerKind.MATCHMAKER)):
        chance = Random(number)  # noqa: S311  # sample data: the same each time is what is wanted
        nominate(details=_details(kind, village, chance, 9_900 + number), by=by, at=at, on=on)
    for worker in ServiceWorker.objects.filter(village_code=village.code, kind=WorkerKind.VOLUNTEER):
        record_hours(
            worker=worker, served_on=on, minutes=90, purpose=ServicePurpose.COMPANY, place=village.title, by=by, at=at,
            on=on,
        )  # fmt: skip
    return 2


def _details(kind: WorkerKind, village: Region, chance: Random, seed: int) -> WorkerDetails:
    job, skills, hours, where, reach = PEOPLE[kind]
    return WorkerDetails(
        kind=kind,
        name=chance.choice(NAMES),
        village_code=village.code,
        reach=reach,
        phone=f"199{seed % 10**8:08d}",
        capacity=REGISTER[kind].capacity,
        job=job,
        skills=skills,
        hours=hours,
        whereabouts=f"{village.title}{where}" if reach == Level.VILLAGE else where,
        shown=True,
    )


def _one(kind: WorkerKind, village: Region, seed: int, *, by: Actor, at: datetime, on: date) -> None:
    chance = Random(seed)  # noqa: S311  # sample data: the same each time is what is wanted
    worker = nominate(
        details=_details(kind, village, chance, seed), by=by, at=at, on=on, once=uuid5(NAMESPACE, str(seed))
    )
    review(worker=worker, accept=True, by=by, at=at, on=on)
    worker.refresh_from_db()
    if REGISTER[kind].credential:
        until = on + LASTS[seed % len(LASTS)]
        record_credential(
            worker=worker, title=REGISTER[kind].credential, level=CredentialLevel.COUNTY, number=f"YL-{seed}",
            issuer="样例计生协", issued_on=until - timedelta(days=1095), expires_on=until, by=by, at=at, on=on,
        )  # fmt: skip
    if may_serve(kind, worker, on=on):
        assign(worker=worker, what=f"{village.title}每周值班", by=by, at=at, on=on)
        purpose = chance.choice([ServicePurpose.ADVICE, ServicePurpose.EVENT, ServicePurpose.HOME_VISIT])
        given = record_hours(
            worker=worker, served_on=on, minutes=30 * chance.randrange(2, 9), purpose=purpose, place=village.title, by=by,
            at=at, on=on,
        )  # fmt: skip
        answer_hours(hours=[given], confirm=True, by=by, at=at, on=on)
