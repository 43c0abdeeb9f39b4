"""The register of who serves: each kind with the credential it needs, who accepts it last, and whether families see it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from jiahe.foundation.regions.models import Level


class WorkerKind(models.TextChoices):
    """What somebody serves as."""

    EXPERT = "expert", "专家"
    GUIDE = "guide", "家庭健康指导员"
    TUTOR = "tutor", "导师"
    PRESENTER = "presenter", "宣讲员"
    MATCHMAKER = "matchmaker", "红娘"
    VOLUNTEER = "volunteer", "志愿者"
    CONTACT = "contact", "联系人"
    CAREGIVER = "caregiver", "照护员"
    ORGANISATION = "organisation", "服务组织"


class Skill(models.TextChoices):
    """What somebody is good at."""

    INFANT_CARE = "infant_care", "婴幼儿养育"
    EARLY_LEARNING = "early_learning", "亲子活动"
    BREASTFEEDING = "breastfeeding", "母乳喂养"
    ADOLESCENCE = "adolescence", "青春期健康"
    CHRONIC = "chronic", "慢病管理"
    NUTRITION = "nutrition", "营养膳食"
    ELDER_CARE = "elder_care", "老人照护"
    FIRST_AID = "first_aid", "急救"
    COMFORT = "comfort", "心理疏导"
    LAW = "law", "法律政策"
    MATCHING = "matching", "牵线联谊"
    LECTURES = "lectures", "宣讲授课"
    EVENTS = "events", "组织活动"
    MINNAN = "minnan", "会说闽南话"
    FUZHOU = "fuzhou", "会说福州话"
    PUXIAN = "puxian", "会说莆仙话"
    HAKKA = "hakka", "会说客家话"


class ServicePurpose(models.TextChoices):
    """What hours were given for."""

    HOME_VISIT = "home_visit", "入户指导"
    ADVICE = "advice", "咨询接待"
    LECTURE = "lecture", "宣讲授课"
    COMPANY = "company", "陪伴看望"
    CARE = "care", "照护帮忙"
    MATCHING = "matching", "牵线联谊"
    EVENT = "event", "活动服务"
    TRAINING = "training", "参加培训"


class CredentialLevel(models.TextChoices):
    """Of which level a credential is: of a place, or of a skill."""

    NATION = "nation", "国家级"
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡镇级"
    SENIOR = "senior", "高级"
    MIDDLE = "middle", "中级"
    JUNIOR = "junior", "初级"
    NONE = "none", "不分级"


@dataclass(frozen=True, slots=True)
class KindRules:
    """What holds for a kind.

    ``credential`` is the paper without which nobody serves as it, empty where none is asked for; ``accepted_by`` the
    level that has the last word at the least; ``capacity`` what one can look after at once, as long as nobody says
    otherwise. ``signs_up``: residents may offer themselves. ``public``: families may see who it is. A contact is not
    shown: whom he calls on would be known by it.
    """

    credential: str
    accepted_by: Level
    capacity: int
    signs_up: bool = False
    public: bool = True


REGISTER: dict[str, KindRules] = {
    WorkerKind.EXPERT: KindRules("专家聘书", Level.COUNTY, 20),
    WorkerKind.GUIDE: KindRules("家庭健康指导员聘书", Level.COUNTY, 60),
    WorkerKind.TUTOR: KindRules("导师证书", Level.COUNTY, 20),
    WorkerKind.PRESENTER: KindRules("", Level.TOWNSHIP, 20),
    WorkerKind.MATCHMAKER: KindRules("红娘聘书", Level.TOWNSHIP, 20, signs_up=True),
    WorkerKind.VOLUNTEER: KindRules("", Level.VILLAGE, 10, signs_up=True),
    WorkerKind.CONTACT: KindRules("", Level.TOWNSHIP, 5, public=False),
    WorkerKind.CAREGIVER: KindRules("职业技能等级证书", Level.TOWNSHIP, 8),
    WorkerKind.ORGANISATION: KindRules("登记证书", Level.COUNTY, 200),
}
PUBLIC = [kind for kind, rules in REGISTER.items() if rules.public]
SIGN_UP = [kind for kind, rules in REGISTER.items() if rules.signs_up]
WITH_CREDENTIAL = [kind for kind, rules in REGISTER.items() if rules.credential]


def rules_of(kind: str) -> KindRules:
    """What holds for a kind.

    Raises:
        KeyError: there is no such kind.
    """
    return REGISTER[kind]
