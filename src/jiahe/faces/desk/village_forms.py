"""A form that asks for one village in the reach of who types: chosen from a list, or found by its name."""

from __future__ import annotations

from typing import Any

from django import forms

from jiahe.delivery.sites.queries import place_names
from jiahe.faces.desk.forms import BLANK
from jiahe.faces.kit.fault_forms import FaultForm
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.regions.models import Level
from jiahe.foundation.regions.queries import is_code, search_regions, villages_in

CHOSEN_FROM_A_LIST = 80  # villages: more are found by their name
CANDIDATES = 6


class VillageForm(FaultForm):
    """Asks in which village something stands."""

    village = forms.CharField(label="在哪个村居", error_messages={"required": "请填写在哪个村居。"})

    def __init__(self, *args: Any, by: Actor, now_in: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.near = near = list(villages_in(by.scope)[: CHOSEN_FROM_A_LIST + 1])
        if near and len(near) <= CHOSEN_FROM_A_LIST:
            names = place_names([v.code for v in near], above=Level.TOWNSHIP)
            choices = [*BLANK, *((str(v.code), names[v.code]) for v in near)]
            self.fields["village"] = forms.ChoiceField(
                label="在哪个村居",
                choices=choices,
                error_messages={"required": "请选在哪个村居。", "invalid_choice": "请从列出的村居里选。"},
            )
        else:
            now = f"现在在{place_names([now_in])[now_in]}。" if now_in else ""
            self.fields["village"].help_text = f"{now}写乡镇和村名，比如 英都镇 芸林村；也可以写 12 位编码。"

    def clean_village(self) -> int:
        """The code of the one village that is meant, in the reach of who types."""
        text = self.cleaned_data["village"].strip()
        if is_code(text) and len(text) == 12 and self.by.reaches(int(text)):
            return int(text)
        words = text.split()
        found = search_regions(words[-1], self.by.scope, limit=400) if words else []
        codes = [place.code for place in found if place.level == Level.VILLAGE and not is_code(text)]
        names = place_names(codes)
        meant = {code: name for code, name in names.items() if all(word in name for word in words)}
        exactly = [code for code, name in meant.items() if name.split()[-1] == words[-1]]
        if len(exactly) == 1 or len(meant) == 1:
            return exactly[0] if len(exactly) == 1 else next(iter(meant))
        if not meant:
            raise forms.ValidationError("在您管的范围里没有找到这个村居，请写全一点，比如 英都镇 芸林村。")
        some = "；".join(f"{name} {code}" for code, name in list(meant.items())[:CANDIDATES])
        raise forms.ValidationError(f"有 {len(meant)} 个这样的村居，请写编码：{some}。")
