"""A setting in words: what it changes, from what to what."""

from __future__ import annotations

from typing import NamedTuple

from jiahe.delivery.catalogue.in_force import InForce
from jiahe.delivery.catalogue.models import ProgrammeSetting
from jiahe.delivery.catalogue.programme import Programme, programmes

ON, OFF = "开办", "停办"


class Change(NamedTuple):
    """One thing that changes: what it was and what it becomes, as people read it."""

    title: str
    before: str
    after: str


def programme_of(setting: ProgrammeSetting) -> Programme | None:
    """The programme a setting is of; None where it is declared no more."""
    return next((programme for programme in programmes() if programme.code == setting.programme), None)


def title_of_setting(setting: ProgrammeSetting) -> str:
    """Place, programme and what is set of it: 南安市 三说两访：停办、办理答复的时限."""
    programme = programme_of(setting)
    name = programme.title if programme else setting.programme
    titles = [ON if setting.is_on else OFF] if setting.is_on is not None else []
    if programme is not None:
        titles += [one.title for one in programme.parameters if one.code in setting.numbers]
        titles += [one.title for one in programme.texts if one.code in setting.texts]
    return f"{setting.region.title} {name}：{'、'.join(titles)}"


def changes_of(setting: ProgrammeSetting, before: InForce) -> list[Change]:
    """What a setting changes, beside what held before it."""
    found = []
    if setting.is_on is not None:
        found.append(Change("开办不开办", ON if before.is_on else OFF, ON if setting.is_on else OFF))
    for one in before.programme.parameters:
        if one.code in setting.numbers:
            was, now = before.numbers[one.code], setting.numbers[one.code]
            found.append(Change(one.title, one.shown(was), one.shown(now)))
    for words in before.programme.texts:
        if words.code in setting.texts:
            found.append(Change(words.title, before.texts[words.code], setting.texts[words.code]))
    return found
