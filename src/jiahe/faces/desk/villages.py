"""Naming a village in a form: from a list where few are in reach, by its name or code where they are many."""

from __future__ import annotations

from django import forms

from jiahe.delivery.sites.queries import place_names
from jiahe.faces.desk.forms import BLANK
from jiahe.foundation.accounts.actor import Actor
from jiahe.foundation.regions.models import Level
from jiahe.foundation.regions.queries import is_code, search_regions, villages_in

CHOSEN_FROM_A_LIST = 80  # villages: more are found by their name
CANDIDATES = 6


def village_field(by: Actor, *, now_in: int | None = None, label: str = "在哪个村居") -> forms.Field:
    """A field for a village in the actor's reach; ``now_in`` is where the thing stands now."""
    near = list(villages_in(by.scope)[: CHOSEN_FROM_A_LIST + 1])
    if near and len(near) <= CHOSEN_FROM_A_LIST:
        names = place_names([v.code for v in near], above=Level.TOWNSHIP)
        choices = [(str(v.code), names[v.code]) for v in near]
        return forms.ChoiceField(
            label=label, choices=choices if len(choices) == 1 else [*BLANK, *choices],
            error_messages={"required": f"请选{label}。"},
        )  # fmt: skip
    now = f"现在在{place_names([now_in])[now_in]}。" if now_in else ""
    return forms.CharField(
        label=label, help_text=f"{now}写乡镇和村名，比如 英都镇 芸林村；也可以写 12 位编码。",
        error_messages={"required": f"请填写{label}。"},
    )  # fmt: skip


def village_meant(typed: str, by: Actor) -> int:
    """The code of the one village that is meant, in the reach of who types.

    Raises:
        ValidationError: there is none, or there are several.
    """
    text = typed.strip()
    if is_code(text) and len(text) == 12 and by.reaches(int(text)):
        return int(text)
    words = text.split()
    found = search_regions(words[-1], by.scope, limit=400) if words else []
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
