"""The region tree."""

from __future__ import annotations

from datetime import date

from django.db import models


class Level(models.IntegerChoices):
    """The five levels of the tree, from the top."""

    PROVINCE = 0, "省"
    CITY = 1, "市"
    COUNTY = 2, "县"
    TOWNSHIP = 3, "乡镇"
    VILLAGE = 4, "村居"

    @property
    def slug(self) -> str:
        """The level's word in the official list, in addresses and in `doctor`."""
        return self.name.lower()

    @classmethod
    def from_slug(cls, slug: str) -> Level:
        """The level a word names; KeyError for any other word."""
        return cls[slug.upper()]


# Digits of a 12-digit code that a level fixes: 35 · 3501 · 350102 · 350102001 · 350102001001.
FIXED_DIGITS = {Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6, Level.TOWNSHIP: 9, Level.VILLAGE: 12}

SHORT_ENDINGS = (("社区居委会", "社区"), ("社区委员会", "社区"), ("村委会", "村"), ("村民委员会", "村"))


def code_range(code: int, level: int) -> tuple[int, int]:
    """The first and last 12-digit code that stand below a unit, itself included."""
    width = 10 ** (12 - FIXED_DIGITS[Level(level)])
    low = code // width * width
    return low, low + width - 1


def code_above(code: int, level: int) -> int:
    """The code of the unit one level up: a code says where its unit stands, so a unit that moves gets a new one."""
    return code_range(code, level - 1)[0]


class Region(models.Model):
    """One unit of the tree. ``code`` alone does not name it: 金门县 has one code on three levels.

    ``opened_on`` is its first day (null: before the records begin), ``closed_on`` the first day it is no more (null: it
    stands). A closed unit stays, so that its code, its old months and the rows of its time can still be read.
    """

    code = models.BigIntegerField()
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    name = models.CharField(max_length=60)
    unit_name = models.CharField(max_length=60, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    reports_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="reporting_units")
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    is_statistical_zone = models.BooleanField(default=False)
    has_data = models.BooleanField(default=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "level"], name="region_code_level")]
        indexes = [models.Index(fields=["level", "code"], name="region_level_code")]
        ordering = ["code", "level"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The name people use: 芸林村 for 芸林村委会, 平潭综合实验区 for 平潭县."""
        if self.unit_name:
            return self.unit_name
        for ending, short in SHORT_ENDINGS:
            if self.name.endswith(ending):
                return self.name.removesuffix(ending) + short
        return self.name

    @property
    def slug(self) -> str:
        """The level's word, as addresses carry it beside the code."""
        return Level(self.level).slug

    @property
    def is_closed(self) -> bool:
        """Whether the unit is no more. A change is recorded on its day or later, so none lies ahead."""
        return self.closed_on is not None

    def stood_on(self, on: date) -> bool:
        """Whether the unit stood on a day."""
        return (self.opened_on is None or self.opened_on <= on) and (self.closed_on is None or on < self.closed_on)

    @property
    def is_own_unit(self) -> bool:
        """Whether the unit reports past its parent, as 平潭 does."""
        return self.reports_to_id != self.parent_id


class ChangeKind(models.TextChoices):
    """What can happen to units."""

    OPEN = "open", "新设"
    CLOSE = "close", "撤销"
    RENAME = "rename", "改名"
    RECODE = "recode", "改编码"
    MERGE = "merge", "合并"
    SPLIT = "split", "拆分"


class RegionChange(models.Model):
    """One unit before and one after a change; a deed that concerns several (a merger) has a row for each pair.

    ``deed`` is the same for the rows of one deed. An opening has nothing before, a closing nothing after. ``carries``
    says that who lived in the old unit lives in the new one from ``effective_on`` on. Names are those of that time.
    Where only the year is known, ``effective_on`` is its first day and ``day_known`` is false.
    """

    deed = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    old_code = models.BigIntegerField(null=True)
    old_name = models.CharField(max_length=60, blank=True)
    new_code = models.BigIntegerField(null=True)
    new_name = models.CharField(max_length=60, blank=True)
    carries = models.BooleanField(default=False)
    effective_on = models.DateField()
    day_known = models.BooleanField(default=True)
    source = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["old_code", "level"], name="region_change_old"),
            models.Index(fields=["new_code", "level"], name="region_change_new"),
            models.Index(fields=["deed"], name="region_change_deed"),
        ]
        ordering = ["effective_on", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.old_code or ''}→{self.new_code or ''} {self.effective_on}"


class RegionList(models.Model):
    """A yearly list that somebody uploaded to see what it would change; carried out once ``done_at`` is set."""

    file_name = models.CharField(max_length=200)
    content = models.TextField()
    successors = models.TextField(blank=True)
    effective_on = models.DateField()
    source = models.CharField(max_length=200, blank=True)
    uploaded_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.file_name} {self.effective_on}"
