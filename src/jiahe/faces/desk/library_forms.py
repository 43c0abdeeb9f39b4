"""What can be typed in about stories and lectures. What is impossible is decided where they are kept."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms

from jiahe.delivery.library.actions import LectureDetails, StoryText
from jiahe.delivery.library.actions.stories import LONGEST_TITLE
from jiahe.delivery.library.kind import Lectures, StoryKind
from jiahe.delivery.library.models import Lecture, StoryState, StoryVersion
from jiahe.faces.desk.forms import date_field, text_field
from jiahe.faces.desk.village_forms import VillageForm
from jiahe.faces.kit.fault_forms import FaultForm
from jiahe.faces.kit.library import categories, topics
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import reporting_units

READ = "read"
NUMBER = forms.TextInput(attrs={"inputmode": "numeric"})


class SeenForm(FaultForm):
    """A form of a page that shows something as it was: ``moves`` is how often that had been moved."""

    derived: tuple[str, ...] = ()

    def see(self, moves: int) -> None:
        """Take it that the page shows the thing as it is now: sent once more, what was typed holds."""
        self.data = {name: self.data[name] for name in self.data} | {"moves": str(moves)}


class StoryForm(SeenForm):
    """A story, whole. Its place is the writer's own or one of the units below it."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)
    moves = forms.IntegerField(widget=forms.HiddenInput, required=False)
    category = forms.ChoiceField(
        label="哪一类",
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选是哪一类。"),
    )
    title = text_field("标题", LONGEST_TITLE, help_text="一句话说清是什么事，比如 产假只给 98 天，后来补上了。")
    body = forms.CharField(
        label="正文", max_length=20_000, widget=forms.Textarea(attrs={"rows": 14}),
        help_text="发生了什么、怎么办的、结果怎样、别人碰到了怎么办。写“小陈”“一家茶厂”，不写真名、电话、门牌。",
        error_messages={"required": "请写正文。", "max_length": "正文太长了，请分成两篇。"},
    )  # fmt: skip
    law_title = text_field("依据的法律", 80, required=False, help_text="全名，比如 中华人民共和国民法典。")
    law_article = text_field("第几条", 40, required=False, help_text="对照原文核过的才写。")
    law_text = forms.CharField(
        label="条文怎么说", max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": "写得太长了，最多 600 个字。"},
    )  # fmt: skip
    region = forms.ChoiceField(
        label="给哪里的人看", help_text="选的地方和下面的村居都看得到。",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选给哪里的人看。"),
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, kind: StoryKind, post_region: Region, now: StoryVersion | None = None
    ) -> None:
        places = [post_region, *reporting_units(post_region)]
        if now is not None and now.region not in places:
            places.append(now.region)
        self.places = {str(place.pk): place for place in places}
        initial: dict[str, Any] = {"region": str(post_region.pk)}
        if now is not None:
            initial = {name: getattr(now, name) for name in ("category", "title", "body")}
            initial |= {name: getattr(now, name) for name in ("law_title", "law_article", "law_text")}
            initial |= {"region": str(now.region_id), "moves": now.story.moves}
        super().__init__(data, initial=initial)
        self.fields["category"].choices = list(kind.categories.items())  # type: ignore[attr-defined]  # a field of choices
        self.fields["region"].choices = [(pk, place.title) for pk, place in self.places.items()]  # type: ignore[attr-defined]
        if kind.needs_law:
            named = "、".join(f"“{kind.categories[code]}”" for code in kind.categories if code in kind.needs_law)
            self.fields["law_title"].help_text += f"{named}提交审核以前一定要有。"

    @property
    def told(self) -> list[forms.BoundField]:
        """The fields of the tale."""
        return [self[name] for name in ("category", "title", "body")]

    @property
    def law(self) -> list[forms.BoundField]:
        """The fields of the law it stands on."""
        return [self[name] for name in ("law_title", "law_article", "law_text")]

    def text(self) -> StoryText:
        """What was said, whole."""
        said = {name: self.cleaned_data[name] for name in StoryText.__dataclass_fields__ if name != "region"}
        return StoryText(**said, region=self.places[self.cleaned_data["region"]])


class WhyForm(SeenForm):
    """Why something is sent back, withdrawn or struck out; ``moves`` is what its reader had seen."""

    moves = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="原因", max_length=400, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, label: str, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label, field.help_text = label, help_text
        field.error_messages |= {"required": f"请写{label}。", "max_length": "写得太长了，最多 400 个字。"}


class StoryFilter(forms.Form):
    """What narrows the list of stories at the desk."""

    filters = True
    q = forms.CharField(label="标题或正文里的词", required=False, max_length=40)
    category = forms.ChoiceField(label="哪一类", required=False)
    state = forms.ChoiceField(
        label="到哪一步", required=False, choices=[("", "全部"), (READ, "居民正在看的"), *StoryState.choices]
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["category"].choices = [("", "全部"), *categories()]  # type: ignore[attr-defined]  # a field of choices


class LectureForm(VillageForm, SeenForm):
    """A lecture: where, when, who, and for each question of its topic how many answered and how many rightly."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)
    held_on = date_field("哪一天", required=True)
    place = text_field("在哪里讲的", 60, help_text="比如 村文化礼堂、某某茶厂食堂。")
    speaker = text_field("谁讲的", 40, help_text="单位和称呼，比如 市司法局公益律师。")
    people = forms.IntegerField(
        label="来了多少人", widget=NUMBER,
        error_messages={"required": "请填写来了多少人。", "invalid": "人数写整数，比如 36。"},
    )  # fmt: skip

    def __init__(
        self, data: Any = None, *, declared: Lectures, topic: str, by: Actor, now: Lecture | None = None, **kwargs: Any
    ) -> None:
        initial = kwargs.pop("initial", {})
        if now is not None:
            names = ("held_on", "place", "speaker", "people")
            initial = {name: getattr(now, name) for name in names} | {"village": str(now.village_code)}
        super().__init__(data, by=by, now_in=now.village_code if now is not None else None, initial=initial, **kwargs)
        self.quiz = declared.asked_at(topic)
        if len(self.near) == 1:  # a village need not say which it is
            self.initial.setdefault("village", str(self.near[0].code))
        self.order_fields(["once", "village", "place", "held_on", "speaker", "people"])
        for each in self.quiz:
            pair = now.answers.get(each.code, ("", "")) if now is not None else ("", "")
            for part, label, shown in (("asked", "答的人数", pair[0]), ("right", "答对的人数", pair[1])):
                self.fields[f"{part}_{each.code}"] = forms.IntegerField(
                    label=label, required=False, initial=shown, widget=NUMBER,
                    error_messages={"invalid": "人数写整数；没有问这一题就空着。"},
                )  # fmt: skip

    @property
    def head(self) -> list[forms.BoundField]:
        """Where, when, who and how many."""
        return [self[name] for name in ("village", "place", "held_on", "speaker", "people")]

    @property
    def questions(self) -> list[tuple[Any, list[forms.BoundField]]]:
        """The questions of the topic, each with its two fields."""
        return [(each, [self[f"asked_{each.code}"], self[f"right_{each.code}"]]) for each in self.quiz]

    def details(self) -> LectureDetails:
        """What was said, whole; a question that was left open was not asked."""
        said = self.cleaned_data
        answers = {each.code: (said[f"asked_{each.code}"] or 0, said[f"right_{each.code}"] or 0) for each in self.quiz}
        return LectureDetails(
            village_code=said["village"], place=said["place"], held_on=said["held_on"], speaker=said["speaker"],
            people=said["people"], answers=answers,
        )  # fmt: skip


class CorrectionForm(LectureForm):
    """Puts a record right, and says why."""

    moves = forms.IntegerField(widget=forms.HiddenInput)
    reason = text_field("为什么更正", 200, help_text="比如 人数数错了。以后的同事看得到。")

    def __init__(self, data: Any = None, *, now: Lecture, **kwargs: Any) -> None:
        super().__init__(data, now=now, **kwargs)
        self.fields["moves"].initial = now.moves


class LectureFilter(forms.Form):
    """What narrows the list of lectures, and the rates: a topic, and from when."""

    filters = True
    topic = forms.ChoiceField(label="主题", required=False)
    since = date_field("从哪天起")
    until = date_field("到哪天")

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["topic"].choices = [("", "全部"), *topics()]  # type: ignore[attr-defined]  # a field of choices
