"""What a programme declares of a kind of case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import Any

from jiahe.delivery.catalogue.parameters import Number, number_under, text_under
from jiahe.delivery.catalogue.questions import Question
from jiahe.foundation.files.kinds import Kind
from jiahe.foundation.regions.models import Level


class Piece(Enum):
    """What a public notice may show of an applicant."""

    NAME = "name"  # masked
    VILLAGE = "village"
    AWARD = "award"


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper 材料 that is brought as a file: what it is called, where one gets it, whether it must be there.

    Of the applicant's it must be there before the first step is done; of a step, before that one is.
    """

    code: str
    title: str
    help: str = ""
    required: bool = True
    kinds: tuple[Kind, ...] = (Kind.PDF, Kind.JPEG, Kind.PNG)


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who does it (``by``: the level of the post; None: whoever has the case), within how many working days.

    ``questions`` are answered when it is done, ``papers`` are in the file before. ``told`` is what the applicant reads while it lasts.
    """

    code: str
    title: str
    within: int
    told: str
    by: Level | None = None
    questions: Sequence[Question] = ()
    papers: Sequence[Paper] = ()

    @property
    def takes(self) -> str:
        """How long it takes, in words."""
        return f"{self.within} 个工作日以内"


@dataclass(frozen=True, slots=True)
class Notice(Step):
    """A step in which the public is told 公示, for so many working days (``days``), after which it is done by itself.

    ``shows`` names the pieces of which the text is made; nothing else of the applicant stands in it. ``award`` names
    the question of an earlier step whose answer is shown as what is granted. ``within`` is the time to put it up.
    """

    days: int = 7
    shows: Sequence[Piece] = (Piece.NAME, Piece.VILLAGE)
    award: str = ""

    @property
    def takes(self) -> str:
        """How long it takes, in words."""
        return f"{self.days} 个工作日"


@dataclass(frozen=True, slots=True)
class Payment(Step):
    """A step that enters what is to be paid: the ``amount`` is the answer to that question of an earlier step.

    It is paid in so many yearly ``instalments``, of which the first is due on the day the step is done.
    """

    amount: str = ""
    instalments: int = 1


# What the forms around the questions are called; no question may be.
RESERVED = frozenset({"moves", "person", "source", "name", "phone", "village", "reason", "csrfmiddlewaretoken"})


@dataclass(frozen=True, slots=True)
class CaseKind:
    """A kind of case. ``ask`` is the button a resident presses, ``intro`` what he reads above the questions.

    ``recovers`` names the question of the last step whose amount is money that was got back for somebody.
    ``departments`` are those it may be referred to, by code.
    """

    code: str
    title: str
    ask: str
    intro: str
    questions: Sequence[Question]
    steps: Sequence[Step]
    departments: Sequence[str] = ()
    recovers: str = ""
    papers: Sequence[Paper] = ()
    summary: str = ""  # of the questions, the one whose answer names the case in a list

    def __post_init__(self) -> None:
        """Refuse a declaration that no page could ask.

        Raises:
            ValueError: no step, two of one code, or a question named like a field of the pages.
        """
        steps = [step.code for step in self.steps]
        for asked in (self.questions, *(step.questions for step in self.steps)):
            codes = [question.code for question in asked]
            if RESERVED.intersection(codes) or len(set(codes)) < len(codes):
                raise ValueError(
                    f"{self.code}：问题的代号重复，或者和页面上的项目同名（{'、'.join(sorted(RESERVED))}）"
                )
        papers = [paper.code for paper in self.every_paper]
        if len(set(papers)) < len(papers):
            raise ValueError(f"{self.code}：材料的代号重复")
        asked_before: set[str] = set()
        for step in self.steps:
            wanted = step.award if isinstance(step, Notice) else step.amount if isinstance(step, Payment) else ""
            if (wanted and wanted not in asked_before) or (isinstance(step, Payment) and not wanted):
                raise ValueError(f"{self.code}：“{step.title}”要用的答案，前面的步骤没有问")
            if isinstance(step, Notice) and step is self.steps[-1]:
                raise ValueError(f"{self.code}：公示以后还要有一步，说明结果")
            asked_before |= {question.code for question in step.questions}
        if not steps or len(set(steps)) < len(steps):
            raise ValueError(f"{self.code}：至少要有一步，每一步的代号不能相同")

    @property
    def is_asked(self) -> bool:
        """Whether people open it on a page; others come from a lower floor."""
        return bool(self.ask)

    def under(self, numbers: Mapping[str, int], texts: Mapping[str, str] | None = None) -> CaseKind:
        """The kind as a place has it: its clocks and words by what the place has set."""
        steps = [_step_under(step, numbers) for step in self.steps]
        return replace(
            self, steps=steps, intro=text_under(self.intro, texts or {}), ask=text_under(self.ask, texts or {})
        )

    @property
    def kind(self) -> str:
        """It is a case."""
        return "case"

    @property
    def every_paper(self) -> list[Paper]:
        """All papers: the applicant's, then those of the steps."""
        return [*self.papers, *(paper for step in self.steps for paper in step.papers)]

    def papers_until(self, code: str) -> list[Paper]:
        """The papers that are asked for by the end of a step."""
        place = self.steps.index(self.step(code)) + 1
        return [*self.papers, *(paper for step in self.steps[:place] for paper in step.papers)]

    def step(self, code: str) -> Step:
        """The step of a code; where the declaration has dropped it, the first: nothing is ever lost from sight."""
        return next((step for step in self.steps if step.code == code), self.steps[0])

    def after(self, code: str) -> Step | None:
        """The step after one; None after the last."""
        place = self.steps.index(self.step(code)) + 1
        return self.steps[place] if place < len(self.steps) else None


def _step_under(step: Step, numbers: Mapping[str, int]) -> Step:
    """A step with every number of it that is a parameter as a place has set it, whatever sort of step it is."""
    held = {each.name: getattr(step, each.name) for each in fields(step)}
    own: dict[str, Any] = {name: number_under(n, numbers) for name, n in held.items() if isinstance(n, Number)}
    return replace(step, **own)
