"""Makes families that nobody has: believable people of Fujian for demonstrations, tests and benchmarks.

The same arguments give the same families. No row holds an ID number; ``give_numbers`` assigns numbers of region 999999,
which marks synthetic people. Every row passes ``check_row`` and every family ``check_household`` on the same day.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate
from typing import Any, Final
from zlib import crc32

from jiahe.registry import id_number
from jiahe.registry.rows import PersonRow
from jiahe.registry.validation import LEGAL_MARRIAGE_AGE, age_on

# The common surnames of Fujian, and how often each stands among a thousand people.
_SURNAMES: Final = (
    "陈 林 黄 张 吴 李 郑 王 刘 苏 蔡 杨 叶 许 谢 周 曾 郭 赖 江 罗 邱 洪 何 余 庄 肖 徐 廖 邓 沈 朱 游 魏 方 "
    "潘 赵 翁 胡 卢 高 施 连 阮 欧阳 上官"
)
_OF_A_THOUSAND: Final = (
    "113 98 57 52 46 44 37 37 27 21 21 20 18 17 16 14 14 14 12 11 10 10 9 9 9 8 8 8 7 7 7 7 6 6 6 5 5 5 5 5 5 5 4 4 2 1"
)
_SURNAME_LIST: Final = _SURNAMES.split()
_SURNAME_WEIGHTS: Final = list(accumulate(int(number) for number in _OF_A_THOUSAND.split()))

# Given names by generation: (born before, of men, of women).
_GENERATIONS: Final = (
    (
        1960,
        "金水 文山 国栋 德明 清泉 添福 振华 天赐 金龙 水生 木火 建国 永福 庆祥 大川 世昌 进财 福来 荣华 炳坤",
        "秀英 玉兰 美珍 丽水 淑贞 金枝 秀琴 阿妹 玉珠 桂花 宝珠 月英 素珍 惠芳 梅英 碧云 凤仙 银花 雪梅 秋菊",
    ),
    (
        1980,
        "建华 志强 国强 志明 建平 文斌 建辉 永强 伟民 海滨 志勇 建军 明辉 振兴 晓东 国清 世杰 德胜 少华 荣辉",
        "丽华 秀珍 美玲 丽萍 淑芳 惠玲 秀兰 美华 雪红 丽娟 玉梅 碧珍 晓红 建红 素华 月娥 燕玲 爱珍 瑞英 宝莲",
    ),
    (
        2000,
        "志伟 伟杰 俊杰 晓峰 志鹏 文杰 鹏飞 凯 斌 伟 艺辉 剑锋 毅 俊 少鹏 海峰 旭东 佳伟 炜 振宇",
        "晓燕 婷婷 丽丽 雅婷 燕萍 小玲 静 雯 艺红 巧玲 娜 晓芳 佳丽 冰冰 思敏 虹 雅芳 莹莹 梅芳 婉君",
    ),
    (
        9999,
        "子轩 浩然 宇航 梓豪 俊熙 宇轩 奕辰 铭泽 锦程 嘉豪 煜宸 皓轩 睿 承泽 泽楷 宸 思远 逸凡 昱霖 君昊",
        "雨桐 欣怡 诗涵 梓涵 可馨 雨欣 思涵 语彤 若曦 佳怡 芷晴 心妍 一诺 沐瑶 安琪 悦 语汐 婉清 昕玥 钰婷",
    ),
)
_GIVEN_NAMES: Final = [(before, men.split(), women.split()) for before, men, women in _GENERATIONS]

_OUTSIDE_VILLAGES: Final = (360102001001, 330302001001, 440304001001, 511002001001, 522201001001, 421002001001)
_ETHNICITIES: Final = ("汉族", "畲族", "回族", "土家族", "苗族")
_ETHNICITY_WEIGHTS: Final = list(accumulate((972, 13, 5, 5, 5)))
_JOBS: Final = {
    "rural": ("务农", "建筑工人", "茶农", "渔民", "鞋服厂工人", "个体经营", "养殖", "运输司机", "外出务工"),
    "urban": ("公司职员", "教师", "个体经营", "销售", "工程师", "护士", "公务员", "餐饮服务", "机械厂工人", "灵活就业"),
}
# Education of grown people: (born before, levels, running weights).
_SCHOOLING: Final = (
    (1950, ("none", "primary", "junior"), (45, 90, 100)),
    (1970, ("primary", "junior", "senior", "vocational"), (35, 80, 94, 100)),
    (1985, ("primary", "junior", "senior", "vocational", "college", "bachelor"), (8, 55, 72, 82, 93, 100)),
    (
        9999,
        ("junior", "senior", "vocational", "college", "bachelor", "master", "doctor"),
        (22, 36, 50, 72, 95, 99, 100),
    ),
)
_SCHOOL_OF_AGE: Final = ((3, ""), (6, "none"), (12, "primary"), (15, "junior"), (18, "senior"))
_YEAR: Final = 365.2425
_DAYS_TRIED: Final = 366


@dataclass(frozen=True, slots=True)
class _Home:
    """What all people of one household have in common."""

    household_number: str
    residence_code: int
    hukou_code: int
    hukou_type: str
    address: str
    ethnicity: str
    low_income: bool


@dataclass(frozen=True, slots=True)
class _Couple:
    """The days that make a couple, and what the two are called."""

    man_born: date
    woman_born: date
    married_on: date
    surname: str


def families(
    *, villages: Sequence[int], households: int, seed: int, on: date, weights: Sequence[float] | None = None
) -> Iterator[list[PersonRow]]:
    """``households`` families as they stand ``on`` a day, spread at random, by ``weights`` if given, over the villages.

    The households of a village are numbered from 1; those of different villages come mixed.
    """
    if not villages:
        raise ValueError("Families need at least one village to live in.")
    if weights is not None and len(weights) != len(villages):
        raise ValueError("There must be one weight for each village.")
    rng = random.Random(seed)  # noqa: S311 -- the same seed must give the same families; nothing here is a secret
    running = list(accumulate(weights)) if weights is not None else list(range(1, len(villages) + 1))
    counts: Counter[int] = Counter()
    for _ in range(households):
        village = rng.choices(villages, cum_weights=running)[0]
        counts[village] += 1
        home = _home(rng, villages, village, f"S{seed}-{village}-{counts[village]:06d}")
        family = _Family(rng, home, on)
        rng.choices(_KINDS, cum_weights=_KIND_WEIGHTS)[0](family)
        yield family.rows


def give_numbers(rows: list[PersonRow], taken: Callable[[str], bool]) -> list[PersonRow]:
    """The rows with an ID number each, none of them ``taken`` or given twice; a number already there stays.

    Where a day has no free number left for the sex, the person is born on the nearest earlier day that has one.
    """
    given = {row.id_number for row in rows if row.id_number}
    numbered = []
    for place, row in enumerate(rows):
        if not row.id_number:
            row = _numbered(row, place, lambda number: number in given or taken(number))
            given.add(row.id_number)
        numbered.append(row)
    return numbered


def _numbered(row: PersonRow, place: int, used: Callable[[str], bool]) -> PersonRow:
    if row.birth_date is None or not row.sex:
        raise ValueError("A person needs a sex and a birth date before a number can be given.")
    start = crc32(f"{row.household_number}/{place}".encode()) % 500 * 2 + (row.sex == "M")
    for days_earlier in range(_DAYS_TRIED):
        born = row.birth_date - timedelta(days=days_earlier)
        for step in range(0, 1000, 2):
            number = id_number.make(id_number.SYNTHETIC_REGION, born, (start + step) % 1000)
            if not used(number):
                return replace(row, id_number=number, birth_date=born)
    raise ValueError("All synthetic ID numbers of this year of birth are taken.")


def _home(rng: random.Random, villages: Sequence[int], village: int, number: str) -> _Home:
    hukou_code = village
    if rng.random() < 0.08:
        elsewhere = rng.choice(villages)
        outside = elsewhere == village or rng.random() < 0.5
        hukou_code = rng.choice(_OUTSIDE_VILLAGES) if outside else elsewhere
    hukou_type = "rural" if rng.random() < 0.55 else "urban"
    if hukou_type == "rural":
        address = f"{rng.randint(1, 15)}组{rng.randint(1, 120)}号"
    else:
        address = f"{rng.randint(1, 30)}号楼{rng.randint(1, 18)}{rng.randint(1, 4):02d}室"
    ethnicity = rng.choices(_ETHNICITIES, cum_weights=_ETHNICITY_WEIGHTS)[0]
    return _Home(number, village, hukou_code, hukou_type, address, ethnicity, rng.random() < 0.03)


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)


class _Family:
    """One family while it is being made: its chances, its home, its day and the rows so far."""

    def __init__(self, rng: random.Random, home: _Home, on: date) -> None:
        self.rng, self.home, self.on = rng, home, on
        self.rows: list[PersonRow] = []

    def chance(self, share: float) -> bool:
        """True in ``share`` of the cases."""
        return self.rng.random() < share

    def later(self, day: date, low: float, high: float) -> date:
        """A day between ``low`` and ``high`` years after ``day``, or before it when they are negative."""
        return day + timedelta(days=int(self.rng.uniform(low, high) * _YEAR))

    def this_year(self) -> date:
        """A day of the year of ``on`` that has already come."""
        return self.on - timedelta(days=self.rng.randint(0, self.on.timetuple().tm_yday - 1))

    def surname(self) -> str:
        """A surname, the common ones more often."""
        return self.rng.choices(_SURNAME_LIST, cum_weights=_SURNAME_WEIGHTS)[0]

    def add(self, relation: str, sex: str, born: date, *, surname: str = "", **facts: Any) -> None:
        """Add one person; what ``facts`` does not say is made up to fit age, sex and home."""
        rng, home = self.rng, self.home
        died: date | None = facts.get("death_date")
        age = age_on(born, died or self.on)
        facts.setdefault("marital_status", "single")
        facts.setdefault("only_child_certificate", None if age < 20 else False)
        men, women = next((men, women) for before, men, women in _GIVEN_NAMES if born.year < before)
        given = rng.choice(men if sex == "M" else women)
        row = PersonRow(
            household_number=home.household_number,
            relation=relation,
            name=(surname or self.surname()) + given,
            sex=sex,
            birth_date=born,
            phone=f"199{rng.randrange(10**8):08d}" if age >= 16 and died is None and rng.random() < 0.9 else "",
            ethnicity=home.ethnicity,
            hukou_code=home.hukou_code,
            hukou_type=home.hukou_type,
            residence_code=home.residence_code,
            education=self._education(born, age),
            occupation=self._occupation(age),
            low_income=home.low_income,
            disability_grade=rng.randint(1, 4) if rng.random() < 0.02 else None,
            address=home.address,
            **facts,
        )
        self.rows.append(row)

    def _education(self, born: date, age: int) -> str:
        for below, level in _SCHOOL_OF_AGE:
            if age < below:
                return level
        levels, weights = next((levels, weights) for before, levels, weights in _SCHOOLING if born.year < before)
        level = self.rng.choices(levels, cum_weights=weights)[0]
        return "bachelor" if age < 25 and level in ("master", "doctor") else level

    def _occupation(self, age: int) -> str:
        if age < 6:
            return ""
        if age < 18 or (age < 22 and self.chance(0.6)):
            return "学生"
        if age >= 60:
            return "务农" if self.home.hukou_type == "rural" else "退休"
        return self.rng.choice(_JOBS[self.home.hukou_type])

    def born_at_age(self, low: float, high: float) -> date:
        """A birth date that makes the person ``low`` to ``high`` years old."""
        return self.later(self.on, -high, -low)

    def wed(self, man_born: date) -> _Couple:
        """A wife and a wedding, both at a lawful age, for a man of at least 24."""
        woman_born = min(self.later(man_born, -2, 6), self.later(self.on, -22, -21.1))
        lawful = max(_years_after(man_born, LEGAL_MARRIAGE_AGE["M"]), _years_after(woman_born, LEGAL_MARRIAGE_AGE["F"]))
        return _Couple(man_born, woman_born, min(self.later(lawful, 0, 6), self.on), self.surname())

    def births(self, couple: _Couple, wanted: int) -> list[date]:
        """The birth dates of at most ``wanted`` children, few of them before the wedding."""
        born: list[date] = []
        day = self.later(couple.married_on, -0.8, 0) if self.chance(0.04) else self.later(couple.married_on, 0.6, 3.5)
        while len(born) < wanted and day <= self.on and age_on(couple.woman_born, day) < 45:
            born.append(day)
            day = self.later(day, 1.5, 5)
        new_year = date(self.on.year, 1, 1)
        may_have_another = age_on(couple.woman_born, self.on) < 42 and couple.married_on < new_year
        if self.chance(0.06) and may_have_another and (not born or born[-1] < new_year - timedelta(days=300)):
            born.append(self.this_year())
        return born

    def add_couple(
        self, couple: _Couple, *, as_head: bool = True, woman_died: date | None = None, **facts: Any
    ) -> None:
        """Add the two as head and spouse, or as son and daughter-in-law of the head."""
        facts = {"marital_status": "married", "married_on": couple.married_on, **facts}
        man = {**facts, "marital_status": "widowed"} if woman_died else facts
        self.add("head" if as_head else "son", "M", couple.man_born, surname=couple.surname, **man)
        woman = {**facts, "death_date": woman_died} if woman_died else facts
        self.add("spouse" if as_head else "daughter_in_law", "F", couple.woman_born, **woman)

    def let_the_wife_be_head(self) -> None:
        """Make the wife head of a family that so far is a couple."""
        man, woman = self.rows
        self.rows = [replace(woman, relation="head"), replace(man, relation="spouse")]

    def add_children(self, born: list[date], surname: str, *, of_the_head: bool = True) -> None:
        """Add the children who still live at home: nearly all who are under 24, some of the older."""
        for day in born:
            if age_on(day, self.on) < 24 or self.chance(0.25):
                sex = "M" if self.chance(0.525) else "F"
                relation = ("son" if sex == "M" else "daughter") if of_the_head else "grandchild"
                self.add(relation, sex, day, surname=surname)

    def has_certificate(self, born: list[date]) -> bool:
        """Whether the parents hold the only-child certificate: older ones with one child of the years it was given."""
        return len(born) == 1 and 1979 <= born[0].year <= 2015 and self.chance(0.6)


def _couple_with_children(family: _Family) -> None:
    couple = family.wed(family.born_at_age(24.1, 60))
    born = family.births(couple, family.rng.choices((0, 1, 2, 3), cum_weights=(10, 50, 90, 100))[0])
    family.add_couple(couple, only_child_certificate=family.has_certificate(born))
    if family.chance(0.12):
        family.let_the_wife_be_head()
    family.add_children(born, couple.surname)


def _with_parents_of_the_head(family: _Family) -> None:
    couple = family.wed(family.born_at_age(27, 52))
    born = family.births(couple, 1 if family.chance(0.4) else 2)
    family.add_couple(couple, only_child_certificate=family.has_certificate(born))
    family.add_children(born, couple.surname)
    mother_born = family.later(couple.man_born, -32, -21)
    father_born = family.later(mother_born, -6, 1)
    father_died = family.this_year() if family.chance(0.05) else None
    if family.chance(0.7):
        alone = {"marital_status": "widowed"} if father_died else {"marital_status": "married"}
        family.add("father", "M", father_born, surname=couple.surname, marital_status="married", death_date=father_died)
        family.add("mother", "F", mother_born, **alone)
    else:
        family.add("mother", "F", mother_born, marital_status="widowed")


def _with_a_son_and_grandchildren(family: _Family) -> None:
    elders = family.wed(family.born_at_age(56, 76))
    young = family.wed(family.later(elders.woman_born, 22, 25))
    lawful = _years_after(elders.woman_born, LEGAL_MARRIAGE_AGE["F"])
    lawful = max(lawful, _years_after(elders.man_born, LEGAL_MARRIAGE_AGE["M"]))
    elders = replace(elders, married_on=max(lawful, min(elders.married_on, family.later(young.man_born, -2, -0.8))))
    born = family.births(young, 1 if family.chance(0.4) else 2)
    family.add_couple(elders)
    family.add_couple(replace(young, surname=elders.surname), as_head=False)
    family.add_children(born, elders.surname, of_the_head=False)


def _elders_alone(family: _Family) -> None:
    if family.chance(0.35):
        sex = "F" if family.chance(0.7) else "M"
        family.add("head", sex, family.born_at_age(62, 96), marital_status="widowed")
        return
    woman_died = family.this_year() if family.chance(0.06) else None
    certificate = family.chance(0.15)
    couple = family.wed(family.born_at_age(62, 92))
    family.add_couple(couple, woman_died=woman_died, only_child_certificate=certificate)


def _single_adult(family: _Family) -> None:
    family.add("head", "M" if family.chance(0.6) else "F", family.born_at_age(22, 46))


def _single_parent(family: _Family) -> None:
    couple = family.wed(family.born_at_age(30, 50))
    status = "divorced" if family.chance(0.75) else "widowed"
    born = family.births(couple, 1 if family.chance(0.6) else 2)
    facts: dict[str, Any] = {"marital_status": status, "married_on": couple.married_on}
    facts["only_child_certificate"] = family.has_certificate(born)
    if family.chance(0.75):
        family.add("head", "F", couple.woman_born, **facts)
    else:
        family.add("head", "M", couple.man_born, surname=couple.surname, **facts)
    family.add_children(born, couple.surname)


def _bereaved_elders(family: _Family) -> None:
    couple = family.wed(family.born_at_age(52, 82))
    born = family.later(couple.married_on, 0.8, 4)
    died = family.later(born, 1, min(38, (family.on - born).days / _YEAR))
    family.add_couple(couple, only_child_certificate=True)
    sex = "M" if family.chance(0.6) else "F"
    relation = "son" if sex == "M" else "daughter"
    family.add(relation, sex, born, surname=couple.surname, death_date=died, only_child_certificate=None)


_KINDS: Final[list[Callable[[_Family], None]]] = [
    _couple_with_children,
    _with_parents_of_the_head,
    _with_a_son_and_grandchildren,
    _elders_alone,
    _single_adult,
    _single_parent,
    _bereaved_elders,
]
_KIND_WEIGHTS: Final = list(accumulate((48, 11, 9, 17, 8, 5, 2)))
