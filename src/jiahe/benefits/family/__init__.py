"""The family that a question about benefits is asked for: FAMILY.json, read, checked and refused where it cannot be."""

from jiahe.benefits.family.faults import FamilyFault
from jiahe.benefits.family.members import Family, Member
from jiahe.benefits.family.reading import family_from_json, family_from_values

__all__ = ["Family", "FamilyFault", "Member", "family_from_json", "family_from_values"]
