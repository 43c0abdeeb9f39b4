"""Forms that change what is known, and what becomes of a page that was opened long ago."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms


class ChangeForm(forms.Form):
    """Changes what is known, and carries what it showed: a page opened long ago changes only what its reader changed.

    What somebody else has changed meanwhile stays as it is now. Where both changed the same field, the reader is told,
    and what he typed holds when he saves once more.
    """

    carries_what_it_showed = True

    def __init__(self, data: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.changed_meanwhile: dict[str, str] = {}  # field → what it holds now, as one reads it

    def catch_up(self) -> None:
        """Bring what was typed together with what is known now; called once every choice is there to choose."""
        if not self.is_bound:
            return
        typed = {name: self.data.get(name, "") for name in self.data}
        for bound in self:
            now = shown(bound)
            before = _as_text(typed.get(bound.html_initial_name, now))
            mine = _as_text(typed.get(bound.html_name, ""))
            if mine == before:
                typed[bound.html_name] = now
            elif now not in (before, mine):
                self.changed_meanwhile[bound.name] = _in_words(bound, now)
            typed[bound.html_initial_name] = now
        self.data = typed

    def clean(self) -> dict[str, Any]:
        """Where somebody else changed the same field, say so once."""
        for name, now in self.changed_meanwhile.items():
            what = f"改成了“{now}”" if now else "清空了"
            self.add_error(
                name, f"您打开这一页以后，有同事把这一项{what}。您填的还在；如果以您填的为准，请再保存一次。"
            )
        return self.cleaned_data


def shown(field: forms.BoundField) -> str:
    """What a form shows in a field of what is known, as the browser will send it back untouched."""
    text = _as_text(field.initial)
    if isinstance(field.field, forms.ChoiceField) and not field.field.valid_value(text):
        return ""
    return text


def _as_text(value: object) -> str:
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _in_words(field: forms.BoundField, text: str) -> str:
    choices = getattr(field.field, "choices", ())
    return next((str(label) for value, label in choices if str(value) == text), text) if text else ""
