"""The screen reads sums that were folded when facts came in, instead of counting people while somebody waits.

Baseline, in the same run: the same four counts of the same units, counted live from the registry's own tables.
``p95_ratio`` is the screen's 95th percentile over the baseline's for the province; ``lower_ms`` the screen's for a county.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from datetime import date

from jiahe.faces.cli.acting import finish, now, progress
from jiahe.faces.cli.commands.setup import prepare as set_up
from jiahe.foundation.accounts.actor import operator
from jiahe.foundation.regions.models import Region
from jiahe.foundation.regions.queries import find_region, ranges_of, reporting_units
from jiahe.insight.counts import SHOWN, counts_of
from jiahe.registry.measures import HOUSEHOLDS, households_counted, people_counted
from jiahe.registry.models import Household, Person
from jiahe.registry.sample import synthesise

ON = date(2026, 11, 23)
SINCE = date(2026, 1, 1)
SAMPLE = 30_000
ROUNDS = 3  # the median of three is printed
READS = 15


def prepare() -> None:
    """Some ninety thousand people over the province; built once."""
    set_up()
    if Household.objects.count() >= SAMPLE:
        return
    province = _region(350000000000)
    synthesise(
        region=province, households=SAMPLE, seed=1, by=operator(), at=now(), on=ON, progress=progress("样例（户）")
    )
    finish()


def _region(code: int) -> Region:
    found = find_region(code)
    assert found is not None
    return found


def live(units: Sequence[Region]) -> list[dict[str, int]]:
    """The counts of some units, counted from the tables while one waits."""
    counted = []
    for unit in units:
        ranges = ranges_of(unit)
        homes = Household.objects.filter(households_counted(ranges, on=ON)).count()
        people = [m for m in SHOWN if m is not HOUSEHOLDS]
        behind = {m.code: people_counted(m, ranges, on=ON, since=SINCE) for m in people}
        counted.append({"households": homes} | {code: Person.objects.filter(behind[code]).count() for code in behind})
    return counted


def p95(work: Callable[[], object]) -> float:
    """The 95th percentile of some runs, in milliseconds."""
    times = []
    for _ in range(READS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.quantiles(times, n=20)[-1]


def run() -> dict[str, float]:
    """Read both ways; they must agree before their times mean anything."""
    province, county = _region(350000000000), _region(350583000000)
    units = list(reporting_units(province))
    folded = [dict(c.values) for c in counts_of(units, on=ON)]
    assert folded == live(units), "the screen and the live count differ"
    rounds = []
    for _ in range(ROUNDS):
        screen = p95(lambda: counts_of(list(reporting_units(province)), on=ON))
        baseline = p95(lambda: live(list(reporting_units(province))))
        lower = p95(lambda: counts_of(list(reporting_units(county)), on=ON))
        print(f"一屏 {screen:.1f} ms，现数 {baseline:.1f} ms，县 {lower:.1f} ms")
        rounds.append((screen / baseline, lower))
    ratio, lower_ms = (statistics.median(r[i] for r in rounds) for i in (0, 1))
    return {"p95_ratio": round(ratio, 4), "lower_ms": round(lower_ms, 2)}
