"""Records that may be of one person: the list, two side by side, merging them, and undoing it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from jiahe.faces.desk.shell import desk_page, take_back
from jiahe.faces.kit.acting import ActingRequest, staff_page
from jiahe.faces.kit.addresses import own_path, reachable_region
from jiahe.faces.kit.numbers import whole_numbers
from jiahe.foundation.accounts.gate import require
from jiahe.foundation.regions.models import Level
from jiahe.foundation.regions.queries import find_region, reporting_units, villages
from jiahe.registry import lookalikes, timeline
from jiahe.registry.actions import Refused, dismiss_duplicate, merge_people, undo_person_merge
from jiahe.registry.actions.merges import which_stays
from jiahe.registry.lookalikes import Key, Pair
from jiahe.registry.models import Person
from jiahe.registry.rights import MERGE_RECORDS

AT_ONCE = 20


@staff_page(MERGE_RECORDS)
def pairs(request: ActingRequest, level: Level, code: int) -> HttpResponse:
    """The pairs of a township or a village that nobody has judged yet; higher up, its units to choose from."""
    place = reachable_region(request, level, code)
    require(request.actor, MERGE_RECORDS)
    context: dict[str, Any] = {"region": place, "path": own_path(request, place)}
    if place.level < Level.TOWNSHIP:
        context["units"] = list(reporting_units(place))
    else:
        keys = {name: _key(request.GET.get(name, "")) for name in ("after", "before")}
        page = lookalikes.pairs(place, by=request.actor, limit=AT_ONCE, **keys)
        if page.total and not page.rows:  # the pairs behind this address have been judged meanwhile
            return redirect("desk:duplicates", place.slug, place.code)
        places = villages(p.village_code for pair in page.rows for p in (pair.one, pair.other))
        context |= {
            "pairs": [(pair, places.get(pair.one.village_code)) for pair in page.rows],
            "total": page.total,
            "next": _text(page.next),
            "previous": _text(page.previous),
        }
    return desk_page(request, "desk/duplicates.html", context, here="families")


def _key(text: str) -> Key | None:
    """The pair that an address names; a spoilt address begins at the beginning."""
    parts = text.split("-")
    numbers = whole_numbers(parts)
    if len(parts) != 3 or len(numbers) != 3:
        return None
    rank, one, other = numbers
    return rank, one, other


def _text(key: Key | None) -> str:
    return "-".join(map(str, key)) if key else ""


@staff_page(MERGE_RECORDS)
def compare(request: ActingRequest, one: int, other: int) -> HttpResponse:
    """Two records side by side: the same person, or two."""
    pair = lookalikes.pair_of(one, other, by=request.actor)
    village = find_region(pair.one.village_code, Level.VILLAGE)
    back = redirect("desk:duplicates", "village", pair.one.village_code)
    if request.method == "POST":
        if request.POST.get("answer") == "two":
            dismiss_duplicate(one=pair.one, other=pair.other, by=request.actor, at=request.at)
            messages.success(request, "记下了：是两个人，以后不再列出。")
            return back
        try:
            merge_people(one=pair.one, other=pair.other, by=request.actor, at=request.at, on=request.on)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "合并好了。合错了，可以在家庭页的“经过”里撤销。")
            return back
    context = {
        "pair": pair,
        "lines": _lines(pair),
        "stays": which_stays(pair.one, pair.other)[0],
        "village": village,
        "path": own_path(request, village) if village else [],
    }
    return desk_page(request, "desk/duplicate.html", context, here="families")


def _lines(pair: Pair) -> list[tuple[str, str, str, bool]]:
    """What the two records say, line by line, and whether they say the same."""

    def kin(person: Person) -> str:
        named = (("父亲", person.father), ("母亲", person.mother), ("配偶", person.spouse))
        return "，".join(f"{word} {relative.name}" for word, relative in named if relative)

    def words(person: Person) -> list[tuple[str, str]]:
        return [
            ("姓名", person.name),
            ("性别", person.get_sex_display()),
            ("出生日期", f"{person.birth_date:%Y-%m-%d}"),
            ("去世日期", f"{person.death_date:%Y-%m-%d}" if person.death_date else ""),
            ("公民身份号码", person.masked_id_number),
            ("手机号码", person.masked_phone),
            ("户编号", person.household.number),
            ("与户主关系", person.relation_title),
            ("家人", kin(person)),
            ("登记日期", f"{person.since:%Y-%m-%d}"),
        ]

    both = zip(words(pair.one), words(pair.other), strict=True)
    return [(label, one or "没有登记", other or "没有登记", one == other) for (label, one), (_, other) in both]


@require_POST
@staff_page(MERGE_RECORDS)
def undo(request: ActingRequest, pk: int) -> HttpResponse:
    """Take two merged records apart."""
    found = timeline.person_merge_to_undo(pk, by=request.actor)
    deed = partial(undo_person_merge, merge=found, by=request.actor, at=request.at, on=request.on)
    take_back(request, deed, "已撤销合并，又是两条登记了。")
    return redirect("desk:household", found.kept.household_id)
