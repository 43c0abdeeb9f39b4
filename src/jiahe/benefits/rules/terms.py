"""Conditions that several benefits share, and the words of the family they are written with."""

from __future__ import annotations

from datetime import date
from typing import cast

from jiahe.benefits.benefit import Assumption, Term
from jiahe.benefits.law import HUKOU, RESIDENCE
from jiahe.foundation.rules.expressions import Choice, Condition, Relation, Subject, day, number, truth, unwritten

BORN, ARRIVED = day("birth_date"), day("arrived_on")
SEX, HUKOU_TYPE, MARITAL_STATUS = Choice("sex"), Choice("hukou_type"), Choice("marital_status")
EMPLOYMENT, INSURANCE, SCHOOL = Choice("employment"), Choice("insurance"), Choice("school")
CHILDREN, PARENTS, SPOUSE = Relation("children"), Relation("parents"), Relation("spouse")
IS_ALIVE, IS_FEMALE, IS_MALE = truth("alive"), SEX.is_in("F"), SEX.is_in("M")
IS_GROWN: Condition = BORN.plus(years=18).reached
IS_MINOR: Condition = ~IS_GROWN
IS_OF_WORKING_AGE: Condition = BORN.plus(years=16).reached
# A girl at school is not asked how she gave birth, unless a family has said that she did or will.
MAY_GIVE_BIRTH: Condition = IS_FEMALE & IS_OF_WORKING_AGE & (IS_GROWN | truth("pregnancy_told") | truth("gave_birth"))
HAS_ARRIVED: Condition = ARRIVED.reached
LOW_INCOME = truth("low_income")
DISABILITY_GRADE = number("disability_grade")
# A child born before this day was born while the state promoted one child for each couple (grade C).
END_OF_ONE_CHILD_PERIOD = date(2016, 1, 1)
FUJIAN = 35

ALIVE = Term("alive", "本人已出生、健在", IS_ALIVE)
EMPLOYED = Term("employed", "在用人单位上班", EMPLOYMENT.is_in("employee", "civil_servant"))


def known_or_unwritten(known: Condition, rule: str) -> Condition:
    """Where a rule is known to hold; elsewhere it is the rule that is missing, and nobody is refused."""
    return known | ~known & unwritten(rule)


LIVES_IN_FUJIAN = Term(
    "lives_in_fujian", "在福建生活、工作", known_or_unwritten(RESIDENCE.within(FUJIAN), "居住地所在省的规定")
)
HUKOU_IN_FUJIAN = Term("hukou_in_fujian", "户籍在福建", known_or_unwritten(HUKOU.within(FUJIAN), "户籍所在省的规定"))
LAWFUL_BIRTH = Assumption("lawful_birth", "按法律法规生育或收养")


def birth_date_of(subject: Subject) -> date:
    """The day of birth, which everybody has."""
    return cast(date, subject["birth_date"])
