"""What comes to a family in eighteen months: by timetables, by the answer of the rules, and never after a loss."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from jiahe.benefits.answering import answer_for
from jiahe.benefits.calendar.coming import coming_to
from jiahe.benefits.calendar.entries import Entry, Kind
from jiahe.benefits.calendar.schedules import timetable, vaccine_series
from jiahe.benefits.editions import AS_WRITTEN, Edition, NewDays, NewValue
from jiahe.benefits.family import family_from_values
from jiahe.benefits.rules import BY_CODE
from jiahe.foundation.rules.parameters import Source
from jiahe.registry.models.circumstance import ANSWERS, CircumstanceKind
from tests.benefits.families import HERE, TODAY, answer, contract_family

EVERYBODY = {"mother", "father", "child1"}
MOTHER = contract_family()["members"][0]


def coming(values: dict[str, Any], on: str = "2026-03-01", edition: Edition = AS_WRITTEN) -> list[Entry]:
    family = family_from_values(values, on=date.fromisoformat(on), today=TODAY)
    return coming_to(family, answer_for(family, edition.benefits), edition, of=EVERYBODY)


def vaccinations(born: str, on: str, sex: str = "F", given: list[tuple[str, str]] | None = None) -> dict[str, str]:
    """What a child is to be given, by day."""
    child = {"birth_date": born, "sex": sex, "vaccinations": [{"vaccine": v, "on": day} for v, day in given or ()]}
    found = coming(contract_family(child1=child), on)
    return {entry.on.isoformat(): entry.title for entry in found if entry.kind is Kind.VACCINATION}


def test_a_newborn_goes_by_the_schedule_of_2025() -> None:
    found = vaccinations("2026-03-01", "2026-03-01")
    assert found == {
        "2026-03-01": "乙肝疫苗第1剂、卡介苗",
        "2026-04-01": "乙肝疫苗第2剂",
        "2026-05-01": "脊灰疫苗第1剂、百白破疫苗第1剂",
        "2026-06-01": "脊灰疫苗第2剂",
        "2026-07-01": "脊灰疫苗第3剂、百白破疫苗第2剂",
        "2026-09-01": "乙肝疫苗第3剂、百白破疫苗第3剂、A群流脑疫苗第1剂",
        "2026-11-01": "麻腮风疫苗第1剂、乙脑减毒活疫苗第1剂",
        "2026-12-01": "A群流脑疫苗第2剂",
    }  # eighteen months, the day after which is no more in them


@pytest.mark.parametrize(
    ("born", "on", "dtap"),
    [
        ("2024-10-31", "2024-12-20", ["2025-01-31", "2025-03-01", "2025-03-31", "2026-05-01"]),
        ("2024-11-01", "2024-12-20", ["2025-01-01", "2025-03-01", "2025-05-01", "2026-05-01"]),
    ],
    ids=["the last of the old schedule", "the first of the new"],
)
def test_the_change_of_2025_goes_by_birth_cohort(born: str, on: str, dtap: list[str]) -> None:
    found = [day for day, title in vaccinations(born, on).items() if "百白破" in title]
    assert found[:4] == [day for day in dtap if day in found]
    assert found[0] == dtap[0]


@pytest.mark.parametrize(
    ("born", "on", "word"),
    [("2018-12-31", "2024-12-01", "白破疫苗"), ("2019-01-01", "2024-12-01", "百白破疫苗第5剂")],
    ids=["six on the last day of the old rule", "six on the first day of the new"],
)
def test_at_six_the_rule_of_the_day_decides(born: str, on: str, word: str) -> None:
    sixth = f"{int(born[:4]) + 6}{born[4:]}"
    assert word in vaccinations(born, on)[sixth].split("、")


def test_hpv_comes_to_girls_of_thirteen_who_were_born_after_the_day() -> None:
    assert vaccinations("2013-05-02", "2026-03-01") == {
        "2026-05-02": "二价HPV疫苗第1剂",
        "2026-11-02": "二价HPV疫苗第2剂",
    }
    assert vaccinations("2013-05-02", "2026-03-01", sex="M") == {}
    assert vaccinations("2011-11-10", "2025-11-10") == {}


def test_what_was_given_is_no_more_to_come() -> None:
    given = [("hpv", "2026-05-20")]
    assert vaccinations("2013-05-02", "2026-06-01", given=given) == {"2026-11-02": "二价HPV疫苗第2剂"}
    newborn = vaccinations("2026-03-01", "2026-03-02", given=[("hepatitis_b", "2026-03-01"), ("bcg", "2026-03-01")])
    assert min(newborn) == "2026-04-01"


def test_a_pregnancy_brings_its_five_contacts_within_their_weeks() -> None:
    found = [e for e in coming(contract_family(mother={"pregnant_due": "2026-11-15"})) if e.kind is Kind.PREGNANCY]
    assert [(e.on.isoformat(), e.last.isoformat()) for e in found] == [
        ("2026-02-08", "2026-05-09"),  # until the day before week 13
        ("2026-05-31", "2026-07-04"),
        ("2026-07-05", "2026-08-01"),
        ("2026-08-23", "2026-10-24"),
        ("2026-10-25", "2026-11-21"),
    ]
    assert {e.who for e in found} == {"mother"}


def test_a_child_has_thirteen_checks_and_its_mother_one_after_the_birth() -> None:
    assert len(timetable("child_checks").steps) == 13
    born = contract_family(child1={"birth_date": "2026-03-01"})
    checks = [e for e in coming(born) if e.kind is Kind.CHECK]
    assert ("mother", date(2026, 4, 12)) in [(e.who, e.on) for e in checks]
    assert [e.on.isoformat() for e in checks if e.who == "child1"][:3] == ["2026-03-01", "2026-03-29", "2026-06-01"]


def test_payments_last_days_and_what_begins_stand_by_their_day() -> None:
    found = {(e.kind, e.title): e for e in coming(contract_family())}
    assert found[Kind.DEADLINE, "育儿补贴：申请的最后一天"].on == date(2026, 12, 31)
    assert found[Kind.MONEY, "育儿补贴：2,100 元"].on == date(2027, 1, 1)
    assert found[Kind.LEAVE, "育儿假：休到这一天为止"].on == date(2027, 7, 14)
    assert found[Kind.BEGINS, "子女教育扣除"].on == date(2027, 7, 1)


def test_what_begins_is_told_by_the_edition_that_answered() -> None:
    notice = Source("关于提高子女教育扣除标准的通知", "测试〔2026〕3号", "", "A", date(2026, 2, 1), date(2026, 1, 20))
    raised = AS_WRITTEN.with_changes([NewValue("tax_child_education", 0, date(2027, 1, 1), 250_000, notice)])
    (begins,) = [e for e in coming(contract_family(), edition=raised) if e.title == "子女教育扣除"]
    assert (begins.kind, begins.on) == (Kind.BEGINS, date(2027, 7, 1))
    assert notice.document in [source["title"] for source in begins.sources]
    (written,) = [e for e in coming(contract_family()) if e.title == "子女教育扣除"]
    assert notice.document not in [source["title"] for source in written.sources]


def test_a_rule_whose_days_were_published_begins_with_its_way_to_claim() -> None:
    benefit = BY_CODE["child_education_tax_deduction"]
    later = NewDays(benefit.code, benefit.versions[0].since, date(2027, 8, 1), None)
    found = coming(contract_family(), edition=AS_WRITTEN.with_changes([later]))
    (begins,) = [entry for entry in found if entry.title == benefit.title]
    assert (begins.on, begins.todo) == (date(2027, 8, 1), benefit.versions[0].claim.how)


def test_an_elder_is_checked_once_a_year_and_a_chronic_illness_seen_to_each_quarter() -> None:
    elder = {
        "region": HERE,
        "members": [{"id": "mother", "sex": "F", "birth_date": "1955-05-05", "chronic": ["hypertension"], "hukou_region": HERE}],
    }  # fmt: skip
    titles = [e.title for e in coming(elder, "2026-11-27") if e.kind is Kind.CHECK]
    assert titles == [
        "2026 年的免费体检", "慢病随访（2026 年第四季度）", "慢病随访（2027 年第一季度）", "2027 年的免费体检",
        "慢病随访（2027 年第二季度）", "慢病随访（2027 年第三季度）", "慢病随访（2027 年第四季度）",
        "慢病随访（2028 年第一季度）", "2028 年的免费体检", "慢病随访（2028 年第二季度）",
    ]  # fmt: skip


def test_everything_names_its_document_and_says_what_is_not_confirmed() -> None:
    found = coming(contract_family(mother={"pregnant_due": "2026-11-15"}))
    assert all(entry.sources and entry.todo for entry in found)
    unsure = [entry for entry in found if any(s["confidence"] in ("C", "D") for s in entry.sources)]
    assert [entry for entry in found if entry.unverified] == unsure


def test_each_vaccine_is_one_that_the_registry_can_record() -> None:
    assert {series.code for series in vaccine_series()} <= ANSWERS[CircumstanceKind.VACCINATION].keys()


def lost(weeks: int | None, kind: str) -> dict[str, Any]:
    birth = {"on": "2026-02-20", "kind": kind} | ({"weeks": weeks} if weeks else {})
    mother = {**MOTHER, "births": [birth]}
    return {"on": "2026-03-01", "region": HERE, "members": [mother, contract_family()["members"][1]]}


@pytest.mark.parametrize(
    ("weeks", "kind"), [(9, "miscarriage"), (20, "miscarriage"), (34, "normal"), (None, "difficult")]
)
def test_after_a_loss_nothing_of_the_pregnancy_comes(weeks: int | None, kind: str) -> None:
    before = lost(weeks, kind)
    before["members"][0] = {**MOTHER, "pregnant_due": "2026-04-20"}
    assert {Kind.PREGNANCY, Kind.LEAVE, Kind.BEGINS} & {e.kind for e in coming(before)}
    assert coming(lost(weeks, kind)) == []


@pytest.mark.parametrize("born", ["2026-02-20", "2024-07-15", "2013-05-02"])
def test_after_a_child_died_nothing_of_it_comes_to_anybody(born: str) -> None:
    living = contract_family(child1={"birth_date": born})
    assert [e for e in coming(living) if e.who == "child1"]
    gone = contract_family(child1={"birth_date": born, "death_date": "2026-02-25"})
    assert coming(gone) == []


def test_of_twins_the_one_who_lives_keeps_what_comes_to_her() -> None:
    twins = contract_family(child1={"birth_date": "2026-02-20", "death_date": "2026-02-21"})
    twins["members"].append({**twins["members"][2], "id": "child2"})
    del twins["members"][-1]["death_date"]
    family = family_from_values(twins, on=TODAY, today=TODAY)
    found = coming_to(family, answer(twins), AS_WRITTEN, of={"mother", "father", "child1", "child2"})
    assert {e.who for e in found} == {"mother", "child2"}


def test_what_follows_a_loss_is_not_reminded_of() -> None:
    bereaved = contract_family(
        mother={"birth_date": "1977-08-01"}, father={"birth_date": "1976-08-01"},
        child1={"birth_date": "2005-07-15", "death_date": "2024-01-01"},
    )  # fmt: skip
    due = [e["benefit"] for e in answer(bereaved)["entitlements"] + answer(bereaved)["not_entitled"]]
    assert "special_assistance" in due
    assert not [e for e in coming(bereaved) if "扶助" in e.title or "保险" in e.title]
