"""Lists of people as files: masked as pages show them, in the audit, and large ones only after a second person agreed.

``sheet`` writes the workbook; ``making`` makes one, for a command or for a request; ``requests`` is asking for one at
the desk and answering; ``reading`` is who sees which request.
"""

from jiahe.registry.exports.making import ALONE, PEOPLE_EXPORT, count_people, export_people, make_export
from jiahe.registry.exports.requests import answer_export, ask_export

__all__ = [
    "ALONE",
    "PEOPLE_EXPORT",
    "answer_export",
    "ask_export",
    "count_people",
    "export_people",
    "make_export",
]
