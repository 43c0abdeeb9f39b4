"""What can be typed in about somebody's work, school and health: each kind asks its own question in its own words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from jiahe.faces.desk.forms import BLANK, date_field
from jiahe.faces.kit.fault_forms import FaultForm
from jiahe.foundation.accounts.actor import Actor
from jiahe.registry.models import Person
from jiahe.registry.models.circumstance import ANSWERS, SEALED, CircumstanceKind
from jiahe.registry.rights import VIEW_SENSITIVE

ADULT, WORKING_AGE, ELDER, PAST_SCHOOL = 18, 16, 60, 40
LONG_LIST = 10  # beyond it a list to choose from, not a row of buttons
SINCE = "从哪一天起"
ROUGHLY = "记不清哪一天，就填您能确定的第一天；再早的日子按“还不清楚”算。"
# Kind → its question, a word of help, the label of its day and a word of help for that.
ASKED: Mapping[CircumstanceKind, tuple[str, str, str, str]] = {
    CircumstanceKind.EMPLOYMENT: ("现在的工作情况", "产假、育儿假和生育津贴要看这一项。", SINCE, ROUGHLY),
    CircumstanceKind.INSURANCE: ("参加哪一种医疗保险", "生育保险跟着职工医保走，不用另外登记。", SINCE, ROUGHLY),
    CircumstanceKind.INSURED_MONTHS: (
        "职工医保一共缴了几个月",
        "只填一次就行：以后只要还参加职工医保，系统按月往上加。",
        "到哪一天为止",
        "按参保证明或缴费记录上的日期填。",
    ),
    CircumstanceKind.WAGE: (
        "单位上一年度职工月平均工资（元）",
        "用来算生育津贴。是单位的平均数，不是本人的工资。",
        SINCE,
        "换了单位或者到了新的年度，再记一次。",
    ),
    CircumstanceKind.SCHOOL: ("在哪里上学", "托育和学前教育的补助、子女教育扣除要看这一项。", SINCE, ROUGHLY),
    CircumstanceKind.ABILITY: (
        "评估出来的等级",
        "按老年人能力评估报告填（国家标准 GB/T 42195），不要自己估。",
        "评估日期",
        "",
    ),
    CircumstanceKind.COMPLICATION: (
        "鉴定的等级",
        "按医学鉴定书填。没有并发症的选“没有”，还不知道的先不要记。",
        "鉴定日期",
        "选“没有”的，填问到的那一天。",
    ),
    CircumstanceKind.CHRONIC: (
        "有没有高血压、糖尿病",
        "以医生的诊断为准。问过、确实没有的选“没有”，还没问到的先不要记。",
        SINCE,
        ROUGHLY,
    ),
    CircumstanceKind.VACCINATION: ("打的是哪一种疫苗", "一针记一次，按接种证上写的填。", "接种日期", ""),
}
INTROS = {True: "这一项加密保存，只在家庭页上给需要的人看；名单、搜索和导出里都没有。", False: ""}


class CircumstanceForm(FaultForm):
    """One circumstance of one person."""

    value = forms.ChoiceField(widget=forms.RadioSelect, error_messages={"required": "请选一项。"})
    since = date_field(SINCE, required=True)

    def __init__(self, *args: Any, kind: CircumstanceKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        question, help_text, day, day_help = ASKED[kind]
        self.fields["value"] = _answer_field(kind)
        self.fields["value"].label, self.fields["value"].help_text = question, help_text
        self.fields["since"].label, self.fields["since"].help_text = day, day_help
        self.fields["since"].error_messages["required"] = f"请填写{day}。"

    def said(self) -> str:
        """What was answered, as the registry keeps it."""
        return str(self.cleaned_data["value"])


def _answer_field(kind: CircumstanceKind) -> forms.Field:
    answers = ANSWERS.get(kind)
    if answers is None and kind == CircumstanceKind.WAGE:
        wrong = {"required": "请填写每个月多少元。", "invalid": "请填写数字，例如 7500。"}
        return forms.DecimalField(widget=_figures("decimal"), error_messages=wrong)
    if answers is None:
        wrong = {"required": "请填写月数。", "invalid": "请填写整数，例如 26。"}
        return forms.IntegerField(widget=_figures("numeric"), error_messages=wrong)
    chosen = {"required": "请选一项。", "invalid_choice": "请从列出的里面选一项。"}
    if len(answers) > LONG_LIST:
        return forms.ChoiceField(choices=[*BLANK, *answers.items()], error_messages=chosen)
    return forms.ChoiceField(choices=list(answers.items()), widget=forms.RadioSelect, error_messages=chosen)


def _figures(mode: str) -> forms.TextInput:
    """A field that brings up the figures on a phone."""
    return forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"})


def askable(person: Person, *, by: Actor, on: date) -> list[CircumstanceKind]:
    """The kinds that can be recorded of a person: none that cannot concern him, none that the actor may not know of."""
    if person.death_date is not None:
        return []
    age = person.age(on)
    from_age = {
        CircumstanceKind.EMPLOYMENT: WORKING_AGE,
        CircumstanceKind.INSURED_MONTHS: WORKING_AGE,
        CircumstanceKind.WAGE: WORKING_AGE,
        CircumstanceKind.ABILITY: ELDER,
        CircumstanceKind.COMPLICATION: ADULT,
    }
    kinds = [kind for kind in CircumstanceKind if age >= from_age.get(kind, 0)]
    if age >= PAST_SCHOOL:
        kinds.remove(CircumstanceKind.SCHOOL)
    return [kind for kind in kinds if kind not in SEALED or by.may(VIEW_SENSITIVE)]
