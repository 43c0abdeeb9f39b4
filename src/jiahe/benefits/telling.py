"""What is told of one benefit for one member on one day: how it stands, why or why not, and how much.

An answer to a family is a hundred of these, so each version of a benefit is written out as one Python function when it is
first asked for: a call for each small condition, and for each small part of the answer, took most of the time.
``deciding`` finds the same without telling it; both always agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any, Protocol

from jiahe.benefits.benefit import Version
from jiahe.benefits.readings import Asked, Reading, Saying, Values, decimal_in, path_of, said_of
from jiahe.foundation.rules.closures import NOT_IN_FORCE
from jiahe.foundation.rules.expressions import Condition, Number, kept
from jiahe.foundation.rules.lacking import Missing, MissingFact, MissingRule, missing, missing_for_amount
from jiahe.foundation.rules.ranges import Ranging
from jiahe.foundation.rules.snapshots import Snapshot
from jiahe.foundation.rules.values import value_of
from jiahe.foundation.rules.written import Writing

DUE, OPEN = -1, -2
Concerned = Sequence[tuple[str, Snapshot]]  # members by their ids
# Told of each: what is said to the family, of whom, and the place of the condition that refuses, ``DUE`` or ``OPEN``
# (something is not known).
Listening = Callable[[Values, Snapshot, int], None]
NOT_YET = {"condition": "in_force", "text": "这一天还没有（或者不再有）这项规定", "facts": {}}


class Answer(Protocol):
    """Answers about one benefit for those it could concern, each in one of three lists; who listens is told of each."""

    def __call__(
        self,
        concerned: Concerned,
        due: list[Values],
        refused: list[Values],
        open: list[Values],
        listening: Listening | None = None,
    ) -> None: ...


@kept
def concerned_of(test: Condition) -> Callable[[Concerned], Concerned]:
    """The function that leaves out those whom a benefit could not concern."""
    writing = Writing()
    writing.line(f"return [(id, s) for id, s in members if {writing.condition(test)} is not False]")
    concerned: Callable[[Concerned], Concerned] = writing.function("concerned", "members")
    return concerned


@lru_cache(maxsize=1024)
def answer_of(reading: Reading) -> Answer:
    """The function that answers about a benefit in one of its versions."""
    writing = Writing()
    writing.line("for id, s in concerned:")
    writing.depth += 1
    if reading.version is None:
        _write_entry(writing, "refused", 0, _named(reading, {name: repr(value) for name, value in NOT_YET.items()}))
    else:
        _write_conditions(writing, reading)
        _write_what_is_due(writing, reading)
    since = "" if reading.version is None else f"_{reading.version.since:%Y_%m_%d}"
    answer: Answer = writing.function(f"{reading.benefit.code}{since}", "concerned, due, refused, open, listening=None")
    return answer


def _write_conditions(writing: Writing, reading: Reading) -> None:
    writing.line("said = s.said")
    for place, asked in enumerate(reading.asked):
        if asked.met is None and asked.refused is None:  # whose facts they are has to be found out either way
            writing.line(f"t{place} = []")
            writing.line(f"c{place} = {writing.name(asked.judge)}(s, t{place})")
        else:
            writing.line(f"c{place} = {writing.condition(asked.test)}")
        writing.line(f"if c{place} is False:")
        texts = {
            "condition": repr(asked.code),
            "text": repr(asked.text),
            "facts": _facts(writing, asked, place, asked.refused),
        }
        writing.depth += 1
        _write_entry(writing, "refused", place, _named(reading, texts))
        writing.depth -= 1
    met = [f"c{place}" for place in range(len(reading.asked))]
    writing.line(f"if {' or '.join(f'{name} is None' for name in met) or 'False'}:")
    writing.depth += 1
    _write_entry(writing, "open", OPEN, f"{writing.name(_open)}({writing.name(reading)}, s, id, ({', '.join(met)},))")
    writing.depth -= 1


def _write_entry(writing: Writing, list_: str, place: int, text: str) -> None:
    writing.line(f"found = {text}")
    writing.line(f"{list_}.append(found)")
    writing.line(f"if listening: listening(found, s, {place})")
    writing.line("continue")


def _write_what_is_due(writing: Writing, reading: Reading) -> None:
    because = [_met(writing, asked, place) for place, asked in enumerate(reading.asked)]
    because += [writing.name(assumed) for assumed in reading.assumed]
    writing.line(f"because = [{', '.join(because)}]")
    unit, version = reading.benefit.unit, reading.version
    if reading.range is None or unit is None or version is None or version.amount is None:
        _write_entry(writing, "due", DUE, _named(reading, {"amount": "None", "because": "because"}))
        return
    _write_amount(writing, version.amount, reading.range)
    exactly = _named(reading, {"amount": f"{writing.name(decimal_in(unit))}(low)", "because": "because"})
    between = f"**{writing.name(_between)}({writing.name(version)}, {writing.name(unit)}, s, low, high)"
    hanging = f"{{**{_named(reading, {})}, {between}, 'because': because}}"
    _write_entry(writing, "due", DUE, f"{exactly} if low == high else {hanging}")


def _write_amount(writing: Writing, amount: Number, bounds: Ranging) -> None:
    """The least and the most, and by which facts they were chosen."""
    if amount.operation == "local":  # as most are: nothing is chosen
        writing.line(f"low = high = {writing.name(value_of(amount))}(s)")
        writing.line(f"if low is None or low is {writing.name(NOT_IN_FORCE)}:")
        writing.line(f"    low, high = {writing.name(bounds)}(s, [])")
        return
    writing.line("told = []")
    writing.line(f"low, high = {writing.name(bounds)}(s, told)")
    chosen = {"condition": "'amount'", "text": "'数额按这些情况定'", "met": "True", "assumed": "False"}
    writing.line(f"if told: because.append({_values(chosen | {'facts': f'{writing.name(said_of)}(told)'})})")


def _named(reading: Reading, more: dict[str, str]) -> str:
    """The text of an answer about a benefit; its values are texts themselves."""
    return _values({name: repr(value) for name, value in reading.named.items()} | {"beneficiary": "id"} | more)


def _values(texts: dict[str, str]) -> str:
    return f"{{{', '.join(f'{name!r}: {text}' for name, text in texts.items())}}}"


def _met(writing: Writing, asked: Asked, place: int) -> str:
    """A condition that is met, with the facts that met it."""
    texts = {"condition": repr(asked.code), "text": repr(asked.text), "met": "True", "assumed": "False"}
    return _values(texts | {"facts": _facts(writing, asked, place, asked.met)})


def _facts(writing: Writing, asked: Asked, place: int, saying: Saying | None) -> str:
    """Many benefits ask the same of somebody: it is said once."""
    if asked.met is None and asked.refused is None:
        return f"{writing.name(said_of)}(t{place})"
    if saying is None:
        return f"{writing.name(asked.facts)}(s)"
    name = writing.name(saying)
    return f"said.get({name}) or {name}(s)"


def _open(reading: Reading, snapshot: Snapshot, id: str, values: Sequence[bool | None]) -> Values:
    """What is missing where something is not known, and what is met already."""
    asked = list(zip(reading.asked, values, strict=True))
    lacking = [item for one, value in asked if value is None for item in missing(one.test, snapshot)]
    rules = [item.text for item in lacking if isinstance(item, MissingRule)]
    because = [
        {"condition": one.code, "text": one.text, "met": True, "assumed": False, "facts": one.facts(snapshot)}
        for one, value in asked
        if value is not None
    ]
    rule = rules[0] if rules else None
    return {**reading.named, "beneficiary": id, "missing": _paths(lacking), "missing_rule": rule, "because": because}


def _between(version: Version, unit: Any, snapshot: Snapshot, low: int | None, high: int | None) -> Values:
    """An amount that hangs on what is not known."""
    lacking = () if version.amount is None else missing_for_amount(version.amount, snapshot)
    written = decimal_in(unit)
    return {"amount_min": written(low), "amount_max": written(high), "missing": _paths(lacking)}


def _paths(lacking: Iterable[Missing]) -> list[str]:
    return list(dict.fromkeys(path_of(item.subject, item.name) for item in lacking if isinstance(item, MissingFact)))
