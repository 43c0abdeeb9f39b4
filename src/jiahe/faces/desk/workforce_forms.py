"""What can be typed in about those who serve. What is impossible is decided where they are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django import forms

from jiahe.delivery.workforce.details import LARGEST_LOAD, WorkerDetails, details_of
from jiahe.delivery.workforce.kinds import REGISTER, CredentialLevel, ServicePurpose, WorkerKind
from jiahe.delivery.workforce.models import ServiceWorker, WorkerState
from jiahe.delivery.workforce.queries import ENDS_SOON, LACKING, VALID
from jiahe.faces.desk.forms import BLANK, date_field, text_field
from jiahe.faces.desk.village_forms import VillageForm
from jiahe.faces.kit.changes import ChangeForm
from jiahe.faces.kit.fault_forms import FaultForm
from jiahe.faces.kit.serving import hours_field, skills_field
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.regions.models import Level, Region

CREDENTIALS = [(VALID, "证书有效"), (ENDS_SOON, "三十天内到期"), (LACKING, "没有有效证书")]
REACHES = [
    (str(level.value), f"全{level.label}" if level < Level.VILLAGE else "本村居") for level in reversed(list(Level))
]
YES_NO = [("yes", "愿意公开"), ("no", "不公开")]


class WorkerFields(VillageForm):
    """All that is said of somebody who serves."""

    groups: tuple[tuple[str, tuple[str, ...]], ...] = (
        ("是谁", ("kind", "name", "village", "phone", "job", "contact")),
        ("能做什么", ("reach", "capacity", "skills")),
        ("让大家找得到", ("shown", "hours", "whereabouts")),
    )
    kind = forms.ChoiceField(
        label="哪一种", choices=[*BLANK, *WorkerKind.choices], error_messages={"required": "请选哪一种服务人员。"}
    )
    name = text_field("姓名", 40, help_text="和身份证上一样；服务组织写全称。")
    contact = text_field("组织的联系人", 30, required=False, help_text="只有服务组织要填。")
    phone = text_field("手机号码", 20, help_text="只给安排服务的人看，从不公开。", inputmode="tel", autocomplete="off")
    job = text_field("本职", 40, required=False, help_text="比如 村医、退休教师、县医院儿科。")
    skills = skills_field()
    reach = forms.ChoiceField(
        label="服务到哪里", choices=[*BLANK, *REACHES], error_messages={"required": "请选服务到哪里。"},
        help_text="范围大的，要那一级审核。",
    )  # fmt: skip
    capacity = forms.IntegerField(
        label="最多同时服务几户（处）", required=False, min_value=1, max_value=LARGEST_LOAD,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}), help_text="空着按这一种的一般数量。",
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), f"写 1 到 {LARGEST_LOAD} 的整数。"),
    )  # fmt: skip
    shown = forms.ChoiceField(
        label="姓名和村居公开吗", choices=YES_NO, widget=forms.RadioSelect,
        help_text="问过本人再填。公开的，居民在“家门口的服务人员”里看得到；电话不公开。联系人一律不公开。",
        error_messages={"required": "请问过本人，选公开还是不公开。"},
    )  # fmt: skip
    hours = text_field("什么时候找得到", 80, required=False, help_text="比如 周二、周四上午。")
    whereabouts = text_field("在哪里找得到", 80, required=False, help_text="比如 芸林村亲子小屋。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(self.near) == 1:
            self.initial.setdefault("village", str(self.near[0].code))

    def grouped(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(title, [self[name] for name in names if name in self.fields]) for title, names in self.groups]

    def details(self, kind: str = "") -> WorkerDetails:
        """What was said, whole; ``kind`` is given where it is not asked."""
        said = self.cleaned_data
        kind = kind or said["kind"]
        return WorkerDetails(
            kind=kind,
            village_code=said["village"],
            reach=int(said["reach"]),
            capacity=said["capacity"] or REGISTER[kind].capacity,
            skills=tuple(said["skills"]),
            shown=said["shown"] == "yes",
            **{name: said[name] for name in ("name", "contact", "phone", "job", "hours", "whereabouts")},
        )


class NominateForm(WorkerFields):
    """Somebody new; ``once`` keeps a form that is sent twice from nominating twice."""

    groups = (
        *WorkerFields.groups[:1],
        *WorkerFields.groups[1:],
        ("还有", ("account", "agreed")),
    )
    account = text_field("他在系统里的账号", 60, required=False, help_text="没有的空着。有了，他不能审核自己。")
    agreed = forms.MultipleChoiceField(
        label="本人同意吗", choices=[("yes", "问过了，本人同意被推荐")], widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "要先问过本人，他同意了再推荐。"},
    )  # fmt: skip
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)


class WorkerChangeForm(ChangeForm, WorkerFields):
    """Changes what is said of somebody; his kind stays. Left blank, the phone stays, too."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, worker: ServiceWorker, by: Actor) -> None:
        said = details_of(worker)
        self.known_kind, self.known_phone = worker.kind, said.phone
        shown = {name: getattr(said, name) for name in ("name", "contact", "job", "capacity", "hours", "whereabouts")}
        shown |= {"skills": list(said.skills), "reach": str(said.reach), "shown": "yes" if said.shown else "no"}
        super().__init__(data, by=by, now_in=worker.village_code, initial={**shown, "village": worker.village_code})
        del self.fields["kind"]
        self.fields["phone"].required = False
        self.fields["phone"].help_text = f"现在是 {worker.masked_phone}，不换就空着。从不公开。"
        ticked = data.getlist("skills") if data is not None and hasattr(data, "getlist") else []
        before = str(data.get("initial-skills", "")) if data is not None else ""
        self.catch_up()
        if data is not None:  # several answers to one question: what was not touched follows what is known now
            self.changed_meanwhile.pop("skills", None)
            kept = list(said.skills) if str(ticked) == before else ticked
            self.data = {**self.data, "skills": kept}

    def details(self, kind: str = "") -> WorkerDetails:
        """What was said, whole."""
        self.cleaned_data["phone"] = self.cleaned_data["phone"] or self.known_phone
        return super().details(self.known_kind)


class ReviewForm(FaultForm):
    """The word of a level above."""

    answer = forms.ChoiceField(
        label="怎么定", choices=[("accept", "同意"), ("refuse", "不同意")], widget=forms.RadioSelect,
        error_messages={"required": "请选同意还是不同意。"},
    )  # fmt: skip
    reason = text_field("原因", 120, required=False, help_text="不同意的，写一句原因，推荐的村居看得到。")


class CredentialForm(FaultForm):
    """A credential, or its renewal."""

    title = text_field("证书名称", 40, help_text="和证书上一样。")
    level = forms.ChoiceField(
        label="哪一级", choices=[*BLANK, *CredentialLevel.choices], error_messages={"required": "请选哪一级。"}
    )
    number = text_field("编号", 40, help_text="续期的编号不变，写新的日子。")
    issuer = text_field("由谁发的", 60)
    issued_on = date_field("发证日", required=True)
    expires_on = date_field("到期日", help_text="最后有效的一天。长期有效的空着。")


class ReasonForm(FaultForm):
    """Why something is done."""

    reason = text_field("原因", 120, help_text="一句话就够。")


class LeaveForm(ReasonForm):
    """Why somebody rests or leaves, and who takes over what he looks after."""

    until = date_field("休息到哪一天", help_text="这一天起回来。说不准的空着。")

    def __init__(
        self, *args: Any, takers: list[ServiceWorker], names: Mapping[int, str], load: int, resting: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.takers = {str(taker.pk): taker for taker in takers}
        if not resting:
            del self.fields["until"]
        if load:
            choices = [(pk, f"{t.name}（{names.get(t.village_code, '')}）") for pk, t in self.takers.items()]
            self.fields["handed_to"] = forms.ChoiceField(
                label=f"手上的 {load} 项由谁接手", choices=[*BLANK, *choices], required=False,
                help_text="同一种、证书有效、正在服务的人。",
            )  # fmt: skip

    @property
    def taker(self) -> ServiceWorker | None:
        """Who was chosen."""
        return self.takers.get(self.cleaned_data.get("handed_to", ""))


class AssignForm(FaultForm):
    """What somebody is to look after."""

    what = text_field("安排他做什么", 80, help_text="比如 亲子小屋周三下午值班、一户的入户指导。不写家庭的姓名和情况。")
    number = text_field("户编号", 30, required=False, help_text="要他联系一户人家的，写本村的户编号，和名册上一样。")


class HoursForm(FaultForm):
    """Hours that somebody gave."""

    served_on = date_field("哪一天", required=True)
    purpose = forms.ChoiceField(
        label="做了什么", choices=[*BLANK, *ServicePurpose.choices], error_messages={"required": "请选做了什么。"}
    )
    hours = hours_field()
    place = text_field("在哪里", 60, help_text="比如 芸林村亲子小屋。不写家庭的姓名。")


class WorkforceFilter(forms.Form):
    """What narrows the list of those who serve."""

    filters = True
    q = forms.CharField(label="姓名或本职", required=False, max_length=40)
    kind = forms.ChoiceField(label="哪一种", required=False, choices=[("", "全部"), *WorkerKind.choices])
    place = forms.ChoiceField(label="在哪里", required=False)
    state = forms.ChoiceField(label="现在怎样", required=False, choices=[("", "全部"), *WorkerState.choices])
    credential = forms.ChoiceField(label="证书", required=False, choices=[("", "全部"), *CREDENTIALS])

    def __init__(self, data: Any, *, units: list[Region]) -> None:
        super().__init__(data)
        self.units = {str(unit.pk): unit for unit in units}
        if self.units:
            field = self.fields["place"]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared so above; tells the type checker
            field.choices = [("", "全部"), *((pk, unit.title) for pk, unit in self.units.items())]
        else:
            del self.fields["place"]

    @property
    def chosen_unit(self) -> Region | None:
        """The unit that was chosen."""
        return self.units.get(self.cleaned_data.get("place", ""))


class CoverageForm(forms.Form):
    """Of which kind every village should have somebody."""

    filters = True
    kind = forms.ChoiceField(label="哪一种", required=False, choices=WorkerKind.choices)

    def __init__(self, data: Any) -> None:
        super().__init__({"kind": data.get("kind", "") or WorkerKind.GUIDE})

    @property
    def chosen(self) -> str:
        """The kind that was chosen; the guide, of whom every village should have one, when none was."""
        kind = str(self.data["kind"])
        return kind if kind in WorkerKind.values else str(WorkerKind.GUIDE)
