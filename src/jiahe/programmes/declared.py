"""Every programme there is, put into the register."""

from __future__ import annotations

from jiahe.delivery.catalogue.programme import Programme, declare, programmes
from jiahe.programmes.livelihood.golden_autumn.programme import PROGRAMME as GOLDEN_AUTUMN
from jiahe.programmes.marriage_and_birth.three_talks_two_visits.programme import PROGRAMME as THREE_TALKS_TWO_VISITS

ALL: tuple[Programme, ...] = (
    THREE_TALKS_TWO_VISITS,
    GOLDEN_AUTUMN,
)


def declare_all() -> None:
    """Put them into the register, each once."""
    known = {programme.code for programme in programmes()}
    for programme in ALL:
        if programme.code not in known:
            declare(programme)
