"""The worked examples in the words of an official: who the family is, what is answered on which day, and the clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from jiahe.benefits.benefit import Benefit
from jiahe.benefits.places import place_name
from jiahe.benefits.rules import BY_CODE
from jiahe.benefits.summary import amount_in_words
from jiahe.benefits.worked_examples import Example, every_example
from jiahe.faces.kit.due import ASKED
from jiahe.faces.portal.due.questions import INSURANCE, WORK

PEOPLE = {
    "mother": "妈妈", "father": "爸爸", "child": "孩子", "baby": "宝宝", "mum": "母亲", "one": "孩子", "two": "另一个孩子",
    "elder": "老人", "second": "老二", "sister": "姐姐",
}  # fmt: skip
RELATIVES = {"mother": "母亲", "father": "父亲", "spouse": "配偶"}
WORDS: Mapping[str, Mapping[Any, str]] = {
    "sex": {"F": "女", "M": "男"},
    "marital_status": {"single": "未婚", "married": "已婚", "divorced": "离异", "widowed": "丧偶"},
    "hukou_type": {"rural": "农村户口", "urban": "城镇户口"},
    "employment": dict(WORK),
    "insurance": dict(INSURANCE),
    "low_income": {True: "领低保", False: "不领低保"},
    "only_child_certificate": {True: "有光荣证", False: "没有光荣证"},
    "hospitalised": {True: "在住院", False: "没有住院"},
    "school": {
        "nursery": "在托育机构", "preschool": "上幼儿园", "preschool_last_year": "上幼儿园大班", "primary": "上小学",
        "junior": "上初中", "senior": "上高中", "college": "上大学", "none": "没有上学",
    },
}  # fmt: skip
DAYS = {
    "birth_date": "{}出生", "death_date": "{}去世", "married_on": "{}登记结婚", "adopted_on": "{}收养",
    "disability_since": "{}评残", "low_income_since": "{}起领低保", "pregnant_due": "预产期{}",
}  # fmt: skip
COUNTS = {
    "disability_grade": "残疾{}级", "ability_level": "能力评估{}级", "complication_grade": "并发症{}级",
    "insured_months": "医保连续缴了{}个月", "employer_average_wage": "单位上年度月平均工资{}元",
}  # fmt: skip
CHRONIC = {"hypertension": "高血压", "diabetes": "糖尿病"}
BIRTHS = {"normal": "顺产", "difficult": "难产", "miscarriage": "流产"}
# A case with these is for officials: nobody should come upon it while reading for the own family.
WOUNDING = ("去世", "死亡", "流产", "死产", "不在了")
STANDS = {"entitled": "有", "not_entitled": "没有", "unknown": "还不知道", "not_concerned": "不涉及"}


@dataclass(frozen=True, slots=True)
class Case:
    """A family, and what is answered on one day or several."""

    name: str
    quote: str
    whom: str
    members: Sequence[str]
    answers: list[tuple[date, str, str]] = field(default_factory=list)  # the day, how it stands, the rest

    @property
    def wounds(self) -> bool:
        """Whether it tells of a loss."""
        return any(word in text for word in WOUNDING for text in (self.name, self.quote, *self.members))


def cases_of(benefit: Benefit) -> Sequence[Case]:
    """The worked examples of a benefit, each family once."""
    return _cases().get(benefit.code, ())


@cache
def _cases() -> Mapping[str, Sequence[Case]]:
    """All of them; they come with the package and never change while it runs."""
    found: dict[str, dict[object, Case]] = {}
    for example in every_example():
        members = [_member(person, example.beneficiary) for person in example.family["members"]]
        case = Case(example.name, example.quote, _name(example.beneficiary, example.beneficiary), members)
        cases = found.setdefault(example.benefit, {})
        case = cases.setdefault((case.name, tuple(members)), case)
        case.answers.append((example.on, STANDS[example.expected["is"]], "，".join(_answer(example))))
    return {code: list(cases.values()) for code, cases in found.items()}


def _member(person: Mapping[str, Any], of: str) -> str:
    said = [part for name, value in person.items() for part in _fact(name, value, of)]
    return f"{_name(person['id'], of)}：{'，'.join(said)}"


def _fact(name: str, value: Any, of: str) -> Iterator[str]:
    if name in RELATIVES:
        yield f"{RELATIVES[name]}是{_name(value, of)}"
    elif name in ("hukou_region", "residence_region"):
        where = place_name(int(value)) if value else "外省"
        yield f"{'户口在' if name == 'hukou_region' else '住在'}{where}"
    elif name in DAYS:
        if value:
            yield DAYS[name].format(_day(value))
    elif name in WORDS:
        yield WORDS[name][value]
    elif name in COUNTS:
        if value:
            yield COUNTS[name].format(value)
    elif name == "chronic":
        yield "、".join(CHRONIC[kind] for kind in value) or "没有慢性病"
    elif name == "births":
        yield from (_birth(birth) for birth in value)


def _birth(birth: Mapping[str, Any]) -> str:
    weeks = f"，孕{birth['weeks']}周" if "weeks" in birth else ""
    babies = f"，{birth['babies']}个宝宝" if birth.get("babies", 1) > 1 else ""
    return f"{_day(birth['on'])}{BIRTHS.get(birth.get('kind', ''), '生产')}{weeks}{babies}"


def _answer(example: Example) -> Iterator[str]:
    benefit, said = BY_CODE[example.benefit], example.expected
    amount = amount_in_words({"amount": None, **said, "unit": benefit.unit}) if benefit.unit else ""
    if amount:
        yield amount
    if "condition" in said:
        yield f"要{_condition(benefit, said['condition'])}"
    if said.get("from_when"):
        yield f"{_day(said['from_when'])}起可能有"
    for name, words in (("from", "从{}起"), ("until", "到{}为止"), ("deadline", "{}以前申请")):
        if said.get(name):
            yield words.format(_day(said[name]))
    if said.get("payments"):
        yield "、".join(f"{period}年发{paid}元" for period, paid in said["payments"].items() if len(period) == 4)
    if said.get("missing"):
        facts = (path.rpartition("].")[2].partition("[")[0] for path in said["missing"])
        yield f"要知道{'、'.join(dict.fromkeys(ASKED.get(fact, fact) for fact in facts))}"
    if said.get("missing_rule"):
        yield f"还没有查到{said['missing_rule']}"


def _condition(benefit: Benefit, code: str) -> str:
    texts = (term.text for version in benefit.versions for term in version.terms if term.code == code)
    return next(texts, "这一天有这项规定")


def _name(id: str, of: str) -> str:
    """What somebody is called; who alone is asked about and is nobody's parent here is the one himself."""
    return "本人" if id == of == "one" else PEOPLE.get(id, id)


def _day(value: date | str) -> str:
    day = date.fromisoformat(value) if isinstance(value, str) else value
    return f"{day.year}年{day.month}月{day.day}日"
