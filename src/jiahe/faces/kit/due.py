"""What the benefits answer, in the words and the order of a page: now, soon, when one more thing is known, not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.http import QueryDict

from jiahe.benefits.rules import BENEFITS
from jiahe.benefits.summary import amount_in_words, grouped
from jiahe.faces.kit.numbers import whole_numbers

SOON_MONTHS = 18
# Said to those they are for, and to nobody else: to read why they are not due would wound.
SPOKEN_OF_ONLY_WHEN_DUE = frozenset(benefit.code for benefit in BENEFITS if benefit.quiet)
# What hangs on a plan nobody is asked about: it stands open to many, and is nothing they have left undone.
OFFERS = {"premarital_check": "{}登记结婚以前，两个人可以一起去免费检查。没有这个打算，就不用管它。"}
MARRIED_BEFORE = {"divorced", "widowed"}
GRADES = {
    "A": "官方原文", "A'": "官方文本的转载", "B": "报道或转述", "C": "待核实", "D": "推算，待核实",
}  # fmt: skip
# A fact that is missing, as a page asks for it.
ASKED = {
    "hukou_region": "户口在哪里",
    "hukou_type": "是农村户口还是城镇户口",
    "marital_status": "有没有成家",
    "married_on": "哪天登记结婚",
    "employment": "现在做什么工作",
    "insurance": "参加哪种医保",
    "insured_months": "医保连续缴了几个月",
    "employer_average_wage": "单位上年度的月平均工资",
    "pregnant_due": "是不是怀着宝宝",
    "low_income": "是不是领低保",
    "disability_grade": "有没有残疾证、是几级",
    "only_child_certificate": "有没有领过《独生子女父母光荣证》",
    "ability_level": "老人能力评估的等级",
    "complication_grade": "有没有手术并发症的鉴定",
    "births": "怎么生的、孕几周",
    "school": "在上什么学",
    "chronic": "有没有高血压、糖尿病",
    "hospitalised": "是不是在住院",
    "death_date": "家里的人是不是都健在",
    "complete": "家里的人是不是都说全了",
}


@dataclass(slots=True)
class Item:
    """One benefit for one or more of the family."""

    code: str
    title: str
    people: list[str]
    ids: list[str]
    amount: str = ""
    entry: Mapping[str, Any] = field(default_factory=dict)
    state: str = ""

    @property
    def who(self) -> str:
        """For whom it is."""
        return "、".join(self.people)

    @property
    def reasons(self) -> Sequence[str]:
        """Why, a line for each condition."""
        return [
            said["text"] + ("（按一般情况算）" if said["assumed"] else "") for said in self.entry.get("because", [])
        ]

    @property
    def sources(self) -> Iterable[tuple[Mapping[str, Any], str]]:
        """The documents, each with how sure we are."""
        return [(source, GRADES[source["confidence"]]) for source in self.entry.get("sources", [])]

    @property
    def may_be_shared(self) -> bool:
        """Whether it may stand in a picture that is sent on: what is quiet, or only open to somebody, never does."""
        return self.code not in SPOKEN_OF_ONLY_WHEN_DUE and not self.offer

    @property
    def offer(self) -> str:
        """What is open to them if they decide to, in a sentence; empty for what is due, and once they asked for it."""
        return "" if self.state in ("waiting", "accepted") else _offer(self.entry)

    @property
    def first_source(self) -> str:
        """The first document, in a line."""
        source = next(iter(self.entry.get("sources", [])), None)
        return f"《{source['title']}》{source['number'] or ''}" if source else ""

    @property
    def unverified(self) -> bool:
        """Whether it is to be checked before anybody counts on it."""
        return bool(self.entry.get("unverified"))

    @property
    def deadline(self) -> date | None:
        """The last day to claim it."""
        return _day(self.entry.get("deadline"))

    @property
    def left(self) -> Sequence[tuple[str, date | None]]:
        """What may still be claimed of what is over: each amount, and the last day."""
        still = self.entry.get("still_claimable", {"payments": [], "deadline": None})
        return [(grouped(p["amount"]), _day(still["deadline"])) for p in still["payments"]]

    @property
    def until(self) -> date | None:
        """The last day it is due."""
        return _day(self.entry.get("until"))

    @property
    def starts(self) -> date | None:
        """The day from which it will be due."""
        return _day(self.entry.get("from_when"))


Losses = Literal["never", "when due", "always"]
NOTHING: Mapping[tuple[str, str], str] = {}


def _nowhere(beneficiary: str, fact: str) -> str:
    """There is no page on which it could be said."""
    return ""


@dataclass(frozen=True, slots=True)
class Results:
    """The page of results. ``choices`` are open to who decides to; ``late`` is over and may still be claimed; ``money`` is what falls due in the year of the question, in yuan, of confirmed rules only."""

    now: list[Item]
    choices: list[Item]
    late: list[Item]
    soon: list[Item]
    open: list[tuple[Item, Sequence[tuple[str, str]]]]
    no: list[Item]
    money: int

    @property
    def done(self) -> int:
        """How much of what is due was seen to."""
        return sum(item.state == "accepted" for item in self.now)

    @property
    def waiting(self) -> int:
        """How much of it was asked for and waits."""
        return sum(item.state == "waiting" for item in self.now)

    @property
    def not_yet(self) -> int:
        """How much of it nobody has asked for."""
        return len(self.now) - self.done - self.waiting


def results_of(
    answer: Mapping[str, Any],
    names: Mapping[str, str],
    *,
    on: date,
    ask: Callable[[str, str], str] = _nowhere,
    losses: Losses = "when due",
    asked: Mapping[tuple[str, str], str] = NOTHING,
) -> Results:
    """Sort an answer for those of the family who have a name here (what each is called, by id).

    ``ask`` gives the address at which a fact is said of somebody (both by name), empty where there is none;
    ``losses`` says when what follows a loss is spoken of: to the family ``when due``, ``always`` to who works with it,
    ``never`` to who may not know;
    ``asked`` how what was claimed stands, by beneficiary and benefit: ``waiting``, ``accepted`` or ``refused``.
    """

    def of(part: str) -> list[Mapping[str, Any]]:
        spoken = [entry for entry in answer[part] if entry["beneficiary"] in names]
        return [entry for entry in spoken if losses != "never" or entry["benefit"] not in SPOKEN_OF_ONLY_WHEN_DUE]

    entitled, refused, unknown = of("entitlements"), of("not_entitled"), of("unknown")
    soon = [entry for entry in refused if _is_soon(entry, on)]
    late = [entry for entry in refused if "still_claimable" in entry]
    no = [entry for entry in refused if not _is_soon(entry, on) and entry not in late]
    if losses == "when due":
        unknown, no = ([e for e in part if e["benefit"] not in SPOKEN_OF_ONLY_WHEN_DUE] for part in (unknown, no))
    now = _joined(
        entitled,
        names,
        lambda e: (
            e["benefit"], amount_in_words(e), str(e["deadline"]), str(e["until"]),
            asked.get((e["beneficiary"], e["benefit"])), _offer(e),
        ),
    )  # fmt: skip
    for item in now:
        item.state = asked.get((item.entry["beneficiary"], item.code), "")
    return Results(
        now=sorted((item for item in now if not item.offer), key=lambda item: (item.unverified, not str(item.entry["unit"]).startswith("CNY"))),
        choices=[item for item in now if item.offer],
        late=_joined(late, names, lambda e: (e["benefit"], e["beneficiary"])),
        soon=sorted(_joined(soon, names, lambda e: (e["benefit"], e["from_when"])), key=lambda item: str(item.starts)),
        open=[(item, _asked(item, ask)) for item in _joined(unknown, names, lambda e: (e["benefit"], *map(_name, e["missing"])))],
        no=_joined(no, names, lambda e: (e["benefit"], e["text"])),
        money=_money(entitled, on.year),
    )  # fmt: skip


def _offer(entry: Mapping[str, Any]) -> str:
    words = OFFERS.get(entry["benefit"], "")
    facts = [value for said in entry.get("because", []) for value in said["facts"].values() if isinstance(value, str)]
    return words.format("再次" if MARRIED_BEFORE & set(facts) else "")


def _joined(entries: Iterable[Mapping[str, Any]], names: Mapping[str, str], key: Any) -> list[Item]:
    """One item for all for whom the same is said of a benefit."""
    found: dict[object, Item] = {}
    for entry in entries:
        amount = amount_in_words(entry) if "amount" in entry or "amount_min" in entry else ""
        item = found.setdefault(key(entry), Item(entry["benefit"], entry["title"], [], [], amount, entry))
        item.people.append(names[entry["beneficiary"]])
        item.ids.append(entry["beneficiary"])
    return list(found.values())


def _is_soon(entry: Mapping[str, Any], on: date) -> bool:
    day = _day(entry.get("from_when"))
    return day is not None and (day.year - on.year) * 12 + day.month - on.month <= SOON_MONTHS


def _money(entries: Iterable[Mapping[str, Any]], year: int) -> int:
    paid = (
        p for e in entries if not e["unverified"] for p in e["payments"] if p["amount"] and p["on"][:4] == str(year)
    )
    return int(sum(Decimal(p["amount"]) for p in paid))


def _asked(item: Item, ask: Callable[[str, str], str]) -> Sequence[tuple[str, str]]:
    """What is missing, in words, and the address at which it is said."""
    if item.entry.get("missing_rule"):
        return [(f"还没有查到当地的规定：{item.entry['missing_rule']}", "")]
    facts = [_name(path) for path in item.entry["missing"]]
    return list(dict.fromkeys((ASKED.get(fact, fact), ask(item.entry["beneficiary"], fact)) for fact in facts))


def _name(path: str) -> str:
    return path.rpartition("].")[2].partition("[")[0] if "]." in path else path


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def claimed_in(said: QueryDict) -> tuple[list[int], str]:
    """For whom and for which benefit the button of a card was pressed."""
    return whole_numbers(said.getlist("person")), said.get("benefit", "")[:60]
