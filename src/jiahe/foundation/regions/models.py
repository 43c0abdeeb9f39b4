"""The region tree."""

from __future__ import annotations

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


class Region(models.Model):
    """One unit of the tree. ``code`` alone does not name it: 金门县 has one code on three levels."""

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
    def is_own_unit(self) -> bool:
        """Whether the unit reports past its parent, as 平潭 does."""
        return self.reports_to_id != self.parent_id
