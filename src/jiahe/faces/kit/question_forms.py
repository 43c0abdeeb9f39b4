"""A form made of the questions a programme declares: one definition for portal and desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from jiahe.delivery.catalogue.questions import Choice, Day, Money, Question, Text
from jiahe.faces.kit.fault_forms import FaultForm

FEW = 4  # options: so many stand open, more are in a list


class QuestionsForm(FaultForm):
    """The questions as fields. What cannot be is said by the action, which everybody calls, and shown at its field.

    A question that hangs on the answer to another is always shown, marked as one that may be left: a page without
    script cannot hide it, and what is not asked is not kept.
    """

    derived: tuple[str, ...] = ()

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            field = _field(question)
            field.label, field.help_text = question.title, question.help
            field.required = question.required and question.shown_if is None
            field.error_messages["required"] = "这一项还没有填。"
            self.fields[question.code] = field
        self.questions = questions

    def typed(self) -> dict[str, str]:
        """What was typed, by the code of the question."""
        return {question.code: str(self.data.get(question.code, "")) for question in self.questions}


def _field(question: Question) -> forms.Field:
    if isinstance(question, Choice):
        options = list(question.options.items())
        wrong = {"invalid_choice": "请从列出的里面选一项。"}
        if len(options) <= FEW:
            return forms.ChoiceField(choices=options, widget=forms.RadioSelect, error_messages=wrong)
        return forms.ChoiceField(choices=[("", "请选择"), *options], error_messages=wrong)
    if isinstance(question, Money):
        return forms.CharField(max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}))
    if isinstance(question, Day):
        return forms.CharField(max_length=10, widget=forms.DateInput(attrs={"type": "date"}))
    assert isinstance(question, Text)  # noqa: S101  # there is no other kind of question
    too_long = {"max_length": f"写得太长了，最多 {question.longest} 个字。"}
    if question.lines > 1:
        widget = forms.Textarea(attrs={"rows": question.lines})
        return forms.CharField(max_length=question.longest, widget=widget, error_messages=too_long)
    return forms.CharField(max_length=question.longest, error_messages=too_long)
