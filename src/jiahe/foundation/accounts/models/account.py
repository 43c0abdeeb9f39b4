"""Users, the posts they act in, and one-time codes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.vault.crypto import open_sealed
from jiahe.foundation.vault.masks import mask_phone

PHONE_PLACE: dict[str, str] = {"table": "accounts_user", "column": "phone", "field_class": "contact"}


class Role(models.TextChoices):
    """What a post is for. The level of its region says how far it reaches."""

    PRESIDENT = "president", "省会长"
    CITY_SECRETARY = "city_secretary", "市秘书长"
    COUNTY_SECRETARY = "county_secretary", "县秘书长"
    TOWNSHIP_SECRETARY = "township_secretary", "乡镇秘书长"
    VILLAGE_WORKER = "village_worker", "村级工作者"
    GROUP_LEADER = "group_leader", "会员小组长"
    EXPERT = "expert", "专家"
    GUIDE = "guide", "家庭健康指导员"
    VOLUNTEER = "volunteer", "志愿者"
    PROVIDER = "provider", "服务机构"
    PARTNER = "partner", "协作部门"
    AUDITOR = "auditor", "审计员"
    ADMINISTRATOR = "administrator", "系统管理员"


class Department(models.TextChoices):
    """The departments that a partner's post may be of."""

    JUSTICE = "justice", "司法行政（法律援助）"
    LABOUR = "labour", "人力资源社会保障"
    UNION = "union", "总工会"
    INSURANCE = "insurance", "医疗保障"
    HEALTH = "health", "卫生健康"
    CIVIL_AFFAIRS = "civil_affairs", "民政"


class UserKind(models.TextChoices):
    """Staff sign in with a password and choose a post; residents with a phone and a one-time code."""

    STAFF = "staff", "工作人员"
    RESIDENT = "resident", "居民"


class UserManager(BaseUserManager["User"]):
    """Finds users by their sign-in name."""


class User(AbstractBaseUser):
    """Somebody who signs in. A resident's name is not kept here: the registry knows it."""

    username = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=UserKind.choices, default=UserKind.STAFF)
    name = models.CharField(max_length=50, blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    phone_sealed = models.BinaryField(null=True)  # of staff: where a colleague reaches them

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def is_staff_member(self) -> bool:
        """Whether this is a member of staff, who works at the desk."""
        return self.kind == UserKind.STAFF

    @property
    def phone(self) -> str:
        """The phone of a member of staff; empty when nobody gave one."""
        if not self.phone_sealed:
            return ""
        return open_sealed(bytes(self.phone_sealed), row=self.pk, **PHONE_PLACE)

    @property
    def masked_phone(self) -> str:
        """The phone as pages show it."""
        return mask_phone(self.phone) if self.phone_sealed else ""


class Post(models.Model):
    """A role at a region: 村级工作者 of 芸林村. Work belongs to the post, so it stays when people change."""

    role = models.CharField(max_length=30, choices=Role.choices)
    region = models.ForeignKey(Region, models.PROTECT, related_name="posts")
    is_active = models.BooleanField(default=True)
    department = models.CharField(max_length=20, choices=Department.choices, blank=True)  # of a partner's post

    # Set where a post is read for one person on one day: whose place he takes then, and until when.
    instead_of: User | None = None
    instead_until: date | None = None

    class Meta:
        constraints = [models.UniqueConstraint(fields=["role", "region", "department"], name="post_role_region")]

    def __str__(self) -> str:
        return f"{self.region.title} · {self.get_department_display() or self.get_role_display()}"

    @property
    def last_day_instead(self) -> date | None:
        """The last day of a stand-in."""
        return self.instead_until - timedelta(days=1) if self.instead_until else None

    @property
    def is_at_city_level(self) -> bool:
        """Whether the post stands beside the cities: a city's, or that of 平潭, which reports to the province."""
        return self.region.level == Level.CITY or self.region.is_own_unit

    @property
    def rank(self) -> Level:
        """The level the post stands on; that of 平潭 stands beside the cities."""
        return Level.CITY if self.is_at_city_level else Level(self.region.level)


class PostScope(models.Model):
    """One range of region codes that a post reaches; both ends belong to it."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="scopes")
    low = models.BigIntegerField()
    high = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(low__lte=models.F("high")), name="post_scope_order")]

    def __str__(self) -> str:
        return f"{self.low}–{self.high}"


class Holding(models.Model):
    """Who holds a post, and since when; ``until`` is the first day he holds it no more.

    With ``stands_in_for`` he holds it for some days in place of who has it: a stand-in, which ends by itself.
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="holdings")
    user = models.ForeignKey(User, models.CASCADE, related_name="holdings")
    since = models.DateField()
    until = models.DateField(null=True)
    stands_in_for = models.ForeignKey(User, models.CASCADE, null=True, related_name="stand_ins")
    passed_to = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stands_in_for=None) | models.Q(until__isnull=False), name="holding_stand_in_ends"
            ),
            models.UniqueConstraint(
                fields=["post", "user"], condition=models.Q(until__isnull=True), name="holding_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} @ {self.post}"

    @property
    def last_day(self) -> date | None:
        """The last day he holds it, where that is known."""
        return self.until - timedelta(days=1) if self.until else None


class PasswordRequest(models.Model):
    """Somebody forgot his password and asked for another. It lies with a post above him, whoever holds that.

    ``user`` is null where no account has the name that was typed: counted so that nobody learns which names exist.
    """

    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="+")
    address_index = models.BinaryField(db_index=True)  # keyed digest of where it came from
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["post"], name="password_request_open", condition=models.Q(done_at=None))]

    def __str__(self) -> str:
        return f"password request {self.pk}"


class OneTimeCode(models.Model):
    """A code sent to a phone. Neither the number nor the code stands here: only keyed digests of them."""

    phone_index = models.BinaryField(db_index=True)
    address_index = models.BinaryField(null=True, db_index=True)  # a keyed digest of where it was asked from
    code_digest = models.BinaryField()
    sent_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"one-time code {self.pk}"
