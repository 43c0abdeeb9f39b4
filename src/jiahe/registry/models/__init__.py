"""The nouns of the registry."""

from jiahe.registry.models.circumstance import Circumstance
from jiahe.registry.models.consent import Consent
from jiahe.registry.models.duplicates import HouseholdMerge, NotTheSame, PersonMerge
from jiahe.registry.models.exports import ExportRequest
from jiahe.registry.models.helper import AgreedHelper
from jiahe.registry.models.household import Household
from jiahe.registry.models.imports import HeadingMeaning, ImportChunk, ImportRun
from jiahe.registry.models.life_event import LifeEvent
from jiahe.registry.models.person import Person
from jiahe.registry.models.residence import Allotment, FormerHukou, Move, Stay
from jiahe.registry.models.resident_request import ResidentRequest
from jiahe.registry.models.standing import Standing

__all__ = [
    "AgreedHelper",
    "Allotment",
    "Circumstance",
    "Consent",
    "ExportRequest",
    "FormerHukou",
    "HeadingMeaning",
    "Household",
    "HouseholdMerge",
    "ImportChunk",
    "ImportRun",
    "LifeEvent",
    "Move",
    "NotTheSame",
    "Person",
    "PersonMerge",
    "ResidentRequest",
    "Standing",
    "Stay",
]
