"""What is said of somebody who serves when he is nominated or changed, and what of it cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields

from jiahe.delivery.workforce.kinds import REGISTER, Skill, WorkerKind
from jiahe.delivery.workforce.models import ServiceWorker
from jiahe.foundation.regions.models import Level, Region
from jiahe.foundation.regions.queries import find_region, path_to
from jiahe.registry.rows import Fault, Refused

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"(0\d{2,3}-?)?\d{7,8}|400-?\d{3}-?\d{4}")
LARGEST_LOAD = 1000


@dataclass(frozen=True, slots=True)
class WorkerDetails:
    """All that is said of somebody. ``reach`` is the level he serves: his village, or a unit above it."""

    kind: str
    name: str
    village_code: int
    reach: int
    phone: str
    capacity: int
    contact: str = ""
    job: str = ""
    skills: tuple[str, ...] = ()
    hours: str = ""
    whereabouts: str = ""
    shown: bool = False


FIELDS = tuple(field.name for field in fields(WorkerDetails))
PLAIN = ("name", "contact", "job", "hours", "whereabouts", "capacity", "shown", "village_code")


def details_of(worker: ServiceWorker) -> WorkerDetails:
    """What is said of somebody now."""
    said = {name: getattr(worker, name) for name in (*PLAIN, "kind", "phone")}
    return WorkerDetails(**said, reach=worker.serves.level, skills=tuple(worker.skills))


def served_region(village_code: int, reach: int) -> Region | None:
    """The unit on a level on the way up from a village; None where there is none, as no city above 平潭."""
    village = find_region(village_code, Level.VILLAGE)
    return next((place for place in path_to(village) if place.level == reach), None) if village else None


def require_possible(details: WorkerDetails) -> Region:
    """The region he serves.

    Raises:
        Refused: naming each field where something that was said cannot be.
    """
    faults = [Fault(0, field, message) for field, message in _impossible(details)]
    serves = served_region(details.village_code, details.reach)
    if serves is None and not faults:
        faults.append(Fault(0, "reach", "这里没有这一级，请选别的范围。"))
    if faults or serves is None:
        raise Refused(faults)
    return serves


def _impossible(said: WorkerDetails) -> Iterator[tuple[str, str]]:
    village = find_region(said.village_code, Level.VILLAGE)
    if village is None or village.is_closed:
        yield "village", "没有这个村居，或者已经撤销了，请重新选。"
    if said.kind not in REGISTER:
        yield "kind", "请选哪一种服务人员。"
    if not said.name.strip():
        yield "name", "请填写姓名，组织请填写全称。"
    organisation = said.kind == WorkerKind.ORGANISATION
    if organisation and not said.contact.strip():
        yield "contact", "请填写这个组织由谁联系。"
    if not (MOBILE.fullmatch(said.phone) or (organisation and LANDLINE.fullmatch(said.phone))):
        yield "phone", "请填写 11 位手机号码；服务组织也可以写 0595-86480000 这样的座机。"
    if not 1 <= said.capacity <= LARGEST_LOAD:
        yield "capacity", f"最多同时服务几户（处），写 1 到 {LARGEST_LOAD} 的整数。"
    if not set(said.skills) <= set(Skill.values):
        yield "skills", "有一项擅长不在列表里，请重新选。"
    if said.shown and said.kind in REGISTER and not REGISTER[said.kind].public:
        yield "shown", "联系人不对外公开，这一项请选“不公开”。"
