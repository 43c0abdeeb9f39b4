"""The nouns of the registry."""

from jiahe.registry.models.household import Household
from jiahe.registry.models.imports import ImportRun
from jiahe.registry.models.life_event import LifeEvent
from jiahe.registry.models.person import Person

__all__ = ["Household", "ImportRun", "LifeEvent", "Person"]
