"""Every benefit for many families at once: the same rules as for one, read as columns. Standings and amounts, no reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import narwhals as nw
import polars as pl

from jiahe.benefits.benefit import Benefit
from jiahe.benefits.family.members import Family
from jiahe.benefits.rules import BENEFITS
from jiahe.benefits.subjects import NOT_ASKED, RELATIONS, subjects_of
from jiahe.foundation.rules.columns import NEAR, PERSON, Frame, People, ymd
from jiahe.foundation.rules.snapshots import snapshot_of

NOT_ENTITLED, UNKNOWN, ENTITLED = 0, 1, 2  # null: it could not concern her or him
TYPES: Mapping[type, Any] = {bool: pl.Boolean, int: pl.Int64, str: pl.String, date: pl.Int64}


def columns_of(families: Iterable[Family], *, on: date) -> People:
    """Some families as columns on a day. PERSON counts the members from 0 on, in the order of the families."""
    subjects = [subject for family in families for subject in subjects_of(family).values()]
    for subject in subjects:
        subject.learn()
    snapshots = [snapshot_of(subject, on) for subject in subjects]
    places = {id(snapshot): place for place, snapshot in enumerate(snapshots)}
    near: dict[str, Frame] = {}
    facts: dict[str, list[Any]] = {PERSON: list(range(len(snapshots)))}
    for name in dict.fromkeys(name for snapshot in snapshots for name in snapshot if name not in NOT_ASKED):
        facts[name] = [_plain(snapshot.get(name)) for snapshot in snapshots]
    for relation in RELATIONS:
        pairs = [(places[id(one)], places[id(other)]) for one in snapshots for other in one.near(relation)[0]]
        near[relation] = nw.from_native(
            pl.DataFrame(pairs, schema={PERSON: pl.Int64, NEAR: pl.Int64}, orient="row"), eager_only=True
        )
        facts[f"{relation}_complete"] = [snapshot.near(relation)[1] for snapshot in snapshots]
    frame = pl.DataFrame(facts, schema_overrides={name: _type_of(values) for name, values in facts.items()})
    return People(nw.from_native(frame, eager_only=True), near, on)


def standings_of(people: People, benefits: Sequence[Benefit] = BENEFITS) -> Frame:
    """For each person and benefit ``<code>`` (NOT_ENTITLED, UNKNOWN, ENTITLED or null) and, where due, the bounds of its
    amount as it is counted inside: ``<code>_low`` and ``<code>_high``.
    """  # fmt: skip
    names = [PERSON]
    for benefit in benefits:
        version, _ = benefit.version_on(people.on)
        concerned = people.keep(people.truth(benefit.concerns).fill_null(True))
        standing = nw.lit(NOT_ENTITLED)
        low = high = nw.lit(None, nw.Int64)
        if version is not None:
            met = [people.keep(people.truth(term.test)) for term in version.terms]
            certain, possible = (
                nw.all_horizontal(*(m.fill_null(v) for m in met), ignore_nulls=False) for v in (False, True)
            )
            standing = certain.cast(nw.Int64) + possible.cast(nw.Int64)
            if version.amount is not None and benefit.unit is not None:
                low, high = people.range(version.amount)
        names += [benefit.code, f"{benefit.code}_low", f"{benefit.code}_high"]
        held = people.keep(nw.when(concerned).then(standing.cast(nw.Int64)).otherwise(nw.lit(None, nw.Int64)))
        people.people = people.people.with_columns(
            held.alias(names[-3]),
            *(
                nw.when(held == ENTITLED).then(side).otherwise(nw.lit(None, nw.Int64)).alias(name)
                for side, name in ((low, names[-2]), (high, names[-1]))
            ),
        )
    return people.people.select(*names)


def _plain(value: Any) -> Any:
    return ymd(value) if isinstance(value, date) else value


def _type_of(values: Sequence[Any]) -> Any:
    return next((TYPES[type(value)] for value in values if value is not None), pl.Int64)
