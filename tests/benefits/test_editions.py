"""An edition is the law with a few numbers or days changed: it changes what hangs on them and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from jiahe.benefits.answering import answer_for
from jiahe.benefits.editions import AS_WRITTEN, NewDays, NewValue
from jiahe.benefits.family import family_from_values
from jiahe.benefits.rules import BENEFITS
from jiahe.foundation.rules.parameters import Source
from tests.benefits.families import contract_family, entry

NOTICE = Source("关于调整育儿补贴标准的通知", "测试〔2026〕1号", "", "A", date(2026, 2, 1), date(2026, 1, 20))
MORE = NewValue("childcare_subsidy", 0, date(2026, 1, 1), 500_000, NOTICE)


def answered(edition, on: date = date(2026, 3, 1), **members):
    return answer_for(family_from_values(contract_family(**members), on=on, today=on), edition.benefits)


def test_as_it_is_written_an_edition_is_the_package_itself() -> None:
    assert AS_WRITTEN.benefits is BENEFITS


def test_a_new_value_changes_the_amount_its_source_and_the_payments_from_its_day_on() -> None:
    _, before = entry(answered(AS_WRITTEN), "childcare_subsidy", "child1")
    _, after = entry(answered(AS_WRITTEN.with_changes([MORE])), "childcare_subsidy", "child1")
    assert (before["amount"], after["amount"]) == ("3600.00", "5000.00")
    assert NOTICE.document in {source["title"] for source in after["sources"]}
    assert [p["amount"] for p in after["payments"] if p["on"] < "2026"] == [
        p["amount"] for p in before["payments"] if p["on"] < "2026"
    ]
    assert {p["amount"] for p in after["payments"] if p["on"].startswith("2026")} == {"5000.00"}


def test_a_value_of_one_county_holds_there_only() -> None:
    nanan = AS_WRITTEN.with_changes([NewValue("childcare_subsidy", 350583, date(2026, 1, 1), 600_000, NOTICE)])
    _, there = entry(answered(nanan), "childcare_subsidy", "child1")
    _, elsewhere = entry(answered(nanan, child1={"hukou_region": "350206001000"}), "childcare_subsidy", "child1")
    assert (there["amount"], elsewhere["amount"]) == ("6000.00", "3600.00")


def test_an_age_of_the_law_that_changes_changes_who_is_due() -> None:
    until_four = AS_WRITTEN.with_changes([NewValue("childcare_until_age", 0, date(2026, 1, 1), 4, NOTICE)])
    members = {"child1": {"birth_date": "2022-07-15"}}
    assert entry(answered(AS_WRITTEN, **members), "childcare_subsidy", "child1")[0] == "not_entitled"
    assert entry(answered(until_four, **members), "childcare_subsidy", "child1")[0] == "entitlements"


def test_the_days_of_a_rule_can_be_others() -> None:
    begins = BENEFITS[0].versions[0].since
    ended = AS_WRITTEN.with_changes([NewDays("childcare_subsidy", begins, begins, date(2026, 2, 1))])
    where, refused = entry(answered(ended), "childcare_subsidy", "child1")
    assert (where, refused["condition"]) == ("not_entitled", "in_force")
    assert entry(answered(ended, on=date(2026, 1, 31)), "childcare_subsidy", "child1")[0] == "entitlements"


def test_what_a_change_does_not_touch_is_shared() -> None:
    changed = AS_WRITTEN.with_changes([MORE])
    others = [benefit for benefit in changed.benefits if benefit.code != "childcare_subsidy"]
    assert others == [benefit for benefit in BENEFITS if benefit.code != "childcare_subsidy"]
    assert AS_WRITTEN.benefits is BENEFITS


def test_a_number_or_a_version_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError):
        AS_WRITTEN.with_changes([NewValue("no_such_number", 0, date(2026, 1, 1), 1, NOTICE)])
    with pytest.raises(KeyError):
        AS_WRITTEN.with_changes([NewDays("childcare_subsidy", date(1999, 1, 1), date(2026, 1, 1), None)])
