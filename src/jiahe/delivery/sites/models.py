"""Sites, the spells for which they are counted, and their inspections."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from jiahe.foundation.accounts.models import User


class SiteKind(models.TextChoices):
    """What a site is for."""

    PARENT_CHILD_HOUSE = "parent_child_house", "亲子小屋"
    EUGENICS_GUIDANCE_CENTRE = "eugenics_guidance_centre", "优生优育指导中心"
    FAMILY_HEALTH_CENTRE = "family_health_centre", "家庭健康服务中心"
    FAMILY_HEALTH_STATION = "family_health_station", "家庭健康驿站"
    YOUTH_HEALTH_BASE = "youth_health_base", "青春健康教育基地"
    WARM_HOME = "warm_home", "暖心家园"
    NURSERY = "nursery", "托育机构"
    HOME_NURSERY = "home_nursery", "家庭托育点"
    MEMBERS_HOME = "members_home", "会员之家"


class PlaqueLevel(models.TextChoices):
    """Whose plaque hangs at the door."""

    NATION = "nation", "国家级"
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"
    TOWNSHIP = "township", "乡镇级"
    VILLAGE = "village", "村级"
    NONE = "none", "没有挂牌"


class SiteState(models.TextChoices):
    """Whether families can come."""

    OPEN = "open", "开放"
    PAUSED = "paused", "暂停开放"
    CLOSED = "closed", "已关闭"


class Verdict(models.TextChoices):
    """What an inspection ends with."""

    PASSED = "passed", "合格"
    MEND = "mend", "要整改"


class Site(models.Model):
    """A place where families are served. Longitude and latitude are those a phone's own positioning gives (WGS 84).

    ``once`` is the key of the form that opened it: a form sent twice opens one.
    """

    kind = models.CharField(max_length=30, choices=SiteKind.choices)
    name = models.CharField(max_length=40)
    level = models.CharField(max_length=10, choices=PlaqueLevel.choices)
    village_code = models.BigIntegerField()
    host = models.CharField(max_length=60)
    zones = models.TextField(blank=True)
    area_m2 = models.PositiveIntegerField(null=True)
    hours = models.CharField(max_length=200)
    address = models.CharField(max_length=120)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=6, null=True)
    phone = models.CharField(max_length=20)
    manager = models.CharField(max_length=30)
    batch = models.CharField(max_length=30, blank=True)
    plaque_on = models.DateField(null=True)
    plaque_until = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=SiteState.choices, default=SiteState.OPEN)
    state_reason = models.CharField(max_length=120, blank=True)
    once = models.UUIDField(null=True, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["village_code", "kind", "name"], name="site_named_once"),
            models.CheckConstraint(
                condition=Q(longitude=None, latitude=None) | Q(longitude__isnull=False, latitude__isnull=False),
                name="site_whole_position",
            ),
        ]
        indexes = [
            models.Index(fields=["village_code", "kind"], name="site_place"),
            models.Index(fields=["latitude", "longitude"], name="site_position"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone_list(self) -> list[str]:
        """The zones, one after the other."""
        return [line.strip() for line in self.zones.splitlines() if line.strip()]

    def plaque_expired(self, on: date) -> bool:
        """Whether the time for which the plaque was given is over."""
        return self.plaque_until is not None and self.plaque_until < on


class SiteSpell(models.Model):
    """From when to when a site is counted in a village; ``until`` is the first day it is no more."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="spells")
    village_code = models.BigIntegerField()
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site"], condition=Q(until=None), name="site_counted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.since}"


class Inspection(models.Model):
    """Somebody came and looked. ``answers`` keeps each question with the number it was measured by on that day."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="inspections")
    inspected_on = models.DateField()
    inspector = models.CharField(max_length=30)
    score = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    answers = models.JSONField()
    remarks = models.CharField(max_length=400, blank=True)
    next_due = models.DateField()
    once = models.UUIDField(null=True, unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["site", "-inspected_on", "-id"], name="inspection_latest")]
        constraints = [models.CheckConstraint(condition=Q(score__lte=100), name="inspection_score_of_100")]

    def __str__(self) -> str:
        return f"{self.site_id} {self.inspected_on}"
