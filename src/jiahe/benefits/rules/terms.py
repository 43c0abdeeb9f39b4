"""Conditions that several benefits share, and the words of the family they are written with."""

from __future__ import annotations

from datetime import date
from typing import cast

from jiahe.benefits.benefit import Assumption, Term
from jiahe.benefits.law import HUKOU, RESIDENCE
from jiahe.foundation.rules.expressions import Choice, Condition, Relation, Subject, day, number, truth

BORN, ARRIVED = day("birth_date"), day("arrived_on")
SEX, HUKOU_TYPE, MARITAL_STATUS = Choice("sex"), Choice("hukou_type"), Choice("marital_status")
EMPLOYMENT, INSURANCE, SCHOOL = Choice("employment"), Choice("insurance"), Choice("school")
CHILDREN, PARENTS, SPOUSE = Relation("children"), Relation("parents"), Relation("spouse")
IS_ALIVE, IS_FEMALE, IS_MALE = truth("alive"), SEX.is_in("F"), SEX.is_in("M")
IS_GROWN: Condition = BORN.plus(years=18).reached
HAS_ARRIVED: Condition = ARRIVED.reached
LOW_INCOME = truth("low_income")
DISABILITY_GRADE = number("disability_grade")
# A child born before this day was born while the state promoted one child for each couple (grade C).
END_OF_ONE_CHILD_PERIOD = date(2016, 1, 1)
FUJIAN = 35

ALIVE = Term("alive", "本人已出生、健在", IS_ALIVE)
EMPLOYED = Term("employed", "在用人单位上班", EMPLOYMENT.is_in("employee", "civil_servant"))
LIVES_IN_FUJIAN = Term("lives_in_fujian", "在福建生活、工作", RESIDENCE.within(FUJIAN))
HUKOU_IN_FUJIAN = Term("hukou_in_fujian", "户籍在福建", HUKOU.within(FUJIAN))
LAWFUL_BIRTH = Assumption("lawful_birth", "按法律法规生育或收养")


def birth_date_of(subject: Subject) -> date:
    """The day of birth, which everybody has."""
    return cast(date, subject["birth_date"].before)
