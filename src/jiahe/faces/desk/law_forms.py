"""What narrows the numbers of the law; it stands in the address, so that a list can be kept and shared."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from jiahe.benefits.guide import THEMES, benefits_with, theme_of
from jiahe.faces.kit.due import GRADES
from jiahe.faces.kit.law import ShownNumber

LONGEST_SEARCH = 40


class LawForm(forms.Form):
    """Words, theme, grade, and what is to be looked up again. A field that cannot be read narrows nothing."""

    q = forms.CharField(label="找什么", required=False, max_length=LONGEST_SEARCH)
    theme = forms.ChoiceField(
        label="主题", required=False, choices=[("", "所有主题"), *((theme.code, theme.title) for theme in THEMES)]
    )
    grade = forms.ChoiceField(
        label="可信程度",
        required=False,
        choices=[("", "不限"), *((code, f"{code} 级：{words}") for code, words in GRADES.items())],
    )
    checked = forms.ChoiceField(label="核对", required=False, choices=[("", "不限"), ("long-ago", "一年没有核对了")])

    filters = True  # nothing of it has to be filled in, so no field says that it may be left out

    def narrowed(self, shown: Sequence[ShownNumber]) -> Sequence[ShownNumber]:
        """The numbers that have all of what was chosen."""
        self.is_valid()
        said = self.cleaned_data
        return [
            each
            for each in shown
            if _speaks_of(each, said.get("q", "").split())
            and said.get("theme", "") in ("", *(theme_of(b).code for b in benefits_with(each.number.code)))
            and said.get("grade", "") in ("", *(line.step.source.grade for line in each.lines))
            and (not said.get("checked") or each.long_unchecked)
        ]

    @property
    def is_used(self) -> bool:
        """Whether something was chosen."""
        return any(self.data.get(name) for name in self.fields)


def _speaks_of(shown: ShownNumber, words: Sequence[str]) -> bool:
    texts = [
        shown.number.code,
        shown.number.title,
        *(benefit.title for benefit in benefits_with(shown.number.code)),
        *(line.layer.place for line in shown.lines),
        *(f"{line.step.source.document}{line.step.source.number}" for line in shown.lines),
    ]
    return all(any(word in text for text in texts) for word in words)
