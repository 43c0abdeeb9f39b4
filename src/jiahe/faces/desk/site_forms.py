"""What can be typed in about sites. What is impossible is decided where they are kept, at the field that says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms

from jiahe.delivery.sites.checklist import LARGEST, Standard
from jiahe.delivery.sites.details import FIELDS, SiteDetails, details_of
from jiahe.delivery.sites.models import PlaqueLevel, Site, SiteKind, SiteState, Verdict
from jiahe.delivery.sites.queries import EXPIRED, FAILED, OVERDUE
from jiahe.faces.desk.forms import BLANK, date_field, text_field
from jiahe.faces.desk.village_forms import VillageForm
from jiahe.faces.kit.changes import ChangeForm
from jiahe.faces.kit.fault_forms import FaultForm
from jiahe.foundation.accounts.actor import Actor

NEEDS = [(EXPIRED, "牌子到期的"), (FAILED, "要整改的"), (OVERDUE, "该检查的")]


def _number(label: str, digits: int, places: int, help_text: str = "") -> forms.DecimalField:
    wrong = f"{label}写成小数，最多 {places} 位，比如 118.253100。"
    return forms.DecimalField(
        label=label, max_digits=digits, decimal_places=places, required=False, help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages=dict.fromkeys(("invalid", "max_digits", "max_decimal_places", "max_whole_digits"), wrong),
    )  # fmt: skip


class SiteFields(VillageForm):
    """All that is said of a site."""

    groups = (
        ("是什么地方", ("kind", "name", "village", "host")),
        ("来的人要知道的", ("hours", "address", "phone", "manager", "area_m2", "zones")),
        ("在地图上", ("longitude", "latitude")),
        ("牌子", ("level", "batch", "plaque_on", "plaque_until")),
    )
    kind = forms.ChoiceField(
        label="哪一种", choices=[*BLANK, *SiteKind.choices], error_messages={"required": "请选哪一种阵地。"}
    )
    name = text_field("名称", 40, help_text="门口牌子上写的，比如 芸林村向日葵亲子小屋。")
    host = text_field("由谁办", 60, help_text="比如 村党群服务中心、妇幼保健院。")
    hours = text_field("开放时间", 200, help_text="照门口贴的写，比如 周二至周日 9:00–11:30。")
    address = text_field("地址", 120, help_text="到门牌，外地人也找得到。")
    phone = text_field("公开的电话", 20, help_text="会给所有人看，请写值班电话。", inputmode="tel")
    manager = text_field("负责人", 30, help_text="会给所有人看。")
    area_m2 = forms.IntegerField(
        label="面积（平方米）", required=False, error_messages={"invalid": "面积写整数，比如 60。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )  # fmt: skip
    zones = forms.CharField(
        label="有哪些区", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="一行一个，比如 阅读区。", error_messages={"max_length": "写得太多了，最多 300 个字。"},
    )  # fmt: skip
    longitude = _number("经度", 9, 6, "手机定位给出的，比如 118.253100。")
    latitude = _number("纬度", 9, 6, "比如 24.981200。填了，附近的人按远近找得到。")
    level = forms.ChoiceField(
        label="哪一级的牌子", choices=[*BLANK, *PlaqueLevel.choices], error_messages={"required": "请选哪一级的牌子。"}
    )
    batch = text_field("批次", 30, required=False, help_text="比如 第三批。")
    plaque_on = date_field("挂牌日")
    plaque_until = date_field("到期日", help_text="没有写期限的不用填。")

    def grouped(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(title, [self[name] for name in names]) for title, names in self.groups]

    def details(self) -> SiteDetails:
        """What was said, whole."""
        said = {**self.cleaned_data, "village_code": self.cleaned_data["village"]}
        return SiteDetails(**{name: said[name] for name in FIELDS})


class SiteOpenForm(SiteFields):
    """A new site; ``once`` keeps a form that is sent twice from opening two."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)


class SiteChangeForm(ChangeForm, SiteFields):
    """Changes what is said of a site."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, site: Site, by: Actor) -> None:
        said = details_of(site)
        shown = {name: getattr(said, name) for name in FIELDS}
        super().__init__(data, by=by, now_in=site.village_code, initial={**shown, "village": site.village_code})
        self.catch_up()


class PlaqueForm(FaultForm):
    """The new plaque of a site."""

    level = SiteFields.base_fields["level"]
    batch = SiteFields.base_fields["batch"]
    plaque_on = date_field("挂牌日", required=True)
    plaque_until = date_field("到期日", help_text="没有写期限的不用填。")


class ReasonForm(FaultForm):
    """Why a site pauses or closes."""

    reason = text_field("原因", 120, help_text="来的人看得到，比如 装修到 3 月底。")


class InspectionForm(FaultForm):
    """What an inspection found: one field for each question, then the verdict."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)

    def __init__(self, *args: Any, standards: Sequence[Standard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standards = standards
        self.fields["inspected_on"] = date_field("检查的日子", required=True)
        self.fields["inspector"] = text_field("谁来检查", 30, help_text="姓名，几个人的用顿号分开。")
        for each in standards:
            self.fields[f"answer_{each.item.code}"] = _question(each)
        self.fields["verdict"] = forms.ChoiceField(
            label="结论", choices=Verdict.choices, widget=forms.RadioSelect,
            error_messages={"required": "请选一个结论。"},
        )  # fmt: skip
        self.fields["remarks"] = forms.CharField(
            label="说明", required=False, max_length=400, widget=forms.Textarea(attrs={"rows": 3}),
            help_text="要整改的，写清楚改什么、什么时候改好。",
            error_messages={"max_length": "写得太多了，最多 400 个字。"},
        )  # fmt: skip
        self.fields["next_due"] = date_field("下一次什么时候检查", required=True)

    @property
    def head(self) -> list[forms.BoundField]:
        """Who looked, and when."""
        return [self["inspected_on"], self["inspector"]]

    @property
    def questions(self) -> list[tuple[Standard, forms.BoundField]]:
        """The questions, each with its standard."""
        return [(each, self[f"answer_{each.item.code}"]) for each in self.standards]

    @property
    def end(self) -> list[forms.BoundField]:
        """What comes of it."""
        return [self["verdict"], self["remarks"], self["next_due"]]

    def answers(self) -> dict[str, int | bool]:
        """What was answered, by the code of the question; what was left open is not in it."""
        found: dict[str, int | bool] = {}
        for each in self.standards:
            said = self.cleaned_data[f"answer_{each.item.code}"]
            if said not in (None, ""):
                found[each.item.code] = said == "yes" if each.threshold is None else said
        return found


def _question(each: Standard) -> forms.Field:
    if each.threshold is None:
        return forms.ChoiceField(
            label=each.item.question, choices=[("yes", "是"), ("no", "否")], widget=forms.RadioSelect,
            error_messages={"required": "这一条还没有填。"},
        )  # fmt: skip
    absent = "没有这样的班就空着。" if each.item.optional else ""
    wrong = "请写一个不是负数的整数。"
    return forms.IntegerField(
        label=each.item.question, required=not each.item.optional, min_value=0, max_value=LARGEST,
        help_text=f"标准：{each.says}。{absent}", widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": "这一条还没有填。", "invalid": wrong, "min_value": wrong, "max_value": "这个数太大了，请核对。",
        },
    )  # fmt: skip


class SiteFilter(forms.Form):
    """What narrows the list of sites."""

    filters = True
    q = forms.CharField(label="名称或由谁办", required=False, max_length=40)
    kind = forms.ChoiceField(label="哪一种", required=False, choices=[("", "全部"), *SiteKind.choices])
    state = forms.ChoiceField(label="开不开放", required=False, choices=[("", "全部"), *SiteState.choices])
    needs = forms.ChoiceField(label="要办的", required=False, choices=[("", "全部"), *NEEDS])
