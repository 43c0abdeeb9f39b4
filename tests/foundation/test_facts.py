"""Facts: folded up the line of reports, and proved by a recount."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from jiahe.foundation.facts.actions import append_facts, fold_pending
from jiahe.foundation.facts.models import Fact, Rollup
from jiahe.foundation.facts.queries import monthly, totals
from jiahe.foundation.facts.verification import verify
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import find_region
from jiahe.registry.measures import BIRTHS, PEOPLE
from tests.places import TODAY, XIAXI, YUANMEN, YUNLIN

pytestmark = [pytest.mark.django_db, pytest.mark.differs]
JANUARY_1 = date(2026, 1, 1)


def place(code: int) -> Region:
    found = find_region(code)
    assert found is not None
    return found


def total(measure, code: int, on: date = TODAY, since: date = JANUARY_1) -> int:
    region = place(code)
    return totals([measure], [region], on=on, since=since)[measure.code, region.pk]


def test_a_fact_is_counted_in_its_village_and_in_every_unit_above_it() -> None:
    append_facts({("people", YUNLIN, date(2026, 10, 5)): 3, ("people", XIAXI, TODAY): 4})
    fold_pending()
    assert total(PEOPLE, YUNLIN) == 3
    for code in (350583103000, 350583000000, 350500000000, 350000000000):
        assert total(PEOPLE, code) == 7


def test_a_fact_of_pingtan_is_counted_in_the_province_and_not_in_fuzhou() -> None:
    append_facts({("people", YUANMEN, TODAY): 5, ("people", YUANMEN, date(2026, 3, 1)): 2})
    fold_pending()
    assert total(PEOPLE, 350128000000) == 7
    assert total(PEOPLE, 350100000000) == 0
    assert total(PEOPLE, 350000000000) == 7


def test_a_stock_stands_at_the_end_of_the_day_asked_for() -> None:
    append_facts({("people", YUNLIN, date(2026, 11, 10)): 3, ("people", YUNLIN, date(2026, 11, 20)): -1})
    fold_pending()
    asked = [date(2026, 11, day) for day in (9, 10, 19, 20)] + [date(2026, 12, 1)]
    assert [total(PEOPLE, YUNLIN, on=on) for on in asked] == [0, 3, 3, 2, 2]


def test_a_flow_is_what_happened_since_the_first_of_january() -> None:
    append_facts({("births", YUNLIN, date(y, m, 15)): 1 for y in (2025, 2026) for m in (1, 6, 11, 12)})
    fold_pending()
    assert total(BIRTHS, YUNLIN, on=date(2026, 11, 14)) == 2
    assert total(BIRTHS, YUNLIN, on=date(2026, 11, 15)) == 3
    assert total(BIRTHS, YUNLIN, on=date(2025, 12, 31), since=date(2025, 1, 1)) == 4


def test_a_year_is_read_month_by_month() -> None:
    append_facts(
        {
            ("people", YUNLIN, date(2025, 6, 1)): 10,
            ("people", YUNLIN, date(2026, 2, 3)): 2,
            ("people", YUNLIN, date(2026, 4, 28)): -1,
            ("people", XIAXI, date(2026, 2, 3)): 50,
            ("births", YUNLIN, date(2025, 12, 31)): 7,
            ("births", YUNLIN, date(2026, 2, 3)): 2,
            ("births", YUNLIN, date(2026, 4, 28)): 1,
        }
    )
    fold_pending()
    append_facts({("births", YUNLIN, date(2026, 1, 9)): 4, ("births", XIAXI, date(2026, 1, 9)): 9})
    Fact.objects.filter(folded=False).update(folded=False)  # these still wait

    def read(measure, on: date) -> list[int]:
        found = monthly([measure], place(YUNLIN), on=on, since=JANUARY_1)
        assert [month for _, month in found] == [date(2026, m, 1) for m in range(1, on.month + 1)]
        return list(found.values())

    assert read(PEOPLE, date(2026, 4, 28)) == [10, 12, 12, 11]
    assert read(PEOPLE, date(2026, 4, 27)) == [10, 12, 12, 12]
    assert read(BIRTHS, date(2026, 4, 28)) == [4, 2, 0, 1]
    assert read(BIRTHS, date(2026, 2, 2)) == [4, 0]
    for on in (date(2026, 4, 27), date(2026, 2, 2), TODAY):
        assert sum(read(BIRTHS, on)) == total(BIRTHS, YUNLIN, on=on)
        assert read(PEOPLE, on)[-1] == total(PEOPLE, YUNLIN, on=on)


def test_folding_twice_counts_once() -> None:
    append_facts({("people", YUNLIN, date(2026, 1, 5)): 3})
    assert fold_pending() == 1
    assert fold_pending() == 0
    assert Rollup.objects.get(region=place(YUNLIN)).amount == 3


DAYS = st.dates(date(2025, 1, 1), TODAY)
FACTS = st.dictionaries(st.tuples(st.sampled_from([YUNLIN, XIAXI, YUANMEN]), DAYS), st.integers(-5, 9), max_size=12)


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(FACTS, max_size=3), on=DAYS)
def test_every_total_equals_the_plain_sum_of_its_facts(batches: list[dict[tuple[int, date], int]], on: date) -> None:
    Fact.objects.all().delete()
    Rollup.objects.all().delete()
    plain: Counter[tuple[int, date]] = Counter()
    for batch in batches:
        append_facts({("people", village, day): n for (village, day), n in batch.items()})
        fold_pending()
        plain.update(batch)
    for code, inside in ((YUNLIN, {YUNLIN}), (350500000000, {YUNLIN, XIAXI}), (350000000000, {YUNLIN, XIAXI, YUANMEN})):
        assert total(PEOPLE, code, on=on) == sum(n for (v, d), n in plain.items() if v in inside and d <= on)


def test_a_number_changed_by_hand_is_named_by_the_recount() -> None:
    append_facts({("people", YUNLIN, date(2026, 1, 5)): 3})
    outcome = verify(on=TODAY)
    assert not outcome.ok
    assert any("芸林村" in line and "人口" in line for line in outcome.differences)
