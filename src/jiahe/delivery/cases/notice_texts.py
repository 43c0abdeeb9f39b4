"""What stands in a public notice, and what never may: numbers by which people are found, health, whole names."""

from __future__ import annotations

import re
import unicodedata

from jiahe.delivery.cases.kind import CaseKind, Notice, Piece
from jiahe.delivery.cases.models import Case
from jiahe.foundation.regions.queries import villages
from jiahe.registry.actions.common import refuse

LONGEST = 200
DIGITS = "0-9〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖"
# Phones have seven places and more, cards of banks twelve to nineteen, ID numbers fifteen or eighteen; people write them
# with blanks, dots and hyphens in between. A day (2026-08-01) and an amount (5,000) are shorter than that or have signs.
NUMBER = re.compile(rf"[{DIGITS}](?:[ \t.·\-－—_]{{0,3}}[{DIGITS}Xx*]){{6,}}")
DAY = re.compile(r"\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?")
HEALTH = (
    "病", "癌", "肿瘤", "残疾", "失能", "精神", "抑郁", "艾滋", "肝炎", "结核", "怀孕", "流产", "引产", "不孕", "手术",
    "住院", "化疗", "透析", "诊断", "HIV", "梅毒", "智力", "瘫", "并发症", "失独", "去世", "死亡",
)  # fmt: skip
WORDS = ("身份证", "证件号", "电话", "手机", "微信", "银行", "账号", "卡号", "存折", "住址", "门牌")


def masked_name(name: str) -> str:
    """A name of which the neighbours know whose it is, and a stranger does not: 陈*英, 陈*."""
    return f"{name[:1]}*{name[-1] if len(name) > 2 else ''}" if name else "*"


def made_text(case: Case, kind: CaseKind, step: Notice) -> str:
    """The text that is made of the allowed pieces."""
    pieces = []
    if Piece.NAME in step.shows:
        pieces.append(masked_name(case.person.name if case.person is not None else str(case.content.get("name", ""))))
    place = villages([case.village_code]).get(case.village_code)
    if Piece.VILLAGE in step.shows and place is not None:
        pieces.append(place.title)
    if Piece.AWARD in step.shows and step.award:
        pieces += award_of(case, kind, step.award)
    return "，".join(pieces)


def award_of(case: Case, kind: CaseKind, code: str) -> list[str]:
    """The answer to a question of a step that is done, as it is read; the newest where several steps asked it."""
    done = case.content.get("steps", {})
    found = [
        question.shown(done[step.code][code])
        for step in kind.steps
        for question in step.questions
        if question.code == code and code in done.get(step.code, {})
    ]
    return found[-1:]


def require_harmless(text: str, case: Case) -> None:
    """Refuse words that a public notice may not hold.

    Raises:
        Refused: with what was found, and what to write instead.
    """
    if len(text) > LONGEST:
        raise refuse("added", f"写得太长了，最多 {LONGEST} 个字。")
    plain = unicodedata.normalize("NFKC", text)
    if NUMBER.search(DAY.sub("", plain)):
        raise refuse("added", "里面有一串号码，像证件号、电话或者银行卡号。公示里不能有，请删掉。")
    found = next((word for word in HEALTH if word.upper() in plain.upper()), "")
    if found:
        raise refuse("added", f"公示里不能写身体、健康和丧失亲人的情况，请去掉“{found}”这一句。")
    found = next((word for word in WORDS if word in plain), "")
    if found:
        raise refuse("added", f"公示里不能写{found}，请去掉这一句。")
    if case.person is not None:
        named = [person.name for person in case.person.household.people if len(person.name) > 1]
        found = next((name for name in named if name in plain), "")
        if found:
            raise refuse("added", f"公示里姓名要遮住，请把“{found}”改成“{masked_name(found)}”。")
