"""Circumstances: how things stand with a person from a day on, in his work, his school and his health."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from jiahe.foundation.vault.crypto import open_sealed
from jiahe.registry.models.person import Person

NOTHING = "none"


class CircumstanceKind(models.TextChoices):
    """What is known of a person's circumstances. The codes are the names of the benefit rules' contract."""

    EMPLOYMENT = "employment", "工作情况"
    INSURANCE = "insurance", "医疗保险"
    INSURED_MONTHS = "insured_months", "职工医保已缴月数"
    WAGE = "employer_average_wage", "单位月平均工资"
    SCHOOL = "school", "上学情况"
    ABILITY = "ability_level", "老年人能力等级"
    COMPLICATION = "complication_grade", "节育手术并发症等级"
    CHRONIC = "chronic", "慢性病"
    VACCINATION = "vaccination", "接种疫苗"


# What can be said of each kind that has a closed list; of the others it is a number in figures.
ANSWERS: Mapping[CircumstanceKind, Mapping[str, str]] = {
    CircumstanceKind.EMPLOYMENT: {
        "employee": "在单位上班",
        "civil_servant": "公务员或参公人员",
        "flexible": "灵活就业",
        "unemployed": "失业",
        "student": "在校学生",
        "retired": "退休",
        NOTHING: "没有工作",
    },
    CircumstanceKind.INSURANCE: {"employee": "职工医保", "resident": "城乡居民医保", NOTHING: "没有参保"},
    CircumstanceKind.SCHOOL: {
        "nursery": "托育机构",
        "preschool": "幼儿园",
        "preschool_last_year": "幼儿园大班",
        "primary": "小学",
        "junior": "初中",
        "senior": "高中或中职",
        "college": "大专以上",
        NOTHING: "没有上学",
    },
    # GB/T 42195
    CircumstanceKind.ABILITY: {
        "0": "能力完好",
        "1": "轻度失能",
        "2": "中度失能",
        "3": "重度失能",
        "4": "完全失能",
    },
    CircumstanceKind.COMPLICATION: {NOTHING: "没有", "1": "一级", "2": "二级", "3": "三级"},
    CircumstanceKind.CHRONIC: {
        NOTHING: "没有",
        "hypertension": "高血压",
        "diabetes": "糖尿病",
        "hypertension,diabetes": "高血压和糖尿病",
    },
    CircumstanceKind.VACCINATION: {
        "hepatitis_b": "乙肝疫苗",
        "bcg": "卡介苗",
        "polio": "脊灰疫苗",
        "dtap": "百白破疫苗",
        "dt": "白破疫苗",
        "mmr": "麻腮风疫苗",
        "japanese_encephalitis": "乙脑疫苗",
        "meningococcal_a": "A 群流脑疫苗",
        "meningococcal_ac": "A 群 C 群流脑疫苗",
        "hepatitis_a": "甲肝疫苗",
        "hpv": "HPV 疫苗",
        "influenza": "流感疫苗",
        "pneumococcal": "肺炎疫苗",
        "varicella": "水痘疫苗",
        "hib": "Hib 疫苗",
        "rotavirus": "轮状病毒疫苗",
        "ev71": "手足口疫苗",
        "zoster": "带状疱疹疫苗",
        "rabies": "狂犬病疫苗",
        "other": "其他疫苗",
    },
}
UNITS = {CircumstanceKind.INSURED_MONTHS: "个月", CircumstanceKind.WAGE: "元"}
# Told only to those who need it for their work, and sealed: 个人信息保护法 art. 28, rule 7 of the architecture.
SEALED = frozenset(
    {
        CircumstanceKind.WAGE,
        CircumstanceKind.ABILITY,
        CircumstanceKind.COMPLICATION,
        CircumstanceKind.CHRONIC,
        CircumstanceKind.VACCINATION,
    }
)
SEAL = {"table": "registry_circumstance", "column": "value", "field_class": "health"}


class Circumstance(models.Model):
    """What somebody said of one circumstance. Never changed: a mistake is withdrawn, and stays to be read.

    ``on`` is the first day it holds; it holds until the next one of its kind (a vaccination is given on that day).
    Before the first one nothing is known, which is not the same as ``none``. ``value`` is a code of ``ANSWERS`` or a
    number in figures (months; CNY with at most two decimals); of a sensitive kind it is empty and stands sealed.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="circumstances")
    kind = models.CharField(max_length=30, choices=CircumstanceKind.choices)
    on = models.DateField()
    value = models.CharField(max_length=30, blank=True)
    value_sealed = models.BinaryField(null=True)
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=sorted(SEALED), value="", value_sealed__isnull=False)
                | (~Q(kind__in=sorted(SEALED)) & Q(value_sealed__isnull=True) & ~Q(value="")),
                name="circumstance_sealed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of person {self.person_id}"

    @property
    def is_sensitive(self) -> bool:
        """Whether only those may read it who need it for their work."""
        return self.kind in SEALED

    @cached_property
    def said(self) -> str:
        """What was said, opened where it is sealed: for those only who may read it."""
        if self.value_sealed is None:
            return self.value
        return open_sealed(bytes(self.value_sealed), row=self.pk, **SEAL)

    @property
    def answer(self) -> str:
        """What was said, in words: 在单位上班, 26 个月."""
        kind = CircumstanceKind(self.kind)
        return ANSWERS[kind].get(self.said, "") if kind in ANSWERS else f"{self.said} {UNITS[kind]}"

    @property
    def in_words(self) -> str:
        """What was said, in the words of the timeline: 工作情况：在单位上班."""
        return f"{self.get_kind_display()}：{self.answer}"
