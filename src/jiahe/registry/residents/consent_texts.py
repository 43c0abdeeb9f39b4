"""What is said before somebody agrees: what is kept, why, who sees it, how long, how to take it back, what follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jiahe.registry.models import Person
from jiahe.registry.models.consent import Purpose
from jiahe.registry.residents.ages import MINOR_UNTIL

VERSION = "2026-11"  # of all texts below; a new one is asked for anew


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The text of one purpose, in short sentences."""

    purpose: Purpose
    what: str
    why: str
    who: str
    how_long: str
    withdrawal: str

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Question and answer, in the order in which they are read."""
        return [
            ("记什么", self.what),
            ("做什么用", self.why),
            ("谁能看", self.who),
            ("留多久", self.how_long),
            ("收回以后", self.withdrawal),
        ]


_WORKERS = "村里和乡镇、县里管这件事的工作人员。谁看过，您在“谁看过”里看得到。"
_STOPS = "从那天起不再用它。以前办过的事不受影响。"

TEXTS: dict[Purpose, ConsentText] = {
    text.purpose: text
    for text in (
        ConsentText(
            Purpose.BASIC,
            "家里人的姓名、出生日期、证件号、手机号、住址，家里人是什么关系。",
            "算出您家能领什么、能用什么，到时候提醒您。",
            "村里和上级计生协的工作人员。号码平时遮着，要看全得写明原因。谁看过，您看得到。",
            "登记在本地期间一直留着。搬走或者您申请删除以后，法律要求留的留，其余的删掉。",
            "马上退出“我的家”，也不再给您发消息。村里依法登记的资料还在。想再用，重新登录、同意就行。",
        ),
        ConsentText(
            Purpose.MINOR,
            "孩子的姓名、出生日期、证件号，打过的疫苗，在哪里上学。",
            "育儿补贴、托育、疫苗和体检提醒要用。",
            _WORKERS,
            "用到孩子满 14 岁。以后由孩子自己说了算。",
            "孩子的提醒会停。已经领的补贴不受影响。",
        ),
        ConsentText(
            Purpose.HEALTH,
            "慢性病、住院、失能等级。",
            "安排随访、体检和照护。",
            _WORKERS,
            "用到不再需要这项服务为止。",
            "不再安排随访和照护。" + _STOPS,
        ),
        ConsentText(
            Purpose.PREGNANCY,
            "怀孕、预产期、孕期怎样结束。",
            "产检提醒、产假和生育津贴。",
            _WORKERS,
            "用到产后一年。",
            "孕期的提醒马上停。" + _STOPS,
        ),
        ConsentText(
            Purpose.DISABILITY,
            "残疾证的等级和日期。",
            "两项补贴和照护服务。",
            _WORKERS,
            "残疾证有效期间。",
            "不再用它算补贴，您可以自己去申请。" + _STOPS,
        ),
        ConsentText(
            Purpose.LOW_INCOME,
            "是不是低保，从哪天起。",
            "助学、帮扶要看这一项。",
            _WORKERS,
            "享受低保期间。",
            "不再用它安排帮扶。" + _STOPS,
        ),
        ConsentText(
            Purpose.SPECIAL_FAMILY,
            "联系人是谁，什么时候探望过，需要什么。",
            "两位联系人探望，看病和养老上的照顾。",
            "两位联系人和管这件事的工作人员，别的人看不到。",
            "您愿意联系期间。",
            "不再上门，也不再打电话。该发的扶助金照发。",
        ),
        ConsentText(
            Purpose.MATCHMAKING,
            "您自己填的个人情况和照片。",
            "联谊活动和牵线。",
            "只有红娘，别的单位看不到。",
            "您退出联谊为止，最多两年。",
            "马上不再给别人看，填过的删掉。",
        ),
    )
}


def concerns(person: Person, purpose: Purpose, *, on: date) -> bool:
    """Whether a purpose can be asked of a person at all: nobody is asked about what cannot concern him."""
    age = person.age(on)
    if purpose == Purpose.MINOR:
        return age < MINOR_UNTIL
    if purpose == Purpose.PREGNANCY:
        return person.sex == "F" and 15 <= age < 60
    if purpose == Purpose.MATCHMAKING:
        return age >= 20 and person.marital_status != "married"
    # Asked by the worker who knows the family, never by a page: nobody is reminded by a list of what he lost.
    return purpose != Purpose.SPECIAL_FAMILY
